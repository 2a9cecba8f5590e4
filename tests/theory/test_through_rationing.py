"""Limit 4 through the agents: what retailers learn to order when a scarce capacity is cut by rule."""

from __future__ import annotations

import pytest

from experiments.validation.rationing import MENU, NEEDS, equilibrium, orders


def test_uniform_rationing_leaves_orders_at_the_need() -> None:
    low, high = orders("uniform", seed=1, n=2, days=1500)
    assert (low.theory, high.theory) == NEEDS
    assert low.found == pytest.approx(20.0, abs=5.0)
    assert high.found == pytest.approx(60.0, abs=7.5)


def test_proportional_rationing_inflates_orders() -> None:
    low, high = orders("proportional", seed=1, n=2, days=1500)
    assert high.theory == MENU[-1]
    assert high.found > 80.0
    assert low.found == pytest.approx(low.theory, abs=7.5)


def test_linear_rationing_inflates_orders_too() -> None:
    _, high = orders("linear", seed=1, n=2, days=1500)
    assert high.theory > NEEDS[1] + 20.0
    assert high.found > NEEDS[1] + 5.0


def test_ordering_the_need_is_an_equilibrium_under_uniform_cuts_only() -> None:
    assert equilibrium("uniform") == NEEDS
    assert equilibrium("proportional")[1] > NEEDS[1]
    assert equilibrium("linear")[1] > NEEDS[1]
