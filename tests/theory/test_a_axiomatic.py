"""The axioms behind the axiomatic solutions, on convex frontiers and n-party sets."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.theory import bargaining_nparty as nparty
from protocols.theory.bargaining_axiomatic import ConvexFrontier, power_utility_split

NEAR = 2e-6
weight = st.floats(0.05, 0.95)


@st.composite
def frontiers(draw: st.DrawFn) -> ConvexFrontier:
    """Concave curves (1 - u^a)^(1/b), scaled, with a disagreement point inside."""
    a, b = draw(st.floats(1.1, 4.0)), draw(st.floats(1.1, 4.0))
    width, height = draw(st.floats(0.5, 20.0)), draw(st.floats(0.5, 20.0))
    d1 = draw(st.floats(0.0, 0.5)) * width

    def f(u: float) -> float:
        return height * math.pow(max(0.0, 1.0 - math.pow(u / width, a)), 1.0 / b)

    return ConvexFrontier(f, width, (d1, draw(st.floats(0.0, 0.5)) * f(d1)))


def rescaled(problem: ConvexFrontier, a: float, b: float) -> ConvexFrontier:
    d = (a * problem.d[0], b * problem.d[1])
    return ConvexFrontier(lambda u: b * problem.f(u / a), a * problem.u1_max, d)


@settings(max_examples=20)
@given(frontiers(), weight, st.floats(0.1, 9.0), st.floats(0.1, 9.0))
def test_nash_1950_and_kalai_smorodinsky_1975_do_not_depend_on_utility_scales(
    problem: ConvexFrontier, w: float, a: float, b: float
) -> None:
    other = rescaled(problem, a, b)
    for one, two in (
        (problem.nash(w), other.nash(w)),
        (problem.kalai_smorodinsky(), other.kalai_smorodinsky()),
    ):
        assert two == pytest.approx((a * one[0], b * one[1]), rel=NEAR)


def test_egalitarian_does_depend_on_utility_scales() -> None:
    circle = ConvexFrontier(lambda u: math.sqrt(1.0 - u * u), 1.0)
    stretched = rescaled(circle, 2.0, 1.0)
    assert stretched.egalitarian()[0] != pytest.approx(2.0 * circle.egalitarian()[0], rel=0.01)


@settings(max_examples=20)
@given(frontiers(), weight)
def test_every_solution_is_efficient_and_individually_rational(problem: ConvexFrontier, w: float) -> None:
    for u1, u2 in (problem.nash(w), problem.kalai_smorodinsky(), problem.egalitarian()):
        assert u2 == pytest.approx(problem.height(u1), rel=NEAR, abs=NEAR)
        assert u1 >= problem.d[0] - NEAR and u2 >= problem.d[1] - NEAR


@settings(max_examples=20)
@given(frontiers(), weight, st.floats(0.0, 1.0))
def test_nash_maximises_the_weighted_product(problem: ConvexFrontier, w: float, place: float) -> None:
    def product(point: tuple[float, float]) -> float:
        gains = max(0.0, point[0] - problem.d[0]), max(0.0, point[1] - problem.d[1])
        return math.pow(gains[0], w) * math.pow(gains[1], 1.0 - w)

    u1 = problem.d[0] + place * (problem.ideal[0] - problem.d[0])
    assert product(problem.nash(w)) >= product((u1, problem.height(u1))) * (1.0 - 1e-9)


@settings(max_examples=20)
@given(frontiers(), weight, st.floats(1.0, 1.5))
def test_nash_is_independent_of_irrelevant_alternatives(
    problem: ConvexFrontier, w: float, cut: float
) -> None:
    nash = problem.nash(w)
    shorter = ConvexFrontier(problem.f, min(problem.u1_max, cut * nash[0] + 1e-9), problem.d)
    assert shorter.nash(w) == pytest.approx(nash, rel=1e-5, abs=1e-6)


@settings(max_examples=20)
@given(frontiers())
def test_kalai_smorodinsky_gives_equal_shares_of_the_rational_ideal(problem: ConvexFrontier) -> None:
    point, ideal, d = problem.kalai_smorodinsky(), problem.ideal, problem.d
    share1 = (point[0] - d[0]) / (ideal[0] - d[0])
    assert (point[1] - d[1]) / (ideal[1] - d[1]) == pytest.approx(share1, rel=1e-6)
    assert problem.height(ideal[0]) == pytest.approx(
        max(d[1], problem.f(problem.u1_max)), abs=1e-6 * problem.u1_max
    )
    gains = problem.egalitarian()
    assert gains[0] - d[0] == pytest.approx(gains[1] - d[1], abs=1e-9 + 1e-9 * abs(gains[1]))


def test_kalai_smorodinsky_ideal_ignores_points_worse_than_disagreement() -> None:
    circle = ConvexFrontier(lambda u: math.sqrt(1.0 - u * u), 1.0, (0.6, 0.0))
    assert circle.ideal == pytest.approx((1.0, 0.8))  # not (1, 1): u2 = 1 needs u1 = 0


def test_extreme_weights_and_infeasible_disagreement() -> None:
    line = ConvexFrontier(lambda u: 1.0 - u, 1.0, (0.1, 0.2))
    assert line.nash(1.0) == pytest.approx((0.8, 0.2))
    assert line.nash(0.0) == pytest.approx((0.1, 0.9))
    with pytest.raises(ValueError, match="frontier"):
        ConvexFrontier(lambda u: 1.0 - u, 1.0, (0.7, 0.7))


@settings(max_examples=40)
@given(st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_roth_1979_risk_aversion_costs_in_nash_bargaining(g1: float, g2: float) -> None:
    money = power_utility_split(g1, g2)
    by_frontier = ConvexFrontier(lambda u: (1.0 - min(1.0, u ** (1.0 / g1))) ** g2, 1.0).nash()
    assert by_frontier[0] == pytest.approx(money[0] ** g1, abs=1e-5)
    assert (money[0] < money[1]) == (g1 / (g1 + g2) < 0.5)


@st.composite
def capped(draw: st.DrawFn) -> tuple[float, list[float], list[float]]:
    n = draw(st.integers(2, 5))
    d = draw(st.lists(st.floats(0.0, 10.0), min_size=n, max_size=n))
    room = draw(st.lists(st.floats(0.5, 50.0), min_size=n, max_size=n))
    return sum(d) + draw(st.floats(0.0, 120.0)), [a + b for a, b in zip(d, room, strict=True)], d


@settings(max_examples=40)
@given(capped(), st.data())
def test_nash_capped_meets_the_first_order_conditions(
    case: tuple[float, list[float], list[float]], data: st.DataObject
) -> None:
    surplus, caps, d = case
    weights = data.draw(st.lists(st.floats(0.1, 3.0), min_size=len(d), max_size=len(d)))
    u = nparty.nash_capped(surplus, caps, d, weights)
    assert sum(u) == pytest.approx(min(surplus, sum(caps)))
    open_levels = [(u[k] - d[k]) / weights[k] for k in range(len(d)) if u[k] < caps[k] - 1e-9]
    held_levels = [(u[k] - d[k]) / weights[k] for k in range(len(d)) if u[k] >= caps[k] - 1e-9]
    if open_levels:
        assert max(open_levels) == pytest.approx(min(open_levels), abs=1e-6)
        assert all(level <= min(open_levels) + 1e-6 for level in held_levels)


@settings(max_examples=40)
@given(capped())
def test_capped_solutions_order(case: tuple[float, list[float], list[float]]) -> None:
    """The strict egalitarian point is dominated by its lexicographic completion; KS reaches cap or
    surplus.
    """
    surplus, caps, d = case
    strict, lexi = nparty.egalitarian_capped(*case), nparty.lexicographic_egalitarian_capped(*case)
    assert all(a <= b + 1e-9 for a, b in zip(strict, lexi, strict=True))
    ks, ideal = nparty.kalai_smorodinsky_capped(*case), nparty.ideal_capped(*case)
    assert sum(ks) == pytest.approx(min(surplus, sum(ideal)))
    assert all(a <= b + 1e-9 for a, b in zip(ks, ideal, strict=True))


@settings(max_examples=40)
@given(st.lists(st.floats(0.2, 5.0), min_size=2, max_size=5))
def test_ellipsoid_solutions_lie_on_it_and_treat_equals_equally(axes: list[float]) -> None:
    for point in (
        nparty.nash_ellipsoid(axes),
        nparty.kalai_smorodinsky_ellipsoid(axes),
        nparty.egalitarian_ellipsoid(axes),
    ):
        assert sum((u / a) ** 2 for u, a in zip(point, axes, strict=True)) == pytest.approx(1.0)
    assert nparty.nash_ellipsoid(axes) == pytest.approx(nparty.kalai_smorodinsky_ellipsoid(axes))


def test_nash_ellipsoid_beats_random_points_of_the_set() -> None:
    axes, weights = [2.0, 1.0, 1.5], np.array([0.5, 0.2, 0.3])
    best = float(weights @ np.log(nparty.nash_ellipsoid(axes, weights.tolist())))
    draws = np.abs(np.random.default_rng(5).normal(size=(2000, 3)))
    points = draws / np.linalg.norm(draws, axis=1, keepdims=True) * np.array(axes)
    assert best >= float((np.log(points) @ weights).max())


def test_transferable_surplus_is_symmetric_and_refuses_a_loss() -> None:
    d = [5.0, 1.0, 3.0]
    for order in permutations(range(3)):
        split = nparty.nash_transferable(30.0, [d[k] for k in order])
        assert split == pytest.approx([nparty.equal_surplus(30.0, d)[k] for k in order])
    with pytest.raises(ValueError, match="surplus"):
        nparty.nash_transferable(5.0, d)
    with pytest.raises(ValueError, match="weights"):
        nparty.nash_transferable(30.0, d, [1.0, -1.0, 1.0])
