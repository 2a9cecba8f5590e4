"""Log-normal beliefs, usual for the demand of a style: updating, and pooling with another's forecast."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, log1p, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from protocols.beliefs.base import Floats, require
from protocols.beliefs.continuous import Continuous
from protocols.beliefs.counts import Gamma


@dataclass(frozen=True)
class LogNormal(Continuous):
    """Log-normal demand by its mean and the standard deviation of its logarithm (0: certain). mean >= 0."""

    mean_units: float
    log_sd: float

    def __post_init__(self) -> None:
        require(self.mean_units >= 0.0 and self.log_sd >= 0.0, "LogNormal", "mean >= 0 and log_sd >= 0", self)

    @property
    def mean(self) -> float:
        return self.mean_units

    @property
    def sd(self) -> float:
        return self.mean_units * sqrt(np.expm1(self.log_sd**2))

    @property
    def _certain(self) -> bool:
        return self.mean_units == 0.0 or self.log_sd == 0.0

    def at(self, z: ArrayLike) -> Floats:
        z, s = np.asarray(z, dtype=np.float64), self.log_sd
        if self._certain:
            return np.full(z.shape, self.mean_units)
        out: Floats = self.mean_units * np.exp(s * z - 0.5 * s * s)
        return out

    def score(self, x: ArrayLike) -> Floats:
        x, m, s = np.asarray(x, dtype=np.float64), self.mean_units, self.log_sd
        if self._certain:
            return np.where(x >= m, np.inf, -np.inf)
        ratio = np.maximum(x, 0.0) / m
        with np.errstate(divide="ignore"):
            out: Floats = np.log(ratio) / s + 0.5 * s
        return out

    def below(self, p: ArrayLike) -> Floats:
        if self._certain:
            return self.mean_units * np.asarray(p, dtype=np.float64)
        out: Floats = self.mean_units * ndtr(ndtri(p) - self.log_sd)
        return out

    def scaled(self, factor: float) -> LogNormal:
        return LogNormal(self.mean_units * factor, self.log_sd)

    def updated(self, signal: float, signal_log_sd: float) -> LogNormal:
        """Posterior after a signal D * noise, log noise ~ N(0, signal_log_sd^2) (conjugate; DeGroot 1970)."""
        require(
            signal > 0.0 and signal_log_sd > 0.0,
            "LogNormal.updated",
            "signal > 0 and signal_log_sd > 0",
            self,
        )
        if self._certain:
            return self
        prior_precision, signal_precision = self.log_sd**-2, signal_log_sd**-2
        var = 1.0 / (prior_precision + signal_precision)
        prior_mu = log(self.mean_units) - 0.5 * self.log_sd**2
        mu = var * (prior_precision * prior_mu + signal_precision * log(signal))
        return LogNormal(exp(mu + 0.5 * var), sqrt(var))

    def updated_by_count(self, count: float, exposure: float) -> LogNormal:
        """Posterior after ``count`` ~ Poisson(exposure * D): matched to a Gamma, updated, matched back.

        ``exposure``: expected count per unit of demand (share of the demand's time that has passed, times
        response).
        """
        if self._certain:
            return self
        shape = 1.0 / float(np.expm1(self.log_sd**2))
        gamma = Gamma(shape, self.mean_units / shape).updated(count, exposure)
        return LogNormal(gamma.mean, sqrt(log1p(1.0 / gamma.shape)))


def pool(own: LogNormal, other: LogNormal, trust: float) -> LogNormal:
    """Linear opinion pool (Stone 1961): believe ``other`` with probability ``trust``; log-normal match.

    The mean is trust * other + (1 - trust) * own (the rule by which receivers shade a demand alert); the
    spread includes the disagreement between the two. Trust 0 gives ``own``, 1 gives ``other``.
    """
    if not 0.0 <= trust <= 1.0:
        raise ValueError(f"trust must lie in [0, 1], found {trust}")
    if trust in (0.0, 1.0):
        return other if trust else own
    mean = trust * other.mean + (1.0 - trust) * own.mean
    if mean == 0.0:
        return LogNormal(0.0, 0.0)
    second = sum(w * b.mean**2 * exp(b.log_sd**2) for w, b in ((trust, other), (1.0 - trust, own)))
    return LogNormal(mean, sqrt(max(log(second / mean**2), 0.0)))
