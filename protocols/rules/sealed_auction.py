"""Sealed-bid auctions held by seat 0: first score and second score; with one price issue, first price and
Vickrey.

Vickrey (1961), Journal of Finance 16, 8–37; Che (1993), "Design Competition through Multidimensional
Auctions", RAND Journal of Economics 24, 668–680 (first- and second-score auctions).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

from protocols.rules.base import Rule
from protocols.rules.contract_net import ranked, settle, worth_with
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_bid, ask_choice, ask_confirm
from protocols.transcript import Performative
from protocols.types import Result, Seat


class FirstPrice(Rule):
    """Seat 0 buys or sells; each other seat seals one bid; the best for seat 0 wins on its own terms.

    Seat 0 announces how it ranks outcomes (its utility in a deal with that bidder) and its reserve: bids
    worth less to it than its reservation value do not count. Ties go to the earlier seat. The winner confirms
    or refuses, and then the next bidder wins.

    Fails with "no_bid" (none reaches the reserve), "refused" (every bidder awarded refused) or
    "party_failed".
    """

    name = "first_price"

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        return Table(self.space, parties, 1, rng, sealed=True, readers=(0,))

    def needs(self, table: Table, k: int) -> bool:
        return k == 0 and not table.seats[0].with_partner

    def play(self, table: Table) -> Play:
        table.clock(0, 1.0)
        house = table.seats[0]
        table.say(house.name, Performative.CFP, None, "sealed bids")
        yield
        bids: dict[int, int] = {}
        for k in range(1, len(table.seats)):
            score = worth_with(house, table.names[k])
            table.views[k].score = np.where(score >= house.reservation, score, -np.inf)
            bid = yield from ask_bid(table, k)
            if bid is None:
                table.say(table.names[k], Performative.REFUSE, None, "no_bid")
            elif score[bid] >= house.reservation:
                bids[k] = bid
            else:
                table.say(house.name, Performative.REJECT, bid, "below the reserve")
            yield
        if not bids:
            return table.broken("no_bid", None, "no bid reaches the reserve")
        return (yield from self._award(table, bids))

    def _award(self, table: Table, bids: dict[int, int]) -> Generator[None, None, Result]:
        order = ranked(table, bids)
        for place, k in enumerate(order):
            outcome = yield from self.terms(table, bids, order[place:])
            table.say(table.names[0], Performative.ACCEPT, outcome, "award")
            yield
            if (yield from ask_confirm(table, k, float(table.seats[k].utility[outcome]))):
                table.say(table.names[k], Performative.INFORM, outcome, "confirms")
                for loser in order[:place] + order[place + 1 :]:
                    table.say(table.names[0], Performative.REJECT, bids[loser], "not_awarded")
                return settle(table, k, outcome)
            table.say(table.names[k], Performative.REFUSE, outcome, "an awarded bidder refuses")
            yield
        return table.broken("refused", order[-1], "every awarded bidder refused")

    def terms(self, table: Table, bids: dict[int, int], order: list[int]) -> Generator[None, None, int]:
        """What the first of ``order`` (bidders from best to worst) wins: here, its own bid."""
        yield from ()
        return bids[order[0]]


class Vickrey(FirstPrice):
    """The best bid wins and has to match only the second best: any outcome at least as good for seat 0.

    The winner picks among the outcomes that score no less than the second-best bid (or the reserve when it is
    alone); with one price issue it gets the second-best price, and bidding the least one would take is a
    dominant strategy.
    """

    name = "vickrey"

    def terms(self, table: Table, bids: dict[int, int], order: list[int]) -> Generator[None, None, int]:
        winner = order[0]
        house = table.seats[0]
        least = house.reservation
        if len(order) > 1:
            second = order[1]
            least = max(least, float(worth_with(house, table.names[second])[bids[second]]))
        score = worth_with(house, table.names[winner])
        allowed = (score >= least) & (table.seats[winner].utility > -np.inf)
        return (yield from ask_choice(table, winner, allowed))
