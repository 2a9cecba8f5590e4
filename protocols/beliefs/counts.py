"""Beliefs about counts: a Gamma rate, the negative binomial count it predicts, and demands seen before."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log1p, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, ndtr, ndtri

from protocols.beliefs.base import Belief, Floats, require
from protocols.beliefs.continuous import Continuous
from protocols.sums import dot


@dataclass(frozen=True)
class Gamma(Continuous):
    """Gamma demand with ``shape`` k and ``scale`` theta (shape 1: exponential)."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        require(self.shape > 0.0 and self.scale > 0.0, "Gamma", "shape > 0 and scale > 0", self)

    @property
    def mean(self) -> float:
        return self.shape * self.scale

    @property
    def sd(self) -> float:
        return sqrt(self.shape) * self.scale

    def at(self, z: ArrayLike) -> Floats:
        z = np.asarray(z, dtype=np.float64)
        low, high = gammaincinv(self.shape, ndtr(z)), gammainccinv(self.shape, ndtr(-z))
        out: Floats = self.scale * np.where(z < 0.0, low, high)
        return out

    def score(self, x: ArrayLike) -> Floats:
        y = np.maximum(np.asarray(x, dtype=np.float64), 0.0) / self.scale
        low, high = gammainc(self.shape, y), gammaincc(self.shape, y)
        out: Floats = np.where(low < 0.5, ndtri(low), -ndtri(high))
        return out

    def below(self, p: ArrayLike) -> Floats:
        out: Floats = self.mean * gammainc(self.shape + 1.0, gammaincinv(self.shape, p))
        return out

    def scaled(self, factor: float) -> Gamma:
        return Gamma(self.shape, self.scale * factor)

    def updated(self, count: float, exposure: float) -> Gamma:
        """Posterior of a Poisson rate after ``count`` events in ``exposure`` (conjugate; DeGroot 1970)."""
        require(count >= 0.0 and exposure >= 0.0, "Gamma.updated", "count >= 0 and exposure >= 0", self)
        return Gamma(self.shape + count, self.scale / (1.0 + exposure * self.scale))

    def predictive(self, exposure: float = 1.0) -> NegativeBinomial:
        """Law of a Poisson count over ``exposure`` when its rate follows this belief."""
        return NegativeBinomial(self.mean * exposure, self.shape)


class Discrete(Belief):
    """A law on finitely many values (a countable one is cut where less than 1e-15 of probability remains)."""

    @abstractmethod
    def table(self) -> tuple[Floats, Floats]:
        """(values ascending (m,), probabilities (m,))."""

    def cdf(self, x: ArrayLike) -> Floats:
        values, _ = self.table()
        out: Floats = self._cumulative()[np.searchsorted(values, x, side="right")]
        return out

    def quantile(self, p: ArrayLike) -> Floats:
        values, _ = self.table()
        # The tolerance keeps a p that was itself a cumulative sum on its own step.
        step = np.searchsorted(self._cumulative()[1:], np.asarray(p) - 1e-12, side="left")
        out: Floats = values[np.minimum(step, len(values) - 1)]
        return out

    def below(self, p: ArrayLike) -> Floats:
        values, weights = self.table()
        carried = np.concatenate([[0.0], np.cumsum(values * weights)])
        out: Floats = np.interp(np.asarray(p, dtype=np.float64), self._cumulative(), carried)
        return out

    def expect(self, f: Callable[[Floats], ArrayLike], breaks: Sequence[float] = ()) -> Floats:
        values, weights = self.table()
        out: Floats = np.multiply(np.asarray(f(values), dtype=np.float64), weights, order="C").sum(axis=-1)
        return out

    def _cumulative(self) -> Floats:
        out = np.concatenate([[0.0], np.cumsum(self.table()[1])])
        out[-1] = 1.0
        return out


@dataclass(frozen=True)
class Empirical(Discrete):
    """Demands seen before, equally likely unless ``weights`` (summing to 1) are given."""

    observed: tuple[float, ...]
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        w = self.weights
        fits = w is None or (len(w) == len(self.observed) and min(w) >= 0.0 and abs(sum(w) - 1.0) < 1e-9)
        require(
            len(self.observed) > 0 and fits, "Empirical", "observations, with weights that sum to 1", self
        )

    @property
    def mean(self) -> float:
        values, weights = self.table()
        return float(dot(values, weights))

    @property
    def sd(self) -> float:
        values, weights = self.table()
        return sqrt(float(dot(np.square(values - self.mean), weights)))

    def table(self) -> tuple[Floats, Floats]:
        return _empirical_table(self.observed, self.weights)


@dataclass(frozen=True)
class NegativeBinomial(Discrete):
    """Count demand by its mean and size r (variance mean + mean^2 / r): a Poisson whose rate is Gamma."""

    mean_units: float
    size: float

    def __post_init__(self) -> None:
        require(self.mean_units > 0.0 and self.size > 0.0, "NegativeBinomial", "mean > 0 and size > 0", self)

    @property
    def mean(self) -> float:
        return self.mean_units

    @property
    def sd(self) -> float:
        return sqrt(self.mean_units + self.mean_units**2 / self.size)

    def table(self) -> tuple[Floats, Floats]:
        return _negative_binomial_table(self.mean_units, self.size)


@lru_cache(maxsize=64)
def _empirical_table(observed: tuple[float, ...], weights: tuple[float, ...] | None) -> tuple[Floats, Floats]:
    n = len(observed)
    w = np.full(n, 1.0 / n) if weights is None else np.asarray(weights)
    order = np.argsort(observed, kind="stable")
    return np.asarray(observed, dtype=np.float64)[order], w[order]


@lru_cache(maxsize=64)
def _negative_binomial_table(mean: float, size: float) -> tuple[Floats, Floats]:
    p = size / (size + mean)
    top = int(mean + 10.0 * sqrt(mean + mean * mean / size)) + 20
    while betainc(top + 1.0, size, 1.0 - p) > 1e-15:  # P(D > top)
        top *= 2
    k = np.arange(top + 1, dtype=np.float64)
    weights = np.exp(gammaln(k + size) - gammaln(size) - gammaln(k + 1.0) + size * log(p) + k * log1p(-p))
    return k, weights / weights.sum()
