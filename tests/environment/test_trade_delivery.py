"""What buyers see and get: visible parcels, doorstep returns, automated lines at the peak, rules of the platform."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from environment import Scenario, Show, play
from environment.trade.audience import conversion, late_hazard, return_factor
from protocols.errors import UserError

NAME = "autumn_launch"
SEEDS = (1, 2, 3)
HANDS = (("parcels_per_day", 900), ("surge_parcels_per_day", 0))
SLOW = {f"warehouses.{w}.{name}": n for w in ("WN", "WE", "WS") for name, n in HANDS}
STILL = {  # parties that do not react: what is measured is the mechanism alone
    "behaviour.host.running_order": "plan",
    "behaviour.host.effort.conversion_gain": 0.0,
}


@cache
def show(*overrides: tuple[str, object], seed: int = 3) -> Show:
    return play(Scenario.load(NAME, overrides=dict(overrides)), seed=seed)


def slow(**more: object) -> tuple[tuple[str, object], ...]:
    return tuple({**SLOW, **more}.items())


def mean(measure: str, *overrides: tuple[str, object]) -> float:
    return float(np.mean([show(*overrides, seed=seed).measures[measure] for seed in SEEDS]))


def units(one: Show, column: str) -> int:
    return int(sum(one.tables["orders"][column]))


# --- visible parcels --------------------------------------------------------------------------------
def test_visible_parcels_avoid_cancellations_for_lateness_and_the_stream_is_paid() -> None:
    def lost(one: Show) -> float:
        return (units(one, "cancelled_units") + units(one, "refused_units")) / units(one, "units")

    plain = show(*slow())
    seen = show(*slow(**{"delivery.visible.avoided": 0.5}))
    assert lost(seen) < lost(plain)
    assert seen.money["supplier"]["warehouse_stream"] == -3000.0
    assert "warehouse_stream" not in plain.money["supplier"]
    assert late_hazard(Scenario.load(NAME, overrides={"delivery.visible.avoided": 0.5})) == pytest.approx(0.015)


def test_the_more_is_avoided_the_fewer_give_up() -> None:
    shares = [show(*slow(**{"delivery.visible.avoided": a})).measures["cancelled_waiting"] for a in (0.1, 0.5, 1.0)]
    assert shares[0] > shares[1] > shares[2] == 0.0


def test_parcels_pass_six_visible_states() -> None:
    table = show().tables["parcel_states"]
    assert list(table) == ["t_h", "accepted", "picked", "packed", "out", "in_transit", "delivering", "delivered"]


def test_the_share_in_hand_within_two_days_falls_with_the_journey() -> None:
    """A measure, not a promise: about 60 % in the reference, where the country has 67 % (R22)."""
    near = show().measures["share_delivered_48h"]
    far = show(*{f"carriers.{c}.transit_h_mean.{z}": 70.0 for c in ("C1", "C2") for z in ("same", "near")}.items())
    assert 0.4 < near < 0.8 and far.measures["share_delivered_48h"] < 0.5 * near


# --- returns at the door ----------------------------------------------------------------------------
def test_doorstep_returns_bring_more_orders_and_more_returns_and_cost_their_pick_up() -> None:
    plain = show(*STILL.items())
    comfort = {"conversion": 0.05, "returns": 0.08, "pickup_cost": 2.0}
    door = show(*{**STILL, **{f"delivery.doorstep.{name}": x for name, x in comfort.items()}}.items())
    wanted = [sum(one.tables["styles"]["wanted_units"]) for one in (plain, door)]
    assert wanted[1] / wanted[0] == pytest.approx(1.05, abs=0.015)
    assert door.measures["return_rate"] / plain.measures["return_rate"] == pytest.approx(1.08, abs=0.015)
    assert door.money["supplier"]["doorstep_pickup"] == -2.0 * units(door, "returned_units")
    assert door.money["C1"]["doorstep_pickup"] == 2.0 * units(door, "returned_units")


def test_neutral_parameters_are_exactly_neutral() -> None:
    scenario = Scenario.load(NAME)
    assert conversion(scenario) == 1.0 and return_factor(scenario) == 1.0


# --- the lines at the peak --------------------------------------------------------------------------
def test_automated_lines_send_priority_styles_off_first() -> None:
    """At the peak, the more of the picking is automated, the sooner the styles it takes first are out."""

    def waits(automation: float) -> tuple[float, float]:
        lines = {f"warehouses.{w}.automation": automation for w in ("WN", "WE", "WS")}
        scenario = Scenario.load(NAME, overrides={**SLOW, **lines, "warehouse_costs.priority_styles": ["C"]})
        rows = play(scenario, seed=3).tables["shipments"]
        hours, units = np.asarray(rows["t_out_h"]) - np.asarray(rows["t_order_h"]), np.asarray(rows["units"])
        mine = np.array([s == "C" for s in rows["style"]]) & ~np.asarray(rows["presale"], dtype=bool)
        return float(np.average(hours[mine], weights=units[mine])), float(np.average(hours, weights=units))

    (none, all_none), (some, _), (most, all_most) = (waits(a) for a in (0.0, 0.1, 0.9))
    assert none > some > most and none - most > 2.0
    assert all_most > all_none - 1.0  # the hours are the same: what goes first makes others wait


# --- rules of the platform --------------------------------------------------------------------------
def test_late_shops_are_throttled_and_lose_orders() -> None:
    held = show(*slow(**{"platform.late_rate_throttle.at": 0.05}))
    free = show(*slow(**{"platform.late_rate_throttle.at": 1.0}))
    assert held.measures["throttled_share"] > 0.0 == free.measures["throttled_share"]
    assert units(held, "units") < units(free, "units")
    assert {e.key for e in held.events} >= {"throttle.on"}


def test_late_dispatch_is_paid_for_and_refunds_rise_with_it() -> None:
    """Monotone in capacity: fewer hands, more late payouts, more orders cancelled."""
    shows = [show(*{name: n if "surge" not in name else 0 for name in SLOW}.items()) for n in (900, 1500, 3000)]
    paid, gone = [s.measures["late_payouts"] for s in shows], [s.measures["refund_rate"] for s in shows]
    assert paid == sorted(paid, reverse=True) and paid[0] > paid[-1]
    assert gone == sorted(gone, reverse=True) and gone[0] > gone[-1]


def test_return_freight_insurance_is_paid_per_order() -> None:
    plain, dear = show(), show(("platform.return_freight_insurance_per_order", 5.2))
    orders = [units(one, "units") / 1.12 for one in (plain, dear)]
    for one, count, premium in zip((plain, dear), orders, (2.6, 5.2), strict=True):
        assert one.measures["return_insurance_cost"] == pytest.approx(premium * count, abs=0.02)
        assert one.money["supplier"]["return_insurance"] == -one.measures["return_insurance_cost"]


# --- faults of the file -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"delivery.traits": {"Z9": ["fragile"]}}, "unknown style 'Z9'"),
        ({"delivery.traits": {"A": ["heavy"]}}, "delivery.traits.A"),
        ({"delivery.care": {"C9": {}}}, "unknown carrier 'C9'"),
        ({"delivery.mended": {"Q": 0.5}}, "unknown style 'Q'"),
        ({"delivery.dropped": ["Q"]}, "unknown style 'Q'"),
        ({"tier.match": 1.5}, "tier.match"),
    ],
)
def test_a_mistake_is_named(overrides: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        Scenario.load(NAME, overrides=overrides)


def test_a_show_needs_something_to_sell() -> None:
    every = [style.id for style in Scenario.load(NAME).styles]
    with pytest.raises(UserError, match="every style"):
        Scenario.load(NAME, overrides={"delivery.dropped": every})
