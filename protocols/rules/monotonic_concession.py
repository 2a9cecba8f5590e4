"""Monotonic concession with the Zeuthen strategy, run by a mediator on reported utilities.

Zeuthen (1930), *Problems of Monopoly and Economic Warfare*; Harsanyi (1956), Econometrica 24, 144–157;
Rosenschein and Zlotkin (1994), *Rules of Encounter*, chapters 2–3.
"""

from __future__ import annotations

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_report, confirm_all
from protocols.solutions.front import Floats

_TIE = 1e-12


class MonotonicConcession(Rule):
    """Both start from their best deal; each round whoever is less willing to risk conflict concedes just
    enough.

    Willingness to risk conflict is (u(own offer) - u(other's offer)) / u(own offer) in gains over no deal. The one with
    less of it moves to the deal best for itself that is better for the other and makes the other the next to move; at a
    tie both move. There is a deal when one finds the other's offer at least as good as its own (the one with the larger
    product of gains if both do). Without a deadline this ends at the largest product of reported gains, the Nash
    solution. ``steps`` moves are made in a round. Parties *report* utilities to the mediator and then confirm.

    Fails with "no_feasible_outcome" (no deal is worth having to both), "deadline", "refused" or
    "party_failed".
    """

    name = "monotonic_concession"
    seats = (2, 2)

    def __init__(self, space: OutcomeSpace, rounds: int = 20, first: int = 0, steps: int = 10) -> None:
        super().__init__(space, rounds, first)
        if steps < 1:
            raise UserError(f"{self.name}: found steps={steps}, allowed 1 or more")
        self.steps = steps

    def play(self, table: Table) -> Play:
        gains = []
        for k, seat in enumerate(table.seats):
            gains.append((yield from ask_report(table, k)) - seat.reservation)
        deals = np.flatnonzero((gains[0] >= 0) & (gains[1] >= 0))
        if not len(deals):
            return table.broken("no_feasible_outcome", None, "no outcome is worth having to both")
        mine = (gains[0][deals], gains[1][deals])
        offers = [_best(mine[k], mine[1 - k]) for k in (0, 1)]
        movers = self.order(2)
        for step in range(self.rounds * self.steps):
            table.clock(step // self.steps)
            for k in movers:
                table.put(k, int(deals[offers[k]]))
                yield
            pleased = [k for k in (0, 1) if mine[k][offers[1 - k]] >= mine[k][offers[k]] - _TIE]
            if pleased:
                taken = max((offers[1 - k] for k in pleased), key=lambda deal: (_product(mine, deal), -deal))
                outcome = int(deals[taken])
                yield from confirm_all(table, outcome, self.order(2))
                return table.agree(outcome)
            movers = self._less_willing(mine, offers)
            moved = {k: _concession(mine, offers, k) for k in movers}
            for k, deal in moved.items():
                offers[k] = deal
        return table.broken("deadline")

    def _less_willing(self, mine: tuple[Floats, Floats], offers: list[int]) -> list[int]:
        gap = _risk(mine[0], offers[0], offers[1]) - _risk(mine[1], offers[1], offers[0])
        return self.order(2) if abs(gap) <= _TIE else [0] if gap < 0 else [1]


def _product(mine: tuple[Floats, Floats], deal: int) -> float:
    return float(mine[0][deal] * mine[1][deal])


def _best(own: Floats, other: Floats) -> int:
    """The deal of largest own gain; ties to the larger gain of the other, then to the lowest index."""
    top = np.flatnonzero(own == own.max())
    return int(top[other[top].argmax()])


def _risk(own: Floats, offer: int, others: int) -> float:
    """Zeuthen's willingness to risk conflict; 1 for a party with nothing to lose."""
    return float((own[offer] - own[others]) / own[offer]) if own[offer] > 0 else 1.0


def _concession(mine: tuple[Floats, Floats], offers: list[int], k: int) -> int:
    """The deal best for ``k`` that is better for the other than k's last and reverses the order of risks.

    The other's own offer is always a choice: to ask for less than that makes no sense.
    """
    own, other, facing = mine[k], mine[1 - k], offers[1 - k]
    with np.errstate(divide="ignore", invalid="ignore"):
        my_risk = np.where(own > 0, (own - own[facing]) / own, 1.0)
    its_risk = (other[facing] - other) / other[facing] if other[facing] > 0 else np.ones_like(other)
    allowed = (other > other[offers[k]]) & (my_risk > its_risk + _TIE)
    allowed[facing] = True
    choices = np.flatnonzero(allowed)
    return int(choices[_best(own[choices], other[choices])])
