"""Where to open a front or cloud warehouse (前置仓/云仓): cost and time of every set of candidate cities.

From fan geography (expected parcels by region) and the tariffs of the scenario: a lane that does not exist yet counts like
the existing lane nearest to it in length. Facility location by enumeration (Daskin 2013, Network and Discrete Location).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, fsum, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from environment.cast import catalogue_of
from environment.layout import compile_layout
from environment.scenario.cities import cities as known_cities
from environment.scenario.cities import city, key
from protocols.errors import UserError
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scenario.parties import ZoneClass

MOST = 10  # candidates: every set of them is tried
_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Opening:
    """One set of cities; CNY a show: freight to buyers, haulage to the new warehouses, rent and opening cost.

    ``hours`` is the mean time on the road by parcel, ``by_region`` the same by region; ``split`` the share of parcels, hence of
    stock, by warehouse, the new ones by city; ``waiting`` what the hours are worth to buyers (CNY a show, not money paid).
    """

    cities: tuple[str, ...]
    freight: float
    haulage: float
    rent: float
    hours: float
    by_region: Mapping[str, float]
    split: Mapping[str, float]
    waiting: float

    @property
    def total(self) -> float:
        """CNY a show."""
        return self.freight + self.haulage + self.rent


def openings(
    scenario: Scenario, rents: Mapping[str, float], *, opening: float = 0.0, parcels: Mapping[str, float] | None = None,
    hour_value: float = 0.1,
) -> list[Opening]:  # fmt: skip
    """Every set of the candidate cities ``rents`` (city -> CNY a month) beside the present warehouses, best first.

    ``opening`` is the one-off cost of each (CNY), ``parcels`` the expected parcels of a show by region (from past shipments;
    by default the plan's). Best is least cost and waiting; ``hour_value``, CNY per parcel and hour, is what waiting counts: 3 %
    of buyers lost per 12 hours of lateness at 40 CNY a parcel (E). Raises :class:`protocols.errors.UserError` for an unknown
    city or region.
    """
    _check(scenario, rents, parcels)
    return sorted(
        (_opening(scenario, rents, chosen, opening, parcels, hour_value)
         for size in range(len(rents) + 1) for chosen in combinations(rents, size)),
        key=lambda o: (o.total + o.waiting, o.cities),
    )  # fmt: skip


def frontier(found: list[Opening]) -> list[Opening]:
    """Those that no other beats on cost and time together, cheapest first."""
    best: list[Opening] = []
    for each in sorted(found, key=lambda o: (o.total, o.hours)):
        if not best or each.hours < best[-1].hours - 1e-9:
            best.append(each)
    return best


def _check(scenario: Scenario, rents: Mapping[str, float], parcels: Mapping[str, float] | None) -> None:
    regions = [region.id for region in scenario.regions]
    for name in rents:
        if key(name) not in known_cities():
            raise UserError(f"candidate {name!r}: unknown city, allowed: a name of cn_cities.csv, such as Chengdu")
    if len(rents) > MOST:
        raise UserError(f"candidates: found {len(rents)}, allowed at most {MOST}")
    for region in parcels or {}:
        if region not in regions:
            raise UserError(f"parcels: found region {region!r}, allowed {', '.join(regions)}")


def _opening(
    scenario: Scenario, rents: Mapping[str, float], chosen: tuple[str, ...], opening: float,
    parcels: Mapping[str, float] | None, hour_value: float,
) -> Opening:  # fmt: skip
    layout, carrier, front = compile_layout(scenario), scenario.carriers[0], scenario.stocking.front
    c = catalogue_of(scenario)
    demand = float(c.nominal.sum()) / c.units_per_order * layout.region_share
    if parcels is not None:
        demand = np.array([float(parcels.get(r, 0.0)) for r in layout.regions])
    weights = c.nominal if c.nominal.any() else np.ones(len(c.nominal))
    kg = float(dot(weights, layout.kg) / weights.sum()) * c.units_per_order
    zones: list[list[ZoneClass]] = [[scenario.zones[w][r] for r in layout.regions] for w in layout.warehouses]
    zones += [[_zone(scenario, _place(name), _place(r.hub_city)) for r in scenario.regions] for name in chosen]
    more = max(float(np.ceil(kg)) - 1.0, 0.0)  # begun kilograms beyond the first
    each = np.array([[carrier.rate_first_kg[z] + carrier.rate_add_kg[z] * more for z in row] for row in zones])
    hours = np.array([[carrier.transit_h_mean[z] for z in row] for row in zones])
    haul = np.zeros(len(zones))
    per_km = float(np.mean([t.cost_per_kg / _km(_at(scenario, t.from_), _at(scenario, t.to)) for t in scenario.transfers]))
    handling = float(np.mean([t.handling_per_unit for t in scenario.transfers]))
    for i, name in enumerate(chosen, start=len(layout.warehouses)):
        nearest = min(_km(_place(name), _at(scenario, w)) for w in layout.warehouses)
        haul[i] = kg * per_km * nearest + handling * c.units_per_order
    at = np.arange(len(layout.regions))
    effort = each + haul[:, None] + hour_value * hours
    serve = np.argmin(effort, axis=0)
    serve = np.where(effort[serve, at] < effort[layout.home, at], serve, layout.home)
    serve = np.where(serve < len(layout.warehouses), layout.home, serve)  # the present ones keep their regions
    rent = fsum((rents[name] + opening / front.life_months) / front.shows_month for name in chosen)
    split = np.bincount(serve, demand, len(zones)) / max(float(demand.sum()), 1e-9)
    return Opening(
        chosen, float(dot(each[serve, at], demand)), float(dot(haul[serve], demand)), float(rent),
        float(dot(hours[serve, at], demand) / max(float(demand.sum()), 1e-9)),
        dict(zip(layout.regions, hours[serve, at].tolist(), strict=True)),
        dict(zip((*layout.warehouses, *chosen), split.tolist(), strict=True)),
        float(hour_value * dot(hours[serve, at], demand)),
    )  # fmt: skip


def _place(name: str) -> tuple[float, float]:
    found = city(name)
    return found.lat, found.lon


def _at(scenario: Scenario, warehouse: str) -> tuple[float, float]:
    entry = next(w for w in scenario.warehouses if w.id == warehouse)
    return entry.lat, entry.lon


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance (haversine)."""
    (a, b), (c, d) = ((radians(x), radians(y)) for x, y in (one, other))
    h = sin((c - a) / 2.0) ** 2 + cos(a) * cos(c) * sin((d - b) / 2.0) ** 2
    return 2.0 * _RADIUS_KM * asin(sqrt(h))


def _zone(scenario: Scenario, place: tuple[float, float], hub: tuple[float, float]) -> ZoneClass:
    """The zone class of a lane that does not exist: that of the existing lane whose length is nearest."""
    hubs = {region.id: _place(region.hub_city) for region in scenario.regions}
    length = _km(place, hub)
    lanes = [(abs(_km(_at(scenario, w), hubs[r]) - length), z) for w, row in scenario.zones.items() for r, z in row.items()]
    return min(lanes, key=lambda lane: lane[0])[1]
