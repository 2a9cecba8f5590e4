"""Fronts and solution points: definitions, laws, and the tie rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from protocols import solutions
from protocols.errors import UserError
from protocols.solutions.lottery import (
    lottery_egalitarian,
    lottery_kalai_smorodinsky,
    lottery_nash,
    lottery_utilitarian,
)
from protocols.solutions.points import distance_to_front, solution_points

SOLVERS = {
    "nash": solutions.nash,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "utilitarian": solutions.utilitarian,
}
tables = st.integers(2, 4).flatmap(
    lambda parties: arrays(
        np.float64,
        st.tuples(st.integers(1, 40), st.just(parties)),
        elements=st.integers(-8, 8).map(float) | st.just(-np.inf),
    )
)


def brute_front(table: np.ndarray) -> list[bool]:
    feasible = [bool((row > -np.inf).all()) for row in table]
    return [
        feasible[i]
        and not any(feasible[j] and (table[j] >= table[i]).all() and (table[j] > table[i]).any() for j in range(len(table)))
        for i in range(len(table))
    ]


@settings(max_examples=40, deadline=None)
@given(tables)
def test_the_front_is_what_nothing_dominates(table: np.ndarray) -> None:
    assert solutions.pareto_mask(table).tolist() == brute_front(table)


@pytest.mark.parametrize("parties", [2, 3, 5])
def test_the_front_of_many_outcomes_matches_brute_force(parties: int) -> None:
    table = np.random.default_rng(parties).integers(0, 30, (1500, parties)).astype(float)
    mask = solutions.pareto_mask(table)
    beaten = [((table >= row).all(axis=1) & (table > row).any(axis=1)).any() for row in table]
    assert (mask == ~np.array(beaten)).all()


@settings(max_examples=40, deadline=None)
@given(tables, st.integers(-4, 4))
def test_solutions_are_rational_efficient_and_found_on_the_front_alike(table: np.ndarray, level: int) -> None:
    point = [float(level)] * table.shape[1]
    together = solution_points(table, point)
    rational = solutions.rational_mask(table, point)
    for name, solve in SOLVERS.items():
        found = solve(table, point)
        assert found == together.outcomes[name]
        assert (found is not None) == rational.any()
        if found is not None:
            assert rational[found] and together.pareto[found]
            assert distance_to_front(table, found) == 0.0


@settings(max_examples=40, deadline=None)
@given(tables)
def test_no_outcome_has_a_larger_product_or_smallest_gain(table: np.ndarray) -> None:
    point = [0.0] * table.shape[1]
    rational = table[solutions.rational_mask(table, point)]
    if len(rational):
        best = table[solutions.nash(table, point)]
        assert best.prod() >= rational.prod(axis=1).max() * (1 - 1e-9)
        assert table[solutions.egalitarian(table, point)].min() == rational.min(axis=1).max()
        ideal = solutions.ideal_point(table, point)
        if (ideal > 0).all():
            shares = table[solutions.kalai_smorodinsky(table, point)] / ideal
            assert shares.min() >= (rational / ideal).min(axis=1).max() - 1e-9


@settings(max_examples=40, deadline=None)
@given(tables, st.floats(0.1, 50), st.integers(-20, 20))
def test_nash_and_kalai_smorodinsky_ignore_units_of_utility(table: np.ndarray, scale: float, shift: int) -> None:
    point = np.zeros(table.shape[1])
    moved, moved_point = table.copy(), point.copy()
    moved[:, 0] = moved[:, 0] * scale + shift
    moved_point[0] = shift
    for solve in (solutions.nash, solutions.kalai_smorodinsky):
        one, other = solve(table, point.tolist()), solve(moved, moved_point.tolist())
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert np.allclose(table[one], table[other])  # same gains; a tie may pick a twin


def test_names_keep_the_kalai_smorodinsky_variants_apart() -> None:
    """Outcome 0 is worst for party 1 only because of an outcome party 0 would never accept (100 for party
    1)."""
    table = [[4.0, 4.0], [2.0, 5.0], [-1.0, 100.0], [3.0, 4.5]]
    assert solutions.kalai_smorodinsky(table, [0.0, 0.0]) == 0  # shares of (4, 5)
    assert solutions.kalai_smorodinsky_global_ideal(table, [0.0, 0.0]) == 1  # shares of (4, 100)
    assert solutions.kalai_smorodinsky_min_gap(table, [0.0, 0.0]) == 1
    assert solutions.kalai_smorodinsky_min_gap(table, [0.0, 0.0], ideal="rational") == 3
    with pytest.raises(UserError, match="allowed 'rational' or 'global'"):
        solutions.kalai_smorodinsky_min_gap(table, ideal="utopia")


def test_bargaining_power_moves_the_weighted_nash_point() -> None:
    table = np.stack([np.arange(11.0), 10 - np.arange(11.0)], axis=1)
    picks = [solutions.nash_weighted(table, [w, 1 - w], [0.0, 0.0]) for w in (0.2, 0.5, 0.7)]
    assert picks == [2, 5, 7]
    assert solutions.nash(table, [4.0, 0.0]) == 7
    with pytest.raises(UserError, match="positive"):
        solutions.nash_weighted(table, [1, 0])


def test_ties_go_to_leximin_then_efficiency_then_the_lowest_index() -> None:
    assert solutions.egalitarian([[1.0, 1.0], [1.0, 3.0], [2.0, 1.0]]) == 1  # all tie on the minimum
    assert solutions.nash([[0.0, 1.0], [0.0, 5.0], [0.0, 5.0]]) == 1  # every product is zero
    assert solutions.utilitarian([[1.0, 2.0], [2.0, 1.0]]) == 0


def test_infeasible_and_irrational_outcomes_never_solve_anything() -> None:
    table = [[9.0, -np.inf], [1.0, 1.0], [8.0, -1.0]]
    assert {solve(table, [0.0, 0.0]) for solve in SOLVERS.values()} == {1}
    assert solutions.utilitarian(table) == 2
    assert all(solve(table, [2.0, 2.0]) is None for solve in SOLVERS.values())
    assert solutions.security_point(table, [-5.0, 0.0]).tolist() == [1.0, 0.0]
    with pytest.raises(UserError, match="NaN"):
        solutions.nash([[np.nan, 1.0]])
    with pytest.raises(UserError, match="2 finite numbers"):
        solutions.nash([[1.0, 1.0]], [0.0])


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4).flatmap(lambda p: arrays(np.float64, (12, p), elements=st.integers(0, 9).map(float))))
def test_lotteries_do_at_least_as_well_as_any_outcome(table: np.ndarray) -> None:
    point = [0.0] * table.shape[1]
    found = lottery_egalitarian(table, point)
    assert found is not None and abs(sum(found.probabilities) - 1) < 1e-9
    assert min(found.utilities) >= table.min(axis=1).max() - 1e-7
    total = lottery_utilitarian(table, point)
    assert total is not None and sum(total.utilities) >= table.sum(axis=1).max() - 1e-7
    product = lottery_nash(table, point)
    assert product is not None and np.prod(product.utilities) >= table.prod(axis=1).max() * (1 - 1e-9)
    if (table.max(axis=0) > 0).all():  # first-order condition: no outcome is worth more at the supporting prices
        prices = 1 / np.array(product.utilities)
        assert (table @ prices).max() <= table.shape[1] * (1 + 1e-9)


def test_lotteries_on_a_triangle_have_the_textbook_points() -> None:
    """u1 + u2 <= 1 with d = (0.2, 0): Nash and KS (0.6, 0.4); weights shift Nash only."""
    corners = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    half = lottery_nash(corners, [0.2, 0.0])
    assert half is not None and half.utilities == pytest.approx((0.6, 0.4), abs=1e-10)
    share = lottery_kalai_smorodinsky(corners, [0.2, 0.0])
    assert share is not None and share.utilities == pytest.approx((0.6, 0.4), abs=1e-9)
    wide = lottery_kalai_smorodinsky(corners, [0.2, 0.0], ideal="global")
    assert wide is not None and wide.utilities == pytest.approx((0.2 + 0.8 * 0.8 / 1.8, 0.8 / 1.8), abs=1e-9)
    strong = lottery_nash(corners, [0.0, 0.0], weights=[3, 1])
    assert strong is not None and strong.utilities == pytest.approx((0.75, 0.25), abs=1e-10)
    assert lottery_nash(corners, [0.9, 0.9]) is None and lottery_egalitarian(corners, [0.9, 0.9]) is None
