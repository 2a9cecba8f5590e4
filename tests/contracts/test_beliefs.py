"""Beliefs: closed forms against quadrature, nodes, updating and pooling."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from protocols.beliefs import (
    Affine,
    Belief,
    Empirical,
    Gamma,
    LogNormal,
    NegativeBinomial,
    Normal,
    Power,
    Uniform,
    pool,
)

CONTINUOUS: list[Belief] = [
    LogNormal(100.0, 0.6),
    LogNormal(2500.0, 1.5),
    LogNormal(40.0, 0.05),
    Normal(100.0, 30.0),
    Normal(100.0, 80.0, floor=0.0),
    Normal(-50.0, 20.0, floor=0.0),
    Gamma(0.5, 200.0),
    Gamma(1.0, 100.0),
    Gamma(32.0, 3.0),
    Uniform(0.0, 100.0),
    Uniform(20.0, 30.0),
    Power(0.3, 100.0),
    Power(3.0, 10.0),
    Affine(Gamma(4.0, 25.0), 2.0, 7.0),
]
DISCRETE: list[Belief] = [
    NegativeBinomial(300.0, 4.0),
    NegativeBinomial(2.0, 0.5),
    Empirical((3.0, 1.0, 2.0, 2.0, 9.0)),
    Empirical((5.0, 1.0), (0.25, 0.75)),
    Affine(NegativeBinomial(30.0, 4.0), 0.5, 1.0),
]
CERTAIN: list[Belief] = [LogNormal(100.0, 0.0), LogNormal(0.0, 0.5)]
ALL = CONTINUOUS + DISCRETE + CERTAIN
BELIEFS = pytest.mark.parametrize("b", ALL, ids=repr)
P = np.array([0.001, 0.05, 0.3, 0.5, 0.9, 0.999])


@BELIEFS
def test_quadrature_meets_the_closed_forms(b: Belief) -> None:
    for x in np.unique(b.quantile(P)):
        for f, closed in (
            (lambda d, x=x: np.minimum(d, x), b.sales(x)),
            (lambda d, x=x: np.maximum(x - d, 0.0), b.leftover(x)),
            (lambda d, x=x: np.maximum(d - x, 0.0), b.lost(x)),
        ):
            got = float(b.expect(f, [float(x)]))
            # relative to the result where it is not itself a difference of nearly equal numbers
            assert got == pytest.approx(float(closed), rel=1e-9, abs=1e-11 * max(b.mean, 1.0))
    assert float(b.expect(lambda d: d)) == pytest.approx(b.mean, rel=1e-10)
    spread = float(b.expect(lambda d: np.square(d - b.mean))) ** 0.5
    assert spread == pytest.approx(b.sd, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("b", CONTINUOUS, ids=repr)
def test_quantile_inverts_cdf(b: Belief) -> None:
    assert b.cdf(b.quantile(P)) == pytest.approx(P, rel=1e-9)
    x = np.linspace(b.mean - 3 * b.sd, b.mean + 6 * b.sd, 200)
    assert np.all(np.diff(b.cdf(x)) >= 0.0)
    assert np.all((b.cdf(x) >= 0.0) & (b.cdf(x) <= 1.0))


@pytest.mark.parametrize("b", DISCRETE, ids=repr)
def test_discrete_quantile_is_the_smallest_value_that_reaches_p(b: Belief) -> None:
    q = b.quantile(P)
    assert np.all(b.cdf(q) >= P)
    assert np.all(b.cdf(q - 1e-6) < P)


@BELIEFS
@pytest.mark.parametrize("n", [1, 2, 8, 50])
def test_nodes_are_slice_means(b: Belief, n: int) -> None:
    values, weights = b.nodes(n)
    assert values.shape == weights.shape == (n,)
    assert np.all(np.diff(values) >= 0.0)
    assert values @ weights == pytest.approx(b.mean, rel=1e-9)
    assert weights.sum() == pytest.approx(1.0)
    # Jensen: a concave function is overstated by averaging within slices, never understated
    x = float(b.quantile(0.7))
    assert np.minimum(values, x) @ weights >= float(b.sales(x)) - 1e-9 * max(b.mean, 1.0)


def test_nodes_converge_to_expectations() -> None:
    b = LogNormal(100.0, 0.6)
    gaps = [
        float(np.minimum(v, 110.0) @ w - b.sales(110.0)) for v, w in (b.nodes(n) for n in (4, 16, 64, 256))
    ]
    assert all(later < earlier / 3 for earlier, later in zip(gaps, gaps[1:], strict=False))


def test_expect_is_vectorised_over_orders() -> None:
    b, q = Gamma(4.0, 25.0), np.linspace(10.0, 300.0, 7)
    sold = b.expect(lambda d: np.minimum(d, q[:, None]), tuple(q))
    assert sold.shape == (7,)
    assert sold == pytest.approx(b.sales(q), rel=1e-9)


def test_a_jump_is_integrated_exactly_when_named() -> None:
    b = Normal(100.0, 30.0)
    assert float(b.expect(lambda d: (d > 120.0) * 1.0, [120.0])) == pytest.approx(
        1.0 - float(b.cdf(120.0)), rel=1e-9
    )


@given(mean=st.floats(0.1, 1e5), s=st.floats(0.01, 2.0), share=st.floats(0.05, 5.0))
@settings(max_examples=40)
def test_lognormal_sales_for_any_parameters(mean: float, s: float, share: float) -> None:
    b, x = LogNormal(mean, s), share * mean
    assert float(b.expect(lambda d: np.minimum(d, x), [x])) == pytest.approx(float(b.sales(x)), rel=1e-9)


@given(mean=st.floats(0.1, 1e4), s=st.floats(0.01, 1.5), factor=st.floats(0.1, 10), by=st.floats(-100, 100))
@settings(max_examples=25)
def test_scaling_and_shifting(mean: float, s: float, factor: float, by: float) -> None:
    b = LogNormal(mean, s)
    for derived in (b.scaled(factor), Affine(b, factor, 0.0)):
        assert derived.mean == pytest.approx(factor * mean)
        assert derived.quantile(P) == pytest.approx(factor * b.quantile(P))
        assert derived.sales(mean) == pytest.approx(factor * b.sales(mean / factor))
    moved = b.shifted(by)
    assert moved.mean == pytest.approx(mean + by)
    assert moved.sd == pytest.approx(b.sd)
    assert moved.cdf(mean + by) == pytest.approx(b.cdf(mean))


def test_normal_updating_gives_the_value_of_an_alert() -> None:
    """D = 2000 + theta + eps, three signals of theta: weight 0.9643 on their average, sd of D 256.35."""
    prior = Normal(0.0, 300.0)
    post = prior.updated(100.0, 100.0, count=3)
    assert post.mean == pytest.approx(96.4285714286)
    assert (post.sd**2 + 250.0**2) ** 0.5 == pytest.approx(256.347977785)


@given(mean=st.floats(1, 1e4), s=st.floats(0.05, 1.5), signal=st.floats(1, 1e4), noise=st.floats(0.05, 2))
@settings(max_examples=40)
def test_lognormal_updating_is_bayes(mean: float, s: float, signal: float, noise: float) -> None:
    prior = LogNormal(mean, s)
    post = prior.updated(signal, noise)

    def likelihood(d: np.ndarray) -> np.ndarray:
        return np.exp(-0.5 * (np.log(signal / d) / noise) ** 2)

    where = tuple(post.quantile(np.linspace(1e-6, 1 - 1e-6, 9)))  # where the likelihood is narrow
    evidence = float(prior.expect(likelihood, where))
    if evidence > 1e-8:  # a surprise further out than that is beyond this check, not beyond the formula
        assert float(prior.expect(lambda d: d * likelihood(d), where)) / evidence == pytest.approx(
            post.mean, rel=1e-5
        )
    assert post.log_sd < min(s, noise)


@given(
    mean=st.floats(5, 500), s=st.floats(0.1, 1.0), count=st.integers(0, 400), exposure=st.floats(0.05, 1.0)
)
@settings(max_examples=40)
def test_counting_moves_a_lognormal_towards_the_count(
    mean: float, s: float, count: int, exposure: float
) -> None:
    prior = LogNormal(mean, s)
    post = prior.updated_by_count(count, exposure)
    low, high = sorted((mean, count / exposure))
    assert low * (1 - 1e-9) <= post.mean <= high * (1 + 1e-9)
    if count >= exposure * mean:
        assert post.log_sd < s


def test_counting_matches_the_conjugate_gamma() -> None:
    prior = LogNormal(100.0, 0.6)
    shape = 1.0 / (exp(0.36) - 1.0)
    exact = Gamma(shape, 100.0 / shape).updated(90, 0.5)
    post = prior.updated_by_count(90, 0.5)
    assert (post.mean, post.sd) == (pytest.approx(exact.mean), pytest.approx(exact.sd))
    assert exact.mean == pytest.approx((shape + 90) / (shape / 100.0 + 0.5))


def test_predictive_count_is_the_gamma_mixture_of_poissons() -> None:
    rate = Gamma(3.0, 4.0)
    counts = rate.predictive(2.0)
    k = np.arange(6.0)[:, None]
    mixture = rate.expect(lambda r: np.exp(k * np.log(2 * r) - 2 * r - gammaln(k + 1)))
    values, weights = counts.table()
    assert values[:6].tolist() == [0, 1, 2, 3, 4, 5]
    assert weights[:6] == pytest.approx(mixture, rel=1e-7)
    assert counts.sd**2 == pytest.approx(counts.mean + counts.mean**2 / 3.0)


@given(
    own=st.floats(1, 1e4),
    other=st.floats(1, 1e4),
    trust=st.floats(0, 1),
    s=st.floats(0.1, 1),
    t=st.floats(0.1, 1),
)
def test_pooling_shades_by_trust_and_keeps_disagreement(
    own: float, other: float, trust: float, s: float, t: float
) -> None:
    a, b = LogNormal(own, s), LogNormal(other, t)
    both = pool(a, b, trust)
    assert both.mean == pytest.approx(trust * other + (1 - trust) * own)
    second = trust * (b.sd**2 + b.mean**2) + (1 - trust) * (a.sd**2 + a.mean**2)
    assert both.sd**2 + both.mean**2 == pytest.approx(second)
    assert pool(a, b, 0.0) is a
    assert pool(a, b, 1.0) is b


def test_certain_and_zero_demand_are_ordinary_beliefs() -> None:
    certain, none = LogNormal(80.0, 0.0), LogNormal(0.0, 0.6)
    assert certain.sales([50.0, 80.0, 100.0]).tolist() == [50.0, 80.0, 80.0]
    assert certain.nodes(4)[0] == pytest.approx([80.0] * 4)
    assert none.sales(10.0) == 0.0
    assert none.quantile(0.99) == 0.0
    assert certain.updated(10.0, 0.1) is certain
    assert none.updated_by_count(3, 0.5) is none
    assert pool(none, none, 0.5).mean == 0.0


@pytest.mark.parametrize(
    "make",
    [
        lambda: LogNormal(-1.0, 0.5),
        lambda: LogNormal(float("nan"), 0.5),
        lambda: Normal(0.0, 0.0),
        lambda: Gamma(0.0, 1.0),
        lambda: Uniform(3.0, 3.0),
        lambda: Power(1.0, 0.0),
        lambda: NegativeBinomial(5.0, -1.0),
        lambda: Empirical(()),
        lambda: Empirical((1.0, 2.0), (0.5, 0.6)),
        lambda: Affine(Uniform(0.0, 1.0), 0.0, 1.0),
        lambda: LogNormal(5.0, 0.5).nodes(0),
        lambda: Normal(1.0, 1.0, floor=0.0).updated(1.0, 1.0),
        lambda: LogNormal(5.0, 0.5).updated(0.0, 1.0),
        lambda: pool(LogNormal(1.0, 1.0), LogNormal(1.0, 1.0), 1.2),
    ],
)
def test_nonsense_is_refused(make: object) -> None:
    with pytest.raises(ValueError, match="needs|trust must lie"):
        make()
