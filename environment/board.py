"""The data board 协同数据看板: observations, filled through the scheme's who-sees-what matrix.

This is the only place where the world's state turns into something a party may see. Arrays cannot be written to, and
none shares memory with what the world goes on to change, so nothing a party does with them reaches the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.observation import Alert, BoardObservation, LiveObservation

if TYPE_CHECKING:
    from environment.luck import Floats, Ints
    from environment.market import Signals
    from environment.world import World


def _sealed(array: np.ndarray) -> np.ndarray:
    copy = array.copy()
    copy.setflags(write=False)
    return copy


def host_desk(
    world: World, tick: int, heard: Signals, units: Ints, exposure: Floats, test_units: int, votes: tuple[int, int] | None
) -> LiveObservation:
    """One tick as the host sees it: its own live signals; orders and stock only if the scheme shows them."""
    supplier, stock = world.cast.supplier, None
    if world.sees("host", "stock"):
        stock, hidden = world.stock.by_style(), supplier.traits.temptation
        if hidden:
            if world.shop.held is None:
                stock = _sealed((stock * (1.0 - hidden)).astype(np.int64))
            else:
                held = np.add.reduceat(world.shop.held, world.stock.starts, axis=0)
                stock = _sealed(np.minimum(stock, ((stock + held) * (1.0 - hidden)).astype(np.int64)))
    sees_orders = world.sees("host", "orders")
    return LiveObservation(
        tick=tick,
        t_min=(tick + 1) * world.catalogue.tick_min,
        viewers=heard.viewers,
        likes=world.market.likes,
        comments=heard.comments,
        mentions=heard.mentions,
        carts=heard.carts,
        tryons=heard.tryons,
        planned=heard.planned,
        planned_carts=heard.planned_carts,
        exposure=exposure,
        units=units if sees_orders else None,
        stock=stock,
        unlocked=_sealed(world.market.unlocked),
        sizes=_sizes(world) if sees_orders else None,
        test_units=test_units,
        votes=votes,
    )


def _sizes(world: World) -> Ints:
    """(K,) units ordered so far per sku."""
    return _sealed(world.recorder.by_sku)


def supplier_board(world: World, tick: int, units: Ints, exposure: Floats, alerts: tuple[Alert, ...]) -> BoardObservation:
    """One tick as the supplier sees it: its own books always, the rundown's exposure only if signals are shared."""
    coming, busy = world.stock.by_style(), set()
    incoming = np.zeros(len(coming), dtype=np.int64)
    for lot in world.stock.lots:
        if lot.arrived:
            continue
        if lot.presale:
            incoming[lot.style] += lot.left
        else:
            coming = coming if coming.flags.writeable else coming.copy()
            coming[lot.style, lot.warehouse] += lot.left
            busy.add((lot.style, lot.warehouse))
    for array in (coming, incoming):
        array.setflags(write=False)
    sold = world.recorder.sold
    shares_signals = world.sees("supplier", "live_signals") or world.sees("supplier", "alert_evidence")
    return BoardObservation(
        tick=tick,
        t_min=(tick + 1) * world.catalogue.tick_min,
        units=units,
        sold=_sealed(sold @ world.layout.every_region),
        stock=coming,
        exposure=exposure if shares_signals else None,
        region_units=sold if world.sees("supplier", "sales_by_region") else None,
        incoming=incoming,
        promoted=tuple(world.cast.host.memory.promoted),
        alerts=alerts,
        aside=None if world.shop.held is None else _sealed(world.shop.by_style()),
        busy=frozenset(busy),
    )
