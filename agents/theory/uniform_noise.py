"""Moments of uniform noise: ``eps ~ U[-b, b]`` alone and plus an independent ``xi ~ U[-a, a]``."""

from __future__ import annotations

from math import sqrt

from protocols.errors import UserError


def _half_width(*widths: float) -> None:
    for width in widths:
        if not 0 <= width < float("inf"):
            raise UserError(f"a half-width of uniform noise must be finite and >= 0, found {width}")


def cdf(z: float, b: float) -> float:
    """``P(eps <= z)`` for ``eps ~ U[-b, b]`` (a jump at 0 when b = 0)."""
    _half_width(b)
    if b == 0:
        return float(z >= 0)
    return min(1.0, max(0.0, (z + b) / (2 * b)))


def quantile(p: float, b: float) -> float:
    """``eps`` exceeded with probability 1 - p: ``b (2p - 1)``, for p in [0, 1].

    >>> quantile(0.2, 75)
    -45.0
    """
    _half_width(b)
    if not 0 <= p <= 1:
        raise UserError(f"a probability must lie in [0, 1], found {p}")
    return b * (2 * p - 1)


def mean_min(z: float, b: float) -> float:
    """``E min(eps, z) = z - (z+b)^2 / (4b)`` inside the support, z below it, 0 above it.

    >>> mean_min(45, 75)
    -3.0
    """
    _half_width(b)
    if z <= -b:
        return z
    return 0.0 if z >= b else z - (z + b) ** 2 / (4 * b)


def sum_quantile(p: float, a: float, b: float) -> float:
    """Quantile of ``xi + eps``, whose density is a trapezoid (a triangle when a = b).

    >>> round(sum_quantile(0.8, 150, 75), 6)
    90.835921
    """
    _half_width(a, b)
    if not 0 <= p <= 1:
        raise UserError(f"a probability must lie in [0, 1], found {p}")
    if p > 0.5:
        return -sum_quantile(1 - p, a, b)
    wide, narrow = max(a, b), min(a, b)
    if 2 * wide * p < narrow:  # on the rising flank, where the cdf is (x + wide + narrow)^2 / (8 wide narrow)
        return sqrt(8 * p * wide * narrow) - wide - narrow
    return wide * (2 * p - 1)


def sum_mean_min(z: float, a: float, b: float) -> float:
    """``E min(xi + eps, z)``: minus the triple integral of the density's jumps, a sum of four cubes."""
    _half_width(a, b)
    if a == 0 or b == 0:
        return mean_min(z, a + b)
    corners = ((a + b, 1), (a - b, -1), (b - a, -1), (-a - b, 1))
    excess = sum(sign * max(0.0, corner - z) ** 3 for corner, sign in corners) / (24 * a * b)
    return -excess
