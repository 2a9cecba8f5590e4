"""Sealed-bid auctions, independent private values: equilibrium bids and expected payments in closed form.

Sources: Vickrey (1961), J. Finance 16:8-37; Riley & Samuelson (1981), Amer. Econ. Rev. 71:381-392; Myerson
(1981), Math. Oper. Res. 6:58-73; McAfee & McMillan (1987), J. Econ. Lit. 25:699-738.
"""

from __future__ import annotations

from protocols.errors import UserError


def _bidders(n: int) -> int:
    if n != int(n) or n < 1:
        raise UserError(f"the number of bidders must be a whole number >= 1, found {n}")
    return int(n)


def _reserve(reserve: float) -> float:
    if not 0 <= reserve <= 1:
        raise UserError(f"a reserve price on values in [0, 1] must lie in [0, 1], found {reserve}")
    return reserve


def first_price_bid(value: float, bidders: int, reserve: float = 0.0) -> float | None:
    """Equilibrium bid of a buyer whose value is U[0,1] among ``n``: ``v - (v^n - r^n) / (n v^(n-1))``.

    Without a reserve price this is ``(n-1) v / n``. None when the value lies below the reserve (no bid).

    >>> first_price_bid(0.9, 2, reserve=0.3)
    0.5
    """
    n, r = _bidders(bidders), _reserve(reserve)
    if not 0 <= value <= 1:
        raise UserError(f"a value must lie in [0, 1], found {value}")
    if value < r:
        return None
    if value == 0:
        return 0.0
    return value - (value - r * (r / value) ** (n - 1)) / n


def expected_revenue(bidders: int, reserve: float = 0.0) -> float:
    """Seller's expected revenue, values iid U[0,1]: ``E[(2 v_max - 1) 1{v_max >= r}]`` (Myerson's lemma).

    The same for first- and second-price formats (revenue equivalence); ``(n-1)/(n+1)`` without a reserve;
    largest at ``r = 1/2`` whatever n.

    >>> round(expected_revenue(2, 0.5), 12)
    0.416666666667
    """
    n, r = _bidders(bidders), _reserve(reserve)
    return float(2 * n / (n + 1) * (1 - r ** (n + 1)) - (1 - r**n))


def sale_probability(bidders: int, reserve: float) -> float:
    """Probability that the highest of n values U[0,1] reaches the reserve: ``1 - r^n``."""
    return float(1 - _reserve(reserve) ** _bidders(bidders))


def bidder_surplus(bidders: int) -> float:
    """One bidder's expected surplus before he knows his value, no reserve: ``1 / (n (n+1))``."""
    n = _bidders(bidders)
    return 1 / (n * (n + 1))


def expected_winner_value(bidders: int) -> float:
    """Expected highest of n values U[0,1]: ``n / (n+1)``."""
    n = _bidders(bidders)
    return n / (n + 1)


def _costs(lo: float, hi: float) -> float:
    if not lo < hi:
        raise UserError(f"costs need lo < hi, found [{lo}, {hi}]")
    return hi - lo


def procurement_bid(cost: float, bidders: int, lo: float, hi: float) -> float:
    """Equilibrium price of a bidder of cost U[lo,hi]; the lowest wins and is paid: ``c + (hi - c) / n``.

    ``hi`` is also the buyer's ceiling, so that a single bidder asks for it.

    >>> procurement_bid(54, 4, 50, 90)
    63.0
    """
    _costs(lo, hi)
    if not lo <= cost <= hi:
        raise UserError(f"a cost must lie in [{lo}, {hi}], found {cost}")
    return cost + (hi - cost) / _bidders(bidders)


def procurement_payment(bidders: int, lo: float, hi: float) -> float:
    """Buyer's expected payment, first- or second-price: ``lo + 2 (hi - lo) / (n+1)``, in money."""
    return lo + 2 * _costs(lo, hi) / (_bidders(bidders) + 1)


def procurement_winner_cost(bidders: int, lo: float, hi: float) -> float:
    """Expected cost of the winner, who is the cheapest bidder: ``lo + (hi - lo) / (n+1)``, in money."""
    return lo + _costs(lo, hi) / (_bidders(bidders) + 1)
