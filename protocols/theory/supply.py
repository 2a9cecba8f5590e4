"""The selling season (newsvendor): the chain as one firm, and a risk-averse buyer.

One season, price p, unit cost c, salvage value v of a leftover, random demand D, no goodwill cost. An order q
earns (p − v) S(q) − (c − v) q in expectation, S(q) = E min(D, q); it is best where F(q) = (p − c)/(p − v).
Money in one currency unit (CNY), quantities in the unit of the demand law.

Sources: Arrow, Harris & Marschak (1951) Econometrica 19:250–272; Cachon (2003), *Supply chain coordination
with contracts*, Handbooks in OR/MS 11, ch. 6; Gotoh & Takano (2007) EJOR 179:496–515; Chen, Xu & Zhang (2009)
Operations Research 57:1040–1044.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protocols.errors import UserError
from protocols.theory.distribution_base import Demand, require

_NOTHING = 1e-9  # CNY per unit: below it a margin is rounding


@dataclass(frozen=True)
class Deal:
    """What a contract leads to: the order and each side's expected profit (CNY).

    `retailer_profit` belongs to the party facing demand (host, buyer), `supplier_profit` to the one upstream.
    """

    q: float
    retailer_profit: float
    supplier_profit: float

    @property
    def chain_profit(self) -> float:
        """Both profits together."""
        return self.retailer_profit + self.supplier_profit

    @property
    def supplier_share(self) -> float:
        """The supplier's part of the chain's profit; nan when there is no profit."""
        return ratio(self.supplier_profit, self.chain_profit)

    def efficiency(self, integrated_profit: float) -> float:
        """Chain profit over the integrated firm's; nan when even that earns nothing."""
        return ratio(self.chain_profit, integrated_profit)


@dataclass(frozen=True)
class Newsvendor:
    """A season to be supplied: demand law, price p, unit cost c, salvage v (CNY per unit).

    Raises UserError unless v < p and v < c (otherwise no order, or every order, is best).

    >>> from protocols.theory.distributions import Uniform
    >>> chain = Newsvendor(Uniform(0, 100), price=10, cost=4)
    >>> chain.optimal_order(), round(chain.optimal_profit(), 9)
    (60.0, 180.0)
    """

    demand: Demand
    price: float
    cost: float
    salvage: float = 0.0

    def __post_init__(self) -> None:
        p, c, v = self.price, self.cost, self.salvage
        require(v < p and v < c, "a season needs salvage below price and below cost", p=p, c=c, v=v)

    @property
    def critical_ratio(self) -> float:
        """(p − c)/(p − v), the in-stock probability worth paying for; ≤ 0 when nothing is worth selling."""
        return (self.price - self.cost) / (self.price - self.salvage)

    def profit(self, q: float) -> float:
        """Expected profit of the order q as one firm: (p − v) S(q) − (c − v) q."""
        return (self.price - self.salvage) * self.demand.sales(q) - (self.cost - self.salvage) * q

    def optimal_order(self) -> float:
        """The integrated firm's order q⁰ (the smallest of several best ones)."""
        return best_order(self.demand, self.price - self.cost, self.cost - self.salvage)

    def optimal_profit(self) -> float:
        """The integrated firm's expected profit, the first best Π⁰ = Π(q⁰)."""
        return self.profit(self.optimal_order())

    def optimal_cvar_order(self, eta: float) -> float:
        """Order that maximises CVaR_η of profit: F⁻¹(η (p − c)/(p − v)).

        η in (0, 1] is the fraction of worst outcomes averaged, so 1 is risk-neutral. (Part of the literature
        calls 1 − η the confidence level; mind the two conventions.)
        """
        _check_tail(eta)
        return max(0.0, self.demand.quantile(eta * self.critical_ratio)) if self.critical_ratio > 0 else 0.0

    def cvar(self, q: float, eta: float) -> float:
        """CVaR_η of profit at the order q: its mean over the worst fraction η of outcomes.

        With x = min(q, F⁻¹(η)), the worst sales average (S(x) − (1 − η) x)/η. Exact for discrete demand too.

        >>> from protocols.theory.distributions import Uniform
        >>> round(Newsvendor(Uniform(0, 100), 10, 4).cvar(30, 0.5), 9)
        90.0
        """
        _check_tail(eta)
        x = min(q, self.demand.quantile(eta))
        tail_sales = (self.demand.sales(x) - (1 - eta) * x) / eta if math.isfinite(x) else self.demand.mean
        return (self.price - self.salvage) * tail_sales - (self.cost - self.salvage) * q


def best_order(demand: Demand, underage: float, overage: float, indifferent: float = math.nan) -> float:
    """The smallest q ≥ 0 that maximises underage·E min(D, q) − overage·E(q − D)⁺, that is F⁻¹(Cu/(Cu + Co)).

    `underage` Cu is the gain per further unit sold, `overage` Co the loss per unit left over (CNY per unit).
    With both zero (to rounding) every order is as good: `indifferent` is returned if given.
    Raises UserError when nothing limits the order (Co ≤ 0 < Cu).

    >>> from protocols.theory.distributions import Normal
    >>> best_order(Normal(100, 30), underage=3, overage=3)
    100.0
    """
    if max(abs(underage), abs(overage)) < _NOTHING and not math.isnan(indifferent):
        return indifferent
    if underage <= 0:
        return 0.0
    if overage <= 0:
        raise UserError(f"leftovers cost nothing (overage {overage} CNY per unit): the order has no limit")
    return max(0.0, demand.quantile(underage / (underage + overage)))


def ratio(part: float, whole: float) -> float:
    """part/whole, nan unless the whole is above zero: a share of a loss says nothing."""
    return part / whole if whole > 0 else math.nan


def _check_tail(eta: float) -> None:
    require(0 < eta <= 1, "the tail fraction of CVaR must lie in (0, 1]", eta=eta)
