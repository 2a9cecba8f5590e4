"""A live sale whose orders depend on the host's effort: commission, slot fee 坑位费 and effort-cost sharing.

Orders Q(e) = a + θe; the host's effort costs k e²/2. A price p, production cost c, return rate ρ (share of
orders), worth s of a returned unit and reverse logistics l per return leave a margin **per order** m =
(1−ρ)p − c + ρ(s−l). A commission rate κ on settled (kept) value pays the host y = κ p (1−ρ) per order; a
slot fee goes from the factory (the brand merchant) to the host; the factory may bear a share ψ of the
effort cost. All money in CNY, effort ≥ 0.

Sources: commission only / fixed fee only / both: structure after He, Chen, Mu & Ullah (2022) Electronic
Commerce Research, doi:10.1007/s10660-022-09591-3; effort-cost sharing after Cachon (2003), Handbooks in
OR/MS 11, ch. 6, sec. 4; the idea of a pro-rata slot fee after PLoS ONE 19(8):e0309371 (2024). The model and
its closed forms are made here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protocols.theory.distribution_base import require
from protocols.theory.supply import ratio


@dataclass(frozen=True)
class EffortModel:
    """Orders a + θe for an effort e ≥ 0 that costs the host k e²/2.

    Units: a orders, θ orders per unit of effort, k CNY per effort².

    Raises UserError unless a ≥ 0, θ > 0 and k > 0.
    """

    a: float
    theta: float
    k: float

    def __post_init__(self) -> None:
        possible = self.a >= 0 and self.theta > 0 and self.k > 0
        require(possible, "needs a ≥ 0, theta > 0 and k > 0", a=self.a, theta=self.theta, k=self.k)

    def orders(self, effort: float) -> float:
        """Q(e) = a + θe."""
        return self.a + self.theta * effort

    def effort_cost(self, effort: float) -> float:
        """k e²/2."""
        return self.k * effort**2 / 2

    def effort_for(self, pay: float, borne: float = 1.0) -> float:
        """The host's best effort θ·pay/(k·borne) for `pay` per order, bearing a fraction of its cost."""
        require(borne > 0, "a host who bears none of the effort cost has no best effort", borne=borne)
        return max(0.0, self.theta * pay / (self.k * borne))


@dataclass(frozen=True)
class LiveSale(EffortModel):
    """An effort model with prices and returns: p, c, s, l in CNY per unit, ρ a share of orders.

    Raises UserError unless p > 0 and 0 ≤ ρ < 1.

    >>> sale = LiveSale(0, 50, 5, price=80, cost=30, return_rate=0.5, returned_worth=20, return_cost=5)
    >>> sale.margin, sale.integrated_effort, sale.integrated_profit
    (17.5, 175.0, 76562.5)
    """

    price: float
    cost: float
    return_rate: float
    returned_worth: float
    return_cost: float

    def __post_init__(self) -> None:
        super().__post_init__()
        possible = self.price > 0 and 0 <= self.return_rate < 1
        require(possible, "needs price > 0 and 0 ≤ return rate < 1", price=self.price, rho=self.return_rate)

    @property
    def kept_value(self) -> float:
        """Value that customers keep, per order: p (1 − ρ)."""
        return self.price * (1 - self.return_rate)

    @property
    def margin(self) -> float:
        """Chain margin m per order (not per kept unit)."""
        return self.kept_value - self.cost + self.return_rate * (self.returned_worth - self.return_cost)

    def rate(self, pay: float) -> float:
        """The commission rate κ on kept value that pays `pay` per order."""
        return pay / self.kept_value

    @property
    def integrated_effort(self) -> float:
        """First-best effort θm/k."""
        return self.effort_for(self.margin)

    @property
    def integrated_profit(self) -> float:
        """First-best profit mQ(e) − k e²/2."""
        return self.chain_profit(self.integrated_effort)

    def chain_profit(self, effort: float) -> float:
        """The chain's profit at an effort, whatever the parties pay one another."""
        return self.margin * self.orders(effort) - self.effort_cost(effort)


@dataclass(frozen=True)
class LiveDeal:
    """Outcome of terms: pay per order y and slot fee (CNY), effort, orders, profits (CNY)."""

    pay_per_order: float
    slot_fee: float
    effort: float
    orders: float
    host_profit: float
    factory_profit: float

    def efficiency(self, sale: LiveSale) -> float:
        """Both profits over the first best."""
        return ratio(self.host_profit + self.factory_profit, sale.integrated_profit)


def live_deal(sale: LiveSale, pay: float, slot_fee: float = 0.0, cost_share: float = 0.0) -> LiveDeal:
    """The host's best effort and both profits under a pay per order y, a slot fee and effort-cost sharing.

    The factory bears the share ψ of the effort cost. The slot fee moves money, never effort. Raises
    UserError unless 0 ≤ ψ < 1.

    >>> sale = LiveSale(0, 50, 5, 80, 30, 0.5, 20, 5)
    >>> live_deal(sale, pay=0.25 * sale.kept_value).host_profit
    25000.0
    """
    require(0 <= cost_share < 1, "the share of effort cost must lie in [0, 1)", psi=cost_share)
    effort = sale.effort_for(pay, borne=1 - cost_share)
    orders, cost = sale.orders(effort), sale.effort_cost(effort)
    host = pay * orders - (1 - cost_share) * cost + slot_fee
    factory = (sale.margin - pay) * orders - cost_share * cost - slot_fee
    return LiveDeal(pay, slot_fee, effort, orders, host, factory)


