"""The front and every solution point of one outcome set in a single call (one sweep for all)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from protocols.solutions.discrete import egalitarian, kalai_smorodinsky, nash, utilitarian
from protocols.solutions.front import Floats, Mask, as_point, as_table, pareto_mask

_SOLUTIONS: dict[str, Callable[[Floats, Sequence[float] | None], int | None]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}


@dataclass(frozen=True)
class SolutionPoints:
    """The Pareto mask (n_outcomes,) and outcome indices by solution name (None when nothing is rational)."""

    pareto: Mask
    outcomes: dict[str, int | None]


def solution_points(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> SolutionPoints:
    """Pareto front, Nash, Kalai–Smorodinsky, egalitarian and utilitarian outcomes.

    The same as the functions one by one, only faster: each of these solutions is Pareto efficient, and every
    party's ideal payoff is met on the front, so they are sought there. ``utilitarian`` is over rational
    outcomes.
    """
    table = as_table(utilities)
    base = as_point(disagreement, table)
    mask = pareto_mask(table)
    rows = np.flatnonzero(mask)
    front = table[rows]
    found = {name: solve(front, list(base)) for name, solve in _SOLUTIONS.items()}
    return SolutionPoints(mask, {name: None if k is None else int(rows[k]) for name, k in found.items()})


def distance_to_front(utilities: ArrayLike, outcome: int) -> float:
    """Euclidean distance in utility space from ``outcome`` to the nearest Pareto-efficient outcome (0 =
    efficient)."""
    table = as_table(utilities)
    front = table[pareto_mask(table)]
    return float(np.sqrt(((front - table[outcome]) ** 2).sum(axis=1).min()))
