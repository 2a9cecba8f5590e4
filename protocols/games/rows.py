"""Linear programmes with one row per coalition, written down only as far as they matter.

``x(S) + slack >= v(S)`` has 2**n rows, of which an optimum touches a few: rows enter when the current optimum
breaks them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from protocols.games.lp import Array, Bound, Optimum, minimise

VIOLATED = 1e-9  # by how much (values scaled to order one) a row must be broken to enter
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]


def minimise_over_coalitions(
    cost: Array,
    values: Array,
    members: Array,
    free: Mask,
    active: Mask,
    equal: tuple[Array, Array],
    bounds: Sequence[Bound],
) -> tuple[Optimum, Indices]:
    """Minimise ``cost @ z`` subject to ``x(S) + slack >= v(S)`` for all ``free`` coalitions, ``equal`` rows
    and bounds.

    ``z`` is the payoffs x, followed by the slack if ``cost`` has n + 1 entries. ``members`` is the indicator
    matrix (2**n, n). ``active`` marks the rows to begin with and is extended in place. Returns the optimum
    and the coalitions its multipliers stand for. The first rows must bound the programme;
    :class:`~protocols.games.lp.NoOptimum` otherwise.
    """
    n = members.shape[1]
    with_slack = len(cost) > n
    while True:
        rows = np.flatnonzero(active & free)
        matrix = np.c_[-members[rows], -np.ones(len(rows))] if with_slack else -members[rows]
        best = minimise(cost, (matrix, -values[rows]), equal, bounds)
        broken = np.where(free, values - members @ best.x[:n], -np.inf)
        broken[rows] = -np.inf
        worst = np.argsort(-broken, kind="stable")[: 4 * n]
        worst = worst[broken[worst] > (best.x[-1] if with_slack else 0.0) + VIOLATED]
        if not len(worst):
            return best, rows
        active[worst] = True


def first_rows(n: int) -> Mask:
    """Single players and their complements, shape (2**n,): enough to bound every efficient programme."""
    active = np.zeros(1 << n, dtype=bool)
    singles = 1 << np.arange(n)
    active[singles] = True
    active[-1 - singles] = True
    return active


def proper_coalitions(n: int) -> Mask:
    """All coalitions but the empty and the grand one, shape (2**n,)."""
    free = np.ones(1 << n, dtype=bool)
    free[[0, -1]] = False
    return free
