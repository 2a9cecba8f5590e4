"""Information theory: cheap talk, inflated reports, signalling and screening of a private forecast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.theory.cheap_talk import cheap_talk, trusted_report, truth_by_repetition
from agents.theory.forecast_contract import ForecastContract
from agents.theory.screening import continuous_menu, two_type_menu
from agents.theory.signalling import expected_shortfall, least_cost_separation
from agents.theory.uniform_noise import cdf, mean_min, quantile, sum_mean_min, sum_quantile
from protocols.errors import UserError

brief = settings(max_examples=40)


@st.composite
def contracts(draw: st.DrawFn) -> ForecastContract:
    """Terms under which both the supplier and the chain want capacity."""
    cost, capacity_cost = draw(st.floats(0, 20)), draw(st.floats(1, 30))
    wholesale = cost + capacity_cost + draw(st.floats(1, 50))
    price = wholesale + draw(st.floats(1, 50))
    return ForecastContract(price, wholesale, cost, capacity_cost, 400, draw(st.floats(10, 120)))


spreads = st.floats(5, 150)
few = settings(max_examples=20)  # where each example scans a grid
GAME = ForecastContract(price=100, wholesale=75, cost=0, capacity_cost=30, mean=250, noise=75)


@brief
@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0, 1), st.floats(-110, 110))
def test_the_sum_of_two_uniforms_agrees_with_integration_over_one_of_them(
    a: float, b: float, p: float, z: float
) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(4)

    def over_xi(function: Callable[[float], float], centre: float) -> float:
        """Exact mean of a piecewise quadratic of xi with kinks where ``centre - xi`` leaves +-b."""
        cuts = [-a, *sorted(min(a, max(-a, centre + side * b)) for side in (-1, 1)), a]
        total = 0.0
        for left, right in pairwise(cuts):
            points = left + (right - left) * (nodes + 1) / 2
            total += (right - left) / 2 * float(weights @ [function(float(xi)) for xi in points])
        return total / (2 * a)

    point = sum_quantile(p, a, b)
    assert over_xi(lambda xi: cdf(point - xi, b), point) == pytest.approx(p, abs=1e-9)
    assert over_xi(lambda xi: xi + mean_min(z - xi, b), z) == pytest.approx(
        sum_mean_min(z, a, b), abs=1e-9 * (a + b + abs(z))
    )
    assert sum_quantile(p, a, b) == pytest.approx(-sum_quantile(1 - p, a, b), abs=1e-9)


@brief
@given(st.floats(0, 1), st.floats(1, 50))
def test_quantile_inverts_the_distribution(p: float, b: float) -> None:
    assert cdf(quantile(p, b), b) == pytest.approx(p, abs=1e-12)
    assert sum_quantile(p, 0, b) == pytest.approx(quantile(p, b))
    assert sum_mean_min(b / 3, 0, b) == pytest.approx(mean_min(b / 3, b))


@few
@given(contracts(), spreads)
def test_each_regime_builds_the_capacity_that_maximises_the_builder_s_profit(
    game: ForecastContract, spread: float
) -> None:
    talk = cheap_talk(game, spread)
    for shift in np.linspace(-game.noise - spread, game.noise + spread, 41):
        blind = game.supplier(game.mean + sum_mean_min(shift, spread, game.noise), game.mean + shift)
        informed = game.mean + mean_min(shift, game.noise)
        assert blind <= talk.uninformative.supplier + 1e-6
        assert game.supplier(informed, game.mean + shift) <= talk.full.supplier + 1e-6
        assert game.chain(informed, game.mean + shift) <= talk.integrated.chain + 1e-6


@brief
@given(contracts(), spreads)
def test_information_helps_the_builder_and_naive_belief_serves_the_teller(
    game: ForecastContract, spread: float
) -> None:
    talk = cheap_talk(game, spread)
    assert talk.naive.supplier <= talk.uninformative.supplier + 1e-6 <= talk.full.supplier + 2e-6
    assert talk.naive.manufacturer >= talk.full.manufacturer - 1e-6
    assert talk.integrated.chain >= max(talk.full.chain, talk.uninformative.chain, talk.naive.chain) - 1e-6


@few
@given(
    contracts(),
    spreads,
    st.floats(0.2, 1),
    st.floats(0, 40),
    st.floats(-1, 1),
    st.sampled_from([0.3, 0.7, 1.0]),
)
def test_no_report_beats_the_inflated_one(
    game: ForecastContract, spread: float, trust: float, beta: float, place: float, share: float
) -> None:
    xi = place * spread
    found = trusted_report(game, spread, trust, beta, xi)

    def profit(report: float) -> float:
        capacity = game.mean + trust * report + game.supplier_shift
        return game.manufacturer(game.sales(capacity, xi)) - beta * abs(report - xi)

    assert xi <= found.report <= spread
    for report in np.linspace(-spread, spread, 101):
        assert profit(report) <= profit(found.report) + 1e-7
    more_careful = trusted_report(game, spread, trust, beta + share, xi)
    assert more_careful.inflation <= found.inflation + 1e-9  # a dearer lie is a smaller one


def test_the_truth_is_told_when_lying_costs_more_than_any_capacity_is_worth() -> None:
    assert trusted_report(GAME, 150, trust=0.5, lying_cost=12.5, forecast=-100).inflation == 0


@brief
@given(contracts(), spreads)
def test_truth_is_sustained_exactly_from_the_critical_discount_factor_on(
    game: ForecastContract, spread: float
) -> None:
    truth = truth_by_repetition(game, spread)
    loss = truth.truthful_profit - truth.uninformative_profit
    for xi in np.linspace(-spread, spread, 15):  # no type gains more than the one that binds
        lie = game.sales(game.mean + spread + game.supplier_shift, xi)
        honest = game.sales(game.mean + xi + game.supplier_shift, xi)
        assert game.manufacturer(lie - honest) <= truth.one_shot_gain + 1e-7
    if truth.critical_discount is None:
        assert loss <= 0
    else:
        d = truth.critical_discount
        assert (1 - d) * truth.one_shot_gain == pytest.approx(d * loss, rel=1e-9)


@brief
@given(contracts(), st.floats(5, 100), st.floats(-50, 50))
def test_separation_leaves_the_low_type_indifferent_and_commitment_is_cheaper_for_the_high(
    game: ForecastContract, gap: float, low: float
) -> None:
    found = least_cost_separation(game, low, low + gap)
    posing = game.manufacturer(game.sales(found.capacity_high, low))
    honest = game.manufacturer(game.sales(found.capacity_low, low))
    assert posing - found.lump_sum == pytest.approx(honest)
    fine = game.wholesale * expected_shortfall(found.commitment, game.mean + low, game.noise)
    assert fine == pytest.approx(found.lump_sum, rel=1e-9, abs=1e-9)
    assert found.commitment_cost_high <= found.lump_sum + 1e-9
    assert found.possible  # single crossing: capacity is worth more to the type with more demand


@few
@given(contracts(), st.floats(5, 150), st.floats(0.05, 0.95))
def test_the_two_type_menu_is_truthful_and_cannot_be_bettered(
    game: ForecastContract, gap: float, prob: float
) -> None:
    menu = two_type_menu(game, 0, gap, prob)

    def payoff(capacity: float, fee: float, xi: float) -> float:
        return game.manufacturer(game.sales(capacity, xi)) - fee

    low_honest = payoff(menu.capacity_low, menu.fee_low, 0)
    high_honest = payoff(menu.capacity_high, menu.fee_high, gap)
    assert low_honest == pytest.approx(0, abs=1e-6)
    assert high_honest == pytest.approx(menu.rent_high, abs=1e-6)
    assert high_honest == pytest.approx(payoff(menu.capacity_low, menu.fee_low, gap), abs=1e-6)
    assert payoff(menu.capacity_high, menu.fee_high, 0) <= low_honest + 1e-6
    assert menu.capacity_low <= menu.capacity_low_first_best + 1e-9
    for k in np.linspace(game.mean - game.noise, game.mean + gap + game.noise, 200):
        sales_low = game.sales(k, 0)
        rent = game.manufacturer(game.sales(k, gap) - sales_low)
        high = game.chain(game.sales(menu.capacity_high, gap), menu.capacity_high) - rent
        assert prob * high + (1 - prob) * game.chain(sales_low, k) <= menu.supplier_profit + 1e-6


@brief
@given(contracts(), spreads)
def test_ozer_wei_menu_is_truthful_leaves_the_lowest_type_nothing_and_is_efficient_at_the_top(
    game: ForecastContract, spread: float
) -> None:
    types = [float(xi) for xi in np.linspace(-spread, spread, 15)]
    menu = continuous_menu(game, spread, types)
    for xi, rent in zip(types, menu.rent, strict=True):
        payoffs = [
            game.manufacturer(game.sales(k, xi)) - fee for k, fee in zip(menu.capacity, menu.fee, strict=True)
        ]
        assert max(payoffs) == pytest.approx(rent, abs=1e-6)
    assert menu.rent[0] == 0
    assert menu.capacity[-1] == pytest.approx(game.mean + spread + game.chain_shift)
    assert 0 < menu.efficiency <= 1 + 1e-12


@few
@given(contracts(), spreads)
def test_ozer_wei_expectations_are_those_of_a_fine_discrete_menu(
    game: ForecastContract, spread: float
) -> None:
    types = spread * (2 * (np.arange(400) + 0.5) / 400 - 1)
    menu = continuous_menu(game, spread, types.tolist())
    chain = [
        game.chain(game.sales(k, xi), k) - v for k, xi, v in zip(menu.capacity, types, menu.rent, strict=True)
    ]
    assert menu.expected_manufacturer == pytest.approx(float(np.mean(menu.rent)), rel=2e-3, abs=1e-3)
    assert menu.expected_supplier == pytest.approx(float(np.mean(chain)), rel=1e-4)
    # No distortion of capacity, rents recomputed as the envelope demands, does better.
    pairs = list(zip(types, menu.capacity, strict=True))
    virtual = np.array([_virtual_surplus(game, spread, float(xi), k) for xi, k in pairs])
    for shift in (-3.0, -0.5, 0.5, 3.0):
        moved = [_virtual_surplus(game, spread, float(xi), k + shift) for xi, k in pairs]
        assert np.all(np.array(moved) <= virtual + 1e-7)


def _virtual_surplus(game: ForecastContract, spread: float, xi: float, capacity: float) -> float:
    filled = cdf(capacity - game.mean - xi, game.noise)
    return game.chain(game.sales(capacity, xi), capacity) - (spread - xi) * game.retail_margin * filled


def test_terms_that_build_nothing_are_refused_by_name() -> None:
    with pytest.raises(UserError, match="capacity never pays"):
        ForecastContract(10, 9, 5, 6, 100, 10)
    thin = ForecastContract(price=20, wholesale=9, cost=5, capacity_cost=6, mean=100, noise=10)
    with pytest.raises(UserError, match="supplier builds nothing"):
        cheap_talk(thin, 10)
    assert all(np.isfinite(astuple(two_type_menu(thin, 0, 5, 0.4))))  # a menu can still charge a fee
