"""A surrogate of a sampled design: a polynomial or thin-plate splines, whichever predicts points left out better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from experiments.analysis.estimate import NONE, Estimate
from experiments.analysis.table import Floats, Group
from protocols.errors import UserError

FOLDS, GROUPS = 10, 20
BACKGROUND = 64  # points over which splines are averaged; polynomials take all
MOST_SPLINE = 600  # points: splines cost their cube
GAIN = 0.01  # in cross-validated R², what a richer model must bring
FEWEST = 8
_SEED = 20092
Predict = Callable[[Floats], Floats]
Fit = Callable[[Floats, Floats], Predict]


@dataclass(frozen=True)
class Space:
    """Coordinates of the parameters: numbers scaled to −1 … 1, texts as indicators of their levels but the first."""

    x: Floats
    texts: tuple[bool, ...]

    def blocks(self, x: Floats) -> list[Floats]:
        """The coordinates of each parameter, (points, 1 or levels − 1)."""
        found = []
        for k, text in enumerate(self.texts):
            known = np.unique(self.x[:, k])
            if text:
                found.append((x[:, k, None] == known[1:]).astype(float))
            else:
                found.append(2 * (x[:, k, None] - known[0]) / (known[-1] - known[0]) - 1)
        return found

    def basis(self, x: Floats, degree: int) -> Floats:
        """Columns of the regression: 1 linear, 2 and squares, 3 and products of two parameters."""
        blocks = self.blocks(x)
        columns = [np.ones((len(x), 1)), *blocks]
        if degree > 1:
            columns += [block**2 for block, text in zip(blocks, self.texts, strict=True) if not text]
        if degree > 2:
            columns += [a[:, [i]] * b for a, b in combinations(blocks, 2) for i in range(a.shape[1])]
        return np.hstack(columns)

    def polynomial(self, degree: int) -> Fit:
        def fit(x: Floats, y: Floats) -> Predict:
            weights = np.linalg.lstsq(self.basis(x, degree), y, rcond=None)[0]
            return lambda new: self.basis(new, degree) @ weights

        return fit

    def splines(self, smoothing: float) -> Fit:
        """Thin-plate splines with a linear trend (scipy's ``RBFInterpolator``)."""
        from scipy.interpolate import RBFInterpolator

        def fit(x: Floats, y: Floats) -> Predict:
            made = RBFInterpolator(np.hstack(self.blocks(x)), y, kernel="thin_plate_spline", smoothing=smoothing)
            return lambda new: np.asarray(made(np.hstack(self.blocks(new))))

        return fit


@dataclass(frozen=True)
class Surrogate:
    """A fitted surrogate. ``fit`` is R² on points left out, of the mean over seeds; ``model`` names its form.

    ``x`` and ``y`` (points, seeds) are what was fitted. ``seeds`` predicts every seed's outcome (points, seeds), ``without``
    the mean over seeds with a group of points left out.
    """

    x: Floats
    y: Floats
    texts: tuple[bool, ...]
    model: str
    fit: float
    seeds: Predict
    without: tuple[Predict, ...]

    @classmethod
    def of(cls, group: Group, texts: tuple[bool, ...]) -> Surrogate:
        """The best of the candidates. Points where a seed failed are left out, or if those are many, seeds are averaged."""
        whole = np.isfinite(group.y).all(axis=1)
        by_seed = whole.mean() >= 2 / 3
        keep = whole if by_seed else np.isfinite(group.means)
        x, y = group.x[keep], group.y[keep] if by_seed else group.means[keep][:, None]
        if len(x) < FEWEST:
            raise UserError(f"{group.scheme}: found {len(x)} points with a value, allowed: {FEWEST} or more to fit a surrogate")
        space = Space(group.x, texts)
        name, make, fit = _best(space, x, y.mean(axis=1))
        groups = _folds(len(x), min(GROUPS, len(x)))
        mean = y.mean(axis=1)[:, None]
        without = tuple(make(x[groups != g], mean[groups != g]) for g in range(groups.max() + 1))
        return cls(x, y, texts, name, fit, make(x, y), without)

    def ends(self, at: int) -> Floats:
        """The lowest and highest value of a parameter in the sample."""
        return np.array([self.x[:, at].min(), self.x[:, at].max()])

    def mean(self, x: Floats) -> Floats:
        """(points,) the predicted mean over seeds."""
        found: Floats = self.seeds(x).mean(axis=1)
        return found

    def partial(self, which: tuple[int, ...], at: tuple[Floats, ...]) -> Estimate:
        """Partial dependence (Friedman 2001): predictions averaged over the sample of the other parameters."""
        shape = tuple(len(each) for each in at)
        back = self.x
        if self.model == "splines" and len(back) > BACKGROUND:
            back = back[np.argsort(_folds(len(back), len(back)))[:BACKGROUND]]
        places = np.stack([each.ravel() for each in np.meshgrid(*at, indexing="ij")], axis=1)
        rows = np.repeat(back[None], len(places), axis=0)
        for column, k in enumerate(which):
            rows[:, :, k] = places[:, column, None]
        flat = rows.reshape(-1, back.shape[1])

        def averaged(predict: Predict) -> Floats:
            found = predict(flat)
            means: Floats = found.reshape(len(places), len(back), -1).mean(axis=1).T.reshape(-1, *shape)
            return means

        seeds = averaged(self.seeds)
        left = np.array([averaged(each)[0] for each in self.without])
        return Estimate(seeds.mean(axis=0), seeds if len(seeds) > 1 else NONE, left)


def _folds(n: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A group number for each point, the same for the same sizes."""
    return np.random.default_rng(_SEED).permutation(n) % count


def _best(space: Space, x: Floats, y: Floats) -> tuple[str, Fit, float]:
    """The simplest candidate that no other beats by :data:`GAIN`; the mean alone never wins, for it answers nothing."""
    names = {1: "linear", 2: "linear_squares", 3: "quadratic"}
    train = len(x) - -(-len(x) // FOLDS)
    candidates = [
        (name, space.polynomial(degree)) for degree, name in names.items()
        if degree == 1 or space.basis(x[:1], degree).shape[1] < 0.9 * train
    ]  # fmt: skip
    if 30 <= len(x) <= MOST_SPLINE:
        candidates += [("splines", space.splines(each)) for each in (1.0, 1e-2, 1e-5)]
    best: tuple[str, Fit, float] | None = None
    for name, make in candidates:
        try:
            score = cross_validated(make, x, y)
        except np.linalg.LinAlgError:  # splines want points in general position
            continue
        if best is None or score > best[2] + GAIN:
            best = (name, make, score)
    assert best is not None
    return best


def cross_validated(make: Fit, x: Floats, y: Floats) -> float:
    """R² of tenfold cross-validation: 1 is perfect, 0 no better than the mean, below 0 worse."""
    folds = _folds(len(x), min(FOLDS, len(x)))
    missed = np.zeros(len(x))
    for k in range(folds.max() + 1):
        out = folds == k
        missed[out] = y[out] - make(x[~out], y[~out][:, None])(x[out])[:, 0]
    spread = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum(missed**2)) / spread if spread > 0 else 0.0
