"""What a worker does: play the runs of a chunk one by one, each within its limits, and note each as it ends."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.sweep.journal import Journal, Outcome, trace_of

if TYPE_CHECKING:
    from environment import Scenario, Scheme
    from experiments.sweep.design import Run

    Model = Callable[..., Mapping[str, float]]

NAN = float("nan")
OURS = "experiments.sweep.work:play_outcomes"
_LONGEST = 20_000  # characters kept of a traceback: a message may quote a whole table
_KEEP = 8  # worlds and schemes of design points that a worker remembers
_bases: dict[str, Base] = {}


@dataclass(frozen=True)
class Base:
    """What all runs of a sweep share; ``token`` names it, so that a worker keeps what it prepared between chunks.

    ``model`` is "module:function", called like :func:`play_outcomes`; ``seconds`` and ``memory_mb`` limit a run.
    """

    token: str
    scenarios: Mapping[str, Scenario]
    schemes: Mapping[str, Scheme]
    shows: int
    outcomes: tuple[str, ...]
    model: str = OURS
    seconds: float | None = None
    memory_mb: int | None = None
    _worlds: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def world(self, run: Run, values: Mapping[str, Any]) -> tuple[Scenario, Scheme, dict[str, dict[str, float]]]:
        """Scenario, scheme and dispositions of a run with its design point applied."""
        from experiments.sweep.apply import scheme_with, split

        scenario, scheme, levels = split(values)
        made = self._kept(  # by the values: the worker of a cluster may serve the same worlds with other points later
            f"{run.variant}\n{scenario!r}",
            lambda: self.scenarios[run.variant].with_overrides(scenario) if scenario else self.scenarios[run.variant],
        )
        terms = self._kept(
            f"{run.scheme}\n{scheme!r}\nscheme",
            lambda: scheme_with(self.schemes[run.scheme], scheme) if scheme else self.schemes[run.scheme],
        )
        return made, terms, levels

    def _kept(self, key: str, make: Callable[[], Any]) -> Any:
        if key not in self._worlds:
            if len(self._worlds) >= _KEEP:
                del self._worlds[next(iter(self._worlds))]
            self._worlds[key] = make()
        return self._worlds[key]


Task = tuple["Run", dict[str, Any]]  # a run, and its value of every parameter


def play_chunk(base: Base, tasks: Sequence[Task], journal: Path | None = None) -> list[Outcome]:
    """Outcomes of the runs in order. With ``journal`` each is written there as it ends, in case this process dies."""
    if base.token not in _bases:
        _bases.clear()
        _bases[base.token] = base
    kept = _bases[base.token]
    _warm_up(kept.model)
    outcomes = []
    with Journal(journal, kept.outcomes) as notes, _memory(kept.memory_mb):
        for run, values in tasks:
            notes.begin(run.id)
            outcomes.append(_play(kept, run, values, journal))
            notes.end(outcomes[-1])
    return outcomes


def _warm_up(model: str) -> None:
    """Import what the model needs, so that no run pays for it in time or memory. What fails here fails in every run."""
    ours = ("environment.world", "environment.tables", "environment.season.play")
    needed = ("experiments.sweep.apply", *(ours if model == OURS else (model.partition(":")[0],)))
    with contextlib.suppress(Exception):
        for module in needed:
            importlib.import_module(module)


def _play(base: Base, run: Run, values: Mapping[str, Any], journal: Path | None) -> Outcome:
    start = time.perf_counter()
    try:
        with _deadline(base.seconds, journal):
            module, _, name = base.model.partition(":")
            model: Model = getattr(importlib.import_module(module), name)
            with _own_process(), np.errstate(), contextlib.redirect_stdout(sys.stderr):  # results alone go to stdout
                found = model(*base.world(run, values), run.seed, base.shows, base.outcomes)
            numbers = [float(found.get(name, NAN)) for name in base.outcomes]
    except MemoryError:
        limit = "all there was" if base.memory_mb is None else f"more than {base.memory_mb} MiB"
        return Outcome(run.id, time.perf_counter() - start, [], "memory", f"{limit}\n{_trace()}")
    except BaseException as error:  # sys.exit() is no end for a worker; Ctrl-C comes only to who plays without workers
        if not isinstance(error, (Exception, SystemExit)) and multiprocessing.parent_process() is None:
            raise
        return Outcome(run.id, time.perf_counter() - start, [], "raised", _trace())
    return Outcome(run.id, time.perf_counter() - start, numbers)


@contextlib.contextmanager
def _own_process() -> Iterator[None]:
    """End a child process that the block forked and let go on: it would answer a second time in the name of this one."""
    mine = os.getpid()
    try:
        yield
    finally:
        if os.getpid() != mine:
            os._exit(0)


def _trace() -> str:
    text = traceback.format_exc()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}\n…\n{text[-_LONGEST // 2 :]}"


def play_outcomes(
    scenario: Scenario, scheme: Scheme, levels: Mapping[str, Mapping[str, float]], seed: int, shows: int, names: Sequence[str]
) -> dict[str, float]:
    """Outcome -> value of one play; undefined ones are left out. A ledger that does not close is an error."""
    from environment.playing import play
    from environment.records import Show
    from experiments.sweep.outcomes import of_season, of_show

    played = play(scenario, scheme, seed, shows, dispositions=levels or None)
    if any(played.conservation.values()):
        raise RuntimeError(f"the books do not close: {played.conservation}")
    return of_show(played, names) if isinstance(played, Show) else of_season(played)


@contextlib.contextmanager
def _deadline(seconds: float | None, journal: Path | None) -> Iterator[None]:
    """End this process when the block takes longer, wherever it hangs; leave a traceback beside the journal."""
    if seconds is None:
        yield
        return
    with contextlib.ExitStack() as stack:
        if journal is None:
            faulthandler.dump_traceback_later(seconds, exit=True)
        else:
            file = stack.enter_context(trace_of(journal).open("w", encoding="utf-8"))
            faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _memory(limit_mb: int | None) -> Iterator[None]:
    """Let this process take ``limit_mb`` MiB more of address space than it has now; beyond it, MemoryError."""
    if limit_mb is None:
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + limit_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (wanted if before[1] == resource.RLIM_INFINITY else min(wanted, before[1]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
