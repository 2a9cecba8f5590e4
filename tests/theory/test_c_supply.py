"""Supply contracts: each test names the proposition it checks, against brute-force best replies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.theory import supply_capacity as capacity
from protocols.theory import supply_coordination as coord
from protocols.theory import supply_wholesale as wholesale
from protocols.theory.distributions import Exponential, Gamma, NegativeBinomial, Normal, Power, Uniform
from protocols.theory.supply import Newsvendor, best_order

CHAINS = [
    Newsvendor(Uniform(0, 100), 10, 4),
    Newsvendor(Uniform(30, 100), 10, 4, 1),
    Newsvendor(Normal(100, 30), 12, 5, 2),
    Newsvendor(Gamma(0.5, 200), 10, 7),
    Newsvendor(Gamma(4, 25), 10, 4, -1),
    Newsvendor(NegativeBinomial(40, 5), 10, 4, 1),
]
SMOOTH = [chain for chain in CHAINS if not chain.demand.discrete]
SHARES = (0.1, 0.5, 0.9, 1.0)


def peak(profit: Callable[[float], float], chain: Newsvendor, top: float = 400.0) -> float:
    """Best profit over a fine grid of orders (whole ones for counts): the brute-force best reply."""
    grid = np.arange(0, top + 1) if chain.demand.discrete else np.linspace(0, top, 801)
    return max(profit(float(q)) for q in grid)


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
def test_critical_fractile_arrow_harris_marschak_1951(chain: Newsvendor) -> None:
    assert chain.optimal_profit() >= peak(chain.profit, chain) - 1e-9
    q = chain.optimal_order()
    assert chain.demand.cdf(q) >= chain.critical_ratio - 1e-12


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
@pytest.mark.parametrize("share", SHARES)
def test_buyback_coordinates_and_splits_pasternack_1985(chain: Newsvendor, share: float) -> None:
    terms = coord.buyback_terms(chain, share)
    deal = coord.buyback_deal(chain, terms)
    assert deal.q == pytest.approx(chain.optimal_order())
    assert deal.chain_profit == pytest.approx(chain.optimal_profit())
    assert deal.retailer_profit == pytest.approx(share * chain.optimal_profit())

    def retailer(q: float) -> float:
        income = chain.price * chain.demand.sales(q) + (chain.salvage + terms.b) * chain.demand.leftover(q)
        return income - terms.w * q

    assert deal.retailer_profit == pytest.approx(retailer(deal.q))
    assert deal.retailer_profit >= peak(retailer, chain) - 1e-9


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
@pytest.mark.parametrize("phi", SHARES)
def test_revenue_sharing_coordinates_below_cost_and_equals_a_buyback_cachon_lariviere_2005(
    chain: Newsvendor, phi: float
) -> None:
    w = coord.revenue_sharing_terms(chain, phi)
    assert w <= chain.cost
    deal = coord.revenue_sharing_deal(chain, w, phi)
    assert deal.chain_profit == pytest.approx(chain.optimal_profit())
    assert deal.retailer_profit == pytest.approx(phi * chain.optimal_profit())
    twin = coord.buyback_deal(chain, coord.equivalent_buyback(chain, w, phi))
    assert (twin.q, twin.retailer_profit) == pytest.approx((deal.q, deal.retailer_profit))


def test_a_share_of_nothing_still_leaves_the_first_best() -> None:
    """λ = 0: the retailer is indifferent and the supplier takes all."""
    chain = CHAINS[2]
    for deal in (
        coord.buyback_deal(chain, coord.buyback_terms(chain, 0)),
        coord.revenue_sharing_deal(chain, coord.revenue_sharing_terms(chain, 0), 0),
    ):
        assert deal.supplier_profit == pytest.approx(chain.optimal_profit())
        assert deal.retailer_profit == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("chain", SMOOTH, ids=repr)
@pytest.mark.parametrize("delta", [0.0, 0.2, 0.6, 1.0])
def test_quantity_flexibility_coordinates_tsay_1999(chain: Newsvendor, delta: float) -> None:
    w = coord.quantity_flexibility_terms(chain, delta)
    deal = coord.quantity_flexibility_deal(chain, w, delta, chain.optimal_order())
    assert deal.chain_profit == pytest.approx(chain.optimal_profit())
    if delta == 0:
        assert w == pytest.approx(chain.cost)

    def retailer(q: float) -> float:
        return coord.quantity_flexibility_profit(chain, w, delta, q)

    assert deal.retailer_profit >= peak(retailer, chain) - 1e-9


def test_quantity_flexibility_refund_is_paid_on_facts() -> None:
    """The expected refund is (w − v) E min((q − D)⁺, δq), here by simulation of the cash flow."""
    chain, w, delta, q = Newsvendor(Gamma(4, 25), 10, 4, 1), 7.0, 0.3, 110.0
    draws = np.random.default_rng(5).gamma(4, 25, 400_000)
    left = np.maximum(q - draws, 0)
    cash = 10 * np.minimum(draws, q) + 1 * left - w * q + (w - 1) * np.minimum(left, delta * q)
    error = 4 * cash.std() / np.sqrt(cash.size)
    assert abs(coord.quantity_flexibility_profit(chain, w, delta, q) - cash.mean()) < error


@pytest.mark.parametrize("chain", SMOOTH, ids=repr)
@pytest.mark.parametrize("reach", [0.5, 0.8, 0.99])
def test_sales_rebate_coordinates_only_while_the_threshold_is_low_taylor_2002(
    chain: Newsvendor, reach: float
) -> None:
    rebate, threshold = 3.0, reach * chain.optimal_order()
    w = coord.sales_rebate_terms(chain, rebate)
    deal = coord.sales_rebate_deal(chain, w, rebate, threshold)

    def retailer(q: float) -> float:
        return coord.sales_rebate_profit(chain, w, rebate, threshold, q)

    assert deal.retailer_profit == pytest.approx(retailer(deal.q))
    assert deal.retailer_profit >= peak(retailer, chain) - 1e-9
    if deal.q > threshold:
        assert deal.q == pytest.approx(chain.optimal_order())
    else:
        assert deal.chain_profit < chain.optimal_profit()


def test_sales_rebate_with_a_high_threshold_fails() -> None:
    chain = CHAINS[0]
    assert coord.sales_rebate_deal(chain, 6, 5, 40).q == pytest.approx(60)
    assert coord.sales_rebate_deal(chain, 6, 5, 58).q == pytest.approx(40)
    assert coord.sales_rebate_deal(chain, 6, 5, 90).q == pytest.approx(40)


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
@given(q=st.floats(1, 300), share=st.floats(0.01, 1))
def test_quantity_discount_gives_a_constant_share_at_every_order_jeuland_shugan_1983(
    chain: Newsvendor, q: float, share: float
) -> None:
    deal = coord.quantity_discount_deal(chain, share, q)
    assert deal.retailer_profit == pytest.approx(share * chain.profit(q), abs=1e-8)
    assert deal.chain_profit == pytest.approx(chain.profit(q), abs=1e-8)


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
def test_two_part_tariff_coordinates_only_at_cost_moorthy_1987(chain: Newsvendor) -> None:
    at_cost = coord.two_part_deal(chain, chain.cost, fee=20)
    assert at_cost.chain_profit == pytest.approx(chain.optimal_profit())
    assert at_cost.supplier_profit == pytest.approx(20)
    above = coord.two_part_deal(chain, (chain.cost + chain.price) / 2, fee=20)
    assert above.chain_profit < chain.optimal_profit()


# Without demand that starts above zero: there the supplier may charge the price itself (tested below).
LOSING = [chain for chain in SMOOTH if chain.demand.lower <= 0]


@pytest.mark.parametrize("chain", LOSING, ids=repr)
def test_wholesale_price_loses_efficiency_and_is_the_leaders_best_lariviere_porteus_2001(
    chain: Newsvendor,
) -> None:
    best = wholesale.wholesale_stackelberg(chain)
    assert chain.cost < best.w < chain.price
    assert best.deal.efficiency(chain.optimal_profit()) < 0.999
    for w in np.linspace(chain.cost, chain.price, 801):
        reply = best_order(chain.demand, chain.price - w, w - chain.salvage)
        assert (w - chain.cost) * reply <= best.deal.supplier_profit + 1e-9
    reply = best_order(chain.demand, chain.price - best.w, best.w - chain.salvage)
    assert reply == pytest.approx(best.deal.q, rel=1e-6)


@given(p=st.floats(5, 100), ratio=st.floats(0.05, 0.95), k=st.floats(0.3, 6), hi=st.floats(1, 1e4))
def test_power_demand_efficiency_is_free_of_price_and_cost(
    p: float, ratio: float, k: float, hi: float
) -> None:
    """Efficiency (k+2)/(k+1)^(1+1/k), supplier's share (k+1)/(k+2)."""
    chain = Newsvendor(Power(k, hi), p, ratio * p)
    deal = wholesale.wholesale_stackelberg(chain).deal
    expected = (k + 2) / (k + 1) * (k + 1) ** (-1 / k)
    assert deal.efficiency(chain.optimal_profit()) == pytest.approx(expected, rel=1e-7)
    assert deal.supplier_share == pytest.approx((k + 1) / (k + 2), rel=1e-7)


