"""Where goods wait: traffic estimates, top-ups, elastic safety stock, regions learned, lots, rents, openings, routing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agents.stocking import Keeper, believed_traffic, learned_shares, learned_shift, safety_factors, top_up
from environment import Scenario, Scheme, play
from environment.layout import Layout, compile_layout
from environment.season import Season
from environment.stock import Stock
from environment.trade.fronts import frontier, openings
from environment.world import World
from protocols.errors import UserError

NAME = "autumn_launch"
LEAN = {"stocking.top_up.first_days": 3, "stocking.top_up.season_share": 0.6, "stocking.traffic.log_sigma": 0.3}
SCATTERED = {
    "stocking.modular.every_days": 1, "styles.C.stock": {"WN": 1400, "WE": 0, "WS": 0},
    "transfers.WN-WE.cost_per_kg": 0.1, "inventory.min_move_units": 5000,
}  # fmt: skip


def world(seed: int = 3, **overrides: Any) -> World:
    return World(Scenario.load(NAME, overrides=overrides), Scheme.load("slot_fee_commission"), seed)


def played(seed: int = 3, **overrides: Any) -> World:
    one = world(seed, **overrides)
    one.play()
    return one


def units(one: World, what: str) -> int:
    assert one.depot is not None
    return sum(int(row[3]) for row in one.depot.rows if row[0] == what)  # type: ignore[call-overload]


# --- the traffic estimate and the top-up -----------------------------------------------------------
def test_a_claim_is_believed_as_far_as_the_host_is_trusted() -> None:
    supplier = world().cast.supplier
    trusting, exact = believed_traffic(supplier, 1.4, 0.3, 0.01), believed_traffic(supplier, 1.4, 0.3, 0.3)
    assert 1.0 < exact[0] < trusting[0] < 1.4 and trusting[1] < exact[1] < 0.3
    supplier.profile = replace(supplier.profile, discount_rule="ignore")
    assert believed_traffic(supplier, 1.4, 0.3, 0.01)[0] == 1.0
    supplier.profile = replace(supplier.profile, discount_rule="credulous")
    assert believed_traffic(supplier, 1.4, 0.3, 1e-6)[0] == pytest.approx(1.4)
    supplier.inflation.mean = float(np.log(1.4))  # it has learned that this host always claims as much
    assert believed_traffic(supplier, 1.4, 0.3, 1e-6)[0] == pytest.approx(1.0)


def test_stock_before_the_show_follows_forecast_and_safety() -> None:
    """More traffic, a higher learned safety factor or a cheaper run: more goods; never more than a day makes."""
    supplier = world(**LEAN).cast.supplier
    size = len(supplier.catalogue.styles)

    def ordered(traffic: float, shift: float = 0.0, premium: float = 0.08, most: int = 10**6) -> int:
        return int(top_up(supplier, Keeper(np.full(size, shift)), traffic, 0.1, premium, most).sum())

    by_traffic = [ordered(x) for x in (0.5, 0.9, 1.1, 1.5)]
    assert by_traffic == sorted(by_traffic) and by_traffic[0] < by_traffic[-1]
    assert ordered(1.0, shift=0.5) > ordered(1.0) > ordered(1.0, shift=-0.5)
    assert ordered(1.0, premium=0.0) >= ordered(1.0) >= ordered(1.0, premium=0.3)
    assert 0 < ordered(1.5, most=300) <= 300


def test_a_dearer_unit_and_a_lower_margin_lower_the_safety_factor() -> None:
    supplier = world().cast.supplier
    mean = supplier.catalogue.nominal
    assert (safety_factors(supplier, mean, 0.5, 0.3) <= safety_factors(supplier, mean, 0.5, 0.0)).all()


def test_what_is_topped_up_lies_on_the_shelves_and_is_paid_for() -> None:
    one, lean = played(**LEAN), world(**LEAN)
    plan = Scenario.load(NAME)
    total = sum(sum(s.stock.values()) for s in plan.styles)
    assert lean.stock.on_hand.sum() == pytest.approx(0.6 * total, rel=0.01)
    bought = units(one, "top_up")
    assert bought > 0 and int(one.stock.opening.sum()) == int(lean.stock.opening.sum()) + bought
    assert (one.cast.supplier.profile.opening == one.stock.opening).all()
    rows = [row for row in one.depot.rows if row[0] == "top_up"]  # type: ignore[union-attr]
    index = {name: i for i, name in enumerate(one.layout.styles)}
    paid = sum(int(row[3]) * 1.08 * float(one.layout.cost[index[str(row[1])]]) for row in rows)  # type: ignore[call-overload]
    assert -one.ledger.by_clause("supplier")["top_up"] / 100.0 == pytest.approx(paid, abs=1.0)
    assert all(float(row[5]) <= 0.0 for row in rows)  # type: ignore[arg-type]
    assert one.ledger.total() == 0 and one.stock.oversold() == 0


def test_estimates_sharpen_as_the_show_comes_near() -> None:
    errors = np.array([world(seed, **LEAN).depot.errors for seed in range(60)])  # type: ignore[union-attr]
    assert (np.diff(errors.std(axis=0)) > 0).all() and errors[:, 0].std() == pytest.approx(0.1, rel=0.3)


def test_without_spread_the_traffic_is_the_plan() -> None:
    plain, moved = world(), world(**{"stocking.traffic.log_sigma": 0.3})
    assert plain.depot is None
    ratio = moved.market.viewers / plain.market.viewers
    assert np.ptp(ratio) == pytest.approx(0.0, abs=1e-12)
    assert ratio[0] == pytest.approx(np.exp(moved.depot.log_traffic))  # type: ignore[union-attr]


# --- elastic safety stock --------------------------------------------------------------------------
def test_the_safety_factor_stands_still_where_stock_outs_come_as_planned() -> None:
    keeper = Keeper(np.zeros(2), level=np.array([0.8, 0.8]))
    rng, path = np.random.default_rng(1), []
    for _ in range(3000):
        keeper.shift = learned_shift(keeper, rng.random(2) < np.array([0.2, 0.6]), 0.02)
        path.append(keeper.shift)
    late = np.mean(path[-500:], axis=0)
    assert abs(late[0]) < 0.4 and late[1] == pytest.approx(1.5, abs=0.1)  # three times too many stock-outs: up to the bound


def test_a_style_that_ran_out_is_stocked_up() -> None:
    season = play(Scenario.load(NAME, overrides={**LEAN, "stocking.elastic.step": 0.3}), seed=4, shows=3)
    assert isinstance(season, Season) and season.last.conservation == {"ledger_sum": 0, "oversold": 0}
    assert all(value is not None for value in season.series["safety_shift"])


# --- regions ---------------------------------------------------------------------------------------
@given(
    counts=arrays(np.int64, (4, 3), elements=st.integers(0, 2000)), learning=st.floats(0.0, 1.0), shrink=st.floats(0.0, 1000.0)
)
def test_learned_shares_are_shares_between_before_and_seen(counts: np.ndarray, learning: float, shrink: float) -> None:
    before = np.full((4, 3), 1.0 / 3.0)
    after = learned_shares(before, counts, ("a", "a", "b", "b"), learning, shrink)
    assert (after >= 0).all() and np.allclose(after.sum(axis=1), 1.0)
    if learning == 0.0 or counts.sum() == 0:
        assert np.allclose(after, before)


def test_a_style_with_few_sales_is_taken_to_sell_like_its_family() -> None:
    counts = np.array([[900, 100], [1, 3], [100, 900]])
    found = learned_shares(np.full((3, 2), 0.5), counts, ("a", "a", "b"), 1.0, 200.0)
    assert found[0, 0] > 0.75 and found[1, 0] > 0.6 > 0.4 > found[2, 0]


def test_regions_learned_over_a_season_lower_cross_shipping() -> None:
    """The history puts too much in the North; paired on the same luck, the mean over seasons after the first show."""
    def later(learning: float, seed: int) -> tuple[float, float, list[float]]:
        scenario = Scenario.load(NAME, overrides={"stocking.position.learning": learning})
        season = play(scenario, seed=seed, shows=4)
        assert isinstance(season, Season)
        shows = [season.series[name][1:] for name in ("cross_shipped_share", "lost_units")]
        return (*(float(np.mean(x)) for x in shows), season.series.get("region_forecast_error", []))  # type: ignore[return-value]

    pairs = [(later(0.6, seed), later(0.0, seed)) for seed in (1, 2, 3)]
    assert np.mean([one[0] - other[0] for one, other in pairs]) < 0.0
    assert all(one[2][-1] < one[2][0] for one, _ in pairs)


def test_stock_is_sent_where_it_was_learned_to_be_wanted() -> None:
    one = world(**{"stocking.position.learning": 0.5})
    before = one.stock.on_hand.copy()
    shares = np.zeros((len(one.layout.styles), len(one.layout.regions)))
    shares[:, one.layout.regions.index("SOUTH")] = 1.0
    one.cast.supplier.keeper.shares = shares
    one.depot.allocate()  # type: ignore[union-attr]
    south = one.layout.warehouses.index("WS")
    assert (one.stock.on_hand[:, south] == before.sum(axis=1)).all()
    assert one.stock.on_hand.sum() == before.sum()


# --- lots after the show, rents --------------------------------------------------------------------
@pytest.mark.parametrize("lot", [10, 20])
def test_small_lots_go_where_shelf_sales_will_run_out(lot: int) -> None:
    one = played(**SCATTERED, **{"stocking.modular.lot_units": lot})
    moves = [row for row in one.recorder.transfers if row[-1] == "modular" and row[1] == "C"]
    assert moves and all(row[2] == "WN" and row[4] % lot in (0, 1, lot - 1) for row in moves)  # sizes are rounded
    usual = played(**{**SCATTERED, "stocking.modular.every_days": 0})
    assert one.recorder.cross < usual.recorder.cross
    assert one.ledger.total() == 0 and one.stock.oversold() == 0


def test_rent_and_opening_cost_are_shared_by_shows() -> None:
    front = {"rent_month": {"WE": 8000.0}, "opening": {"WE": 24000.0}, "shows_month": 4.0, "life_months": 12.0}
    one, plain = played(**{"stocking.front": front}), played()
    assert one.ledger.by_clause("supplier")["warehouse_rent"] == -100 * (8000 + 2000) // 4
    assert one.ledger.balance("supplier") == plain.ledger.balance("supplier") - 250_000


# --- where to open ---------------------------------------------------------------------------------
RENTS = {"Chengdu": 24000.0, "Wuhan": 24000.0}


def test_openings_weigh_freight_haulage_rent_and_time() -> None:
    found = openings(Scenario.load(NAME), RENTS, opening=80000.0)
    by = {each.cities: each for each in found}
    assert len(found) == 4 and [o.total + o.waiting for o in found] == sorted(o.total + o.waiting for o in found)
    usual, west = by[()], by[("Chengdu",)]
    assert usual.rent == usual.haulage == 0.0 and west.rent == pytest.approx((24000 + 80000 / 24) / 8)
    assert west.by_region["SOUTHWEST"] < usual.by_region["SOUTHWEST"] - 10 and west.hours < usual.hours
    assert west.by_region["NORTH"] == usual.by_region["NORTH"]
    assert all(sum(o.split.values()) == pytest.approx(1.0) for o in found)
    hours = [o.hours for o in frontier(found)]
    assert hours == sorted(hours, reverse=True)


def test_parcels_decide_whether_an_opening_pays() -> None:
    scenario = Scenario.load(NAME)
    many = dict.fromkeys([r.id for r in scenario.regions], 0.0) | {"SOUTHWEST": 500_000.0}
    assert openings(scenario, {"Chengdu": 24000.0}, parcels=many)[0].cities == ("Chengdu",)
    assert openings(scenario, {"Chengdu": 24000.0}, parcels={"NORTH": 5000.0})[0].cities == ()


@pytest.mark.parametrize(("rents", "parcels", "said"), [({"Atlantis": 1.0}, None, "Atlantis"), ({}, {"MOON": 1.0}, "MOON")])
def test_unknown_places_are_refused(rents: dict[str, float], parcels: dict[str, float] | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        openings(Scenario.load(NAME), rents, parcels=parcels)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("stocking.front.rent_month.XX", 1.0, "unknown warehouse 'XX'"),
        ("product.groups.knit.styles", ["B", "nosuch"], "unknown style 'nosuch'"),
        ("product.groups.knit.styles", ["B", "A"], "families of F2"),
        ("product.groups.knit.factory", "F9", "unknown factory 'F9'"),
    ],
)
def test_a_block_that_names_nobody_is_refused(path: str, value: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        Scenario.load(NAME, overrides={path: value})


# --- order routing ---------------------------------------------------------------------------------
LAYOUT = compile_layout(Scenario.load(NAME))


def _small(seed: int) -> tuple[Layout, np.ndarray, int]:
    """A random small world: effort (R, W) of every lane as the routing weighs it, stock of few pieces, orders of one region."""
    rng = np.random.default_rng(seed)
    r, w = len(LAYOUT.regions), len(LAYOUT.warehouses)
    effort, home = rng.uniform(2.0, 9.0, (r, w)), rng.integers(0, w, r)
    effort[np.arange(r), home] = effort.min(axis=1) - 0.5  # the region's own warehouse comes first
    layout = replace(LAYOUT, preference=np.argsort(effort, axis=1, kind="stable"), home=home,
                     opening=rng.integers(0, 6, LAYOUT.opening.shape))  # fmt: skip
    return layout, effort, int(rng.integers(0, r))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_routing_is_never_worse_than_nearest_only(seed: int) -> None:
    """Serving from the region's nearest warehouse alone loses orders that routing serves; what both serve costs the same.

    And among all ways to serve as many pieces of one region, none is cheaper.
    """
    layout, effort, region = _small(seed)
    wanted = np.zeros((len(layout.style_of), len(layout.regions)), dtype=np.int64)
    wanted[:, region] = np.random.default_rng(seed + 1).integers(0, 12, len(wanted))
    stock = Stock(layout, buckets=3)
    taken = stock.reserve(wanted[None], 0, 0.0)
    used = layout.opening - stock.on_hand
    near = np.minimum(layout.opening[:, layout.home[region]], wanted[:, region])
    assert (used[:, layout.home[region]] == near).all()
    assert taken.lost.sum() <= (wanted[:, region] - near).sum()
    for k, n in enumerate(used.sum(axis=1).tolist()):
        assert n == min(int(wanted[k, region]), int(layout.opening[k].sum()))
        pieces = np.sort(np.repeat(effort[region], layout.opening[k]))[:n]
        assert used[k] @ effort[region] == pytest.approx(pieces.sum())


@pytest.mark.parametrize(
    "changes", [LEAN, {}, {"variants": ["modular_variants"]}], ids=["top-ups and rush orders", "rush orders", "greige"]
)
@pytest.mark.parametrize("cash", [0.0, 20_000.0, 60_000.0])
def test_a_supplier_orders_no_more_goods_than_it_can_pay(changes: dict[str, Any], cash: float) -> None:
    overrides = {key: value for key, value in changes.items() if key != "variants"} | {"supplier.cash": cash}
    spent = []
    for seed in range(4):
        scenario = Scenario.load(NAME, variants=changes.get("variants", ()), overrides=overrides)
        one = World(scenario, Scheme.load("slot_fee_commission"), seed)
        one.play()
        lines = one.ledger.by_clause("supplier")
        goods = -sum(lines.get(line, 0) for line in ("top_up", "finished", "greige")) / 100.0
        rush = sum(
            r["units"] * one.layout.cost[r["style"]] * (1.0 + one.deals.rush[r["lot"]].terms["rush_premium"])
            for r in one.recorder.rushes
        )
        assert goods + rush <= cash + 1.0 and one.ledger.total() == 0
        spent.append(goods + rush)
    assert (max(spent) > 0.0) == (cash > 0.0)
