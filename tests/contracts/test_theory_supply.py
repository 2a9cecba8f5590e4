"""Contract theory reproduced: which supply contracts reach the integrated optimum, and at which parameters.

Cachon (2003), "Supply chain coordination with contracts", Handbooks in OR/MS 11. Every profit below is the
clauses' own cash, integrated over a demand belief; theory only supplies the parameters and the answer. The
supplier faces demand (the theory's retailer), the factory makes the goods (the theory's supplier).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from protocols.beliefs import Belief, Gamma, LogNormal, Normal, Power, Uniform
from protocols.contracts import CLAUSES, Contract


@dataclass(frozen=True)
class Market:
    """Price, production cost, salvage value, and a belief that all share."""

    belief: Belief
    p: float = 10.0
    c: float = 4.0
    v: float = 1.0

    @property
    def q0(self) -> float:
        """The integrated optimum F^-1((p - c) / (p - v))."""
        return float(self.belief.quantile((self.p - self.c) / (self.p - self.v)))

    def facts(self, d: np.ndarray, q: float) -> dict[str, np.ndarray | float]:
        sold = np.minimum(d, q)
        return {
            "ordered_units": q,
            "sold_units": sold,
            "leftover_units": q - sold,
            "revenue_cny": self.p * sold + self.v * (q - sold),
            "expected_revenue_cny": float((self.p - self.v) * self.belief.sales(q) + self.v * q),
            "production_cost_cny": self.c * q,
            "effort_cost_cny": 0.0,
        }

    def profits(self, deal: Contract, q: float) -> tuple[float, float]:
        """Expected profit of (supplier, factory) when q units are ordered."""
        kinks = [q] + [deal.terms[n] for n in ("rebate_threshold_units",) if n in deal.terms]
        kinks += [(1.0 - deal.terms["flexibility"]) * q] if "flexibility" in deal.terms else []

        def both(d: np.ndarray) -> np.ndarray:
            facts = self.facts(d, q)
            supplier = facts["revenue_cny"] + deal.income("supplier", facts)
            factory = deal.income("factory", facts) - facts["production_cost_cny"]
            return np.broadcast_arrays(supplier, factory + 0.0 * d)

        supplier, factory = self.belief.expect(lambda d: np.stack(both(d)), kinks)
        return float(supplier), float(factory)

    def order(self, deal: Contract) -> float:
        """The supplier's best order: a scan (profits may have two peaks), then a search at the best point."""
        grid = np.linspace(0.01, 2.2, 45) * self.q0
        k = int(np.argmax([self.profits(deal, q)[0] for q in grid]))
        lo, hi = grid[max(k - 1, 0)], grid[min(k + 1, len(grid) - 1)]
        return best(lambda q: self.profits(deal, q)[0], lo, hi)

    @property
    def integrated(self) -> float:
        return sum(self.profits(deal("wholesale", wholesale_price=self.c), self.q0))


def deal(*names: str, **terms: float) -> Contract:
    return Contract("theory", {"supplier": "s", "factory": "f"}, tuple(CLAUSES[n] for n in names), terms)


def best(f: Callable[[float], float], lo: float, hi: float) -> float:
    return float(
        minimize_scalar(lambda x: -f(x), bounds=(lo, hi), method="bounded", options={"xatol": 1e-7}).x
    )


MARKETS = [
    Market(Uniform(0.0, 100.0)),
    Market(Normal(100.0, 30.0)),
    Market(Gamma(4.0, 25.0), v=0.0),
    Market(LogNormal(100.0, 0.6), c=5.0),
]
EVERY = pytest.mark.parametrize("m", MARKETS, ids=lambda m: repr(m.belief))
SHARE = pytest.mark.parametrize("share", [0.35, 0.8])


