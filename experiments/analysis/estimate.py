"""Estimates that carry their own uncertainty, from seeds played and from design points left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from experiments.analysis.table import Floats

NONE: Floats = np.empty((0,))


@dataclass(frozen=True)
class Estimate:
    """An array of numbers estimated together.

    ``by_seed`` (seeds, …) are the same numbers seed by seed, ``left_out`` (groups, …) with one group of design points left
    out of the fit. The squared error is the variance of the mean over seeds plus the grouped jackknife's
    (Efron and Tibshirani 1993, ch. 11); together they are rather too wide than too narrow. Neither known: no interval.
    """

    value: Floats
    by_seed: Floats = field(default_factory=lambda: NONE)
    left_out: Floats = field(default_factory=lambda: NONE)

    def map(self, linear: Callable[[Floats], Floats]) -> Estimate:
        """A function of the numbers, done to each version of them; exact for linear functions."""
        parts = [np.array([linear(each) for each in part]) if len(part) else NONE for part in (self.by_seed, self.left_out)]
        return Estimate(np.asarray(linear(self.value), dtype=float), *parts)

    def variances(self) -> tuple[tuple[Floats, int], ...]:
        """(variance, degrees of freedom) of each source of error that is known."""
        found = []
        if (n := len(self.by_seed)) > 1:
            found.append((self.by_seed.var(axis=0, ddof=1) / n, n - 1))
        if (g := len(self.left_out)) > 1:
            found.append(((g - 1) * self.left_out.var(axis=0), g - 1))
        return tuple(found)

    @property
    def error(self) -> Floats:
        """Standard error; NaN where nothing is known of it."""
        found = self.variances()
        return np.sqrt(np.sum([v for v, _ in found], axis=0)) if found else np.full(np.shape(self.value), np.nan)

    @property
    def freedom(self) -> Floats:
        """Degrees of freedom, by Welch and Satterthwaite where there are two sources."""
        found = self.variances()
        if not found:
            return np.full(np.shape(self.value), np.nan)
        below = np.sum([v**2 / df for v, df in found], axis=0)
        total = np.sum([v for v, _ in found], axis=0)
        return np.where(below > 0, total**2 / np.where(below > 0, below, 1.0), min(df for _, df in found))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Student's interval of each number."""
        from scipy.special import stdtrit

        if not self.variances():
            nothing = np.full(np.shape(self.value), np.nan)
            return nothing, nothing
        reach = stdtrit(self.freedom, (1 + level) / 2) * self.error
        return self.value - reach, self.value + reach

    def p(self) -> Floats:
        """Two-sided p of each number against zero; 1 for a zero that is sure, 0 for a sure other number."""
        from scipy.special import stdtr

        error = self.error
        sure = np.where(self.value == 0, 1.0, 0.0)
        t = np.abs(self.value) / np.where(error > 0, error, np.nan)
        return np.where(error == 0, sure, 2 * stdtr(self.freedom, -t))
