"""What every rule of encounter shares: how it is set up, played through, and stepped by hand.

A rule is a class with one generator method, :meth:`Rule.play`, that asks parties through the
:class:`~protocols.rules.table.Table`, yields after every act, and returns the result. :meth:`Rule.run` plays
it through; :meth:`Rule.start` gives a :class:`Session` to step by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.table import Ended, Play, Table
from protocols.transcript import TABLE, Message, Transcript
from protocols.types import Result, Seat


class Session:
    """One encounter under way. :meth:`step` moves it by one act; ``result`` is None until it has ended."""

    def __init__(self, table: Table, play: Play) -> None:
        self.table = table
        self.result: Result | None = None
        self._play = play

    def step(self) -> Message | None:
        """Play one act and return the last message of it; None when ended or when a person has yet to
        move."""
        said = len(self.table.rows)
        self._advance()
        return self.transcript[-1] if len(self.table.rows) > said else None

    def finish(self) -> Result:
        """Play to the end. A party that is still waiting for a person's move is an error here."""
        self._advance(to_end=True)
        if self.result is None:
            raise RuntimeError(f"{self.table.waiting_for} waits for a person's move: use step() and give it one")
        return self.result

    def _advance(self, to_end: bool = False) -> None:
        """Play one act, or ``to_end`` all acts until one waits for a person."""
        if self.result is None:
            try:
                next(self._play)
                while to_end and not self.table.waiting_for:
                    next(self._play)
            except StopIteration as end:
                self.result = end.value
            except Ended as end:
                self.result = end.result

    @property
    def waiting_for(self) -> str:
        """The party that waits for a person's move, or ""."""
        return self.table.waiting_for

    @property
    def transcript(self) -> Transcript:
        """Everything said so far."""
        return self.table.transcript()


class Rule:
    """A rule of encounter over an outcome space: ``rounds`` at most, seat ``first`` begins."""

    name: ClassVar[str] = ""
    seats: ClassVar[tuple[int, int | None]] = (2, None)  # fewest and most parties

    def __init__(self, space: OutcomeSpace, rounds: int = 20, first: int = 0) -> None:
        if rounds < 1:
            raise UserError(f"{self.name}: found {rounds} rounds, allowed at least 1")
        self.space = space
        self.rounds = int(rounds)
        self.first = int(first)

    def play(self, table: Table) -> Play:
        """The rule itself: ask, record, yield after each act, return the result."""
        raise NotImplementedError

    def start(self, parties: Sequence[Seat], rng: np.random.Generator) -> Session:
        """Seat the parties, reset their strategies, and give the session to step."""
        self._check(parties)
        for seat in parties:
            seat.check(self.space)
        unready = _reset(parties)
        table = self.table(parties, rng)
        return Session(table, self._guarded(table, unready))

    def run(self, parties: Sequence[Seat], rng: np.random.Generator) -> Result:
        """Play the encounter to its end."""
        return self.start(parties, rng).finish()

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        """The table at which this rule is played: open, with ``rounds`` rounds."""
        return Table(self.space, parties, self.rounds, rng)

    def _guarded(self, table: Table, unready: tuple[int, Exception] | None) -> Play:
        """A party that is not ready, or has nothing worth having, ends the encounter before it begins."""
        if unready is not None:
            return table.unready(*unready)
        for k, view in enumerate(table.views):
            if view.best < view.reservation and self.needs(table, k):
                return table.broken("no_feasible_outcome", k, "every outcome is worth less to it than no deal")
        return (yield from self.play(table))

    def needs(self, table: Table, k: int) -> bool:
        """Whether the encounter is over before it begins when seat ``k`` finds no outcome worth having."""
        return True

    def order(self, n: int) -> list[int]:
        """Speaking order: ``first``, then the others as seated, round the table."""
        return [(self.first + k) % n for k in range(n)]

    def _check(self, parties: Sequence[Seat]) -> None:
        low, high = self.seats
        n = len(parties)
        if n < low or (high is not None and n > high):
            allowed = f"{low}" if high == low else f"{low} or more" if high is None else f"{low} to {high}"
            raise UserError(f"{self.name}: found {n} parties, allowed {allowed}")
        names = [seat.name for seat in parties]
        if len(set(names)) < n or TABLE in names:
            raise UserError(f"{self.name}: found party names {names}, allowed different names other than {TABLE!r}")
        if not 0 <= self.first < n:
            raise UserError(f"{self.name}: found first = {self.first}, allowed 0 to {n - 1}")


def _reset(parties: Sequence[Seat]) -> tuple[int, Exception] | None:
    """Have every party start afresh; the first seat that could not, and why."""
    for k, seat in enumerate(parties):
        try:
            seat.strategy.reset()
        except MemoryError:  # as in Table: the play has failed, not the party
            raise
        except Exception as error:
            return k, error
    return None
