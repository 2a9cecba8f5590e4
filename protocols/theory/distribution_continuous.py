"""Continuous demand laws: uniform, power, normal, gamma, exponential, lognormal."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass

from scipy import special

from protocols.theory.distribution_base import Demand, require


class _ContinuousOnHalfLine(Demand):
    """Shared handling of x below the support [0, ∞) and of the probabilities 0 and 1."""

    @abstractmethod
    def _inverse(self, u: float) -> float: ...

    def quantile(self, u: float) -> float:
        if u <= 0.0:
            return self.lower
        return self.upper if u >= 1.0 else self._inverse(u)


@dataclass(frozen=True)
class Uniform(Demand):
    """Uniform on [lo, hi].

    >>> round(Uniform(0, 100).sales(60), 9), Uniform(0, 100).quantile(0.6)
    (42.0, 60.0)
    """

    lo: float
    hi: float

    def __post_init__(self) -> None:
        require(self.lo < self.hi, "uniform demand needs lo < hi", lo=self.lo, hi=self.hi)

    @property
    def mean(self) -> float:
        return (self.lo + self.hi) / 2

    @property
    def lower(self) -> float:
        return self.lo

    @property
    def upper(self) -> float:
        return self.hi

    def cdf(self, x: float) -> float:
        return min(1.0, max(0.0, (x - self.lo) / (self.hi - self.lo)))

    def density(self, x: float) -> float:
        return 1 / (self.hi - self.lo) if self.lo <= x <= self.hi else 0.0

    def quantile(self, u: float) -> float:
        return self.lo + min(1.0, max(0.0, u)) * (self.hi - self.lo)

    def sales(self, x: float) -> float:
        if x <= self.lo:
            return x
        if x >= self.hi:
            return self.mean
        return x - (x - self.lo) ** 2 / (2 * (self.hi - self.lo))


@dataclass(frozen=True)
class Power(_ContinuousOnHalfLine):
    """F(x) = (x / hi)^k on [0, hi]; k = 1 is uniform.

    >>> Power(k=2, hi=90).mean, Power(k=2, hi=90).sales(90)
    (60.0, 60.0)
    """

    k: float
    hi: float

    def __post_init__(self) -> None:
        require(self.k > 0 and self.hi > 0, "power demand needs k > 0 and hi > 0", k=self.k, hi=self.hi)

    @property
    def mean(self) -> float:
        return self.hi * self.k / (self.k + 1)

    @property
    def upper(self) -> float:
        return self.hi

    def cdf(self, x: float) -> float:
        return float(min(1.0, max(0.0, x / self.hi)) ** self.k)

    def density(self, x: float) -> float:
        if not 0 < x <= self.hi:
            return 0.0
        return float(self.k / self.hi * (x / self.hi) ** (self.k - 1))

    def _inverse(self, u: float) -> float:
        return float(self.hi * u ** (1 / self.k))

    def sales(self, x: float) -> float:
        if x >= self.hi:
            return self.mean
        return x - max(x, 0.0) * self.cdf(x) / (self.k + 1)


@dataclass(frozen=True)
class Normal(Demand):
    """Normal with mean mu and standard deviation sd, not truncated.

    >>> round(Normal(100, 30).lost_sales(100), 9) == round(30 / math.sqrt(2 * math.pi), 9)
    True
    """

    mu: float
    sd: float

    def __post_init__(self) -> None:
        require(self.sd > 0, "normal demand needs sd > 0", sd=self.sd)

    @property
    def mean(self) -> float:
        return self.mu

    @property
    def lower(self) -> float:
        return -math.inf

    def cdf(self, x: float) -> float:
        return float(special.ndtr((x - self.mu) / self.sd))

    def survival(self, x: float) -> float:
        return float(special.ndtr((self.mu - x) / self.sd))

    def density(self, x: float) -> float:
        z = (x - self.mu) / self.sd
        return math.exp(-z * z / 2) / (self.sd * math.sqrt(2 * math.pi))

    def quantile(self, u: float) -> float:
        return self.mu + self.sd * float(special.ndtri(min(1.0, max(0.0, u))))

    def sales(self, x: float) -> float:
        if math.isinf(x):
            return self.mu if x > 0 else x
        return self.mu - (self.sd**2 * self.density(x) - (x - self.mu) * self.survival(x))


@dataclass(frozen=True)
class Gamma(_ContinuousOnHalfLine):
    """Gamma with the given shape and scale: mean shape·scale, coefficient of variation shape^(−1/2).

    >>> round(Gamma(1, 100).sales(50), 9) == round(Exponential(100).sales(50), 9)
    True
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        ok = self.shape > 0 and self.scale > 0
        require(ok, "gamma demand needs shape > 0 and scale > 0", shape=self.shape, scale=self.scale)

    @property
    def mean(self) -> float:
        return self.shape * self.scale

    def cdf(self, x: float) -> float:
        return float(special.gammainc(self.shape, max(x, 0.0) / self.scale))

    def survival(self, x: float) -> float:
        return float(special.gammaincc(self.shape, max(x, 0.0) / self.scale))

    def density(self, x: float) -> float:
        if x <= 0:
            return 0.0
        z = x / self.scale
        return math.exp((self.shape - 1) * math.log(z) - z - math.lgamma(self.shape)) / self.scale

    def _inverse(self, u: float) -> float:
        return float(special.gammaincinv(self.shape, u)) * self.scale

    def sales(self, x: float) -> float:
        if x <= 0 or math.isinf(x):
            return min(x, self.mean)
        return self.mean * float(special.gammainc(self.shape + 1, x / self.scale)) + x * self.survival(x)


class Exponential(Gamma):
    """Exponential with the given mean: the gamma law of shape 1."""

    def __init__(self, mean: float) -> None:
        super().__init__(1.0, mean)


@dataclass(frozen=True)
class LogNormal(_ContinuousOnHalfLine):
    """log D is normal with mean mu and standard deviation sigma (natural logarithm).

    >>> round(LogNormal(0, 0.5).mean, 9) == round(math.exp(0.125), 9)
    True
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        require(self.sigma > 0, "lognormal demand needs sigma > 0", sigma=self.sigma)

    @property
    def mean(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2)

    def _z(self, x: float) -> float:
        return (math.log(x) - self.mu) / self.sigma if x > 0 else -math.inf

    def cdf(self, x: float) -> float:
        return float(special.ndtr(self._z(x)))

    def survival(self, x: float) -> float:
        return float(special.ndtr(-self._z(x)))

    def density(self, x: float) -> float:
        if x <= 0:
            return 0.0
        return math.exp(-(self._z(x) ** 2) / 2) / (x * self.sigma * math.sqrt(2 * math.pi))

    def _inverse(self, u: float) -> float:
        return math.exp(self.mu + self.sigma * float(special.ndtri(u)))

    def sales(self, x: float) -> float:
        if x <= 0 or math.isinf(x):
            return min(x, self.mean)
        return self.mean * float(special.ndtr(self._z(x) - self.sigma)) + x * self.survival(x)
