"""What a played study holds, and what it says of every arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.naming import unit_of
from experiments.intervals import Floats, Interval, interval

if TYPE_CHECKING:
    from experiments.study.contrasts import Found
    from experiments.study.read import Study

TAIL = 0.125  # share of plays whose mean is the bad tail (CVaR), as risk.cvar_tail of the reference scenario


@dataclass(frozen=True, slots=True)
class Failure:
    """A play that raised."""

    arm: str
    point: tuple[Any, ...]
    seed: int
    trace: str


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome in one arm at one point of the grid: mean with interval, and mean of the worst eighth (CNY only)."""

    arm: str
    point: tuple[Any, ...]
    outcome: str
    mean: Interval
    tail: float


@dataclass(frozen=True)
class Result:
    """A played study. ``values[arm, point][outcome]`` is (n,), NaN where undefined; ``cpu_s`` CPU seconds of all plays."""

    study: Study
    quick: bool
    shows: int
    seeds: tuple[int, ...]
    values: Mapping[tuple[str, tuple[Any, ...]], Mapping[str, Floats]]
    found: tuple[Found, ...]
    failures: tuple[Failure, ...]
    cpu_s: float

    @property
    def plays(self) -> int:
        return len(self.values) * len(self.seeds)

    def levels(self, outcome: str) -> tuple[Level, ...]:
        """The outcome in every arm at every point."""
        return tuple(
            Level(arm, point, outcome, interval(each[outcome]), tail(each[outcome]) if unit_of(outcome) == "CNY" else np.nan)
            for (arm, point), each in self.values.items()
        )

    def comparisons(self, outcome: str) -> tuple[Found, ...]:
        return tuple(each for each in self.found if each.outcome == outcome)


def tail(values: Floats) -> float:
    """Mean of the lowest eighth of the defined values, at least one (CVaR; Rockafellar and Uryasev 2000)."""
    known = np.sort(values[np.isfinite(values)])
    return float(known[: ceil(TAIL * len(known))].mean()) if len(known) else float("nan")
