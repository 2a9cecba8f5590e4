"""Two schemes on the same luck: every measure and every party's profit under A, under B, and the paired difference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.replicate import Floats, replications

if TYPE_CHECKING:
    from environment import Scenario, Scheme

CONFIDENCE, RESAMPLES = 0.95, 2000


@dataclass(frozen=True)
class Contrast:
    """One number under two schemes: means, mean of the paired differences B − A, and its interval.

    ``low`` and ``high`` are a BCa bootstrap interval of that mean (Efron 1987; confidence :data:`CONFIDENCE`) over the
    ``n`` replications in which both are defined; NaN with fewer than two.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Comparison:
    """Measures (name -> contrast) and profits (party -> contrast, CNY) of scheme ``b`` against scheme ``a``."""

    scenario: Scenario
    a: Scheme
    b: Scheme
    seeds: tuple[int, ...]
    measures: dict[str, Contrast]
    profits: dict[str, Contrast]
    conservation: dict[str, int]

    def as_object(self) -> dict[str, object]:
        """The comparison as plain data; undefined numbers are null."""
        from experiments.export import plain

        return {
            "scenario": self.scenario.name, "a": self.a.name, "b": self.b.name, "n": len(self.seeds), "seeds": plain(self.seeds),
            "confidence": CONFIDENCE, "profit": {k: plain(asdict(v)) for k, v in self.profits.items()},
            "measures": {k: plain(asdict(v)) for k, v in self.measures.items()}, "conservation": plain(self.conservation),
        }  # fmt: skip


def compare(
    scenario: Scenario | str | Path,
    a: Scheme | str | Path,
    b: Scheme | str | Path,
    *,
    n: int = 30,
    seed: int | None = None,
    workers: int | Literal["auto"] = 1,
) -> Comparison:
    """Play ``n`` replications under each scheme; replication k has the same seed, hence the same luck, under both.

    The result does not depend on ``workers``. Raises :class:`protocols.errors.UserError` for input that cannot be played.
    """
    from environment import Scenario, Scheme

    world = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    one, two = (each if isinstance(each, Scheme) else Scheme.load(each) for each in (a, b))
    first = world.seed if seed is None else seed
    done = [replications(world, scheme, first, n, workers=workers) for scheme in (one, two)]
    kept = {name: max(each.conservation[name] for each in done) for name in done[0].conservation}
    measures = contrasts(done[0].measures, done[1].measures, first)
    profits = contrasts(done[0].profits, done[1].profits, first)
    return Comparison(world, one, two, done[0].seeds, measures, profits, kept)


def contrasts(a: dict[str, Floats], b: dict[str, Floats], seed: int) -> dict[str, Contrast]:
    """Name -> contrast of paired vectors (n,), of what both sides have."""
    return {name: contrast(a[name], b[name], seed) for name in a if name in b}


def contrast(a: Floats, b: Floats, seed: int) -> Contrast:
    """The contrast of two paired vectors (n,); the bootstrap draws from a stream of its own, fixed by ``seed``."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    n, change = len(a), b - a
    if not n:
        return Contrast(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    mean = float(change.mean())
    low, high = _interval(change, seed)
    return Contrast(float(a.mean()), float(b.mean()), mean, low, high, n)


def _interval(change: Floats, seed: int) -> tuple[float, float]:
    if len(change) < 2:
        return float("nan"), float("nan")
    if np.ptp(change) <= 1e-12 * max(1.0, float(np.abs(change).max())):  # no spread: nothing to resample
        return float(change[0]), float(change[0])
    from scipy.stats import bootstrap

    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, len(change)])))
    found = bootstrap(
        (change,), np.mean, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, method="BCa", rng=rng, vectorized=True
    ).confidence_interval
    return float(found.low), float(found.high)
