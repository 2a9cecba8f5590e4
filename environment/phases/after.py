"""After the broadcast: shelf sales, arrivals, picking and shipping, day by day, until everything promised has left."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from environment.market import shelf_by_hour
from environment.names import name_of, style_name
from environment.phases import shortage
from environment.trade import comfort

if TYPE_CHECKING:
    from environment.luck import Floats
    from environment.world import World

_LAST_DAY_H = 240  # promised goods that have not left by then are cancelled and refunded
_THROTTLE = 0.5  # share of shelf orders a throttled shop still gets (E)


def steps(world: World) -> list[tuple[float, Callable[[], None]]]:
    """(hour, act): the end of the broadcast, then shipping days."""
    clock, wave = world.setting.clock, world.fulfilment.first_wave
    end = clock.post_window_h[1]
    marks = [wave, *range(wave + 24, int(end), 24), int(end), *range(int(end) + 24, _LAST_DAY_H + 1, 24)]
    shelf = Shelf(world)
    days = [(float(a), partial(day, world, shelf, a, b)) for a, b in zip(marks[:-1], marks[1:], strict=True)]
    return [(clock.live_duration_h, partial(close, world, shelf)), *days]


class Shelf:
    """The shelf tail: replay and shelf sales follow what the broadcast stirred up."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.total: Floats = np.zeros(0)  # (K, R) units of the whole tail
        self.done: Floats = np.zeros(0)
        self.throttled = False

    def open(self) -> None:
        """Fix the tail: a share of live demand over the hours that follow."""
        world = self.world
        fraction = world.setting.demand_model.post_live.shelf_units_fraction_of_live
        self.total = world.market.by_sku(world.market.intensity * fraction)
        self.done = shelf_by_hour(world.setting)

    def sell(self, start: int, end: int) -> None:
        """Orders of the hours from ``start`` to ``end``."""
        world, wave = self.world, self.world.fulfilment.first_wave
        end = min(end, len(self.done) - 1)
        if end <= start:
            return
        done = self.done[start : end + 1].copy()
        done[0] = 0.0 if start == wave else done[0]  # the first hour takes what came since the broadcast
        share = (done[1:] - done[:-1]) * (_THROTTLE if self.throttled else 1.0)
        stirred = None
        if world.outside is not None:
            hours = np.arange(start, start + len(share)) + 0.5
            stirred = np.stack([world.outside.factor(h * 60.0)[world.layout.style_of] for h in hours.tolist()])
        units, wanted_units = world.market.tail(start - wave, self.total, share, stirred)
        world.recorder.shelf.extend(zip(map(float, range(start, start + len(units))), wanted_units, strict=True))
        taken = world.stock.reserve(units, start, world.setting.demand_model.presale_conv_factor)
        if world.shop.held is not None:
            world.shop.sell(taken, start)
        world.recorder.orders(taken)
        shortage.sold_out(world, taken.by_style[:3], end * 60.0)
        gmv = float(np.add.reduce(taken.by_style[3] * world.layout.price))
        world.ledger.settle(world.deals.sales, {"gross_gmv_cny": gmv, "refund_cny": 0.0}, float(start), "shelf", when="delivery")


def close(world: World, shelf: Shelf) -> None:
    """The lights go out: remorse on live orders, the wave is planned."""
    shelf.open()
    comfort.stream(world)
    world.fulfilment.regret(0, world.fulfilment.first_wave)
    listed = world.setting.warehouse_costs.priority_styles
    if not isinstance(listed, str):
        for style in listed:
            world.fulfilment.priority[world.layout.styles.index(style)] = True
    first = [style_name(world, int(s)) for s in np.flatnonzero(world.fulfilment.priority)]
    per_order = world.catalogue.units_per_order
    so_far = int(world.hours) + 2  # buckets in which anybody can have ordered
    waiting = [round(float(np.add.reduce(q[:so_far], None)) / per_order) for q in world.stock.queue]
    world.tell(
        world.hours * 60.0, "wave", world.cast.supplier.name, "wave" if first else "wave.plain", orders=sum(waiting),
        style=(", ".join(f[0] for f in first), "、".join(f[1] for f in first)),
        evidence=dict(zip(world.layout.warehouses, waiting, strict=True)),
    )  # fmt: skip


def day(world: World, shelf: Shelf, start: int, end: int) -> None:
    """One shipping day, cut at the arrival of goods."""
    if _over(world, shelf, start):
        world.recorder.stock.append((float(end), world.stock.by_style()))
        world.fulfilment.fakes.append([0] * len(world.layout.warehouses))
        return
    _throttle(world, shelf, start)
    if shelf.throttled:
        world.recorder.throttled_h += max(0, min(end, len(shelf.done) - 1) - start)
    if world.depot is not None:
        world.depot.restock(float(start))
    arrivals = {math.ceil(lot.ready_h) for lot in world.stock.lots if not lot.arrived}
    cuts = [start, *sorted(h for h in arrivals if start < h < end), end]
    for a, b in zip(cuts[:-1], cuts[1:], strict=True):
        _receive(world, float(a))
        shelf.sell(a, b)
        waiting = world.fulfilment.waiting(b)
        if len(waiting.at):
            world.fulfilment.regret(a, b, waiting)
            world.fulfilment.impatience(float(a), float(b), waiting)
        world.fulfilment.advance(a, b, waiting)
        world.recorder.stock.append((float(b), world.stock.by_style()))
    world.fulfilment.overstate(start, end)


def _over(world: World, shelf: Shelf, start: int) -> bool:
    """Whether nothing sells, waits or is on its way any more, so that a day changes nothing."""
    if start < len(shelf.done) - 1 or shelf.throttled or world.depot is not None or world.fulfilment.busy:
        return False
    return all(lot.arrived for lot in world.stock.lots)


def _receive(world: World, hour: float) -> None:
    for lot in world.stock.receive(hour):
        world.fulfilment.arrivals(lot)
        promised = int(np.add.reduce(lot.held, None))
        kind = "rush" if lot.presale else "finish" if lot.id.startswith("G") else "transfer"  # G: finished from a pool
        if lot.presale or promised:
            world.tell(
                lot.ready_h * 60.0, "arrival", world.layout.warehouses[lot.warehouse],
                f"arrival.{kind}", style=style_name(world, lot.style),
                units=int(np.add.reduce(lot.units)) + promised, promised=promised, lot=lot.id,
                warehouse=name_of(world.setting, world.layout.warehouses[lot.warehouse]),
            )  # fmt: skip


def _throttle(world: World, shelf: Shelf, hour: int) -> None:
    """The platform holds back a shop whose share of late orders is too high, until it has caught up."""
    rule, promise = world.setting.platform.late_rate_throttle, world.setting.promises.ship_within_h
    due = max(0, int(hour - promise))
    if not due:
        return
    late = world.fulfilment.overdue(due)
    rate = late / max(late + world.fulfilment.units_out, 1.0)
    limit = rule.until_below if shelf.throttled else rule.at
    throttled = rate >= limit if limit > 0 else late > 0
    if throttled != shelf.throttled:
        key = "throttle.on" if throttled else "throttle.off"
        world.tell(hour * 60.0, "platform", "platform", key, rate=100 * rate, at=100 * rule.at)
    shelf.throttled = throttled
