"""The price-only contract: push, pull, bargained, along a chain of tiers, and with a price-setting retailer.

Double marginalisation is measured against the integrated firm of `supply.Newsvendor`.

Sources: Spengler (1950) J. Political Economy 58:347–352; Lariviere & Porteus (2001) M&SOM 3:293–305; Cachon
(2004) Management Science 50:222–238; Nash (1950) Econometrica 18:155–162; Cachon & Lariviere (2005)
Management Science 51:30–44.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from protocols.errors import UserError
from protocols.theory.distribution_base import require
from protocols.theory.supply import Deal, Newsvendor

_GRID = 200  # probabilities at which a slope is looked at before its roots are refined


@dataclass(frozen=True)
class Priced:
    """A wholesale price w (CNY per unit) and the deal it leads to."""

    w: float
    deal: Deal


def wholesale_stackelberg(chain: Newsvendor) -> Priced:
    """The supplier names w, the retailer orders F⁻¹((p − w)/(p − v)) and bears the inventory risk (push).

    In the order, the supplier earns (w(q) − c) q with w(q) = p − (p − v) F(q); for demand with an
    increasing generalised failure rate g the only stationary point is (p − v) F̄(q)(1 − g(q)) = c − v.
    Corners and several stationary points are compared, so that no shape of demand is assumed.

    >>> from protocols.theory.distributions import Uniform
    >>> best = wholesale_stackelberg(Newsvendor(Uniform(0, 100), 10, 4))
    >>> round(best.w, 9), round(best.deal.q, 9), round(best.deal.efficiency(180), 9)
    (7.0, 30.0, 0.75)
    """
    if chain.demand.discrete:
        return _best(lambda q: _pushed(chain, q), _whole_orders(chain), lambda deal: deal.supplier_profit)
    candidates = _stationary(lambda q: _push_slope(chain, q), chain)
    return _best(lambda q: _pushed(chain, q), candidates, lambda deal: deal.supplier_profit)


def pull_stackelberg(chain: Newsvendor) -> Priced:
    """The retailer names w per unit *sold*; the supplier holds the stock and its risk (pull).

    The supplier stocks F⁻¹((w − c)/(w − v)); in the stock the retailer earns (p − w(q)) S(q) with
    w(q) = v + (c − v)/F̄(q). Source: Cachon (2004).
    """
    if chain.demand.discrete:
        return _best(lambda q: _pulled(chain, q), _whole_orders(chain), lambda deal: deal.retailer_profit)
    candidates = _stationary(lambda q: _pull_slope(chain, q), chain)
    return _best(lambda q: _pulled(chain, q), candidates, lambda deal: deal.retailer_profit)


def bargained_wholesale(chain: Newsvendor, supplier_weight: float) -> Priced:
    """Asymmetric Nash bargaining over w alone (disagreement 0): maximise θ ln π_s + (1 − θ) ln π_r.

    θ = 1 is the supplier's Stackelberg price, θ = 0 gives w = c; only there is the chain efficient. For
    uniform demand on [0, b] and v = 0, w = (θp + (2 − θ)c)/2. Continuous demand with one Stackelberg
    optimum.

    >>> from protocols.theory.distributions import Uniform
    >>> round(bargained_wholesale(Newsvendor(Uniform(0, 100), 10, 4), 0.5).w, 9)
    5.5
    """
    from scipy.optimize import brentq

    theta = supplier_weight
    require(0 <= theta <= 1, "a bargaining weight must lie in [0, 1]", theta=theta)
    if chain.demand.discrete:
        raise UserError("bargaining over the wholesale price is solved for continuous demand only")
    if theta == 0 or chain.price <= chain.cost:
        return _pushed(chain, chain.optimal_order())
    leader = wholesale_stackelberg(chain)
    if theta == 1:
        return leader

    def slope(q: float) -> float:
        deal = _pushed(chain, q).deal
        retailer_slope = (chain.price - chain.salvage) * q * chain.demand.density(q)
        gain = theta * _push_slope(chain, q) * deal.retailer_profit
        return gain + (1 - theta) * retailer_slope * deal.supplier_profit

    low, high = leader.deal.q, chain.optimal_order()
    if slope(low) <= 0:  # a corner, or a weight that differs from 1 or 0 by rounding only
        return leader
    if slope(high) >= 0:
        return _pushed(chain, high)
    return _pushed(chain, float(brentq(slope, low, high, xtol=1e-13 * high, rtol=1e-14)))


@dataclass(frozen=True)
class SerialChain:
    """Outcome of m tiers, each naming a price in turn: prices w₁ … w_{m−1}, profits tier by tier (CNY)."""

    q: float
    integrated_q: float
    integrated_profit: float
    wholesale_prices: tuple[float, ...]
    profits: tuple[float, ...]

    @property
    def chain_profit(self) -> float:
        """All tiers together."""
        return sum(self.profits)


def serial_chain(width: float, price: float, unit_costs: Sequence[float]) -> SerialChain:
    """Successive leaders from upstream down, a newsvendor with demand uniform on [0, width] at the end.

    Tier j adds the unit cost unit_costs[j]. Each tier halves the order: q = q⁰/2^(m − 1), and the
    efficiency is 1 − (1 − 2^(1 − m))²: 100 %, 75 %, 43.75 %, 23.4 % … Price of tier j: p(1 − 2^(m−1−j) q/b)
    − cost downstream of it.

    >>> serial_chain(100, 10, [2, 1, 1]).wholesale_prices
    (5.0, 7.5)
    """
    m, total = len(unit_costs), sum(unit_costs)
    possible = m >= 1 and width > 0 and price > 0
    require(possible, "a chain needs a tier, demand and a price", tiers=m, b=width, p=price)
    q0 = max(0.0, width * (1 - total / price))
    q = q0 / 2 ** (m - 1)
    prices = tuple(
        price * (1 - 2 ** (m - 1 - j) * q / width) - sum(unit_costs[j:]) if q > 0 else sum(unit_costs[:j])
        for j in range(1, m)
    )
    bought = (0.0, *prices)
    margins = [prices[j] - bought[j] - unit_costs[j] for j in range(m - 1)]
    retailer = price * (q - q * q / (2 * width)) - (bought[-1] + unit_costs[-1]) * q
    integrated = price * (q0 - q0 * q0 / (2 * width)) - total * q0
    return SerialChain(q, q0, integrated, prices, (*(margin * q for margin in margins), retailer))


@dataclass(frozen=True)
class PriceSetting:
    """A retailer who also sets the price: wholesale price, retail price, quantity, and both profits (CNY)."""

    w: float
    price: float
    deal: Deal


def price_setting_reply(a: float, b: float, cost: float, w: float, phi: float = 1.0) -> PriceSetting:
    """Linear demand D = a − b·price; the retailer keeps φ of revenue, pays w per unit and picks the price.

    The price is (a/b + w/φ)/2, so revenue sharing at w = φc restores the integrated price, which no buyback
    does (Cachon & Lariviere 2005). With w = c and φ = 1 this is the integrated firm.

    >>> round(price_setting_reply(100, 5, 4, w=2.4, phi=0.6).deal.retailer_profit, 9)
    192.0
    """
    require(a > 0 and b > 0 and 0 < phi <= 1, "needs a > 0, b > 0 and 0 < phi ≤ 1", a=a, b=b, phi=phi)
    price = min(a / b, (a / b + w / phi) / 2)
    q = a - b * price
    return PriceSetting(w, price, Deal(q, (phi * price - w) * q, ((1 - phi) * price + w - cost) * q))


def price_setting_stackelberg(a: float, b: float, cost: float) -> PriceSetting:
    """The supplier names w = (a/b + c)/2 to a price-setting retailer; efficiency 75 % (Spengler 1950)."""
    return price_setting_reply(a, b, cost, w=max(cost, (a / b + cost) / 2))


def _pushed(chain: Newsvendor, q: float) -> Priced:
    """The highest price at which the retailer orders q, and the deal."""
    below = chain.demand.cdf(q - 1) if chain.demand.discrete else chain.demand.cdf(q)
    w = chain.price - (chain.price - chain.salvage) * below
    retailer = (chain.price - chain.salvage) * chain.demand.sales(q) - (w - chain.salvage) * q
    return Priced(w, Deal(q, retailer, (w - chain.cost) * q))


def _push_slope(chain: Newsvendor, q: float) -> float:
    """d/dq of the supplier's profit: (p − v)(F̄(q) − q f(q)) − (c − v)."""
    reached = chain.demand.survival(q) - q * chain.demand.density(q)
    return (chain.price - chain.salvage) * reached - (chain.cost - chain.salvage)


