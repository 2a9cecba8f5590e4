"""A fast stable order of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stable_order(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """``np.argsort(values, kind="stable")``, several times faster for values that differ by more than
    rounding.

    The position is packed into the low bits of an integer that sorts like the number; where that could have
    upset the order of two nearly equal numbers, the plain way is taken. No NaN.
    """
    bits = (values + 0.0).view(np.int64)  # + 0.0: minus zero becomes zero
    low = (1 << max(len(values) - 1, 1).bit_length()) - 1
    keys = ((bits ^ ((bits >> 63) & 0x7FFFFFFFFFFFFFFF)) & ~low) | np.arange(len(values))
    keys.sort()
    order: NDArray[np.int64] = keys & low
    ordered = values[order]
    if (ordered[1:] < ordered[:-1]).any():
        order = np.argsort(values, kind="stable")
    return order
