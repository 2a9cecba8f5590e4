"""Changes of level are found exactly: against every partition there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from environment.measures.change_points import change_points


def _cost(signal: np.ndarray, cuts: tuple[int, ...], penalty: float) -> float:
    marks = [0, *cuts, len(signal)]
    return sum(float(((signal[a:b] - signal[a:b].mean()) ** 2).sum()) + penalty for a, b in zip(marks, marks[1:], strict=False))


@given(values=st.lists(st.floats(-5, 5), min_size=4, max_size=10), penalty=st.floats(0.1, 20.0), shortest=st.integers(1, 4))
def test_no_partition_costs_less(values: list[float], penalty: float, shortest: int) -> None:
    signal, places = np.array(values), range(1, len(values))
    allowed = [
        cuts
        for many in range(len(values))
        for cuts in combinations(places, many)
        if not cuts or min(np.diff([0, *cuts, len(values)])) >= shortest
    ]
    found = tuple(change_points(values, penalty, shortest))
    assert found in allowed
    assert _cost(signal, found, penalty) <= min(_cost(signal, cuts, penalty) for cuts in allowed) + 1e-9


def test_pruning_does_not_lose_the_best_partition() -> None:
    """PELT as usually pruned with a shortest level finds a change after 4 here, which costs more than none."""
    signal = np.array([0, 0, -2, -3, 0, 0, 1, 3, 3, -2, -3, 1], dtype=float)
    assert change_points(signal, 8.0, 4) == []
    assert _cost(signal, (), 8.0) < _cost(signal, (4,), 8.0)


def test_both_changes_of_a_hump_are_found() -> None:
    rng = np.random.default_rng(7)
    signal = np.concatenate([rng.normal(0, 1, 6), rng.normal(4, 1, 18), rng.normal(0, 1, 12)])
    assert change_points(signal, 10.0, 5) == [6, 24]
