"""A uniform-price call market: many buyers and sellers of one good, cleared once at one price.

Wilson (1985), "Incentive Efficiency of Double Auctions", Econometrica 53, 1101–1115; Rustichini,
Satterthwaite and Williams (1994), Econometrica 62, 1041–1063 (the k-double auction with many traders).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_confirm, ask_report
from protocols.transcript import TABLE, Performative
from protocols.types import Agreement, Floats, Seat

Lots = NDArray[np.int64]


class CallMarket(Rule):
    """Each trader's schedule says how much it trades at each price; one price clears; the long side is
    rationed.

    The space has the numeric issues "price" and "quantity"; quantities run from 0 in equal lots. Every seat
    has the role "buyer" or "seller". A schedule is the quantity of largest reported utility at each price
    (the larger one at a tie). The price trades the most lots, then leaves the least unfilled; among such
    prices the one ``k`` of the way from the lowest to the highest. The long side shares in proportion to its
    orders, whole lots by largest remainder, ties in seating order. A trader whose share is worth less to it
    than none cancels and the market clears without it. ``shares`` gives each trader's outcome, ``payments``
    the money, ``outcome`` is the first trader's.

    Fails with "no_trade", or "party_failed".
    """

    name = "call_market"

    def __init__(self, space: OutcomeSpace, rounds: int = 1, first: int = 0, k: float = 0.5) -> None:
        super().__init__(space, rounds, first)
        if not 0 <= k <= 1:
            raise UserError(f"{self.name}: found k={k}, allowed 0 to 1")
        if sorted(space.names) != ["price", "quantity"]:
            raise UserError(f"{self.name}: found issues {list(space.names)}, allowed price and quantity")
        self.k = k
        self.prices, self.quantities = (space.axis(name).reshape(-1) for name in ("price", "quantity"))
        gaps = np.diff(self.quantities)
        if self.quantities[0] != 0 or (gaps <= 0).any() or not np.allclose(gaps, gaps[:1]):
            raise UserError(f"{self.name}: found quantities {self.quantities.tolist()}, allowed 0, q, 2q, …")
        if (np.diff(self.prices) <= 0).any():
            raise UserError(f"{self.name}: found prices {self.prices.tolist()}, allowed rising prices")

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        bad = [seat.name for seat in parties if seat.role not in ("buyer", "seller")]
        if bad:
            raise UserError(f"{self.name}: party {bad[0]!r} has no role, allowed 'buyer' or 'seller'")
        return Table(self.space, parties, 1, rng, sealed=True)

    def needs(self, table: Table, k: int) -> bool:
        return False

    def play(self, table: Table) -> Play:
        table.clock(0, 1.0)
        schedules: dict[int, Lots] = {}
        for k in range(len(table.seats)):
            schedules[k] = self._schedule((yield from ask_report(table, k)))
            table.say(table.names[k], Performative.PROPOSE, None, "submits its schedule")
            yield
        while True:
            cleared = self._clear(table, schedules)
            if cleared is None:
                return table.broken("no_trade", None, "no price brings a buyer and a seller together")
            price, lots = cleared
            cancelled = None
            for k, amount in lots.items():
                worth = float(table.seats[k].utility[self._outcome(price, amount)])
                if not (yield from ask_confirm(table, k, worth)):
                    table.say(table.names[k], Performative.REFUSE, self._outcome(price, amount), "cancels")
                    cancelled = k
                    break
            yield
            if cancelled is None:
                return self._settle(table, price, lots)
            del schedules[cancelled]

    def _schedule(self, report: Floats) -> Lots:
        """(prices,) lots wanted at each price."""
        by_price = np.moveaxis(report.reshape(self.space.shape), self.space.names.index("price"), 0)
        last = by_price.shape[1] - 1
        lots: Lots = last - by_price[:, ::-1].argmax(axis=1)
        return np.where(by_price.max(axis=1) > -np.inf, lots, 0)

    def _clear(self, table: Table, schedules: dict[int, Lots]) -> tuple[int, dict[int, int]] | None:
        """The place of the clearing price, and lots traded by seat; None when nothing trades."""
        sides: dict[str, dict[int, Lots]] = {"buyer": {}, "seller": {}}
        for k, schedule in schedules.items():
            sides[table.seats[k].role][k] = schedule
        none = np.zeros(len(self.prices), dtype=np.int64)
        wanted, offered = (sum(side.values(), none) for side in sides.values())
        traded = np.minimum(wanted, offered)
        if not traded.any():
            return None
        best = np.flatnonzero(traded == traded.max())
        gap = np.abs(wanted - offered)[best]
        best = best[gap == gap.min()]
        target = self.prices[best[0]] + self.k * (self.prices[best[-1]] - self.prices[best[0]])
        price = int(best[np.abs(self.prices[best] - target).argmin()])
        lots: dict[int, int] = {}
        for side in sides.values():
            lots |= share_out({k: int(schedule[price]) for k, schedule in side.items()}, int(traded[price]))
        return price, {k: amount for k, amount in sorted(lots.items()) if amount}

    def _outcome(self, price: int, lots: int) -> int:
        place = (price, lots) if self.space.names[0] == "price" else (lots, price)
        return int(np.ravel_multi_index(place, self.space.shape))

    def _settle(self, table: Table, price: int, lots: dict[int, int]) -> Agreement:
        shares = {table.names[k]: self._outcome(price, amount) for k, amount in lots.items()}
        payments: dict[str, float] = {}
        for k, amount in lots.items():
            money = float(self.prices[price] * self.quantities[amount])
            payments[table.names[k]] = money if table.seats[k].role == "seller" else -money
            table.say(TABLE, Performative.INFORM, shares[table.names[k]], f"share of {table.names[k]}")
        worth = {table.names[k]: float(table.seats[k].utility[shares[table.names[k]]]) for k in lots}
        first = next(iter(shares.values()))
        return table.agree(first, list(shares), shares=shares, payments=payments, utilities=worth)


def share_out(orders: dict[int, int], lots: int) -> dict[int, int]:
    """``lots`` shared in proportion to ``orders`` (in full if they fit), whole lots by largest remainder.

    >>> share_out({0: 6, 1: 3, 2: 2}, 5)
    {0: 3, 1: 1, 2: 1}
    """
    total = sum(orders.values())
    if total <= lots:
        return dict(orders)
    shares = {k: order * lots // total for k, order in orders.items()}
    by_remainder = sorted(orders, key=lambda k: -(orders[k] * lots % total))
    for k in by_remainder[: lots - sum(shares.values())]:
        shares[k] += 1
    return shares
