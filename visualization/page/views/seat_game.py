"""A person at the table: a game is its settings and the moves made so far, and nothing else.

Everything is played again from the start with the moves so far; where they run out the play stops, and what the person's
party can see at that moment is the turn. The same moves give the same bits, nothing waits in a thread, and a game can be left,
resumed or shared like any other setting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from agents.strategies import make_strategy
from environment.encounters import PERSON
from environment.records import Negotiation, Show
from experiments.negotiate import Domain, Negotiated
from experiments.negotiate.session import ROUNDS, STRATEGY
from protocols.outcomes import OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import ACCEPT, LEAVE, REJECT, Response, Seat, Strategy, View
from visualization.page.choices import Move
from visualization.page.views.table_behind import Held, Lines, parts, staged

if TYPE_CHECKING:
    from agents.party import Encounter, Party
    from environment.scenario import Scenario
    from environment.scheme import Scheme


UNANIMITY = "stacked_alternating_offers"  # each accepts the standing offer or makes another, in turn


class _Stop(BaseException):
    """The moves have run out: carries the turn out of the play. No rule may take it for a party's mistake."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self.turn = turn


@dataclass(frozen=True, eq=False)
class Turn:
    """What the person sees when it is its move: its own preferences, the offers so far, the clock. Nothing of the others'.

    ``standing`` is the outcome to answer (None: nothing has been offered, or an answer is not asked for), ``agreed`` who has
    accepted it so far; ``parts`` the clauses behind its utility where they are known and the table is about the whole encounter;
    ``protocol`` the rule they sit under.
    """

    party: str
    parties: tuple[str, ...]
    space: OutcomeSpace
    utility: np.ndarray
    floor: float
    round: int
    rounds: int
    offers: tuple[tuple[int, str, int], ...]
    standing: int | None
    parts: Lines | None = None
    agreed: tuple[str, ...] = ()
    protocol: str = ""

    @property
    def final(self) -> bool:
        """Whether an acceptance now closes the deal: everybody else has made or accepted the standing offer."""
        return self.standing is not None and len(self.agreed) == len(self.parties) - 2


@dataclass(slots=True)
class Person:
    """Plays the moves it is given, one each time it is asked; where they run out it stops the play."""

    moves: tuple[Move, ...]
    protocol: str = ""
    parts: Lines | None = None
    size: int = 0
    used: int = 0
    _offer: int | None = None

    def reset(self) -> None:
        """Nothing: a rule that takes its parties one after the other begins anew with each, and the moves go on."""

    def respond(self, view: View, offer: int) -> Response:
        """Accept, leave, or reject: an offer instead is made next."""
        move = self._next(view, offer)
        if isinstance(move, Response):
            return move
        self._offer = move
        return REJECT

    def propose(self, view: View) -> int | None:
        """The outcome to offer; None after leaving."""
        if self._offer is not None:
            offer, self._offer = self._offer, None
            return offer
        move = self._next(view, None)
        return None if isinstance(move, Response) else move

    def bid(self, view: View) -> int | None:
        """A sealed bid is an offer."""
        return self.propose(view)

    def _next(self, view: View, standing: int | None) -> Move:
        if self.used == len(self.moves):
            raise _Stop(self._turn(view, standing))
        self.used += 1
        return self.moves[self.used - 1]

    def _turn(self, view: View, standing: int | None) -> Turn:
        whole = self.parts if view.space.size == self.size else None
        return Turn(view.me, view.parties, view.space, np.array(view.utility), float(view.floor), view.round, view.n_rounds,
                    tuple(view.history), standing, whole, () if standing is None else _agreed(view), self.protocol)  # fmt: skip


def _agreed(view: View) -> tuple[str, ...]:
    """Who has accepted the standing offer: those who sat between its maker and this party and made no other."""
    n, maker = len(view.parties), view.parties.index(view.history[-1][1])
    steps = (view.parties.index(view.me) - maker) % n
    return tuple(view.parties[(maker + k) % n] for k in range(1, steps))


@dataclass(frozen=True)
class Place:
    """A seat: the party, and the encounter (N1 …) it is at; "" in a stand-alone negotiation."""

    party: str
    talk: str = ""


