"""Organisation: the squad's speed, authority and its approvals, the trial budget, requests answered by the back office."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.authority import Authority, gift_gain
from environment import Scenario, Scheme, Show, play
from environment.trade.requests import spread
from environment.world import World

NAME = "autumn_launch"
SCHEME = Scheme.load("slot_fee_commission")
AMPLE = {"styles.B.stock": {"WN": 4000, "WE": 4000, "WS": 4000}}  # a gift pays only where there are goods to sell


def show(seed: int | None = None, **changes: Any) -> Show:
    return play(Scenario.load(NAME, overrides=changes), SCHEME, seed=seed)


def played(seed: int | None = None, **changes: Any) -> World:
    setting = Scenario.load(NAME, overrides=changes)
    made = World(setting, SCHEME, setting.seed if seed is None else seed)
    made.play()
    made.close()
    return made


def minutes(one: Show, key: str) -> list[float]:
    return [e.t_min for e in one.events if e.key == key]


def desk(made: World, kind: str) -> list[tuple[Any, ...]]:
    return [row for row in made.recorder.desk if row[1].startswith(kind)]


# --- 10 the squad -------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [None, 3])
def test_a_squad_decides_sooner(seed: int | None) -> None:
    """Without it the alert is read, the script changed and goods ordered later, each by the wait between teams."""
    squad, teams = show(seed), show(seed, **{"organisation.squad": False, "organisation.latency_min": 30.0})
    assert minutes(teams, "alert")[0] == minutes(squad, "alert")[0]
    assert minutes(teams, "alert.read")[0] == minutes(squad, "alert.read")[0] + 30.0
    assert minutes(teams, "promote")[0] == minutes(squad, "promote")[0] + 30.0
    slow, fast = (one.measures["alert_to_commitment_min"] for one in (teams, squad))
    assert slow >= fast + 55.0  # the alert and the order each cross a team
    assert teams.measures["decision_wait_min"] == 30.0 and "decision_wait_min" not in squad.measures


def test_the_longer_the_wait_the_later_the_decision() -> None:
    waits = [show(3, **{"organisation.squad": False, "organisation.latency_min": x}) for x in (0.0, 15.0, 45.0)]
    times = [one.measures["alert_to_commitment_min"] for one in waits]
    assert times == sorted(times) and times[0] < times[-1]
    assert waits[0].measures["gross_gmv"] == show(3).measures["gross_gmv"]  # a wait of nothing is a squad


def test_what_waits_at_the_end_is_still_decided() -> None:
    late = show(None, **{"organisation.squad": False, "organisation.latency_min": 60.0})
    assert late.conservation == {"ledger_sum": 0, "oversold": 0}
    ordered = [e.t_min for e in late.events if e.kind == "rush"]
    assert ordered and max(ordered) > 150.0


# --- 11 authority -------------------------------------------------------------------------------
def test_within_the_limits_nothing_waits() -> None:
    free = Authority()
    assert free.wait("gift_cny", 1e9) == 0.0 and not free.beyond("price_cut", 1.0)
    bound = Authority(5.0, 100.0, 0.1, 50.0, 15.0)
    assert bound.wait("gift_cny", 100.0) == 5.0 and bound.wait("gift_cny", 100.5) == 20.0
    same = show(3, **{"organisation.authority.gift_cny": 1e6, "organisation.authority.reorder_units": 1e6})
    assert same.measures.items() >= show(3).measures.items()


def test_a_reorder_beyond_the_limit_waits_for_its_approval() -> None:
    free, bound = (show(3, **c) for c in ({}, {"organisation.authority.reorder_units": 100.0}))
    assert bound.measures["alert_to_commitment_min"] >= free.measures["alert_to_commitment_min"] + 10.0
    assert minutes(bound, "promote") == minutes(free, "promote")  # the host's own matter


def test_a_gift_beyond_the_limit_is_bargained_over_and_comes_later() -> None:
    free, bound = (played(**AMPLE, **c) for c in ({}, {"organisation.authority.gift_cny": 100.0}))
    talk = next(r for r in bound.bargaining.records if r.kind == "authority")
    assert talk.agreed and min(talk.gains.values()) >= 0.0 and set(talk.parties) == {"host", "supplier"}
    (row,) = desk(bound, "approval_gift")
    promoted = next(e.t_min for e in bound.events if e.key == "promote")
    assert row[0] == promoted + 15.0 and row[6] == 1.0
    assert bound.recorder.gifts == free.recorder.gifts == 500
    out = [next(e.t_min for e in w.events if e.key == "gift.out") for w in (free, bound)]
    assert out[1] > out[0]
    share = float(talk.outcome["gift_cost_share_host"])
    paid = bound.ledger.by_clause("host").get("gift_cost_share", 0) / -100.0
    assert paid == pytest.approx(share * 500 * bound.setting.gift.unit_cost)


def test_a_gift_for_a_style_that_runs_short_is_refused() -> None:
    """The supplier would pay for demand that it has no goods for."""
    bound = played(**{"organisation.authority.gift_cny": 100.0})
    assert not next(r for r in bound.bargaining.records if r.kind == "authority").agreed
    assert bound.recorder.gifts == 0


def test_what_a_gift_adds_is_bounded_by_what_is_still_to_come() -> None:
    assert gift_gain(500, 1.35, 1.12, 1e9) == pytest.approx(560 * (1 - 1 / 1.35))
    assert gift_gain(500, 1.35, 1.12, 100.0) == pytest.approx(35.0)
    assert gift_gain(500, 1.0, 1.12, 100.0) == 0.0


# --- 12 tolerance -------------------------------------------------------------------------------
@given(
    seed=st.integers(0, 10**6), budget=st.floats(0.0, 20000.0), discount=st.floats(0.01, 0.9),
    own=st.booleans(), policy=st.sampled_from(["heat", "ucb"]),
)  # fmt: skip
@settings(max_examples=8)
def test_trials_never_cost_more_than_the_budget(seed: int, budget: float, discount: float, own: bool, policy: str) -> None:
    made = played(seed, **{
        "organisation.tolerance.budget_cny": budget, "organisation.tolerance.discount": discount,
        "selection.test_links.own_stock": own, "selection.policy": policy,
    })  # fmt: skip
    lost = -made.ledger.by_clause("supplier").get("trial_discount", 0)
    assert 0 <= lost <= budget * 100.0
    assert lost == sum(round(row[5] * 100.0) for row in desk(made, "trial"))
    assert made.ledger.total() == 0


def test_when_the_budget_is_used_up_trials_stop() -> None:
    terms = {"organisation.tolerance.discount": 0.3, "selection.policy": "ucb", "selection.test_links.own_stock": True}
    links = [len(desk(played(3, **terms, **{"organisation.tolerance.budget_cny": x}), "test")) for x in (0.0, 4000.0, 1e6)]
    assert links[0] == 0 < links[1] < links[2]


def test_buyers_get_back_what_they_paid_and_no_more() -> None:
    """What was sold at a discount on a link is refunded at the average price paid, not at the live price."""
    terms = {"organisation.tolerance.discount": 0.3, "organisation.tolerance.budget_cny": 1e6}
    made = played(3, **terms)
    o = made.outcome
    assert o is not None
    paid = made.ledger.by_clause("consumers")
    assert o.gross == pytest.approx((-paid["sale"] - paid["trial_discount"]) / 100.0, abs=1.0)
    assert paid["refund"] / 100.0 == pytest.approx(o.refunds, abs=1.0)
    assert (made.prices() <= made.layout.price + 1e-9).all() and (made.prices() < made.layout.price).any()


# --- 22 individual requests ---------------------------------------------------------------------
ASKED = {"selection.requests.per_comment": 0.02}


@given(st.integers(0, 200), st.floats(0.0, 0.999), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8))
def test_units_spread_exactly(count: int, u: float, shares: list[float]) -> None:
    got = spread(count, np.array(shares) / sum(shares), u)
    assert got.sum() == count and (got >= 0).all()


def test_a_faster_back_office_answers_in_time_and_sells_more() -> None:
    boxes = {**ASKED, "selection.requests.box_share": 1.0, "selection.requests.boxes": 10_000}
    slow, fast = (show(3, **boxes, **{"selection.requests.per_min": x}) for x in (1.0, 20.0))
    for one in (slow, fast):
        assert one.conservation == {"ledger_sum": 0, "oversold": 0}
    assert slow.measures["request_answer_min"] > fast.measures["request_answer_min"]
    assert 1.5 * slow.measures["request_conversion"] < fast.measures["request_conversion"] <= 0.51


def test_buyers_whose_answer_is_late_buy_less_often() -> None:
    rows = [r for seed in range(4) for r in desk(played(seed, **ASKED, **{"selection.requests.per_min": 1.2}), "request")]
    share = {kept: sum(r[5] for r in rows if r[6] == kept) / sum(r[3] for r in rows if r[6] == kept) for kept in (0.0, 1.0)}
    assert share[0.0] < 0.5 * share[1.0]


def test_only_what_can_be_done_is_promised() -> None:
    none = played(3, **ASKED, **{"selection.requests.boxes": 0, "selection.requests.box_share": 1.0})
    assert desk(none, "request_box") and sum(r[5] for r in desk(none, "request")) == 0
    few = played(3, **ASKED, **{"selection.requests.boxes": 7, "selection.requests.box_share": 1.0})
    assert sum(r[5] for r in desk(few, "request")) == 7
    dear = played(3, **ASKED, **{"selection.requests.cost": 1e4})  # no style earns that
    assert sum(r[5] for r in desk(dear, "request")) == 0
    served = played(3, **ASKED)
    bought = sum(r[5] for r in desk(served, "request"))
    assert -served.ledger.by_clause("supplier")["request_service"] == pytest.approx(bought * 600.0)


def test_a_promise_is_kept_by_the_warehouse_or_broken() -> None:
    slow = {"warehouses.WE.parcels_per_day": 700, "warehouses.WN.parcels_per_day": 500, "warehouses.WS.parcels_per_day": 500}
    kept = [show(3, **ASKED, **c).measures["promises_kept"] for c in ({}, slow)]
    assert kept[1] < kept[0] - 0.1


def test_without_a_squad_the_back_office_answers_later() -> None:
    waits = [show(3, **ASKED, **{"organisation.squad": x}).measures["request_answer_min"] for x in (True, False)]
    assert waits[1] == pytest.approx(waits[0] + 30.0, abs=3.0)
