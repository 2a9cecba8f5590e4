"""The clauses that settle money and the closed forms of the theory are two programs for one thing.

Each contract is built from the clauses of `protocols.contracts`, its cash flow integrated over a demand
belief by quadrature, and both expected profits compared with the formula library. The clauses call the party
that faces demand the supplier, and the one upstream the factory.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from protocols import beliefs
from protocols.contracts import CLAUSES, Contract
from protocols.theory import supply_capacity as capacity
from protocols.theory import supply_coordination as coord
from protocols.theory.distributions import Demand, Gamma, Normal, Uniform
from protocols.theory.supply import Deal, Newsvendor

LAWS: list[tuple[Demand, beliefs.Belief]] = [
    (Uniform(20, 100), beliefs.Uniform(20, 100)),
    (Normal(100, 30), beliefs.Normal(100, 30)),
    (Gamma(4, 25), beliefs.Gamma(4, 25)),
]
both = pytest.mark.parametrize(("law", "belief"), LAWS, ids=lambda x: type(x).__name__)

P, C, V = 10.0, 4.0, 1.0


def settle(
    belief: beliefs.Belief,
    names: list[str],
    terms: dict[str, float],
    q: float,
    breaks: tuple[float, ...] = (),
) -> tuple[float, float]:
    """(supplier's, factory's) expected profit for the order q under the named clauses."""
    parties = {"supplier": "brand", "factory": "F1"}
    contract = Contract("test", parties, tuple(CLAUSES[name] for name in names), terms)

    def facts(d: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        sold = np.minimum(d, q)
        ordered = np.full_like(d, q)
        return {
            "ordered_units": ordered,
            "sold_units": sold,
            "leftover_units": ordered - sold,
            "revenue_cny": P * sold + V * (ordered - sold),
            "reserved_units": ordered,
            "exercised_units": sold,
        }

    def cash(role: str, d: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(contract.income(role, facts(d)), dtype=float) + 0 * d

    supplier = belief.expect(lambda d: cash("supplier", d) + facts(d)["revenue_cny"], breaks=(q, *breaks))
    factory = belief.expect(lambda d: cash("factory", d), breaks=(q, *breaks))
    return float(supplier), float(factory) - C * q


def agrees(deal: Deal, settled: tuple[float, float]) -> None:
    assert settled == pytest.approx((deal.retailer_profit, deal.supplier_profit), rel=1e-6, abs=1e-6)


@both
def test_wholesale_and_two_part_tariff(law: Demand, belief: beliefs.Belief) -> None:
    deal = coord.two_part_deal(Newsvendor(law, P, C, V), 6.5, fee=30)
    terms = {"wholesale_price": 6.5, "fixed_fee": 30.0}
    agrees(deal, settle(belief, ["wholesale", "two_part_tariff"], terms, deal.q))


@both
def test_buyback(law: Demand, belief: beliefs.Belief) -> None:
    chain = Newsvendor(law, P, C, V)
    terms = coord.buyback_terms(chain, 0.3)
    deal = coord.buyback_deal(chain, terms)
    settled = settle(
        belief, ["wholesale", "buyback"], {"wholesale_price": terms.w, "buyback_price": terms.b}, deal.q
    )
    agrees(deal, settled)
    assert sum(settled) == pytest.approx(chain.optimal_profit(), rel=1e-6)


@both
def test_revenue_sharing(law: Demand, belief: beliefs.Belief) -> None:
    chain, phi = Newsvendor(law, P, C, V), 0.6
    w = coord.revenue_sharing_terms(chain, phi)
    deal = coord.revenue_sharing_deal(chain, w, phi)
    terms = {"wholesale_price": w, "revenue_share_factory": 1 - phi}
    agrees(deal, settle(belief, ["wholesale", "revenue_share_factory"], terms, deal.q))


@both
def test_quantity_flexibility(law: Demand, belief: beliefs.Belief) -> None:
    chain, delta = Newsvendor(law, P, C, V), 0.25
    w = coord.quantity_flexibility_terms(chain, delta)
    deal = coord.quantity_flexibility_deal(chain, w, delta, chain.optimal_order())
    terms = {"wholesale_price": w, "salvage_price": V, "flexibility": delta}
    kink = ((1 - delta) * deal.q,)
    agrees(deal, settle(belief, ["wholesale", "quantity_flexibility"], terms, deal.q, kink))


@both
def test_sales_rebate(law: Demand, belief: beliefs.Belief) -> None:
    chain, rebate, threshold = Newsvendor(law, P, C, V), 2.0, 50.0
    w = coord.sales_rebate_terms(chain, rebate)
    deal = coord.sales_rebate_deal(chain, w, rebate, threshold)
    assert deal.q > threshold
    terms = {"wholesale_price": w, "rebate_per_unit": rebate, "rebate_threshold_units": threshold}
    agrees(deal, settle(belief, ["wholesale", "sales_rebate"], terms, deal.q, (threshold,)))


@both
def test_capacity_option(law: Demand, belief: beliefs.Belief) -> None:
    """Options pay o per reserved and e per exercised unit; only the buyer's side is compared."""
    chain = capacity.CapacityChain(law, P, capacity_cost=2, unit_cost=3)
    option = capacity.option_terms(chain, 0.4)
    deal = capacity.option_deal(chain, option)
    names, terms = ["option_fee", "option_exercise"], {"option_fee": option.o, "exercise_price": option.e}
    supplier, _ = settle(belief, names, terms, deal.q)
    salvage = V * law.leftover(deal.q)  # `settle` values leftovers; unbuilt goods have no salvage
    assert supplier - salvage == pytest.approx(deal.retailer_profit, rel=1e-6)


@both
def test_beliefs_and_demand_laws_agree(law: Demand, belief: beliefs.Belief) -> None:
    for u in (0.05, 0.4, 0.9):
        x = law.quantile(u)
        assert float(belief.quantile(u)) == pytest.approx(x, rel=1e-9)
        assert float(belief.sales(x)) == pytest.approx(law.sales(x), rel=1e-9)