def _pulled(chain: Newsvendor, q: float) -> Priced:
    """The lowest price per unit sold at which the supplier stocks q, and the deal."""
    reached = 1 - chain.demand.cdf(q - 1) if chain.demand.discrete else chain.demand.survival(q)
    w = chain.salvage + (chain.cost - chain.salvage) / reached
    sold = chain.demand.sales(q)
    supplier = (w - chain.salvage) * sold - (chain.cost - chain.salvage) * q
    return Priced(w, Deal(q, (chain.price - w) * sold, supplier))


def _pull_slope(chain: Newsvendor, q: float) -> float:
    """d/dq of the retailer's profit under pull, times F̄(q)² to stay finite."""
    reached, loss = chain.demand.survival(q), chain.cost - chain.salvage
    price_effect = loss * chain.demand.density(q) * chain.demand.sales(q)
    return ((chain.price - chain.salvage) * reached - loss) * reached**2 - price_effect


def _stationary(slope: Callable[[float], float], chain: Newsvendor) -> list[float]:
    """Orders in (0, q⁰] where the slope turns from + to −, and both ends."""
    from scipy.optimize import brentq

    high = chain.optimal_order()
    low = min(high, max(0.0, chain.demand.lower))
    start, stop = chain.demand.cdf(low), chain.demand.cdf(high)
    inner = (chain.demand.quantile(start + (stop - start) * k / _GRID) for k in range(1, _GRID))
    grid = [low, *(q for q in inner if low < q < high), high]
    found = [low, high]
    for left, right in zip(grid, grid[1:], strict=False):
        if slope(left) > 0 >= slope(right):
            found.append(float(brentq(slope, left, right, xtol=1e-13 * high, rtol=1e-14)))
    return found


def _whole_orders(chain: Newsvendor) -> list[float]:
    return [float(q) for q in range(int(chain.optimal_order()) + 1)]


def _best(
    outcome: Callable[[float], Priced], orders: Sequence[float], gain: Callable[[Deal], float]
) -> Priced:
    """The outcome the leader likes best; the first of equals."""
    return max((outcome(q) for q in orders), key=lambda priced: gain(priced.deal))
