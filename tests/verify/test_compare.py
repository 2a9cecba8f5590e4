"""The comparison rule of solved cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.verify.compare import Limit, compare, json_clean, limits, plain

EXACT = Limit()
number = st.floats(-1e6, 1e6)


@settings(max_examples=60)
@given(number, number, st.floats(0, 0.5), st.floats(0, 10.0))
def test_a_number_passes_iff_within_abs_plus_rel_times_expected(
    expected: float, computed: float, rel: float, abs_: float
) -> None:
    result = compare({"x": expected}, {"x": computed}, {"x": Limit(rel, abs_)})
    assert result.passed == (abs(computed - expected) <= abs_ + rel * abs(expected))
    assert result.gap == abs(computed - expected)
    assert (result.tolerance_used > 1.0) != result.passed or math.isclose(result.tolerance_used, 1.0)


@pytest.mark.parametrize(
    ("expected", "computed"),
    [
        ([1.0, 2.0], [1.0]),
        ([1.0], 1.0),
        (1.0, [1.0]),
        (1.0, True),
        (True, 1),
        (True, False),
        (1.0, "1.0"),
        ("a", "b"),
        ("a", None),
        (None, 0.0),
        (1.0, None),
        (1.0, math.nan),
        (math.inf, 1e300),
        ({"k": 1.0}, {"other": 1.0}),
        ({"k": 1.0}, [1.0]),
    ],
)
def test_what_does_not_match_fails_even_under_a_wide_tolerance(expected: object, computed: object) -> None:
    assert not compare({"x": expected}, {"x": computed}, {"x": Limit(10.0, 10.0)}).passed


@pytest.mark.parametrize(
    ("expected", "computed"),
    [
        (1, 1.0),
        (math.inf, math.inf),
        (None, None),
        ({"1": 2.0}, {"1": 2.0, "2": 9.0}),  # more than asked for is fine
        ([[1.0], []], [[1.0], []]),
        ({"any_of": [[1.0, 2.0], [3.0, 4.0]]}, [3.0, 4.0]),
        ({"any_of": []}, None),
    ],
)
def test_what_matches_exactly_passes(expected: object, computed: object) -> None:
    assert compare({"x": expected}, {"x": computed}, {"x": EXACT}).passed


def test_absent_answers() -> None:
    assert compare({"x": None}, {}, {"x": EXACT}).passed
    assert not compare({"x": 1.0}, {}, {"x": EXACT}).passed
    assert not compare({"x": {"any_of": [1.0]}}, {"x": 2.0}, {"x": EXACT}).passed
    assert not compare({"x": {"any_of": []}}, {"x": 2.0}, {"x": EXACT}).passed
    assert not compare({"x": 1.0}, 1.0, {"x": EXACT}).passed


def test_limits_by_field() -> None:
    found = limits({"rel": 1e-6, "cost_rel": 0.01, "cost_note": "flat", "rel_1e6_runs": 0.5}, ["cost", "x"])
    assert found == {"cost": Limit(0.01, 0.0), "x": Limit(1e-6, 0.0)}
    with pytest.raises(ValueError, match="none for echelon_base_stock"):
        limits({"cost_rel": 0.01}, ["cost", "echelon_base_stock"])
    for bad in (-1.0, math.nan, "1e-6", True, None):
        with pytest.raises(ValueError, match="allowed"):
            limits({"rel": bad}, ["x"])


def test_plain_unboxes_numpy_and_refuses_objects() -> None:
    answer = plain({"a": np.float64(1.5), "b": np.arange(2), "c": np.bool_(True), 3: (np.int64(4), None)})
    assert answer == {"a": 1.5, "b": [0, 1], "c": True, "3": [4, None]}
    assert isinstance(answer, dict) and type(answer["a"]) is float
    with pytest.raises(TypeError, match="object"):
        plain({"a": object()})
    assert json_clean([math.nan, {"x": -math.inf}, 1.0]) == ["nan", {"x": "-inf"}, 1.0]
