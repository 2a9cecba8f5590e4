"""Capacity contracts and the joint lot size: what to reserve, at which fee, and how much to make at once.

Capacity costs ck per unit and is built before demand is known; a unit costs cu to make afterwards. The
chain earns (p − cu) S(K) − ck K from the capacity K, a newsvendor whose "cost" is cu + ck and whose
"salvage" is cu. Money in CNY.

Sources: Barnes-Schuster, Bassok & Anupindi (2002) M&SOM 4:171–207 (one period); Erkoc & Wu (2005)
Production and Operations Management 14:232–251 (linear cost, full information); Banerjee (1986) Decision
Sciences 17:292–311.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protocols.errors import UserError
from protocols.theory.distribution_base import Demand, require
from protocols.theory.supply import Deal, Newsvendor, best_order


@dataclass(frozen=True)
class CapacityChain:
    """Demand, price p, capacity cost ck and unit cost cu of a chain that builds first and makes on demand.

    >>> from protocols.theory.distributions import Uniform
    >>> round(CapacityChain(Uniform(0, 100), 10, capacity_cost=2, unit_cost=3).optimal_capacity(), 6)
    71.428571
    """

    demand: Demand
    price: float
    capacity_cost: float
    unit_cost: float

    def __post_init__(self) -> None:
        ck, cu, p = self.capacity_cost, self.unit_cost, self.price
        require(ck > 0 and cu < p, "needs capacity cost > 0 and unit cost < price", ck=ck, cu=cu, p=p)

    def profit(self, capacity: float) -> float:
        """The chain's expected profit (p − cu) S(K) − ck K."""
        return (self.price - self.unit_cost) * self.demand.sales(capacity) - self.capacity_cost * capacity

    def optimal_capacity(self) -> float:
        """The integrated capacity F⁻¹(1 − ck/(p − cu))."""
        return self.self_built(self.price)

    def optimal_profit(self) -> float:
        """The integrated profit."""
        return self.profit(self.optimal_capacity())

    def self_built(self, w: float) -> float:
        """Capacity a supplier builds at its own risk for w per unit delivered: F⁻¹(1 − ck/(w − cu))."""
        return best_order(self.demand, w - self.unit_cost - self.capacity_cost, self.capacity_cost)

    def as_newsvendor(self) -> Newsvendor:
        """The same chain in the terms of `supply`: cost cu + ck, salvage cu."""
        return Newsvendor(self.demand, self.price, self.unit_cost + self.capacity_cost, self.unit_cost)


@dataclass(frozen=True)
class Option:
    """Capacity option: o per unit reserved, e per unit exercised (CNY)."""

    o: float
    e: float


def option_terms(chain: CapacityChain, buyer_share: float) -> Option:
    """Coordinating option: o = λ ck, p − e = λ(p − cu); the buyer earns λ of the chain's profit at any K."""
    require(0 <= buyer_share <= 1, "a share must lie in [0, 1]", share=buyer_share)
    margin = buyer_share * (chain.price - chain.unit_cost)
    return Option(o=buyer_share * chain.capacity_cost, e=chain.price - margin)


def option_deal(chain: CapacityChain, terms: Option) -> Deal:
    """Outcome of any option terms: the buyer reserves K, then exercises min(D, K). `Deal.q` is K.

    >>> from protocols.theory.distributions import Uniform
    >>> chain = CapacityChain(Uniform(0, 100), 10, 2, 3)
    >>> round(option_deal(chain, option_terms(chain, 0.4)).retailer_profit, 6)
    71.428571
    """
    margin = chain.price - terms.e
    capacity = best_order(chain.demand, margin - terms.o, terms.o, chain.optimal_capacity())
    buyer = margin * chain.demand.sales(capacity) - terms.o * capacity
    return Deal(capacity, buyer, chain.profit(capacity) - buyer)


def deductible_fee(chain: CapacityChain, w: float) -> float:
    """Fee r = ck (p − w)/(p − cu − ck) per reserved unit, deducted from w on exercise: it coordinates K.

    Raises UserError when the chain has no use for capacity (p ≤ cu + ck) or the buyer none for the goods (w
    > p).
    """
    spread = chain.price - chain.unit_cost - chain.capacity_cost
    require(spread > 0 and w <= chain.price, "needs p > cu + ck and w ≤ p", p=chain.price, w=w)
    return chain.capacity_cost * (chain.price - w) / spread


def deductible_deal(chain: CapacityChain, w: float, fee: float) -> Deal:
    """Outcome of a deductible reservation fee: the buyer earns (p − w) S(K) − r (K − S(K)); `Deal.q` is K.

    >>> from protocols.theory.distributions import Gamma
    >>> chain = CapacityChain(Gamma(4, 25), 12, 2, 4)
    >>> round(deductible_deal(chain, 9, deductible_fee(chain, 9)).q, 6)
    127.735687
    """
    capacity = best_order(chain.demand, chain.price - w, fee, chain.optimal_capacity())
    buyer = (chain.price - w) * chain.demand.sales(capacity) - fee * chain.demand.leftover(capacity)
    return Deal(capacity, buyer, chain.profit(capacity) - buyer)


@dataclass(frozen=True)
class JointLotSize:
    """A buyer and a vendor who makes each lot as it is ordered (lot for lot).

    Yearly demand D and production rate P (units), the buyer's cost per order A and the vendor's per set-up S
    (CNY), holding rate r (per year) on unit values cb and cv (CNY).

    >>> pair = JointLotSize(1000, 3200, 100, 400, 0.2, 25, 20)
    >>> pair.buyer_lot(), pair.vendor_lot(), pair.joint_lot()
    (200.0, 800.0, 400.0)
    """

    demand: float
    production: float
    order_cost: float
    setup_cost: float
    holding_rate: float
    buyer_value: float
    vendor_value: float

    def __post_init__(self) -> None:
        if min(vars(self).values()) <= 0:
            raise UserError("every parameter of the joint lot size must be above zero")
        enough = self.demand <= self.production
        require(enough, "demand must not exceed production", D=self.demand, P=self.production)

    def buyer_cost(self, lot: float) -> float:
        """Yearly ordering plus holding cost D A/Q + r cb Q/2."""
        return self.demand * self.order_cost / lot + self.holding_rate * self.buyer_value * lot / 2

    def vendor_cost(self, lot: float) -> float:
        """Yearly set-up plus holding cost D S/Q + r cv (D/P) Q/2."""
        return self.demand * self.setup_cost / lot + self.holding_rate * self._vendor_stock() * lot / 2

    def joint_cost(self, lot: float) -> float:
        """Both together."""
        return self.buyer_cost(lot) + self.vendor_cost(lot)

    def buyer_lot(self) -> float:
        """The buyer's economic order quantity."""
        return math.sqrt(2 * self.demand * self.order_cost / (self.holding_rate * self.buyer_value))

    def vendor_lot(self) -> float:
        """The lot the vendor likes best."""
        return math.sqrt(2 * self.demand * self.setup_cost / (self.holding_rate * self._vendor_stock()))

    def joint_lot(self) -> float:
        """The lot that minimises the joint cost."""
        fixed, value = self.order_cost + self.setup_cost, self.buyer_value + self._vendor_stock()
        return math.sqrt(2 * self.demand * fixed / (self.holding_rate * value))

    def _vendor_stock(self) -> float:
        """Value held by the vendor per unit of lot: cv D/P, as lots leave as soon as they are made."""
        return self.vendor_value * self.demand / self.production
