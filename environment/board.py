"""The data board 协同数据看板: observations, filled through the scheme's who-sees-what matrix.

This is the only place where the world's state turns into something a party may see. Arrays are copies that cannot
be written to, so nothing a party does with them reaches the world.
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
    copy.flags.writeable = False
    return copy


def host_desk(
    world: World, tick: int, heard: Signals, units: Ints, exposure: Floats, test_units: int, votes: tuple[int, int] | None
) -> LiveObservation:
    """One tick as the host sees it: its own live signals; orders and stock only if the scheme shows them."""
    scheme, supplier = world.scheme, world.cast.supplier
    stock = None
    if scheme.sees("host", "stock"):
        shown = world.stock.by_style() * (1.0 - supplier.traits.temptation)
        stock = _sealed(shown.astype(np.int64))
    sees_orders = scheme.sees("host", "orders")
    return LiveObservation(
        tick=tick,
        t_min=(tick + 1) * world.catalogue.tick_min,
        viewers=heard.viewers,
        likes=world.market.likes,
        comments=heard.comments,
        mentions=_sealed(heard.mentions),
        carts=_sealed(heard.carts),
        tryons=_sealed(heard.tryons),
        planned=_sealed(heard.planned),
        planned_carts=_sealed(heard.planned_carts),
        exposure=_sealed(exposure),
        units=_sealed(units) if sees_orders else None,
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
    coming = world.stock.by_style()
    busy = set()
    incoming = np.zeros(len(coming), dtype=np.int64)
    for lot in world.stock.lots:
        if lot.arrived:
            continue
        if lot.presale:
            incoming[lot.style] += int(lot.units.sum())
        else:
            coming[lot.style, lot.warehouse] += int(lot.units.sum())
            busy.add((lot.style, lot.warehouse))
    shares_signals = world.scheme.sees("supplier", "live_signals") or world.scheme.sees("supplier", "alert_evidence")
    return BoardObservation(
        tick=tick,
        t_min=(tick + 1) * world.catalogue.tick_min,
        units=_sealed(units),
        sold=_sealed(world.recorder.sold.sum(axis=1)),
        stock=_sealed(coming),
        exposure=_sealed(exposure) if shares_signals else None,
        region_units=_sealed(world.recorder.sold) if world.scheme.sees("supplier", "sales_by_region") else None,
        incoming=_sealed(incoming),
        promoted=tuple(world.cast.host.memory.promoted),
        alerts=alerts,
        busy=frozenset(busy),
    )
