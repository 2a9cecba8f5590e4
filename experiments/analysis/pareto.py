"""Pareto sets over schemes, variants and design points: which are not beaten in every outcome at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.table import Floats, Table
from protocols.errors import UserError
from protocols.solutions.front import pareto_mask

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 500
_SEED = 20093
SMALLER = frozenset(
    {"lost_units", "lost_gmv", "refunds", "refund_rate", "return_rate", "leftover_units", "leftover_value", "late_payouts",
     "cross_shipped_share", "oversold_units", "profit_gini", "season_gini", "regret", "rounds_mean", "alert_crps",
     "forecast_error_before", "forecast_error_end", "forecast_error_mean", "forecast_error_half", "material_cost"}
)  # fmt: skip
SMALLER_ENDS = ("_min", "_h", "_distance")  # times, and distances from what is best


@dataclass(frozen=True)
class Front:
    """``frame`` has a row per condition: variant, scheme, point, parameters, mean of each outcome, ``efficient``, and
    ``support``, the share of resampled seeds in which it is efficient (NaN with one seed).
    """

    outcomes: tuple[str, ...]
    larger: Mapping[str, bool]
    frame: pd.DataFrame


def larger_is_better(outcome: str) -> bool:
    """Which way is good: small losses, errors, waiting times; large everything else."""
    return outcome not in SMALLER and not outcome.endswith(SMALLER_ENDS)


def pareto(table: Table, larger: Mapping[str, bool] | None = None) -> Front:
    """The Pareto set of the table's outcomes over all conditions. Conditions with an undefined outcome are left out.

    ``larger`` says which outcomes are to be large; of the others :func:`larger_is_better` does. Raises :class:`UserError`
    with fewer than two outcomes.
    """
    import pandas as pd

    if len(table.outcomes) < 2:
        raise UserError(f"Pareto set: found {len(table.outcomes)} outcome, allowed: two or more")
    ways = {name: larger_is_better(name) for name in table.outcomes} | dict(larger or {})
    sign = np.array([1.0 if ways[name] else -1.0 for name in table.outcomes])
    rows, values = [], []
    design = table.frame.drop_duplicates("point").sort_values("point")[["point", *table.parameters]].to_dict("records")
    for variant in table.variants:
        for scheme in table.schemes:
            groups = [table.group(name, variant, scheme) for name in table.outcomes]
            for k, point in enumerate(design):
                rows.append({"variant": variant, "scheme": scheme, **point})
                values.append([group.y[k] for group in groups])
    cube = np.array(values, dtype=float)  # conditions, outcomes, seeds
    whole = np.isfinite(cube).any(axis=2).all(axis=1)
    cube, rows = cube[whole], [row for row, keep in zip(rows, whole, strict=True) if keep]
    if not rows:
        raise UserError("Pareto set: found no condition in which every outcome is defined, allowed: one or more")
    means = _means(cube)
    frame = pd.DataFrame(rows)
    for k, name in enumerate(table.outcomes):
        frame[name] = means[:, k]
    frame["efficient"] = pareto_mask(means * sign)
    frame["support"] = _support(cube, sign)
    return Front(table.outcomes, ways, frame)


def _means(cube: Floats) -> Floats:
    known = np.isfinite(cube)
    found: Floats = np.where(known, cube, 0.0).sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    return np.where(known.any(axis=2), found, np.nan)


def _support(cube: Floats, sign: Floats) -> Floats:
    """Seeds are resampled together for all conditions, since they share their luck."""
    seeds = cube.shape[2]
    if seeds < 2:
        return np.full(len(cube), np.nan)
    luck = np.random.default_rng(_SEED)
    count = np.zeros(len(cube))
    for _ in range(DRAWS):
        means = _means(cube[:, :, luck.integers(0, seeds, seeds)])
        means[~np.isfinite(means).all(axis=1)] = -np.inf * sign  # undefined in this draw: not efficient
        count += pareto_mask(means * sign)
    return count / DRAWS
