"""Full factorial designs: marginal means, variance shares and the analysis of variance, seed by seed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from experiments.analysis.estimate import NONE, Estimate
from experiments.analysis.table import Floats, Group
from protocols.errors import UserError


@dataclass(frozen=True)
class Factorial:
    """Outcomes of a grid: ``cube`` is (seeds, levels of the first parameter, levels of the second, …)."""

    levels: tuple[Floats, ...]
    cube: Floats
    fit: float = float("nan")  # a grid is no fit
    model: str = "grid"

    @classmethod
    def of(cls, group: Group) -> Factorial:
        """Seeds that were played at every point; if there is none, means over what each point has (no intervals then)."""
        whole = np.isfinite(group.y).all(axis=0)
        values = group.y[:, whole] if whole.any() else group.means[:, None]
        if not np.isfinite(values).all():
            share = float(np.mean(~np.isfinite(group.y)))
            found = f"the outcome undefined in {share:.0%} of the runs and at some point in all"
            raise UserError(f"{group.scheme}: found {found}, allowed: a value at every point")
        levels = tuple(np.unique(column) for column in group.x.T)
        places = [np.searchsorted(known, column) for known, column in zip(levels, group.x.T, strict=True)]
        cube = np.full((values.shape[1], *(len(each) for each in levels)), np.nan)
        cube[(slice(None), *places)] = values.T
        return cls(levels, cube)

    def ends(self, at: int) -> Floats:
        """The lowest and highest level of a parameter."""
        return self.levels[at][[0, -1]]

    def partial(self, which: tuple[int, ...], at: tuple[Floats, ...]) -> Estimate:
        """Means over all other parameters at the places ``at`` of the parameters ``which``, linear between levels."""
        values = self.marginal(which)
        for axis, (parameter, places) in enumerate(zip(which, at, strict=True), start=1):
            values = np.moveaxis(_between(np.moveaxis(values, axis, -1), self.levels[parameter], places), -1, axis)
        return Estimate(values.mean(axis=0), values if len(values) > 1 else NONE)

    def marginal(self, which: tuple[int, ...]) -> Floats:
        """(seeds, levels of ``which`` …) means over the other parameters."""
        others = tuple(k + 1 for k in range(len(self.levels)) if k not in which)
        values = self.cube.mean(axis=others)
        order = sorted(which)
        return np.transpose(values, (0, *(order.index(k) + 1 for k in which)))

    def effect(self, which: tuple[int, ...]) -> Floats:
        """(seeds, levels …) main effect of one parameter, or interaction of two: nothing of it is in a lower effect."""
        values = self.marginal(which)
        for axis in range(1, values.ndim):
            values = values - values.mean(axis=axis, keepdims=True)
        return values


def _between(values: Floats, known: Floats, places: Floats) -> Floats:
    """Interpolate the last axis linearly."""
    right = np.clip(np.searchsorted(known, places), 1, len(known) - 1)
    weight = (places - known[right - 1]) / (known[right] - known[right - 1])
    return values[..., right - 1] * (1 - weight) + values[..., right] * weight


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the analysis of variance: ``share`` of the sum of squares between points, F against term × seed."""

    which: tuple[int, ...]
    df: int
    share: float
    f: float
    p: float


def anova(found: Factorial) -> tuple[Term, ...]:
    """Main effects and two-way interactions; seeds are blocks, the error of a term is its interaction with seeds.

    The usual analysis of a within-subject design (Kirk 2013, ch. 10); with one seed F and p are undefined.
    """
    from scipy.special import fdtrc

    seeds, mean = len(found.cube), found.cube.mean(axis=0)
    total = float(np.mean((mean - mean.mean()) ** 2))
    terms = []
    count = range(len(found.levels))
    for which in [*((k,) for k in count), *combinations(count, 2)]:
        by_seed = found.effect(which)
        effect = by_seed.mean(axis=0)
        df = int(np.prod([len(found.levels[k]) - 1 for k in which]))
        share = float(np.mean(effect**2)) / total if total > 0 else 0.0
        f = p = float("nan")
        if seeds > 1:
            noise = float(np.sum((by_seed - effect) ** 2)) / (df * (seeds - 1))
            signal = seeds * float(np.sum(effect**2)) / df
            f = signal / noise if noise > 0 else float("inf") if signal > 0 else 0.0
            p = float(fdtrc(df, df * (seeds - 1), f)) if np.isfinite(f) else 0.0
        terms.append(Term(which, df, share, f, p))
    return tuple(terms)


def shares(found: Factorial) -> tuple[Estimate, Estimate, Estimate]:
    """First-order, total and two-way Sobol indices of the mean response, levels being equally likely.

    Luck inflates such indices: products of different seeds only, never a square of one, keep the estimate unbiased;
    so a share may come out slightly below zero. (parameters,), (parameters,), (parameters, parameters).
    """
    every = found.cube
    parts = [_shares(found, every)]
    if len(every) > 2:  # leave seeds out in at most 20 groups
        groups = np.arange(len(every)) % min(20, len(every))
        parts += [_shares(found, every[groups != g]) for g in range(groups.max() + 1)]
    first, total, second = ([part[k] for part in parts] for k in range(3))
    return tuple(Estimate(each[0], NONE, np.array(each[1:]) if len(each) > 1 else NONE) for each in (first, total, second))  # type: ignore[return-value]


def _shares(found: Factorial, cube: Floats) -> tuple[Floats, Floats, Floats]:
    view = Factorial(found.levels, cube)
    d = len(found.levels)
    whole = _power(cube - cube.mean(axis=tuple(range(1, cube.ndim)), keepdims=True))
    if whole <= 0:
        return np.zeros(d), np.zeros(d), np.zeros((d, d))
    first = np.array([_power(view.effect((k,))) for k in range(d)]) / whole
    total = np.array([_power(cube - cube.mean(axis=k + 1, keepdims=True)) for k in range(d)]) / whole
    second = np.zeros((d, d))
    for i, j in combinations(range(d), 2):
        second[i, j] = second[j, i] = _power(view.effect((i, j))) / whole
    return first, total, second


def _power(values: Floats) -> float:
    """Mean square of the mean over seeds, without the part that luck adds; with one seed, as it is."""
    flat = values.reshape(len(values), -1)
    n, cells = flat.shape
    if n == 1:
        return float(np.mean(flat**2))
    return float((flat.sum(axis=0) ** 2).sum() - (flat**2).sum()) / (n * (n - 1) * cells)
