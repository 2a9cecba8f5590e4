"""How near the routing of orders came to its optimum: a linear-programming bound on what it cost to send them.

From which warehouse and with which carrier an order goes is decided as orders come. Knowing all of them, a linear programme
(the transportation problem of Hitchcock 1941, Journal of Mathematics and Physics 20:224-230, with capacities and days)
sends the same orders at the hours they left at least cost: freight, surcharge of overflow, insurance and damage, and what
lateness is expected to lose (:mod:`environment.trade.dispatch`). Goods are where and when they were (transfers and rush
orders as played); hands and trucks are those of each day. It may split units, and may send any size of a style, so that it
is a lower bound. When an order leaves is not its choice: first come, first served is a promise, not a cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from environment.luck import Floats, Ints
from environment.parcels import pickups
from environment.trade.dispatch import Chooser, costs
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.world import World


@dataclass(frozen=True, slots=True)
class Routing:
    """CNY it cost to send ``units``, the least it could have cost, and the share of units that left from home."""

    cost: float
    bound: float
    units: int
    at_home: float

    @property
    def gap(self) -> float:
        """Share of its cost that perfect routing would have saved, at most."""
        return (self.cost - self.bound) / self.cost if self.cost > 0 else 0.0


def routing(world: World) -> Routing:
    """The routing of a settled show against its bound."""
    outcome = world.outcome
    if outcome is None:
        raise ValueError("the routing of a show is known when it is settled")
    rows = outcome.shipments
    units = int(rows.units.sum())
    if units == 0:
        return Routing(0.0, 0.0, 0, 0.0)
    each = _costs(world, costs(world))
    slot = 2 * rows.carrier + rows.overflow
    actual = float(dot(rows.units, each[rows.warehouse, np.arange(len(slot)), slot]))
    home = float(dot(rows.units, rows.warehouse == world.layout.home[rows.region]))
    return Routing(actual, _bound(world, each, slot), units, home / units)


def _costs(world: World, rule: Chooser) -> Floats:
    """(W, n, slots) CNY per unit of every shipment row from every warehouse in every slot, at the hour it left."""
    outcome, found = world.outcome, []
    assert outcome is not None
    rows = outcome.shipments
    waited = pickups(world.setting, int(rows.hour.max()))[:, rows.hour] - rows.ordered  # (C, n)
    day, presale = (rows.hour - world.fulfilment.dawn) // 24, rows.presale.astype(np.int64)
    for w in range(len(world.layout.warehouses)):
        # what is paid for booked volume whether it is used or not makes the first day's cheaper; later days are alike
        first = rule.cost(w, 0, rows.style, rows.region, presale, waited)
        later = rule.cost(w, 1, rows.style, rows.region, presale, waited)
        found.append(np.where((day == 0)[:, None], first, later))
    return np.stack(found)


def _bound(world: World, each: Floats, slot: Ints) -> float:
    """Least cost of sending the rows (HiGHS)."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    outcome, (w_count, n, slots) = world.outcome, each.shape
    assert outcome is not None
    rows = outcome.shipments
    days, when = np.unique((rows.hour - world.fulfilment.dawn) // 24, return_inverse=True)
    # one variable for each warehouse, row and slot, in that order
    w, row, k = (x.ravel() for x in np.indices(each.shape))
    truck = (w * len(days) + when[row]) * slots + k
    goods = rows.style[row] * w_count + w
    used = np.bincount((rows.warehouse * len(days) + when) * slots + slot, rows.units, w_count * len(days) * slots)
    places = [(a, d) for a in range(w_count) for d in days.tolist()]
    trucks = np.concatenate([world.fulfilment.loads(a, d) for a, d in places]) * world.catalogue.units_per_order
    room, hands = np.maximum(trucks, used), np.array([_picked(world, a, d) for a, d in places])
    hands = np.maximum(hands, used.reshape(-1, slots).sum(axis=1))
    columns, base = np.arange(each.size), len(room) + len(hands)
    parts = [(truck, columns), (truck // slots + len(room), columns)]
    for d in range(len(days)):  # what has left by the end of a day had come by then
        gone = (when[row] <= d).nonzero()[0]
        parts.append((goods[gone] + base + d * outcome.unsold.size, gone))
    at, column = (np.concatenate(part) for part in zip(*parts, strict=True))
    limit = np.concatenate([room, hands, _there(world, days).ravel()])
    upper = coo_array((np.ones(len(at)), (at, column)), (len(limit), each.size)).tocsr()
    every = coo_array((np.ones(each.size), (row, columns)), (n, each.size)).tocsr()
    done: Any = linprog(each.ravel(), A_ub=upper, b_ub=limit, A_eq=every, b_eq=rows.units, method="highs")
    if done.status != 0:
        raise RuntimeError(f"the bound of the routing was not found: {done.message}")
    return float(done.fun)


def _there(world: World, days: Ints) -> Floats:
    """(days, S, W) units that lay in a warehouse or had come to it by the end of each shipping day."""
    outcome = world.outcome
    assert outcome is not None
    rows, (s, w) = outcome.shipments, outcome.unsold.shape
    total = np.bincount(rows.style * w + rows.warehouse, rows.units, s * w).reshape(s, w) + outcome.unsold
    there = np.repeat(total[None], len(days), axis=0)
    for lot in world.stock.lots:
        late = days < world.fulfilment.day_of(lot.ready_h)
        there[late, lot.style, lot.warehouse] -= int(lot.units.sum() + lot.held.sum())
    sent = np.zeros_like(there)
    np.add.at(sent, (np.searchsorted(days, (rows.hour - world.fulfilment.dawn) // 24), rows.style, rows.warehouse), rows.units)
    found: Floats = np.maximum(there, sent.cumsum(axis=0)).astype(float)
    return found


def _picked(world: World, w: int, d: int) -> float:
    """Units warehouse ``w`` can pick on shipping day ``d``, surge labour included."""
    fulfilment, warehouse = world.fulfilment, world.setting.warehouses[w]
    hours = np.arange(fulfilment.dawn + 24 * d, fulfilment.dawn + 24 * (d + 1))
    rate = warehouse.parcels_per_day + fulfilment.surge[w] * (hours >= fulfilment.surge_from_h[w])
    return float(rate[hours >= fulfilment.first_wave].sum()) * world.catalogue.units_per_order / 24.0 + 1.0
