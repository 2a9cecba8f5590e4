"""Every play of an audit, once: profiles and schemes by content, the same seeds for all of them."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.audit.conduct import Profile, fixed
from experiments.replicate import cores, end_with
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme
    from environment.season import Season

Floats = NDArray[np.float64]
Flow = tuple[str, str, str]  # payer, payee, clause
WORTH_A_POOL = 60  # shows; with fewer, starting processes does not pay
_scenario: Scenario | None = None  # what a worker process plays


@dataclass(frozen=True, slots=True)
class Play:
    """What is played: a scheme, everybody's conduct, and how many shows in a row."""

    scheme: Scheme
    profile: Profile
    shows: int = 1


@dataclass(frozen=True, slots=True)
class Take:
    """One play under one seed: CNY per show of every party, faults of the ledger, and postings of the first show."""

    profit: dict[str, float]
    ledger_sum: int
    books: dict[Flow, int] | None  # (payer, payee, clause) -> cents


@dataclass(frozen=True)
class Plays:
    """Results of all plays: ``profit[play]`` has shape (seeds, parties), CNY per show."""

    parties: tuple[str, ...]
    seeds: tuple[int, ...]
    profit: Mapping[Play, Floats]
    books: Mapping[Play, tuple[dict[Flow, int], ...]]
    ledger_sum: int  # largest absolute sum of a ledger, cents

    def of(self, play: Play, party: str) -> Floats:
        """CNY per show of one party, a value per seed."""
        found: Floats = self.profit[play][:, self.parties.index(party)]
        return found

    def by_side(self, play: Play, sides: Mapping[str, str], players: Sequence[str]) -> Floats:
        """(seeds, players): CNY per show summed over the parties of each player."""
        member = np.array([[sides[party] == player for player in players] for party in self.parties], dtype=float)
        found: Floats = self.profit[play] @ member
        return found


def play_all(
    scenario: Scenario, plays: Iterable[Play], seeds: Sequence[int], *, books: Collection[Play] = (),
    workers: int | Literal["auto"] = "auto",
) -> Plays:  # fmt: skip
    """Play each of ``plays`` under each of ``seeds``; equal plays are played once, whatever they are for.

    ``books`` are plays whose postings are kept. The result does not depend on ``workers``. A progress bar shows on a
    terminal after two seconds.
    """
    jobs = [(play, play in books) for play in dict.fromkeys(plays)]
    shows = len(seeds) * sum(play.shows for play, _ in jobs)
    count = (cores() if shows > WORTH_A_POOL else 1) if workers == "auto" else workers
    bar = _bar(shows)
    with bar:
        if count == 1:
            rows = []
            for play, wanted in jobs:
                rows.append(_play(scenario, play, seeds, wanted))
                bar.update(len(seeds) * play.shows)
        else:
            rows = _pool(scenario, jobs, seeds, count, bar)
    parties = tuple(rows[0][0].profit)
    return Plays(
        parties=parties,
        seeds=tuple(seeds),
        profit={
            play: np.array([[take.profit[party] for party in parties] for take in takes])
            for (play, _), takes in zip(jobs, rows, strict=True)
        },
        books={
            play: tuple(take.books for take in takes if take.books is not None)
            for (play, wanted), takes in zip(jobs, rows, strict=True)
            if wanted
        },
        ledger_sum=max(abs(take.ledger_sum) for takes in rows for take in takes),
    )


def _bar(total: int):  # type: ignore[no-untyped-def]  # tqdm publishes no types
    from tqdm import tqdm

    return tqdm(total=total, delay=2, unit="show", leave=False, disable=not sys.stderr.isatty())


def _pool(
    scenario: Scenario, jobs: Sequence[tuple[Play, bool]], seeds: Sequence[int], workers: int,
    bar: object,
) -> list[list[Take]]:  # fmt: skip
    """A process plays one job under all seeds at a time, so that what is prepared for a profile is prepared once."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(scenario,)) as pool:
        futures: dict[Future[list[Take]], int] = {
            pool.submit(_play_job, play, tuple(seeds), wanted): len(seeds) * play.shows for play, wanted in jobs
        }
        try:
            for future in as_completed(futures):
                future.result()
                bar.update(futures[future])  # type: ignore[attr-defined]
        except BrokenProcessPool as error:
            raise UserError(
                "audit: a worker process died (killed, or out of memory); allowed: fewer workers, such as --workers 1"
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return [future.result() for future in futures]


def _prepare(scenario: Scenario) -> None:
    """Start of a worker: remember the scenario; leave Ctrl-C to the parent; end when the parent is gone."""
    import signal
    import threading

    global _scenario
    _scenario = scenario
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def _play_job(play: Play, seeds: Sequence[int], wanted: bool) -> list[Take]:
    assert _scenario is not None
    return _play(_scenario, play, seeds, wanted)


def _play(scenario: Scenario, play: Play, seeds: Sequence[int], wanted: bool) -> list[Take]:
    from environment.season import play_season

    takes = []
    for seed in seeds:
        try:
            season = play_season(scenario, play.scheme, seed, play.shows, fixed=fixed(play.profile))
        except Exception as error:
            error.add_note(f"in the audit, scheme {play.scheme.name}, seed {seed}")
            raise
        mean = {party: float(np.sum(values)) / play.shows for party, values in season.profit.items()}
        takes.append(Take(mean, season.conservation["ledger_sum"], _books(season) if wanted else None))
    return takes


def _books(season: Season) -> dict[Flow, int]:
    """Postings of the first show by payer, payee and clause, cents."""
    found: dict[Flow, int] = {}
    rows = season.first.tables["ledger"]
    for payer, payee, clause, cents in zip(rows["payer"], rows["payee"], rows["clause"], rows["cents"], strict=True):
        key = (str(payer), str(payee), str(clause))
        found[key] = found.get(key, 0) + int(cents)
    return found
