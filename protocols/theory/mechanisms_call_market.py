"""A uniform-price call market: one clearing of a book of bids and asks, and McAfee's trade reduction.

Sources: Wilson (1985), Econometrica 53:1101-1115 (uniform-price double auction); McAfee (1992), J. Econ.
Theory 56:434-450 (dominant-strategy trade reduction).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

from protocols.errors import UserError

Order = tuple[float, int]  # (price, whole units)


@dataclass(frozen=True)
class Reduced:
    """McAfee's outcome: units traded and the price each side faces (None when no unit could trade at all)."""

    trades: int
    buyer_price: float | None
    seller_price: float | None


@dataclass(frozen=True)
class Clearing:
    """An efficient clearing: units, gains from trade (money) and the interval of clearing prices, if any."""

    quantity: int
    welfare: float
    price_interval: tuple[float, float] | None
    mcafee: Reduced

    def price(self, k: float = 0.5) -> float | None:
        """The k-price ``k high + (1-k) low`` of the interval; None without trade."""
        if self.price_interval is None:
            return None
        low, high = self.price_interval
        return low + k * (high - low)


def _book(orders: Sequence[Order], side: str) -> list[Order]:
    """The orders of one side, best price first, empty ones dropped."""
    for price, units in orders:
        if not isfinite(price) or units != int(units) or units < 0:
            raise UserError(
                f"{side}: an order is a finite price and a whole number of units, found {(price, units)}"
            )
    sign = -1 if side == "bids" else 1
    return sorted(((p, int(q)) for p, q in orders if q > 0), key=lambda order: sign * order[0])


def _unit_price(book: list[Order], unit: int, beyond: float) -> float:
    """Price of the ``unit``-th unit (1-based) of a sorted book; ``beyond`` past its end."""
    for price, units in book:
        unit -= units
        if unit <= 0:
            return price
    return beyond


def _efficient(bids: list[Order], asks: list[Order]) -> tuple[int, float]:
    """Largest number of units whose bid reaches the ask, and the gains from trading them."""
    quantity, welfare = 0, 0.0
    i = j = 0
    left_bid, left_ask = (book[0][1] if book else 0 for book in (bids, asks))
    while i < len(bids) and j < len(asks) and bids[i][0] >= asks[j][0]:
        lot = min(left_bid, left_ask)
        quantity += lot
        welfare += lot * (bids[i][0] - asks[j][0])
        left_bid, left_ask = left_bid - lot, left_ask - lot
        if left_bid == 0:
            i += 1
            left_bid = bids[i][1] if i < len(bids) else 0
        if left_ask == 0:
            j += 1
            left_ask = asks[j][1] if j < len(asks) else 0
    return quantity, welfare


def clear(bids: Sequence[Order], asks: Sequence[Order]) -> Clearing:
    """Clear a book of ``(price, units)`` orders at one price.

    With unit bids falling ``b_1 >= b_2 ...`` and unit asks rising ``a_1 <= a_2 ...``, the quantity is the
    largest q with ``b_q >= a_q`` (a unit at equality trades), and every price in ``[max(a_q, b_{q+1}),
    min(b_q, a_{q+1})]`` clears. McAfee, every unit a separate trader: if ``(b_{q+1} + a_{q+1}) / 2`` exists
    and lies in ``[a_q, b_q]``, q units trade at it; else q - 1 trade, buyers paying b_q and sellers getting
    a_q.

    >>> clear([(12, 3), (11, 2), (9, 5)], [(8, 4), (10, 1), (11.5, 6)]).price_interval
    (10, 11)
    """
    buyers, sellers = _book(bids, "bids"), _book(asks, "asks")
    q, welfare = _efficient(buyers, sellers)
    if q == 0:
        return Clearing(0, 0.0, None, Reduced(0, None, None))
    bid, ask = _unit_price(buyers, q, -inf), _unit_price(sellers, q, inf)
    next_bid, next_ask = _unit_price(buyers, q + 1, -inf), _unit_price(sellers, q + 1, inf)
    middle = (next_bid + next_ask) / 2  # nan (so outside) or infinite when a side has no further unit
    reduced = Reduced(q, middle, middle) if ask <= middle <= bid else Reduced(q - 1, bid, ask)
    return Clearing(q, welfare, (max(ask, next_bid), min(bid, next_ask)), reduced)
