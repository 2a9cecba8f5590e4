"""Intervals over seeds: several means at once, and any number computed from resampled seeds.

Seeds are the unit of replication: a resample draws whole seeds, so what is paired on a seed stays paired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95
DRAWS = 2000


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds with its standard error and interval, and p, the chance of as much if the mean were zero."""

    mean: float
    se: float
    low: float
    high: float
    p: float

    @property
    def sure_gain(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0.0

    @property
    def sure_loss(self) -> bool:
        return self.high < 0.0


def weights(seeds: int, draws: int, rng: np.random.Generator) -> Floats:
    """(draws, seeds) share of each seed in each resample with replacement."""
    picks = rng.integers(0, seeds, size=(draws, seeds))
    counts = np.stack([np.bincount(row, minlength=seeds) for row in picks])
    shares: Floats = counts / seeds
    return shares


def simultaneous(values: Floats, rng: np.random.Generator, level: float = LEVEL) -> list[Estimate]:
    """Estimates of the column means of ``values`` (seeds, k) that hold together at ``level``: max-T intervals.

    The critical value is the ``level`` quantile over bootstrap resamples of the largest |mean* − mean| / se over the
    columns, so that the best of many columns is not taken for better than it is; it is widened by the ratio of the
    Student to the normal quantile, since the standard error is itself estimated from few seeds. ``p`` is adjusted alike
    (two-sided). A column that never varies is exact: its interval is a point, its p 0 or 1. Needs two seeds or more.
    Sources: Westfall and Young (1993) Resampling-Based Multiple Testing; Romano and Wolf (2005) Econometrica 73.

    >>> same = simultaneous(np.ones((5, 1)), np.random.default_rng(1))[0]
    >>> same.low, same.high, same.p
    (1.0, 1.0, 0.0)
    """
    n = len(values)
    if n < 2:
        raise ValueError(f"seeds: found {n}, allowed 2 or more")
    mean = values.mean(axis=0)
    se = np.where(np.ptp(values, axis=0) > 0.0, values.std(axis=0, ddof=1) / np.sqrt(n), 0.0)
    moving = se > 0.0
    top = _largest(values[:, moving], mean[moving], se[moving], rng, level) if moving.any() else np.zeros(1)
    reach = float(np.quantile(top, level)) * se
    scale = np.where(moving, se, 1.0)
    chance = np.where(moving, [(top >= abs(t)).mean() for t in mean / scale], (mean == 0.0).astype(float))
    found = zip(mean, se, mean - reach, mean + reach, chance, strict=True)
    return [Estimate(*(float(x) for x in row)) for row in found]


def _largest(values: Floats, mean: Floats, se: Floats, rng: np.random.Generator, level: float) -> Floats:
    """(draws,) the largest standardised error of any column in every resample, in small-sample size."""
    from scipy.special import ndtri, stdtrit

    n = len(values)
    resampled = weights(n, DRAWS, rng) @ values
    small = float(stdtrit(n - 1, 0.5 + level / 2) / ndtri(0.5 + level / 2)) * np.sqrt(n / (n - 1))
    top: Floats = np.max(np.abs(resampled - mean) / se, axis=1) * small
    return top


def single(values: Floats, rng: np.random.Generator) -> Estimate:
    """The estimate of one mean."""
    return simultaneous(np.asarray(values, dtype=float)[:, None], rng)[0]


@dataclass(frozen=True)
class Resampled:
    """A statistic of the seeds at equal weights, its percentile interval, and its values (draws,) over resamples."""

    value: float
    low: float
    high: float
    values: Floats


def resampled(
    statistic: Callable[[Floats], float], seeds: int, rng: np.random.Generator, draws: int = 400, level: float = LEVEL
) -> Resampled:
    """A statistic of seed weights (they sum to one) over resampled seeds. Source: Efron (1979) Annals of Statistics 7."""
    values = np.array([statistic(row) for row in weights(seeds, draws, rng)])
    low, high = np.quantile(values, (0.5 - level / 2, 0.5 + level / 2))
    return Resampled(statistic(np.full(seeds, 1.0 / seeds)), float(low), float(high), values)
