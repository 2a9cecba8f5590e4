"""Where chunks are played: the interface of an engine, and what each answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from experiments.sweep.journal import Notes, Outcome
from experiments.sweep.work import Base, Task
from protocols.errors import UserError


@dataclass(frozen=True, slots=True)
class Ended:
    """A chunk that came back: its ``outcomes``; or how its worker died, and the ``notes`` it left.

    ``hung``: it was ended for taking too long.
    """

    ticket: int
    outcomes: tuple[Outcome, ...] = ()
    death: str = ""
    hung: bool = False
    notes: Notes = Notes()


class Engine(Protocol):
    """Plays chunks somewhere."""

    workers: int

    def submit(self, ticket: int, base: Base, tasks: Sequence[Task], journal: Path) -> None:
        """Take a chunk; ``ticket`` names it, notes go to ``journal`` if its worker can write there."""
        ...

    def collect(self, timeout: float) -> list[Ended]:
        """What has come back, waiting up to ``timeout`` seconds for the first. An error that is no run's own is raised."""
        ...

    def close(self) -> None:
        """Stop all work."""
        ...


def open_engine(name: str, workers: int | None) -> Engine:
    """The engine called ``name``: ``local``, ``dask`` (here), or ``dask:ADDRESS`` of a scheduler."""
    kind, _, address = name.partition(":")
    if kind == "local" and not address:
        from experiments.sweep.engine_local import Local

        return Local(workers)
    if kind == "dask":
        from experiments.sweep.engine_dask import Dask

        return Dask(address, workers)
    raise UserError(f"--engine {name}: found '{name}', allowed: local, dask, dask:ADDRESS (of a dask scheduler)")
