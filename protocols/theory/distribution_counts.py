"""Demand laws on whole numbers: negative binomial and Poisson."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from scipy import special

from protocols.theory.distribution_base import Demand, require

# Two ways of writing one critical ratio may differ by rounding; without this slack a discrete quantile
# would jump by a whole unit because of the last bit.
_RATIO_SLACK = 1e-12


class _Counts(Demand):
    """Whole-number demand 0, 1, 2, …; a fractional stock sells like the line between its neighbours."""

    discrete: ClassVar[bool] = True

    @abstractmethod
    def _cumulated(self, n: int) -> float:
        """P(D ≤ n) for n ≥ 0."""

    @abstractmethod
    def _cumulated_mean(self, n: int) -> float:
        """E[D; D ≤ n] for n ≥ 0."""

    def cdf(self, x: float) -> float:
        return self._cumulated(math.floor(x)) if x >= 0 else 0.0

    def density(self, x: float) -> float:
        return self.cdf(x) - self.cdf(x - 1) if x == math.floor(x) else 0.0

    def quantile(self, u: float) -> float:
        if u <= 0.0:
            return 0.0
        if u >= 1.0:
            return math.inf
        target = u * (1 - _RATIO_SLACK)
        low, high = -1, max(1, math.ceil(self.mean))
        while self._cumulated(high) < target:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._cumulated(middle) >= target else (middle, high)
        return float(high)

    def sales(self, x: float) -> float:
        if x <= 0 or math.isinf(x):
            return min(x, self.mean)
        n = math.floor(x)  # min(D, x) is x when D > n, else D
        return self._cumulated_mean(n) + x * (1.0 - self._cumulated(n))


@dataclass(frozen=True)
class NegativeBinomial(_Counts):
    """Negative binomial by its mean and its size r: variance mean + mean²/r.

    >>> round(NegativeBinomial(40, 5).sales(46), 6)
    34.846308
    """

    mu: float
    r: float

    def __post_init__(self) -> None:
        ok = self.mu > 0 and self.r > 0
        require(ok, "negative binomial demand needs mean > 0 and r > 0", mean=self.mu, r=self.r)

    @property
    def mean(self) -> float:
        return self.mu

    def _cumulated(self, n: int) -> float:
        return float(special.betainc(self.r, n + 1, self.r / (self.r + self.mu)))

    def _cumulated_mean(self, n: int) -> float:
        if n == 0:
            return 0.0  # else: E[D; D ≤ n] = μ P(D' ≤ n − 1), D' of size r + 1
        return self.mu * float(special.betainc(self.r + 1, n, self.r / (self.r + self.mu)))


@dataclass(frozen=True)
class Poisson(_Counts):
    """Poisson with the given mean.

    >>> round(Poisson(2).cdf(1), 6) == round(3 * math.exp(-2), 6)
    True
    """

    rate: float

    def __post_init__(self) -> None:
        require(self.rate > 0, "Poisson demand needs mean > 0", mean=self.rate)

    @property
    def mean(self) -> float:
        return self.rate

    def _cumulated(self, n: int) -> float:
        return float(special.gammaincc(n + 1, self.rate))

    def _cumulated_mean(self, n: int) -> float:
        return self.rate * self._cumulated(n - 1) if n > 0 else 0.0
