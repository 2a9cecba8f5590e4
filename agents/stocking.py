"""The supplier's stock planner: how much to have, and where, before and after a show.

Safety stock is elastic: its mean follows the host's traffic estimate, its width the error of that estimate, its level the
margin (newsvendor), and experience with stock-outs corrects all of them from show to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from agents.beliefs import trust_weighted
from agents.public import Floats, Ints
from agents.supplier_pre import by_warehouse, contribution

if TYPE_CHECKING:
    from agents.supplier import Supplier, TransferWish


@dataclass(slots=True)
class Keeper:
    """What the planner brings from earlier shows, and the safety factors it used tonight."""

    shift: Floats  # (S,) safety factor learned beyond the planned one, standard deviations
    shares: Floats | None = None  # (S, R) expected regional shares of each style; None: history as it was
    level: Floats | None = None  # (S,) chance of no stock-out that tonight's stock was set for, before the shift

    def situation(self) -> tuple[bytes, ...]:
        """What valuations before the show depend on."""
        return (self.shift.tobytes(), b"" if self.shares is None else self.shares.tobytes())


@cache
def _standard() -> tuple[Floats, Floats]:
    """(safety factors to try (Z,), equally likely standard normal demands (N,))."""
    return np.linspace(-1.5, 2.5, 41), np.array([NormalDist().inv_cdf((k + 0.5) / 128) for k in range(128)])


def believed_traffic(supplier: Supplier, claim: float, spread: float, error: float) -> tuple[float, float]:
    """(mean factor on the plan, log s.d.) of tonight's traffic after the host's ``claim`` of that factor.

    Normal–normal in logs: the claim, its usual exaggeration taken off, weighs ``spread``² / (``spread``² + ``error``²) against
    the plan; the result is believed as far as the host is trusted.
    """
    weight = spread**2 / (spread**2 + error**2) if spread > 0 else 0.0
    shrunk = exp(weight * log(claim / supplier.inflation.factor))
    mean = trust_weighted(supplier.profile.discount_rule, supplier.faith, shrunk, 1.0)
    return mean, spread * sqrt(max(1.0 - weight * supplier.faith, 0.0))


def safety_factors(supplier: Supplier, mean: Floats, log_sd: float, premium: float) -> Floats:
    """(S,) safety factors z at which stocking exp(z · sd − sd²/2) × ``mean`` brings most expected profit.

    A unit costs ``premium`` more than at plan; what runs out is won back as presale where a reorder follows. Risk-neutral:
    the risk of one style among many washes out.
    """
    c, p = supplier.catalogue, supplier.profile
    z, nodes = _standard()
    stock = mean[:, None] * np.exp(z * log_sd - log_sd**2 / 2.0)  # (S, Z)
    demand = mean[:, None] * np.exp(nodes * log_sd - log_sd**2 / 2.0)  # (S, N)
    over = (p.cost * (1.0 + premium) - p.salvage)[:, None]
    won = contribution(supplier)[:, None]
    hot = (demand >= c.alert_ratio * c.nominal[:, None]) & c.reorderable[:, None]
    again = c.presale_share * hot * np.maximum(won - (p.cost - p.salvage)[:, None], 0.0)  # (S, N) per unit short
    best = np.empty(len(mean))
    for s in range(len(mean)):
        sold = np.minimum(stock[s][:, None], demand[s])
        profit = won[s] * sold - over[s] * stock[s][:, None] + (demand[s] - sold) * again[s]
        best[s] = z[int(np.argmax(profit.mean(axis=1)))]
    return best


def top_up(supplier: Supplier, keeper: Keeper, traffic: float, log_sd: float, premium: float, most: int) -> Ints:
    """(S, W) units to order now: up to plan × traffic and safety stock, at most ``most`` in all, where they will be wanted."""
    c, p = supplier.catalogue, supplier.profile
    mean, sd = c.nominal * traffic, float(np.hypot(c.log_sigma, log_sd))
    z = safety_factors(supplier, mean, sd, premium)
    keeper.level = np.array([NormalDist().cdf(x) for x in z.tolist()])
    target = mean * np.exp((z + keeper.shift) * sd - sd**2 / 2.0)
    lacking = np.maximum(target - p.opening.sum(axis=1), 0.0)
    worth = contribution(supplier) > p.cost * (1.0 + premium) - p.salvage  # else not even a sure buyer pays for the unit
    lacking *= worth * min(1.0, most / max(float((lacking * worth).sum()), 1.0))
    short = np.maximum(target[:, None] * by_warehouse(supplier) - p.opening, 0.0)
    split = short / np.maximum(short.sum(axis=1, keepdims=True), 1e-9)
    units: Ints = np.floor(lacking[:, None] * split).astype(np.int64)
    return units


def learned_shares(before: Floats, units: Ints, families: tuple[str, ...], learning: float, shrink: float) -> Floats:
    """(S, R) expected regional shares after a show that sold ``units`` (S, R).

    Few sales of a style say little: its shares are shrunk to its family's, and these to those of all goods, each by
    ``shrink`` units; the result counts ``learning`` against what was expected ``before``.
    """
    total = units.sum(axis=0) / max(units.sum(), 1)
    seen = np.empty_like(before)
    for family in dict.fromkeys(families):
        rows = [s for s, name in enumerate(families) if name == family]
        sold = units[rows].sum(axis=0)
        kin = (sold + shrink * total) / max(float(sold.sum()) + shrink, 1.0)
        seen[rows] = (units[rows] + shrink * kin) / np.maximum(units[rows].sum(axis=1, keepdims=True) + shrink, 1.0)
    weight = learning * (units.sum() > 0)
    mixed: Floats = (1.0 - weight) * before + weight * seen
    mixed /= mixed.sum(axis=1, keepdims=True)
    return mixed


def learned_shift(keeper: Keeper, out: np.ndarray, step: float) -> Floats:
    """(S,) safety factors' correction after a show in which the styles ``out`` ran out: quantile tracking.

    It stands still where stock-outs come as often as the level allows (Robbins and Monro 1951): up ``step`` × level after a
    stock-out, down ``step`` × (1 − level) after a show without.
    """
    assert keeper.level is not None
    moved: Floats = np.clip(keeper.shift + step * (out - (1.0 - keeper.level)), -1.5, 1.5)
    return moved


def restock(
    supplier: Supplier, stock: Ints, to_come: Floats, left: Callable[[float], float], lot: int
) -> list[TransferWish]:
    """Moves of whole lots after the show: where stock will not last through the shelf sales, from where it will.

    ``stock`` (S, W) lies there or is on its way, ``to_come`` (S,) units are still expected, of which the share ``left(h)``
    comes later than h hours from now: what arrives later than its buyers is of no use.
    """
    from agents.supplier import TransferWish

    c, p = supplier.catalogue, supplier.profile
    share = by_warehouse(supplier)
    need = to_come[:, None] * share
    spare = stock - need
    wishes = []
    for (source, target), (per_kg, per_unit) in p.lane_cost.items():
        region = int(np.argmax(np.where(c.home == target, c.region_share, -1.0)))
        later = left(p.lane_h[source, target])
        gain = p.freight_premium[source, region] / c.units_per_order
        for s in np.flatnonzero((spare[:, target] <= -lot) & (spare[:, source] >= lot)).tolist():
            lost = p.delay_h[source, region] / 12.0 * p.late_hazard * max(float(contribution(supplier, s)), 0.0)
            units = min(-spare[s, target], spare[s, source], need[s, target] * later) // lot * lot
            if units >= lot and gain + lost > per_kg * c.kg[s] + per_unit:
                wishes.append(TransferWish(s, source, target, float(spare[s, source]), float(units)))
                spare[s, source] -= units
                spare[s, target] += units
    return wishes
