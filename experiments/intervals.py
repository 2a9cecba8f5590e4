"""Intervals by bootstrap: of a mean, and of the mean of paired differences (common random numbers)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 2000
_SEED = 20090  # resampling is not luck of the model: the same data give the same interval


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval and the number of values: percentile bootstrap, never narrower than Student's t.

    A bootstrap of few values is too narrow (Hesterberg 2015, The American Statistician 69): with five it holds the truth
    in about 84 % of cases where 95 are promised.
    """

    mean: float
    low: float
    high: float
    n: int

    @property
    def verdict(self) -> str:
        """"above", "below" or "around" zero, by the interval."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "around"


def interval(values: Floats | list[float], level: float = 0.95) -> Interval:
    """The mean of finite ``values`` and its interval; one value has none (low = high = the value)."""
    array = np.asarray(values, dtype=float)
    array = array[np.isfinite(array)]
    if not len(array):
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    mean = float(array.mean())
    if len(array) == 1 or np.ptp(array) == 0.0:
        return Interval(mean, mean, mean, len(array))
    rows = np.random.default_rng(_SEED).integers(0, len(array), (DRAWS, len(array)))
    low, high = np.quantile(array[rows].mean(axis=1), ((1.0 - level) / 2.0, (1.0 + level) / 2.0))
    reach = student(len(array), level) * float(array.std(ddof=1)) / float(np.sqrt(len(array)))
    return Interval(mean, min(float(low), mean - reach), max(float(high), mean + reach), len(array))


def student(n: int, level: float = 0.95) -> float:
    """The quantile of Student's t with n − 1 degrees of freedom that leaves (1 − level)/2 above it."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, (1.0 + level) / 2.0))


def bands(values: Floats, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """(shows,) mean, low, high of (replications, shows), replications resampled together; NaN where nothing is known."""
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a show in which no replication has a value
            rows = np.random.default_rng(_SEED).integers(0, len(values), (400, len(values)))
            means = np.nanmean(values[rows], axis=1)
            low, high = np.nanquantile(means, ((1.0 - level) / 2.0, (1.0 + level) / 2.0), axis=0)
            mean, n = np.nanmean(values, axis=0), np.isfinite(values).sum(axis=0)
            wide = np.array([student(int(k), level) if k > 1 else 0.0 for k in n])
            reach = wide * np.sqrt(np.nanvar(values, axis=0, ddof=1) / n)
            reach = np.where(np.isfinite(reach), reach, 0.0)
            return mean, np.minimum(low, mean - reach), np.maximum(high, mean + reach)
