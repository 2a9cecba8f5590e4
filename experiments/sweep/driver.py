"""The driver: hands out chunks, takes in outcomes, and finds the culprit when a worker dies."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiments.sweep.design import Design, Run
from experiments.sweep.engines import Ended, Engine
from experiments.sweep.files import refused
from experiments.sweep.journal import Outcome
from experiments.sweep.store import Store
from experiments.sweep.work import Base
from protocols.errors import UserError

PILOT = 3  # runs of a worker's first chunk; the first that comes back is the measure of time
CHUNK_S = 0.5  # work in a chunk, about
LONGEST = 500  # runs in a chunk
FLUSH_S = 1.0  # between writes to disk
PATIENCE = 10  # deaths in a row of workers that had begun nothing


@dataclass(frozen=True, slots=True)
class Chunk:
    """Runs that are out, and where their worker takes notes."""

    runs: tuple[Run, ...]
    journal: Path


@dataclass
class Driver:
    """Plays ``pending`` on ``engine`` into ``store``.

    ``paced`` is called once with the seconds of a run, measured on the pilot; ``moved`` after each chunk with the number
    of runs that ended and of those that failed.
    """

    store: Store
    engine: Engine
    base: Base
    paced: Callable[[float], None] = lambda _: None
    moved: Callable[[int, int], None] = lambda *_: None
    _flying: dict[int, Chunk] = field(default_factory=dict)  # by ticket
    _todo: deque[Run] = field(default_factory=deque)
    _alone: deque[Run] = field(default_factory=deque)  # runs that go without company, after a death
    _suspects: set[str] = field(default_factory=set)
    _count: int = 0
    _idle_deaths: int = 0
    _pace: float = 0.0  # seconds of a run, moving average
    _paced: bool = False
    _flushed: float = 0.0

    @property
    def design(self) -> Design:
        return self.store.design

    @property
    def journals(self) -> Path:
        """Where workers take notes, wherever a run may have led them meanwhile."""
        return self.store.folder.absolute() / "journal"

    def play(self, pending: Sequence[Run]) -> None:
        """Play all; what has ended is on disk even if this is interrupted."""
        self._todo.extend(pending)
        self._flushed = time.monotonic()
        try:
            while self._todo or self._alone or self._flying:
                self._send()
                for ended in self._collect():
                    self._land(ended, self._flying.pop(ended.ticket))
                if time.monotonic() - self._flushed > FLUSH_S:
                    self.store.flush()
                    self._flushed = time.monotonic()
        finally:
            self.store.flush()

    def _collect(self) -> list[Ended]:
        try:
            return self.engine.collect(FLUSH_S)
        except OSError as error:  # a worker could not write its notes
            raise refused(self.store.folder, error) from error

    def _send(self) -> None:
        """Keep two chunks a worker on the way; until the first is back, one: the pilot."""
        most = (2 if self._pace else 1) * self.engine.workers
        while len(self._flying) < most and (self._todo or self._alone):
            if self._alone:
                runs = [self._alone.popleft()]
            else:
                runs = [self._todo.popleft() for _ in range(min(self._size(), len(self._todo)))]
            self._count += 1
            chunk = Chunk(tuple(runs), self.journals / f"{self.store.label}-{self._count:07d}.jsonl")
            tasks = [(run, self.design.values(run)) for run in runs]
            self._flying[self._count] = chunk
            self.engine.submit(self._count, self.base, tasks, chunk.journal)

    def _size(self) -> int:
        fair = -(-len(self._todo) // (2 * self.engine.workers))
        return max(1, min(int(CHUNK_S / self._pace) if self._pace else PILOT, LONGEST, fair))

    def _land(self, ended: Ended, chunk: Chunk) -> None:
        if ended.death:
            self._bury(chunk, ended)
        else:
            self._idle_deaths = 0
            self._take(ended.outcomes, chunk)

    def _take(self, outcomes: Sequence[Outcome], chunk: Chunk) -> None:
        self.store.add(outcomes, chunk.journal)
        if not outcomes:
            return
        took = [max(each.seconds, 1e-6) for each in outcomes if not each.why]
        if took and not self._paced:
            self._paced = True
            self._pace = took[-1]  # the first ones warm up
            self.paced(self._pace)
        self._pace = 0.7 * self._pace + 0.3 * sum(took) / len(took) if took else self._pace or CHUNK_S
        self.moved(len(outcomes), sum(bool(o.why) for o in outcomes))

    def _bury(self, chunk: Chunk, of: Ended) -> None:
        """A worker died: keep what it had finished, find the run it died of, send out the others again.

        A run that was cut off by a kill gets a second chance, alone: it may have been the innocent victim of one.
        """
        notes = of.notes
        ended = {each.id for each in notes.outcomes}
        found = list(notes.outcomes)
        for run in reversed([each for each in chunk.runs if each.id not in ended]):
            if run.id == notes.begun:
                found += self._cut_off(run, of)
            else:
                self._todo.appendleft(run)
        self._idle_deaths = 0 if ended or notes.begun else self._idle_deaths + 1
        if self._idle_deaths > PATIENCE:
            raise UserError(f"sweep: found workers that die before they begin ({of.death}), allowed: see that one can start")
        self._take(found, chunk)

    def _cut_off(self, run: Run, of: Ended) -> list[Outcome]:
        trace = of.notes.trace
        if trace or of.hung:
            limit = f"more than {self.base.seconds:g} s" if self.base.seconds else "no end"
            return [Outcome(run.id, 0.0, [], "time", f"{limit}\n{trace or of.death}")]
        if run.id in self._suspects:
            return [Outcome(run.id, 0.0, [], "killed", of.death)]
        self._suspects.add(run.id)
        self._alone.append(run)
        return []
