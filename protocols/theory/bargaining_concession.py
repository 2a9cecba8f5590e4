"""Concession as theory has it: time-dependent tactics over one price, and the Zeuthen strategy over listed
deals.

These are the textbook models, played out step by step. The engine's own protocols and strategies are in
:mod:`protocols.rules` and :mod:`agents.strategies`; their conventions (rounds, acceptance) differ and are
stated there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

TIE = 1e-12  # risks, or prices relative to their size, closer than this count as equal


@dataclass(frozen=True, slots=True)
class Tactic:
    """A concession curve over a price: from ``low``/``high`` at the start to the reservation price at the
    deadline.

    ``alpha(t) = k + (1 - k) (t / T)^(1 / beta)``; ``beta < 1`` concedes late (Boulware), ``beta > 1`` early
    (Conceder). A buyer offers ``low + alpha (high - low)``, a seller ``high - alpha (high - low)``.

    Source: Faratin, Sierra & Jennings (1998) Robotics and Autonomous Systems 24:159-182, eqs for polynomial
    tactics.
    """

    buyer: bool
    low: float
    high: float
    beta: float
    k: float = 0.0

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"price range: found [{self.low}, {self.high}], allowed: low at most high")
        if self.beta <= 0.0 or not 0.0 <= self.k <= 1.0:
            raise ValueError(f"tactic: found beta={self.beta}, k={self.k}, allowed: beta > 0 and 0 <= k <= 1")

    def offer(self, tick: int, deadline: int) -> float:
        """The price offered at ``tick`` (0 … deadline)."""
        alpha = self.k + (1.0 - self.k) * math.pow(tick / deadline, 1.0 / self.beta)
        span = alpha * (self.high - self.low)
        return self.low + span if self.buyer else self.high - span

    def accepts(self, price: float, own_next: float) -> bool:
        """Whether a price is at least as good as the own offer that would come next (equal up to rounding
        counts).
        """
        rounding = TIE * max(abs(price), abs(own_next))
        return price <= own_next + rounding if self.buyer else price >= own_next - rounding


@dataclass(frozen=True, slots=True)
class PriceDeal:
    """Where the curves met: the price, the tick at which it was offered, and who accepted ("buyer" or
    "seller").
    """

    price: float
    tick: int
    accepted_by: str


def play_tactics(buyer: Tactic, seller: Tactic, deadline: int, first: str = "buyer") -> PriceDeal | None:
    """Alternate offers, one per tick 0 … deadline; None when no offer is taken in time.

    The receiver of the offer made at tick t answers at tick t + 1: it accepts iff the offer is at least as
    good as what it would itself offer then. An answer after the deadline is a refusal, so the last offer that
    can succeed is the one of tick ``deadline - 1``.

    Source: Faratin, Sierra & Jennings (1998), the rule for interpreting offers.

    >>> deal = play_tactics(Tactic(True, 50, 120, 1.0), Tactic(False, 80, 150, 1.0), 20)
    >>> deal.price, deal.tick, deal.accepted_by
    (99.0, 14, 'seller')
    """
    if deadline < 1 or deadline != int(deadline):
        raise ValueError(f"deadline: found {deadline}, allowed: a whole number of ticks, 1 or more")
    if first not in ("buyer", "seller"):
        raise ValueError(f"first: found {first!r}, allowed: buyer, seller")
    sides = [("buyer", buyer), ("seller", seller)]
    if first == "seller":
        sides.reverse()
    for tick in range(int(deadline)):
        proposer, (name, receiver) = sides[tick % 2][1], sides[(tick + 1) % 2]
        price = proposer.offer(tick, deadline)
        if receiver.accepts(price, receiver.offer(tick + 1, deadline)):
            return PriceDeal(price, tick, name)
    return None


def zeuthen(u1: Sequence[float], u2: Sequence[float]) -> int:
    """Index of the deal that two Zeuthen bargainers reach under the monotonic concession protocol.

    Both start from their own best deal (conflict is worth 0 to both; deals worth less than that to somebody
    are out). Each round the party less willing to risk conflict, ``risk_i = (u_i(own) - u_i(other's)) /
    u_i(own)``, concedes to the deal best for itself that reverses the order of risks; on a tie both concede.
    As ``risk_1 < risk_2`` iff offer 1 has the smaller Nash product, the agreement has the largest Nash
    product.

    Ties: among own-best deals the one better for the other, then the lowest index; when each accepts the
    other's offer, the one with the larger Nash product, then the lower index.

    Source: Zeuthen (1930); Harsanyi (1956) Econometrica 24:144-157; Rosenschein & Zlotkin (1994) Rules of
    Encounter, ch. 3.

    >>> zeuthen([10.0, 9.0, 7.0, 4.0, 1.0], [1.0, 2.0, 5.0, 8.0, 9.0])
    2
    """
    if len(u1) != len(u2) or not u1:
        raise ValueError(
            f"utilities: found {len(u1)} and {len(u2)} deals, allowed: one or more, equally many"
        )
    utilities = ([float(value) for value in u1], [float(value) for value in u2])
    deals = [k for k in range(len(u1)) if utilities[0][k] >= 0.0 and utilities[1][k] >= 0.0]
    if not deals:
        raise ValueError("utilities: every deal is worse than conflict (0) for somebody")
    offers = [_best_deal(utilities[0], utilities[1], deals), _best_deal(utilities[1], utilities[0], deals)]
    while True:
        matched = [i for i in (0, 1) if utilities[i][offers[1 - i]] >= utilities[i][offers[i]]]
        if matched:  # party i finds the other's offer at least as good as its own, and takes it
            taken = [offers[1 - i] for i in matched]
            return max(taken, key=lambda k: (utilities[0][k] * utilities[1][k], -k))
        risks = [_risk(utilities[i], offers[i], offers[1 - i]) for i in (0, 1)]
        gap = risks[0] - risks[1]
        movers = (0, 1) if abs(gap) <= TIE else (0,) if gap < 0.0 else (1,)
        moved = {i: _concession(utilities, deals, offers, i) for i in movers}
        for i, deal in moved.items():
            offers[i] = deal


def _risk(own_utility: Sequence[float], own: int, other: int) -> float:
    """Zeuthen's risk: the share of the own demand that accepting the other's offer would give up (1 if
    nothing to lose).
    """
    if own_utility[own] <= 0.0:
        return 1.0
    return (own_utility[own] - own_utility[other]) / own_utility[own]


def _concession(
    utilities: tuple[Sequence[float], Sequence[float]], deals: Sequence[int], offers: Sequence[int], i: int
) -> int:
    """The deal best for party i that is better for the other than i's last one and makes the other the next
    to concede.

    The other's last offer is always among the choices: asking for less than that makes no sense.
    """
    mine, theirs, other_offer = utilities[i], utilities[1 - i], offers[1 - i]
    reversing = [
        k
        for k in deals
        if theirs[k] > theirs[offers[i]] and _risk(mine, k, other_offer) > _risk(theirs, other_offer, k) + TIE
    ]
    return _best_deal(mine, theirs, [*reversing, other_offer])


def _best_deal(mine: Sequence[float], theirs: Sequence[float], deals: Sequence[int]) -> int:
    """The deal best for oneself; ties by the other's utility, then by the lowest index."""
    return max(deals, key=lambda k: (mine[k], theirs[k], -k))
