"""Seasons of one scenario under several schemes on the same luck: series with intervals, and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.intervals import Floats, Interval, bands, interval
from experiments.pool import run_all
from experiments.replicate import seed_of
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

Edges = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of one season: enough for series, networks and dispositions, no whole shows."""

    seed: int
    shows: int
    series: Mapping[str, list[float | None]]
    trust: Mapping[str, list[float | None]]
    dispositions: Mapping[str, Mapping[str, list[float]]]
    profit: Mapping[str, list[float]]
    measures: Mapping[str, float]
    first: Edges
    last: Edges
    events: tuple[tuple[float, str, str, str], ...]  # show, kind, text in English, text in 中文
    conservation: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Seasons:
    """``runs[scheme]`` holds one :class:`Record` per seed, in the order of ``seeds`` for every scheme."""

    scenario: Scenario
    schemes: tuple[Scheme, ...]
    seeds: tuple[int, ...]
    shows: int
    runs: Mapping[str, tuple[Record, ...]]

    def matrix(self, scheme: str, measure: str) -> Floats:
        """(replications, shows) values of a measure, NaN where undefined or after a season that ended early."""
        rows = []
        for record in self.runs[scheme]:
            values = [np.nan if v is None else v for v in record.series.get(measure, ())]
            rows.append([*values, *[np.nan] * (self.shows - len(values))])
        return np.array(rows, dtype=float)

    def band(self, scheme: str, measure: str) -> tuple[Floats, Floats, Floats]:
        """(shows,) mean and 95 % interval over replications."""
        return bands(self.matrix(scheme, measure))

    def summary(self, scheme: str, measure: str) -> Interval:
        """A season measure over replications; a replication without it (nothing emerged) does not count."""
        return interval([r.measures.get(measure, np.nan) for r in self.runs[scheme]])

    def difference(self, one: str, other: str, measure: str) -> Interval:
        """Mean paired difference other − one of a season measure."""
        pairs = zip(self.runs[one], self.runs[other], strict=True)
        return interval([b.measures.get(measure, np.nan) - a.measures.get(measure, np.nan) for a, b in pairs])

    def profits(self, scheme: str, party: str) -> Floats:
        """(replications,) CNY of a party over the season."""
        return np.array([float(np.sum(r.profit[party])) for r in self.runs[scheme]])

    def emerged(self, scheme: str) -> float:
        """Share of replications in which trust rose to a new level."""
        return float(np.mean(["emergence_show" in r.measures for r in self.runs[scheme]]))


def seasons(
    scenario: Scenario, schemes: Sequence[Scheme], seed: int, shows: int, replications: int = 1, *,
    workers: int | Literal["auto"] = "auto",
) -> Seasons:  # fmt: skip
    """Play ``replications`` seasons of ``shows`` shows under every scheme; seeds are those of :func:`seed_of`."""
    names = [scheme.name for scheme in schemes]
    if len(set(names)) < len(names):
        raise UserError(f"schemes: found {', '.join(names)}, allowed: different schemes to compare")
    seeds = tuple(seed_of(seed, k) for k in range(replications))
    jobs = [(scenario, scheme, each, shows) for scheme in schemes for each in seeds]
    done = run_all(record, jobs, workers=workers, unit="season")
    runs = {name: tuple(done[i * len(seeds) : (i + 1) * len(seeds)]) for i, name in enumerate(names)}
    return Seasons(scenario, tuple(schemes), seeds, shows, runs)


def record(job: tuple[Scenario, Scheme, int, int]) -> Record:
    """Play one season and keep its record."""
    from environment.season import play_season

    scenario, scheme, seed, shows = job
    season = play_season(scenario, scheme, seed, shows)
    return Record(
        seed=seed,
        shows=season.shows,
        series=season.series,
        trust=season.trust,
        dispositions=season.dispositions,
        profit=season.profit,
        measures=season.measures,
        first=season.network[0],
        last=season.network[-1],
        events=tuple((e.t_min, e.kind, e.text("en"), e.text("zh")) for e in season.events),
        conservation=season.conservation,
    )
