"""Issues and outcome spaces: exact grids, row-major numbering, and clear errors."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive, normalised, tabulated


def test_grid_steps_are_exact_decimals() -> None:
    assert Issue.grid("rate", 0.0, 0.3, 0.1).values == (0.0, 0.1, 0.2, 0.3)
    assert Issue.grid("rate", 0.15, 0.30, 0.015).values[-1] == 0.3
    assert Issue.grid("qty", 0, 600, 50).values == tuple(range(0, 601, 50))
    assert all(isinstance(v, int) for v in Issue.grid("qty", 0, 600, 50).values)


def test_grid_includes_a_high_end_off_the_step_and_a_single_value() -> None:
    assert Issue.grid("qty", 0, 100, 30).values == (0, 30, 60, 90, 100)
    assert Issue.grid("qty", 5, 5, 1).values == (5,)


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 40), st.sampled_from([1, 10, 100, 1000]))
def test_grid_values_print_as_short_decimals(low: int, span: int, step: int, scale: int) -> None:
    issue = Issue.grid("x", low / scale, (low + span) / scale, step / scale)
    assert issue.values[0] == low / scale and issue.values[-1] == (low + span) / scale
    assert all(value == round(float(value), 3) for value in issue.values)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Issue("x", ()),
        lambda: Issue("x", (1, 2, 1)),
        lambda: Issue("x", (1.0, float("nan"))),
        lambda: Issue.grid("x", 1, 0, 1),
        lambda: Issue.grid("x", 0, 1, 0),
        lambda: Issue.grid("x", 0, float("inf"), 1),
        lambda: OutcomeSpace([]),
        lambda: OutcomeSpace([Issue("x", (1,)), Issue("x", (2,))]),
    ],
)
def test_bad_issues_are_refused_with_found_and_allowed(make: object) -> None:
    with pytest.raises(UserError, match="x|outcome space"):
        make()  # type: ignore[operator]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_point_and_index_are_inverse_and_row_major(shape: list[int], data: st.DataObject) -> None:
    space = OutcomeSpace([Issue(f"i{k}", tuple(range(n))) for k, n in enumerate(shape)])
    number = data.draw(st.integers(0, space.size - 1))
    point = space.point(number)
    assert space.index(point) == number
    assert tuple(point.values()) == tuple(int(k) for k in np.unravel_index(number, shape))
    assert list(space)[number] == point


def test_axes_broadcast_over_the_shape() -> None:
    space = OutcomeSpace([Issue("a", (1, 2)), Issue("b", (10.0, 20.0, 30.0)), Issue("c", ("x", "y"))])
    total = space.axis("a") + space.axis("b") + space.codes("c")
    assert total.shape == space.shape == (2, 3, 2)
    for number in range(space.size):
        point = space.point(number)
        assert total.ravel()[number] == point["a"] + point["b"] + (point["c"] == "y")  # type: ignore[operator]


def test_an_axis_of_labels_and_unknown_names_are_refused() -> None:
    space = OutcomeSpace([Issue("c", ("x", "y"))])
    with pytest.raises(UserError, match="labels"):
        space.axis("c")
    with pytest.raises(UserError, match="allowed"):
        space.codes("z")
    with pytest.raises(UserError, match="allowed 'x', 'y'"):
        space.index({"c": "w"})
    with pytest.raises(UserError, match="exactly"):
        space.index({})
    with pytest.raises(IndexError):
        space.point(2)


def test_coordinates_are_positions_from_zero_to_one() -> None:
    space = OutcomeSpace([Issue("a", (0, 1, 10)), Issue("b", ("x", "y")), Issue("c", (7,))])
    assert space.coordinates[:, 0].tolist() == [0, 0, 0.5, 0.5, 1, 1]
    assert space.coordinates[:, 1].tolist() == [0, 1] * 3
    assert not space.coordinates[:, 2].any()


def test_preferences_from_tables() -> None:
    space = OutcomeSpace([Issue("a", (1, 2)), Issue("b", ("x", "y", "z"))])
    assert linear_additive(space, [[0, 1], [0, 5, 10]], [2, 0.1]).tolist() == [0, 0.5, 1, 2, 2.5, 3]
    listed = tabulated(space, [({"a": 2, "b": "z"}, 9.0)], default=-np.inf)
    assert listed.tolist() == [-np.inf] * 5 + [9.0]
    assert normalised(np.array([-np.inf, 2.0, 4.0])).tolist() == [-np.inf, 0.0, 1.0]
    with pytest.raises(UserError, match="no number for"):
        tabulated(space, [({"a": 2, "b": "z"}, 9.0)])
    with pytest.raises(UserError, match="allowed 3"):
        linear_additive(space, [[0, 1], [0, 5]])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda space: pickle.loads(pickle.dumps(space))])  # noqa: S301
def test_a_copied_space_says_where_its_own_scales_lie(copied: Callable[[OutcomeSpace], OutcomeSpace]) -> None:
    space = OutcomeSpace([Issue("a", (1, 2, 3)), Issue("b", (1, 2))])
    assert space.scales_at == tuple(part.ctypes.data for part in space.scales)
    twin = copied(space)
    assert twin.scales_at == tuple(part.ctypes.data for part in twin.scales)
    assert not set(twin.scales_at) & set(space.scales_at)
    assert np.array_equal(twin.coordinates, space.coordinates)
    assert [part.tolist() for part in twin.scales] == [[0.0, 0.5, 1.0, 0.0, 1.0], [3, 2]]
