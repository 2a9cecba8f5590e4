"""How equally something non-negative is split: Gini, Jain, Herfindahl–Hirschman, normalised entropy.

All take amounts x (profits, gains, shares; any unit, at least one positive, none negative) and return a
number without unit. A split in which somebody loses has no share, hence none of these: measure gains over the
no-deal payoff instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from protocols.sums import dot

Amounts = Sequence[float] | npt.NDArray[np.float64]


def gini(x: Amounts) -> float:
    """Population Gini index: mean absolute difference over twice the mean; 0 when equal, (n - 1)/n when one
    takes all.

    ``G = sum over i of (2 i - n - 1) x_(i) / (n sum x)`` with x sorted upwards. Source: Gini (1912).

    >>> gini([0, 0, 0, 40])
    0.75
    """
    amounts = _amounts(x).copy()
    amounts.sort()
    n = len(amounts)
    return float(dot(_ranks(n), amounts) / (n * np.add.reduce(amounts)))


@lru_cache(maxsize=32)
def _ranks(n: int) -> npt.NDArray[np.float64]:
    """2 i − n − 1 for i = 1 … n; read-only."""
    ranks: npt.NDArray[np.float64] = 2.0 * np.arange(1, n + 1, dtype=np.float64) - n - 1.0
    ranks.setflags(write=False)
    return ranks


def gini_unbiased(x: Amounts) -> float:
    """Sample Gini index ``n / (n - 1)`` times the population one: 1 when one takes all. Needs two or more
    amounts.

    >>> gini_unbiased([0, 0, 0, 40])
    1.0
    """
    n = len(x)
    if n < 2:
        raise ValueError("unbiased Gini: found 1 amount, allowed: 2 or more")
    return gini(x) * n / (n - 1)


def jain(x: Amounts) -> float:
    """Jain's index ``(sum x)^2 / (n sum x^2)``: 1 when equal, 1/n when one takes all.

    Source: Jain, Chiu & Hawe (1984) DEC Research Report TR-301.

    >>> jain([0, 0, 0, 40])
    0.25
    """
    shares = _shares(x)
    return float(1.0 / (len(shares) * dot(shares, shares)))


def herfindahl(x: Amounts) -> float:
    """Herfindahl–Hirschman index, the sum of squared shares: 1/n when equal, 1 when one takes all.

    >>> herfindahl([1, 1])
    0.5
    """
    shares = _shares(x)
    return float(dot(shares, shares))


def normalised_entropy(x: Amounts) -> float:
    """Shannon entropy of the shares over ``log n`` (Pielou's evenness): 1 when equal, 0 when one takes all.

    A single amount is trivially even: 1.

    >>> normalised_entropy([5, 5, 5])
    1.0
    """
    shares = _shares(x)
    if len(shares) == 1:
        return 1.0
    positive, n = shares[shares > 0.0], len(shares)
    return float(1.0 - dot(positive, np.log(n * positive)) / np.log(n))  # exactly 1 and 0 at the ends


def _amounts(x: Amounts) -> npt.NDArray[np.float64]:
    amounts = np.asarray(x, dtype=np.float64)
    usable = amounts.ndim == 1 and len(amounts) > 0
    if not usable or not (np.minimum.reduce(amounts) >= 0.0 and 0.0 < np.maximum.reduce(amounts) < np.inf):
        raise ValueError(
            f"amounts: found {amounts.tolist()}, allowed: non-negative numbers, at least one positive"
        )
    return amounts


def _shares(x: Amounts) -> npt.NDArray[np.float64]:
    """Shares of the whole; scaled by the largest first, so that tiny or huge amounts neither vanish nor
    overflow.
    """
    amounts = _amounts(x)
    scaled = amounts / np.maximum.reduce(amounts)
    return np.asarray(scaled / np.add.reduce(scaled), dtype=np.float64)
