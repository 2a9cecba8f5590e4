"""Coalition formation: who joins, what they do together, and how the gain is split by side payments.

The characteristic function follows von Neumann and Morgenstern (1944); secession of a coalition that can do
better by itself is the objection that defines the core (Gillies 1959).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import numpy as np

from protocols.errors import UserError
from protocols.games import Game, nucleolus, shapley
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_confirm, ask_report
from protocols.transcript import TABLE, Performative
from protocols.types import Agreement, Floats, Seat

SPLITS = ("shapley", "nucleolus", "nash", "equal", "proportional")
_ROUNDING = 1e-9


class CoalitionFormation(Rule):
    """The grand coalition is proposed first; members confirm their part, leave, or secede together.

    The gain v(S) of a coalition is the largest sum of its members' reported gains over the outcomes that
    leave everybody outside it exactly at its reservation value (they are not needed), or ``worth(S)`` if
    given. The gain is split by ``split``: "shapley", "nucleolus", "nash" (equal gains over what each gains
    alone), "equal" (per head), or "proportional" (to reservation values). If ``secede`` and some part of the
    coalition could gain more by itself, the part with the largest excess becomes the next proposal; a member
    that does not confirm is left out of the next one. ``payments`` are the side payments (they sum to zero),
    ``utilities`` what members end with.

    Fails with "no_trade" (no coalition of two or more gains anything), "deadline" or "party_failed".
    """

    name = "coalition_formation"
    seats = (2, 12)

    def __init__(
        self,
        space: OutcomeSpace,
        rounds: int = 20,
        first: int = 0,
        split: str = "shapley",
        secede: bool = True,
        worth: Callable[[frozenset[str]], float] | None = None,
    ) -> None:
        super().__init__(space, rounds, first)
        if split not in SPLITS:
            raise UserError(f"{self.name}: found split={split!r}, allowed {', '.join(SPLITS)}")
        self.split = split
        self.secede = secede
        self.worth = worth

    def needs(self, table: Table, k: int) -> bool:
        return False

    def play(self, table: Table) -> Play:
        gains = []
        for k, seat in enumerate(table.seats):
            gains.append((yield from ask_report(table, k)) - seat.reservation)
        plan = _Plan(table.seats, np.stack(gains), self.worth)
        members = list(range(len(table.seats)))
        for round_ in range(self.rounds):
            table.clock(round_)
            game = plan.game(members)
            if len(members) < 2 or game.grand <= _ROUNDING * plan.scale:
                return table.broken("no_trade", None, "no coalition gains anything together")
            shares = self._share(game, [table.seats[k].reservation for k in members])
            rebels = _secession(game, shares) if self.secede or shares is None else []
            if rebels:
                members = [members[k] for k in rebels]
                table.say(TABLE, Performative.INFORM, None, f"{_names(table, members)} secede")
                yield
                continue
            assert shares is not None  # otherwise some part does better and secedes
            deal = yield from self._confirmed(table, plan, members, game, shares)
            if isinstance(deal, Agreement):
                return deal
            members.remove(deal)
        return table.broken("deadline")

    def _share(self, game: Game, reservations: Sequence[float]) -> Floats | None:
        """The gains of the members under the split rule; None when they cannot all be paid what they get
        alone."""
        total, alone = game.grand, game.singles
        if alone.sum() > total + game.rounding:
            return None
        if self.split == "shapley":
            return shapley(game)
        if self.split == "nucleolus":
            return nucleolus(game)
        if self.split == "nash":
            return np.asarray(alone + (total - alone.sum()) / game.n)
        claims = np.maximum(reservations, 0.0)
        if self.split == "equal" or not claims.sum() > 0:
            return np.full(game.n, total / game.n)
        return np.asarray(total * claims / claims.sum())

    def _confirmed(
        self, table: Table, plan: _Plan, members: list[int], game: Game, shares: Floats
    ) -> Generator[None, None, Agreement | int]:
        """The agreement if every member confirms its payoff, else the seat that does not."""
        outcome = plan.outcome(members)
        table.say(TABLE, Performative.PROPOSE, outcome, f"{_names(table, members)} by {self.split}")
        yield
        payoffs: dict[str, float] = {}
        payments: dict[str, float] = {}
        for k, share, alone in zip(members, shares, game.singles, strict=True):
            payoff = table.seats[k].reservation + float(share)
            if share < alone - game.rounding or not (yield from ask_confirm(table, k, payoff)):
                table.say(table.names[k], Performative.REFUSE, outcome, f"{share:.10g} more than no deal")
                return k
            table.say(table.names[k], Performative.ACCEPT, outcome, f"{share:.10g} more than no deal")
            payoffs[table.names[k]] = payoff
            payments[table.names[k]] = float(share) - float(plan.gains[k, outcome])
            yield
        return table.agree(outcome, list(payoffs), payments=payments, utilities=payoffs)


class _Plan:
    """What each coalition can do: gains (parties, outcomes), and who is needed for which outcome."""

    def __init__(self, seats: Sequence[Seat], gains: Floats, worth: Callable[[frozenset[str]], float] | None) -> None:
        self.names = [seat.name for seat in seats]
        self.gains = gains
        self.worth = worth
        finite = gains[gains > -np.inf]
        self.scale = float(np.abs(finite).max()) if len(finite) else 0.0
        everywhere = np.ones(gains.shape[1], dtype=np.bool_)
        self.needed = np.stack([everywhere if seat.involved is None else seat.involved for seat in seats])

    def game(self, members: list[int]) -> Game:
        """The game among ``members`` only."""
        values = [0.0]
        for mask in range(1, 1 << len(members)):
            part = [k for place, k in enumerate(members) if mask >> place & 1]
            values.append(self._value(part))
        return Game(tuple(self.names[k] for k in members), np.array(values))

    def outcome(self, members: list[int]) -> int:
        """The best outcome for ``members`` among those that need nobody else; ties to the lowest index."""
        return int(self._sums(members).argmax())

    def _value(self, part: list[int]) -> float:
        if self.worth is not None:
            return float(self.worth(frozenset(self.names[k] for k in part)))
        return max(float(self._sums(part).max()), 0.0)

    def _sums(self, part: list[int]) -> Floats:
        others = [k for k in range(len(self.names)) if k not in part]
        return np.where(self.needed[others].any(axis=0), -np.inf, self.gains[part].sum(axis=0))


def _secession(game: Game, shares: Floats | None) -> list[int]:
    """The places of the part with the largest excess (lowest mask at ties); empty when none gains by
    leaving."""
    payoffs = np.zeros(game.n) if shares is None else shares
    masks = np.arange(1, (1 << game.n) - 1)
    excess = game.values[masks] - game.sums(payoffs)[masks]
    several = np.array([int(mask).bit_count() > 1 for mask in masks])
    excess = np.where(several, excess, -np.inf)
    if not len(excess) or (shares is not None and excess.max() <= game.rounding):
        return []
    chosen = int(masks[excess.argmax()])
    return [place for place in range(game.n) if chosen >> place & 1]


def _names(table: Table, members: list[int]) -> str:
    return " + ".join(table.names[k] for k in members)
