"""Two schemes on the same luck: every measure and every party's profit under A, under B, and the paired difference."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from environment.scenario.overlay import suggest
from experiments.analysis.stopping import FIRST, STEP, replicate_until
from experiments.intervals import FEWEST, interval
from experiments.replicate import Floats, Replications, joined, replications
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

CONFIDENCE = 0.95
EVEN = 1e-12  # of the values; an interval that narrow is the rounding of floats


@dataclass(frozen=True)
class Contrast:
    """One number under two schemes: means, mean of the paired differences B − A, and its interval.

    ``low`` and ``high`` are the bootstrap interval of that mean (:func:`experiments.intervals.interval`, confidence
    :data:`CONFIDENCE`) over the ``n`` replications in which both are defined; NaN with fewer than two, and both the
    difference itself where every pair differs by the same.
    """

    a: float
    b: float
    difference: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero, of :data:`experiments.intervals.FEWEST` pairs or more."""
        return self.n >= FEWEST and (self.low > 0.0 or self.high < 0.0)

    @property
    def spread(self) -> bool:
        """Whether there is an interval to tell: two pairs or more that do not all differ by the same."""
        return self.low < self.high


@dataclass(frozen=True)
class Until:
    """Replications that were played until the difference of ``outcome`` was known to ±``target``, or ``reached`` the most."""

    outcome: str
    target: float
    half_width: float
    reached: bool


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
    until: Until | None = None

    def as_object(self) -> dict[str, object]:
        """The comparison as plain data; undefined numbers are null."""
        from experiments.export import plain

        return {
            "scenario": self.scenario.name, "a": self.a.name, "b": self.b.name, "n": len(self.seeds), "seeds": plain(self.seeds),
            "confidence": CONFIDENCE, "profit": {k: plain(asdict(v)) for k, v in self.profits.items()},
            "measures": {k: plain(asdict(v)) for k, v in self.measures.items()}, "conservation": plain(self.conservation),
            "until": plain(self.until),
        }  # fmt: skip


def compare(
    scenario: Scenario | str | Path,
    a: Scheme | str | Path,
    b: Scheme | str | Path,
    *,
    n: int = 30,
    seed: int | None = None,
    workers: int | Literal["auto"] = 1,
    until: tuple[str, float] | None = None,
) -> Comparison:
    """Play ``n`` replications under each scheme; replication k has the same seed, hence the same luck, under both.

    ``until`` (a measure or ``profit.PARTY``, half-width) ends sooner: after the first 20, and then each 10, once the Student
    interval of that difference is no wider (:func:`experiments.analysis.stopping.replicate_until`).
    The result does not depend on ``workers``. Raises :class:`protocols.errors.UserError` for input that cannot be played,
    and for one scheme twice.
    """
    from environment import Scenario, Scheme

    world = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    one, two = (each if isinstance(each, Scheme) else Scheme.load(each) for each in (a, b))
    if one.name == two.name:
        raise UserError(f"schemes: found {one.name}, {two.name}, allowed: different schemes to compare")
    first = world.seed if seed is None else seed
    pair = _Pair(world, (one, two), first, workers)
    if until is not None:
        ended = pair.play_until(*until, most=n)
    else:
        ended = None
        pair.play(n)
    done = pair.done
    kept = {name: max(each.conservation[name] for each in done) for name in done[0].conservation}
    measures = contrasts(done[0].measures, done[1].measures)
    profits = contrasts(done[0].profits, done[1].profits)
    return Comparison(world, one, two, done[0].seeds, measures, profits, kept, ended)


class _Pair:
    """Replications under two schemes, played on as they are asked for."""

    def __init__(
        self, world: Scenario, schemes: tuple[Scheme, Scheme], seed: int, workers: int | Literal["auto"]
    ) -> None:
        self._world, self._schemes, self._seed, self._workers = world, schemes, seed, workers
        self._parts: list[Replications | None] = [None, None]
        self._n = 0

    @property
    def done(self) -> list[Replications]:
        return [part for part in self._parts if part is not None]

    def play(self, n: int) -> None:
        """Have ``n`` replications of both."""
        for i, scheme in enumerate(self._schemes):
            more = replications(self._world, scheme, self._seed, n, workers=self._workers, start=self._n)
            self._parts[i] = joined(self._parts[i], more)
        self._n = n

    def play_until(self, outcome: str, target: float, most: int) -> Until:
        """Play on until the difference of ``outcome`` is known to ±``target``."""
        if most < FIRST:
            raise UserError(f"replications: found {most}, allowed with a half-width: {FIRST} or more")

        def difference(k: int) -> float:
            if k >= self._n:
                self.play(min(FIRST if self._n == 0 else self._n + STEP, most))
            one, two = (self._column(part, outcome) for part in self.done)
            return float(two[k] - one[k])

        ended = replicate_until(difference, target, most=most)
        return Until(outcome, target, ended.half_width, ended.reached)

    def _column(self, part: Replications, outcome: str) -> Floats:
        found = part.measures | {f"profit.{party}": values for party, values in part.profits.items()}
        if outcome not in found:
            raise UserError(f"outcome: found {outcome!r}, allowed: {suggest(outcome, tuple(found))}")
        return found[outcome]


def contrasts(a: dict[str, Floats], b: dict[str, Floats]) -> dict[str, Contrast]:
    """Name -> contrast of paired vectors (n,), of what both sides have."""
    return {name: contrast(a[name], b[name]) for name in a if name in b}


def contrast(a: Floats, b: Floats) -> Contrast:
    """The contrast of two paired vectors (n,)."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if not len(a):
        return Contrast(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    found = interval(b - a, CONFIDENCE)
    low, high = (found.low, found.high) if len(a) > 1 else (np.nan, np.nan)
    if high - low <= EVEN * max(np.abs(a).max(), np.abs(b).max()):
        low = high = found.mean
    return Contrast(float(a.mean()), float(b.mean()), found.mean, low, high, len(a))
