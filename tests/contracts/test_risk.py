"""Mean-CVaR and CARA: laws, exactness on uneven weights, and the risk-averse newsvendor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from protocols.beliefs import Uniform
from protocols.kernels import library
from protocols.risk import cara, cvar, mean_cvar

PROFITS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12).map(np.array)


def weights_for(n: int, seed: int) -> NDArray[np.float64]:
    raw = np.random.default_rng(seed).uniform(0.0, 1.0, n) + 1e-3
    return raw / raw.sum()


def rockafellar_uryasev(x: NDArray[np.float64], w: NDArray[np.float64], tail: float) -> float:
    """Their programme, mirrored for profits: max over c of c - E(c - X)+ / tail, attained at a node."""
    return max(float(c - (w * np.maximum(c - x, 0.0)).sum() / tail) for c in x)


@given(x=PROFITS, seed=st.integers(0, 99), tail=st.floats(0.01, 1.0))
def test_cvar_solves_the_programme_of_rockafellar_and_uryasev(
    x: NDArray[np.float64], seed: int, tail: float
) -> None:
    w = weights_for(len(x), seed)
    assert cvar(x, w, tail) == pytest.approx(rockafellar_uryasev(x, w, tail), rel=1e-9, abs=1e-3)
    even = np.full(len(x), 1.0 / len(x))
    assert cvar(x, None, tail) == pytest.approx(rockafellar_uryasev(x, even, tail), rel=1e-9, abs=1e-3)


@given(x=PROFITS, tail=st.floats(0.01, 1.0), aversion=st.floats(0, 1))
def test_equal_weights_take_the_fast_path_to_the_same_value(
    x: NDArray[np.float64], tail: float, aversion: float
) -> None:
    n = len(x)
    uneven = np.full(n, 1.0 / n) * (1 + 1e-12 * np.arange(n))  # just unequal enough to go the long way
    uneven /= uneven.sum()
    slow, fast = mean_cvar(x, uneven, aversion, tail), mean_cvar(x, np.full(n, 1.0 / n), aversion, tail)
    assert slow == pytest.approx(float(fast), rel=1e-6, abs=1e-3)
    assert fast == mean_cvar(x, None, aversion, tail)


@given(
    x=PROFITS,
    seed=st.integers(0, 99),
    tails=st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)),
    shift=st.floats(-1e5, 1e5),
)
def test_laws(x: NDArray[np.float64], seed: int, tails: tuple[float, float], shift: float) -> None:
    w, (small, large) = weights_for(len(x), seed), sorted(tails)
    slack = 1e-6 * (1 + np.abs(x).max())
    assert x.min() - slack <= cvar(x, w, small) <= cvar(x, w, large) + slack  # a wider tail is less grim
    assert cvar(x, w, 1.0) == pytest.approx(float(w @ x), abs=slack)
    assert cvar(x + shift, w, small) == pytest.approx(float(cvar(x, w, small)) + shift, abs=slack + 1e-3)
    assert cvar(2 * x, w, small) == pytest.approx(2 * float(cvar(x, w, small)), abs=2 * slack)
    assert mean_cvar(x, w, 0.0) == pytest.approx(float(w @ x), abs=slack)
    assert mean_cvar(x, w, 1.0, small) == cvar(x, w, small)


def test_the_boundary_node_is_split() -> None:
    assert cvar([0.0, 100.0], None, 0.75) == pytest.approx(100 / 3)
    assert cvar([100.0, -50.0, 0.0], [0.5, 0.1, 0.4], 0.25) == pytest.approx((-50 * 0.1 + 0 * 0.15) / 0.25)
    assert cvar(np.arange(8.0), None, 0.125) == 0.0  # one of eight equal nodes fills the tail


def test_vectorised_over_outcomes_on_any_axis() -> None:
    x = np.random.default_rng(3).normal(size=(4, 8, 5))
    w = weights_for(8, 1)
    whole = mean_cvar(x, w, 0.4, 0.3, axis=1)
    assert whole.shape == (4, 5)
    for i, j in np.ndindex(4, 5):
        assert whole[i, j] == pytest.approx(float(mean_cvar(x[i, :, j], w, 0.4, 0.3)))
        assert cara(x, w, 0.5, axis=1)[i, j] == pytest.approx(float(cara(x[i, :, j], w, 0.5)))


@given(st.integers(1, 20), st.integers(0, 99), st.floats(0.01, 1.0))
def test_one_outcome_has_the_same_bits_alone_as_in_a_batch(n: int, seed: int, tail: float) -> None:
    x = np.random.default_rng(seed).normal(0.0, 1e4, (30, n))
    for w in (None, weights_for(n, seed)):
        for batch, single in (
            (mean_cvar(x, w, 0.3, tail), [mean_cvar(row, w, 0.3, tail) for row in x]),
            (cara(x, w, 1e-5), [cara(row, w, 1e-5) for row in x]),
        ):
            assert batch.tolist() == [float(v) for v in single]


def test_infeasible_outcomes_stay_infeasible() -> None:
    x = np.array([[1.0, 2.0], [-np.inf, -np.inf]])
    assert mean_cvar(x, None, 0.3)[1] == -np.inf
    assert mean_cvar(x, None, 0.0)[1] == -np.inf
    assert cara(x, None, 0.1)[1] == -np.inf


@pytest.mark.parametrize("c,eta", [(4.0, 0.5), (3.0, 0.25)])
def test_risk_averse_newsvendor(c: float, eta: float) -> None:
    """Gotoh & Takano 2007: the order that maximises the CVaR of profit is F^-1(eta (p - c) / p)."""
    p, (demand, weights) = 10.0, Uniform(0.0, 100.0).nodes(4000)
    orders = np.linspace(0.0, 100.0, 401)
    profit = p * np.minimum(demand, orders[:, None]) - c * orders[:, None]
    value = cvar(profit, weights, eta)
    best = orders[np.argmax(value)]
    assert best == pytest.approx(100 * eta * (p - c) / p, abs=0.26)
    assert value.max() == pytest.approx(p * 100 * eta * ((p - c) / p) ** 2 / 2, rel=1e-4)


@given(x=PROFITS, seed=st.integers(0, 99), a=st.floats(1e-9, 1e-2))
def test_cara_lies_between_the_worst_and_the_mean(x: NDArray[np.float64], seed: int, a: float) -> None:
    w = weights_for(len(x), seed)
    value, slack = float(cara(x, w, a)), 1e-6 * (1 + np.abs(x).max())
    assert x.min() - slack <= value <= float(w @ x) + slack
    assert cara(x, w, 2 * a) <= value + slack
    assert cara(x, w, 0.0) == pytest.approx(float(w @ x), abs=slack)


def test_cara_is_exact_on_a_coin_and_never_overflows() -> None:
    a = 0.01
    assert cara([0.0, 100.0], None, a) == pytest.approx(-np.log(0.5 + 0.5 * np.exp(-1.0)) / a)
    assert cara([0.0, 1e9], None, 1.0) == pytest.approx(np.log(2.0))
    # small stakes: mean - a var / 2 (Arrow-Pratt)
    assert cara([-1.0, 1.0], None, 1e-6) == pytest.approx(-0.5e-6, rel=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cvar([1.0], None, 0.0), "tail must lie in"),
        (lambda: mean_cvar([1.0], None, 1.5), "aversion must lie in"),
        (lambda: mean_cvar([1.0, 2.0], [0.5, 0.6], 0.5), "summing to 1"),
        (lambda: mean_cvar([1.0, 2.0], [1.0], 0.5), "2 probabilities"),
        (lambda: cara([1.0], None, -1.0), "must not be negative"),
    ],
)
def test_nonsense_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.skipif(library() is None, reason="no compiled engine here")
@given(
    shape=st.lists(st.integers(1, 4), max_size=3), nodes=st.integers(1, 12), aversion=st.floats(0, 1), seed=st.integers(0, 9999),
    odd=st.sampled_from([None, np.inf, -np.inf, np.nan]), turned=st.booleans(),
)  # fmt: skip
def test_both_engines_give_the_same_bits(
    shape: list[int], nodes: int, aversion: float, seed: int, odd: float | None, turned: bool
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(*shape, nodes)) * 10.0 ** rng.integers(-3, 9)
    if odd is not None:
        x[rng.random(x.shape) < 0.3] = odd
    x = np.asfortranarray(x) if turned else x
    for risk in (0.0, aversion):
        for tail in (1.0 / nodes, 0.5 / nodes):
            with np.errstate(invalid="ignore"):
                one = mean_cvar(x, None, risk, tail)
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr("protocols.risk.library", lambda: None)
                    other = mean_cvar(x, None, risk, tail)
            assert type(one) is type(other) and np.shape(one) == np.shape(other)
            assert np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True)
