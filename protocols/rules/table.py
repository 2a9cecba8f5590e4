"""The table of an encounter: seats, what each sees, and the record; rules talk to parties only through it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np

from protocols.outcomes import OutcomeSpace
from protocols.transcript import TABLE, Performative, Row, Transcript
from protocols.types import (
    ACCEPT,
    Agreement,
    Breakdown,
    History,
    Offer,
    Response,
    Result,
    Seat,
    View,
    Waiting,
)  # fmt: skip

_NEVER = -np.inf  # the utility of what a party cannot carry out
_LONGEST = 2000  # characters of what a party gave, on the record
_LATER = object()  # the answer of a person who has yet to move

Play: TypeAlias = Generator[None, None, Result]
T = TypeVar("T")


class Ended(Exception):
    """Carries the breakdown that ends an encounter from deep inside a rule."""

    def __init__(self, result: Breakdown) -> None:
        super().__init__(result.reason)
        self.result = result


def _shown(thing: object, how: Callable[[object], str] = repr) -> str:
    """What a party gave, in words that any file takes."""
    try:
        text = how(thing)
    except Exception:
        text = "something that cannot be shown"
    return text[:_LONGEST].encode(errors="backslashreplace").decode()


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {_shown(error, str)}"


class _Streams:
    """One random stream per seat and one for the rule, split off when first asked for. (Views hold on to this rather than
    to their table: what holds nothing that holds it is freed as soon as nobody needs it.)"""

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        self._rng, self._count = rng, count
        self._streams: list[np.random.Generator] = []

    def of(self, k: int) -> np.random.Generator:
        if not self._streams:
            self._streams = self._rng.spawn(self._count)
        return self._streams[k]


class Table:
    """Seats, their views, and the record of one encounter.

    Offers are public unless ``sealed``; then each party sees its own, and those whose numbers are in
    ``readers`` all.
    """

    def __init__(
        self, space: OutcomeSpace, seats: Sequence[Seat], n_rounds: int, rng: np.random.Generator,
        sealed: bool = False, readers: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.space = space
        self.seats = tuple(seats)
        self.names = tuple(seat.name for seat in seats)
        self.n_rounds = n_rounds
        self.offers: list[Offer] = []
        self.rows: list[Row] = []
        self.round = 0
        self.period = 0  # of discounting
        self.waiting_for = ""  # the party whose person has yet to move
        self._luck = _Streams(rng, len(self.seats) + 1)
        own = {k: [] if sealed and k not in readers else self.offers for k in range(len(self.seats))}
        self._own = own if sealed else {}
        self._facing: dict[tuple[int, str], View] = {}
        self.views = tuple(
            View(seat, space, self.names, n_rounds, History(own[k]), partial(self._luck.of, k))
            for k, seat in enumerate(self.seats)
        )

    def clock(self, round_: int, time: float | None = None) -> None:
        """Start ``round_``; time runs from 0 in the first to 1 in the last round unless given."""
        self.round = round_
        if time is None:
            time = round_ / (self.n_rounds - 1) if self.n_rounds > 1 else 1.0
        for view in self.views if not self._facing else (*self.views, *self._facing.values()):
            view.round, view.time = round_, time

    def say(self, who: str, act: Performative, outcome: int | None = None, reason: str = "") -> None:
        """Put a message on the record."""
        self.rows.append((self.round, who, act, outcome, reason))

    def propose(self, k: int) -> Generator[None, None, int | None]:
        """Ask seat ``k`` for an offer and record it; None (nothing recorded) when it has none to make."""
        view, question = self.views[k], self.seats[k].strategy.propose
        view.period = self.period
        offer = self._put_to(k, question, view)
        while offer is _LATER:
            yield
            offer = self._put_to(k, question, view)
        return None if offer is None else self.put(k, offer)

    def put(self, k: int, offer: int) -> int:
        """Check and record an offer by seat ``k``."""
        if not isinstance(offer, (int, np.integer)) or offer is True or offer is False or not 0 <= offer < self.space.size:
            raise self.ended("party_failed", k, f"it offered {_shown(offer)}, which is no outcome of this space")
        if self.seats[k].utility.item(offer) == _NEVER:
            raise self.ended("party_failed", k, "it offered an outcome that it cannot carry out")
        row = (self.round, self.names[k], int(offer))
        self.offers.append(row)
        if self._own and self._own[k] is not self.offers:
            self._own[k].append(row)
        self.say(self.names[k], Performative.PROPOSE, row[2])
        return row[2]

    def respond(self, k: int, offer: int, partner: str = "") -> Generator[None, None, Response]:
        """Ask seat ``k`` for its answer to ``offer`` (in a deal with ``partner`` if named); nothing is
        recorded."""
        view, question = self.facing(k, partner) if partner else self.views[k], self.seats[k].strategy.respond
        view.period = self.period
        answer = self._put_to(k, question, view, offer)
        while answer is _LATER:
            yield
            answer = self._put_to(k, question, view, offer)
        if answer is ACCEPT and view.utility[offer] == _NEVER:
            raise self.ended("party_failed", k, "it accepted an outcome that it cannot carry out")
        if not isinstance(answer, Response):
            raise self.ended("party_failed", k, f"it answered {_shown(answer)} instead of a Response")
        return answer

    def facing(self, k: int, partner: str) -> View:
        """The view of seat ``k`` with the utilities of a deal with ``partner``; aspirations look at all
        partners."""
        seat = self.seats[k]
        if partner not in seat.with_partner:
            return self.views[k]
        if (k, partner) not in self._facing:
            there = replace(seat, utility=seat.with_partner[partner], with_partner={})
            there.check(self.space)
            base = self.views[k]
            view = View(there, self.space, self.names, self.n_rounds, base.history, partial(self._luck.of, k))
            view.round, view.time = base.round, base.time
            view.best = max(float(np.max(utility)) for utility in seat.with_partner.values())
            self._facing[k, partner] = view
        return self._facing[k, partner]

    def ask(self, k: int, question: Callable[..., T], *args: object, view: View | None = None) -> Generator[None, None, T]:
        """Put ``question`` to seat ``k`` with its view; wait for a person; end the encounter if it raises."""
        seen = self.views[k] if view is None else view
        answer = self._put_to(k, question, seen, *args)
        while answer is _LATER:
            yield
            answer = self._put_to(k, question, seen, *args)
        return cast(T, answer)

    def _put_to(self, k: int, question: Callable[..., Any], view: View, *args: object) -> Any:
        """The answer of seat ``k`` to ``question``, ``_LATER`` while a person has yet to give it."""
        try:
            answer = question(view, *args)
        except Waiting:
            self.waiting_for = self.names[k]
            return _LATER
        except MemoryError:  # says nothing of the party, and comes elsewhere on another machine: the play has failed
            raise
        except Exception as error:
            raise self.ended("party_failed", k, _said(error)) from error
        self.waiting_for = ""
        return answer

    def unready(self, k: int, error: Exception) -> Breakdown:
        """The breakdown of an encounter that ends before it begins: seat ``k`` could not start afresh."""
        return self.broken("party_failed", k, _said(error))

    def chance(self) -> np.random.Generator:
        """The rule's own random stream, apart from the parties'."""
        return self._luck.of(len(self.seats))

    def agree(
        self, outcome: int, parties: Sequence[str] | None = None, *, shares: Mapping[str, int] | None = None,
        payments: Mapping[str, float] | None = None, utilities: Mapping[str, float] | None = None,
    ) -> Agreement:  # fmt: skip
        """The deal on ``outcome`` among ``parties`` (everybody unless given)."""
        bound = self.names if parties is None else tuple(parties)
        worth = {
            seat.name: float(seat.utility[outcome]) * seat.discount**self.period
            if seat.name in bound
            else float(seat.reservation)
            for seat in self.seats
        }
        worth.update(utilities or {})
        return Agreement(
            outcome, self.space.point(outcome), self.round + 1, self.transcript(), tuple(self.offers), worth,
            bound, dict(shares or {}), dict(payments or {}),
        )  # fmt: skip

    def broken(self, reason: str, k: int | None = None, detail: str = "") -> Breakdown:
        """The breakdown for ``reason``, brought about by seat ``k``, with the message that says so."""
        party = None if k is None else self.names[k]
        act = Performative.FAILURE if reason == "party_failed" else Performative.REFUSE
        if party is None:
            self.say(TABLE, Performative.INFORM, None, reason)
        else:
            self.say(party, act, None, f"{reason}: {detail}" if detail else reason)
        return Breakdown(reason, party, self.round + 1, self.transcript(), tuple(self.offers), detail)

    def ended(self, reason: str, k: int | None = None, detail: str = "") -> Ended:
        """An exception that ends the encounter with a breakdown."""
        return Ended(self.broken(reason, k, detail))

    def transcript(self) -> Transcript:
        return Transcript(self.space, self.names, self.rows)
