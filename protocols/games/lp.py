"""One way to solve a small linear programme: scipy's HiGHS, with failures turned into errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bound = tuple[float | None, float | None]


class NoOptimum(ArithmeticError):
    """The programme has no optimum (infeasible or unbounded), or the solver gave up."""


@dataclass(frozen=True)
class Optimum:
    """Minimiser ``x``, its ``value``, and the multipliers of the inequality rows (non-negative)."""

    x: Array
    value: float
    multipliers: Array


def minimise(
    cost: Array,
    at_most: tuple[Array, Array] | None = None,
    equal: tuple[Array, Array] | None = None,
    bounds: Bound | Sequence[Bound] = (None, None),
) -> Optimum:
    """Minimise ``cost @ x`` subject to ``A x <= b``, ``C x = d`` and bounds; :class:`NoOptimum` if there is
    none.
    """
    from scipy.optimize import linprog

    upper, upper_rhs = at_most if at_most is not None else (None, None)
    rows, rhs = equal if equal is not None else (None, None)
    found = linprog(cost, A_ub=upper, b_ub=upper_rhs, A_eq=rows, b_eq=rhs, bounds=bounds, method="highs")
    if found.status != 0:
        raise NoOptimum(str(found.message))
    multipliers = -np.asarray(found.ineqlin.marginals, dtype=np.float64)
    return Optimum(np.asarray(found.x, dtype=np.float64), float(found.fun), multipliers)