def assert_coordinates(m: Market, contract: Contract, share: float | None = None) -> None:
    """The supplier orders the integrated quantity; profits sum to the integrated one, shared as given."""
    q = m.order(contract)
    assert q == pytest.approx(
        m.q0, rel=2e-4
    )  # flat top: the order is known to about the root of the precision
    supplier, factory = m.profits(contract, m.q0)
    assert m.profits(contract, q)[0] <= supplier * (1 + 1e-9)
    assert supplier + factory == pytest.approx(m.integrated, rel=1e-9)
    if share is not None:
        assert supplier == pytest.approx(share * m.integrated, rel=1e-9)


@EVERY
def test_integrated_optimum_is_the_newsvendor(m: Market) -> None:
    assert m.order(deal("wholesale", wholesale_price=m.c)) == pytest.approx(m.q0, rel=2e-4)


@EVERY
@pytest.mark.parametrize("w", [5.5, 7.0, 9.0])
def test_wholesale_price_alone_orders_too_little(m: Market, w: float) -> None:
    contract = deal("wholesale", wholesale_price=w)
    q = m.order(contract)
    assert q < 0.98 * m.q0
    assert sum(m.profits(contract, q)) < 0.995 * m.integrated
    assert m.profits(contract, q)[1] > 0.0  # the factory's margin is what destroys the chain's


@pytest.mark.parametrize(
    ("k", "efficiency"), [(1.0, 0.75), (2.0, (4 / 3) * 3**-0.5), (0.5, (2.5 / 1.5) * 1.5**-2)]
)
def test_wholesale_efficiency_of_a_leading_factory(k: float, efficiency: float) -> None:
    """Lariviere & Porteus 2001: (k+2)/(k+1) (k+1)^(-1/k) under power demand, 75 % under uniform."""
    m = Market(Power(k, 100.0), v=0.0)

    def response(w: float) -> float:
        return best(lambda q: m.profits(deal("wholesale", wholesale_price=w), q)[0], 0.0, 100.0)

    w = best(lambda w: m.profits(deal("wholesale", wholesale_price=w), response(w))[1], m.c, m.p)
    contract = deal("wholesale", wholesale_price=w)
    supplier, factory = m.profits(contract, response(w))
    assert (supplier + factory) / m.integrated == pytest.approx(efficiency, rel=1e-4)
    assert factory / (supplier + factory) == pytest.approx((k + 1) / (k + 2), rel=1e-4)


@EVERY
@SHARE
def test_buyback(m: Market, share: float) -> None:
    """Pasternack 1985: p - v - b = share (p - v), w - b - v = share (c - v)."""
    b = (1 - share) * (m.p - m.v)
    contract = deal("wholesale", "buyback", buyback_price=b, wholesale_price=share * (m.c - m.v) + b + m.v)
    assert_coordinates(m, contract, share)


@EVERY
@SHARE
def test_revenue_sharing(m: Market, share: float) -> None:
    """Cachon & Lariviere 2005: the buyer keeps phi of all revenue and pays w = phi c."""
    contract = deal(
        "wholesale", "revenue_share_factory", revenue_share_factory=1 - share, wholesale_price=share * m.c
    )
    assert_coordinates(m, contract, share)


@EVERY
def test_revenue_sharing_and_buyback_pay_the_same_in_every_state(m: Market) -> None:
    phi, d = 0.7, np.linspace(0.0, 250.0, 40)
    shared = deal(
        "wholesale", "revenue_share_factory", revenue_share_factory=1 - phi, wholesale_price=phi * m.c
    )
    b, w = (1 - phi) * (m.p - m.v), phi * m.c + (1 - phi) * m.p
    bought = deal("wholesale", "buyback", buyback_price=b, wholesale_price=w)
    facts = m.facts(d, 120.0)
    assert shared.income("factory", facts) == pytest.approx(bought.income("factory", facts))