def test_uniform_demand_above_zero_breaks_the_75_percent_rule() -> None:
    narrow = Newsvendor(Uniform(60, 100), 10, 4)
    best = wholesale.wholesale_stackelberg(narrow)
    assert (best.deal.q, best.w) == (60, 10)
    assert best.deal.efficiency(narrow.optimal_profit()) == pytest.approx(360 / 432)


def test_exponential_stackelberg_satisfies_the_failure_rate_condition() -> None:
    """p F̄(q)(1 − g(q)) = c."""
    chain = Newsvendor(Exponential(100), 10, 4)
    q = wholesale.wholesale_stackelberg(chain).deal.q
    kept = chain.demand.survival(q) * (1 - chain.demand.generalised_failure_rate(q))
    assert 10 * kept == pytest.approx(4)


def test_wholesale_of_counts_by_hand() -> None:
    chain = Newsvendor(NegativeBinomial(4, 2), 10, 4)
    best = wholesale.wholesale_stackelberg(chain)
    for q in range(8):
        w = 10 * (1 - chain.demand.cdf(q - 1))
        assert (w - 4) * q <= best.deal.supplier_profit + 1e-12
    assert best.deal.q == int(best.deal.q) > 0


@pytest.mark.parametrize("chain", LOSING, ids=repr)
def test_pull_price_is_the_retailers_best_cachon_2004(chain: Newsvendor) -> None:
    best = wholesale.pull_stackelberg(chain)
    for w in np.linspace(chain.cost, chain.price, 801)[1:]:
        stock = best_order(chain.demand, w - chain.cost, chain.cost - chain.salvage)
        assert (chain.price - w) * chain.demand.sales(stock) <= best.deal.retailer_profit + 1e-9
    assert best.deal.chain_profit == pytest.approx(chain.profit(best.deal.q))


