"""The contract of the ground floor: what a strategy is, what it may see, and how an encounter ends.

A rule of encounter (:mod:`protocols.rules`) takes :class:`Seat` objects and gives an :class:`Agreement` or a
:class:`Breakdown`. A strategy meets the table only through its :class:`View`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import inf, isfinite, isnan
from typing import Protocol, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace, Point
from protocols.sorting import stable_order
from protocols.transcript import Transcript

Floats: TypeAlias = NDArray[np.float64]
Offer = tuple[int, str, int]  # round, party, outcome index


class Response(Enum):
    """What a party says to an offer."""

    ACCEPT = "accept"
    REJECT = "reject"
    LEAVE = "leave"


ACCEPT, REJECT, LEAVE = Response.ACCEPT, Response.REJECT, Response.LEAVE


class Waiting(Exception):
    """Raised by a strategy whose move is not known yet (a person at the page); the session keeps waiting."""


class Strategy(Protocol):
    """How a party plays. It sees its :class:`View` and nothing else.

    A strategy may have further methods for rules that ask other questions; :mod:`protocols.rules.voice` lists
    them with the truthful answer that is given for a strategy without them.
    """

    def propose(self, view: View) -> int | None:
        """The outcome to offer now, or None to walk away."""

    def respond(self, view: View, offer: int) -> Response:
        """What to say to the standing ``offer``."""

    def reset(self) -> None:
        """Forget the last encounter; called before every encounter."""


@dataclass(slots=True)
class Seat:
    """A party at the table.

    ``utility``: (size,) worth of each outcome to this party (any unit, usually CNY of risk-adjusted expected
    profit); -inf marks what it cannot do: never offered by it, never accepted. ``reservation``: its payoff
    without a deal. ``discount``: factor per period, so that an outcome agreed on in period k is worth utility
    × discount**k; a period is an offer in alternating offers (Rubinstein), a call in the contract net, and
    other rules take no time. ``with_partner``: utilities that depend on the partner, by its name, where a
    rule pairs one party with one of several (contract net, auctions). ``role`` is "buyer" or "seller" where
    it matters. ``involved``: (size,) which outcomes need this party (coalition formation; None: all).
    """

    name: str
    utility: Floats
    reservation: float
    strategy: Strategy
    discount: float = 1.0
    with_partner: Mapping[str, Floats] = field(default_factory=dict)
    role: str = ""
    involved: NDArray[np.bool_] | None = None
    _ranked: tuple[Floats, Floats] | None = field(default=None, init=False, repr=False, compare=False)
    _extent: tuple[Floats, float, float] | None = field(default=None, init=False, repr=False, compare=False)

    def extent(self) -> tuple[float, float]:
        """The lowest and the highest utility, -inf included; computed once per utility array."""
        if self._extent is None or self._extent[0] is not self.utility:
            self._extent = (self.utility, float(np.minimum.reduce(self.utility)), float(np.maximum.reduce(self.utility)))
        return self._extent[1:]

    def ranked(self) -> Floats:
        """The finite utilities in rising order; computed once per utility array."""
        if self._ranked is None or self._ranked[0] is not self.utility:
            finite = self.utility[self.utility > -np.inf]
            finite.sort()
            self._ranked = (self.utility, finite)
        return self._ranked[1]

    def check(self, space: OutcomeSpace) -> None:
        """Refuse a seat that does not fit ``space``."""
        self.utility = np.asarray(self.utility, dtype=np.float64)
        if self.utility.shape != (space.size,):
            raise UserError(f"party {self.name!r}: found utilities of shape {self.utility.shape}, allowed ({space.size},)")
        self._extent = None  # its numbers may have been written over since the last encounter
        worst, best = self.extent()
        if isnan(worst) or best == inf:
            raise UserError(f"party {self.name!r}: found NaN or +inf among its utilities, allowed numbers or -inf")
        if not isfinite(self.reservation):
            raise UserError(f"party {self.name!r}: found reservation {self.reservation}, allowed a finite number")
        if not 0 < self.discount <= 1:
            raise UserError(f"party {self.name!r}: found discount {self.discount}, allowed above 0 up to 1")


class History(Sequence[Offer]):
    """The offers so far as (round, party, outcome index): a window that cannot be written through."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[Offer]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: int) -> Offer: ...
    @overload
    def __getitem__(self, key: slice) -> list[Offer]: ...
    def __getitem__(self, key: int | slice) -> Offer | list[Offer]:
        return self._rows[key]

    def __iter__(self) -> Iterator[Offer]:
        return iter(self._rows)

    def __reversed__(self) -> Iterator[Offer]:
        return reversed(self._rows)


