"""Paired comparison on common random numbers: differences with intervals, effect sizes, p-values fit for many tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from experiments.analysis.stopping import replications_for
from experiments.analysis.table import Floats, Group, Table
from experiments.intervals import DRAWS, FEWEST, student
from protocols.errors import UserError

LEVEL = 0.95
_SEED = 20091  # of resampling: the same data give the same interval


@dataclass(frozen=True, slots=True)
class Paired:
    """The mean difference other − base of ``n`` pairs that share their luck, with a BCa interval that is never narrower
    than Student's t.

    ``d`` is Cohen's d of paired differences (mean over standard deviation), ``better`` the share of pairs in which the other
    is larger (ties count half), ``p`` that of the paired t-test, ``p_holm`` and ``p_bh`` corrected for all tests made together.
    ``unit`` says what a pair is: a ``seed`` (mean over design points), or a ``point`` where there is one replication.
    ``needed`` is the number of pairs that a wished half-width takes.
    """

    outcome: str
    variant: str
    base: str
    other: str
    mean: float
    low: float
    high: float
    n: int
    d: float
    better: float
    p: float
    p_holm: float = float("nan")
    p_bh: float = float("nan")
    unit: str = "seed"
    needed: int | None = None

    @property
    def spread(self) -> bool:
        """Whether there is an interval to tell: two pairs or more that do not all differ by the same."""
        return self.low < self.high

    @property
    def verdict(self) -> str:
        """``above``, ``below`` or ``around`` zero by the interval; ``open`` with fewer than :data:`FEWEST` pairs."""
        if self.n < FEWEST:
            return "open"
        return "above" if self.low > 0 else "below" if self.high < 0 else "around"


def bca(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Bias-corrected and accelerated bootstrap interval of a mean (Efron 1987); NaN below two values.

    The acceleration of a mean is its skewness over 6·√n.
    """
    from scipy.special import ndtr, ndtri

    n = len(values)
    if n < 2:
        return float("nan"), float("nan")
    mean, spread = float(values.mean()), float(values.std())
    if spread <= 1e-12 * max(1.0, abs(mean)):
        return mean, mean
    rows = np.random.default_rng(_SEED).integers(0, n, (DRAWS, n))
    means = values[rows].mean(axis=1)
    share = np.mean(means < mean) + np.mean(means == mean) / 2
    bias = ndtri(np.clip(share, 0.5 / DRAWS, 1 - 0.5 / DRAWS))
    acceleration = float(np.mean((values - mean) ** 3)) / (6 * np.sqrt(n) * spread**3)
    tails = ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    shifted = ndtr(bias + (bias + tails) / (1 - acceleration * (bias + tails)))
    low, high = np.quantile(means, shifted)
    return float(low), float(high)


def paired(base: Floats, other: Floats, *, outcome: str = "", variant: str = "", names: tuple[str, str] = ("a", "b")) -> Paired:
    """Compare values of two arms, pair by pair; pairs of which one is undefined do not count."""
    differences = np.asarray(other, dtype=float) - np.asarray(base, dtype=float)
    differences = differences[np.isfinite(differences)]
    n = len(differences)
    if not n:
        nan = float("nan")
        return Paired(outcome, variant, *names, nan, nan, nan, 0, nan, nan, nan)
    mean = float(differences.mean())
    deviation = float(differences.std(ddof=1)) if n > 1 else float("nan")
    flat = n > 1 and deviation <= 1e-12 * max(1.0, abs(mean))
    better = float(np.mean(differences > 0) + np.mean(differences == 0) / 2)
    d = mean / deviation if n > 1 and not flat else 0.0 if flat and mean == 0 else float("nan")
    low, high = bca(differences)
    if n > 1 and not flat:  # with few pairs the bootstrap promises too much
        reach = student(n, LEVEL) * deviation / float(np.sqrt(n))
        low, high = min(low, mean - reach), max(high, mean + reach)
    return Paired(outcome, variant, *names, mean, low, high, n, d, better, _p(mean, deviation, n, flat))


def _p(mean: float, deviation: float, n: int, flat: bool) -> float:
    """Two-sided p of the paired t-test; of differences that are all equal, 1 at zero, else 0 (they can't be luck)."""
    from scipy.special import stdtr

    if n < 2:
        return float("nan")
    if flat:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(n - 1, -abs(mean) / (deviation / np.sqrt(n))))


def holm(p: Floats) -> Floats:
    """p-values that control the chance of any false finding (Holm 1979); undefined ones stay so and do not count."""
    found = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return found


def benjamini_hochberg(p: Floats) -> Floats:
    """p-values that control the share of false findings (Benjamini and Hochberg 1995); undefined ones do not count."""
    from scipy.stats import false_discovery_control

    found = np.full(len(p), np.nan)
    known = np.isfinite(p)
    if known.any():
        found[known] = false_discovery_control(p[known])
    return found


def corrected(comparisons: Sequence[Paired]) -> tuple[Paired, ...]:
    """The comparisons as one family of tests, with both corrections."""
    p = np.array([each.p for each in comparisons], dtype=float)
    return tuple(
        replace(each, p_holm=float(h), p_bh=float(b))
        for each, h, b in zip(comparisons, holm(p), benjamini_hochberg(p), strict=True)
    )


def per_pair(base: Group, other: Group) -> tuple[Floats, Floats, str]:
    """The values that make pairs, and their unit.

    Seeds are the same at every design point, so a seed is one piece of evidence however many points it was played at: its
    value is the mean over points. With one replication the points are the pairs, all on one luck.
    """
    both = np.isfinite(base.y) & np.isfinite(other.y)
    if base.y.shape[1] == 1:
        return np.where(both, base.y, np.nan)[:, 0], np.where(both, other.y, np.nan)[:, 0], "point"
    whole = both.all(axis=0)  # a seed counts if it was played everywhere
    return base.y[:, whole].mean(axis=0), other.y[:, whole].mean(axis=0), "seed"


def compare(table: Table, base: str | None = None, half_width: float | None = None, *, pairs: bool = False) -> tuple[Paired, ...]:
    """Every other scheme against ``base`` (the first of the sweep), or with ``pairs`` each against each.

    All outcomes and variants are one family of tests. ``half_width`` asks how many seeds an interval of that
    half-width would take (:func:`replications_for`).
    """
    base = base if base is not None else table.schemes[0]
    if base not in table.schemes:
        raise UserError(f"--base: found '{base}', allowed: {', '.join(table.schemes)}")
    arms = list(combinations(table.schemes, 2)) if pairs else [(base, each) for each in table.schemes if each != base]
    found = []
    for outcome in table.outcomes:
        for variant in table.variants:
            groups = {scheme: table.group(outcome, variant, scheme) for scheme in table.schemes}
            for one, other in arms:
                a, b, unit = per_pair(groups[one], groups[other])
                made = replace(paired(a, b, outcome=outcome, variant=variant, names=(one, other)), unit=unit)
                if half_width is not None and unit == "seed" and made.n > 1:
                    made = replace(made, needed=replications_for(b - a, half_width))
                found.append(made)
    return corrected(found)
