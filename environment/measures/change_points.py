"""Where the level of a series changes: exact, and light to load (a season's measures need it in every run)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def change_points(values: Sequence[float] | NDArray[np.float64], penalty: float, shortest: int) -> list[int]:
    """First positions of the levels after the first one that make squared error plus ``penalty`` a level least.

    Optimal partitioning by dynamic programming (Jackson et al. 2005, eq. 2), of which PELT is a pruned form (Killick,
    Fearnhead and Eckley 2012); no level is shorter than ``shortest``. Of equal partitions the one with earlier changes.

    >>> change_points([0, 0, 0, 5, 5, 5], penalty=1.0, shortest=2)
    [3]
    """
    signal = np.asarray(values, dtype=float) - np.mean(values)
    n = len(signal)
    total = np.concatenate([[0.0], np.cumsum(signal)])
    square = np.concatenate([[0.0], np.cumsum(signal**2)])
    best, last = np.full(n + 1, np.inf), [0] * (n + 1)
    best[0] = -penalty
    for end in range(shortest, n + 1):
        start = np.arange(end - shortest + 1)
        error = square[end] - square[start] - (total[end] - total[start]) ** 2 / (end - start)
        cost = best[start] + error
        last[end] = int(np.argmin(cost))
        best[end] = cost[last[end]] + penalty
    found, end = [], last[n]
    while end > 0:
        found.append(end)
        end = last[end]
    return found[::-1]
