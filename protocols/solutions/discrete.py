"""Bargaining solutions on a finite outcome set: each function gives the index of one outcome, or None.

All take ``utilities`` (n_outcomes, n_parties) and the disagreement point, choose among the individually
rational outcomes, and give None when there are none. **Ties**: scores within 1e-12 of the best count as equal
(relative to the scale of the gains); among them the leximin-best gains win (largest smallest gain, then next
smallest …) where the solution compares gains, then Pareto-efficient outcomes, then the lowest index.

A finite set is not convex, so these are the natural discrete counterparts; lotteries over outcomes are in
:mod:`protocols.solutions.lottery`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from protocols.errors import UserError
from protocols.solutions.front import (
    Floats,
    Indices,
    as_point,
    as_table,
    global_ideal,
    ideal_point,
    pareto_mask,
    rational_mask,
)

_TOLERANCE = 1e-12


def nash(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> int | None:
    """Largest product of gains over the disagreement point. Nash (1950), Econometrica 18, 155–162.

    >>> nash([[1.0, 0.0], [0.7, 0.6], [0.0, 1.0]], [0.0, 0.0])
    1
    """
    table = as_table(utilities)
    return nash_weighted(table, np.ones(table.shape[1]), disagreement)


def nash_weighted(
    utilities: ArrayLike, weights: Sequence[float] | Floats, disagreement: Sequence[float] | None = None
) -> int | None:
    """Largest product of gains to the power of the weights (bargaining powers). Kalai (1977), IJGT 6,
    129–133.

    Weights are positive and need not sum to one. If no outcome is better than disagreement for every party,
    all products are zero and the tie rule decides among the efficient outcomes.
    """
    table = as_table(utilities)
    power = np.asarray(weights, dtype=np.float64)
    if power.shape != (table.shape[1],) or not (power > 0).all() or not np.isfinite(power).all():
        raise UserError(f"weights: found {weights!r}, allowed {table.shape[1]} positive numbers")
    rows, gains = _gains(table, disagreement)
    if not len(rows):
        return None
    top = gains.max(axis=0)
    scaled = gains / np.where(top > 0, top, 1.0)  # scale invariance; keeps products away from under- and overflow
    if (power != power[0]).any():
        scaled = scaled ** (power / power.sum())
    product = scaled.prod(axis=1)
    return _choose(table, rows, product, None if product.max() > 0 else scaled)


def egalitarian(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> int | None:
    """Largest smallest gain, in raw utility units, then leximin. Kalai (1977), Econometrica 45, 1623–1630;
    Imai (1983) for the lexicographic extension. Not invariant to the scale of one party's utility.
    """
    table = as_table(utilities)
    rows, gains = _gains(table, disagreement)
    return _choose(table, rows, gains.min(axis=1), gains) if len(rows) else None


def utilitarian(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> int | None:
    """Largest sum of utilities among the individually rational outcomes (all feasible ones if
    ``disagreement`` is None)."""
    table = as_table(utilities)
    if disagreement is None:
        rows = np.flatnonzero((table > -np.inf).all(axis=1))
    else:
        rows = np.flatnonzero(rational_mask(table, disagreement))
    return _choose(table, rows, table[rows].sum(axis=1), None) if len(rows) else None


def kalai_smorodinsky(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> int | None:
    """Largest smallest gain as a share of the ideal gain, then leximin. Kalai and Smorodinsky (1975),
    Econometrica 43, 513–518, with the ideal point of the individually rational set.
    """
    return _kalai_smorodinsky(as_table(utilities), disagreement, "rational")


def kalai_smorodinsky_global_ideal(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> int | None:
    """As :func:`kalai_smorodinsky`, with the best payoff over *all* outcomes as ideal: a variant some tools
    use."""
    return _kalai_smorodinsky(as_table(utilities), disagreement, "global")


def kalai_smorodinsky_min_gap(
    utilities: ArrayLike, disagreement: Sequence[float] | None = None, ideal: str = "global"
) -> int | None:
    """The efficient rational outcome with the smallest gap between the largest and smallest normalised gain.

    Another reading of "equal shares of the ideal" on a finite set, used by other tools with the global ideal;
    ``ideal="rational"`` takes the individually rational one. It may pass over an outcome that is better for
    all but one party. Ties go to the larger smallest share.
    """
    table = as_table(utilities)
    rows = np.flatnonzero(rational_mask(table, disagreement) & pareto_mask(table))
    if not len(rows):
        return None
    shares = _shares(table[rows], table, disagreement, ideal)
    return _choose(table, rows, shares.min(axis=1) - shares.max(axis=1), shares)


def _kalai_smorodinsky(table: Floats, disagreement: Sequence[float] | None, ideal: str) -> int | None:
    rows, _ = _gains(table, disagreement)
    if not len(rows):
        return None
    shares = _shares(table[rows], table, disagreement, ideal)
    return _choose(table, rows, shares.min(axis=1), shares)


def _shares(points: Floats, table: Floats, disagreement: Sequence[float] | None, ideal: str) -> Floats:
    """Gains as shares of the ideal gain; a party that can gain nothing counts as fully served."""
    if ideal not in ("rational", "global"):
        raise UserError(f"ideal: found {ideal!r}, allowed 'rational' or 'global'")
    base = as_point(disagreement, table)
    best = ideal_point(table, disagreement) if ideal == "rational" else global_ideal(table)
    assert best is not None  # callers have found rational outcomes
    span = best - base
    shares: Floats = np.where(span > 0, (points - base) / np.where(span > 0, span, 1.0), 1.0)
    return shares


def _gains(table: Floats, disagreement: Sequence[float] | None) -> tuple[Indices, Floats]:
    """Indices of the individually rational outcomes, and their gains."""
    rows = np.flatnonzero(rational_mask(table, disagreement))
    return rows, np.maximum(table[rows] - as_point(disagreement, table), 0.0)


def _choose(table: Floats, rows: Indices, score: Floats, gains: Floats | None) -> int:
    """The row of best score under the tie rule at the head of this file."""
    best = float(score.max())
    scale = max(abs(best), float(np.abs(gains).max()) if gains is not None else abs(best))
    tied = np.flatnonzero(score >= best - _TOLERANCE * scale)
    if len(tied) > 1 and gains is not None:
        ranked = np.sort(gains[tied], axis=1)
        for k in range(ranked.shape[1]):
            keep = ranked[:, k] >= ranked[:, k].max() - _TOLERANCE * scale
            tied, ranked = tied[keep], ranked[keep]
    if len(tied) > 1:
        tied = tied[pareto_mask(table[rows[tied]])]
    return int(rows[tied[0]])
