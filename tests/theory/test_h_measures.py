"""Fairness and network measures: their bounds, invariances and definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment.measures import fairness, networks

splits = st.lists(st.floats(0.0, 1e6), min_size=2, max_size=12).filter(lambda x: sum(x) > 1e-3)
INDICES = (fairness.gini, fairness.jain, fairness.herfindahl, fairness.normalised_entropy)


@settings(max_examples=40)
@given(splits, st.floats(0.01, 100.0))
def test_indices_do_not_depend_on_units_or_order(x: list[float], scale: float) -> None:
    for index in INDICES:
        assert index([scale * value for value in x]) == pytest.approx(index(x), abs=1e-9)
        assert index(x[::-1]) == pytest.approx(index(x), abs=1e-12)


@settings(max_examples=40)
@given(splits)
def test_indices_keep_their_bounds_and_identities(x: list[float]) -> None:
    n = len(x)
    mean = sum(x) / n
    pairs = sum(abs(a - b) for a in x for b in x)
    assert fairness.gini(x) == pytest.approx(pairs / (2 * n * n * mean), abs=1e-9)
    assert 0.0 <= fairness.gini(x) <= (n - 1) / n + 1e-12  # the population Gini never reaches 1
    assert 1 / n - 1e-12 <= fairness.jain(x) <= 1 + 1e-12
    assert fairness.herfindahl(x) * fairness.jain(x) == pytest.approx(1 / n)
    assert 0.0 <= fairness.normalised_entropy(x) <= 1 + 1e-12
    assert fairness.gini_unbiased(x) == pytest.approx(fairness.gini(x) * n / (n - 1))


@settings(max_examples=20)
@given(splits)
def test_gini_of_two_copies_of_a_society_is_the_same(x: list[float]) -> None:
    assert fairness.gini([*x, *x]) == pytest.approx(fairness.gini(x), abs=1e-9)


def test_extremes() -> None:
    assert [index([3.0, 3.0, 3.0]) for index in INDICES] == pytest.approx([0.0, 1.0, 1 / 3, 1.0])
    assert [index([0.0, 0.0, 7.0]) for index in INDICES] == pytest.approx([2 / 3, 1 / 3, 1.0, 0.0])


@pytest.mark.parametrize("bad", [[], [0.0, 0.0], [-1.0, 2.0], [float("nan"), 1.0]])
def test_splits_without_shares_are_refused(bad: list[float]) -> None:
    for index in INDICES:
        with pytest.raises(ValueError, match="allowed"):
            index(bad)
    with pytest.raises(ValueError, match="allowed"):
        fairness.gini_unbiased([1.0])


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(0, 2**32))
def test_degroot_1974_repeated_averaging_ends_at_the_consensus(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(n, 0.7), size=n) * 0.9 + 0.1 / n
    beliefs = rng.normal(size=n)
    consensus = networks.degroot(weights, beliefs)
    settled = np.linalg.matrix_power(weights, 2000) @ beliefs
    assert settled == pytest.approx(np.full(n, consensus.belief), abs=1e-8)
    assert consensus.influence @ weights == pytest.approx(consensus.influence, abs=1e-9)
    assert consensus.influence.sum() == pytest.approx(1.0)
    assert 0.0 <= consensus.second_eigenvalue < 1.0


def test_degroot_a_member_nobody_listens_to_has_no_influence() -> None:
    consensus = networks.degroot([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.3, 0.3, 0.4]], [0.0, 2.0, 99.0])
    assert consensus.influence == pytest.approx([0.5, 0.5, 0.0])
    assert consensus.belief == pytest.approx(1.0)


@pytest.mark.parametrize(
    "weights",
    [
        [[1.0, 0.0], [0.0, 1.0]],  # two closed groups
        [[0.0, 1.0], [1.0, 0.0]],  # a cycle that never settles
        [[0.5, 0.4], [0.5, 0.5]],
        [[1.5, -0.5], [0.5, 0.5]],
    ],
)
def test_degroot_refuses_matrices_without_a_consensus(weights: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="weights"):
        networks.degroot(weights, [0.0, 1.0])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, unique=True), st.data())
def test_newman_girvan_2004_modularity_is_edges_within_minus_expected(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    edges = sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b})
    if not edges:
        return
    group = {node: data.draw(st.integers(0, 2)) for node in sorted({node for edge in edges for node in edge})}
    blocs = [[node for node in group if group[node] == k] for k in range(3)]
    blocs = [bloc for bloc in blocs if bloc]
    adjacency = np.zeros((6, 6))
    for a, b in edges:
        adjacency[a, b] = adjacency[b, a] = 1.0
    degree, m = adjacency.sum(axis=1), len(edges)
    expected = sum(
        adjacency[a, b] - degree[a] * degree[b] / (2 * m)
        for a in group
        for b in group
        if group[a] == group[b]
    ) / (2 * m)
    assert networks.modularity(edges, blocs) == pytest.approx(expected, abs=1e-12)


def test_modularity_needs_a_partition() -> None:
    with pytest.raises(ValueError, match="partition"):
        networks.modularity([("a", "b"), ("b", "c")], [["a", "b"]])
    with pytest.raises(ValueError, match="partition"):
        networks.modularity([("a", "b")], [["a", "b"], ["b"]])


def test_a_complete_mutual_network_scores_one_everywhere() -> None:
    arcs = [(a, b) for a in "HFWC" for b in "HFWC" if a != b]
    for measure in (
        networks.reciprocity,
        networks.transitivity,
        networks.global_efficiency,
        networks.density,
    ):
        assert measure(arcs) == pytest.approx(1.0)
    star = [("H", other) for other in "FWC"]
    assert networks.reciprocity(star) == 0.0 and networks.transitivity(star) == 0.0
    assert networks.density(star) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="arc"):
        networks.reciprocity([])
