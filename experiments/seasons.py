"""Seasons of one scenario under several schemes on the same luck: series with intervals, and paired differences."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.intervals import Difference, Floats, Interval, bands, difference, interval
from experiments.pool import run_all
from experiments.replicate import Replications, seed_of
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme
    from environment.season import Season

Edges = list[dict[str, Any]]
Job = tuple["Scenario", "Scheme", int, int]


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of one season: enough for series, networks and dispositions, no whole shows.

    ``cash`` is CNY in the purse at the end, ``money`` party -> line -> CNY of the whole season.
    """

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
    cash: Mapping[str, float] = field(default_factory=dict)
    money: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seasons:
    """``runs[scheme]`` holds one :class:`Record` per seed, in the order of ``seeds`` for every scheme.

    ``whole[scheme]`` is the complete season of the first seed.
    """

    scenario: Scenario
    schemes: tuple[Scheme, ...]
    seeds: tuple[int, ...]
    shows: int
    runs: Mapping[str, tuple[Record, ...]]
    whole: Mapping[str, Season] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Seasons played under each scheme."""
        return len(self.seeds)

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

    def values(self, scheme: str, name: str) -> Floats:
        """(replications,) one number a season, NaN where undefined.

        ``name`` is a season measure, ``profit.<party>`` (CNY of the season), or a measure of a show: its mean over shows.
        """
        if name.startswith("profit."):
            return self.profits(scheme, name.removeprefix("profit."))
        if name in self.season_measures():
            return np.array([r.measures.get(name, np.nan) for r in self.runs[scheme]], dtype=float)
        return mean_over_shows(self.matrix(scheme, name))

    def season_measures(self) -> list[str]:
        """Names of the measures of whole seasons that any replication has."""
        return list(dict.fromkeys(name for runs in self.runs.values() for r in runs for name in r.measures))

    def names(self) -> list[str]:
        """Everything :meth:`values` knows: season measures, measures of shows, profits."""
        runs = [r for each in self.runs.values() for r in each]
        series = dict.fromkeys(name for r in runs for name in r.series)
        profits = dict.fromkeys(f"profit.{party}" for r in runs for party in r.profit)
        return list(dict.fromkeys([*self.season_measures(), *series, *profits]))

    def summary(self, scheme: str, measure: str) -> Interval:
        """One number a season over replications; a replication without it (nothing emerged) does not count."""
        return interval(self.values(scheme, measure))

    def difference(self, one: str, other: str, measure: str) -> Difference:
        """Mean paired difference other − one of one number a season."""
        return difference(self.values(other, measure) - self.values(one, measure))

    def profits(self, scheme: str, party: str) -> Floats:
        """(replications,) CNY of a party over the season."""
        return np.array([float(np.sum(r.profit[party])) for r in self.runs[scheme]])

    def replications(self, scheme: str) -> Replications:
        """The season measures and profits of every replication, as :mod:`experiments.replicate` keeps them."""
        runs = self.runs[scheme]
        kept = {name: max(abs(r.conservation[name]) for r in runs) for name in runs[0].conservation}
        measures = {name: self.values(scheme, name) for name in self.season_measures()}
        return Replications(self.seeds, measures, {party: self.profits(scheme, party) for party in runs[0].profit}, kept)


def mean_over_shows(values: Floats) -> Floats:
    """(replications,) mean of the defined values of each row of (replications, shows); NaN where there is none."""
    defined = np.isfinite(values)
    count = defined.sum(axis=1)
    total = np.where(defined, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def distinct(schemes: Sequence[Scheme]) -> None:
    """A :class:`UserError` where a scheme is to be compared with itself."""
    names = [scheme.name for scheme in schemes]
    if len(set(names)) < len(names):
        raise UserError(f"schemes: found {', '.join(names)}, allowed: different schemes to compare")


def seasons(
    scenario: Scenario, schemes: Sequence[Scheme], seed: int, shows: int, replications: int = 1, *,
    workers: int | Literal["auto"] = "auto",
) -> Seasons:  # fmt: skip
    """Play ``replications`` seasons of ``shows`` shows under every scheme; seeds are those of :func:`seed_of`."""
    distinct(schemes)
    names = [scheme.name for scheme in schemes]
    seeds = tuple(seed_of(seed, k) for k in range(replications))
    jobs: list[Job] = [(scenario, scheme, each, shows) for scheme in schemes for each in seeds]
    if len(jobs) == 1:
        return Seasons(scenario, tuple(schemes), seeds, shows, *_single(jobs[0]))
    done = run_all(_first_whole, [(job, job[2] == seeds[0]) for job in jobs], workers=workers, unit="season")
    runs = {name: tuple(each for each, _ in done[i * len(seeds) : (i + 1) * len(seeds)]) for i, name in enumerate(names)}
    whole = {name: done[i * len(seeds)][1] for i, name in enumerate(names)}
    return Seasons(scenario, tuple(schemes), seeds, shows, runs, {name: each for name, each in whole.items() if each})


def _single(job: Job) -> tuple[dict[str, tuple[Record, ...]], dict[str, Season]]:
    """One season, with a progress bar of its shows on a terminal after two seconds."""
    from tqdm import tqdm

    from environment.season import play_season

    scenario, scheme, seed, shows = job
    with tqdm(total=shows, delay=2, unit="show", leave=False, disable=not sys.stderr.isatty()) as bar:
        season = play_season(scenario, scheme, seed, shows, progress=lambda _: bar.update(1))
    return {scheme.name: (record_of(season),)}, {scheme.name: season}


def _first_whole(job: tuple[Job, bool]) -> tuple[Record, Season | None]:
    from environment.season import play_season

    season = play_season(*job[0])
    return record_of(season), season if job[1] else None


def record(job: Job) -> Record:
    """Play one season and keep its record."""
    from environment.season import play_season

    return record_of(play_season(*job))


def record_of(season: Season) -> Record:
    """The record of a finished season."""
    return Record(
        seed=season.seed,
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
        cash={party: values[-1] for party, values in season.cash.items()},
        money=season.money,
    )
