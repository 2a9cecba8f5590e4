"""Single-period stock and the gain from pooling it.

Sources: Arrow, Harris & Marschak (1951), Econometrica 19:250-272; Eppen (1979), Management Science
25:498-501; Maister (1976), Int. J. Phys. Distribution 6:124-134 (square-root law); Snyder & Shen (2019),
ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, pi, sqrt

import numpy as np

from protocols.errors import UserError


def normal_density(z: float) -> float:
    """Standard normal density phi(z)."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def normal_quantile(p: float) -> float:
    """Standard normal quantile, p strictly between 0 and 1."""
    from scipy.special import ndtri

    if not 0 < p < 1:
        raise UserError(f"a service level must lie strictly between 0 and 1, found {p}")
    return float(ndtri(p))


def _critical_ratio(holding: float, stockout: float) -> float:
    if not holding > 0 or not stockout > 0:
        raise UserError(f"holding and stockout costs must be > 0, found {holding} and {stockout}")
    return stockout / (stockout + holding)


def _sds(sds: Sequence[float]) -> None:
    if not all(0 <= sd < float("inf") for sd in sds):
        raise UserError(f"standard deviations must be finite and >= 0, found {list(sds)}")


@dataclass(frozen=True)
class BaseStock:
    """Best stock level (units) and its expected cost ``E[h (S-D)^+ + p (D-S)^+]`` (money)."""

    level: float
    cost: float


def newsvendor_normal(holding: float, stockout: float, mean: float, sd: float) -> BaseStock:
    """Normal demand: ``S = mu + z sigma`` with ``Phi(z) = p/(p+h)``; cost ``(h+p) phi(z) sigma``.

    >>> round(newsvendor_normal(0.18, 0.7, 50, 8).level, 6)
    56.603956
    """
    _sds([sd])
    z = normal_quantile(_critical_ratio(holding, stockout))
    return BaseStock(mean + z * sd, (holding + stockout) * normal_density(z) * sd)


def newsvendor_poisson(holding: float, stockout: float, mean: float) -> BaseStock:
    """Poisson demand: the smallest whole S with ``F(S) >= p/(p+h)``.

    Cost from ``E(S-D)^+ = S F(S) - mean F(S-1)`` and ``E(D-S)^+ = mean - S + E(S-D)^+``.

    >>> newsvendor_poisson(200, 270, 18).level
    19.0
    """
    from scipy.special import pdtr, pdtrik

    ratio = _critical_ratio(holding, stockout)
    if not mean >= 0 or not isfinite(mean):
        raise UserError(f"the mean demand must be finite and >= 0, found {mean}")
    level = (
        max(0, int(pdtrik(ratio, mean)) - 1) if mean > 0 else 0
    )  # the inverse, then stepped to the exact S
    while pdtr(level, mean) < ratio:
        level += 1
    while level > 0 and pdtr(level - 1, mean) >= ratio:
        level -= 1
    over = level * float(pdtr(level, mean)) - (mean * float(pdtr(level - 1, mean)) if level > 0 else 0.0)
    return BaseStock(float(level), holding * over + stockout * (mean - level + over))


@dataclass(frozen=True)
class Pooled:
    """A quantity kept apart at every location, and pooled in one."""

    separate: float
    pooled: float

    @property
    def saving(self) -> float:
        return self.separate - self.pooled

    @property
    def ratio(self) -> float:
        return self.pooled / self.separate


def _pooled_sd(sds: Sequence[float], rho: float) -> float:
    """Sd of the sum of demands with common correlation rho."""
    _sds(sds)
    squares, total = sum(sd**2 for sd in sds), sum(sds)
    variance = (1 - rho) * squares + rho * total**2
    if not -1 <= rho <= 1 or variance < -1e-9 * squares:
        raise UserError(f"no {len(sds)} demands can all be correlated by {rho}")
    return sqrt(max(0.0, variance))


def pooled_newsvendors(sds: Sequence[float], holding: float, stockout: float, rho: float) -> Pooled:
    """Eppen's expected costs (money) of n normal newsvendors apart and as one: ``(h+p) phi(z) sd`` of each.

    >>> round(pooled_newsvendors([20, 40, 25], 1, 9, 0.4).saving, 6)
    31.904446
    """
    pooled = _pooled_sd(sds, rho)
    rate = newsvendor_normal(holding, stockout, 0.0, 1.0).cost
    return Pooled(rate * sum(sds), rate * pooled)


def pooled_safety_stock(locations: int, sd: float, rho: float, lead_time: float, service: float) -> Pooled:
    """Safety stocks (units) of n equal locations apart and pooled; ratio ``sqrt((1 + (n-1) rho) / n)``.

    Apart each is ``z sd sqrt(L)``, sd per period, ``service`` the cycle-service level. The square-root law
    1/sqrt(n) holds for rho = 0 only.

    >>> pooled_safety_stock(4, 50, 0, 4, 0.95).ratio
    0.5
    """
    if locations != int(locations) or locations < 1 or not lead_time >= 0:
        raise UserError("pooling needs a whole number of locations >= 1 and a lead time >= 0")
    unit = normal_quantile(service) * float(np.sqrt(lead_time))
    return Pooled(unit * sd * locations, unit * _pooled_sd([sd] * int(locations), rho))
