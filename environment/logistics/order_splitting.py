"""From which warehouses to ship an order: fixed cost per package plus cost per unit.

Source: structure after Xu, Allgor & Graves (2009), M&SOM 11:340-355.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]

ENUMERATED = 12  # up to so many warehouses all subsets are tried; beyond, a mixed-integer programme


@dataclass(frozen=True)
class Split:
    """The cheapest split: cost (money), the warehouses used, and the units shipped, (warehouses, items)."""

    cost: float
    warehouses: tuple[int, ...]
    shipped: Floats

    @property
    def packages(self) -> int:
        return len(self.warehouses)


def _fill(order: Floats, stock: Floats, unit: Floats, used: Sequence[int]) -> Floats | None:
    """Cheapest shipment from the warehouses used, item by item; None if they hold too little."""
    shipped = np.zeros_like(stock)
    for item, wanted in enumerate(order):
        left = float(wanted)
        for place in sorted(used, key=lambda w: (unit[w, item], w)):
            shipped[place, item] = min(left, stock[place, item])
            left -= shipped[place, item]
        if left > 1e-9:
            return None
    return shipped


def _by_programme(order: Floats, stock: Floats, fixed: Floats, unit: Floats) -> list[int]:
    """The warehouses of a cheapest split by a mixed-integer programme (HiGHS)."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    count, items = stock.shape
    most = np.minimum(stock, order)
    meet = np.hstack([np.tile(np.eye(items), count), np.zeros((items, count))])
    link = np.hstack([np.eye(count * items), -np.repeat(np.eye(count), items, axis=0) * most.reshape(-1, 1)])
    result = milp(
        np.concatenate([unit.ravel(), fixed]),
        constraints=[LinearConstraint(meet, order, order), LinearConstraint(link, -np.inf, 0)],
        integrality=np.concatenate([np.zeros(count * items), np.ones(count)]),
        bounds=Bounds(0, np.concatenate([most.ravel(), np.ones(count)])),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise UserError("the order cannot be filled from the stock")
    return [int(place) for place in np.flatnonzero(result.x[count * items :] > 0.5)]


def split_order(order: ArrayLike, stock: ArrayLike, fixed: ArrayLike, unit: ArrayLike) -> Split:
    """Fill ``order`` (items,) from ``stock`` (warehouses, items) at least cost.

    Every warehouse used ships one package at ``fixed`` (warehouses,) plus ``unit`` (warehouses, items) per
    unit, money. Ties go to fewer packages, then to the warehouses listed first (up to 12 warehouses).

    >>> split_order([2, 1], [[2, 0], [1, 1]], [5, 6], [[1, 1], [1, 1]]).warehouses
    (0, 1)
    """
    wanted, have, fee, rate = (np.asarray(x, dtype=float) for x in (order, stock, fixed, unit))
    if (
        have.ndim != 2
        or wanted.shape != have.shape[1:]
        or fee.shape != have.shape[:1]
        or rate.shape != have.shape
    ):
        raise UserError(
            "stocks and unit costs must be warehouses x items, a fixed cost per warehouse, order one per item"
        )
    if not all(np.all((x >= 0) & (x < inf)) for x in (wanted, have, fee, rate)):
        raise UserError("orders, stocks and costs must be finite and >= 0")
    count = fee.size
    if count > ENUMERATED:
        subsets: list[tuple[int, ...]] = [tuple(_by_programme(wanted, have, fee, rate))]
    else:
        subsets = [subset for size in range(count + 1) for subset in combinations(range(count), size)]
    best = Split(inf, (), np.zeros_like(have))
    for subset in subsets:
        shipped = _fill(wanted, have, rate, subset)
        if shipped is not None:
            cost = float(fee[list(subset)].sum() + (rate * shipped).sum())
            if cost < best.cost - 1e-9 * (1 + abs(cost)):
                best = Split(cost, tuple(w for w in subset if shipped[w].any()), shipped)
    if not isfinite(best.cost):
        raise UserError("the order cannot be filled from the stock")
    return best
