"""Which engine computes the physical world of a show: see :mod:`protocols.kernels`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from environment import kernels, shipments
from environment.fulfilment import Fulfilment
from environment.market import Market
from environment.stock import Stock

if TYPE_CHECKING:
    from environment.layout import Layout
    from environment.luck import Floats, Ints, Luck
    from environment.scenario import Scenario
    from environment.shipments import Limits, Rows, Shipments


def market(scenario: Scenario, layout: Layout, luck: Luck, *, story: bool) -> Market:
    """The audience of a show."""
    if kernels.library() is None:
        return Market(scenario, layout, luck, story=story)
    from environment.kernels.audience import CompiledMarket

    return CompiledMarket(scenario, layout, luck, story=story)


def stock(layout: Layout, buckets: int) -> Stock:
    """The goods of a show."""
    if kernels.library() is None:
        return Stock(layout, buckets)
    from environment.kernels.goods import CompiledStock

    return CompiledStock(layout, buckets)


def fulfilment(scenario: Scenario, layout: Layout, goods: Stock, luck: Luck) -> Fulfilment:
    """Picking and shipping of a show."""
    if kernels.library() is None or luck.seed >> 64:  # (a longer seed's streams are numpy's alone)
        return Fulfilment(scenario, layout, goods, luck)
    from environment.kernels.dispatch import CompiledFulfilment

    return CompiledFulfilment(scenario, layout, goods, luck)


def delivered(
    layout: Layout, rows: Rows, slot: Ints, scans: Floats, draws: Floats, kg: Floats, limits: Limits
) -> Shipments:
    """The journey of all that left: :func:`environment.shipments.delivered`."""
    if kernels.library() is None:
        return shipments.delivered(layout, rows, slot, scans, draws, kg, limits)
    from environment.kernels.delivery import delivered as compiled

    return compiled(layout, rows, slot, scans, draws, kg, limits)
