"""What the informed planner prepares before the show: where stock lies, days reserved, surge labour.

A two-stage stochastic programme over the demand scenarios that everybody at the table shares (the catalogue's nodes); live
decisions are its recourse. It follows from the files alone, so it is solved once per scenario and commission rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.prospect import share_of
from environment.cast import catalogue_of
from environment.layout import compile_layout
from environment.phases.before import WORKING_HOURS
from environment.references.margins import Margins, margins
from environment.references.programme import Problem, Solution, solve
from environment.trade.audience import late_hazard
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.public import Floats
    from environment.scenario import Scenario

_KEPT: dict[tuple[str, float, float], Preparation] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Preparation:
    """``moves`` lists (style, source, target, units); ``reserved`` factory -> pieces a day at its reference minutes;
    ``surge`` warehouse -> parcels a day; ``expected`` CNY over everything left unsold."""

    margins: Margins
    moves: tuple[tuple[int, int, int, int], ...]
    reserved: dict[str, float]
    surge: dict[str, float]
    expected: float


def prepare(scenario: Scenario, commission: float, effort: float) -> Preparation:
    """The planner's preparation at the host's ``commission`` rate and ``effort`` (cached)."""
    key = (scenario.content_hash(), commission, effort)
    if key not in _KEPT:
        if len(_KEPT) >= 32:
            del _KEPT[next(iter(_KEPT))]
        m = margins(scenario, commission)
        _KEPT[key] = _read(scenario, m, solve(outlook(scenario, m, effort)))
    return _KEPT[key]


def demand(scenario: Scenario, effort: float) -> Floats:
    """(N, S, R) units wanted of a whole show, per scenario node: the plan, the styles' spread of appeal."""
    c, will = catalogue_of(scenario), scenario.behaviour.host.effort
    drive = 1.0 + will.conversion_gain * (effort - will.nominal)
    wanted: Floats = c.draws(c.nominal * drive, c.log_sigma)[:, :, None] * c.region_share
    return wanted


def outlook(scenario: Scenario, m: Margins, effort: float) -> Problem:
    """The programme before the show: items are styles, one period; of what is sold, the live share leaves in a rush."""
    c, layout = catalogue_of(scenario), compile_layout(scenario)
    wanted, live = demand(scenario, effort)[:, None], 1.0 / (1.0 + c.shelf_share)
    overtime = np.array([f.overtime_uplift for f in scenario.factories])
    capacity = np.array([float(f.capacity_per_day) for f in scenario.factories])
    load = np.array([f.outside.load for f in scenario.factories])
    days = np.array([_days(scenario, i) for i in range(len(scenario.factories))])
    smv = np.array([f.reference_smv for f in scenario.factories])
    hours, per_order = WORKING_HOURS / 24.0, scenario.audience.units_per_order
    labour = np.array([w.labour_per_order for w in scenario.warehouses]) * scenario.warehouse_costs.surge_labour_premium
    day_late = 1.0 - (1.0 - late_hazard(scenario)) ** 2.0
    return Problem(
        stock=np.add.reduceat(layout.opening, np.flatnonzero(np.diff(layout.style_of, prepend=-1)), axis=0).astype(float),
        demand=wanted,
        weight=np.full(len(wanted), 1.0 / len(wanted)),
        worth=m.sold,
        lanes=m.lanes,
        lane_cost=m.lane,
        make=m.make - m.salvage + m.overtime * (overtime / (1.0 + overtime))[:, None],
        load=c.smv / smv[:, None],
        room=capacity * (1.0 - load) * days * (1.0 + overtime),
        per_reserved=load * days * (1.0 + overtime),
        reserve_max=np.array([_most(scenario, "N2", "reserved_per_day", f.id, f.capacity_per_day) for f in scenario.factories]),
        patience=np.full(1, c.presale_share),
        rounding=np.zeros_like(wanted),
        pick=np.array([w.parcels_per_day for w in scenario.warehouses]) * per_order * hours / live,
        surge_max=per_order * hours / live
        * np.array([_most(scenario, "N3", "surge_parcels", w.id, w.surge_parcels_per_day) for w in scenario.warehouses]),
        surge_cost=labour * live / (per_order * hours),
        late_cost=day_late * live * float(dot(np.maximum(m.sold.max(axis=(1, 2)), 0.0), share_of(c.nominal, c.nominal.sum()))),
    )  # fmt: skip


def _days(scenario: Scenario, factory: int) -> float:
    """Days of work whose output reaches a warehouse within the presale promise, the first one short by the changeover."""
    f = scenario.factories[factory]
    merchants = {m.id: m for m in scenario.material_suppliers}
    cloth = [merchants[scenario.materials[x].supplier].lead_h_stock for x in f.families if x in scenario.materials]
    hours = scenario.promises.presale_ship_within_h - max(cloth, default=0.0) - min(f.to_wh_h.values())
    return max(hours / 24.0 - f.changeover_loss_day1, 0.0)


def _most(scenario: Scenario, kind: str, issue: str, party: str, capacity: float) -> float:
    """What the encounter lets the party sell, at most its capacity; 0 without a seat."""
    spec = next((n for n in scenario.negotiations if n.id == kind), None)
    if spec is None or not {"all", party} & set(spec.parties) or issue not in spec.ranges():
        return 0.0
    return min(float(capacity), spec.ranges()[issue][1])


def _read(scenario: Scenario, m: Margins, best: Solution) -> Preparation:
    least, c = scenario.inventory.min_move_units, catalogue_of(scenario)
    parcels = 24.0 / (WORKING_HOURS * c.units_per_order * (1.0 + c.shelf_share))  # a day, per unit of the whole show
    moves = tuple(
        (s, *m.lanes[lane], int(round(best.moved[s, lane])))
        for s, lane in np.argwhere(best.moved >= max(least, 1)).tolist()
    )
    return Preparation(
        margins=m,
        moves=moves,
        reserved={f.id: float(x) for f, x in zip(scenario.factories, best.reserved, strict=True)},
        surge={w.id: float(x) * parcels for w, x in zip(scenario.warehouses, best.surge, strict=True)},
        expected=best.value,
    )
