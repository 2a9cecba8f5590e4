"""Splitting a live event among several parties, and the fee arithmetic of published cases.

Sources: Giannoccaro & Pontrandolfo (2004) Int. J. Production Economics 89:131–139 (revenue sharing along
three stages, here any number); Nash (1950) Econometrica 18:155–162; Nagarajan & Sošić (2008) EJOR
187:719–745. Money in CNY.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from protocols.theory.distribution_base import Demand, require
from protocols.theory.supply import Newsvendor


@dataclass(frozen=True)
class RevenueSharing:
    """Order, what each party pays the others per unit ordered (sums to zero), and profits (CNY)."""

    q: float
    transfers_per_unit: dict[str, float]
    profits: dict[str, float]
    integrated_profit: float


def revenue_sharing_among(
    demand: Demand, price: float, unit_costs: Mapping[str, float], shares: Mapping[str, float]
) -> RevenueSharing:
    """Every party gets the share φᵢ of revenue and bears φᵢ of the chain's cost c = Σ cᵢ per unit ordered.

    Then party i earns φᵢ Π(q) at every q, and all want the same order. `transfers_per_unit` is what a party
    **pays**, φᵢ c − cᵢ. Shares must sum to one over the same parties as the costs (else UserError).

    >>> from protocols.theory.distributions import Uniform
    >>> costs, shares = {"host": 0, "factory": 4}, {"host": 0.5, "factory": 0.5}
    >>> split = revenue_sharing_among(Uniform(0, 100), 10, costs, shares)
    >>> split.q, split.transfers_per_unit
    (60.0, {'host': 2.0, 'factory': -2.0})
    """
    total_share = sum(shares.values())
    require(shares.keys() == unit_costs.keys(), "shares and costs must name the same parties")
    require(abs(total_share - 1) < 1e-9, "revenue shares must sum to one", sum=total_share)
    chain = Newsvendor(demand, price, sum(unit_costs.values()))
    q = chain.optimal_order()
    revenue = price * demand.sales(q)
    pays = {party: share * chain.cost - unit_costs[party] for party, share in shares.items()}
    profits = {party: shares[party] * revenue - (pays[party] + unit_costs[party]) * q for party in shares}
    return RevenueSharing(q, pays, profits, chain.profit(q))


def nash_split(
    total: float, disagreement: Mapping[str, float], weights: Mapping[str, float]
) -> dict[str, float]:
    """Asymmetric Nash split of a transferable `total`: uᵢ = dᵢ + wᵢ (total − Σ d), weights scaled to one.

    When the total falls short of Σ d nothing is gained together and each party takes its disagreement payoff.

    >>> nash_split(100, {"host": 20, "factory": 0}, {"host": 1, "factory": 1})
    {'host': 60.0, 'factory': 40.0}
    """
    weight = sum(weights.values())
    require(weights.keys() == disagreement.keys(), "weights and disagreement must name the same parties")
    require(weight > 0 and min(weights.values()) >= 0, "weights must be ≥ 0 and not all zero", sum=weight)
    surplus = max(0.0, total - sum(disagreement.values()))
    return {party: d + weights[party] / weight * surplus for party, d in disagreement.items()}


@dataclass(frozen=True)
class HostBill:
    """What a merchant gives for a sale at a discount: fees (CNY) and shares of revenue and of list value."""

    commission_paid: float
    total_to_host: float
    host_share_of_revenue: float
    list_value_of_goods_sold: float
    host_cost_plus_discount_share_of_list: float


def host_bill(fixed_fee: float, commission_rate: float, revenue: float, discount: float) -> HostBill:
    """Fixed fee plus commission on `revenue` taken at a `discount` from list price.

    >>> host_bill(300_000, 0.25, 3_000_000, 0.4).host_cost_plus_discount_share_of_list
    0.61
    """
    possible = revenue > 0 and 0 <= discount < 1
    require(possible, "needs revenue > 0 and 0 ≤ discount < 1", revenue=revenue, discount=discount)
    commission = commission_rate * revenue
    paid, list_value = fixed_fee + commission, revenue / (1 - discount)
    return HostBill(commission, paid, paid / revenue, list_value, (paid + list_value - revenue) / list_value)


def break_even_sales(slot_fee: float, contribution_margin: float) -> float:
    """Sales (CNY) whose contribution pays for a slot fee; infinite at a margin ≤ 0.

    >>> break_even_sales(1_200_000, 0.5)
    2400000.0
    """
    return slot_fee / contribution_margin if contribution_margin > 0 else math.inf


def proportional_fee(slot_fee: float, sold: float, guaranteed: float) -> float:
    """The slot fee left to a host under equal-proportion settlement: Fee·min(1, sold/guaranteed).

    >>> round(proportional_fee(50_000, 58, 20_000), 9)
    145.0
    """
    require(guaranteed > 0, "a guarantee must be above zero", guaranteed=guaranteed)
    return slot_fee * min(1.0, sold / guaranteed)
