"""Parcels that left: where each goes, when it is scanned and delivered, and what all of them add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import Layout, NDArrayBool
from environment.luck import Floats, Ints

if TYPE_CHECKING:
    from environment.scenario import Scenario

LATE = 1.5  # times the mean transit of its lane, from which a parcel counts as late


@dataclass(slots=True)
class Tally:
    """What shipments add up to, in units."""

    warehouse: Ints  # (W, 2) in all; on the first shipping day
    carrier: Ints  # (C, 4) in all; overflow; on the first shipping day; late on their lane
    sent: Ints  # (S, R)
    late: Ints  # (S,) left or scanned later than the platform allows
    stocked: Ints  # (R,) not sold as presale
    waited: Floats  # (R,) of these, times hours from order to door


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
    lane: Ints  # position in a flattened (C, W, R) table
    tally: Tally = field(init=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Hours from which things count as late, or as of another day."""

    first_day: int  # end of the first shipping day
    ship: tuple[float, float]  # hours from an order, sold in stock or as presale, to when it leaves
    scan: tuple[float, float]  # to the first scan

    @classmethod
    def of(cls, scenario: Scenario, first_wave: int) -> Limits:
        promises = scenario.promises
        ship = promises.ship_within_h, promises.presale_ship_within_h
        stocked, presale = (hours + promises.first_scan_within_h - promises.ship_within_h for hours in ship)
        return cls(first_wave + 24, ship, (stocked, presale))


Rows = tuple[Ints, ...]  # hour, warehouse, bucket, presale, style, region, units


def delivered(layout: Layout, rows: Rows, slot: Ints, scans: Floats, draws: Floats, kg: Floats, limits: Limits) -> Shipments:
    """The journey of every row, handed to a carrier's booked volume (slot 2c) or overflow (2c + 1).

    ``scans`` (C, hours) is when a carrier next collects, ``draws`` (hours, lanes) the luck of transit, ``kg`` (S,) by parcel.
    """
    hour, warehouse, bucket, kind, style, region, units = rows
    carrier, (_, warehouses, regions) = slot // 2, layout.transit_mean.shape
    lane = (carrier * warehouses + warehouse) * regions + region
    scanned = scans.take(carrier * scans.shape[1] + hour)
    z = draws.take(np.minimum(hour, len(draws) - 1) * draws.shape[1] + lane)
    mean = layout.transit_mean.take(lane)
    found = Shipments(
        hour=hour,
        warehouse=warehouse,
        ordered=np.asarray(bucket + 0.5, dtype=np.float64),
        presale=kind == 1,
        style=style,
        region=region,
        units=units,
        carrier=carrier,
        overflow=slot % 2 == 1,
        scanned=scanned,
        delivered=scanned + np.maximum(mean + layout.transit_sd.take(lane) * z, 0.35 * mean),
        lane_kg=kg.take(style),
        lane=lane,
    )
    found.tally = _tally(layout, found, limits)
    return found


def _tally(layout: Layout, s: Shipments, limits: Limits) -> Tally:
    carriers, warehouses, regions = layout.transit_mean.shape
    styles, stocked = len(layout.styles), ~s.presale
    ship, scan = (np.where(s.presale, late, usual) for usual, late in (limits.ship, limits.scan))
    late = (s.hour + 0.5 - s.ordered > ship) | (s.scanned - s.ordered > scan)
    first, slow = s.hour < limits.first_day, s.delivered - s.scanned > LATE * layout.transit_mean.take(s.lane)

    def units(where: Ints, count: int, *which: NDArrayBool) -> Ints:
        columns = [np.bincount(where, s.units * mine, count).astype(np.int64) for mine in (np.ones_like(stocked), *which)]
        return np.stack(columns, axis=1)

    return Tally(
        warehouse=units(s.warehouse, warehouses, first),
        carrier=units(s.carrier, carriers, s.overflow, first, slow),
        sent=units(s.style * regions + s.region, styles * regions).reshape(styles, regions),
        late=units(s.style, styles, late)[:, 1],
        stocked=units(s.region, regions, stocked)[:, 1],
        waited=np.bincount(s.region, (s.delivered - s.ordered) * s.units * stocked, regions).astype(np.float64),
    )
