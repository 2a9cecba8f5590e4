"""Where chunks are played: the interface of an engine, and the one that needs nothing but this machine."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

from experiments.replicate import cores, end_with
from experiments.sweep.journal import Outcome
from experiments.sweep.work import Base, Task, play_chunk
from protocols.errors import UserError

GRACE_S = 30.0  # beyond the limits of all its runs, a chunk is taken for lost


class Engine(Protocol):
    """Plays chunks somewhere. ``journals``: whether its workers write where the driver can read."""

    workers: int
    journals: bool

    def submit(self, base: Base, tasks: Sequence[Task], journal: Path | None) -> Future[list[Outcome]]:
        """Begin a chunk."""
        ...

    def death(self, error: BaseException) -> str | None:
        """How the worker died, if that is what ``error`` of a chunk means."""
        ...

    def close(self) -> None:
        """Stop all work."""
        ...


class Local:
    """Processes of this machine, by the Pebble library: a worker that dies or hangs is reported and replaced."""

    journals = True

    def __init__(self, workers: int | None) -> None:
        from pebble import ProcessPool

        self.workers = workers or cores()
        context: Any = multiprocessing.get_context("spawn")
        self._pool: Any = ProcessPool(self.workers, initializer=_prepare, context=context)

    def submit(self, base: Base, tasks: Sequence[Task], journal: Path | None) -> Future[list[Outcome]]:
        limit = None if base.seconds is None else base.seconds * len(tasks) + GRACE_S
        future: Future[list[Outcome]] = self._pool.schedule(play_chunk, args=(base, tasks, journal), timeout=limit)
        return future

    def death(self, error: BaseException) -> str | None:
        from pebble import ProcessExpired

        if isinstance(error, ProcessExpired):
            code = error.exitcode
            return f"the worker process ended with exit code {code}" if code >= 0 else f"the worker process got {_signal(-code)}"
        return "the worker process hung" if isinstance(error, TimeoutError) else None

    def close(self) -> None:
        self._pool.stop()
        self._pool.join()


def open_engine(name: str, workers: int | None) -> Engine:
    """The engine called ``name``: ``local``, ``dask`` (here), or ``dask:ADDRESS`` of a scheduler."""
    kind, _, address = name.partition(":")
    if kind == "local" and not address:
        return Local(workers)
    if kind == "dask":
        from experiments.sweep.engine_dask import Dask

        return Dask(address, workers)
    raise UserError(f"--engine {name}: found '{name}', allowed: local, dask, dask:ADDRESS (of a dask scheduler)")


def _prepare() -> None:
    """Start of a worker: leave Ctrl-C to the driver; end when the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
