"""Conservation under random parameters: goods, parcels, capacity and money add up, whatever is thrown at the show."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from environment import Scenario, Scheme
from environment.world import World
from protocols.errors import UserError

CHOICES: dict[str, st.SearchStrategy[Any]] = {
    "scale.traffic": st.floats(0.05, 4.0),
    "scale.return_rate": st.floats(0.0, 2.2),
    "styles.B.stock": st.fixed_dictionaries({w: st.integers(0, 1500) for w in ("WN", "WE", "WS")}),
    "styles.A.stock": st.fixed_dictionaries({w: st.integers(0, 1500) for w in ("WN", "WE", "WS")}),
    "styles.B.price": st.integers(60, 400),
    "styles.S10.true_mult": st.floats(0.2, 6.0),
    "warehouses.WE.parcels_per_day": st.integers(100, 6000),
    "warehouses.WN.parcels_per_day": st.integers(100, 4000),
    "warehouses.WN.automation": st.floats(0.0, 1.0),
    "carriers.C1.booked_parcels_per_day": st.fixed_dictionaries({w: st.integers(0, 5000) for w in ("WN", "WE", "WS")}),
    "carriers.C2.overflow_parcels_per_day": st.fixed_dictionaries({w: st.integers(0, 2000) for w in ("WN", "WE", "WS")}),
    "carriers.C1.rate_first_kg.same": st.floats(0.5, 9.0),
    "factories.F2.capacity_per_day": st.integers(50, 3000),
    "factories.F2.moq": st.integers(1, 800),
    "factories.F2.divert": st.floats(0.0, 1.0),
    "capacity_reservation.covers": st.sampled_from(["family", "main_only"]),
    "demand_model.presale_conv_factor": st.floats(0.0, 1.0),
    "platform.cancel_hazard_per_late_12h": st.floats(0.0, 0.3),
    "behaviour.host.forecast_inflation": st.floats(1.0, 3.0),
    "behaviour.supplier.hide_stock": st.floats(0.0, 1.0),
    "gift.first_n_orders": st.integers(0, 3000),
    "audience.units_per_order": st.floats(1.0, 2.5),
    "warehouse_costs.wave_start_h": st.floats(2.5, 9.0),
}
DRAWS = st.fixed_dictionaries({}, optional=CHOICES)
SCHEMES = ("slot_fee_commission", "full_collaboration", "arms_length")


@cache
def _base() -> Scenario:
    return Scenario.load("autumn_launch")


def _play(changes: dict[str, Any], scheme: str, seed: int) -> World:
    world = World(_base().with_overrides(changes), Scheme.load(scheme), seed)
    world.play()
    world.close()
    return world


@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))  # to shrink a show takes minutes
@given(changes=DRAWS, scheme=st.sampled_from(SCHEMES), seed=st.sampled_from([20260917, 1, 2, 3, 4, 5]))
def test_goods_parcels_capacity_and_money_add_up(changes: dict[str, Any], scheme: str, seed: int) -> None:
    world = _play(changes, scheme, seed)
    goods(world)
    parcels(world)
    capacity(world)
    money(world)


def goods(world: World) -> None:
    """Per style: opening + made = kept + returned + refused + unsold; nothing is sold that was not there."""
    o, starts = world.outcome, world.stock.starts
    assert o is not None
    planned = np.add.reduceat(world.layout.opening, starts, axis=0).sum(axis=1)
    opening = planned if world.depot is None else world.stock.opening.sum(axis=1)  # after top-ups and extra stock
    made = np.zeros_like(opening)
    for rush in world.recorder.rushes:
        made[rush["style"]] += rush["units"]
    finished = [] if world.depot is None else [row for row in world.depot.rows if row[0] == "finishing"]
    for row in finished:  # out of a pool of semi-finished goods
        made[world.layout.styles.index(row[1])] += row[3]  # type: ignore[call-overload]
    with_buyers = (o.kept + o.returned + o.refused_by).sum(axis=1)
    assert np.array_equal(opening + made, with_buyers + o.unsold.sum(axis=1))
    for part in (o.kept, o.returned, o.refused_by, o.cancelled, o.unsold, o.grades, world.stock.on_hand):
        assert (part >= 0).all()
    assert np.array_equal(np.stack(list(o.reasons.values())).sum(axis=0), o.returned.sum(axis=1))
    assert np.array_equal(o.grades.sum(axis=1), (o.returned + o.refused_by).sum(axis=1))
    recorded = {rush["lot"]: 0 for rush in world.recorder.rushes}
    of_pools = 0
    for row in world.recorder.production:
        if row[0] in recorded or not finished:
            recorded[row[0]] += row[4]
        else:
            of_pools += row[4]
    assert of_pools <= sum(int(row[3]) for row in finished)  # the quick ones reach the shelf without a lot of their own
    assert recorded == {rush["lot"]: rush["units"] for rush in world.recorder.rushes}
    assert world.stock.oversold() == 0


def parcels(world: World) -> None:
    """Per style and region: shipped + cancelled = ordered; times in order; live and shelf orders only."""
    o = world.outcome
    assert o is not None
    s = o.shipments
    shipped = np.zeros_like(o.ordered)
    np.add.at(shipped, (s.style, s.region), s.units)
    assert np.array_equal(shipped + o.cancelled, o.ordered)
    assert (s.units > 0).all()
    assert (s.hour + 0.5 >= s.ordered).all()
    assert (s.scanned >= s.hour + 0.5 - 1e-9).all()
    assert (s.delivered > s.scanned).all()
    assert (o.refused <= s.units).all()
    accepted = world.recorder.in_stock.sum()
    assert accepted == world.stock.accepted.sum()


def capacity(world: World) -> None:
    """Per warehouse and day no more leaves than it can pick; per carrier, class and day no more than it collects."""
    o, f = world.outcome, world.fulfilment
    assert o is not None
    s, per_order = o.shipments, world.catalogue.units_per_order
    day = (s.hour - f.first_wave) // 24
    assert (s.hour >= f.first_wave).all()
    for w, warehouse in enumerate(world.setting.warehouses):
        limit = (warehouse.parcels_per_day + f.surge[w]) * per_order
        for d in np.unique(day[s.warehouse == w]).tolist():
            here = (s.warehouse == w) & (day == d)
            assert s.units[here].sum() <= limit + 1.0, (warehouse.id, d)
            room = np.reshape(f.collect(w, int(d)), (-1, 2)) * per_order
            assert s.units[here].sum() <= room.sum() + 1.0
            for c in range(len(world.layout.carriers)):
                mine = here & (s.carrier == c)
                assert s.units[mine].sum() <= room[c].sum() + len(room) * 2, (warehouse.id, d, c)


def money(world: World) -> None:
    """The ledger sums to zero at every prefix, in whole cents, and every posting says why."""
    columns = world.ledger.columns()
    running = dict.fromkeys(world.ledger.accounts, 0)
    for payer, payee, cents in zip(columns["payer"], columns["payee"], columns["cents"], strict=True):
        assert type(cents) is int and cents > 0
        assert payer != payee
        running[str(payer)] -= cents
        running[str(payee)] += cents
        assert sum(running.values()) == 0
    assert running == dict(world.ledger.balances())
    assert all(columns["contract"]) and all(columns["clause"]) and all(columns["cause"])
    o = world.outcome
    assert o is not None
    signs = {"sale": 1, "trial_discount": -1}
    sales = sum(
        signs.get(str(k), 0) * c for c, k in zip(columns["cents"], columns["clause"], strict=True)  # type: ignore[misc]
    )
    assert sales == pytest.approx(100 * o.gross, abs=100)
    refunds = sum(
        c for c, k in zip(columns["cents"], columns["clause"], strict=True) if k == "refund"  # type: ignore[misc]
    )
    assert refunds == pytest.approx(100 * o.refunds, abs=100)


def agreements(world: World) -> None:
    """Every deal lies on the grid of its table, and nobody signs what it values below going without."""
    for talk in world.bargaining.records:
        if not talk.agreed:
            continue
        for party, gain in talk.gains.items():
            assert gain >= -1e-6 * (1.0 + abs(talk.reservations[party])), (talk.id, party, gain)
        for issue, value in talk.outcome.items():
            assert issue not in talk.issues or value in list(talk.issues[issue][1]), (talk.id, issue, value)


VARIANTS = tuple((name, v) for name in ("autumn_launch", "snack_evening") for v in Scenario.load(name).variants)


@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(
    one=st.sampled_from(VARIANTS), other=st.sampled_from(VARIANTS), scheme=st.sampled_from(Scheme.names()),
    changes=DRAWS, seed=st.integers(0, 2**31),
)  # fmt: skip
def test_mechanisms_of_the_trade_together_conserve(
    one: tuple[str, str], other: tuple[str, str], scheme: str, changes: dict[str, Any], seed: int
) -> None:
    """Any two variants (tiers, selection, authority, prices, pools, stocking, delivery, data) under any scheme."""
    name = one[0]
    variants = [one[1]] if other[0] != name or other == one else [one[1], other[1]]
    ours = name == "autumn_launch"  # the ranges of every scheme, and the names of the changes, are this scenario's
    try:
        scenario = Scenario.load(name, variants=variants, overrides=changes if ours else {})
        world = World(scenario, Scheme.load(scheme if ours else "slot_fee_commission"), seed)
    except UserError:  # two variants, or a variant and a change, that contradict each other
        return
    world.play()
    world.close()
    for law in (goods, parcels, capacity, money, agreements):
        law(world)


@pytest.mark.parametrize("scheme", Scheme.names())
def test_every_scheme_conserves_on_the_reference_seed(scheme: str) -> None:
    world = _play({}, scheme, 20260917)
    for law in (goods, parcels, capacity, money):
        law(world)


def test_nobody_there_nothing_sold() -> None:
    world = _play({"audience.unique_viewers": 1, "audience.views": 1}, "slot_fee_commission", 3)
    for law in (goods, parcels, capacity, money):
        law(world)
    assert world.outcome is not None and world.outcome.ordered.sum() <= 1
