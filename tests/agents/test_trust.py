"""Reputation and inflation: Beta and normal updating with forgetting, and what they do to a deal's value."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.theory.reputation import reputation as theory
from agents.trust import Inflation, Reputation


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(0.1, 1.0))
def test_a_reputation_is_the_beta_system_with_forgetting(kept: list[float], memory: float) -> None:
    """Against the formula module: prior Beta(1, 1) is (r, s) = (0, 0) there; fading applies to all experience."""
    mine = Reputation(0.0, 0.0)
    for k in kept:
        mine.fade(memory)
        mine.record(k)
    other = theory([(k, 1.0 - k) for k in kept], memory)
    assert mine.good == pytest.approx(other.positive) and mine.bad == pytest.approx(other.negative)


def test_inflation_is_learnt_as_a_normal_mean() -> None:
    belief = Inflation(spread=0.3)
    for _ in range(200):
        belief.learn(claim=160.0, actual=100.0, noise=0.4)
    assert belief.factor == pytest.approx(1.6, rel=0.02)
    assert Inflation(spread=0.3).factor == 1.0


def test_one_claim_moves_the_mean_by_precision_weights() -> None:
    belief = Inflation(spread=0.3)
    belief.learn(claim=200.0, actual=100.0, noise=0.6)
    weight = (1 / 0.36) / (1 / 0.09 + 1 / 0.36)
    assert belief.mean == pytest.approx(weight * math.log(2.0))


def test_forgetting_brings_the_belief_back_to_the_first_impression() -> None:
    belief = Inflation(spread=0.3)
    belief.learn(claim=200.0, actual=100.0, noise=0.3)
    was = belief.mean
    for _ in range(60):
        belief.fade(0.8)
    assert 0 <= belief.mean < 0.01 * was and belief.precision == pytest.approx(1 / 0.09, rel=1e-3)
