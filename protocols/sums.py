"""Weighted sums that round alike on every processor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def dot(values: Any, weights: Any) -> Any:
    """Sum of ``values`` × ``weights`` over the last axis; other axes are broadcast.

    In place of ``@``, which hands floats to BLAS: that picks its code by the kind of processor, each with an order of
    summation of its own, and a last bit is enough to turn an offer down. Whole numbers may use ``.dot``.

    >>> dot([[1.0, 2.0], [3.0, 4.0]], [10.0, 1.0]).tolist()
    [12.0, 34.0]
    """
    return np.einsum("...i,...i->...", values, weights)


def plus(rows: Any, grid: Any) -> Any:
    """``rows`` + ``grid``, quicker where the rows (…, 1, 1, n) are the same all over the last two axes of a grid (…, a, b, n).

    They are repeated along these first: numbers in long runs are added in a fraction of the time of many short runs.

    >>> plus(np.ones((1, 1, 2)), np.array([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[[2.0, 3.0], [4.0, 5.0]]]
    """
    if isinstance(grid, np.ndarray) and isinstance(rows, np.ndarray) and rows.ndim == grid.ndim > 2:
        a, b, n = grid.shape[-3:]
        if a * b > 1 and rows.shape[-3:] == (1, 1, n):
            rows = rows.repeat(a * b, axis=-2).reshape(*rows.shape[:-3], a, b, n)
    return rows + grid


def added(numbers: Sequence[float]) -> float:
    """Sum of ``numbers`` as numpy has it: less than eight are added one by one, at a fraction of the cost of an array.

    (Python's own ``sum`` makes up for rounding from 3.12 on, and so rounds otherwise.)

    >>> added([0.1, 0.2, 0.3])
    0.6000000000000001
    """
    if len(numbers) >= 8:
        return float(np.add.reduce(numbers))
    found = 0.0
    for number in numbers:
        found += number
    return found