@dataclass(frozen=True, eq=False)
class InShow:
    """The seat of ``place`` in a show; ``held`` are dispositions held at a level, ``software`` the show as software alone
    plays it."""

    scenario: Scenario
    scheme: Scheme
    seed: int
    place: Place
    held: Held = field(default_factory=dict)
    software: Show | None = None

    def play(self, moves: tuple[Move, ...]) -> Turn | tuple[Show, Negotiation]:
        """The turn after ``moves``, or the finished show and the encounter in it."""
        from environment.playing import finish

        person = Person(moves, self.scheme.protocols.get(self.place.talk.split("-")[0], UNANIMITY).split(":")[0])

        def sit(encounter: Encounter, party: Party, utility: np.ndarray, reservation: float) -> Strategy | None:
            if encounter.id != self.place.talk or party.name != self.place.party:
                return None
            person.parts, person.size = parts(encounter, party, utility), encounter.space.size
            return person

        world = staged(self.scenario, self.scheme, self.seed, sit, self.held)
        try:
            world.play()
            show = finish(world)
        except _Stop as stop:
            return stop.turn
        finally:
            world.close()
        return show, next(talk for talk in show.negotiations if talk.id == self.place.talk)


@dataclass(frozen=True, eq=False)
class StandAlone:
    """The seat of ``place`` in a negotiation of a domain; the others play as the domain says. ``lines`` is what the worth of
    an outcome to the person's party is made of."""

    domain: Domain
    place: Place
    lines: Lines | None = None
    seed: int = 0

    @property
    def rounds(self) -> int:
        """The deadline in rounds."""
        return self.domain.rounds or ROUNDS

    def play(self, moves: tuple[Move, ...]) -> Turn | Negotiated:
        """The turn after ``moves``, or the negotiation as it ended."""
        domain = self.domain
        protocol = domain.protocol or ("alternating_offers" if len(domain.names) == 2 else UNANIMITY)
        rule = make_protocol(protocol, domain.space, self.rounds)
        specs = {p.name: p.strategy or STRATEGY for p in domain.parties}
        person = Person(moves, protocol.split(":")[0], parts=self.lines, size=domain.space.size)
        seats = [
            Seat(p.name, p.utility, p.reservation, person if p.name == self.place.party else make_strategy(specs[p.name]),
                 discount=p.discount * p.fading ** (1.0 / (self.rounds * len(domain.names))), role=p.role)
            for p in domain.parties
        ]  # fmt: skip
        specs[self.place.party] = PERSON
        try:
            result = rule.run(seats, np.random.default_rng(self.seed))
        except _Stop as stop:
            return stop.turn
        return Negotiated(domain, protocol, specs, self.rounds, domain.names[0], self.seed, result)


@dataclass(frozen=True, slots=True)
class Act:
    """What a party did in a round (from 0) about offer number ``offer``: "offer" it, "accept" it, or "decline" the one
    before and offer it."""

    round: int
    party: str
    kind: str
    offer: int


def acts(turn: Turn) -> list[Act]:
    """Every offer so far and, where all must accept in turn, every acceptance in between.

    Who sat between the makers of two offers accepted the first: its turn came and it made no other.
    """
    stacked, n, found = turn.protocol == UNANIMITY and len(turn.parties) > 2, len(turn.parties), []
    for k, (round_, maker, _) in enumerate(turn.offers):
        found.append(Act(round_, maker, "decline" if stacked and k else "offer", k))
        if stacked:
            at, first = turn.parties.index(maker), turn.parties.index(turn.offers[0][1])
            until = turn.offers[k + 1][1] if k + 1 < len(turn.offers) else turn.party
            for step in range(1, (turn.parties.index(until) - at) % n):
                later = (at - first) % n + step >= n  # the next round has begun
                found.append(Act(round_ + later, turn.parties[(at + step) % n], "accept", k))
    return found


def fresh(turn: Turn) -> int:
    """The outcome the sliders begin with: the last own offer, else the best one for this party."""
    mine = [outcome for _, who, outcome in turn.offers if who == turn.party]
    return mine[-1] if mine else int(np.argmax(turn.utility))



def closer(turn: Turn, now: int) -> int:
    """The outcome nearest to the standing offer among those worth at least as much as ``now`` to this party; the better one
    at a tie, and ``now`` where nothing stands."""
    if turn.standing is None or not np.isfinite(turn.utility[now]):
        return now
    able = np.flatnonzero(turn.utility >= turn.utility[now])
    places = turn.space.coordinates
    gap = ((places[able] - places[turn.standing]) ** 2).sum(axis=1)
    best = able[gap <= gap.min() + 1e-12]
    return int(best[int(np.argmax(turn.utility[best]))])


__all__ = ["ACCEPT", "LEAVE", "Act", "InShow", "Move", "Person", "Place", "StandAlone", "Turn", "acts", "closer", "fresh"]
