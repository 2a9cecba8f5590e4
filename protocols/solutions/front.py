"""The Pareto front, the individually rational set, and ideal points of a finite outcome set.

``utilities`` is (n_outcomes, n_parties) throughout; -inf marks an outcome that a party cannot carry out, and
such an outcome belongs to no set here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

_BLOCK = 512  # candidates compared with one another at a time


def as_table(utilities: ArrayLike) -> Floats:
    """``utilities`` as a float array, refused unless it has two dimensions and no NaN or +inf."""
    table = np.asarray(utilities, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 1:
        raise UserError(f"utilities: found shape {table.shape}, allowed (outcomes, parties)")
    if table.size and (np.isnan(table.min()) or table.max() == np.inf):
        raise UserError("utilities: found NaN or +inf, allowed finite numbers or -inf")
    return table


def as_point(values: Sequence[float] | ArrayLike | None, table: Floats) -> Floats:
    """A disagreement point of one number a party; None is no party's gain from anything: all zero."""
    point = np.zeros(table.shape[1]) if values is None else np.asarray(values, dtype=np.float64)
    if point.shape != (table.shape[1],) or not np.isfinite(point).all():
        raise UserError(f"disagreement point: found {values!r}, allowed {table.shape[1]} finite numbers")
    return point


def pareto_mask(utilities: ArrayLike) -> Mask:
    """Which outcomes are Pareto efficient: no other is at least as good for all and better for one.

    Outcomes with equal utilities stand or fall together. Outcomes beaten by one of a few efficient ones go
    first; of the rest, two parties: sort and sweep, O(n log n); more: by falling total (whoever dominates has
    the larger total), each block against the front so far.
    """
    table = as_table(utilities)
    mask = np.zeros(len(table), dtype=np.bool_)
    rows = np.flatnonzero(_feasible(table))
    columns = [np.ascontiguousarray(column if len(rows) == len(table) else column[rows]) for column in table.T]
    rows, columns = _thin(rows, columns)
    if len(rows):
        points = np.stack(columns, axis=1)
        mask[rows[_sweep(points) if len(columns) == 2 else _cull(points)]] = True
    return mask


def _feasible(table: Floats) -> Mask:
    """Outcomes that every party can carry out."""
    mask: Mask = table[:, 0] > -np.inf
    for k in range(1, table.shape[1]):
        mask &= table[:, k] > -np.inf
    return mask


def _thin(rows: Indices, columns: list[Floats]) -> tuple[Indices, list[Floats]]:
    """Drop what is dominated by the best outcome of one of a few weighted sums (each such outcome is
    efficient)."""
    n = len(columns)
    favours = np.vstack([np.ones(n), 1 + 3 * np.eye(n), 1 + 15 * np.eye(n)])
    for weights in favours:
        if len(rows) < _BLOCK:
            break
        spans = [max(float(np.ptp(column)), 1e-300) for column in columns]
        total = sum((w / s) * column for w, s, column in zip(weights, spans, columns, strict=True))
        best = int(np.argmax(total))
        top = [float(column[best]) for column in columns]
        keep = np.zeros(len(rows), dtype=np.bool_)
        equal = np.ones(len(rows), dtype=np.bool_)
        for column, value in zip(columns, top, strict=True):
            keep |= column > value
            equal &= column == value
        keep |= equal
        rows, columns = rows[keep], [column[keep] for column in columns]
    return rows, columns


def _sweep(points: Floats) -> Mask:
    """Two parties: walk down the first utility; efficient points raise the best second utility so far."""
    order = np.argsort(-points[:, 0])
    x, y = points[order, 0], points[order, 1]
    starts = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
    tops = np.maximum.reduceat(y, starts)  # best second utility among equal first utilities
    before = np.concatenate([[-np.inf], np.maximum.accumulate(tops)[:-1]])
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(x))))
    keep = np.zeros(len(points), dtype=np.bool_)
    keep[order] = (y == tops[group]) & (y > before[group])
    return keep


def _cull(points: Floats) -> Mask:
    """Any number of parties: a front that grows by blocks of falling total utility."""
    unique, back = np.unique(points, axis=0, return_inverse=True)
    order = np.argsort(-unique.sum(axis=1), kind="stable")
    keep = np.zeros(len(unique), dtype=np.bool_)
    while len(order):
        block, order = order[:_BLOCK], order[_BLOCK:]
        among = unique[block]
        weakly_better = (among[:, None, :] >= among[None, :, :]).all(axis=2)
        winners = block[weakly_better.sum(axis=0) == 1]  # only by itself: rows are unique
        keep[winners] = True
        order = order[~_dominated(unique[order], unique[winners])]
    result: Mask = keep[back.reshape(-1)]
    return result


def _dominated(points: Floats, front: Floats) -> Mask:
    """Which of ``points`` (none equal to a point of ``front``) some point of ``front`` dominates."""
    beaten = np.zeros(len(points), dtype=np.bool_)
    alive = np.arange(len(points))
    for best in front:
        worse: Mask = points[alive, 0] <= best[0]
        for k in range(1, points.shape[1]):
            worse &= points[alive, k] <= best[k]
        beaten[alive[worse]] = True
        alive = alive[~worse]
        if not len(alive):
            break
    return beaten


def rational_mask(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> Mask:
    """Which outcomes give every party at least its disagreement payoff (individual rationality).

    A shortfall below 1e-12 of the payoff counts as rounding.
    """
    table = as_table(utilities)
    point = as_point(disagreement, table)
    point = point - 1e-12 * np.maximum(1.0, np.abs(point))
    mask: Mask = table[:, 0] >= point[0]
    for k in range(1, table.shape[1]):
        mask &= table[:, k] >= point[k]
    return mask


def ideal_point(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> Floats | None:
    """Each party's best payoff among the individually rational outcomes; None when there are none.

    This is the ideal ("utopia") point of Kalai and Smorodinsky (1975). :func:`global_ideal` ranges over all
    outcomes.
    """
    table = as_table(utilities)
    rational = table[rational_mask(table, disagreement)]
    return rational.max(axis=0) if len(rational) else None


def global_ideal(utilities: ArrayLike) -> Floats:
    """Each party's best payoff over every outcome feasible for all, rational for the others or not."""
    table = as_table(utilities)
    best: Floats = table[_feasible(table)].max(axis=0)
    return best


def security_point(utilities: ArrayLike, disagreement: Sequence[float]) -> Floats:
    """The disagreement point raised to the least payoff any outcome gives, where that is higher.

    A party that cannot do worse than m in any outcome has no use for a threat below m; two programs that
    differ in a solution often differ only here. The functions of this package never raise it by themselves.
    """
    table = as_table(utilities)
    worst: Floats = table[_feasible(table)].min(axis=0)
    raised: Floats = np.maximum(as_point(disagreement, table), worst)
    return raised
