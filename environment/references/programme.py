"""The linear programme behind the planner's preparation and the clairvoyant's bound.

Here and now: goods moved between warehouses, days reserved, surge labour. Then, per demand scenario: which stock serves
which region, what is made, what ships late. Two-stage stochastic linear programming (Dantzig 1955, Management Science
1:197-206; Birge & Louveaux 2011), solved by HiGHS; with one scenario it is the perfect-information programme.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST = 3_000_000  # variables: beyond that a solve takes minutes and gigabytes
_TIE = 1e-3  # CNY per reserved piece, moved or booked unit: of equally good plans, the one that ties up least


@dataclass(frozen=True, slots=True)
class Problem:
    """N scenarios, T periods, I items, W warehouses, R regions, L lanes, F factories; units and CNY.

    ``stock`` (I, W); ``demand`` (N, T, I, R) with ``weight`` (N,); ``worth`` (I, W, R) of a sale over a unit left unsold, made
    goods included; ``lanes`` (L, 2) with ``lane_cost`` (I, L); ``make`` (F, I) cost over salvage of a made unit, inf where
    it cannot be made; ``load`` (F, I) capacity a unit takes; ``room`` (F,) capacity without a reserve, and ``per_reserved`` (F,)
    what each reserved piece a day adds to it, at most ``reserve_max`` (F,). Buyers of period t take made goods with
    ``patience`` (T,), rounded up by at most ``rounding`` (N, T, I, R) units. ``pick`` (W,) units of period 0 can leave in
    time, a unit of surge labour (at most ``surge_max`` (W,), CNY ``surge_cost``) adds one; a later one loses ``late_cost``.
    """

    stock: Floats
    demand: Floats
    weight: Floats
    worth: Floats
    lanes: tuple[tuple[int, int], ...]
    lane_cost: Floats
    make: Floats
    load: Floats
    room: Floats
    per_reserved: Floats
    reserve_max: Floats
    patience: Floats
    rounding: Floats
    pick: Floats
    surge_max: Floats
    surge_cost: Floats
    late_cost: float


@dataclass(frozen=True, slots=True)
class Solution:
    """The best plan: ``value`` CNY over everything left unsold, ``moved`` (I, L) and what else is decided here and now,
    and per scenario ``served`` (N, T, I, W, R) from stock and ``made`` (N, F, I)."""

    value: float
    moved: Floats
    reserved: Floats
    surge: Floats
    served: Floats
    made: Floats


class _Rows:
    """Sparse constraints ``A x <= b``, block by block."""

    def __init__(self) -> None:
        self.count = 0
        self.parts: list[tuple[Ints, Ints, Floats]] = []
        self.limits: list[Floats] = []

    def block(self, limit: Floats, *terms: tuple[Ints, Ints, Floats | float]) -> None:
        """Rows with right-hand side ``limit`` (m,); each term is (row within the block, column, coefficient)."""
        for row, column, value in terms:
            shape = np.broadcast_shapes(row.shape, column.shape, np.shape(value))
            rows, columns = (np.broadcast_to(x, shape).ravel() for x in (row, column))
            self.parts.append((rows + self.count, columns, np.broadcast_to(np.asarray(value, dtype=float), shape).ravel()))
        self.limits.append(np.asarray(limit, dtype=float).ravel())
        self.count += self.limits[-1].size


def solve(p: Problem) -> Solution:
    """The plan of greatest expected value. Raises :class:`UserError` when it is too large, or the solver gives up."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    (n, t, i, r), w, lanes, f = p.demand.shape, p.stock.shape[1], len(p.lanes), p.room.size
    shapes = {
        "moved": (i, lanes), "reserved": (f,), "surge": (w,), "served": (n, t, i, w, r), "sold": (n, t, i, r),
        "made": (n, f, i), "late": (n, w),
    }  # fmt: skip
    at, end = {}, 0
    count = sum(int(np.prod(shape)) for shape in shapes.values())
    if count > MOST:
        raise UserError(f"references: found a programme of {count:,} variables, allowed: at most {MOST:,}")
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        at[name] = np.arange(end, end + size).reshape(shape)
        end += size
    rows = _Rows()
    _goods(p, at, rows)
    _capacity(p, at, rows)
    cost, most = _objective(p, at, end)
    row, column, value = (np.concatenate(x) for x in zip(*rows.parts, strict=True))
    matrix = csr_array((value, (row, column)), shape=(rows.count, end))
    found = linprog(
        -cost, A_ub=matrix, b_ub=np.concatenate(rows.limits), bounds=np.column_stack([np.zeros(end), most]), method="highs"
    )
    if found.status != 0:
        raise UserError(f"no best plan: {found.message}")
    x = found.x
    ties = _TIE * float(sum(x[at[name]].sum() for name in ("moved", "reserved", "surge")))
    take = {name: x[at[name]] for name in ("moved", "reserved", "surge", "served", "made")}
    return Solution(value=-float(found.fun) + ties, **take)


