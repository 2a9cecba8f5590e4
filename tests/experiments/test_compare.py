"""Two schemes on the same luck: pairing, intervals, and what stays the same."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, Scheme
from experiments.compare import Contrast, compare, contrast
from experiments.replicate import replications
from protocols.errors import UserError


def test_a_scheme_against_itself_is_refused() -> None:
    with pytest.raises(UserError, match="found arms_length, arms_length, allowed: different schemes"):
        compare("autumn_launch", "arms_length", "arms_length", n=2, seed=5)


def test_the_same_scheme_by_another_name_differs_in_nothing() -> None:
    scheme = Scheme.load("arms_length")
    done = compare("autumn_launch", scheme, scheme.model_copy(update={"name": "twin"}), n=2, seed=5)
    for found in (*done.measures.values(), *done.profits.values()):
        if found.n:
            assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0) or found.n < 2
            assert not found.clear


def test_the_differences_are_those_of_paired_replications() -> None:
    scenario = Scenario.load("autumn_launch")
    done = compare(scenario, "slot_fee_commission", "arms_length", n=3, seed=5)
    a, b = (replications(scenario, Scheme.load(name), 5, 3) for name in ("slot_fee_commission", "arms_length"))
    assert done.seeds == a.seeds == b.seeds
    assert set(done.profits) == set(a.profits) and set(done.measures) == set(a.measures)
    for party, found in done.profits.items():
        change = b.profits[party] - a.profits[party]
        assert found.difference == pytest.approx(change.mean()) and found.n == 3
        assert found.b - found.a == pytest.approx(found.difference, abs=1e-6)
        assert found.low <= change.mean() + 1e-9 and change.mean() <= found.high + 1e-9
    assert done.conservation == {"ledger_sum": 0, "oversold": 0}
    assert compare(scenario, "slot_fee_commission", "arms_length", n=3, seed=5).as_object() == done.as_object()


def test_an_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    covered = 0
    for _ in range(60):
        a = rng.normal(0.0, 5.0, 20)
        found = contrast(a, a + rng.normal(1.0, 1.0, 20))
        covered += found.low <= 1.0 <= found.high
    assert 50 <= covered <= 60  # 57 expected


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.floats(-1e3, 1e3))
def test_a_constant_shift_is_certain(values: list[float], shift: float) -> None:
    a = np.round(np.array(values), 2)
    found = contrast(a, a + shift)
    assert found.difference == pytest.approx(shift, abs=1e-6)
    if len(values) > 1:
        assert found.low == pytest.approx(shift, abs=1e-6) and found.high == pytest.approx(shift, abs=1e-6)
    else:
        assert math.isnan(found.low) and not found.clear


def test_pairs_in_which_one_side_is_undefined_do_not_count() -> None:
    found = contrast(np.array([1.0, np.nan, 3.0]), np.array([2.0, 5.0, np.nan]))
    assert (found.n, found.a, found.b, found.difference) == (1, 1.0, 2.0, 1.0)
    nothing = contrast(np.array([np.nan]), np.array([1.0]))
    assert nothing.n == 0 and math.isnan(nothing.difference)
    assert isinstance(nothing, Contrast) and not nothing.clear


def test_nothing_is_clear_below_five_pairs_and_no_width_is_no_interval() -> None:
    a, gains = np.zeros(5), np.array([9.0, 10.0, 11.0, 10.0, 10.0])
    four, five = contrast(a[:4], gains[:4]), contrast(a, gains)
    assert four.low > 0 and not four.clear and five.clear and four.spread
    even = contrast(a, np.full(5, 0.1))
    assert even.clear and not even.spread and even.low == even.high == even.difference


def test_the_printed_comparison_stars_and_explains_by_the_number_of_pairs() -> None:
    from experiments.compare import Comparison
    from visualization.console_compare import comparison_text

    scenario, (one, two) = Scenario.load("autumn_launch"), map(Scheme.load, ("arms_length", "guarantee"))

    def told(n: int, lang: str = "en") -> str:
        a, gains = np.zeros(n), np.arange(n) + 1000.0
        profits = {"host": contrast(a, gains), "supplier": contrast(a, np.full(n, 50.0))}
        return comparison_text(Comparison(scenario, one, two, tuple(range(n)), {}, profits, {}), lang)

    few, many = told(4), told(5)
    assert " *" not in few.split("Profit")[1] and "With fewer than 5 nothing is marked" in few
    assert "–" in few.split("+50")[1] and "+1,002" in many and " *" in many.split("+1,002")[1].splitlines()[0]
    assert "nothing is marked" not in many and "不足 5 次时不作标记" in told(4, "zh")


def test_unknown_names_and_counts_are_refused() -> None:
    with pytest.raises(UserError, match="nearest"):
        compare("autumn_launch", "arms_length", "alert_bnd", n=2)
    with pytest.raises(UserError, match="replications: found 0"):
        compare("autumn_launch", "arms_length", "alert_bond", n=0)


def test_playing_on_ends_once_the_difference_is_known_and_is_the_plain_comparison_of_as_many() -> None:
    world = Scenario.load("autumn_launch")
    found = compare(world, "commission_only", "guarantee", n=200, until=("profit.host", 1e6))
    assert found.until is not None and found.until.reached and len(found.seeds) == 20  # never looked at before
    wide = found.profits["host"].high - found.profits["host"].low
    tighter = compare(world, "commission_only", "guarantee", n=200, until=("profit.host", 0.42 * wide))
    assert tighter.until is not None and tighter.until.half_width <= 0.42 * wide and len(tighter.seeds) % 10 == 0
    plain = compare(world, "commission_only", "guarantee", n=len(tighter.seeds))
    assert plain.profits == tighter.profits and plain.seeds == tighter.seeds


def test_playing_on_stops_at_the_most_and_says_so() -> None:
    found = compare("autumn_launch", "commission_only", "guarantee", n=20, until=("profit.host", 1.0))
    assert found.until is not None and not found.until.reached and found.until.half_width > 1.0


@pytest.mark.parametrize(("until", "n", "said"), [(("profit.hots", 5.0), 20, "profit.host"), (("net_gmv", 5.0), 7, "20 or more")])
def test_a_wish_that_cannot_be_met_is_one_message(until: tuple[str, float], n: int, said: str) -> None:
    with pytest.raises(UserError, match=said):
        compare("autumn_launch", "commission_only", "guarantee", n=n, until=until)
