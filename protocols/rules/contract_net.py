"""Contract net: call for proposals, bids, award, confirmation.

Smith (1980), "The Contract Net Protocol", IEEE Transactions on Computers C-29; FIPA Contract Net and Iterated
Contract Net Interaction Protocols (SC00029H, SC00030H).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_confirm
from protocols.transcript import Performative
from protocols.types import ACCEPT, LEAVE, Floats, Result, Seat


class ContractNet(Rule):
    """Seat 0 is the manager, the others are contractors; each round is one call for proposals.

    With ``announce`` the call says how the manager ranks outcomes. Each contractor still in bids one outcome, unseen by
    the others. The manager ranks the bids by its own utility (with that contractor,
    :attr:`~protocols.types.Seat.with_partner`) and answers the best as its strategy would answer an offer: accept
    (award), reject (another call, until ``rounds`` are over) or leave. An awarded contractor confirms or refuses; then
    the next best bid is considered. The deal binds the manager and the winner; ``payments`` are inside the outcome.

    Fails with "no_bid" (everybody has left), "refused" (every awarded contractor refused in the last round),
    "walk_away", "deadline", "no_feasible_outcome" (for the manager) or "party_failed".
    """

    name = "contract_net"

    def __init__(self, space: OutcomeSpace, rounds: int = 20, first: int = 0, announce: bool = True) -> None:
        super().__init__(space, rounds, first)
        self.announce = announce

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        return Table(self.space, parties, self.rounds, rng, sealed=True, readers=(0,))

    def needs(self, table: Table, k: int) -> bool:
        return k == 0

    def play(self, table: Table) -> Play:
        bidding = list(range(1, len(table.seats)))
        for k in bidding if self.announce else []:
            view, score = table.views[k], worth_with(table.seats[0], table.names[k])
            view.score = score  # nobody aspires to what the manager says it cannot do
            view.best = float(view.utility[score > -np.inf].max(initial=-np.inf))
        for round_ in range(self.rounds):
            table.clock(round_)
            table.period = round_
            table.say(table.names[0], Performative.CFP)
            yield
            bids: dict[int, int] = {}
            for k in list(bidding):
                bid = yield from table.propose(k)
                if bid is None:
                    bidding.remove(k)
                    table.say(table.names[k], Performative.REFUSE, None, "no_bid")
                else:
                    bids[k] = bid
                yield
            if not bids:
                return table.broken("no_bid", None, "no contractor bids")
            result = yield from self._award(table, bids, round_ == self.rounds - 1)
            if result is not None:
                return result
        return table.broken("deadline")

    def _award(self, table: Table, bids: dict[int, int], last: bool) -> Generator[None, None, Result | None]:
        """Consider the bids from best to worst; the result, or None for another round."""
        refused: int | None = None
        for k in ranked(table, bids):
            answer = yield from table.respond(0, bids[k], table.names[k])
            if answer is LEAVE:
                return table.broken("walk_away", 0)
            if answer is not ACCEPT:
                table.say(table.names[0], Performative.REJECT, bids[k])
                yield
                break
            table.say(table.names[0], Performative.ACCEPT, bids[k], "award")
            yield
            if (yield from ask_confirm(table, k, self._worth(table, k, bids[k]))):
                table.say(table.names[k], Performative.INFORM, bids[k], "confirms")
                return settle(table, k, bids[k])
            table.say(table.names[k], Performative.REFUSE, bids[k], "an awarded contractor refuses")
            refused = k
            yield
        if refused is not None and last:
            return table.broken("refused", refused, "it refused the award")
        return None

    def _worth(self, table: Table, k: int, outcome: int) -> float:
        return float(table.seats[k].utility[outcome]) * table.seats[k].discount ** table.period


def worth_with(seat: Seat, partner: str) -> Floats:
    """The utilities of ``seat`` in a deal with ``partner``."""
    return seat.with_partner.get(partner, seat.utility)


def ranked(table: Table, bids: dict[int, int]) -> list[int]:
    """Bidders from the best to the worst bid for seat 0; ties in seating order."""
    manager = table.seats[0]
    return sorted(bids, key=lambda k: -float(worth_with(manager, table.names[k])[bids[k]]))


def settle(table: Table, winner: int, outcome: int) -> Result:
    """The deal between seat 0 and the winner."""
    names = (table.names[0], table.names[winner])
    house = table.seats[0]
    worth = float(worth_with(house, names[1])[outcome]) * house.discount**table.period
    return table.agree(outcome, names, utilities={names[0]: worth})
