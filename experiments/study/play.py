"""Playing a study: every cell on the same seeds, spread over processes."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from experiments.pool import cores, run_all
from experiments.replicate import seed_of
from experiments.study.contrasts import compared
from experiments.study.result import Failure, Result
from experiments.sweep.work import play_outcomes

if TYPE_CHECKING:
    from experiments.study.read import Cell, Study

    Job = tuple[Cell, tuple[int, ...], int, tuple[str, ...]]
    Rows = tuple[list[list[float]], list[Failure], float]

CHUNK = 10  # seeds a process plays before it reports
NAN = float("nan")


@dataclass(frozen=True)
class Ahead:
    """What is ahead: plays in all, shows of each, CPU seconds by a pilot, processes."""

    plays: int
    shows: int
    cpu_s: float
    workers: int


def run(
    study: Study, *, quick: bool, workers: int | Literal["auto"], replications: int | None, tell: Callable[[Ahead], None]
) -> Result:
    """Play and compare; plays that fail are kept apart, and their seeds count as undefined."""
    spec = study.spec
    n = spec.replications.of(quick) if replications is None else replications
    shows = spec.shows.of(quick)
    seeds = tuple(seed_of(study.seed, k) for k in range(n))
    chunks = [seeds[at : at + CHUNK] for at in range(0, n, CHUNK)]
    jobs: list[Any] = [(cell, chunk, shows, spec.outcomes) for cell in study.cells for chunk in chunks]
    used = cores() if workers == "auto" else int(workers)
    tell(Ahead(n * len(study.cells), shows, n * len(study.cells) * _pace(study, seeds[0], shows), used))
    done = run_all(play_chunk, jobs, workers=workers, unit="chunk")
    values = {}
    for at, cell in enumerate(study.cells):
        mine = done[at * len(chunks) : (at + 1) * len(chunks)]
        columns = np.array([row for rows, _, _ in mine for row in rows], dtype=float)
        values[cell.arm, cell.point] = {name: columns[:, k] for k, name in enumerate(spec.outcomes)}
    failures = tuple(failure for _, some, _ in done for failure in some)
    return Result(study, quick, shows, seeds, values, compared(spec, values), failures, sum(spent for *_, spent in done))


def _pace(study: Study, seed: int, shows: int) -> float:
    """CPU seconds of a play, by one that is not kept (after one show to warm up)."""
    cell = study.cells[0]
    play_chunk((cell, (seed,), 1 if shows == 1 else 2, study.spec.outcomes))
    start = time.process_time()
    play_chunk((cell, (seed,), shows, study.spec.outcomes))
    return time.process_time() - start


def play_chunk(job: Job) -> Rows:
    """The outcomes of some seeds of a cell (NaN where undefined), failures, and the CPU seconds they took."""
    cell, seeds, shows, outcomes = job
    start = time.process_time()  # told to people, of no effect on results
    rows, failures = [], []
    for seed in seeds:
        try:
            found = play_outcomes(cell.scenario, cell.scheme, cell.levels, seed, shows, outcomes)
        except Exception:
            found = {}
            failures.append(Failure(cell.arm, cell.point, seed, traceback.format_exc()))
        rows.append([float(found.get(name, NAN)) for name in outcomes])
    return rows, failures, time.process_time() - start