@EVERY
@pytest.mark.parametrize("flexibility", [0.2, 0.6])
def test_quantity_flexibility(m: Market, flexibility: float) -> None:
    """Tsay 1999; Cachon 2003 sec. 2.5: w solves the buyer's first-order condition at q0."""
    above = 1.0 - float(m.belief.cdf(m.q0))
    covered = (1 - flexibility) * float(m.belief.cdf((1 - flexibility) * m.q0))
    w = m.v + (m.p - m.v) * above / (above + covered)
    contract = deal(
        "wholesale", "quantity_flexibility", wholesale_price=w, salvage_price=m.v, flexibility=flexibility
    )
    assert_coordinates(m, contract)
    assert m.c < w < m.p


@EVERY
def test_sales_rebate(m: Market) -> None:
    """Taylor 2002: w = v + (p - v + r)(c - v)/(p - v) makes q0 optimal above a threshold well below it."""
    r, t = 4.0, 0.6 * m.q0
    w = m.v + (m.p - m.v + r) * (m.c - m.v) / (m.p - m.v)
    contract = deal(
        "wholesale", "sales_rebate", wholesale_price=w, rebate_per_unit=r, rebate_threshold_units=t
    )
    assert_coordinates(m, contract)


def test_a_rebate_threshold_too_high_loses_the_global_optimum() -> None:
    """The local optimum above the threshold must also beat the one below it."""
    m = Market(Uniform(0.0, 100.0), v=0.0)
    rebate = {"wholesale_price": 6.0, "rebate_per_unit": 5.0}
    near = m.profits(deal("wholesale", "sales_rebate", **rebate, rebate_threshold_units=40.0), 60.0)
    assert near == (pytest.approx(110.0), pytest.approx(70.0))
    assert m.order(deal("wholesale", "sales_rebate", **rebate, rebate_threshold_units=59.0)) == pytest.approx(
        40.0, rel=1e-3
    )


@EVERY
def test_two_part_tariff(m: Market) -> None:
    """Moorthy 1987: price at cost plus a fixed fee; the fee splits the profit and moves no order."""
    fee = 0.4 * m.integrated
    assert_coordinates(m, deal("wholesale", "two_part_tariff", wholesale_price=m.c, fixed_fee=fee), 0.6)


@EVERY
@SHARE
def test_quantity_discount_schedule(m: Market, share: float) -> None:
    """Jeuland & Shugan 1983: the buyer keeps a fixed share of the chain's profit at every order."""
    contract = deal("quantity_discount_schedule", schedule_buyer_share=share)
    assert_coordinates(m, contract, share)
    prices = [
        -float(contract.income("supplier", m.facts(np.array([50.0]), q))) / q for q in (20.0, 60.0, 100.0)
    ]
    assert all(later < earlier for earlier, later in pairwise(prices))  # it is a discount


@EVERY
def test_all_units_discount_with_one_break_at_the_integrated_order(m: Market) -> None:
    """Weng 1995: priced so that the break is worth 5 % more to the buyer than its best order below."""
    w = 8.0
    plain = deal("wholesale", wholesale_price=w)
    fallback = m.profits(plain, m.order(plain))[0]
    revenue = m.profits(deal("wholesale", wholesale_price=0.0), m.q0)[0]
    low = (revenue - 1.05 * fallback) / m.q0
    assert low > m.c
    terms = {"wholesale_price": w, "discount_rate": 1 - low / w, "discount_threshold_units": m.q0}
    contract = deal("wholesale", "quantity_discount", **terms)
    values = {q: m.profits(contract, q)[0] for q in (*np.linspace(0.05, 2.0, 60) * m.q0, m.q0)}
    assert max(values, key=values.__getitem__) == m.q0
    assert sum(m.profits(contract, m.q0)) == pytest.approx(m.integrated, rel=1e-9)


