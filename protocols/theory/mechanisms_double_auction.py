"""Bilateral trade with private values: the k-double auction and what no mechanism can beat.

Sources: Chatterjee & Samuelson (1983), Operations Research 31:835-851 (k = 1/2); Satterthwaite & Williams
(1989), J. Econ. Theory 48:107-133 (any k); Myerson & Satterthwaite (1983), J. Econ. Theory 29:265-281.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocols.errors import UserError


@dataclass(frozen=True)
class KDoubleAuction:
    """The linear equilibrium of the k-double auction; buyer's value and seller's cost iid U[lo, hi].

    They trade iff bid >= ask, at ``k bid + (1-k) ask``. On the unit interval ``bid(v) = v/(1+k) +
    k(1-k)/(2(1+k))`` and ``ask(c) = c/(2-k) + (1-k)/2`` (types that cannot trade may do anything else that
    does not trade). Trade fills the triangle ``v >= (1-k)/2 + c (1+k)/(2-k)``; every expectation below is
    its area times the value at its centroid.

    >>> KDoubleAuction(0.5).trade_probability, KDoubleAuction(0.5).expected_gains
    (0.28125, 0.140625)
    """

    k: float
    lo: float = 0.0
    hi: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.k <= 1:
            raise UserError(f"k must lie in [0, 1], found {self.k}")
        if not self.lo < self.hi:
            raise UserError(f"types need lo < hi, found [{self.lo}, {self.hi}]")

    @property
    def width(self) -> float:
        """Length of the interval of types, in money."""
        return self.hi - self.lo

    @property
    def bid_slope(self) -> float:
        return 1 / (1 + self.k)

    @property
    def bid_intercept(self) -> float:
        """Bid of the lowest type above ``lo``, as a share of the width."""
        return self.k * (1 - self.k) / (2 * (1 + self.k))

    @property
    def ask_slope(self) -> float:
        return 1 / (2 - self.k)

    @property
    def ask_intercept(self) -> float:
        """Ask of the lowest type above ``lo``, as a share of the width."""
        return (1 - self.k) / 2

    def bid(self, value: float) -> float:
        """The buyer's bid for a value in [lo, hi], in money."""
        return self.lo + self.bid_slope * (value - self.lo) + self.bid_intercept * self.width

    def ask(self, cost: float) -> float:
        """The seller's ask for a cost in [lo, hi], in money."""
        return self.lo + self.ask_slope * (cost - self.lo) + self.ask_intercept * self.width

    @property
    def _centroid(self) -> tuple[float, float]:
        """Mean value and mean cost given trade, on the unit interval."""
        return (2 + self.ask_intercept) / 3, (2 - self.k) / 6

    @property
    def trade_probability(self) -> float:
        """Area of the triangle of trading types: ``(1+k)(2-k)/8``."""
        return (1 + self.k) * (2 - self.k) / 8

    @property
    def expected_gains(self) -> float:
        """Expected gains from trade, in money."""
        value, cost = self._centroid
        return self.width * self.trade_probability * (value - cost)

    @property
    def first_best_gains(self) -> float:
        """Expected gains if all who should trade did: width / 6."""
        return self.width / 6

    @property
    def efficiency(self) -> float:
        """Expected gains over first-best gains."""
        return self.expected_gains / self.first_best_gains

    @property
    def share_of_efficient_trades(self) -> float:
        """Probability of trade over the probability (1/2) that trade is efficient."""
        return 2 * self.trade_probability

    @property
    def mean_price_given_trade(self) -> float:
        """Expected price of a trade that takes place, in money."""
        value, cost = (self.lo + share * self.width for share in self._centroid)
        return self.k * self.bid(value) + (1 - self.k) * self.ask(cost)


@dataclass(frozen=True)
class SecondBest:
    """Best expected gains of any incentive-compatible, individually rational, balanced mechanism (money)."""

    gains: float
    trade_threshold: float
    trade_probability: float
    first_best_gains: float
    vcg_subsidy: float

    @property
    def loss(self) -> float:
        """What private information costs: first-best less second-best gains."""
        return self.first_best_gains - self.gains


def myerson_satterthwaite(lo: float = 0.0, hi: float = 1.0) -> SecondBest:
    """The Myerson-Satterthwaite second best for value and cost iid U[lo, hi].

    Trade iff ``v - c >= t`` with t such that the expected virtual surplus ``E[(2v - hi) - (2c - lo)]`` over
    trades is 0 (both worst types earn nothing, the budget balances). On the unit interval the trades fill
    the triangle with centroid ``v = (2+t)/3``, ``c = (1-t)/3``, so the condition reads ``(4t - 1)/3 = 0``
    and ``t = 1/4``. VCG hands the whole surplus to both sides, so its expected subsidy equals the
    first-best gains.

    >>> myerson_satterthwaite().gains
    0.140625
    """
    if not lo < hi:
        raise UserError(f"types need lo < hi, found [{lo}, {hi}]")
    width, t = hi - lo, 0.25
    probability = (1 - t) ** 2 / 2
    gains = probability * ((2 + t) / 3 - (1 - t) / 3)
    first_best = width / 6
    return SecondBest(gains * width, t * width, probability, first_best, vcg_subsidy=first_best)
