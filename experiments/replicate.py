"""The same show under other luck: replications, and how their measures and profits spread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.pool import cores, progress, spread
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

    Job = tuple[Scenario, Scheme, int]  # what to play, and how many shows

Floats = NDArray[np.float64]
Row = tuple[dict[str, float], dict[str, float], dict[str, int]]  # measures, profit per party, conservation
WORTH_A_POOL_S = 4.0  # with less work left, starting processes does not pay


@dataclass(frozen=True)
class Spread:
    """How one number varies: percentiles 10, 50, 90 (linear interpolation), mean, standard deviation.

    ``std`` divides by n − 1 (0 for a single value). Plays in which the number is undefined do not count.
    """

    p10: float
    p50: float
    p90: float
    mean: float
    std: float

    @classmethod
    def of(cls, values: Floats) -> Spread:
        """The spread of a vector; all NaN if no value is finite."""
        finite = values[np.isfinite(values)]
        if not len(finite):
            return cls(*[float("nan")] * 5)
        low, middle, high = np.quantile(finite, (0.1, 0.5, 0.9))
        std = float(finite.std(ddof=1)) if len(finite) > 1 else 0.0
        return cls(float(low), float(middle), float(high), float(finite.mean()), std)


@dataclass(frozen=True)
class Replications:
    """Results of n plays: ``measures`` name -> (n,), ``profits`` party -> (n,) CNY, ``seeds`` in order.

    ``conservation`` holds the largest absolute ``ledger_sum`` (cents) and ``oversold`` (units) of any play.
    """

    seeds: tuple[int, ...]
    measures: dict[str, Floats]
    profits: dict[str, Floats]
    conservation: dict[str, int]

    @property
    def n(self) -> int:
        return len(self.seeds)

    def measure_spreads(self) -> dict[str, Spread]:
        return {name: Spread.of(values) for name, values in self.measures.items()}

    def profit_spreads(self) -> dict[str, Spread]:
        return {party: Spread.of(values) for party, values in self.profits.items()}


def seed_of(seed: int, replication: int) -> int:
    """Seed of replication k: the base seed for k = 0, else a hash of (seed, k); below 2**63.

    It depends on nothing else, so that schemes and parameters are compared on the same luck.

    >>> seed_of(7, 0), seed_of(7, 1) == seed_of(7, 1), seed_of(7, 1) == seed_of(8, 1)
    (7, True, False)
    """
    if replication == 0:
        return seed
    return int(np.random.SeedSequence([seed, replication]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def replications(
    scenario: Scenario,
    scheme: Scheme,
    seed: int,
    n: int,
    *,
    workers: int | Literal["auto"] = 1,
    shows: int = 1,
    start: int = 0,
) -> Replications:
    """Play replications ``start`` to ``n`` − 1 and gather measures and profits; the result does not depend on ``workers``.

    ``workers="auto"`` starts a process per core when the work left is worth it. A script that uses more than
    one worker needs the usual ``if __name__ == "__main__":`` guard. A progress bar shows on a terminal after
    two seconds. An error inside a play is raised with the replication's seed; a worker that dies is a
    :class:`UserError`.
    """
    if n < start + 1:
        raise UserError(f"replications: found {n}, allowed: a whole number from {start + 1} on")
    seeds = tuple(seed_of(seed, k) for k in range(start, n))
    n -= start
    job = (scenario, scheme, shows)
    rows: list[Row] = []
    with progress(n, "show") as bar:
        if workers == "auto" or workers == 1:
            for row in _serial(job, seeds, until_worth=workers == "auto"):
                rows.append(row)
                bar.update(1)
        if len(rows) < n:
            count = cores() if workers == "auto" else int(workers)
            rows += _pool(job, seeds[len(rows) :], count, lambda chunk: bar.update(len(chunk)))
    return _gather(seeds, rows)


def joined(one: Replications | None, more: Replications) -> Replications:
    """``more`` replications after those of ``one``."""
    if one is None:
        return more

    def columns(a: Mapping[str, Floats], b: Mapping[str, Floats]) -> dict[str, Floats]:
        blank = [np.full(len(each.seeds), np.nan) for each in (one, more)]
        return {k: np.concatenate([a.get(k, blank[0]), b.get(k, blank[1])]) for k in dict.fromkeys([*a, *b])}

    kept = {name: max(value, more.conservation[name]) for name, value in one.conservation.items()}
    return Replications(
        (*one.seeds, *more.seeds), columns(one.measures, more.measures), columns(one.profits, more.profits), kept
    )


def _serial(job: Job, seeds: Sequence[int], until_worth: bool) -> Iterator[Row]:
    """Rows one by one; with ``until_worth``, end early once a pool would finish the rest sooner."""
    watch = until_worth and cores() > 1
    start = time.perf_counter()  # chooses the engine only: the rows are the same either way
    for done, seed in enumerate(seeds, start=1):
        yield _play(job, seed)
        spent = time.perf_counter() - start
        if watch and spent > 0.5 and spent / done * (len(seeds) - done) > WORTH_A_POOL_S:
            return


def _pool(job: Job, seeds: Sequence[int], workers: int, tell: Callable[[Sequence[int]], object]) -> list[Row]:
    """Rows of ``seeds`` from a pool of processes that each play whole chunks."""
    size = max(1, min(10, -(-len(seeds) // (8 * workers))))  # small, so that workers end together
    chunks = [seeds[at : at + size] for at in range(0, len(seeds), size)]
    return [row for rows in spread(_play_chunk, chunks, workers, tell, shared=job) for row in rows]


def _play_chunk(job: Job, seeds: Sequence[int]) -> list[Row]:
    return [_play(job, seed) for seed in seeds]


def _play(job: Job, seed: int) -> Row:
    from environment import play

    scenario, scheme, shows = job
    try:
        show = play(scenario, scheme=scheme, seed=seed, shows=shows)
    except Exception as error:
        error.add_note(f"in the replication with seed {seed}")
        raise
    profits = {party: float(lines["profit"]) for party, lines in show.money.items()}
    return {name: float(value) for name, value in show.measures.items()}, profits, dict(show.conservation)


def _gather(seeds: tuple[int, ...], rows: Sequence[Row]) -> Replications:
    def columns(dicts: Sequence[Mapping[str, float]]) -> dict[str, Floats]:
        names = dict.fromkeys(name for each in dicts for name in each)
        return {name: np.array([each.get(name, np.nan) for each in dicts], dtype=float) for name in names}

    kept = {name: max(abs(row[2][name]) for row in rows) for name in rows[0][2]}
    return Replications(seeds, columns([row[0] for row in rows]), columns([row[1] for row in rows]), kept)