class View:
    """What one party sees of the table: its own preferences, the public record, and the clock.

    ``round`` counts from 0 to ``n_rounds`` - 1; ``time`` runs from 0 (first round) to 1 (last round; 1 too in
    a sealed or one-round encounter). ``period`` counts the periods of discounting so far.
    """

    __slots__ = (
        "_found", "_luck", "_order", "_rank", "_steady", "best", "discount", "history", "me", "n_rounds",
        "parties", "period", "reservation", "role", "round", "score", "space", "time", "utility", "worst",
    )  # fmt: skip

    def __init__(
        self, seat: Seat, space: OutcomeSpace, parties: tuple[str, ...], n_rounds: int, history: History,
        luck: Callable[[], np.random.Generator],
    ) -> None:  # fmt: skip
        self.me = seat.name
        self.role = seat.role
        self.utility = seat.utility.view()
        self.utility.flags.writeable = False
        self.reservation = float(seat.reservation)
        self.discount = seat.discount
        self.space = space
        self.parties = parties
        self.n_rounds = n_rounds
        self.history = history
        self.round = 0
        self.time = 0.0
        self.period = 0
        self.score: Floats | None = None
        self._luck = luck
        self._rank = seat.ranked  # sorted when first asked for: many a strategy never does
        self._found: dict[int, int] = {}
        self._order: NDArray[np.int64] | None = None
        self.worst, self.best = seat.extent()
        if self.worst == -inf < self.best:
            self.worst = float(np.minimum.reduce(self.utility, where=self.utility > -inf, initial=inf))
        self._steady = max(self.reservation, self.worst) if self.discount == 1.0 else None

    @property
    def rng(self) -> np.random.Generator:
        """This party's own random stream in this encounter."""
        return self._luck()

    @property
    def floor(self) -> float:
        """The least utility worth taking now: the reservation value, undone for the discounting so far."""
        return self.reservation if self.discount == 1.0 else self.reservation / self.discount**self.period

    @property
    def lowest(self) -> float:
        """The bottom of a party's scale: :attr:`floor`, or its worst possible outcome if that is better."""
        return max(self.floor, self.worst) if self._steady is None else self._steady

    @property
    def ranked(self) -> Floats:
        """Own finite utilities in rising order."""
        return self._rank()

    def at_least(self, target: float) -> int | None:
        """The outcome to offer when no less than max(target, floor) will do; None if there is none.

        The one of smallest own utility; where the other side has announced a :attr:`score`, the one that scores best.
        Ties go to the lowest index.
        """
        least = max(target, self.floor)
        if least == self.best and self.score is None:  # the usual opening
            return int(self.utility.argmax())
        ranked = self.ranked
        place = int(ranked.searchsorted(least))
        if place == len(ranked):
            return None
        if place not in self._found:
            self._found[place] = self._pick(float(ranked[place]))
        found = self._found[place]
        return found if found >= 0 else None

    def _pick(self, least: float) -> int:
        if self.score is None:
            return int((self.utility == least).argmax())
        scores = np.where(self.utility >= least, self.score, -np.inf)
        best = int(scores.argmax())
        return best if scores[best] > -np.inf else -1

    def between(self, low: float, high: float) -> NDArray[np.int64]:
        """The outcomes of own utility from ``low`` to ``high``, both included, in rising order of utility."""
        ranked = self.ranked
        if self._order is None:
            # over a grid of issues utilities come in runs, which a plain sort of a small table makes use of
            plain = len(self.utility) <= 4096
            order = np.argsort(self.utility, kind="stable") if plain else stable_order(self.utility)
            self._order = order[len(order) - len(ranked) :]  # -inf comes first
        return self._order[ranked.searchsorted(low) : ranked.searchsorted(high, side="right")]

    def last_offer(self) -> Offer | None:
        """The latest offer by another party."""
        me = self.me
        return next((offer for offer in reversed(self.history) if offer[1] != me), None)

    def offers_by(self, party: str) -> list[int]:
        """The outcomes offered by ``party`` so far, in order."""
        return [outcome for _, name, outcome in self.history if name == party]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A deal.

    ``outcome`` is the index agreed on and ``point`` the same as issue → value; ``rounds`` were used;
    ``offers`` lists (round, party, outcome) as made; ``utilities`` is what each party gets (discounted; the
    reservation value for those left out). ``parties`` are bound by the deal. Where a rule gives each party
    its own outcome or moves money beside the outcome, ``shares`` and ``payments`` (party → amount received,
    negative = paid) say so.
    """

    outcome: int
    point: Point
    rounds: int
    transcript: Transcript
    offers: tuple[Offer, ...]
    utilities: dict[str, float]
    parties: tuple[str, ...]
    shares: Mapping[str, int] = field(default_factory=dict)
    payments: Mapping[str, float] = field(default_factory=dict)

    @property
    def agreed(self) -> bool:
        """True: the counterpart of :attr:`Breakdown.agreed`."""
        return True


@dataclass(frozen=True, slots=True)
class Breakdown:
    """No deal, and why.

    ``reason`` is one of "deadline", "walk_away", "no_feasible_outcome", "no_bid", "refused", "no_trade",
    "party_failed"; ``party`` brought it about (None when nobody did); ``detail`` says more in words.
    """

    reason: str
    party: str | None
    rounds: int
    transcript: Transcript
    offers: tuple[Offer, ...]
    detail: str = ""

    @property
    def agreed(self) -> bool:
        """False: the counterpart of :attr:`Agreement.agreed`."""
        return False


Result: TypeAlias = Agreement | Breakdown
