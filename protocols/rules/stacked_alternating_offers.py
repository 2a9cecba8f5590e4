"""Stacked alternating offers: two or more parties, one standing offer, unanimity.

Aydoğan, Festen, Hindriks and Jonker (2017), "Alternating Offers Protocols for Multilateral Negotiation", in:
Modern Approaches to Agent-based Complex Automated Negotiation, Springer, section 3.1.
"""

from __future__ import annotations

from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.transcript import Performative
from protocols.types import ACCEPT, LEAVE


class StackedAlternatingOffers(Rule):
    """Parties act in turn, each once a round: accept the standing offer, replace it by their own, or leave.

    The deal is done when everybody but its proposer has accepted the standing offer in a row. A
    counter-proposal stands for the rejection. Fails with "walk_away", "deadline" (``rounds`` rounds without a
    deal; the last counter-offer then stays unanswered), "no_feasible_outcome" or "party_failed".
    """

    name = "stacked_alternating_offers"

    def play(self, table: Table) -> Play:
        n = len(table.seats)
        order = self.order(n)
        standing: int | None = None
        accepted = 0
        for round_ in range(self.rounds):
            table.clock(round_)
            for k in order:
                if standing is not None:
                    answer = yield from table.respond(k, standing)
                    if answer is ACCEPT:
                        table.say(table.names[k], Performative.ACCEPT, standing)
                        accepted += 1
                        if accepted == n - 1:
                            return table.agree(standing)
                        yield
                        continue
                    if answer is LEAVE:
                        return table.broken("walk_away", k)
                table.period = len(table.offers)  # to accept is to agree in the period of the standing offer
                standing = yield from table.propose(k)
                if standing is None:
                    return table.broken("walk_away", k)
                accepted = 0
                yield
        return table.broken("deadline")
