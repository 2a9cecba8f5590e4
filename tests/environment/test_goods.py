"""Goods move in real hours and are promised once: reservation, lots, routing, haulage, priority, carriers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, Scheme
from environment.phases.goods import departure, haul, lane
from environment.stock import Stock, size_split
from environment.world import World


def _world(seed: int = 20260917, **overrides: Any) -> World:
    return World(Scenario.load("autumn_launch", overrides=overrides), Scheme.load("slot_fee_commission"), seed)


def _played(seed: int = 20260917, **overrides: Any) -> World:
    world = _world(seed, **overrides)
    world.play()
    world.close()
    return world


LAYOUT = _world().layout


@settings(max_examples=40)
@given(scale=st.integers(1, 60), seed=st.integers(0, 10_000), presale=st.floats(0.0, 1.0), rounds=st.integers(1, 5))
def test_every_order_is_met_promised_or_lost(scale: int, seed: int, presale: float, rounds: int) -> None:
    """Reservation is atomic: stock falls by what is accepted, presale by what the lots held, the rest is lost."""
    rng = np.random.default_rng(seed)
    stock = Stock(LAYOUT, buckets=80)
    k, r = len(LAYOUT.style_of), len(LAYOUT.regions)
    coming = size_split(LAYOUT, 5, 300, LAYOUT.size_share)
    lot = stock.expect("L", 1, 5, coming.copy(), 30.0, presale=True)
    moved = stock.send(0, 1, 5, 120, 20.0, "T")
    assert moved is not None
    opening = int(LAYOUT.opening.sum())
    assert stock.on_hand.sum() + moved.units.sum() == opening
    accepted = ahead = 0
    for bucket in range(rounds):
        wanted = rng.poisson(scale, (k, r))
        taken = stock.reserve(wanted[None], bucket, presale)
        assert np.array_equal(taken.in_stock + taken.presale + taken.lost, wanted.reshape(taken.lost.shape))
        assert min(taken.in_stock.min(), taken.presale.min(), taken.lost.min()) >= 0
        assert np.array_equal(taken.styles, np.add.reduceat(taken.skus, stock.starts, axis=1))
        assert np.array_equal(stock.by_style(), np.add.reduceat(stock.on_hand, stock.starts, axis=0))
        assert [lot.left, moved.left] == [lot.units.sum(), moved.units.sum()]
        accepted += int(taken.in_stock.sum())
        ahead += int(taken.presale.sum())
        if presale == 0.0:
            assert taken.presale.sum() == 0
    assert (stock.on_hand >= 0).all() and (lot.units >= 0).all() and stock.oversold() == 0
    assert accepted <= opening and ahead <= 300
    assert stock.on_hand.sum() + moved.units.sum() + accepted == opening
    assert stock.queue.sum() + moved.held.sum() + lot.held.sum() == accepted + ahead


@given(units=st.integers(0, 5000), style=st.integers(0, len(LAYOUT.styles) - 1), seed=st.integers(0, 100))
def test_a_split_over_sizes_is_exact_and_near_the_shares(units: int, style: int, seed: int) -> None:
    shares = np.random.default_rng(seed).random(len(LAYOUT.style_of)) + 0.01
    split = size_split(LAYOUT, style, units, shares)
    rows = LAYOUT.style_of == style
    assert split.sum() == split[rows].sum() == units
    assert np.abs(split[rows] - units * shares[rows] / shares[rows].sum()).max() < 1.0


def test_a_truck_leaves_in_its_window_and_takes_its_hours() -> None:
    world = _world()
    entry = lane(world, 0, 1)
    assert departure(world, entry, 0.0) == 2.0  # loaded at 20:00: waits for 22:00
    assert departure(world, entry, 3.0) == 3.0  # 23:00 is inside the window
    assert departure(world, entry, 7.0) == 26.0  # 03:00: the window has closed
    world.hours = 1.0
    sent, ready = haul(world, 5, 0, 1, 100, 1.0, "N6")
    assert sent == pytest.approx(100, abs=3) and ready == 3.0 + 14.0 + 2.0
    row = world.recorder.transfers[-1]
    assert (row[5], row[6], row[7]) == (1.0, 3.0, 19.0)
    cost = sent * (world.layout.kg[5] * entry.cost_per_kg + entry.handling_per_unit)  # type: ignore[attr-defined]
    assert -world.ledger.balance("supplier") / 100.0 == pytest.approx(cost, abs=0.01)
    world.close()


def test_goods_are_served_from_the_nearest_stock() -> None:
    """With plenty everywhere nothing crosses the country and nothing is split."""
    plenty = {f"styles.{s.id}.stock": dict.fromkeys(("WN", "WE", "WS"), 9000) for s in Scenario.load("autumn_launch").styles}
    world = _played(seed=4, **plenty)
    assert world.recorder.cross == world.recorder.split == 0
    assert world.recorder.lost.sum() == world.recorder.presale.sum() == 0
    assert world.outcome is not None
    s = world.outcome.shipments
    assert (world.layout.home[s.region] == s.warehouse).all()


def test_less_capacity_means_later_parcels_and_more_cancellations() -> None:
    waits, gone = [], []
    for parcels in (6000, 1500, 700):
        world = _played(**{"warehouses.WE.parcels_per_day": parcels, "negotiations.N3.parties": ["supplier", "WN", "WS"]})
        o = world.outcome
        assert o is not None
        here = o.shipments.warehouse == 1
        wait = (o.shipments.hour + 0.5 - o.shipments.ordered)[here]
        waits.append(float(np.average(wait, weights=o.shipments.units[here])))
        gone.append(int(o.cancelled.sum() + o.refused_by.sum()))
    assert waits == sorted(waits) and waits[0] < waits[-1]
    assert gone == sorted(gone) and gone[0] < gone[-1]


def test_a_carrier_outage_sends_parcels_by_the_other_or_later() -> None:
    plain = _played().outcome
    cut = _played(**{"carriers.C1.outages": [{"warehouse": "WE", "parcels_per_day": 500, "window_h": [3, 27]}]}).outcome
    assert plain is not None and cut is not None

    def on_time(o: Any) -> float:
        here = (o.shipments.warehouse == 1) & (o.shipments.carrier == 0) & (o.shipments.hour < 27)
        return float(o.shipments.units[here].sum())

    assert on_time(cut) < 0.75 * on_time(plain)


def test_returns_come_with_reasons_and_grow_with_the_rate() -> None:
    low, high = (_played(**{"scale.return_rate": x}).outcome for x in (0.5, 1.5))
    assert low is not None and high is not None
    assert high.returned.sum() > 2 * low.returned.sum()
    share = np.array([low.reasons[r].sum() for r in low.reasons]) / low.returned.sum()
    assert np.allclose(share, list(Scenario.load("autumn_launch").returns.reasons.values()), atol=0.02)


def test_a_credit_that_the_scheme_fixes_is_paid_for_goods_moved_on_air() -> None:
    """What both warehouses and the supplier reckon with at the table is what is settled, bargained over or not."""
    fixed = {"terms": {"transfer_credit_per_unit": 2.0}, "negotiable": {"N6": {"transfer_credit_per_unit": None}}}
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission", fixed), 20260917)
    world.play()
    moved = sum(row[4] for row in world.recorder.transfers if row[8] == "N6")
    assert moved > 0 and world.ledger.by_clause("supplier")["transfer_credit"] == -200 * moved
