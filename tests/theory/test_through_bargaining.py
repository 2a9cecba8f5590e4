"""Limit 1 through the agents: shares that bargaining parties reach, against Rubinstein and Nash."""

from __future__ import annotations

import pytest

from experiments.validation import bargaining


def test_equilibrium_play_reaches_the_nash_split_as_offers_follow_at_once() -> None:
    assert bargaining.equilibrium_play((0.05, 0.05)).found == pytest.approx(0.5, abs=0.002)


def test_equilibrium_play_rewards_patience_as_the_asymmetric_nash_split_does() -> None:
    assert bargaining.equilibrium_play((0.05, 0.10)).found == pytest.approx(2 / 3, abs=0.006)


def test_equilibrium_play_comes_nearer_as_frictions_shrink() -> None:
    slow, fast = (bargaining.equilibrium_play((0.05, 0.05), interval) for interval in (2.0, 0.2))
    assert fast.tolerance < slow.tolerance / 5  # what speaking first is worth
    assert abs(fast.found - 0.5) <= abs(slow.found - 0.5) + 1e-3


@pytest.mark.parametrize(("discounts", "power"), [((0.8, 0.8), 1.0), ((0.95, 0.9025), 1.0), ((0.9, 0.9), 0.5)])
def test_experience_alone_reaches_rubinsteins_division(discounts: tuple[float, float], power: float) -> None:
    found = bargaining.learned(discounts, power, seed=1, n=4)
    assert found.found == pytest.approx(found.theory, abs=0.02)


def test_experience_extrapolates_to_half_without_frictions() -> None:
    assert bargaining.frictionless(seed=1, n=3).found == pytest.approx(0.5, abs=0.02)


def test_zeuthen_reaches_nash_and_the_clock_reaches_kalai_smorodinsky() -> None:
    zeuthen, clock = bargaining.curved(zeuthen=True), bargaining.curved(zeuthen=False)
    assert zeuthen.verdict == clock.verdict == "agrees"
    assert clock.found - zeuthen.found > 0.04  # they are different solutions on a curved frontier
