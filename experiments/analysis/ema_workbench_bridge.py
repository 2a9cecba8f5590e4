"""PRIM and CART by the EMA workbench (Kwakkel 2017), an extra: the only place that imports it."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.discovery import Box, Discovery, Question, cases
from experiments.analysis.table import Table
from protocols.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

MASS = 0.05  # of all cases, the least a box may hold
DENSITY = 0.8  # of a box worth naming, as PRIM's users have it
Wanted = np.ndarray[tuple[int], np.dtype[np.bool_]]


def discover(table: Table, asked: Question) -> Discovery:
    """Boxes of conditions in which the outcome is as asked. Raises :class:`UserError` without the workbench, or when all
    cases or none are of interest.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the workbench's optional parts
        try:
            from ema_workbench.analysis import cart, prim
        except ImportError as error:
            raise UserError(
                "--discover: found no ema_workbench, allowed: with the extra installed: pip install 'gongying[discovery]'"
            ) from error
        x, wanted = cases(table, asked)
        count = int(wanted.sum())
        if not 0 < count < len(wanted):
            raise UserError(f"--discover {asked}: found {count} of {len(wanted)} conditions, allowed: some but not all")
        logging.getLogger("ema_workbench").setLevel(logging.WARNING)
        with redirect_stdout(io.StringIO()):
            boxes = [*_prim(prim, x, wanted), *_cart(cart, x, wanted)]
    return Discovery(asked, len(wanted), count, tuple(boxes))


def _prim(prim: Any, x: pd.DataFrame, wanted: Wanted) -> list[Box]:
    """The step of the peeling that covers most at density :data:`DENSITY`; none so dense: the densest."""
    found = prim.Prim(x, wanted, threshold=float(wanted.mean()), peel_alpha=0.05, mass_min=_least(x)).find_box()
    if found is None:
        return []
    way = found.peeling_trajectory
    dense = way[way["density"] >= DENSITY]
    order = (
        dense.sort_values(["coverage", "density"], ascending=False) if len(dense) else way.sort_values("density", ascending=False)
    )
    best = int(order.index[0])
    step = way.loc[best]
    p = [value for values in found.qp[best].values() for value in values if value >= 0]
    coverage, density, mass = (float(step[name]) for name in ("coverage", "density", "mass"))
    return [Box("PRIM", _limits(x, found.box_lims[best]), coverage, density, mass, max(p, default=float("nan")))]


def _cart(cart: Any, x: pd.DataFrame, wanted: Wanted) -> list[Box]:
    """Leaves of the tree in which most cases are of interest, by coverage."""
    tree = cart.CART(x, wanted.astype(int), mass_min=_least(x))
    tree.build_tree()
    found = []
    for box, stats in zip(tree.boxes, tree.stats, strict=True):
        if stats["density"] > 0.5:
            found.append(Box("CART", _limits(x, box), *(float(stats[k]) for k in ("coverage", "density", "mass"))))
    return sorted(found, key=lambda each: -each.coverage)


def _least(x: pd.DataFrame) -> float:
    """The share of cases that a box holds at least: :data:`MASS`, and two cases."""
    return max(MASS, 2.01 / len(x))


def _limits(x: pd.DataFrame, box: pd.DataFrame) -> dict[str, tuple[float, float] | tuple[str, ...]]:
    """Only what the box restricts."""
    found: dict[str, tuple[float, float] | tuple[str, ...]] = {}
    for name in x.columns:
        low, high = box[name].tolist()
        if isinstance(low, set):
            if len(low) < x[name].nunique():
                found[str(name)] = tuple(sorted(map(str, low)))
        elif low > x[name].min() or high < x[name].max():
            found[str(name)] = (float(low), float(high))
    return found
