"""Intervals: they hold the truth as often as they say, with few values too."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.intervals import Difference, Interval, bands, difference, interval, student


@pytest.mark.parametrize("n", [5, 20])
def test_a_mean_of_few_values_is_covered_as_promised(n: int) -> None:
    rng = np.random.default_rng(8)
    held = [interval(rng.normal(1.0, 3.0, n)) for _ in range(400)]
    assert 0.93 <= np.mean([i.low <= 1.0 <= i.high for i in held]) <= 0.995


def test_pure_noise_is_seldom_called_an_effect() -> None:
    rng = np.random.default_rng(9)
    verdicts = [interval(rng.standard_normal(5)).verdict for _ in range(400)]
    assert np.mean([v != "around" for v in verdicts]) <= 0.08


def test_the_interval_is_never_narrower_than_students() -> None:
    values = [1.0, 2.0, 4.0, 8.0]
    found = interval(values)
    reach = student(4) * float(np.std(values, ddof=1)) / 2.0
    assert found.low <= np.mean(values) - reach + 1e-9 and found.high >= np.mean(values) + reach - 1e-9
    assert student(10**6) == pytest.approx(1.96, abs=0.001)


def test_one_value_and_no_value_have_no_interval() -> None:
    assert interval([3.0]).low == interval([3.0]).high == 3.0
    assert np.isnan(interval([]).mean) and interval([np.nan]).n == 0


def test_bands_cover_show_by_show_and_bear_gaps() -> None:
    values = np.random.default_rng(3).normal(0.0, 1.0, (6, 4))
    values[:, 2] = np.nan
    mean, low, high = bands(values)
    assert np.isnan(mean[2]) and (low[[0, 1, 3]] < mean[[0, 1, 3]]).all() and (mean[[0, 1, 3]] < high[[0, 1, 3]]).all()
    alone = interval(values[:, 0])
    assert low[0] <= alone.mean <= high[0]


def test_an_interval_is_told_in_few_figures_and_a_difference_with_its_sign() -> None:
    assert str(Difference(0.0631, -0.1842, 0.2999, 3)) == "+0.06 [−0.18, +0.30], n=3"
    assert str(Interval(0.0005567548889138241, 0.0002, 0.0011, 12)) == "0.0006 [0.0002, 0.0011], n=12"
    assert str(Interval(17283.4, 16000.0, 18001.9, 30)) == "17,283 [16,000, 18,002], n=30"
    assert str(Interval(12.345, -1.0, 20.0, 5)) == "12.3 [−1.0, 20.0], n=5"
    assert str(Difference(-0.001, -5.0, 5.0, 9)) == "0.00 [−5.00, +5.00], n=9"


def test_values_that_do_not_vary_are_told_without_an_interval() -> None:
    assert str(interval([3.0])) == "3.00, n=1" and str(interval([])) == "–, n=0"
    assert str(difference([0.0] * 4)) == "0.00, n=4" and str(difference([-2.0, -2.0])) == "−2.00, n=2"
    assert str(Interval(1.0, float("nan"), float("nan"), 4)) == "1.00, n=4"
