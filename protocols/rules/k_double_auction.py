"""The k-double auction between one buyer and one seller.

Chatterjee and Samuelson (1983), "Bargaining under Incomplete Information", Operations Research 31, 835–851.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_bid, ask_confirm
from protocols.transcript import TABLE, Performative
from protocols.types import Floats, Seat


class KDoubleAuction(Rule):
    """Buyer and seller seal one price each; they trade if the bid reaches the ask, at k·bid + (1 - k)·ask.

    The space has one issue with a choice, the price, in numbers. Roles come from
    :attr:`~protocols.types.Seat.role` ("buyer", "seller"), else seat 0 buys. The price is rounded to the grid
    towards the ask. Truthful prices are the reservation prices; equilibrium play shades them (strategy
    ``chatterjee_samuelson``).

    Fails with "no_bid" (a side names no price), "no_trade" (bid below ask), "refused" or "party_failed".
    """

    name = "k_double_auction"
    seats = (2, 2)

    def __init__(self, space: OutcomeSpace, rounds: int = 1, first: int = 0, k: float = 0.5) -> None:
        super().__init__(space, rounds, first)
        if not 0 <= k <= 1:
            raise UserError(f"{self.name}: found k={k}, allowed 0 to 1")
        self.k = k
        self.prices = price_axis(space, self.name)

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        return Table(self.space, parties, 1, rng, sealed=True)

    def needs(self, table: Table, k: int) -> bool:
        return False

    def play(self, table: Table) -> Play:
        table.clock(0, 1.0)
        sides = roles(table.seats)
        named: dict[str, int] = {}
        for role, k in sides.items():
            table.views[k].role = role
            sealed = yield from ask_bid(table, k)
            if sealed is None:
                return table.broken("no_bid", k, "it names no price")
            named[role] = sealed
            yield
        bid, ask = float(self.prices[named["buyer"]]), float(self.prices[named["seller"]])
        if bid < ask:
            return table.broken("no_trade", None, f"the bid {bid:g} is below the ask {ask:g}")
        target = self.k * bid + (1 - self.k) * ask
        between = np.flatnonzero((self.prices >= ask) & (self.prices <= target + 1e-9 * abs(target)))
        outcome = int(between[self.prices[between].argmax()])
        table.say(TABLE, Performative.INFORM, outcome, "trade")
        for k in sides.values():
            if not (yield from ask_confirm(table, k, float(table.seats[k].utility[outcome]))):
                return table.broken("refused", k, "it does not confirm the trade")
        return table.agree(outcome)


def price_axis(space: OutcomeSpace, rule: str) -> Floats:
    """(size,) prices of a space in which only one issue has a choice, and that issue is a number."""
    choice = [issue for issue in space.issues if len(issue.values) > 1] or [space.issues[0]]
    if len(choice) > 1 or not choice[0].numeric:
        raise UserError(f"{rule}: found issues {list(space.names)}, allowed one numeric issue with a choice (the price)")
    return np.broadcast_to(space.axis(choice[0].name), space.shape).reshape(-1)


def roles(seats: Sequence[Seat]) -> dict[str, int]:
    """The seat numbers of buyer and seller: as the seats say, else the first buys and the second sells."""
    given = [seat.role for seat in seats]
    if given == ["", ""]:
        return {"buyer": 0, "seller": 1}
    if sorted(given) != ["buyer", "seller"]:
        raise UserError(f"roles: found {given}, allowed one 'buyer' and one 'seller'")
    return {"buyer": given.index("buyer"), "seller": given.index("seller")}
