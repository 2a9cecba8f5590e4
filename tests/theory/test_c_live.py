"""Live-commerce contracts: each test names what it checks, against brute-force best replies."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.theory import live_commerce as live
from protocols.theory import live_commerce_demand as demand
from protocols.theory import live_commerce_split as split
from protocols.theory.distributions import Gamma, NegativeBinomial, Normal, Uniform

SALE = live.LiveSale(20, 40, 8, 100, 40, 0.3, 25, 6)
BARE = live.LiveSale(0, 50, 5, 80, 30, 0.5, 20, 5)

sales = st.builds(
    live.LiveSale,
    a=st.floats(0, 500),
    theta=st.floats(1, 100),
    k=st.floats(1, 50),
    price=st.floats(50, 200),
    cost=st.floats(1, 40),
    return_rate=st.floats(0, 0.6),
    returned_worth=st.floats(0, 40),
    return_cost=st.floats(0, 10),
)


def best(gain: Callable[[float], float], top: float, points: int = 2001) -> float:
    """The maximiser of `gain` on a grid over [0, top]."""
    grid = np.linspace(0, top, points)
    return float(grid[int(np.argmax([gain(float(x)) for x in grid]))])


@given(sale=sales, pay=st.floats(0, 50), fee=st.floats(-1000, 1000), psi=st.floats(0, 0.9))
def test_profits_add_up_to_the_chains_and_the_fee_moves_no_effort(
    sale: live.LiveSale, pay: float, fee: float, psi: float
) -> None:
    deal, free = live.live_deal(sale, pay, fee, psi), live.live_deal(sale, pay, 0, psi)
    total = deal.host_profit + deal.factory_profit
    assert total == pytest.approx(sale.chain_profit(deal.effort), rel=1e-9, abs=1e-6)
    assert deal.effort == free.effort
    assert deal.host_profit - free.host_profit == pytest.approx(fee, abs=1e-4)
    assert (
        sale.chain_profit(deal.effort) <= sale.integrated_profit + 1e-6 * abs(sale.integrated_profit) + 1e-6
    )


def test_the_hosts_effort_is_his_best_reply() -> None:
    deal = live.live_deal(SALE, pay=12, cost_share=0.4)

    def host(e: float) -> float:
        return 12 * SALE.orders(e) - 0.6 * SALE.effort_cost(e)

    assert best(host, 3 * deal.effort) == pytest.approx(deal.effort, rel=2e-3)
    assert host(deal.effort) == pytest.approx(deal.host_profit)


@given(theta=st.floats(1, 100), k=st.floats(0.5, 50), price=st.floats(50, 200))
def test_pure_commission_without_baseline_earns_exactly_75_percent(
    theta: float, k: float, price: float
) -> None:
    """The live-commerce twin of double marginalisation: 75 %, factory 50 %, host 25 % of the first best."""
    sale = live.LiveSale(0, theta, k, price, 20, 0.2, 10, 3)
    deal = live.optimal_commission(sale)
    assert deal.efficiency(sale) == pytest.approx(0.75)
    assert deal.factory_profit == pytest.approx(0.5 * sale.integrated_profit)
    assert deal.host_profit == pytest.approx(0.25 * sale.integrated_profit)


@pytest.mark.parametrize("a", [0, 20, 2_000_000])
def test_optimal_commission_is_the_factorys_best(a: float) -> None:
    sale = live.LiveSale(a, 40, 8, 100, 40, 0.3, 25, 6)
    deal = live.optimal_commission(sale)
    rival = best(lambda y: live.live_deal(sale, y).factory_profit, sale.margin)
    assert live.live_deal(sale, rival).factory_profit <= deal.factory_profit + 1e-6
    assert (deal.pay_per_order == 0) == (a > 1e6)


@given(sale=sales, psi=st.floats(0, 0.95), fee=st.floats(-1e4, 1e4))
def test_sharing_effort_cost_restores_the_first_best(sale: live.LiveSale, psi: float, fee: float) -> None:
    """Revenue sharing alone fails with effort unless its cost is shared alike (Cachon 2003, sec. 4)."""
    assume(sale.margin > 1)
    deal = live.live_deal(sale, live.coordinating_pay(sale, psi), fee, psi)
    first = sale.integrated_profit
    assert deal.effort == pytest.approx(sale.integrated_effort)
    assert deal.host_profit == pytest.approx((1 - psi) * first + fee, rel=1e-9, abs=1e-6)
    if psi > 0.05:
        unshared = live.live_deal(sale, live.coordinating_pay(sale, psi), fee)
        assert sale.chain_profit(unshared.effort) < first


def test_a_slot_fee_appears_only_when_the_whole_margin_is_not_enough() -> None:
    first, content = SALE.integrated_profit, live.optimal_commission(SALE).host_profit
    seen = []
    for option in np.linspace(0, 1.4 * first, 29):
        best_deal = live.slot_fee_for(SALE, float(option), exposure_value=first)
        seen.append(best_deal.regime)
        assert (best_deal.deal.slot_fee > 0) == (option > first)
        assert best_deal.deal.host_profit >= option - 1e-6
        assert best_deal.deal.host_profit == pytest.approx(max(option, content))
        assert best_deal.unrestricted_fee == pytest.approx(option - first)
    assert len(dict.fromkeys(seen)) == 3
    assert seen == sorted(seen, key=list(dict.fromkeys(seen)).index)


def test_slot_fee_terms_are_the_factorys_best_on_a_grid() -> None:
    for option in (10_000.0, 70_000.0, 140_000.0):
        deal = live.slot_fee_for(SALE, option).deal
        for pay in np.linspace(0, SALE.margin, 201):
            free = live.live_deal(SALE, float(pay))
            fee = max(0.0, option - free.host_profit)
            assert free.factory_profit - fee <= deal.factory_profit + 1e-6


@pytest.mark.parametrize(("pay", "target"), [(10, 2000), (15, 1800), (15, 900), (0, 50), (3, 400)])
def test_pro_rata_fee_host_bunches_at_the_target(pay: float, target: float) -> None:
    model = live.EffortModel(100, 20, 4)
    deal = live.pro_rata_fee(model, pay, 6000, target)

    def host(e: float) -> float:
        sold = model.orders(e)
        return pay * sold + 6000 * min(1.0, sold / target) - model.effort_cost(e)

    assert deal.host_profit == pytest.approx(host(deal.effort))
    assert host(best(host, 300, 30_001)) <= deal.host_profit + 1e-9
    assert (deal.orders < target) == ("missed" in deal.regime)
    assert (deal.fee_paid == 6000) == (deal.orders >= target)


AGENCY = demand.AgencySale(1000, 8, 10, 20, 30, 0.3, 5)


def test_agency_price_is_the_factorys_best_given_the_hosts_reply() -> None:
    kappa, kept = 0.2, 0.7
    deal, first = demand.agency_deal(AGENCY, kappa), demand.agency_integrated(AGENCY)

    def factory(price: float) -> float:
        effort = best(lambda e: kappa * kept * price * AGENCY.demand(price, e) - 10 * e**2, 20, 201)
        return ((1 - kappa) * kept * price - AGENCY.unit_cost) * AGENCY.demand(price, effort)

    prices = np.linspace(60, 130, 71)
    assert max(map(factory, prices)) <= deal.factory_profit * 1.001
    chain = [
        (kept * p - AGENCY.unit_cost) * AGENCY.demand(p, e) - 10 * e**2
        for p in np.linspace(60, 130, 141)
        for e in np.linspace(0, 40, 161)
    ]
    assert first.chain_profit * 0.999 <= max(chain) <= first.chain_profit + 1e-9
    assert deal.chain_profit < first.chain_profit
    assert demand.agency_deal(demand.AgencySale(1000, 8, 10, 20, 500, 0.3, 5), 0.2).demand == 0


def test_hype_gross_pay_over_and_settled_pay_under_the_first_best() -> None:
    sale = demand.HypeSale(200, 40, 8, 100, 40, 0.2, 0.002, 25, 6)
    first, gross, settled = demand.hype_efforts(sale, 0.2)
    assert settled < first < gross
    assert best(sale.chain_profit, 400, 8001) == pytest.approx(first, abs=0.05)
    pays = {
        gross: lambda e: 20 * sale.orders(e) - sale.effort_cost(e),
        settled: lambda e: 20 * (1 - sale.return_rate(e)) * sale.orders(e) - sale.effort_cost(e),
    }
    for effort, host in pays.items():
        assert best(host, 400, 8001) == pytest.approx(effort, abs=0.05)


def test_hype_never_returns_more_than_was_sold() -> None:
    wild = demand.HypeSale(200, 400, 1, 100, 40, 0.2, 0.01, 25, 6)
    assert all(wild.return_rate(e) <= 1 + 1e-12 for e in demand.hype_efforts(wild, 0.5))


@pytest.mark.parametrize("base", [Normal(500, 100), Uniform(200, 800), Gamma(4, 100)], ids=repr)
def test_stocked_sale_is_a_nash_equilibrium_in_effort_and_stock(base: Normal | Uniform | Gamma) -> None:
    sale, pay = demand.StockedSale(base, 50, 20, 4, 5), 10.0
    deal, first = demand.stocked_equilibrium(sale, pay), demand.stocked_integrated(sale)
    for e in np.linspace(0, 30, 301):
        assert pay * sale.sales(deal.q, float(e)) - 2.5 * e**2 <= deal.host_profit + 1e-9
    for q in np.linspace(0, 1500, 301):
        assert (50 - pay) * sale.sales(float(q), deal.effort) - 20 * q <= deal.factory_profit + 1e-9
    for e in np.linspace(0, 60, 61):
        assert all(
            sale.chain_profit(float(q), float(e)) <= first.factory_profit + 1e-9 for q in range(0, 1500, 50)
        )
    assert demand.stocked_equilibrium(sale, 30).q == 0
    assert demand.stocked_equilibrium(sale, 0).effort == 0


@pytest.mark.parametrize("law", [Normal(500, 150), Gamma(4, 100), Uniform(0, 900)], ids=repr)
@pytest.mark.parametrize("penalty", [0.0, 10.0, 39.0, 40.0, 70.0, 95.0])
@pytest.mark.parametrize("guaranteed", [0.0, 300.0, 600.0, 1000.0])
def test_a_sales_guarantee_raises_the_stock_to_the_factorys_best(
    law: Normal | Gamma | Uniform, penalty: float, guaranteed: float
) -> None:
    deal = demand.sales_guarantee(law, 100, 40, 20, penalty, guaranteed)
    plain = demand.sales_guarantee(law, 100, 40, 20, 0, 0)

    def factory(q: float) -> float:
        return 80 * law.sales(q) - 40 * q + penalty * law.leftover(min(guaranteed, q))

    assert deal.q >= plain.q - 1e-9
    assert max(factory(float(q)) for q in np.linspace(0, 1500, 151)) <= deal.factory_profit + 1e-6
    assert deal.host_income + deal.host_penalty == pytest.approx(20 * law.sales(deal.q))
    order = {"stock below the guarantee": -1, "stock at the guarantee": 0, "guarantee not binding": 1}
    assert order[deal.regime] == np.sign(deal.q - guaranteed)


def test_a_guarantee_can_make_a_losing_style_worth_stocking() -> None:
    law = Uniform(0, 900)
    assert demand.sales_guarantee(law, 100, 60, 45, 0, 0).q == 0
    insured = demand.sales_guarantee(law, 100, 60, 45, penalty=75, guaranteed=600)
    assert (insured.q, insured.factory_profit > 0) == (600, True)


def test_four_party_revenue_sharing_makes_all_want_one_order() -> None:
    """Giannoccaro & Pontrandolfo (2004): profit_i = φ_i Π(q) at every q, transfers sum to zero."""
    costs = {"factory": 22.0, "warehouse": 3.0, "carrier": 5.0, "host": 0.0}
    shares = {"factory": 0.45, "warehouse": 0.08, "carrier": 0.12, "host": 0.35}
    law = NegativeBinomial(300, 4)
    deal = split.revenue_sharing_among(law, 60, costs, shares)
    assert sum(deal.transfers_per_unit.values()) == pytest.approx(0, abs=1e-12)
    assert sum(deal.profits.values()) == pytest.approx(deal.integrated_profit)
    for party, share in shares.items():
        assert deal.profits[party] == pytest.approx(share * deal.integrated_profit)
        pays = costs[party] + deal.transfers_per_unit[party]
        own = [share * 60 * law.sales(q) - pays * q for q in range(600)]
        assert int(np.argmax(own)) == deal.q


@given(total=st.floats(100, 1e5), d=st.lists(st.floats(0, 20), min_size=2, max_size=5))
def test_nash_split_maximises_the_weighted_product_and_scales(total: float, d: list[float]) -> None:
    parties = [f"p{i}" for i in range(len(d))]
    weights = {party: 1.0 + i for i, party in enumerate(parties)}
    payoffs = split.nash_split(total, dict(zip(parties, d, strict=True)), weights)
    assert sum(payoffs.values()) == pytest.approx(total)
    gains = [(payoffs[party] - own) / weights[party] for party, own in zip(parties, d, strict=True)]
    assert all(x == pytest.approx(y, rel=1e-6) for x, y in pairwise(gains))
    assert split.nash_split(1, {"a": 3, "b": 4}, {"a": 1, "b": 1}) == {"a": 3, "b": 4}


def test_fee_arithmetic() -> None:
    bill = split.host_bill(100, 0.2, 1000, 0.5)
    assert (bill.total_to_host, bill.list_value_of_goods_sold) == (300, 2000)
    assert split.proportional_fee(100, 300, 200) == 100
    assert split.break_even_sales(10, 0) == float("inf")


def test_impossible_sales_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="effort cost must lie in"):
        live.live_deal(SALE, 5, cost_share=1)
    with pytest.raises(UserError, match="theta > 0"):
        live.EffortModel(1, 0, 1)
    with pytest.raises(UserError, match="demand must fall with the price"):
        demand.agency_deal(demand.AgencySale(1000, 0.1, 10, 20, 30, 0.3, 5), 0.5)
    with pytest.raises(UserError, match="sum to one"):
        split.revenue_sharing_among(Uniform(0, 1), 10, {"a": 1}, {"a": 0.5})
    with pytest.raises(UserError, match="same parties"):
        split.nash_split(10, {"a": 1}, {"b": 1})
