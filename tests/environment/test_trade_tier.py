"""Hosts by tier: a quality gate works by selection and by effort, payouts fall to the host, a vertical audience returns less."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.quality import Craft, Hurdle, allowed, efforts, judge
from agents.running_order import refill
from environment import Scenario, Show, play
from environment.scheme import Scheme
from environment.texts import CATALOGUE
from environment.world import World

NAME = "autumn_launch"
SEEDS = (1, 2, 3)
FLAWED = {"tier.defects.mean": 0.03}


@cache
def shows(*overrides: tuple[str, object], seeds: tuple[int, ...] = SEEDS) -> tuple[Show, ...]:
    scenario = Scenario.load(NAME, overrides={**FLAWED, **dict(overrides)})
    return tuple(play(scenario, seed=seed) for seed in seeds)


def mean(measure: str, *overrides: tuple[str, object]) -> float:
    return float(np.mean([show.measures[measure] for show in shows(*overrides)]))


def gate(level: float) -> tuple[tuple[str, object], ...]:
    return ("tier.gate.samples", 20), ("tier.gate.pass_level", level)


@cache
def world(*overrides: tuple[str, object], seed: int = 2) -> World:
    scenario = Scenario.load(NAME, overrides={**FLAWED, **dict(overrides)})
    made = World(scenario, Scheme.load("slot_fee_commission"), seed)
    made.play()
    return made


# --- the gate -----------------------------------------------------------------------------------
def test_the_defect_rate_of_admitted_goods_falls_as_the_gate_tightens() -> None:
    rates = [mean("defect_rate", *gate(level)) for level in (0.15, 0.05, 0.0)]
    assert mean("defect_rate") > rates[0] and rates == sorted(rates, reverse=True)


def test_it_falls_by_the_suppliers_effort() -> None:
    efforts = [mean("quality_effort"), *(mean("quality_effort", *gate(level)) for level in (0.15, 0.05))]
    assert efforts == sorted(efforts) and efforts[0] < efforts[-1]


def test_it_falls_by_selection_where_effort_can_do_nothing() -> None:
    idle = ("tier.quality.effect", 0.0)
    assert mean("quality_effort", idle, *gate(0.05)) == 0.0
    assert mean("defect_rate", idle, *gate(0.05)) < mean("defect_rate", idle)
    assert mean("styles_refused", idle, *gate(0.05)) > mean("styles_refused", idle, *gate(0.15))


def test_a_supplier_that_thinks_the_gate_is_easy_works_less() -> None:
    """What moves it is what it believes, not the pass level it cannot see."""
    craft, defect, effort = Craft(3.0, 0.7, 0.7, 0.2), np.array([0.05]), np.linspace(0.0, 1.0, 5)
    gains = {}
    for level in (0.05, 0.5):
        passed = [float(Hurdle(20, 0.9, level, 0.3).passed(craft.rate(defect, np.array([e])))[0]) for e in effort]
        gains[level] = passed[-1] - passed[0]
    assert gains[0.05] > 0.1 > gains[0.5] >= 0.0


def test_effort_follows_what_it_costs_and_what_it_does() -> None:
    supplier = world().cast.supplier
    defect, easy = np.full(20, 0.06), Hurdle(20, 0.9, 0.05, 0.3)
    free, dear, idle = (efforts(supplier, craft, defect, easy) for craft in
                        (Craft(0.0, 0.7, 0.7, 0.2), Craft(500.0, 0.7, 0.7, 0.2), Craft(3.0, 0.0, 0.7, 0.2)))  # fmt: skip
    assert free[supplier.catalogue.price > 100].min() == 1.0 and not dear.any() and not idle.any()


def test_a_refused_style_sells_nothing_and_its_slots_go_to_others() -> None:
    played = world(("tier.quality.effect", 0.0), *gate(0.0))
    goods, o = played.goods, played.outcome
    assert goods is not None and o is not None and goods.refused.any()
    assert not o.ordered[goods.refused].any()
    assert set(played.layout.plan.tolist()) <= set(np.flatnonzero(~goods.refused).tolist())
    assert len(played.layout.plan) == len(played.setting.rundown_plan)
    assert not played.catalogue.nominal[goods.refused].any()
    unsold = o.unsold.sum(axis=1)[goods.refused]
    assert (unsold == [sum(s.stock.values()) for s, out in zip(played.setting.styles, goods.refused, strict=True) if out]).all()
    assert played.ledger.total() == 0


def test_nobody_outside_the_trial_knows_of_it() -> None:
    """The supplier's effort does not change with what the trial will find, nor the trial with anything but the goods."""
    one, two = world(*gate(0.05), seed=2), world(*gate(0.05), ("audience.views", 2_000_000), seed=2)
    assert one.goods is not None and two.goods is not None
    assert (one.goods.found == two.goods.found).all() and (one.goods.effort == two.goods.effort).all()


