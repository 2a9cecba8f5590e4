"""Optimal echelon base stock of a serial system under stochastic demand (Clark & Scarf).

Sources: Clark & Scarf (1960), Management Science 6:475-490; Chen & Zheng (1994), Management Science
40:1426-1443; Shang & Song (2003), Management Science 49:618-638; Snyder & Shen (2019), section 6.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from environment.logistics.newsvendor import normal_density
from protocols.errors import UserError

Floats = NDArray[np.float64]

_REACH = 10.0  # standard deviations of demand kept on the grid
_FINE = 200.0  # grid points per standard deviation of the least variable lead-time demand
_MOST = 20_000  # grid points at most


@dataclass(frozen=True)
class NormalDemand:
    """Normal demand (units) per unit time; over L its mean is ``L mean`` and its sd ``sqrt(L) sd``."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not self.sd > 0 or not isfinite(self.mean + self.sd):
            raise UserError(
                f"normal demand needs a finite mean and an sd > 0, found {self.mean} and {self.sd}"
            )

    @property
    def variance(self) -> float:
        return self.sd**2

    def step(self, lead_times: Sequence[float], width: float) -> float:
        """Grid step: a small part of the smallest sd, so that the trapezoid rule is all but exact."""
        shortest = min((t for t in lead_times if t > 0), default=0.0)
        return max(self.sd * sqrt(shortest) / _FINE, width / _MOST)

    def weights(self, points: Floats, lead_time: float) -> Floats:
        """Probability weights of lead-time demand at equidistant points."""
        z = (points - lead_time * self.mean) / (sqrt(lead_time) * self.sd)
        density = np.exp(-z * z / 2)
        return np.asarray(density / density.sum())

    def loss(self, level: Floats, lead_time: float) -> Floats:
        """``E (D - level)^+`` for lead-time demand D."""
        from scipy.special import ndtr

        sd = sqrt(lead_time) * self.sd
        z = (level - lead_time * self.mean) / sd
        phi = normal_density(0.0) * np.exp(-z * z / 2)
        return np.asarray(sd * (phi - z * ndtr(-z)))


@dataclass(frozen=True)
class PoissonDemand:
    """Poisson demand of the given rate per unit time (units)."""

    rate: float

    def __post_init__(self) -> None:
        if not self.rate > 0 or not isfinite(self.rate):
            raise UserError(f"Poisson demand needs a finite rate > 0, found {self.rate}")

    @property
    def mean(self) -> float:
        return self.rate

    @property
    def variance(self) -> float:
        return self.rate

    def step(self, lead_times: Sequence[float], width: float) -> float:
        return 1.0

    def weights(self, points: Floats, lead_time: float) -> Floats:
        from scipy.special import gammaln, xlogy

        mean, count = self.rate * lead_time, np.maximum(points, 0.0)
        mass = np.where(points < 0, 0.0, np.exp(xlogy(count, mean) - mean - gammaln(count + 1)))
        return np.asarray(mass / mass.sum())

    def loss(self, level: Floats, lead_time: float) -> Floats:
        from scipy.special import pdtr

        mean, whole = self.rate * lead_time, np.maximum(level, 0.0)
        below = np.where(level < 1, 0.0, pdtr(np.maximum(whole - 1, 0.0), mean))
        over = np.where(level < 0, 0.0, whole * pdtr(whole, mean) - mean * below)
        return np.asarray(mean - level + over)


Demand = NormalDemand | PoissonDemand


@dataclass(frozen=True)
class SerialStock:
    """Optimal echelon base-stock levels (units), downstream first, and cost per unit time (money)."""

    cost: float
    levels: tuple[float, ...]


def _grid(demand: Demand, lead_times: Sequence[float]) -> tuple[Floats, float]:
    """Points around every stage's optimum; left of them costs are linear."""
    spans = np.cumsum(lead_times)
    means, sds = spans * demand.mean, np.sqrt(spans * demand.variance)
    reach = _REACH * sds + (20 if isinstance(demand, PoissonDemand) else 0)
    low, high = min(0.0, float(np.min(means - reach))), max(0.0, float(np.max(means + reach)))
    if isinstance(demand, PoissonDemand):
        low = -1.0
    step = demand.step(lead_times, high - low)
    return step * np.arange(floor(low / step) - 1, ceil(high / step) + 2, dtype=float), step


def _smeared(values: Floats, demand: Demand, lead_time: float, step: float) -> Floats:
    """``E f(y - D)`` on the grid, f continued linearly to the left and constantly to the right."""
    reach = _REACH * sqrt(lead_time * demand.variance) + (20 if isinstance(demand, PoissonDemand) else 0)
    centre = lead_time * demand.mean
    first = 0 if isinstance(demand, PoissonDemand) else floor((centre - reach) / step)
    last = ceil((centre + reach) / step)
    weights = demand.weights(step * np.arange(first, last + 1, dtype=float), lead_time)
    left, right = max(0, last), max(0, -first)
    slope = values[1] - values[0]
    wide = np.concatenate([values[0] + slope * np.arange(-left, 0), values, np.full(right, values[-1])])
    whole = np.convolve(wide, weights)  # entry i + k: value at wide[i] with demand first + k
    start = left - first
    return np.asarray(whole[start : start + values.size])


def optimal_echelon_stock(
    echelon_holding: Sequence[float], lead_times: Sequence[float], stockout: float, demand: Demand
) -> SerialStock:
    """Clark & Scarf's recursion under continuous review, stage 1 downstream, stage N fed by ample supply.

    With ``C_0(x) = (p + sum h) x^-``: ``C_j(y) = E[h_j (y - D_j) + C_{j-1}(min(S_{j-1}, y - D_j))]``, D_j
    demand over L_j (no review period added), ``S_j = argmin C_j`` and cost ``C_N(S_N)``. ``h_j`` are
    echelon holding costs per unit and time, p the stockout cost. The smallest minimiser is returned; costs
    are flat about it. Relative error of the cost below 1e-5.

    >>> round(optimal_echelon_stock([3, 2, 2], [1, 1, 2], 37.12, NormalDemand(5, 1)).cost, 3)
    47.66
    """
    if not lead_times or len(echelon_holding) != len(lead_times):
        raise UserError("a serial system needs one echelon holding cost and one lead time per stage")
    if not all(h > 0 for h in echelon_holding) or not all(t >= 0 for t in lead_times) or not stockout > 0:
        raise UserError("a serial system needs holding costs > 0, lead times >= 0 and a stockout cost > 0")
    if not sum(lead_times) > 0:
        raise UserError("a serial system needs a lead time > 0 somewhere")
    grid, step = _grid(demand, lead_times)
    penalty = stockout + sum(echelon_holding)
    induced = penalty * np.maximum(-grid, 0.0)
    levels: list[float] = []
    best = 0.0
    for holding, lead_time in zip(echelon_holding, lead_times, strict=True):
        if lead_time > 0:
            exact = not levels  # the kink at 0 is smeared in closed form
            induced = (
                penalty * demand.loss(grid, lead_time)
                if exact
                else _smeared(induced, demand, lead_time, step)
            )
        cost = holding * (grid - lead_time * demand.mean) + induced
        place = int(np.argmin(cost))
        best = float(cost[place])
        levels.append(float(grid[place]))
        induced = cost[np.minimum(np.arange(grid.size), place)]
    return SerialStock(best, tuple(levels))