def coordinating_pay(sale: LiveSale, cost_share: float) -> float:
    """y = (1 − ψ) m: the host has one fraction of margin and of effort cost, and works as the chain would.

    Then the host earns (1 − ψ) Π⁰ + fee and the factory ψ Π⁰ − fee. Without cost sharing (ψ = 0) only a
    commission of the whole margin coordinates.
    """
    return (1 - cost_share) * sale.margin


def optimal_commission(sale: LiveSale) -> LiveDeal:
    """The factory leads with a pure commission: y* = (m − a k/θ²)/2, or 0 where that is negative.

    Without baseline orders (a = 0) the chain earns exactly 75 % of the first best: factory 50 %, host 25 %,
    the live-commerce twin of double marginalisation.

    >>> round(optimal_commission(LiveSale(0, 50, 5, 80, 30, 0.5, 20, 5)).pay_per_order, 9)
    8.75
    """
    return live_deal(sale, max(0.0, (sale.margin - sale.a * sale.k / sale.theta**2) / 2))


@dataclass(frozen=True)
class SlotFeeDeal:
    """The factory's best terms for a host with an outside option, and which of three regimes they fall in.

    `factory_profit` includes the exposure value V; `operating_efficiency` leaves V out; `unrestricted_fee`
    is the fee if it might be negative (CNY), charged with a commission of the whole margin.
    """

    regime: str
    deal: LiveDeal
    factory_profit: float
    operating_efficiency: float
    unrestricted_fee: float


def slot_fee_for(sale: LiveSale, outside_option: float, exposure_value: float = 0.0) -> SlotFeeDeal:
    """When does a slot fee appear? Maximise (m − y)Q − Fee + V with host profit ≥ u₀ and Fee ≥ 0.

    1. The host likes the factory's best commission well enough: no fee. 2. Else the commission rises until
    the host joins (y a + θ²y²/2k = u₀): still no fee, as effort is worth having. 3. Only when a commission
    of the whole margin is not enough is the rest a slot fee. The factory then earns V − Fee: it signs only
    for the exposure, and only if that is not negative.

    >>> sale = LiveSale(20, 40, 8, 100, 40, 0.3, 25, 6)
    >>> round(slot_fee_for(sale, 70_000, 40_000).deal.pay_per_order, 6)
    26.357702
    """
    best, margin = optimal_commission(sale), max(0.0, sale.margin)
    ceiling = live_deal(sale, margin)
    if best.host_profit >= outside_option:
        regime, deal = "optimal commission, no pit fee", best
    elif ceiling.host_profit >= outside_option:
        slope = sale.theta**2 / sale.k
        pay = (math.sqrt(sale.a**2 + 2 * slope * outside_option) - sale.a) / slope
        regime, deal = "commission raised until the host joins, no pit fee", live_deal(sale, pay)
    else:
        regime = "whole margin as commission plus a pit fee"
        deal = live_deal(sale, margin, slot_fee=outside_option - ceiling.host_profit)
    return SlotFeeDeal(
        regime=regime,
        deal=deal,
        factory_profit=deal.factory_profit + exposure_value,
        operating_efficiency=deal.efficiency(sale),
        unrestricted_fee=outside_option - sale.integrated_profit,
    )


@dataclass(frozen=True)
class ProRataDeal:
    """Outcome of a slot fee settled in proportion to a target (fee and profit in CNY)."""

    regime: str
    effort: float
    orders: float
    fee_paid: float
    host_profit: float


def pro_rata_fee(sale: EffortModel, pay: float, slot_fee: float, target: float) -> ProRataDeal:
    """The host's best effort with a fee refunded pro rata below a target: y Q + Fee·min(1, Q/T) − k e²/2.

    Below the target T (orders) the fee acts as a further commission Fee/T, above it is a lump sum; in
    between the host stops exactly at the target. This is the guarantee 保量 of the trade.

    >>> pro_rata_fee(EffortModel(a=100, theta=20, k=4), pay=15, slot_fee=6000, target=1800).orders
    1800.0
    """
    possible = target > 0 and slot_fee >= 0
    require(possible, "needs a target above zero and a fee ≥ 0", target=target, fee=slot_fee)
    eager, calm = sale.effort_for(pay + slot_fee / target), sale.effort_for(pay)
    if sale.orders(eager) < target:
        regime, effort = "target missed, fee paid pro rata", eager
    elif sale.orders(calm) > target:
        regime, effort = "target exceeded, fee paid in full", calm
    else:
        regime, effort = "bunched at the target", (target - sale.a) / sale.theta
    orders = sale.orders(effort)
    fee = slot_fee * min(1.0, orders / target)
    return ProRataDeal(regime, effort, orders, fee, pay * orders + fee - sale.effort_cost(effort))
