"""Mechanism theory: rationing rules, what they provoke, and stable matchings."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.theory.mechanisms_matching import Matching, Preferences, deferred_acceptance, stable_matchings
from protocols.theory.mechanisms_rationing import (
    best_misreport_gain,
    linear,
    order_inflation,
    proportional,
    uniform,
)

brief = settings(max_examples=40)

orders = st.lists(st.floats(0, 100), min_size=1, max_size=6)
RULES = [proportional, linear, uniform]


@brief
@given(orders, st.floats(0, 400))
def test_every_rule_gives_at_most_the_order_and_wastes_nothing(m: list[float], capacity: float) -> None:
    for rule in RULES:
        given_out = rule(m, capacity)
        assert np.all(given_out >= 0)
        assert np.all(given_out <= np.array(m) + 1e-9)
        assert given_out.sum() == pytest.approx(min(capacity, sum(m)), abs=1e-9 * (1 + sum(m)))


@brief
@given(orders, st.floats(0, 300))
def test_linear_allocation_is_the_projection_and_uniform_the_common_cap(
    m: list[float], capacity: float
) -> None:
    m_ = np.array(m)
    if m_.sum() <= capacity:
        return
    low, high = 0.0, float(m_.max())
    for _ in range(80):  # the equal cut, and the common cap, by bisection
        middle = (low + high) / 2
        low, high = (middle, high) if np.maximum(m_ - middle, 0).sum() > capacity else (low, middle)
    assert linear(m, capacity) == pytest.approx(np.maximum(m_ - high, 0), abs=1e-8)
    low, high = 0.0, float(m_.max())
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if np.minimum(m_, middle).sum() > capacity else (middle, high)
    assert uniform(m, capacity) == pytest.approx(np.minimum(m_, low), abs=1e-8)


@settings(max_examples=30)
@given(st.lists(st.floats(1, 80), min_size=2, max_size=4), st.floats(10, 150))
def test_sprumont_the_uniform_rule_is_strategy_proof(ideal: list[float], capacity: float) -> None:
    assert best_misreport_gain(uniform, ideal, capacity, np.linspace(0, 200, 81)) <= 1e-9


def test_cachon_lariviere_proportional_and_linear_rules_invite_inflated_orders() -> None:
    reports = np.linspace(0, 300, 301)
    assert best_misreport_gain(proportional, [60, 40, 20], 90, reports) == pytest.approx(225)
    assert best_misreport_gain(linear, [60, 40, 20], 90, reports) > 1


@settings(max_examples=50)
@given(st.floats(10, 40), st.floats(1.2, 3), st.floats(0.2, 0.8), st.floats(1.2, 3))
def test_inflated_orders_are_best_replies_under_the_allocation_itself(
    low: float, ratio: float, prob: float, room: float
) -> None:
    high, capacity = low * ratio, low * room * 2
    try:
        found = order_inflation(low, high, prob, capacity)
    except UserError:
        return  # outside the regime the form says so
    others = ((found.order_low, prob), (found.order_high, 1 - prob))

    def profit(ideal: float, order: float) -> float:
        got = [(float(linear([order, other], capacity)[0]), weight) for other, weight in others]
        return sum(weight * (ideal * a - a * a / 2) for a, weight in got)

    for ideal, order in ((low, found.order_low), (high, found.order_high)):
        best = max(
            profit(ideal, order + step)
            for step in [*np.linspace(-order, order, 81), *np.linspace(-0.5, 0.5, 11)]
        )
        assert best <= profit(ideal, order) + 1e-6 * capacity**2
    assert found.order_high > high  # scarcity makes the large retailer ask for more than it wants


def test_order_inflation_refuses_stationary_orders_that_are_no_best_replies() -> None:
    """The first-order conditions leave the low type nothing against a high one: it would deviate."""
    with pytest.raises(UserError, match="would rather order otherwise"):
        order_inflation(10, 26.25, 0.75, 30)


def test_order_inflation_says_when_capacity_is_too_ample_for_its_form() -> None:
    with pytest.raises(UserError, match="no equilibrium in which"):
        order_inflation(20, 30, 0.5, 500)


@pytest.mark.parametrize("rule", RULES)
def test_negative_orders_and_capacity_are_refused(rule: object) -> None:
    assert callable(rule)
    with pytest.raises(UserError, match="orders"):
        rule([1, -1], 3)
    with pytest.raises(UserError, match="capacity"):
        rule([1, 1], float("nan"))


@st.composite
def markets(draw: st.DrawFn) -> tuple[Preferences, Preferences]:
    """Up to 4 hosts and 4 factories with strict, possibly incomplete preferences."""
    hosts = [f"h{i}" for i in range(draw(st.integers(1, 4)))]
    factories = [f"f{i}" for i in range(draw(st.integers(1, 4)))]

    def side(mine: list[str], others: list[str]) -> dict[str, list[str]]:
        return {
            one: draw(st.permutations(others))[: draw(st.integers(min(1, len(others)), len(others)))]
            for one in mine
        }

    return side(hosts, factories), side(factories, hosts)


def _all_stable(hosts: Preferences, factories: Preferences) -> list[Matching]:
    """Stable matchings by enumerating all matchings."""
    found: list[Matching] = []
    padded = [*factories, *[""] * len(hosts)]
    for choice in set(permutations(padded, len(hosts))):
        match = {h: f for h, f in zip(hosts, choice, strict=True) if f}
        if any(f not in hosts[h] or h not in factories[f] for h, f in match.items()):
            continue
        holder = {f: h for h, f in match.items()}

        def likes(order: list[str], new: str, old: str | None) -> bool:
            return new in order and (old is None or order.index(new) < order.index(old))

        if not any(
            likes(list(hosts[h]), f, match.get(h)) and likes(list(factories[f]), h, holder.get(f))
            for h in hosts
            for f in factories
        ):
            found.append(match)
    return found


@settings(max_examples=60)
@given(markets())
def test_stable_matchings_are_all_found_and_deferred_acceptance_is_the_best_for_the_proposers(
    market: tuple[Preferences, Preferences],
) -> None:
    hosts, factories = market
    every = _all_stable(hosts, factories)
    found = stable_matchings(hosts, factories)

    def key(match: Matching) -> list[tuple[str, str]]:
        return sorted(match.items())

    assert sorted(map(key, found)) == sorted(map(key, every))
    best = deferred_acceptance(hosts, factories)
    worst = {h: f for f, h in deferred_acceptance(factories, hosts).items()}
    assert best in every and worst in every
    for match in every:
        assert set(match) == set(best)  # rural hospitals: the same parties stay single
        for h, f in match.items():
            place = list(hosts[h]).index
            assert place(best[h]) <= place(f) <= place(worst[h])


def test_unknown_and_repeated_partners_are_refused() -> None:
    with pytest.raises(UserError, match="not on the other side"):
        deferred_acceptance({"h": ["x"]}, {"f": ["h"]})
    with pytest.raises(UserError, match="twice"):
        deferred_acceptance({"h": ["f", "f"]}, {"f": ["h"]})
