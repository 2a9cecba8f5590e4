"""Utilities over an outcome space from tables or formulas, ready for a seat; and their rescaling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace, Point

Floats = NDArray[np.float64]


def linear_additive(space: OutcomeSpace, tables: Sequence[Sequence[float]], weights: Sequence[float] | None = None) -> Floats:
    """(size,) weighted sums of one table value an issue: u(o) = sum over issues of weight·table[place of o's
    value].

    The preference model of Keeney and Raiffa (1976) with additive independence. ``tables`` holds one sequence
    an issue, one number a value.
    """
    scale = [1.0] * len(space.issues) if weights is None else list(weights)
    if len(tables) != len(space.issues) or len(scale) != len(space.issues):
        raise UserError(f"utility: found {len(tables)} tables and {len(scale)} weights, allowed {len(space.issues)}")
    total = np.zeros(space.shape)
    for issue, table, weight in zip(space.issues, tables, scale, strict=True):
        values = np.asarray(table, dtype=np.float64)
        if values.shape != (len(issue.values),):
            raise UserError(f"utility of issue {issue.name!r}: found {values.size} numbers, allowed {len(issue.values)}")
        total = total + weight * values[space.codes(issue.name)]
    return total.reshape(-1)


def tabulated(space: OutcomeSpace, rows: Sequence[tuple[Point, float]], default: float | None = None) -> Floats:
    """(size,) utilities listed outcome by outcome; ``default`` for those not listed (None: all must be)."""
    values = np.full(space.size, np.nan if default is None else default)
    for point, worth in rows:
        values[space.index(point)] = worth
    if np.isnan(values).any():
        missing = space.point(int(np.flatnonzero(np.isnan(values))[0]))
        raise UserError(f"utility: no number for {missing}, allowed one for each of {space.size} outcomes")
    return values


def normalised(utility: Floats) -> Floats:
    """The utility scaled so that its finite values run from 0 to 1 (all 1 if constant); -inf stays."""
    finite = utility[utility > -np.inf]
    if not len(finite):
        return utility.copy()
    low, span = float(finite.min()), float(np.ptp(finite))
    return (utility - low) / span if span > 0 else np.where(utility > -np.inf, 1.0, -np.inf)
