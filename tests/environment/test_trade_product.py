"""Modular variants, co-creation and the design queue: decisions, goods and money."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.codesign import after_samples, after_wishes, learned, prior
from agents.variants import safety, spread_out
from environment import Scenario, Scheme, play
from environment.logistics.newsvendor import pooled_safety_stock
from environment.luck import Luck
from environment.season import Season
from environment.trade.codesign import Designs
from environment.trade.stocking import pool_of
from environment.world import World

NAME = "autumn_launch"
KNITS = ("B", "C", "S11", "S15")
POOL = {"product.groups.knit.hold": "pool"}


def loaded(**overrides: Any) -> Scenario:
    return Scenario.load(NAME, overrides=overrides)


def played(seed: int, overrides: dict[str, Any], scheme: str = "slot_fee_commission") -> World:
    world = World(loaded(**overrides), Scheme.load(scheme), seed)
    world.play()
    return world


# --- modular variants ------------------------------------------------------------------------------
@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_pooled_variants_need_less_safety_stock_by_the_pooling_formula(
    correlation: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four equal variants without other stock, equal cost of a unit too many: the model's own decisions are Eppen's."""
    same = {"price": 200.0, "ex_factory": 50.0, "kg": 0.5, "pre_ship_refund": 0.1, "return_rate": 0.2, "stock": {}}
    equal = {f"styles.{name}.{key}": value for name in KNITS for key, value in same.items()}
    equal |= {"risk.demand_nodes": 256, "risk.demand_correlation": correlation, "behaviour.supplier.risk_aversion": 0.0}
    equal |= {"forecast.sku_log_sigma": 0.1, "product.groups.knit.finishing_premium": 0.0, "product.groups.knit.finishing_h": 8.0}
    equal |= {"demand_model.presale_conv_factor": 0.0}
    world = World(loaded(**equal, **POOL), Scheme.load("slot_fee_commission"), 1)
    supplier, pool = world.cast.supplier, pool_of(world, "knit")
    pool.salvage = pool.greige - float((supplier.profile.cost - supplier.profile.salvage)[pool.styles[0]])
    mean = np.full(len(world.layout.styles), 1000.0)
    monkeypatch.setattr(supplier, "outlook", lambda: mean)
    plan = safety(supplier, pool)
    apart = sum(plan.finished) - 4000.0
    together = plan.pool - 4000.0
    found = np.corrcoef(world.catalogue.nodes[:, pool.styles].T)  # of the points that stand for the belief
    rho = float((found.sum() - 4.0) / 12.0)
    formula = pooled_safety_stock(4, 1.0, rho, 1.0, 0.9).ratio
    assert pool.quick and apart > 0 and together > 0 and rho == pytest.approx(correlation, abs=0.06)
    assert together / apart == pytest.approx(formula, abs=0.06)  # one standard error of a quantile of 256 points
    assert together < 0.85 * apart


@pytest.mark.parametrize("seed", [20260917, 3])
def test_greige_is_bought_finished_into_what_sells_and_the_rest_is_worth_something(seed: int) -> None:
    world, usual = played(seed, POOL), played(seed, {})
    rows = world.depot.rows  # type: ignore[union-attr]
    count = {what: sum(int(row[3]) for row in rows if row[0] == what) for what in ("greige", "finishing", "greige_left")}
    assert count["greige"] > 0 and count["finishing"] > 0
    assert count["greige"] == count["finishing"] + count["greige_left"]
    assert world.ledger.total() == 0 and world.stock.oversold() == 0
    lines = world.ledger.by_clause("supplier")
    group, cost = world.setting.product.groups["knit"], min(world.layout.cost[[world.layout.styles.index(s) for s in KNITS]])
    assert -lines["greige"] / 100.0 == pytest.approx(count["greige"] * group.greige_share * cost, abs=0.02)
    assert world.recorder.lost.sum() < usual.recorder.lost.sum()


def test_units_are_conserved_with_a_pool() -> None:
    world = played(3, POOL)
    o = world.outcome
    assert o is not None
    made = sum(r["units"] for r in world.recorder.rushes) + sum(int(r[3]) for r in world.depot.rows if r[0] == "finishing")  # type: ignore[union-attr]
    opening = sum(sum(s.stock.values()) for s in world.setting.styles)
    assert int(o.unsold.sum() + o.ordered.sum() - o.cancelled.sum()) == opening + made


def test_goods_that_take_too_long_are_sold_as_presale() -> None:
    slow = played(20260917, {**POOL, "product.groups.knit.finishing_h": 90.0})
    lots = [lot for lot in slow.stock.lots if lot.id.startswith("G")]
    assert lots and all(lot.presale for lot in lots)
    quick = played(20260917, POOL)
    assert not any(lot.presale for lot in quick.stock.lots if lot.id.startswith("G"))


@given(units=st.integers(0, 5000), need=st.lists(st.floats(0.01, 1e4), min_size=1, max_size=6))
def test_units_are_spread_out_whole(units: int, need: list[float]) -> None:
    parts = spread_out(units, np.array(need))
    assert parts.sum() == units and (parts >= 0).all()
    assert (np.abs(parts - units * np.array(need) / sum(need)) < 1.0).all()


