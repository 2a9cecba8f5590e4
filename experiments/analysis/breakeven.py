"""Break-even: where along a parameter a paired difference changes sign, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.analysis.response import Response, curve
from experiments.analysis.table import Floats, Table

FINE = 201


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A change of sign at ``at``; ``low`` … ``high`` are the values that a 95 % interval of the difference does not exclude.

    They are the parameter values around ``at`` whose interval holds zero (inverting the test, as Fieller 1954), so the true
    point is among them in 95 % of cases; an end beyond the range studied is −inf or +inf. ``upward`` says that the difference
    goes from below zero to above. ``sure`` says that the difference is clearly of one sign on one side and clearly of the
    other on the other side.
    """

    parameter: str
    at: float
    low: float
    high: float
    upward: bool
    sure: bool


def break_even(table: Table, response: Response, at: int) -> tuple[BreakEven, ...]:
    """Every change of sign of a difference (a response of :func:`~experiments.analysis.response.difference`) along a number."""
    name = table.parameters[at]
    if not table.numeric(name):
        return ()
    first, last = response.ends(at).tolist()
    x = np.linspace(first, last, FINE)
    found = curve(table, response, at, x)
    return crossings(name, x, found.mean, found.low, found.high)


def crossings(name: str, x: Floats, mean: Floats, low: Floats, high: Floats) -> tuple[BreakEven, ...]:
    """Changes of sign of ``mean`` over increasing ``x``, with the stretch around each in which the band holds zero."""
    signs = np.sign(mean)
    found = []
    for k in np.flatnonzero(signs):
        later = np.flatnonzero(signs[k + 1 :])
        if not len(later) or signs[k + 1 + later[0]] == signs[k]:
            continue
        m = int(k + 1 + later[0])  # m > k + 1 where the difference is exactly zero in between
        root = float(x[k] - mean[k] * (x[m] - x[k]) / (mean[m] - mean[k])) if m == k + 1 else float((x[k + 1] + x[m - 1]) / 2)
        upward = bool(mean[m] > 0)
        if not np.isfinite(low).all():
            found.append(BreakEven(name, root, float("nan"), float("nan"), upward, False))
            continue
        left, left_sure = _leave(x, low, high, range(int(k), -1, -1), -np.inf)
        right, right_sure = _leave(x, low, high, range(m, len(x)), np.inf)
        opposite = left_sure * right_sure < 0
        found.append(BreakEven(name, root, min(left, root), max(right, root), upward, opposite))
    return tuple(found)


def _leave(x: Floats, low: Floats, high: Floats, way: range, beyond: float) -> tuple[float, int]:
    """Where the band first excludes zero on the way out, and the sign there; ``beyond`` and 0 if it never does."""
    for k in way:
        sign = 1 if low[k] > 0 else -1 if high[k] < 0 else 0
        if sign:
            edge, before = (low if sign > 0 else high), k - way.step
            if not 0 <= before < len(x) or edge[before] * edge[k] >= 0:
                return float(x[k]), sign
            return float(x[k] - edge[k] * (x[before] - x[k]) / (edge[before] - edge[k])), sign
    return beyond, 0
