"""The data board 协同数据看板: observations, filled through the scheme's who-sees-what matrix.

This is the only place where the world's state turns into something a party may see. Arrays cannot be written to, and
none shares memory with what the world goes on to change, so nothing a party does with them reaches the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agents.observation import Alert, BoardObservation, LiveObservation

if TYPE_CHECKING:
    from environment.luck import Floats, Ints
    from environment.market import Signals
    from environment.world import World


@dataclass(frozen=True, slots=True)
class Shown:
    """What the scheme and its owners show on air, the same throughout a show."""

    stock: bool  # to the host
    orders: bool  # to the host
    signals: bool  # to the supplier
    regions: bool  # to the supplier

    @classmethod
    def of(cls, world: World) -> Shown:
        signals = world.sees("supplier", "live_signals") or world.sees("supplier", "alert_evidence")
        return cls(world.sees("host", "stock"), world.sees("host", "orders"), signals, world.sees("supplier", "sales_by_region"))


class Sold(NamedTuple):
    """Orders of a tick, in stock and presale; read-only. None where they are not seen, or not yet."""

    units: Ints | None  # (S, R)
    ordered: Ints | None  # (S,) the same over all regions


NONE_SOLD = Sold(None, None)


def _sealed(array: np.ndarray) -> np.ndarray:
    """``array``, which nobody else holds."""
    array.setflags(write=False)
    return array


@cache
def _nothing(styles: int) -> Ints:
    return _sealed(np.zeros(styles, dtype=np.int64))


def host_desk(
    world: World, tick: int, heard: Signals, sold: Sold, exposure: Floats, test_units: int, votes: tuple[int, int] | None
) -> LiveObservation:
    """One tick as the host sees it: its own live signals; orders and stock only if the scheme shows them."""
    supplier, stock = world.cast.supplier, None
    if world.shown.stock:
        stock, hidden = world.stock.by_style(), supplier.traits.temptation
        if hidden:
            if world.shop.held is None:
                stock = _sealed((stock * (1.0 - hidden)).astype(np.int64))
            else:
                held = np.add.reduceat(world.shop.held, world.stock.starts, axis=0)
                stock = _sealed(np.minimum(stock, ((stock + held) * (1.0 - hidden)).astype(np.int64)))
    sees_orders, now = world.shown.orders, (tick + 1) * world.catalogue.tick_min
    planned, carts, under = heard.planned, heard.planned_carts, None
    sizes = world.recorder.skus if sees_orders else None  # (K,) ordered so far
    orders = sold if sees_orders else NONE_SOLD
    if world.outside is not None:  # what is known to move demand tonight is not taken for appeal
        known = world.outside.now(now - 0.5 * world.catalogue.tick_min)
        exposure, carts = (_sealed(x * known) for x in (exposure, carts))  # but heat is against the plan goods were made for
    if world.stream is not None:
        orders, under, sizes, stock = _host_stream(world, now, sold, exposure, sizes, stock)
    return LiveObservation(
        tick=tick,
        t_min=now,
        viewers=heard.viewers,
        likes=world.market.likes,
        comments=heard.comments,
        mentions=heard.mentions,
        carts=heard.carts,
        tryons=heard.tryons,
        planned=planned,
        planned_carts=carts,
        noted=heard.noted,
        exposure=exposure,
        units=orders.units,
        ordered=orders.ordered,
        stock=stock,
        unlocked=world.market.shelf_shown,
        sizes=sizes,
        units_exposure=under,
        ahead=None if world.outside is None else world.outside.ahead(tick, now),
        test_units=test_units,
        votes=votes,
        words=None if world.trade is None else world.trade.words,
    )


def _host_stream(
    world: World, now: float, sold: Sold, exposure: Floats, sizes: Ints | None, stock: Ints | None
) -> tuple[Sold, Floats | None, Ints | None, Ints | None]:
    """Orders, what they were made under, sizes and stock as the stream brings them to the host; None before the first."""
    stream, host = world.stream, world.cast.host.name
    assert stream is not None
    if sizes is not None:
        stream.publish("orders", now, (sold, exposure, sizes))
    if stock is not None:
        stream.publish("stock", now, stock)
    orders = stream.read(host, "orders", now) or (NONE_SOLD, None, None)
    return orders[0], orders[1], orders[2], stream.read(host, "stock", now)


def _supplier_stream(
    world: World, now: float, sold: Sold, exposure: Floats | None, promoted: tuple[int, ...]
) -> tuple[Sold, Floats | None, tuple[int, ...]]:
    """Live signals, with the units that go with them, and promotions as the stream brings them to the supplier.

    Its own orders alone, where no signals are shown, need no stream.
    """
    stream, supplier = world.stream, world.cast.supplier.name
    assert stream is not None
    stream.publish("promotions", now, promoted)
    told = stream.read(supplier, "promotions", now) or ()
    if exposure is None:
        return sold, None, told
    stream.publish("live_signals", now, (sold, exposure))
    seen = stream.read(supplier, "live_signals", now) or (NONE_SOLD, None)
    return seen[0], seen[1], told


def _under_way(world: World) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    """Units not yet promised of goods being made, by style, and of goods on the move, by style and warehouse."""
    made: dict[int, int] = {}
    moving: dict[tuple[int, int], int] = {}
    for lot in world.stock.lots:
        if lot.arrived:
            continue
        if lot.presale:
            made[lot.style] = made.get(lot.style, 0) + lot.left
        else:
            place = lot.style, lot.warehouse
            moving[place] = moving.get(place, 0) + lot.left
    return made, moving


def supplier_board(world: World, tick: int, sold: Sold, exposure: Floats, alerts: tuple[Alert, ...]) -> BoardObservation:
    """One tick as the supplier sees it: its own books always, the rundown's exposure only if signals are shared."""
    coming, (made, moving) = world.stock.by_style(), _under_way(world)
    incoming = _nothing(len(coming))
    if made:
        incoming = incoming.copy()
        for style, units in made.items():
            incoming[style] = units
        incoming.setflags(write=False)
    if moving:
        coming = coming.copy()
        for place, units in moving.items():
            coming[place] += units
        coming.setflags(write=False)
    now, promoted = (tick + 1) * world.catalogue.tick_min, tuple(world.cast.host.memory.promoted)
    mine = sold
    seen: Floats | None = exposure if world.shown.signals else None
    if world.outside is not None and seen is not None:
        seen = _sealed(seen * world.outside.now(now - 0.5 * world.catalogue.tick_min))
    if world.stream is not None:
        mine, seen, promoted = _supplier_stream(world, now, sold, seen, promoted)
    return BoardObservation(
        tick=tick,
        t_min=now,
        units=mine.units,
        ordered=mine.ordered,
        sold=world.recorder.on_air,
        stock=coming,
        exposure=seen,
        region_units=world.recorder.sold if world.shown.regions else None,
        incoming=incoming,
        promoted=promoted,
        ahead=None if world.outside is None else world.outside.ahead(tick, now),
        alerts=alerts,
        aside=None if world.shop.held is None else _sealed(world.shop.by_style()),
        busy=frozenset(moving),
    )
