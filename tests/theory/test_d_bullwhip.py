"""Information theory: the bullwhip effect, demand sharing and the value of an alert."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import ndtr

from agents.theory.bullwhip import (
    exponential_smoothing_ratio,
    filter_ratio,
    moving_average_filter,
    moving_average_ratio,
    multistage_ratios,
)
from agents.theory.demand_sharing import value_of_alert, value_of_demand_sharing
from protocols.errors import UserError

brief = settings(max_examples=40)

leads = st.integers(0, 8)
windows = st.integers(1, 15)
rhos = st.floats(-0.9, 0.9)


@brief
@given(leads, windows, rhos)
def test_chen_et_al_theorem_moving_average_ratio_is_the_variance_of_the_order_filter(
    lead: int, window: int, rho: float
) -> None:
    exact = filter_ratio(moving_average_filter(lead, window), rho)
    assert moving_average_ratio(lead, window, rho) == pytest.approx(exact, rel=1e-10)


@brief
@given(leads, st.floats(0.05, 1), rhos)
def test_chen_et_al_theorem_smoothing_ratio_is_the_variance_of_the_order_filter(
    lead: int, alpha: float, rho: float
) -> None:
    response = lead * alpha * (1 - alpha) ** np.arange(600)  # S_t by age of demand
    weights = np.append(response, 0.0) - np.append(0.0, response)
    weights[0] += 1
    exact = filter_ratio(weights, rho)
    assert exponential_smoothing_ratio(lead, alpha, rho) == pytest.approx(exact, rel=1e-8)


def test_the_policy_itself_amplifies_as_the_formula_says() -> None:
    lead, window, rng = 3, 5, np.random.default_rng(4)
    demand = rng.normal(100, 20, 200_000)
    level = lead * np.convolve(demand, np.full(window, 1 / window), "valid")
    orders = np.diff(level) + demand[window:]
    assert np.var(orders) / np.var(demand) == pytest.approx(moving_average_ratio(lead, window), rel=0.02)


@brief
@given(leads, st.integers(1, 14), st.floats(0, 0.9))
def test_longer_lead_times_amplify_and_longer_windows_calm_independent_demand(
    lead: int, window: int, rho: float
) -> None:
    here = moving_average_ratio(lead, window, rho)
    assert 1 <= here <= moving_average_ratio(lead + 1, window, rho)
    assert moving_average_ratio(lead, window + 1) <= moving_average_ratio(lead, window)


@brief
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(1, 12))
def test_sharing_customer_demand_dampens_the_bullwhip_at_every_stage(lead_times: list[int], p: int) -> None:
    ratios = multistage_ratios(lead_times, p)
    for shared, bound, own in zip(
        ratios.centralised, ratios.product_bound, ratios.decentralised, strict=True
    ):
        assert shared <= bound * (1 + 1e-12) <= own * (1 + 1e-9)
    assert ratios.centralised[0] == pytest.approx(ratios.decentralised[0])


@brief
@given(rhos, st.integers(0, 6), st.integers(0, 6))
def test_lee_so_tang_variances_are_those_of_the_order_process(rho: float, lead: int, upstream: int) -> None:
    sharing = value_of_demand_sharing(rho, lead, upstream, sigma=3.0)
    a = sum(rho**i for i in range(1, lead + 2))
    demand = rho ** np.arange(800)  # response of demand to a shock, by age
    orders = (1 + a) * demand - a * np.append(0.0, demand[:-1])
    assert sharing.order_variance_ratio == pytest.approx((orders @ orders) / (demand @ demand), rel=1e-9)
    # Errors of the next L+1 orders: shocks of ages 0.. seen from the last of them, present shock separately.
    steps = range(upstream + 1)
    shocks = [sum(orders[step - born] for step in steps if step >= born) for born in steps]
    assert sharing.variance_shared == pytest.approx(9 * sum(x * x for x in shocks))
    # Given Y_t, the present shock still enters through Y_{t+1} = d + rho Y_t + (1+a) eps_{t+1} - a eps_t.
    present = sum(orders[step + 1] - rho ** (step + 1) * orders[0] for step in steps)
    assert sharing.variance_unshared == pytest.approx(9 * (sum(x * x for x in shocks) + present**2))


@brief
@given(st.floats(0.05, 0.9), st.integers(0, 6), st.integers(0, 6))
def test_lee_so_tang_sharing_saves_more_the_more_demand_is_correlated(rho: float, lead: int, up: int) -> None:
    saving = value_of_demand_sharing(rho, lead, up, 5).saving
    assert 0 < saving < value_of_demand_sharing(rho + 0.05, lead, up, 5).saving
    assert value_of_demand_sharing(0, lead, up, 5).saving == 0


def test_alert_profit_is_the_expected_optimum_over_the_signals() -> None:
    price, cost, mean, prior, noise, spread, signals = 100.0, 55.0, 2000.0, 300.0, 250.0, 100.0, 3
    alert = value_of_alert(price, cost, mean, prior, noise, spread, signals)
    nodes, weights = hermegauss(60)
    levels = np.linspace(0, 4000, 8001)

    def best(centre: float) -> float:
        """The newsvendor's best profit on a grid of stock levels, demand N(centre, sd_with^2)."""
        z = (levels - centre) / alert.sd_with
        phi = np.exp(-z * z / 2) / sqrt(2 * np.pi)
        sales = levels - alert.sd_with * (phi + z * ndtr(z))
        return float(np.max(price * sales - cost * levels))

    sd_of_posterior_mean = prior * sqrt(alert.weight)
    expected = sum(w * best(mean + sd_of_posterior_mean * x) for x, w in zip(nodes, weights, strict=True))
    assert alert.profit_with == pytest.approx(expected / weights.sum(), rel=1e-5)


@brief
@given(st.integers(0, 8), st.floats(1, 300), st.floats(1, 300), st.floats(0, 300))
def test_more_signals_never_hurt_and_never_beat_the_truth(
    signals: int, prior: float, spread: float, noise: float
) -> None:
    values = [value_of_alert(10, 4, 500, prior, noise, spread, k).value for k in (signals, signals + 1)]
    perfect = value_of_alert(10, 4, 500, prior, noise, spread, signals).value_of_perfect
    assert -1e-9 <= values[0] <= values[1] + 1e-9
    assert values[1] <= perfect + 1e-9


def test_exact_and_absent_signals_are_the_limits() -> None:
    assert value_of_alert(10, 4, 500, 80, 50, 20, signals=0).value == 0
    exact = value_of_alert(10, 4, 500, 80, 50, signal_sd=0, signals=1)
    assert exact.value == pytest.approx(exact.value_of_perfect)


@pytest.mark.parametrize("rho", [1.0, -1.0, 2.0, float("nan")])
def test_demand_that_is_not_stationary_is_refused(rho: float) -> None:
    with pytest.raises(UserError, match="rho|correlation"):
        value_of_demand_sharing(rho, 1, 1, 1)
    with pytest.raises(UserError, match="correlation"):
        moving_average_ratio(1, 2, rho)