def _objective(p: Problem, at: dict[str, Ints], size: int) -> tuple[Floats, Floats]:
    """(x,) value per unit of every variable, and its upper bound."""
    gain, most = np.zeros(size), np.full(size, np.inf)
    weight = p.weight.reshape(-1, *([1] * 4))
    gain[at["served"]] = weight * p.worth[None, None]
    gain[at["sold"]] = weight[..., 0] * p.worth.max(axis=1)[None, None]  # made goods go to the best warehouse
    open_ = np.isfinite(p.make)
    gain[at["made"]] = -weight[:, :, :, 0, 0] * np.where(open_, p.make, 0.0)[None]
    most[at["made"]] = np.where(open_, np.inf, 0.0)[None]
    gain[at["late"]] = -p.weight[:, None] * p.late_cost
    gain[at["moved"]] = -p.lane_cost - _TIE
    gain[at["reserved"]] = -_TIE
    gain[at["surge"]] = -p.surge_cost - _TIE
    most[at["reserved"]] = p.reserve_max
    most[at["surge"]] = p.surge_max
    return gain, most


def _goods(p: Problem, at: dict[str, Ints], rows: _Rows) -> None:
    """Stock, demand, presale and made goods."""
    (n, t, i, r), w = p.demand.shape, p.stock.shape[1]
    place = np.arange(i * w).reshape(i, w)
    every = np.arange(n * i * w).reshape(n, i, w)
    ends = np.array(p.lanes, dtype=np.int64).reshape(-1, 2)
    lanes = at["moved"]
    rows.block(p.stock, (place[:, ends[:, 0]], lanes, 1.0))  # what lies there can leave, once
    rows.block(
        np.broadcast_to(p.stock, (n, i, w)),
        (every[:, None, :, :, None], at["served"], 1.0),
        (every[:, :, ends[:, 0]], lanes[None], 1.0),
        (every[:, :, ends[:, 1]], lanes[None], -1.0),
    )
    cell = np.arange(n * t * i * r).reshape(n, t, i, r)
    rows.block(p.demand, (cell[:, :, :, None, :], at["served"], 1.0), (cell, at["sold"], 1.0))
    share = p.patience.reshape(1, t, 1, 1)
    limit = share * p.demand + np.minimum(p.rounding, p.demand * (1.0 - share))
    rows.block(limit, (cell[:, :, :, None, :], at["served"], share[..., None]), (cell, at["sold"], 1.0))
    item = np.arange(n * i).reshape(n, i)
    sold, made = (item[:, None, :, None], at["sold"], 1.0), (item[:, None, :], at["made"], 1.0)
    beyond = np.maximum(p.demand.sum(axis=(1, 3)) - p.stock.sum(axis=1), 0.0)  # stock sells first
    rows.block(beyond, sold)
    rows.block(np.zeros(n * i), sold, (*made[:2], -1.0))
    rows.block(np.zeros(n * i), made, (*sold[:2], -1.0))  # made for buyers, not for clearance


def _capacity(p: Problem, at: dict[str, Ints], rows: _Rows) -> None:
    """Factories' hours and warehouses' hands."""
    n, f, w = p.weight.size, p.room.size, p.pick.size
    hours = np.arange(n * f).reshape(n, f)
    rows.block(
        np.broadcast_to(p.room, (n, f)),
        (hours[:, :, None], at["made"], p.load[None]),
        (hours, at["reserved"][None], -p.per_reserved),
    )
    hands = np.arange(n * w).reshape(n, w)
    rows.block(
        np.broadcast_to(p.pick, (n, w)),
        (hands[:, None, :, None], at["served"][:, 0], 1.0),
        (hands, at["late"], -1.0),
        (hands, at["surge"][None], -1.0),
    )
