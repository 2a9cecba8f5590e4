"""The supplier's price of the style on air: by expected profit from stock depth, competitors' prices and enthusiasm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.public import Floats
from agents.supplier_pre import contribution

if TYPE_CHECKING:
    from agents.host import Host
    from agents.supplier import Supplier


def levels(bound: float, step: float) -> Floats:
    """Prices on offer as multiples of the live price: 1 and whole steps up and down to the bound."""
    count = int(bound / step + 1e-9)
    found: Floats = 1.0 + step * np.arange(-count, count + 1, dtype=np.float64)
    return found


def profits(
    supplier: Supplier, style: int, tick: int, ticks: int, grid: Floats, elasticity: float, rival: float
) -> Floats:
    """(n, N) CNY by price level and scenario of selling ``style`` on air from the next tick on for ``ticks`` ticks.

    Units on air fall with the price by ``elasticity`` and rise with competitors' (``rival``: demand factor of their
    index); what is left then meets the rest of the evening's demand at the live price, and the shelf at salvage value.
    """
    c, p, memory = supplier.catalogue, supplier.profile, supplier.memory
    assert memory.have is not None and memory.sold is not None
    rest = max(supplier.expected(style) - float(memory.sold[style]), 0.0)
    plan = max(float(c.remaining(tick)[style]), 1e-9)
    slots = c.per_tick[tick + 1 : tick + 1 + ticks]
    now = min(rest, rest / plan * float(c.attract[style] * c.focus_boost * slots.sum()))
    have = max(float(memory.have[style] - memory.sold[style]), 0.0)
    spread = supplier.spread(style)
    shock = np.exp(c.nodes[:, style] * spread - spread**2 / 2.0)
    sold = np.minimum(now * shock * rival * grid[:, None] ** -elasticity, have)
    later = np.minimum((rest - now) * shock, have - sold)
    share = float(c.kept[style]) * (1.0 - p.take_rate - supplier.commission) - p.payment_fee
    margin, move = float(contribution(supplier, style)), float(c.price[style]) * share * (grid - 1.0)
    value: Floats = (margin + move[:, None]) * sold + margin * later
    return value


def best(
    supplier: Supplier, style: int, tick: int, ticks: int, grid: Floats, elasticity: float, rival: float
) -> tuple[float, float]:
    """(level, CNY it is expected to bring over the live price), the smallest move among equals."""
    worth = supplier.worth(profits(supplier, style, tick, ticks, grid, elasticity, rival))
    order = np.lexsort((np.abs(grid - 1.0), -worth))
    return float(grid[order[0]]), float(worth[order[0]] - worth[np.argmin(np.abs(grid - 1.0))])


def host_value(
    host: Host, style: int, tick: int, ticks: int, grid: Floats, elasticity: float, rival: float
) -> Floats:
    """(n,) CNY of commission by price level over the live price, by the host's own belief, for ``ticks`` ticks on air."""
    c = host.catalogue
    slots = float(c.per_tick[tick + 1 : tick + 1 + ticks].sum())
    units = host.memory.belief.level_of(style) * float(c.attract[style]) * c.focus_boost * slots * rival
    turnover = float(c.price[style] * c.kept[style]) * units * grid ** (1.0 - elasticity)
    value: Floats = host.terms.commission * (turnover - float(c.price[style] * c.kept[style]) * units)
    return value
