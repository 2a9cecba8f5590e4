"""Contracts that make the retailer order what the chain as one firm would (Cachon 2003, sec. 2).

Each contract has two parts: `…_terms` gives the coordinating parameters for a wanted split, `…_deal`
evaluates *any* parameters at the retailer's best reply, so that coordination is a result and not an
assumption. Terms are per unit (CNY): w wholesale price paid on the whole order. All profits are expected
values over demand.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocols.theory.distribution_base import require
from protocols.theory.supply import Deal, Newsvendor, best_order


@dataclass(frozen=True)
class Buyback:
    """w per unit ordered; the supplier pays b per unsold unit **on top of** the retailer's salvage v.

    If the supplier takes the goods back and salvages them himself, his payment is b + v.
    """

    w: float
    b: float


def buyback_terms(chain: Newsvendor, retailer_share: float) -> Buyback:
    """Coordinating buyback: p − v − b = λ(p − v), w − b − v = λ(c − v); the retailer earns λ Π(q) at any q.

    Source: Pasternack (1985) Marketing Science 4:166–176; Cachon (2003) sec. 2.3.

    >>> from protocols.theory.distributions import Uniform
    >>> buyback_terms(Newsvendor(Uniform(0, 100), 10, 4), retailer_share=0.5)
    Buyback(w=7.0, b=5.0)
    """
    _check_share(retailer_share)
    b = (1 - retailer_share) * (chain.price - chain.salvage)
    return Buyback(w=b + chain.salvage + retailer_share * (chain.cost - chain.salvage), b=b)


def buyback_deal(chain: Newsvendor, terms: Buyback) -> Deal:
    """Outcome of any buyback terms at the retailer's best order."""
    recovered = terms.b + chain.salvage
    q = best_order(chain.demand, chain.price - terms.w, terms.w - recovered, chain.optimal_order())
    retailer = (chain.price - recovered) * chain.demand.sales(q) - (terms.w - recovered) * q
    return Deal(q, retailer, (terms.w - chain.cost) * q - terms.b * chain.demand.leftover(q))


def revenue_sharing_terms(chain: Newsvendor, phi: float) -> float:
    """Wholesale price φc at which a retailer who keeps the fraction φ of all revenue orders q⁰.

    It lies *below* cost. Source: Cachon & Lariviere (2005) Management Science 51:30–44.
    """
    _check_share(phi)
    return phi * chain.cost


def revenue_sharing_deal(chain: Newsvendor, w: float, phi: float) -> Deal:
    """Outcome of any revenue sharing: the retailer keeps φ of revenue, salvage included, and pays w per unit.

    >>> from protocols.theory.distributions import Uniform
    >>> revenue_sharing_deal(Newsvendor(Uniform(0, 100), 10, 4), w=2, phi=0.5).q
    60.0
    """
    _check_share(phi)
    underage, overage = phi * chain.price - w, w - phi * chain.salvage
    q = best_order(chain.demand, underage, overage, chain.optimal_order())
    revenue = (chain.price - chain.salvage) * chain.demand.sales(q) + chain.salvage * q
    return Deal(q, phi * revenue - w * q, (1 - phi) * revenue + (w - chain.cost) * q)


def equivalent_buyback(chain: Newsvendor, w: float, phi: float) -> Buyback:
    """The buyback with the same cash flows at a fixed price: w + (1 − φ)p and b = (1 − φ)(p − v)."""
    return Buyback(w=w + (1 - phi) * chain.price, b=(1 - phi) * (chain.price - chain.salvage))


def quantity_flexibility_terms(chain: Newsvendor, delta: float) -> float:
    """Wholesale price at which the retailer, refunded for up to δq unsold units, orders q⁰.

    w − v = (p − v) F̄(q⁰) / (F̄(q⁰) + (1 − δ) F((1 − δ) q⁰)), the retailer's first-order condition
    (continuous demand). The supplier must be held to deliver q⁰. Tsay's limits α up and ω down from an
    initial forecast y are q = (1 + α) y and 1 − δ = (1 − ω)/(1 + α). Source: Tsay (1999) Management Science
    45:1339–1358.
    """
    require(0 <= delta <= 1, "the refundable fraction delta must lie in [0, 1]", delta=delta)
    q, kept = chain.optimal_order(), 1 - delta
    missed, returned = chain.demand.survival(q), kept * chain.demand.cdf(kept * q)
    return chain.salvage + (chain.price - chain.salvage) * missed / (missed + returned)


def quantity_flexibility_profit(chain: Newsvendor, w: float, delta: float, q: float) -> float:
    """The retailer's profit (p − v) S(q) − (w − v)(q − ∫ F from (1 − δ)q to q): refund w − v, goods kept."""
    refunded = chain.demand.leftover(q) - chain.demand.leftover((1 - delta) * q)
    return (chain.price - chain.salvage) * chain.demand.sales(q) - (w - chain.salvage) * (q - refunded)


