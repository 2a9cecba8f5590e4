"""Worlds on the same luck: how means of measures and profits differ from the first world's, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.intervals import Difference, Interval, difference, interval
from experiments.pool import run_all
from experiments.replicate import seed_of

if TYPE_CHECKING:
    from environment import Scenario, Scheme

Job = tuple["Scenario", "Scheme", int, int]
Row = dict[str, float]


@dataclass(frozen=True)
class Paired:
    """Values per world and replication: measures by name, profits as ``profit.<party>`` (CNY; of a season its sum)."""

    n: int
    rows: dict[str, list[Row]]

    def values(self, world: str, name: str) -> np.ndarray:
        """(n,) values; NaN where undefined."""
        return np.array([row.get(name, np.nan) for row in self.rows[world]])

    def mean(self, world: str, name: str) -> Interval:
        """Mean of a value over replications."""
        return interval(self.values(world, name))

    def difference(self, world: str, name: str) -> Difference:
        """Mean of the paired differences from the first world."""
        return difference(self.values(world, name) - self.values(next(iter(self.rows)), name))


def paired(
    worlds: Mapping[str, Scenario], scheme: Scheme, *, n: int = 30, seed: int | None = None, shows: int = 1,
    workers: int | Literal["auto"] = "auto",
) -> Paired:  # fmt: skip
    """Play ``n`` replications of every world, each a season of ``shows``; replication k has the same luck in all.

    Of a season a measure of shows counts as its mean over shows.
    """
    first = next(iter(worlds.values())).seed if seed is None else seed
    jobs: list[Job] = [(world, scheme, seed_of(first, k), shows) for world in worlds.values() for k in range(n)]
    rows = run_all(_play, jobs, workers=workers, unit="show" if shows == 1 else "season")
    return Paired(n, {name: rows[i * n : (i + 1) * n] for i, name in enumerate(worlds)})


def _play(job: Job) -> Row:
    from environment import play
    from environment.season import Season

    scenario, scheme, seed, shows = job
    found = play(scenario, scheme, seed=seed, shows=shows)
    row: Row = {}
    if isinstance(found, Season):
        for name, series in found.series.items():
            known = [float(value) for value in series if value is not None]
            if known:
                row[name] = float(np.mean(known))
    row |= found.measures
    return row | {f"profit.{party}": float(lines["profit"]) for party, lines in found.money.items()}
