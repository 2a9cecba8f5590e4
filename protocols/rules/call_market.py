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

Schedule = tuple[NDArray[np.int64], NDArray[np.int64]]


class CallMarket(Rule):
    """Each trader's schedule says how much it trades at each price; one price clears; the long side is
    rationed.

    The space has the numeric issues "price" and "quantity"; quantities run from 0 in equal lots. Every seat
    has the role "buyer" or "seller". A schedule says between which quantities a trader is best off at each
    price, by its reported utility. A price clears if demand and supply can meet there; of the clearing prices
    on the grid the one ``k`` of the way from the lowest to the highest is taken. If none clears (lumpy
    orders), the price that trades most, then the one with the smallest excess. Whoever strictly prefers to
    trade is served first, the rest in proportion to what remains, whole lots by largest remainder, ties in
    seating order. A trader whose share is worth less to it than none cancels and the market clears without
    it. ``shares`` gives each trader's outcome, ``payments`` the money, ``outcome`` is the first trader's.

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
        schedules: dict[int, Schedule] = {}
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

    def _schedule(self, report: Floats) -> Schedule:
        """(prices,) fewest and most lots of largest utility at each price."""
        by_price = np.moveaxis(report.reshape(self.space.shape), self.space.names.index("price"), 0)
        last = by_price.shape[1] - 1
        least, most = by_price.argmax(axis=1), last - by_price[:, ::-1].argmax(axis=1)
        able = by_price.max(axis=1) > -np.inf
        return np.where(able, least, 0), np.where(able, most, 0)

    def _clear(self, table: Table, schedules: dict[int, Schedule]) -> tuple[int, dict[int, int]] | None:
        """The place of the clearing price, and lots traded by seat; None when nothing trades."""
        sides: dict[str, dict[int, Schedule]] = {"buyer": {}, "seller": {}}
        for k, schedule in schedules.items():
            sides[table.seats[k].role][k] = schedule
        none = np.zeros(len(self.prices), dtype=np.int64)
        bounds = [[sum((s[end] for s in side.values()), none) for end in (0, 1)] for side in sides.values()]
        traded = np.minimum(bounds[0][1], bounds[1][1])
        if not traded.any():
            return None
        excess = np.maximum(bounds[0][0], bounds[1][0]) - traded  # what strict wishes exceed the other side by
        best = np.flatnonzero((excess <= 0) & (traded > 0))
        if not len(best):
            best = np.flatnonzero(traded == traded.max())
            best = best[excess[best] == excess[best].min()]
        target = self.prices[best[0]] + self.k * (self.prices[best[-1]] - self.prices[best[0]])
        price = int(best[np.abs(self.prices[best] - target).argmin()])
        lots: dict[int, int] = {}
        for side in sides.values():
            wishes = {k: (int(least[price]), int(most[price])) for k, (least, most) in side.items()}
            lots |= _serve(wishes, int(traded[price]))
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


def _serve(wishes: dict[int, tuple[int, int]], lots: int) -> dict[int, int]:
    """Lots by seat: first the least that each wants, then towards the most, each step shared in
    proportion."""
    least = {k: low for k, (low, _) in wishes.items()}
    given = share_out(least, lots)
    rest = share_out({k: high - low for k, (low, high) in wishes.items()}, lots - sum(given.values()))
    return {k: given[k] + rest[k] for k in wishes}


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