@pytest.mark.parametrize("share", [0.25, 0.7])
@pytest.mark.parametrize("b", [Uniform(0.0, 100.0), Normal(100.0, 30.0), LogNormal(100.0, 0.6)], ids=repr)
def test_capacity_option(b: Belief, share: float) -> None:
    """Barnes-Schuster et al. 2002: o = share ck and p - e = share (p - ce) reach the integrated capacity."""
    p, ck, ce = 10.0, 2.0, 3.0
    k0 = float(b.quantile(1 - ck / (p - ce)))
    contract = deal(
        "option_fee", "option_exercise", option_fee=share * ck, exercise_price=p - share * (p - ce)
    )
    reserve, (buyer, maker) = reservation(b, contract, p, ck, ce)
    assert reserve == pytest.approx(k0, rel=2e-4)
    chain = (p - ce) * float(b.sales(k0)) - ck * k0
    assert (buyer, maker) == (
        pytest.approx(share * chain, rel=1e-6),
        pytest.approx((1 - share) * chain, rel=1e-6),
    )


def test_deductible_reservation() -> None:
    """Erkoc & Wu 2005: r = ck (p - w)/(p - cu - ck), deducted when used, reaches the integrated capacity."""
    b, p, w, ck, cu = Normal(100.0, 30.0), 10.0, 8.0, 1.5, 3.0
    r = ck * (p - w) / (p - cu - ck)
    contract = deal("option_fee", "option_deduction", "option_exercise", option_fee=r, exercise_price=w)
    reserve, profits = reservation(b, contract, p, ck, cu)
    assert r == pytest.approx(0.545454545455)
    assert reserve == pytest.approx(123.749158232, rel=2e-4)
    assert profits == (pytest.approx(177.730406158, rel=1e-6), pytest.approx(311.028210777, rel=1e-4))


def reservation(
    b: Belief, contract: Contract, p: float, ck: float, ce: float
) -> tuple[float, tuple[float, float]]:
    """The capacity that the supplier reserves, and the expected profits (supplier, factory) there."""

    def profits(k: float) -> np.ndarray:
        def both(d: np.ndarray) -> np.ndarray:
            used = np.minimum(d, k)
            facts = {"reserved_units": k, "exercised_units": used, "unexercised_units": k - used}
            return np.stack(
                [
                    p * used + contract.income("supplier", facts),
                    contract.income("factory", facts) - ck * k - ce * used,
                ]
            )

        return b.expect(both, [k])

    k = best(lambda k: float(profits(k)[0]), 1.0, 3 * b.mean)
    buyer, maker = profits(k)
    return k, (float(buyer), float(maker))


def test_released_capacity_is_refunded_in_part() -> None:
    deal_ = deal("option_fee", "option_release", option_fee=3.0, release_refund=0.5)
    facts = {"reserved_units": 1000.0, "unexercised_units": 400.0}
    assert deal_.income("factory", facts) == 3_000.0 - 600.0


def test_clauses_of_risk_sharing_compose_into_a_coordinating_rush_deal() -> None:
    """Sharing the loss on leftovers is a buyback: with b = s (c - v), w follows from Pasternack."""
    m = Market(LogNormal(400.0, 0.5), p=159.0, c=58.0, v=39.0)
    s = 0.5
    b = s * (m.c - m.v)
    share = 1 - b / (m.p - m.v)
    w = share * (m.c - m.v) + b + m.v
    contract = deal("wholesale", "leftover_share_factory", wholesale_price=w, leftover_share_factory=s)

    def profit(q: float) -> float:
        def cash(d: np.ndarray) -> np.ndarray:
            facts = m.facts(d, q)
            facts["leftover_loss_cny"] = (m.c - m.v) * facts["leftover_units"]
            out: np.ndarray = facts["revenue_cny"] + contract.income("supplier", facts)
            return out

        return float(m.belief.expect(cash, [q]))

    assert best(profit, 10.0, 2000.0) == pytest.approx(m.q0, rel=2e-4)
    assert profit(m.q0) == pytest.approx(share * m.integrated, rel=1e-9)
