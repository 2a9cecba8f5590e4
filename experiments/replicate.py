"""The same show under other luck: replications, and how their measures and profits spread."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

    Job = tuple[Scenario, Scheme, int]  # what to play, and how many shows

Floats = NDArray[np.float64]
Row = tuple[dict[str, float], dict[str, float], dict[str, int]]  # measures, profit per party, conservation
WORTH_A_POOL_S = 4.0  # with less work left, starting processes does not pay
_job: Job | None = None  # what a worker process plays


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
) -> Replications:
    """Play ``n`` times and gather measures and profits; the result does not depend on ``workers``.

    ``workers="auto"`` starts a process per core when the work left is worth it. A script that uses more than
    one worker needs the usual ``if __name__ == "__main__":`` guard. A progress bar shows on a terminal after
    two seconds. An error inside a play is raised with the replication's seed; a worker that dies is a
    :class:`UserError`.
    """
    if n < 1:
        raise UserError(f"replications: found {n}, allowed: a whole number from 1 on")
    seeds = tuple(seed_of(seed, k) for k in range(n))
    job = (scenario, scheme, shows)
    rows: list[Row] = []
    with _Bar(n) as bar:
        if workers == "auto" or workers == 1:
            for row in _serial(job, seeds, until_worth=workers == "auto"):
                rows.append(row)
                bar.update(1)
        if len(rows) < n:
            count = cores() if workers == "auto" else int(workers)
            rows += _pool(job, seeds[len(rows) :], count, bar)
    return _gather(seeds, rows)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _serial(job: Job, seeds: Sequence[int], until_worth: bool) -> Iterator[Row]:
    """Rows one by one; with ``until_worth``, end early once a pool would finish the rest sooner."""
    watch = until_worth and cores() > 1
    start = time.perf_counter()  # chooses the engine only: the rows are the same either way
    for done, seed in enumerate(seeds, start=1):
        yield _play(job, seed)
        spent = time.perf_counter() - start
        if watch and spent > 0.5 and spent / done * (len(seeds) - done) > WORTH_A_POOL_S:
            return


def _pool(job: Job, seeds: Sequence[int], workers: int, bar: _Bar) -> list[Row]:
    """Rows of ``seeds`` from a pool of processes that each play whole chunks."""
    size = max(1, min(50, -(-len(seeds) // (8 * workers))))
    chunks = [seeds[at : at + size] for at in range(0, len(seeds), size)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=job) as pool:
        futures: list[Future[list[Row]]] = [pool.submit(_play_chunk, chunk) for chunk in chunks]
        try:
            for future in as_completed(futures):
                bar.update(len(future.result()))
        except BrokenProcessPool as error:
            raise UserError(
                "replications: a worker process died (killed, or out of memory); allowed: fewer workers, "
                "such as --workers 1"
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return [row for future in futures for row in future.result()]


def _prepare(scenario: Scenario, scheme: Scheme, shows: int) -> None:
    """Start of a worker: remember the job; leave Ctrl-C to the parent; end when the parent is gone."""
    import signal

    global _job
    _job = (scenario, scheme, shows)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def end_with(parent: BaseProcess) -> None:
    """Wait for the parent's end, however it comes; an orphan must not play on."""
    parent.join()
    os._exit(1)


def _play_chunk(seeds: Sequence[int]) -> list[Row]:
    assert _job is not None
    return [_play(_job, seed) for seed in seeds]


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


class _Bar:
    """A progress bar on stderr, shown after two seconds and only on a terminal."""

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=total, delay=2, unit="show", leave=False, disable=not sys.stderr.isatty())

    def update(self, done: int) -> None:
        self._bar.update(done)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()


