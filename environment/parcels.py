"""From departures to doorsteps: carriers, cut-offs, transit, the six visible states.

Departures of a warehouse and day go to the carriers in the order of the file, which lists the cheapest first: booked
economy, its overflow, express, its overflow. A parcel is scanned at the carrier's next pick-up, passes a hub at half of its
journey and is in delivery for the last hours. Parcels of one hour, lane and carrier share their truck and so their luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.fulfilment import Fulfilment, Rows
from environment.layout import NDArrayBool
from environment.luck import Floats, Ints, Luck

if TYPE_CHECKING:
    from environment.records import Table

PICK_H, PACK_H = 0.5, 0.25  # a parcel's time at the pick face and the packing table before it leaves (E)


@dataclass(slots=True)
class Shipments:
    """All parcels that left, one row per (hour, cohort, carrier); times in hours from the start of the show."""

    hour: Ints
    warehouse: Ints
    ordered: Floats
    presale: NDArrayBool
    style: Ints
    region: Ints
    units: Ints
    carrier: Ints
    overflow: NDArrayBool
    scanned: Floats
    delivered: Floats
    lane_kg: Floats  # kg per parcel


def ship(fulfilment: Fulfilment, luck: Luck) -> Shipments:
    """Assign carriers to everything that left and draw the transit times."""
    layout, scenario = fulfilment.layout, fulfilment.scenario
    parts = [_carriers(fulfilment, w) for w in range(len(layout.warehouses))]
    hour, warehouse, bucket, presale, style, region, units, slot = (np.concatenate(c) for c in zip(*parts, strict=True))
    carrier, overflow = slot // 2, slot % 2 == 1
    scanned = _next_pickup(scenario, carrier, hour + 0.5)
    draws = luck.stream("parcels.transit").standard_normal((fulfilment.stock.buckets + 2, *layout.transit_mean.shape))
    lane = (carrier, warehouse, region)
    z = draws[(np.minimum(hour, len(draws) - 1), *lane)]
    transit = np.maximum(layout.transit_mean[lane] + layout.transit_sd[lane] * z, 0.35 * layout.transit_mean[lane])
    return Shipments(
        hour=hour,
        warehouse=warehouse,
        ordered=bucket + 0.5,
        presale=presale == 1,
        style=style,
        region=region,
        units=units,
        carrier=carrier,
        overflow=overflow,
        scanned=scanned,
        delivered=scanned + transit,
        lane_kg=layout.kg[style] * scenario.audience.units_per_order,
    )


def _carriers(fulfilment: Fulfilment, w: int) -> tuple[Ints, ...]:
    """Rows of warehouse ``w`` in order of departure, cut at the carriers' daily capacities."""
    rows = [r for r in fulfilment.shipped if r[1][0] == w]
    if not rows:
        return tuple(np.zeros(0, dtype=np.int64) for _ in range(8))
    joined: Rows = tuple(np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.argsort(joined[0], kind="stable")
    columns = [column[order] for column in joined]
    ends = np.cumsum(columns[6])
    wave = int(np.ceil(fulfilment.scenario.warehouse_costs.wave_start_h))
    day = (columns[0] - wave) // 24
    marks, slots = [], []
    for d in np.unique(day).tolist():
        base = int(ends[day < d].max(initial=0))
        top = int(ends[day == d].max())
        room = fulfilment.collect(w, d).ravel() * fulfilment.scenario.audience.units_per_order
        limits = np.minimum(base + np.floor(np.cumsum(room) + 1e-9).astype(np.int64), top)
        limits[-1] = top
        marks.append(limits)
        slots.append(np.arange(len(limits)))
    mark, slot = np.concatenate(marks), np.concatenate(slots)
    cuts = np.unique(np.concatenate([ends, mark[mark > 0]]))
    begins = np.concatenate([[0], cuts[:-1]])
    row = np.searchsorted(ends, begins, side="right")
    return (*(column[row] for column in columns[:6]), cuts - begins, slot[np.searchsorted(mark, begins, side="right")])


def _next_pickup(scenario: object, carrier: Ints, ready: Floats) -> Floats:
    """Hour of the first pick-up of each row's carrier at or after ``ready``."""
    out = np.empty(len(ready))
    start = scenario.clock.live_start  # type: ignore[attr-defined]
    midnight = -(start.hour + start.minute / 60.0)
    for c, spec in enumerate(scenario.carriers):  # type: ignore[attr-defined]
        rows = carrier == c
        times = np.sort([int(t[:2]) + int(t[3:]) / 60.0 for t in spec.pickups])
        local = ready[rows] - midnight
        day, clock = np.divmod(local, 24.0)
        nxt = np.searchsorted(times, clock, side="left")
        out[rows] = midnight + 24.0 * (day + nxt // len(times)) + times[nxt % len(times)]
    return out


def states(shipments: Shipments, accepted_h: Floats, accepted: Ints, hours: Floats, per_order: float) -> Table:
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
    table: Table = {"t_h": hours.tolist()}
    for name, now, after in zip(names, chain[:-1], chain[1:], strict=True):
        table[name] = np.maximum(np.round((now - after) / per_order), 0).astype(np.int64).tolist()
    table["delivered"] = np.round(reached[-1] / per_order).astype(np.int64).tolist()
    return table


def _count(times: Floats, units: Ints, hours: Floats) -> Floats:
    order = np.argsort(times, kind="stable")
    total = np.concatenate([[0], np.cumsum(units[order])])
    counted: Floats = total[np.searchsorted(times[order], hours, side="right")].astype(float)
    return counted
