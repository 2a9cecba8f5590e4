"""Picking by arrays is picking unit by unit; late and regretted orders leave the queue as they enter the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, engines
from environment.fulfilment import Fulfilment
from environment.kernels import library
from environment.layout import compile_layout
from environment.luck import Luck
from environment.stock import Stock

SCENARIO = Scenario.load("autumn_launch")
Left = Counter[tuple[int, int, int, int, int, int]]  # hour, warehouse, bucket, presale, style, region -> units


def _fulfilment(
    seed: int, load: int, cells: int, share: float, surge: float, make: Callable[..., Fulfilment] = Fulfilment
) -> Fulfilment:
    """Orders of the first 30 hours at random; carriers with little room at one warehouse."""
    layout, rng = compile_layout(SCENARIO), np.random.default_rng(seed)
    stock = Stock(layout, buckets=74)
    made = make(SCENARIO, layout, stock, Luck(seed))
    at = rng.integers(0, stock.queue[:, :30].size, cells)
    orders = np.zeros(stock.queue[:, :30].size, dtype=np.int64)
    orders[at] = rng.integers(1, load + 1, cells)
    stock.queue[:, :30] = orders.reshape(stock.queue[:, :30].shape)
    made.priority[:] = rng.random(len(layout.styles)) < share
    made.surge[1], made.surge_from_h[1] = surge, 9.0
    made.daily[:, :, 2] *= rng.random()
    return made


def _unit_by_unit(f: Fulfilment, blocks: list[tuple[int, int]]) -> Left:
    """The same rules for one warehouse, hour and unit at a time."""
    per_order, out = f.scenario.audience.units_per_order, Counter[tuple[int, int, int, int, int, int]]()
    for w, warehouse in enumerate(f.scenario.warehouses):
        cells = np.argwhere(f.stock.queue[w]).tolist()
        lines: tuple[list[list[int]], list[list[int]]] = ([], [])
        for b, p, s, r in cells:
            lines[0 if f.priority[s] else 1].extend([[b, p, s, r]] * int(f.stock.queue[w, b, p, s, r]))
        carry, room, today = 0.0, 0, None
        for start, end in blocks:
            power, whole = 0.0, 0
            if not any(b < end for line in lines for b, *_ in line):
                continue
            for hour in range(start, end):
                if hour >= f.first_wave:
                    parcels = warehouse.parcels_per_day + (f.surge[w] if hour >= f.surge_from_h[w] else 0.0)
                    power += parcels * per_order / 24.0
                if (hour - f.first_wave) // 24 != today:
                    today = (hour - f.first_wave) // 24
                    room = int(float(np.add.reduce(f.collect(w, today))) * per_order)
                units, whole = min(floor(carry + power) - whole, room), floor(carry + power)
                for line, most in ((lines[0], int(units * warehouse.automation)), (lines[1], units), (lines[0], units)):
                    while most and units and line and line[0][0] < hour:
                        b, p, s, r = line.pop(0)
                        out[hour, w, b, p, s, r] += 1
                        most, units, room = most - 1, units - 1, room - 1
            carry = carry + power - whole
    return out


BLOCKS = [(3, 17), (17, 27), (27, 60)]
some_work = given(
    seed=st.integers(0, 10_000),
    load=st.sampled_from([2, 60, 400]),
    cells=st.integers(0, 60),
    share=st.sampled_from([0.0, 0.3, 1.0]),
    surge=st.sampled_from([0.0, 777.0]),
)


@pytest.mark.skipif(library() is None, reason="no compiled engine here")
@some_work
def test_the_compiled_engine_ships_alike(seed: int, load: int, cells: int, share: float, surge: float) -> None:
    both = [_fulfilment(seed, load, cells, share, surge, make) for make in (Fulfilment, engines.fulfilment)]
    assert type(both[0]) is not type(both[1])
    for start, end in BLOCKS:
        for made in both:
            made.impatience(start + 40.0, end + 40.0)
            waiting = made.waiting(end)
            made.regret(start, end, waiting)
            made.impatience(float(start), float(end), waiting)
            made.advance(start, end, waiting if start % 2 else None)
    one, other = both
    assert len(one.shipped) == len(other.shipped)
    for a, b in zip(one.shipped, other.shipped, strict=True):
        assert all(np.array_equal(x, y) and x.dtype == y.dtype for x, y in zip(a, b, strict=True))
    assert (one.carry, one.room, one.room_day, one.units_out) == (other.carry, other.room, other.room_day, other.units_out)
    assert np.array_equal(one.stock.queue, other.stock.queue) and one._oldest == other._oldest
    assert np.array_equal(one.cancelled, other.cancelled) and np.array_equal(one.reshelved, other.reshelved)
    for made in both:
        made.give_up()
    assert one.impatient == other.impatient and not other.stock.queue.any() and np.array_equal(one.cancelled, other.cancelled)


@settings(max_examples=25, deadline=None)
@some_work
def test_a_block_is_what_picking_unit_by_unit_gives(seed: int, load: int, cells: int, share: float, surge: float) -> None:
    made, blocks = _fulfilment(seed, load, cells, share, surge), BLOCKS
    wanted, queue = _unit_by_unit(made, blocks), made.stock.queue.copy()
    for start, end in blocks:
        made.advance(start, end)
    found: Left = Counter()
    for hours, at, units in made.shipped:
        assert (units > 0).all() and (np.diff(at // made.stock.queue[0].size) >= 0).all()
        for hour, cell, many in zip(hours.tolist(), np.transpose(np.unravel_index(at, queue.shape)).tolist(), units, strict=True):
            found[(hour, *cell)] += int(many)
    assert found == wanted
    assert made.units_out == sum(wanted.values()) == (queue - made.stock.queue).sum()
    assert (made.stock.queue >= 0).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), load=st.sampled_from([1, 40]), now=st.integers(3, 90), hours=st.integers(1, 24))
def test_what_is_cancelled_is_back_on_the_shelf(seed: int, load: int, now: int, hours: int) -> None:
    """Remorse hits the named hours only, impatience the late only; by region and by warehouse the units are the same."""
    made = _fulfilment(seed, load, 300, 0.2, 0.0)
    before = made.stock.queue.copy()
    made.regret(5, 12)
    gone = before - made.stock.queue
    assert (gone >= 0).all() and gone[:, :5].sum() == gone[:, 12:].sum() == 0
    made.impatience(float(now), float(now + hours))
    late = before - gone - made.stock.queue
    promises = SCENARIO.promises
    for kind, target in enumerate((promises.target_ship_h, promises.presale_ship_within_h)):
        assert late[:, max(0, int(np.ceil(now + hours - target))) :, kind].sum() == 0
    everything = before - made.stock.queue
    assert np.array_equal(made.cancelled, everything.sum(axis=(0, 1, 2)))
    assert np.array_equal(made.reshelved, everything.sum(axis=(1, 2, 4)).T)
    assert made.overdue(20) == made.stock.queue[:, :20, 0].sum()
    made.advance(27, 51)
    assert made.overdue(20) == made.stock.queue[:, :20, 0].sum()
    made.give_up()
    assert made.stock.queue.sum() == 0
    assert made.cancelled.sum() == made.reshelved.sum() == before.sum() - made.units_out


def testpickups_are_the_next_of_the_carriers_clock() -> None:
    from environment.parcels import pickups

    table, start = pickups(SCENARIO, 100), SCENARIO.clock.live_start
    opening = start.hour + start.minute / 60.0
    for carrier, row in zip(SCENARIO.carriers, table, strict=True):
        times = [int(t[:2]) + int(t[3:]) / 60.0 for t in carrier.pickups]
        calls = sorted(24.0 * day + t - opening for day in range(7) for t in times)
        assert np.allclose(row, [min(c for c in calls if c >= hour + 0.5) for hour in range(101)])
