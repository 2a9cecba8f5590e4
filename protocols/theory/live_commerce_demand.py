"""Live sales in which price, hype, stock or a sales guarantee move demand, each solved for its equilibrium.

Notation as in `live_commerce`: effort e costs the host k e²/2, θ is demand per unit of effort, ρ the return
rate, l reverse logistics per return. Money in CNY.

Sources: effort-dependent newsvendor: Cachon (2003) sec. 4, Taylor (2002) Management Science 48:992–1007,
Krishnan, Kapuscinski & Butz (2004) Management Science 50:48–63. The agency price, the hype model and the
sales guarantee are made here; their closed forms follow from the models as stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protocols.theory.distribution_base import Demand, require
from protocols.theory.live_commerce import EffortModel
from protocols.theory.supply import best_order


@dataclass(frozen=True)
class AgencySale:
    """Agency sale with demand D = α − βp + θe: the factory sets the price, then the host his effort.

    The host earns κ of kept value; the factory pays C = c + ρl per order (a returned unit goes back on the
    shelf).
    """

    alpha: float
    beta: float
    theta: float
    k: float
    cost: float
    return_rate: float
    return_cost: float

    @property
    def unit_cost(self) -> float:
        """C = c + ρ l per order."""
        return self.cost + self.return_rate * self.return_cost

    def demand(self, price: float, effort: float) -> float:
        """α − βp + θe, never below zero."""
        return max(0.0, self.alpha - self.beta * price + self.theta * effort)


@dataclass(frozen=True)
class AgencyDeal:
    """Price (CNY per unit), effort, demand (orders) and profits (CNY) of an agency sale."""

    price: float
    effort: float
    demand: float
    factory_profit: float
    host_profit: float

    @property
    def chain_profit(self) -> float:
        """Both profits together."""
        return self.factory_profit + self.host_profit


def agency_deal(sale: AgencySale, commission: float) -> AgencyDeal:
    """Equilibrium under the commission rate κ: the host answers a price p with e = θκ(1−ρ)p/k.

    With β' = β − θ²κ(1−ρ)/k > 0 (else UserError) the factory's price is (α/β' + C/((1−κ)(1−ρ)))/2, where it
    is below the price α/β' at which demand ends.

    >>> sale = AgencySale(1000, 8, 10, 20, 30, 0.3, 5)
    >>> round(agency_deal(sale, 0.2).price, 6)
    96.618151
    """
    kept = 1 - sale.return_rate
    possible = 0 <= commission < 1 and kept > 0
    require(possible, "needs 0 ≤ kappa < 1 and rho < 1", kappa=commission, rho=sale.return_rate)
    pull = sale.theta * commission * kept / sale.k
    slope = sale.beta - sale.theta * pull
    require(slope > 0, "demand must fall with the price: beta > theta² kappa (1 − rho)/k", slope=slope)
    choke = sale.alpha / slope
    price = min(choke, (choke + sale.unit_cost / ((1 - commission) * kept)) / 2)
    effort = pull * price
    sold = sale.demand(price, effort)
    factory = ((1 - commission) * kept * price - sale.unit_cost) * sold
    return AgencyDeal(price, effort, sold, factory, commission * kept * price * sold - sale.k * effort**2 / 2)


def agency_integrated(sale: AgencySale) -> AgencyDeal:
    """The integrated firm's price and effort, its profit booked as the factory's.

    With the margin u = (1−ρ)p − C per order: e = θu/k and u = ((1−ρ)α − βC)/(2β − (1−ρ)θ²/k). Needs 2β >
    θ²(1−ρ)/k.
    """
    kept, cost = 1 - sale.return_rate, sale.unit_cost
    curve = 2 * sale.beta - kept * sale.theta**2 / sale.k
    require(curve > 0, "needs 2 beta > theta² (1 − rho)/k", curvature=curve)
    margin = max(0.0, (kept * sale.alpha - sale.beta * cost) / curve)
    price, effort = (margin + cost) / kept, sale.theta * margin / sale.k
    sold = sale.demand(price, effort)
    return AgencyDeal(price, effort, sold, margin * sold - sale.k * effort**2 / 2, 0.0)


@dataclass(frozen=True)
class HypeSale(EffortModel):
    """Effort is hype: orders Q = a + θe rise with it, but so does the return rate ρ(e) = ρ₀ + ρ₁e.

    Chain profit Q[(1−ρ)p − c + ρ(s−l)] − k e²/2; the host is paid κp per order, or κp(1−ρ) when only
    settled value counts.
    """

    price: float
    cost: float
    base_return_rate: float
    return_rate_slope: float
    returned_worth: float
    return_cost: float

    def return_rate(self, effort: float) -> float:
        """ρ(e)."""
        return self.base_return_rate + self.return_rate_slope * effort

    def chain_profit(self, effort: float) -> float:
        """The chain's profit at an effort."""
        rho = self.return_rate(effort)
        margin = (1 - rho) * self.price - self.cost + rho * (self.returned_worth - self.return_cost)
        return self.orders(effort) * margin - self.effort_cost(effort)

    def best_effort(self, pay: float, lost_per_return: float) -> float:
        """Effort of one who earns `pay` − `lost_per_return`·ρ(e) per order and bears the effort cost.

        (θM₀ − aM₁)/(k + 2θM₁) with M₀ = pay − lost·ρ₀ and M₁ = lost·ρ₁, kept where 0 ≤ ρ(e) ≤ 1 and e ≥ 0.
        Raises UserError where the profit is not concave (returns falling steeply with effort).
        """
        first = pay - lost_per_return * self.base_return_rate
        slope = lost_per_return * self.return_rate_slope
        curve = self.k + 2 * self.theta * slope
        require(curve > 0, "profit must be concave in effort: k + 2 theta rho1 · loss > 0", curvature=curve)
        effort = max(0.0, (self.theta * first - self.a * slope) / curve)
        if self.return_rate_slope == 0:
            return effort
        end = 1.0 if self.return_rate_slope > 0 else 0.0
        return min(effort, (end - self.base_return_rate) / self.return_rate_slope)


def hype_efforts(sale: HypeSale, commission: float) -> tuple[float, float, float]:
    """Efforts (integrated, host paid on gross orders, host paid on settled value) for a commission rate κ.

    Pay on gross orders invites too much hype, pay on settled value too little.

    >>> sale = HypeSale(200, 40, 8, 100, 40, 0.2, 0.002, 25, 6)
    >>> [round(e, 4) for e in hype_efforts(sale, 0.2)]
    [82.042, 100.0, 56.4286]
    """
    pay = commission * sale.price
    chain_loss = sale.price - sale.returned_worth + sale.return_cost
    integrated = sale.best_effort(sale.price - sale.cost, chain_loss)
    return integrated, sale.best_effort(pay, 0.0), sale.best_effort(pay, pay)


@dataclass(frozen=True)
class StockedSale:
    """Demand D = X + θe with a stock q bought before the show, no salvage, no returns (p, c CNY per unit)."""

    base: Demand
    price: float
    cost: float
    theta: float
    k: float

    def sales(self, q: float, effort: float) -> float:
        """E min(X + θe, q)."""
        lift = self.theta * effort
        return lift + self.base.sales(q - lift)

    def chain_profit(self, q: float, effort: float) -> float:
        """p E min(D, q) − cq − k e²/2."""
        return self.price * self.sales(q, effort) - self.cost * q - self.k * effort**2 / 2


@dataclass(frozen=True)
class StockedDeal:
    """Effort, stock and profits (CNY) of a stocked live sale."""

    effort: float
    q: float
    factory_profit: float
    host_profit: float


def stocked_equilibrium(sale: StockedSale, pay: float) -> StockedDeal:
    """Nash equilibrium, effort and stock chosen at the same time, for y per unit *sold*.

    Effort sells more only while stock lasts: e = θyF(q − θe)/k = θ y cr/k with the **factory's** critical
    ratio cr = 1 − c/(p − y); q = θe + F⁻¹(cr). Nothing is stocked when p − y ≤ c.

    >>> from protocols.theory.distributions import Uniform
    >>> stocked_equilibrium(StockedSale(Uniform(200, 800), 50, 20, 4, 5), pay=10).q
    516.0
    """
    require(pay >= 0, "pay per sale must not be negative", pay=pay)
    margin = sale.price - pay
    if margin <= sale.cost:
        return StockedDeal(0.0, 0.0, 0.0, 0.0)
    effort = sale.theta * pay * (1 - sale.cost / margin) / sale.k
    q = sale.theta * effort + best_order(sale.base, margin - sale.cost, sale.cost)
    sold = sale.sales(q, effort)
    return StockedDeal(effort, q, margin * sold - sale.cost * q, pay * sold - sale.k * effort**2 / 2)


def stocked_integrated(sale: StockedSale) -> StockedDeal:
    """The integrated firm: e = θ(p − c)/k, q = θe + F⁻¹(1 − c/p); its profit booked as the factory's."""
    effort = max(0.0, sale.theta * (sale.price - sale.cost) / sale.k)
    q = sale.theta * effort + best_order(sale.base, sale.price - sale.cost, sale.cost)
    return StockedDeal(effort, q, sale.chain_profit(q, effort) if q > 0 else 0.0, 0.0)


@dataclass(frozen=True)
class GuaranteeDeal:
    """Stock q; the factory's expected profit, the host's expected penalty and income (CNY); the regime."""

    regime: str
    q: float
    factory_profit: float
    host_penalty: float
    host_income: float


def sales_guarantee(
    demand: Demand, price: float, cost: float, pay: float, penalty: float, guaranteed: float
) -> GuaranteeDeal:
    """The host guarantees M units; the factory stocks q.

    The host earns y per sale and pays t per unit short of min(M, q): he cannot sell what is not stocked.
    Factory profit (p−y)S(q) − cq + t E(min(M, q) − D)⁺, no salvage. Its stock is the median of
    F⁻¹((p−y−c)/(p−y−t)), M and F⁻¹((p−y−c)/(p−y)), the first infinite when t ≥ c: the guarantee raises the
    stock although demand is unchanged. `guaranteed` = 0 or `penalty` = 0 gives the sale without guarantee.

    >>> from protocols.theory.distributions import Gamma
    >>> round(sales_guarantee(Gamma(4, 100), 80, 30, 16, 20, 900).q, 6)
    528.500581
    """
    require(penalty >= 0 and guaranteed >= 0, "needs penalty ≥ 0 and M ≥ 0", t=penalty, M=guaranteed)
    margin = price - pay

    def profit(q: float) -> float:
        return margin * demand.sales(q) - cost * q + penalty * demand.leftover(min(guaranteed, q))

    plain = best_order(demand, margin - cost, cost)
    if margin > cost:
        insured = best_order(demand, margin - cost, cost - penalty) if penalty < cost else math.inf
        q = sorted((insured, guaranteed, plain))[1]
    else:  # worth stocking, if at all, only for the penalty
        q = max((0.0, guaranteed), key=profit)
    due = penalty * demand.leftover(min(guaranteed, q))
    regime = "guarantee not binding" if q > guaranteed else "stock at the guarantee"
    if q < guaranteed:
        regime = "stock below the guarantee"
    return GuaranteeDeal(regime, q, profit(q), due, pay * demand.sales(q) - due)