def quantity_flexibility_deal(chain: Newsvendor, w: float, delta: float, q: float) -> Deal:
    """Outcome of quantity flexibility at the order q (q⁰ is the best reply at the coordinating w).

    >>> from protocols.theory.distributions import Uniform
    >>> chain = Newsvendor(Uniform(0, 100), 10, 4)
    >>> w = quantity_flexibility_terms(chain, delta=0.5)
    >>> round(w, 6), round(quantity_flexibility_deal(chain, w, 0.5, 60).chain_profit, 9)
    (7.272727, 180.0)
    """
    retailer = quantity_flexibility_profit(chain, w, delta, q)
    return Deal(q, retailer, chain.profit(q) - retailer)


def sales_rebate_terms(chain: Newsvendor, rebate: float) -> float:
    """Wholesale price c + r (c − v)/(p − v) that makes q⁰ best among orders above the threshold.

    For v = 0 it is c(1 + r/p). Source: Taylor (2002) Management Science 48:992–1007; Cachon (2003) sec. 2.6.
    """
    margin = chain.price - chain.salvage
    return chain.cost + rebate * (chain.cost - chain.salvage) / margin


def sales_rebate_low_order(chain: Newsvendor, w: float, threshold: float) -> float:
    """Best order of a retailer who never reaches the threshold: min(t, F⁻¹((p − w)/(p − v)))."""
    return min(threshold, best_order(chain.demand, chain.price - w, w - chain.salvage))


def sales_rebate_profit(chain: Newsvendor, w: float, rebate: float, threshold: float, q: float) -> float:
    """The retailer's profit with r per unit *sold* above t: (p−v)S(q) − (w−v)q + r (S(q) − S(t))⁺."""
    extra = chain.demand.sales(q) - chain.demand.sales(threshold) if q > threshold else 0.0
    margin, loss = chain.price - chain.salvage, w - chain.salvage
    return margin * chain.demand.sales(q) - loss * q + rebate * extra


def sales_rebate_deal(chain: Newsvendor, w: float, rebate: float, threshold: float) -> Deal:
    """Outcome at the retailer's *global* best reply: the better of one order below and one above t.

    The first-order condition alone is not enough: a threshold set too high sends the retailer to the low
    order.

    >>> from protocols.theory.distributions import Uniform
    >>> chain = Newsvendor(Uniform(0, 100), 10, 4)
    >>> sales_rebate_deal(chain, 6, 5, threshold=40).q, sales_rebate_deal(chain, 6, 5, threshold=58).q
    (60.0, 40.0)
    """
    low = sales_rebate_low_order(chain, w, threshold)
    high = best_order(chain.demand, chain.price + rebate - w, w - chain.salvage)
    candidates = [q for q in (high, low) if q > threshold or q == low]
    profits = [sales_rebate_profit(chain, w, rebate, threshold, q) for q in candidates]
    retailer = max(profits)
    q = candidates[profits.index(retailer)]
    return Deal(q, retailer, chain.profit(q) - retailer)


def quantity_discount_price(chain: Newsvendor, retailer_share: float, q: float) -> float:
    """All-units price w(q) = (1 − λ)(p − v) S(q)/q + λ(c − v) + v: the retailer earns λ Π(q) at every q > 0.

    Source: Jeuland & Shugan (1983) Marketing Science 2:239–272; Cachon (2003) sec. 2.7.
    """
    _check_share(retailer_share)
    require(q > 0, "a unit price needs an order above zero", q=q)
    sold = chain.demand.sales(q) / q
    cost_part = retailer_share * (chain.cost - chain.salvage)
    return (1 - retailer_share) * (chain.price - chain.salvage) * sold + cost_part + chain.salvage


def quantity_discount_deal(chain: Newsvendor, retailer_share: float, q: float) -> Deal:
    """Outcome of the coordinating discount schedule at the order q (q⁰ is the best reply for any λ > 0)."""
    w = quantity_discount_price(chain, retailer_share, q)
    retailer = (chain.price - chain.salvage) * chain.demand.sales(q) - (w - chain.salvage) * q
    return Deal(q, retailer, (w - chain.cost) * q)


def two_part_deal(chain: Newsvendor, w: float, fee: float) -> Deal:
    """Outcome of a wholesale price w plus a fixed fee T (CNY) at the retailer's best order.

    w = c coordinates and T splits; a fee above the integrated profit leaves the retailer a loss, which no
    willing retailer signs. Source: Moorthy (1987) Marketing Science 6:375–379; Cachon (2003).
    """
    q = best_order(chain.demand, chain.price - w, w - chain.salvage)
    retailer = (chain.price - chain.salvage) * chain.demand.sales(q) - (w - chain.salvage) * q - fee
    return Deal(q, retailer, (w - chain.cost) * q + fee)


def _check_share(share: float) -> None:
    require(0 <= share <= 1, "a share must lie in [0, 1]", share=share)
