"""Demand laws: the closed-form expected sales S(x) = E min(D, x) against their definitions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.theory import distributions as law

CONTINUOUS = [
    law.Uniform(20, 100),
    law.Uniform(-10, 40),
    law.Power(0.5, 80),
    law.Power(3, 80),
    law.Normal(100, 30),
    law.Gamma(0.5, 200),
    law.Gamma(4, 25),
    law.Exponential(70),
    law.LogNormal(4, 0.6),
]
COUNTS = [law.NegativeBinomial(40, 5), law.NegativeBinomial(3, 0.7), law.Poisson(12)]


@pytest.mark.parametrize("demand", CONTINUOUS, ids=repr)
def test_expected_sales_are_the_integral_of_survival(demand: law.Demand) -> None:
    """E min(D, x) = x₀ + ∫ F̄ from x₀ to x, less the mass below x₀ (negligible at the 1e-13 quantile)."""
    from scipy.integrate import quad

    low = max(demand.lower, demand.quantile(1e-13))
    for u in (0.02, 0.3, 0.5, 0.9, 0.999):
        x = demand.quantile(u)
        area, _ = quad(demand.survival, low, x, epsabs=1e-11, epsrel=1e-11)
        assert demand.sales(x) == pytest.approx(low + area, rel=1e-8)


@pytest.mark.parametrize("demand", COUNTS, ids=repr)
def test_expected_sales_of_counts_are_the_sum_of_survival(demand: law.Demand) -> None:
    for n in (0, 1, 7, 46, 200):
        summed = sum(demand.survival(k) for k in range(n))
        assert demand.sales(n) == pytest.approx(summed, rel=1e-10, abs=1e-12)
        middle = (demand.sales(n) + demand.sales(n + 1)) / 2
        assert demand.sales(n + 0.5) == pytest.approx(middle, rel=1e-12)


@pytest.mark.parametrize("demand", [*CONTINUOUS, *COUNTS], ids=repr)
@given(u=st.floats(0.001, 0.999))
def test_quantile_is_the_smallest_point_that_reaches_its_probability(demand: law.Demand, u: float) -> None:
    x = demand.quantile(u)
    assert demand.cdf(x) >= u - 1e-9
    assert demand.cdf(x - (1 if demand.discrete else 1e-6 * abs(x) + 1e-9)) < u + 1e-9
    assert demand.cdf(x) + demand.survival(x) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("demand", [*CONTINUOUS, *COUNTS], ids=repr)
def test_limits_of_expected_sales(demand: law.Demand) -> None:
    far = demand.quantile(1 - 1e-14) if math.isinf(demand.upper) else demand.upper
    assert demand.sales(far) == pytest.approx(demand.mean, rel=1e-9)
    assert demand.sales(math.inf) == pytest.approx(demand.mean)
    assert demand.lost_sales(far) == pytest.approx(0, abs=1e-6 * demand.mean)
    below = demand.lower - 5 if math.isfinite(demand.lower) else demand.mean - 40 * demand.mean
    assert demand.sales(below) == pytest.approx(below)
    assert demand.quantile(0) == (0 if demand.discrete else demand.lower)


@pytest.mark.parametrize("demand", CONTINUOUS, ids=repr)
def test_density_is_the_slope_of_the_distribution_function(demand: law.Demand) -> None:
    for u in (0.1, 0.5, 0.9):
        x, step = demand.quantile(u), 1e-5
        slope = (demand.cdf(x + step) - demand.cdf(x - step)) / (2 * step)
        assert demand.density(x) == pytest.approx(slope, rel=1e-5)


def test_a_rounded_critical_ratio_does_not_move_a_discrete_quantile() -> None:
    demand = law.NegativeBinomial(40, 5)
    exact = demand.cdf(46)
    assert demand.quantile(exact) == demand.quantile(exact * (1 + 1e-15)) == 46


def test_gamma_and_exponential_failure_rates() -> None:
    """g(x) = x f/F̄ is x/mean for the exponential: the generalised failure rate rises (Lariviere 2006)."""
    assert law.Exponential(50).generalised_failure_rate(25) == pytest.approx(0.5)
    gamma = law.Gamma(0.5, 200)
    rates = [gamma.generalised_failure_rate(x) for x in (1, 10, 100, 400)]
    assert rates == sorted(rates)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"kind": "cauchy", "mu": 1}, "kind: found 'cauchy', allowed: uniform"),
        ({"mu": 1}, "kind: found None"),
        ({"kind": "normal", "mu": 1}, "allowed: exactly mu, sd"),
        ({"kind": "normal", "mu": 1, "sd": 2, "lo": 0}, "allowed: exactly mu, sd"),
        ({"kind": "normal", "mu": "many", "sd": 2}, "mu: found 'many'"),
        ({"kind": "normal", "mu": 1, "sd": -2}, "sd > 0"),
        ({"kind": "normal", "mu": math.nan, "sd": 2}, "mu: found nan"),
        ({"kind": "uniform", "lo": 5, "hi": 5}, "lo < hi"),
        ({"kind": "gamma", "shape": 0, "scale": 2}, "shape > 0"),
        ({"kind": "poisson", "mean": True}, "mean: found True"),
    ],
)
def test_a_bad_demand_is_one_clear_message(spec: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        law.make_demand(spec)
