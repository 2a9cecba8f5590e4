"""Intervals by bootstrap: of a mean, and of the mean of paired differences (common random numbers)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 2000
FEWEST = 5  # values (seasons, pairs) from which on an interval over them is taken to decide
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

    _sign: ClassVar[str] = ""

    def __str__(self) -> str:
        """For people: ``0.06 [−0.18, 0.30], n=3``, in the unit of the values; no interval where the values do not vary."""
        known = [abs(x) for x in (self.mean, self.low, self.high) if np.isfinite(x)]
        mean, low, high = (_short(x, max(known, default=0.0), self._sign) for x in (self.mean, self.low, self.high))
        return f"{mean} [{low}, {high}], n={self.n}" if self.low < self.high else f"{mean}, n={self.n}"

    @property
    def verdict(self) -> str:
        """"above", "below" or "around" zero, by the interval."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "around"


class Difference(Interval):
    """The interval of a mean difference; for people it has its sign: ``+0.06 [−0.18, +0.30], n=3``."""

    __slots__ = ()
    _sign: ClassVar[str] = "+"


def _short(value: float, largest: float, sign: str) -> str:
    """``value`` to about three figures of the ``largest`` it stands with."""
    if not np.isfinite(value):
        return "–"
    size = math.floor(math.log10(largest)) if largest > 0 else 0
    places = min(max(0, 2 - size if size >= 1 else 2 if size >= -1 else 1 - size), 9)
    text = f"{value:{sign},.{places}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("+-")


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


def difference(values: Floats | list[float], level: float = 0.95) -> Difference:
    """The mean of paired differences and its interval, as :func:`interval`."""
    found = interval(values, level)
    return Difference(found.mean, found.low, found.high, found.n)


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
