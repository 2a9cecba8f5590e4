"""Theory of logistics: newsvendors, pooling, serial base stock and guaranteed service."""

from __future__ import annotations

from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln, ndtri, pdtr

from environment.logistics.guaranteed_service import (
    Stage,
    evaluate,
    longest_service_times,
    place_safety_stock,
)
from environment.logistics.newsvendor import (
    newsvendor_normal,
    newsvendor_poisson,
    normal_density,
    pooled_newsvendors,
    pooled_safety_stock,
)
from environment.logistics.serial_stock import NormalDemand, PoissonDemand, optimal_echelon_stock
from protocols.errors import UserError

brief = settings(max_examples=40)

costs = st.floats(0.5, 50)


def _poisson(mean: float, count: int) -> np.ndarray:
    k = np.arange(count)
    return np.exp(k * np.log(mean) - mean - gammaln(k + 1))


@settings(max_examples=50)
@given(costs, costs, st.floats(0.1, 60))
def test_poisson_newsvendor_is_the_smallest_best_level(hold: float, short: float, mean: float) -> None:
    found = newsvendor_poisson(hold, short, mean)
    demand, mass = np.arange(250), _poisson(mean, 250)

    def cost(level: float) -> float:
        gap = level - demand
        return float(mass @ (hold * np.maximum(gap, 0) + short * np.maximum(-gap, 0)))

    assert found.cost == pytest.approx(cost(found.level), rel=1e-9)
    assert found.cost <= min(cost(level) for level in range(160)) * (1 + 1e-9)
    assert pdtr(found.level, mean) >= short / (short + hold)
    assert found.level == 0 or pdtr(found.level - 1, mean) < short / (short + hold)


@brief
@given(costs, costs, st.floats(-50, 50), st.floats(0.1, 30))
def test_normal_newsvendor_balances_its_fractile(hold: float, short: float, mean: float, sd: float) -> None:
    found = newsvendor_normal(hold, short, mean, sd)
    z = (found.level - mean) / sd
    assert z == pytest.approx(ndtri(short / (short + hold)))
    assert found.cost == pytest.approx((hold + short) * normal_density(z) * sd)


@brief
@given(st.lists(st.floats(1, 50), min_size=1, max_size=5), costs, costs, st.floats(-0.2, 1))
def test_eppen_pooling_saves_unless_demands_move_together(
    sds: list[float], hold: float, short: float, rho: float
) -> None:
    covariance = np.outer(sds, sds) * (rho + (1 - rho) * np.eye(len(sds)))
    pooled = pooled_newsvendors(sds, hold, short, rho)
    ratio = sqrt(max(0.0, covariance.sum())) / sum(sds)
    assert pooled.ratio == pytest.approx(ratio, abs=1e-7)
    assert pooled.saving >= -1e-9 * pooled.separate
    assert pooled_newsvendors(sds, hold, short, 1.0).saving == pytest.approx(0, abs=1e-9 * pooled.separate)


@brief
@given(st.integers(1, 50), st.floats(1, 50), st.floats(0, 9))
def test_the_square_root_law_holds_for_independent_demands(n: int, sd: float, lead: float) -> None:
    pooled = pooled_safety_stock(n, sd, 0, lead + 0.1, 0.95)
    assert pooled.ratio == pytest.approx(1 / sqrt(n))


def test_demands_cannot_all_be_opposed() -> None:
    with pytest.raises(UserError, match="correlated"):
        pooled_safety_stock(3, 10, -0.9, 1, 0.95)


@given(costs, costs, st.floats(0.2, 4), st.floats(5, 60), st.floats(1, 10))
@settings(max_examples=15)
def test_clark_scarf_with_one_stage_is_a_newsvendor_over_the_lead_time(
    hold: float, short: float, lead: float, mean: float, sd: float
) -> None:
    single = newsvendor_normal(hold, short, lead * mean, sqrt(lead) * sd)
    found = optimal_echelon_stock([hold], [lead], short, NormalDemand(mean, sd))
    assert found.cost == pytest.approx(single.cost, rel=1e-4)
    assert found.levels[0] == pytest.approx(single.level, abs=0.02 * sqrt(lead) * sd)
    counted = optimal_echelon_stock([hold], [lead], short, PoissonDemand(mean))
    exact = newsvendor_poisson(hold, short, lead * mean)
    assert counted.cost == pytest.approx(exact.cost, rel=1e-9) and counted.levels[0] == exact.level


