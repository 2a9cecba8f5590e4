"""From departures to doorsteps: carriers, cut-offs, transit, the six visible states.

Departures of a warehouse and day go to the carriers in the order of the file, which lists the cheapest first: booked
economy, its overflow, express, its overflow. A parcel is scanned at the carrier's next pick-up, passes a hub at half of its
journey and is in delivery for the last hours. Parcels of one hour, lane and carrier share their truck and so their luck.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from environment import engines
from environment.fulfilment import Fulfilment
from environment.luck import Floats, Ints, Luck
from environment.shipments import Limits, Shipments

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.trade.dispatch import Chooser

PICK_H, PACK_H = 0.5, 0.25  # a parcel's time at the pick face and the packing table before it leaves (E)


def ship(fulfilment: Fulfilment, luck: Luck, rule: Chooser | None = None) -> Shipments:
    """Assign carriers to everything that left (by ``rule``, if there is one) and draw the transit times."""
    layout, scenario = fulfilment.layout, fulfilment.scenario
    rows, slot = _carriers(fulfilment)
    collected = pickups(scenario, int(rows[0].max(initial=0)))
    if rule is not None:
        rows, slot = rule.assigned(rows, slot, collected)
    draws = luck.normal("parcels.transit", (fulfilment.stock.buckets + 2, layout.transit_mean.size))
    kg, limits = layout.kg * scenario.audience.units_per_order, Limits.of(scenario, fulfilment.first_wave)
    return engines.delivered(layout, rows, slot, collected, draws, kg, limits)


def _carriers(fulfilment: Fulfilment) -> tuple[tuple[Ints, ...], Ints]:
    """Rows by warehouse in order of departure, cut at the carriers' daily capacities; and the slot of each.

    Columns of a row: hour, warehouse, bucket, presale, style, region, units. Slot 2c is booked volume of carrier c, 2c + 1
    its overflow; the last slot takes what is left.
    """
    rows, groups = fulfilment.departures()
    marks: list[int] = []
    base, per_order = 0, fulfilment.scenario.audience.units_per_order
    for warehouse, day, top in groups:
        total = 0.0
        for room in fulfilment.loads(warehouse, day):
            total += room * per_order
            marks.append(min(base + math.floor(total + 1e-9), top))
        base = marks[-1] = top
    *columns, slot = fulfilment.cut(rows, np.array(marks, dtype=np.int64))
    return tuple(columns), slot


def pickups(scenario: Scenario, last: int) -> Floats:
    """(C, last + 1) hour of each carrier's first pick-up at or after half past every hour, when parcels are out; read-only."""
    start = scenario.clock.live_start
    return _pickups(-(start.hour + start.minute / 60.0), tuple(tuple(c.pickups) for c in scenario.carriers), last)


@lru_cache(maxsize=64)
def _pickups(midnight: float, carriers: tuple[tuple[str, ...], ...], last: int) -> Floats:
    day, clock = np.divmod(np.arange(last + 1) + 0.5 - midnight, 24.0)
    table = []
    for marks in carriers:
        times = np.array(sorted(int(t[:2]) + int(t[3:]) / 60.0 for t in marks))
        nxt = times.searchsorted(clock, side="left")
        table.append(midnight + 24.0 * (day + nxt // len(times)) + times[nxt % len(times)])
    found = np.array(table)
    found.flags.writeable = False
    return found


def states(shipments: Shipments, accepted_h: Floats, accepted: Ints, hours: Floats, per_order: float) -> dict[str, Any]:
    """Parcels in each of the visible states at ``hours``.

    ``accepted`` orders (units) placed by ``accepted_h``; the rest follows from the rows' times.
    """
    left: Floats = np.asarray(shipments.hour + 0.5, dtype=np.float64)
    last = shipments.delivered - np.minimum(6.0, 0.2 * (shipments.delivered - shipments.scanned))
    marks = [left - PICK_H - PACK_H, left - PACK_H, left, shipments.scanned, last, shipments.delivered]
    reached = [_count(times, shipments.units, hours) for times in marks]
    placed = _count(accepted_h, accepted, hours)
    chain = [placed, *reached]
    names = ("accepted", "picked", "packed", "out", "in_transit", "delivering")
    table: dict[str, Any] = {"t_h": hours}
    for name, now, after in zip(names, chain[:-1], chain[1:], strict=True):
        table[name] = np.maximum(np.round((now - after) / per_order), 0).astype(np.int64)
    table["delivered"] = np.round(reached[-1] / per_order).astype(np.int64)
    return table


def _count(times: Floats, units: Ints, hours: Floats) -> Floats:
    order = np.argsort(times, kind="stable")
    total = np.concatenate([[0], np.cumsum(units[order])])
    counted: Floats = total[np.searchsorted(times[order], hours, side="right")].astype(float)
    return counted