def test_trial_and_samples_are_paid_by_host_and_supplier() -> None:
    played = world(*gate(0.05))
    cost = played.setting.tier.gate
    assert played.ledger.by_clause("host")["trial"] == -round(100 * 20 * cost.days * cost.cost_per_day)
    assert played.ledger.by_clause("supplier")["samples"] == -round(100 * 20 * played.layout.cost.sum())


def test_defects_come_back_for_quality_and_are_worth_little() -> None:
    plain, flawed = play(Scenario.load(NAME), seed=3), shows(seeds=(3,))[0]
    assert flawed.measures["return_rate"] > plain.measures["return_rate"]

    def share(show: Show, reason: str) -> float:
        rows = list(zip(show.tables["returns"]["reason"], show.tables["returns"]["units"], strict=True))
        return float(sum(n for r, n in rows if r == reason) / sum(n for _, n in rows))

    assert share(flawed, "quality") > share(plain, "quality")


def test_a_trial_never_finds_fewer_defects_in_worse_goods_and_informs_the_host() -> None:
    found = judge(np.array([0, 1, 4]), 20, 0.9, 0.03, 0.8)
    assert found[0] < 0.03 < found[1] < found[2]
    assert judge(np.array([0, 0]), 0, 0.9, 0.03, 0.8) == pytest.approx(0.03)


@given(st.integers(1, 200), st.floats(0.0, 1.0))
def test_a_pass_level_never_allows_a_larger_share(samples: int, level: float) -> None:
    assert 0 <= allowed(samples, level) <= level * samples + 1e-6


# --- after-sale guarantee -------------------------------------------------------------------------
def test_payouts_go_to_consumers_at_the_hosts_cost() -> None:
    played = world(("tier.after_sale.payout", 0.3))
    o = played.outcome
    assert o is not None and o.condition is not None
    owed = o.condition.defective.sum(axis=1) * played.layout.price * 0.3
    assert played.ledger.by_clause("host")["after_sale_payout"] == pytest.approx(-100 * owed.sum(), abs=10)
    assert "after_sale_payout" not in played.ledger.by_clause("supplier")


def test_a_host_that_pays_asks_for_more() -> None:
    """Its reservation value in N1 counts payouts on both sides; its gain from a given deal falls."""
    free, pays = world(), world(("tier.after_sale.payout", 0.9))
    values = [next(n for n in w.bargaining.records if n.kind == "N1").utilities["host"] for w in (free, pays)]
    assert (values[1] < values[0]).all()


# --- match ----------------------------------------------------------------------------------------
def test_match_takes_away_wrong_goods_and_leaves_the_other_reasons() -> None:
    def counts(match: float) -> dict[str, float]:
        show = play(Scenario.load(NAME, overrides={"tier.match": match}), seed=3)
        kept = sum(show.tables["orders"]["kept_units"])
        rows = zip(show.tables["returns"]["reason"], show.tables["returns"]["units"], strict=True)
        total: dict[str, int] = {"kept": kept}
        for reason, n in rows:
            total[reason] = total.get(reason, 0) + n
        received = kept + sum(n for r, n in total.items() if r != "kept")
        return {reason: n / received for reason, n in total.items()}

    plain, matched = counts(0.0), counts(0.4)
    for reason in ("size", "expectation"):
        assert matched[reason] == pytest.approx(0.6 * plain[reason], rel=0.06)
    for reason in ("colour", "quality"):
        assert matched[reason] == pytest.approx(plain[reason], rel=0.06)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_better_match_never_returns_more(one: float, two: float) -> None:
    from environment.layout import compile_layout

    low, high = (
        compile_layout(Scenario.load(NAME, overrides={"tier.match": m})).returned for m in sorted((one, two), reverse=True)
    )
    assert (low <= high + 1e-12).all()