def test_clark_scarf_two_stages_by_direct_summation() -> None:
    """Chen and Zheng's cost of every pair of echelon levels, summed term by term."""
    holds, leads, short, rate = (1.0, 0.6), (1.0, 2.0), 12.0, 3.0
    near, far = _poisson(leads[0] * rate, 60), _poisson(leads[1] * rate, 60)
    d = np.arange(60)
    penalty = short + sum(holds)

    def first(x: int) -> float:
        return float(near @ (holds[0] * (x - d) + penalty * np.maximum(d - x, 0)))

    table = {x: first(x) for x in range(-60, 40)}
    pairs = {
        (s1, s2): float(far @ [holds[1] * (s2 - k) + table[min(s1, s2 - k)] for k in d])
        for s1 in range(15)
        for s2 in range(25)
    }
    best = min(pairs, key=lambda pair: pairs[pair])
    found = optimal_echelon_stock(holds, leads, short, PoissonDemand(rate))
    assert found.cost == pytest.approx(pairs[best], rel=1e-9)
    assert found.levels == best


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.1, 2)), min_size=1, max_size=4), st.floats(5, 60))
def test_shang_song_newsvendor_bounds_hold_at_every_stage(
    stages: list[tuple[float, float]], short: float
) -> None:
    holds, leads = [h for h, _ in stages], [lead for _, lead in stages]
    found = optimal_echelon_stock(holds, leads, short, PoissonDemand(16))
    for j in range(len(stages)):
        upstream, span = short + sum(holds[j + 1 :]), 16 * sum(leads[: j + 1])
        low = newsvendor_poisson(sum(holds[: j + 1]), upstream, span).level
        high = newsvendor_poisson(holds[j], upstream, span).level
        assert low <= found.levels[j] <= high


def test_a_stage_without_lead_time_is_a_place_to_hold_stock_more_cheaply() -> None:
    """Next to the customer it holds nothing and the rest is a newsvendor; elsewhere it is one more choice."""
    found = optimal_echelon_stock([3, 1], [0, 2], 10, NormalDemand(5, 2))
    single = newsvendor_normal(1, 10, 10, 2 * sqrt(2))
    assert found.levels[0] == pytest.approx(0, abs=0.02)
    assert found.cost == pytest.approx(single.cost, rel=1e-4)
    merged = optimal_echelon_stock([1.5, 1], [1, 2], 10, NormalDemand(5, 2))
    split = optimal_echelon_stock([1.5, 0.4, 0.6], [1, 0, 2], 10, NormalDemand(5, 2))
    assert split.cost < merged.cost


def test_impossible_serial_systems_are_refused() -> None:
    with pytest.raises(UserError, match="one lead time per stage"):
        optimal_echelon_stock([1, 2], [1], 5, PoissonDemand(3))
    with pytest.raises(UserError, match="sd > 0"):
        NormalDemand(5, 0)


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, Stage], list[tuple[str, str]]]:
    """Up to four stages joined at random in either direction; ends quote 0 or 1."""
    size = draw(st.integers(1, 4))
    edges = []
    for new in range(1, size):
        link = (str(new), str(draw(st.integers(0, new - 1))))
        edges.append(link if draw(st.booleans()) else link[::-1])
    suppliers = {tail for tail, _ in edges}
    stages = {
        str(i): Stage(
            lead_time=draw(st.integers(0, 3)),
            holding=draw(st.integers(1, 9)),
            k_sigma=draw(st.integers(1, 9)),
            inbound=draw(st.integers(0, 2)),
            outbound=draw(st.sampled_from([None, 1])) if str(i) in suppliers else draw(st.integers(0, 1)),
        )
        for i in range(size)
    }
    return stages, edges


@settings(max_examples=50)
@given(trees())
def test_graves_willems_placement_is_the_best_of_all_service_times(
    tree: tuple[dict[str, Stage], list[tuple[str, str]]],
) -> None:
    stages, edges = tree
    longest = longest_service_times(stages, edges)
    best = np.inf
    for quotes in product(*(range(longest[name] + 1) for name in stages)):
        try:
            best = min(best, evaluate(stages, edges, dict(zip(stages, quotes, strict=True))).cost)
        except UserError:
            continue
    assert place_safety_stock(stages, edges).cost == pytest.approx(best)


def test_simpson_serial_stages_quote_nothing_or_everything() -> None:
    times, holds = [6, 3, 9, 2], [1.0, 1.8, 2.5, 7.0]
    stages = {
        str(i): Stage(t, h, 4.0, outbound=0 if i == 3 else None)
        for i, (t, h) in enumerate(zip(times, holds, strict=True))
    }
    edges = [("0", "1"), ("1", "2"), ("2", "3")]
    found = place_safety_stock(stages, edges)
    for name, stage in stages.items():
        assert found.outbound[name] in (0, found.inbound[name] + stage.lead_time)


def test_service_networks_that_are_no_tree_or_promise_nothing_are_refused() -> None:
    stage, last = Stage(1, 1, 1), Stage(1, 1, 1, outbound=0)
    with pytest.raises(UserError, match="tree"):
        place_safety_stock({"a": stage, "b": stage, "c": last}, [("a", "b"), ("b", "c"), ("a", "c")])
    with pytest.raises(UserError, match="outbound service time"):
        place_safety_stock({"a": stage}, [])
    with pytest.raises(UserError, match="unknown stage"):
        place_safety_stock({"a": last}, [("x", "a")])
    with pytest.raises(UserError, match="whole numbers"):
        place_safety_stock({"a": Stage(1.5, 1, 1, outbound=0)}, [])  # type: ignore[arg-type]
