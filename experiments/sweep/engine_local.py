"""The local engine: processes of this machine, each with a pipe of its own, so that a death concerns nobody else.

No lock and no queue is shared between workers. The pools of the standard library and of Pebble share both, and break when
a worker is killed while it starts or reads its task (Pebble 5.2: in 9 of 12 tries with random kills).
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from experiments.pool import cores, end_with, interrupts_later
from experiments.sweep.engines import Ended
from experiments.sweep.journal import read_journal
from experiments.sweep.work import Base, Task, play_chunk

GRACE_S = 30.0  # beyond the limits of all its runs, a chunk is taken for lost: workers keep their limits themselves


@dataclass(slots=True)
class Job:
    """A chunk on its way."""

    ticket: int
    base: Base
    tasks: Sequence[Task]
    journal: Path

    @property
    def limit(self) -> float:
        return float("inf") if self.base.seconds is None else self.base.seconds * len(self.tasks) + GRACE_S


@dataclass(slots=True)
class Worker:
    """A process, our end of its pipe, what it works on until when, and the ``token`` of the base it has."""

    process: BaseProcess
    pipe: Connection
    job: Job | None = None
    until: float = float("inf")
    token: str = ""

    def give(self, job: Job) -> None:
        """Send a job; if the worker is gone, :meth:`answer` will say so."""
        known, self.token = self.token == job.base.token, job.base.token
        self.job, self.until = job, time.monotonic() + job.limit
        try:
            self.pipe.send((None if known else job.base, job.tasks, job.journal))
        except OSError:
            self.process.join()

    def answer(self) -> Ended | None:
        """What the worker sent, or how it died; None if neither. An :class:`OSError` it sent is raised."""
        assert self.job is not None
        try:
            if self.pipe.poll():
                sent = self.pipe.recv()
                if isinstance(sent, BaseException):
                    raise sent
                return Ended(self.job.ticket, tuple(sent))
        except (EOFError, ConnectionError):  # it died over its answer
            self.process.join()
        if not self.process.is_alive():
            return Ended(self.job.ticket, death=_how(self.process.exitcode or 0), notes=read_journal(self.job.journal))
        if time.monotonic() > self.until:
            self.end()
            return Ended(self.job.ticket, death="the worker process hung", hung=True, notes=read_journal(self.job.journal))
        return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Local:
    """Worker processes by ``spawn``; one that died is replaced when there is work for it."""

    def __init__(self, workers: int | None) -> None:
        self.workers = workers or cores()
        self._context = multiprocessing.get_context("spawn")
        self._crew: list[Worker] = []
        self._queue: deque[Job] = deque()

    def submit(self, ticket: int, base: Base, tasks: Sequence[Task], journal: Path) -> None:
        self._queue.append(Job(ticket, base, tasks, journal))
        self._assign()

    def collect(self, timeout: float) -> list[Ended]:
        busy = [worker for worker in self._crew if worker.job is not None]
        wait([each for worker in busy for each in (worker.pipe, worker.process.sentinel)], timeout)
        found = []
        for worker in busy:
            ended = worker.answer()
            if ended is not None:
                found.append(ended)
                worker.job = None
        self._assign()
        return found

    def _assign(self) -> None:
        """Give what waits to workers that are free, starting them as needed."""
        for worker in [each for each in self._crew if each.job is None and not each.process.is_alive()]:
            worker.end()
            self._crew.remove(worker)
        while self._queue:
            free = next((worker for worker in self._crew if worker.job is None), None)
            if free is None:
                if len(self._crew) >= self.workers:
                    return
                self._crew.append(free := self._hire())
            free.give(self._queue.popleft())

    def _hire(self) -> Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        with interrupts_later():
            process.start()
        theirs.close()  # so that our end notices when the worker is gone
        return Worker(process, ours)

    def close(self) -> None:
        self._queue.clear()
        for worker in self._crew:
            worker.end()
        self._crew.clear()


def _serve(pipe: Connection) -> None:
    """A worker: play chunk after chunk. It leaves Ctrl-C to the driver and ends when the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    base: Base | None = None
    while True:
        try:
            news, tasks, journal = pipe.recv()
        except EOFError:
            return
        base = news or base
        assert base is not None
        try:
            answer: object = play_chunk(base, tasks, journal)
        except OSError as error:  # its notes could not be written
            answer = error
        pipe.send(answer)


def _how(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"the worker process ended with exit code {code}"
    try:
        return f"the worker process got {signal.Signals(-code).name}"
    except ValueError:
        return f"the worker process got signal {-code}"