# --- the running order without some ---------------------------------------------------------------
def test_freed_slots_go_where_they_are_worth_most_per_slot() -> None:
    plan = np.array([0, 1, 1, 2, 1])
    filled = refill(plan, np.array([False, True, False]), np.array([3.0, 9.0, 2.0]))
    assert filled.tolist() == [0, 0, 0, 2, 2]


@pytest.mark.parametrize("variant", ["head_host", "mid_tier_host", "tail_host"])
def test_each_tier_plays(variant: str) -> None:
    show = play(Scenario.load(NAME, variants=[variant]), seed=3)
    assert show.conservation == {"ledger_sum": 0, "oversold": 0}
    rate = next(n for n in show.negotiations if n.kind == "N1").outcome["commission_rate"]
    low, high = {"head_host": (0.15, 0.26), "mid_tier_host": (0.24, 0.36), "tail_host": (0.36, 0.45)}[variant]
    assert low <= float(rate) <= high


# --- everything at once ---------------------------------------------------------------------------
RANGES = {
    "tier.match": st.floats(0.0, 1.0),
    "tier.defects.mean": st.floats(0.0, 0.4),
    "tier.defects.returned": st.floats(0.0, 1.0),
    "tier.gate.samples": st.integers(0, 40),
    "tier.gate.pass_level": st.floats(0.0, 0.3),
    "tier.after_sale.payout": st.floats(0.0, 1.0),
    "tier.trust.conversion_gain": st.floats(0.0, 1.0),
    "tier.trust.start": st.floats(0.0, 1.0),
    "delivery.choice": st.sampled_from(["cheapest_first", "expected_cost"]),
    "delivery.care.C1.fragile": st.floats(0.0, 1.0),
    "delivery.care.C2.valuable": st.floats(0.0, 1.0),
    "delivery.care.C2.cover": st.floats(0.0, 1.0),
    "delivery.visible.avoided": st.floats(0.0, 1.0),
    "delivery.doorstep.returns": st.floats(0.0, 1.0),
    "delivery.doorstep.pickup_cost": st.floats(0.0, 10.0),
    "delivery.mended": st.dictionaries(st.sampled_from(["A", "B", "S20"]), st.floats(0.0, 1.0)),
    "delivery.dropped": st.lists(st.sampled_from(["A", "C", "S06", "S20"]), unique=True),
}


@settings(max_examples=10, deadline=None)
@given(st.fixed_dictionaries(RANGES), st.integers(0, 1000), st.sampled_from(["slot_fee_commission", "full_collaboration"]))
def test_money_and_goods_are_conserved_whatever_is_switched_on(given_: dict[str, object], seed: int, scheme: str) -> None:
    scenario = Scenario.load(NAME, overrides=given_)
    made = World(scenario, Scheme.load(scheme), seed)
    made.play()
    o = made.outcome
    assert o is not None and made.ledger.total() == 0 and made.stock.oversold() == 0
    assert (o.kept >= 0).all() and (o.returned >= 0).all() and (o.cancelled <= o.ordered).all()
    assert (sum(o.reasons.values()) == o.returned.sum(axis=1)).all()
    assert (o.grades.sum(axis=1) == (o.returned + o.refused_by).sum(axis=1)).all()
    lines = set(map(str, made.ledger.columns()["clause"]))
    assert {f"clause.{line}" for line in lines} <= set(CATALOGUE)
    made_units = sum(rush["units"] for rush in made.recorder.rushes)
    opening = sum(sum(style.stock.values()) for style in scenario.styles)
    assert int(o.unsold.sum()) + int((o.ordered - o.cancelled).sum()) == opening + made_units
