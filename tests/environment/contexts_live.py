"""Where the parameters of selection, organisation and pricing bite."""

from __future__ import annotations

from typing import Any

from tests.environment.context import Context

_HISTORY = {"selection.preselection.shows": 4}
_BENCH: dict[str, Any] = {"selection.keywords.listen": True, "selection.keywords.bench": ["S08", "S12"]}
_COLOUR: dict[str, Any] = {"selection.keywords.listen": True, "selection.keywords.colour_gain": 0.8}
_QUESTIONS: dict[str, Any] = {"selection.keywords.listen": True, "selection.questions.share": 0.1}
_ASKED: dict[str, Any] = {"selection.requests.per_comment": 0.02}
_TRIALS: dict[str, Any] = {"organisation.tolerance.budget_cny": 9000.0, "organisation.tolerance.discount": 0.2}
_SLOW: dict[str, Any] = {"organisation.squad": False}
_LIMIT: dict[str, Any] = {"organisation.authority.reorder_units": 100}
_PRICES: dict[str, Any] = {"pricing.bound": 0.1}
_RIVALS: dict[str, Any] = {"pricing.bound": 0.1, "pricing.rival_log_sigma": 0.1}

CONTEXTS: dict[str, Context] = {
    "selection.preselection.shows": Context(values=(4, 12)),
    "selection.preselection.click_sigma": Context(_HISTORY, why="a host that keeps records"),
    "selection.preselection.conversion_sigma": Context(_HISTORY, why="a host that keeps records"),
    "selection.preselection.basket_sigma": Context(_HISTORY, why="a host that keeps records"),
    "selection.preselection.trend": Context(values=(1.0,)),
    "selection.preselection.competitor": Context(values=(1.0,)),
    "selection.preselection.fans": Context(values=(1.0,)),
    "selection.keywords.listen": Context(_COLOUR | {"selection.keywords.listen": False}, values=(True,), why="colours to show"),
    "selection.keywords.bench": Context({"selection.keywords.listen": True}, values=(["S08"],), why="somebody listens"),
    "selection.keywords.share": Context(_BENCH, values=(0.001, 0.5), why="styles on the bench"),
    "selection.keywords.ticks": Context(_BENCH, values=(1, 25), why="styles on the bench"),
    "selection.keywords.link_cost": Context(_BENCH, why="styles on the bench"),
    "selection.keywords.colour_share": Context(_COLOUR, values=(0.02, 1.0), why="colours to show"),
    "selection.keywords.colour_count": Context(_COLOUR, values=(500, 1), why="colours to show"),
    "selection.keywords.colour_gain": Context({"selection.keywords.listen": True}, values=(0.8,)),
    "selection.questions.share": Context({"selection.keywords.listen": True}, values=(0.2,), why="somebody listens"),
    "selection.questions.log_sigma": Context(_QUESTIONS, values=(0.0,), why="a need that comments voice"),
    "selection.questions.threshold": Context(_QUESTIONS, values=(0.9,), why="a need that comments voice"),
    "selection.questions.count": Context(_QUESTIONS, why="a need that comments voice"),
    "selection.questions.wish_en": Context(_QUESTIONS, why="a need that comments voice"),
    "selection.questions.wish_zh": Context(_QUESTIONS, why="a need that comments voice"),
    "selection.policy": Context(values=("ucb", "thompson", "epsilon_greedy")),
    "selection.test_links.own_stock": Context(values=(True,)),
    "selection.test_links.most": Context({"selection.policy": "ucb"}, values=(1,), why="a policy that opens many"),
    "selection.test_links.epsilon": Context({"selection.policy": "epsilon_greedy"}, values=(1.0,)),
    "selection.test_links.width": Context({"selection.policy": "ucb"}, values=(0.0, 5.0)),
    "selection.requests.per_comment": Context(values=(0.02,)),
    "selection.requests.box_share": Context(_ASKED, why="individual requests"),
    "selection.requests.boxes": Context(_ASKED, values=(5,), why="individual requests"),
    "selection.requests.per_min": Context(_ASKED, values=(0.5,), why="individual requests"),
    "selection.requests.deadline_min": Context(_ASKED | {"selection.requests.per_min": 1.0}, why="a back office that is busy"),
    "selection.requests.convert": Context(_ASKED, why="individual requests"),
    "selection.requests.late_convert": Context(
        _ASKED | {"selection.requests.per_min": 0.5}, values=(0.4,), why="a back office that is late"
    ),
    "selection.requests.cost": Context(_ASKED, why="individual requests"),
    "selection.requests.ship_within_h": Context(_ASKED, values=(6.0,), why="individual requests"),
    "organisation.squad": Context(values=(False,)),
    "organisation.latency_min": Context(_SLOW, why="no squad"),
    "organisation.authority.gift_cny": Context(values=(100.0,)),
    "organisation.authority.price_cut": Context(_PRICES, values=(0.02,), why="prices that move"),
    "organisation.authority.reorder_units": Context(values=(100.0,)),
    "organisation.authority.approval_min": Context(_LIMIT, why="a limit on reorders"),
    "organisation.tolerance.budget_cny": Context(_TRIALS, values=(100.0,), why="trials at a discount"),
    "organisation.tolerance.discount": Context({"organisation.tolerance.budget_cny": 9000.0}, values=(0.2,)),
    "pricing.bound": Context(values=(0.1,)),
    "pricing.step": Context(_PRICES, values=(0.05,), why="prices that move"),
    "pricing.every_ticks": Context(_PRICES, values=(3,), why="prices that move"),
    "pricing.elasticity": Context(_PRICES, why="prices that move"),
    "pricing.rival_elasticity": Context(_RIVALS, why="competitors whose prices move"),
    "pricing.rival_log_sigma": Context(values=(0.1,)),
    "pricing.rival_memory": Context(_RIVALS, values=(0.0,), why="competitors whose prices move"),
}
