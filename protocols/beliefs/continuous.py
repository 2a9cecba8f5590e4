"""Beliefs with a density, integrated in probability space u through the normal score z: u = Phi(z).

The score keeps both tails exact and the integrand smooth, so Gauss-Legendre panels split at the kinks
converge fast.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, ndtr, ndtri, ndtri_exp

from protocols.beliefs.base import Belief, Floats, require

_Z_MAX = 9.0  # beyond nine standard deviations lie 1e-19 of probability
_PANEL = 2.0  # widest panel in normal scores
_POINTS = 20  # Gauss-Legendre points a panel


class Continuous(Belief):
    """A law with a density, known by its value at a normal score and the score of a value."""

    @abstractmethod
    def at(self, z: ArrayLike) -> Floats:
        """The Phi(z)-quantile."""

    @abstractmethod
    def score(self, x: ArrayLike) -> Floats:
        """z with Phi(z) = P(D <= x); infinite outside the support."""

    def cdf(self, x: ArrayLike) -> Floats:
        out: Floats = ndtr(self.score(x))
        return out

    def quantile(self, p: ArrayLike) -> Floats:
        return self.at(ndtri(p))

    def expect(self, f: Callable[[Floats], ArrayLike], breaks: Sequence[float] = ()) -> Floats:
        kinks = np.clip(self.score(np.asarray(breaks, dtype=np.float64)), -_Z_MAX, _Z_MAX)
        panels = np.arange(-_Z_MAX, _Z_MAX + _PANEL / 2, _PANEL)
        edges = np.unique(np.concatenate([panels, kinks]))
        x, w = _gauss_legendre(_POINTS)
        half = np.diff(edges)[:, np.newaxis] / 2.0
        z = (edges[:-1, np.newaxis] + half * (1.0 + x)).ravel()
        density = np.exp(-0.5 * z * z) / sqrt(2.0 * pi)
        weights = (half * w).ravel() * density
        values = np.asarray(f(self.at(z)), dtype=np.float64)
        # Not a BLAS product: its bits may depend on the number of threads.
        out: Floats = np.multiply(values, weights / weights.sum(), order="C").sum(axis=-1)
        return out


@dataclass(frozen=True)
class Normal(Continuous):
    """Normal demand; with ``floor`` given, conditioned on D >= floor (``mu``, ``sigma``: before that)."""

    mu: float
    sigma: float
    floor: float | None = None

    def __post_init__(self) -> None:
        require(self.sigma > 0.0, "Normal", "sigma > 0", self)

    @property
    def _a(self) -> float:
        return -np.inf if self.floor is None else (self.floor - self.mu) / self.sigma

    @property
    def mean(self) -> float:
        return float(self.below(1.0))

    @property
    def sd(self) -> float:
        if self.floor is None:
            return self.sigma
        hazard = exp(-0.5 * self._a**2 - float(log_ndtr(-self._a))) / sqrt(2.0 * pi)
        return self.sigma * sqrt(1.0 + self._a * hazard - hazard**2)

    def at(self, z: ArrayLike) -> Floats:
        return self.mu + self.sigma * self._parent(np.asarray(z, dtype=np.float64))

    def _parent(self, z: Floats) -> Floats:
        """Score in the untruncated law of the score z in this one, found through the upper tail."""
        if self.floor is None:
            return z
        out: Floats = -ndtri_exp(log_ndtr(-z) + log_ndtr(-self._a))
        return out

    def score(self, x: ArrayLike) -> Floats:
        y = (np.asarray(x, dtype=np.float64) - self.mu) / self.sigma
        if self.floor is None:
            return y
        upper = np.minimum(log_ndtr(-y) - log_ndtr(-self._a), 0.0)
        out: Floats = -ndtri_exp(upper)
        return out

    def below(self, p: ArrayLike) -> Floats:
        p = np.asarray(p, dtype=np.float64)
        y = self._parent(ndtri(p))
        mass = 1.0 if self.floor is None else float(ndtr(-self._a))
        start = 0.0 if self.floor is None else exp(-0.5 * self._a**2)
        out: Floats = self.mu * p - self.sigma * (np.exp(-0.5 * y * y) - start) / (sqrt(2.0 * pi) * mass)
        return out

    def updated(self, signal: float, signal_sd: float, count: int = 1) -> Normal:
        """Posterior of a normal mean after ``count`` independent signals that average ``signal``."""
        require(
            self.floor is None, "Normal.updated", "no floor (the conjugate rule needs the full normal)", self
        )
        precision, data = self.sigma**-2, count * signal_sd**-2
        return Normal((precision * self.mu + data * signal) / (precision + data), (precision + data) ** -0.5)


@dataclass(frozen=True)
class Uniform(Continuous):
    """Demand equally likely anywhere between ``low`` and ``high``."""

    low: float
    high: float

    def __post_init__(self) -> None:
        require(self.low < self.high, "Uniform", "low < high", self)

    @property
    def mean(self) -> float:
        return 0.5 * (self.low + self.high)

    @property
    def sd(self) -> float:
        return (self.high - self.low) / sqrt(12.0)

    def at(self, z: ArrayLike) -> Floats:
        out: Floats = self.low + (self.high - self.low) * ndtr(z)
        return out

    def score(self, x: ArrayLike) -> Floats:
        out: Floats = ndtri(np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0))
        return out

    def below(self, p: ArrayLike) -> Floats:
        p = np.asarray(p, dtype=np.float64)
        out: Floats = self.low * p + 0.5 * (self.high - self.low) * p * p
        return out


@dataclass(frozen=True)
class Power(Continuous):
    """Power law on [0, high]: P(D <= x) = (x / high)^exponent (Lariviere & Porteus 2001; 1: uniform)."""

    exponent: float
    high: float

    def __post_init__(self) -> None:
        require(self.exponent > 0.0 and self.high > 0.0, "Power", "exponent > 0 and high > 0", self)

    @property
    def mean(self) -> float:
        return self.high * self.exponent / (self.exponent + 1.0)

    @property
    def sd(self) -> float:
        k = self.exponent
        return self.high * sqrt(k / (k + 2.0)) / (k + 1.0)

    def at(self, z: ArrayLike) -> Floats:
        out: Floats = self.high * np.exp(log_ndtr(z) / self.exponent)
        return out

    def score(self, x: ArrayLike) -> Floats:
        share = np.clip(np.asarray(x, dtype=np.float64) / self.high, 0.0, 1.0)
        out: Floats = ndtri(share**self.exponent)
        return out

    def below(self, p: ArrayLike) -> Floats:
        out: Floats = self.mean * np.asarray(p, dtype=np.float64) ** (1.0 + 1.0 / self.exponent)
        return out


@lru_cache(maxsize=8)
def _gauss_legendre(points: int) -> tuple[Floats, Floats]:
    x, w = np.polynomial.legendre.leggauss(points)
    return x, w