@pytest.mark.parametrize("chain", LOSING, ids=repr)
@pytest.mark.parametrize("theta", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_bargained_price_maximises_the_nash_product(chain: Newsvendor, theta: float) -> None:
    best = wholesale.bargained_wholesale(chain, theta)

    def product(w: float) -> float:
        q = best_order(chain.demand, chain.price - w, w - chain.salvage)
        retailer = coord.two_part_deal(chain, w, 0).retailer_profit
        return max(0.0, (w - chain.cost) * q) ** theta * max(0.0, retailer) ** (1 - theta)

    assert product(best.w) >= max(product(w) for w in np.linspace(chain.cost, chain.price, 801)) - 1e-7
    if theta == 0:
        assert best.deal.chain_profit == pytest.approx(chain.optimal_profit())


@given(theta=st.floats(0, 1), p=st.floats(2, 50), ratio=st.floats(0.05, 0.95))
def test_bargained_price_for_uniform_demand_is_linear_in_the_weight(
    theta: float, p: float, ratio: float
) -> None:
    best = wholesale.bargained_wholesale(Newsvendor(Uniform(0, 100), p, ratio * p), theta)
    assert best.w == pytest.approx((theta * p + (2 - theta) * ratio * p) / 2, rel=1e-7)


def test_double_marginalisation_over_tiers_spengler_1950() -> None:
    """100 %, 75 %, 43.75 %, 23.4 %; two tiers agree with the general Stackelberg solver."""
    for tiers, expected in ((1, 1.0), (2, 0.75), (3, 0.4375), (4, 0.234375)):
        chain = wholesale.serial_chain(100, 10, [4 / tiers] * tiers)
        assert chain.chain_profit / chain.integrated_profit == pytest.approx(expected)
        assert len(chain.wholesale_prices) == tiers - 1
    two, general = wholesale.serial_chain(100, 10, [3, 1]), wholesale.wholesale_stackelberg(CHAINS[0])
    assert two.wholesale_prices[0] + 1 == pytest.approx(general.w)
    assert two.profits == pytest.approx((general.deal.supplier_profit, general.deal.retailer_profit))


def test_every_tier_is_at_its_best_reply() -> None:
    """Raising or lowering any tier's price, the tiers below replying, earns that tier less."""
    costs, p, b = (2.0, 1.0, 1.0), 10.0, 100.0
    chain = wholesale.serial_chain(b, p, costs)

    def first(w1: float) -> float:
        below = wholesale.serial_chain(b, p, [w1 + costs[1], costs[2]])
        return (w1 - costs[0]) * below.q

    assert chain.profits[0] == pytest.approx(first(chain.wholesale_prices[0]))
    assert all(first(w1) <= chain.profits[0] + 1e-9 for w1 in np.linspace(2, 8, 121))


def test_a_chain_that_costs_more_than_the_price_sells_nothing() -> None:
    chain = wholesale.serial_chain(100, 10, [6, 6])
    assert (chain.q, chain.chain_profit) == (0, 0)
    dead = Newsvendor(Normal(100, 30), 10, 12)
    assert dead.optimal_order() == 0
    assert wholesale.wholesale_stackelberg(Newsvendor(Uniform(0, 9), 10, 12)).deal.chain_profit == 0
    assert coord.two_part_deal(dead, 12, 0).q == 0
    thin = Newsvendor(Normal(80, 32), 7.16, 7.06)  # demand may be negative: even the first best loses money
    lost = wholesale.wholesale_stackelberg(thin).deal
    assert thin.optimal_profit() < 0
    assert np.isnan(lost.efficiency(thin.optimal_profit()))


def test_revenue_sharing_coordinates_a_price_setting_retailer_cachon_lariviere_2005() -> None:
    first = wholesale.price_setting_reply(100, 5, 4, w=4)
    for phi in (0.2, 0.6, 1.0):
        shared = wholesale.price_setting_reply(100, 5, 4, w=phi * 4, phi=phi)
        assert shared.price == pytest.approx(first.price)
        assert shared.deal.retailer_profit == pytest.approx(phi * first.deal.chain_profit)
    single = wholesale.price_setting_stackelberg(100, 5, 4)
    assert single.deal.efficiency(first.deal.chain_profit) == pytest.approx(0.75)
    assert single.price > first.price


CAPACITY = [
    capacity.CapacityChain(Uniform(0, 100), 10, 2, 3),
    capacity.CapacityChain(Normal(100, 30), 10, 1.5, 3),
    capacity.CapacityChain(NegativeBinomial(300, 4), 12, 2, 4),
]


@pytest.mark.parametrize("chain", CAPACITY, ids=repr)
@pytest.mark.parametrize("share", SHARES)
def test_options_coordinate_capacity_barnes_schuster_2002(
    chain: capacity.CapacityChain, share: float
) -> None:
    deal = capacity.option_deal(chain, capacity.option_terms(chain, share))
    assert deal.q == pytest.approx(chain.optimal_capacity())
    assert deal.retailer_profit == pytest.approx(share * chain.optimal_profit())
    assert chain.optimal_profit() == pytest.approx(chain.as_newsvendor().optimal_profit())


@pytest.mark.parametrize("chain", CAPACITY[:2], ids=repr)
def test_deductible_fee_coordinates_and_goes_to_zero_with_the_buyers_margin_erkoc_wu_2005(
    chain: capacity.CapacityChain,
) -> None:
    for w in (6.0, 8.0, 9.9):
        fee = capacity.deductible_fee(chain, w)
        assert capacity.deductible_deal(chain, w, fee).q == pytest.approx(chain.optimal_capacity())
        assert chain.self_built(w) < chain.optimal_capacity()
    assert capacity.deductible_fee(chain, chain.price) == 0
    assert (
        capacity.deductible_deal(chain, 8, 2 * capacity.deductible_fee(chain, 8)).q < chain.optimal_capacity()
    )


def test_joint_lot_size_lies_between_the_two_and_costs_least_banerjee_1986() -> None:
    pair = capacity.JointLotSize(1000, 3200, 100, 400, 0.2, 25, 20)
    assert pair.buyer_lot() < pair.joint_lot() < pair.vendor_lot()
    assert all(pair.joint_cost(q) >= pair.joint_cost(pair.joint_lot()) for q in np.linspace(100, 900, 81))


@pytest.mark.parametrize("chain", CHAINS, ids=repr)
@pytest.mark.parametrize("eta", [0.1, 0.4, 1.0])
def test_cvar_orders_less_and_is_the_mean_of_the_worst_gotoh_takano_2007(
    chain: Newsvendor, eta: float
) -> None:
    q = chain.optimal_cvar_order(eta)
    assert q <= chain.optimal_order()
    assert chain.cvar(q, eta) >= peak(lambda x: chain.cvar(x, eta), chain) - 1e-9
    assert chain.cvar(q, 1.0) == pytest.approx(chain.profit(q))
    levels = (np.arange(2000) + 0.5) / 2000 * eta  # worst outcomes are the lowest demands
    demand = np.array([chain.demand.quantile(u) for u in levels])
    profits = (chain.price - chain.salvage) * np.minimum(demand, q) - (chain.cost - chain.salvage) * q
    assert chain.cvar(q, eta) == pytest.approx(profits.mean(), abs=1e-3 * chain.optimal_profit())


def test_impossible_seasons_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="salvage below price and below cost"):
        Newsvendor(Uniform(0, 1), 10, 4, 5)
    with pytest.raises(UserError, match="the order has no limit"):
        best_order(Uniform(0, 1), 3, -1)
    with pytest.raises(UserError, match="share must lie in"):
        coord.buyback_terms(CHAINS[0], 1.5)
    with pytest.raises(UserError, match="tail fraction"):
        CHAINS[0].optimal_cvar_order(0)
    with pytest.raises(UserError, match="above zero"):
        capacity.JointLotSize(0, 1, 1, 1, 1, 1, 1)
