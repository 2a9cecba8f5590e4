"""Postponement: how many semi-finished pieces to hold for a group of variants, and when to finish them into which.

A pool is bought at the price of greige and finished, later and a little dearer, into the variant that sells (Lee and Tang
1997, Management Science 43; pooling: Eppen 1979, Management Science 25).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from agents.public import Floats, Ints
from agents.supplier_pre import contribution
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.observation import BoardObservation
    from agents.supplier import Supplier

_AGAIN_MIN = 30.0  # minutes between two finishing orders of a style


@dataclass(slots=True)
class Pool:
    """Semi-finished goods of one group. Money in CNY per piece."""

    name: str
    styles: tuple[int, ...]
    greige: float  # cost of a piece before finishing
    finish: Floats  # (n,) cost of finishing it into each style
    salvage: float  # value of a piece that is not used
    quick: bool  # finished goods reach the shelf within the usual dispatch promise: no presale
    left: int = 0  # pieces not yet finished
    asked: dict[int, int] = field(default_factory=dict)  # style -> tick of its last finishing order


@dataclass(frozen=True, slots=True)
class Finishing:
    """Pieces of a pool to be finished into one style."""

    pool: Pool
    style: int
    units: int


@dataclass(frozen=True, slots=True)
class Safety:
    """Safety stock of a group either way: units, and what it adds to expected profit (CNY, risk attitude included)."""

    pool: int
    pool_gain: float
    finished: tuple[int, ...]  # by style
    finished_gain: float


def safety(supplier: Supplier, pool: Pool) -> Safety:
    """Best size of the pool, and best finished extra stock of every style, on the demand beyond the opening stock.

    Without either, what runs hot is reordered and sold as presale: only what exceeds that counts.
    """
    c, p, s = supplier.catalogue, supplier.profile, np.array(pool.styles)
    demand = c.draws(supplier.outlook(), c.log_sigma)[:, s]
    excess = np.maximum(demand - p.opening[s].sum(axis=1), 0.0)  # (N, n)
    won, cost = contribution(supplier)[s], (p.cost - p.salvage)[s]
    hot = (demand >= c.alert_ratio * c.nominal[s]) & c.reorderable[s]
    again = c.presale_share * hot * np.maximum(won - cost, 0.0)  # (N, n) per unit short
    before = (excess * again).sum(axis=1)

    def finished(j: int) -> tuple[int, Floats]:
        sizes = np.unique(np.append(0.0, excess[:, j]))[:, None]
        sold = np.minimum(sizes, excess[:, j])
        profit = won[j] * sold - cost[j] * sizes - sold * again[:, j]
        best = int(np.argmax(supplier.worth(profit)))
        return int(round(float(sizes[best, 0]))), profit[best]

    apart = [finished(j) for j in range(len(s))]
    kept = 1.0 if pool.quick else c.presale_share
    wanted = excess.sum(axis=1)
    weight = np.divide(excess, wanted[:, None], out=np.zeros_like(excess), where=wanted[:, None] > 0)
    margin = dot(weight, won - (pool.greige + pool.finish - p.salvage[s]))
    usual = np.divide(before, wanted, out=np.zeros_like(before), where=wanted > 0)
    sizes = np.unique(np.append(0.0, wanted * kept))[:, None]
    used = np.minimum(sizes, wanted * kept)
    profit = used * (margin - usual / kept) - (sizes - used) * (pool.greige - pool.salvage)
    worth = supplier.worth(profit)
    best = int(np.argmax(worth))
    together = sum((gain for _, gain in apart), start=np.zeros(len(demand)))
    nothing = float(supplier.worth(np.zeros(len(demand))))
    return Safety(
        int(round(float(sizes[best, 0]))), float(worth[best]) - nothing,
        tuple(units for units, _ in apart), float(supplier.worth(together)) - nothing,
    )  # fmt: skip


def finishing(supplier: Supplier, seen: BoardObservation) -> list[Finishing]:
    """Finishing orders of a tick: into styles whose stock runs low against what is still expected of them.

    The quantity is a newsvendor's: a finished unit that is not sold is worth less than greige that waits.
    """
    c, p, wishes = supplier.catalogue, supplier.profile, list[Finishing]()
    have = supplier.memory.have
    assert have is not None
    for pool in supplier.pools:
        for j, style in enumerate(pool.styles if pool.left > 0 else ()):
            since = seen.tick - pool.asked.get(style, -10_000)
            demand = supplier.expected(style)
            left = float(seen.stock[style].sum() + seen.incoming[style])
            if since * c.tick_min < _AGAIN_MIN or left >= p.low_stock * (demand - float(seen.sold[style])):
                continue
            spread = supplier.spread(style)
            lost = pool.finish[j] + pool.salvage - p.salvage[style]
            won = float(contribution(supplier, style)) - lost
            if won <= 0:
                continue
            level = NormalDist().inv_cdf(min(max(won / (won + max(lost, 0.0)), 0.001), 0.999))
            short = demand * float(np.exp(spread * level - spread**2 / 2.0)) - float(have[style])
            units = min(pool.left, int(short * (1.0 if pool.quick else c.presale_share)))
            if units > 0:
                pool.asked[style] = seen.tick
                pool.left -= units
                have[style] += units
                wishes.append(Finishing(pool, style, units))
    return wishes


def spread_out(units: int, need: Floats) -> Ints:
    """(W,) ``units`` split in proportion to ``need``, in whole units by largest remainder."""
    raw = units * need / need.sum()
    whole: Ints = np.floor(raw).astype(np.int64)
    whole[np.argsort(whole - raw, kind="stable")[: units - int(whole.sum())]] += 1
    return whole
