"""Carriers by peak, destination and what the goods need: parcels go where they cost least in all."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from agents.dispatch import assign, expected_lateness
from environment import Scenario, Show, play
from environment.scheme import Scheme
from environment.world import World

NAME = "autumn_launch"
CHOICE = {"delivery.choice": "expected_cost"}


def care(c1: float, c2: float = 0.0, insurance: float = 0.0, cover: float = 0.0) -> dict[str, object]:
    rates = ({"fragile": c, "valuable": c, "insurance": insurance, "cover": cover} for c in (c1, c2))
    return {**CHOICE, "delivery.care": dict(zip(("C1", "C2"), rates, strict=True))}


@cache
def show(damage: float, choice: str = "expected_cost", insurance: float = 0.0) -> Show:
    return play(Scenario.load(NAME, overrides={**care(damage, 0.0, insurance), "delivery.choice": choice}), seed=3)


# --- the assignment ---------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_every_parcel_goes_once_and_no_truck_is_overfilled(groups: int, slots: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    units, cost = rng.integers(0, 50, groups), rng.uniform(0, 10, (groups, slots))
    room = rng.integers(0, 60, slots)
    taken = assign(units, cost, room)
    assert (taken >= 0).all() and (taken.sum(axis=1) == units).all()
    assert (taken[:, :-1].sum(axis=0) <= room[:-1]).all()
    if taken[:, -1].sum() > room[-1]:  # beyond all room only when all room is used
        assert (taken[:, :-1].sum(axis=0) == room[:-1]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(2, 4), st.integers(0, 2**32 - 1))
def test_it_is_close_to_the_cheapest_assignment(groups: int, slots: int, seed: int) -> None:
    """Against the linear programme; never dearer than filling trucks in the order of the file."""
    rng = np.random.default_rng(seed)
    units, cost = rng.integers(1, 50, groups), rng.uniform(1, 10, (groups, slots))
    room = rng.integers(1, 60, slots)
    room[-1] = units.sum()
    rows = np.kron(np.eye(groups), np.ones(slots))
    columns = np.kron(np.ones(groups), np.eye(slots))
    best = linprog(cost.ravel(), A_ub=columns, b_ub=room, A_eq=rows, b_eq=units).fun
    mine = float((assign(units, cost, room) * cost).sum())
    left, filled = room.tolist(), 0.0
    for g, need in enumerate(units.tolist()):
        for k in range(slots):
            got = min(need, left[k])
            need, left[k], filled = need - got, left[k] - got, filled + got * cost[g, k]
    assert best - 1e-6 <= mine <= max(1.25 * best, filled) + 1e-6


def test_with_two_slots_the_assignment_is_the_cheapest() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        units, cost = rng.integers(1, 50, 6), rng.uniform(1, 10, (6, 2))
        room = np.array([60, units.sum()])
        rows, columns = np.kron(np.eye(6), np.ones(2)), np.kron(np.ones(6), np.eye(2))
        best = linprog(cost.ravel(), A_ub=columns, b_ub=room, A_eq=rows, b_eq=units).fun
        assert float((assign(units, cost, room) * cost).sum()) == pytest.approx(best)


def test_expected_lateness_is_that_of_a_normal_journey() -> None:
    draws = np.random.default_rng(1).normal(0.0, 8.0, 200_000)
    for slack in (-10.0, 0.0, 12.0):
        exact = float(expected_lateness(np.array([slack]), np.array([8.0]))[0])
        assert exact == pytest.approx(float(np.maximum(draws - slack, 0.0).mean()), abs=0.05)


# --- in a show --------------------------------------------------------------------------------------
def test_goods_that_need_care_go_to_the_careful_carrier_and_ordinary_goods_do_not() -> None:
    shares = [show(damage).measures["careful_share_tender"] for damage in (0.02, 0.1, 0.3)]
    assert shares == sorted(shares) and shares[-1] > 3 * shares[0] and shares[-1] > 0.5
    assert show(0.3).measures["careful_share_plain"] < 0.1 * shares[-1]


def test_choosing_by_expected_cost_saves_damage_and_money() -> None:
    chosen, filled = show(0.3), show(0.3, "cheapest_first")
    assert chosen.measures["damaged_share"] < 0.6 * filled.measures["damaged_share"]
    assert chosen.money["supplier"]["profit"] > filled.money["supplier"]["profit"]


def test_a_dearer_insurance_sends_more_goods_at_their_own_risk() -> None:
    """Charged by both carriers alike it moves nothing; charged by the careful one alone it does."""
    own = {"fragile": 0.1, "valuable": 0.1, "insurance": 0.0, "cover": 0.0}

    def share(insurance: float) -> float:
        careful = {"fragile": 0.0, "valuable": 0.0, "insurance": insurance, "cover": 0.0}
        overrides = {**CHOICE, "delivery.care": {"C1": own, "C2": careful}}
        return play(Scenario.load(NAME, overrides=overrides), seed=3).measures["careful_share_tender"]

    assert share(8.0) < share(0.0)


def test_far_regions_get_the_fast_carrier_sooner_than_near_ones_when_lateness_is_dear() -> None:
    """By destination: the express share is higher where the economy carrier is late."""
    overrides = {**CHOICE, "platform.cancel_hazard_per_late_12h": 0.2}
    table = play(Scenario.load(NAME, overrides=overrides), seed=3).tables["shipments"]
    express = np.array([c == "C2" for c in table["carrier"]])
    home, units = np.asarray(table["home"], dtype=bool), np.asarray(table["units"])
    share = [float((units * express * which).sum() / (units * which).sum()) for which in (~home, home)]
    assert share[0] > share[1]


def test_what_left_leaves_only_once_and_capacities_hold() -> None:
    scenario = Scenario.load(NAME, overrides=care(0.2))
    world = World(scenario, Scheme.load("slot_fee_commission"), 3)
    world.play()
    o, f = world.outcome, world.fulfilment
    assert o is not None
    s, left = o.shipments, sum(int(rows[2].sum()) for rows in f.shipped)
    assert int(s.units.sum()) == left and (s.units > 0).all()
    day, last = (s.hour - f.dawn) // 24, len(scenario.carriers) - 1
    for w in range(len(scenario.warehouses)):
        for d in np.unique(day).tolist():
            room = f.loads(w, d)
            for c in range(len(scenario.carriers)):
                for beyond in (0, 1):
                    mine = (s.warehouse == w) & (day == d) & (s.carrier == c) & (s.overflow == bool(beyond))
                    if (c, beyond) != (last, 1):
                        assert s.units[mine].sum() <= room[2 * c + beyond] * world.catalogue.units_per_order + 1e-6
    assert world.ledger.total() == 0 and world.stock.oversold() == 0


def test_damage_is_refunded_and_covered_by_the_carrier() -> None:
    overrides = {**care(0.1, 0.1, insurance=1.5, cover=0.4), "delivery.choice": "cheapest_first"}
    world = World(Scenario.load(NAME, overrides=overrides), Scheme.load("slot_fee_commission"), 3)
    world.play()
    o = world.outcome
    assert o is not None and o.condition is not None and o.condition.damaged.sum() > 0
    assert int(o.condition.damaged.sum()) == int(o.condition.spoilt.sum())
    price = float((o.condition.spoilt.sum(axis=1) * world.layout.price).sum())
    assert world.ledger.by_clause("supplier")["damage_cover"] == pytest.approx(40 * price, abs=10)
    assert world.ledger.by_clause("supplier")["parcel_insurance"] < 0
    tender = {"A", "D", "S13", "S17", "S18"}
    hurt = {name for name, n in zip(world.layout.styles, o.condition.spoilt.sum(axis=1), strict=True) if n}
    assert hurt <= tender
    assert (o.kept >= 0).all() and world.ledger.total() == 0