# --- co-creation -----------------------------------------------------------------------------------
@given(count=st.integers(0, 500), expected=st.floats(1.0, 200.0), noise=st.floats(0.05, 2.0))
def test_wishes_narrow_the_belief_and_move_it_towards_what_was_asked(count: int, expected: float, noise: float) -> None:
    before = prior(0.6)
    after = after_wishes(before, count, expected, 1.0, noise)
    assert after.sd < before.sd
    reading = np.log(max(count, 0.5) / expected)
    assert min(before.mean, reading) - 1e-9 <= after.mean <= max(before.mean, reading) + 1e-9


def test_more_samples_leave_less_doubt() -> None:
    doubts = [after_samples(prior(0.6), n, 0.2, 1.5).sd for n in (0, 1, 10, 100, 1000)]
    assert doubts == sorted(doubts, reverse=True) and doubts[0] == 0.6 and doubts[-1] < 0.06


def test_a_reading_without_error_is_believed() -> None:
    assert learned(prior(0.6), 0.7, 1e-9).mean == pytest.approx(0.7)


def _chosen(launch: str, elasticity: float, samples: int = 0, count: int = 150) -> np.ndarray:
    """Latent log appeals of the designs that a desk with six tickets starts, over the luck of many seasons."""
    overrides = {"product.cocreate.launch": launch, "product.cocreate.wish_elasticity": elasticity}
    scenario = loaded(**overrides, **{"product.cocreate.samples": samples, "product.cocreate.cost": 0.0})
    world = World(scenario, Scheme.load("slot_fee_commission"), 1)
    found = []
    for seed in range(count):
        desk = Designs(scenario)
        desk.supplier, desk.setting = world.cast.supplier, scenario
        desk.tickets = [(i, 60) for i in range(6)]
        desk.prepare(1, Luck(seed))
        found += [design.log_appeal for design in desk.designs]
    return np.array(found)


def test_what_is_asked_for_is_liked_more_and_the_calendar_draws_from_the_prior() -> None:
    calendar, blind = _chosen("calendar", 1.0), _chosen("audience", 0.0)
    asked, tried = _chosen("audience", 1.0), _chosen("audience", 1.0, samples=200)
    mean = -(0.6**2) / 2
    for unasked in (calendar, blind):
        assert unasked.mean() == pytest.approx(mean, abs=4 * 0.6 / sqrt(len(unasked)))
    assert asked.mean() > calendar.mean() + 0.2
    assert tried.mean() > asked.mean()


@pytest.mark.parametrize("launch", ["calendar", "audience"])
def test_a_new_style_takes_a_weak_place_in_a_later_show(launch: str) -> None:
    over = {"product.cocreate.launch": launch, "product.cocreate.cost": 100.0}
    season = play(loaded(**over), seed=5, shows=4)
    assert isinstance(season, Season) and season.last.conservation == {"ledger_sum": 0, "oversold": 0}
    launched = season.series["new_styles"]
    assert launched[:2] == [0.0, 0.0] and sum(launched) > 0  # development takes two shows
    assert season.measures["design_launches"] == sum(launched)
    assert 0.0 <= season.measures["design_success"] <= 1.0
    word = "V-neck version" if launch == "audience" else "new season"
    fresh = [s for s in season.last.scenario.styles if word in s.en]
    assert fresh and all(s.role == "tail" and s.id not in KNITS and s.attract == 0.4 for s in fresh)
    assert season.money["supplier"]["development"] < 0


def test_a_new_style_keeps_its_appeal_from_show_to_show() -> None:
    scenario = loaded(**{"product.cocreate.launch": "calendar", "product.cocreate.development_shows": 1})
    scheme = Scheme.load("slot_fee_commission")
    desk = Designs(scenario)
    desk.supplier = World(scenario, scheme, 1).cast.supplier
    tonight = scenario.with_overrides(desk.prepare(1, Luck(5)))
    (design,) = desk.designs
    for seed in (11, 12):
        world = World(tonight, scheme, seed, brief=desk.brief)
        level = np.log(np.exp(world.market.log_appeal[design.slot]) @ world.layout.region_share)
        assert level == pytest.approx(design.log_appeal)
    assert tonight.styles[design.slot].price == scenario.styles[design.parent].price
    assert sum(tonight.styles[design.slot].stock.values()) == pytest.approx(design.order.units, abs=2)


# --- the design queue ------------------------------------------------------------------------------
def test_a_fix_is_made_where_it_pays_and_lowers_returns() -> None:
    season = play(loaded(**{"product.fixes.effect": 0.5}), seed=5, shows=3)
    assert season.series["design_fixes"][0] > 0
    before = {s.id: s.return_rate for s in season.scenario.styles}
    after = {s.id: s.return_rate for s in season.last.scenario.styles}
    fixed = [name for name in before if after[name] < before[name]]
    assert fixed and all(after[name] >= 0.5 * before[name] for name in fixed)
    cost = season.scenario.product.fixes.cost
    assert -season.money["supplier"]["design_fix"] == pytest.approx(season.series["design_fixes"][1] * cost)
    dear = play(loaded(**{"product.fixes.effect": 0.5, "product.fixes.cost": 1e7}), seed=5, shows=2)
    assert dear.series["design_fixes"] == [0.0, 0.0]
