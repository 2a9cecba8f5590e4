"""On air: one function per live tick, in the order of the day."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from agents.host import Move
from agents.observation import Alert
from environment import board
from environment.market import Push
from environment.names import COUNTERS, style_name
from environment.phases import answers, shortage
from environment.recorder import AlertLife, Tick
from environment.trade.promises import untrue

if TYPE_CHECKING:
    from environment.luck import Ints
    from environment.scenario import Scenario
    from environment.taken import Taken
    from environment.world import World


@dataclass(slots=True)
class Rules:
    """What every tick asks of the scenario, as plain numbers."""

    gifts: int  # that there are
    gift_promoted: bool  # the gift goes with a promoted style
    test_exposure: float
    low_stock: float

    @classmethod
    def of(cls, scenario: Scenario) -> Rules:
        gift, signals = scenario.gift, scenario.signals
        gifts, promoted = min(gift.first_n_orders, gift.stock), gift.trigger == "promotion"
        return cls(gifts, promoted, signals.quick_test_link.exposure, scenario.replenishment.low_stock_trigger)


@dataclass(slots=True)
class Desk:
    """What is going on during the broadcast: links, gifts, votes, alerts under way."""

    rules: Rules
    test: int = -1
    test_units: int = 0
    test_since: int = -1
    gift: int = -1
    asked: tuple[int, int] | None = None
    under_way: list[tuple[float, Alert]] = field(default_factory=list)  # (minute of arrival, alert)
    watched: list[tuple[int, int]] = field(default_factory=list)  # (style, warehouse) of alerted styles not yet told to run low

    def arrived(self, end_min: float) -> tuple[Alert, ...]:
        """The alerts that are there by ``end_min``: they are under way no more."""
        found = tuple([alert for minute, alert in self.under_way if minute <= end_min])
        self.under_way = [(minute, alert) for minute, alert in self.under_way if minute > end_min]
        return found


def steps(world: World) -> list[tuple[float, Callable[[], None]]]:
    """(hour, act) of every live tick."""
    desk = Desk(Rules.of(world.setting))
    return [(t * world.layout.tick_h, partial(tick, world, desk, t)) for t in range(len(world.layout.plan))]


def tick(world: World, desk: Desk, t: int) -> None:
    """Five minutes on air."""
    market, push, trade = world.market, world.push, world.trade
    end_min, bucket = (t + 1) * world.catalogue.tick_min, int(t * world.layout.tick_h)
    market.open_tick(t)
    early = 0 if trade is None else trade.open(t, end_min - world.catalogue.tick_min)
    false_call = push.last_call and untrue(world)
    wanted, exposure = market.demand(push)
    if trade is None:
        taken = sell(world, market.draw(t, wanted), bucket)
    else:
        taken = sell(world, trade.link(market.draw(t, trade.wanted(wanted, push.focus)), t, push), bucket)
        taken.styles = taken.styles + early  # the batch as recorded stays what it is
        taken.count()
    sold, parts, units = taken.ordered, taken.by_style[:3], taken.by_style[3]
    orders = board.Sold(sold, units)
    if push.last_call:
        _last_call(world, sold, push, false_call)
    gmv = _takings(world, units)
    if push.gift >= 0:
        _gifts(world, sold, push, desk.rules.gifts, end_min)
    heard = market.listen()
    if market.opened:
        _unlocks(world, end_min)
    if desk.test >= 0:
        linked = int(units[desk.test])
        desk.test_units += linked if trade is None else trade.test_units(linked)
    if trade is not None:
        trade.hear(t, heard, end_min)
    votes = market.vote(t, *desk.asked) if desk.asked else None
    seen = board.host_desk(world, t, heard, orders, exposure, desk.test_units, votes)
    move = world.cast.host.on_air(seen)
    row = Tick(end_min, heard, units, parts, taken.styles, push.focus, push.effort, gmv, world.cast.host.memory.heat.copy())
    _record(world, t, row)
    if desk.watched:
        _watch(world, desk, end_min)
    shortage.sold_out(world, parts, end_min)
    if votes and desk.asked:
        _voted(world, desk.asked, votes, end_min)
    _host_moves(world, desk, t, move, end_min)
    arrived = desk.arrived(end_min) if desk.under_way else ()
    answer = world.cast.supplier.on_air(board.supplier_board(world, t, orders, exposure, arrived))
    if trade is None:
        answers.give(world, answer, end_min)
    else:
        trade.give(answer, end_min)
        trade.moved(t, desk, move, end_min)


def sell(world: World, units: Ints, bucket: int) -> Taken:
    """How the orders of a tick, (K, R) ``units``, are met."""
    taken = world.stock.reserve(units[None], bucket, world.catalogue.presale_share)
    if world.shop.held is not None:
        world.shop.sell(taken, bucket)
    world.recorder.orders(taken)
    return taken


def _takings(world: World, units: Ints) -> float:
    """Consumers pay for the ``units`` (S,) they ordered; turnover of the tick, CNY."""
    price = world.layout.price if world.trade is None else world.trade.takings(units)
    sales, gmv = world.deals.sales, float(np.add.reduce(units.astype(np.float64) * price))  # as floats at once: half the cost
    facts = {"gross_gmv_cny": gmv, "refund_cny": 0.0}
    for clause in sales.clauses:
        if clause.when == "delivery":
            cny = float(clause.cash(sales.terms, facts))
            if cny:
                payer, payee = sales.parties[clause.payer], sales.parties[clause.payee]
                world.ledger.post_cny(world.hours, payer, payee, cny, sales.name, clause.name, "orders")
    return gmv


def _gifts(world: World, sold: Ints, push: Push, limit: int, end_min: float) -> None:
    """The gift goes with the first orders of the promoted style, while it lasts."""
    gift, recorder = world.setting.gift, world.recorder
    orders = math.ceil(sum(sold[push.gift].tolist()) / world.catalogue.units_per_order)
    given = min(orders, limit - recorder.gifts)
    if given > 0 and recorder.gifts + given == limit:
        world.tell(end_min, "gift", world.cast.host.name, "gift.out", style=style_name(world, push.gift), n=limit)
    recorder.gifts += max(given, 0)
    world.ledger.post_cny(world.hours, world.cast.supplier.name, "outside", given * gift.unit_cost, "books", "gifts", gift.id)


def _last_call(world: World, sold: Ints, push: Push, false: bool) -> None:
    """Note the orders taken while the host says that the last pieces are going."""
    units = int(np.add.reduce(sold[push.focus]))
    world.recorder.called[0] += units
    world.recorder.called[1] += units * false


def _unlocks(world: World, end_min: float) -> None:
    for i in world.market.opened:
        style = world.setting.styles[i]
        if style.unlock is not None:
            world.tell(
                end_min, "unlock", world.cast.host.name, "unlock", style=style_name(world, i),
                metric=COUNTERS[style.unlock.metric],
                evidence={
                    style.unlock.metric: int(world.market.counted(style.unlock.metric)), "threshold": style.unlock.threshold
                },
            )  # fmt: skip


def _voted(world: World, asked: tuple[int, int], votes: tuple[int, int], end_min: float) -> None:
    one, two = (style_name(world, s) for s in asked)
    world.tell(end_min, "vote", "consumers", "vote", one=one, two=two, ones=votes[0], twos=votes[1])


def _record(world: World, t: int, row: Tick) -> None:
    recorder = world.recorder
    recorder.tick(row)
    recorder.stock.append((row.t_min / 60.0, world.stock.by_style()))
    if (t + 1) % 3 == 0:
        recorder.forecast(row.t_min, world.cast.host.outlook(t), recorder.on_air)


def _watch(world: World, desk: Desk, end_min: float) -> None:
    """Tell where alerted styles run low, once per warehouse."""
    left, opening, trigger = world.stock.by_style(), world.stock.opening, desk.rules.low_stock
    low = [place for place in desk.watched if left.item(place) < trigger * opening.item(place)]
    if low:
        desk.watched = [place for place in desk.watched if place not in low]
    for style, warehouse in low:
        entry = world.setting.warehouses[warehouse]
        world.tell(
            end_min, "stock", world.layout.warehouses[warehouse], "stock.low", style=style_name(world, style),
            warehouse=(entry.en, entry.zh), units=left.item(style, warehouse), opening=opening.item(style, warehouse),
        )  # fmt: skip


def _host_moves(world: World, desk: Desk, t: int, move: Move, end_min: float) -> None:
    """The host's move takes effect in the next tick; its alert starts its way down the chain."""
    host = world.cast.host
    if move.alert is not None:
        alert = move.alert
        life = AlertLife(alert)
        life.enter("issued", end_min, host.name)
        if all(known.alert.style != alert.style for known in world.recorder.alerts):
            desk.watched += [(alert.style, warehouse) for warehouse in range(len(world.layout.warehouses))]
        world.recorder.alerts.append(life)
        delay = world.setting.signals.alert_rule.delay_min + world.delay_min
        if world.trade is not None:
            delay += world.trade.limits.latency_min
        desk.under_way.append((end_min + delay, alert))
        world.tell(
            end_min, "alert", host.name, "alert", style=style_name(world, alert.style), units=int(alert.units),
            low=int(alert.low), high=int(alert.high), ratio=alert.ratio,
            colours=_colours(world, alert.style), sizes=_size_advice(world, alert),
            evidence={"ratio": round(alert.ratio, 2), "mentions": alert.mentions, "carts": alert.carts,
                      "plan_units": int(world.catalogue.nominal[alert.style])},
        )  # fmt: skip
    if move.promote >= 0:
        if world.trade is None:
            desk.gift = move.promote
        else:
            world.trade.consent.gift(desk, move.promote, end_min)
        world.tell(end_min, "promotion", host.name, "promote", style=style_name(world, move.promote))
    if desk.test >= 0 and move.test != desk.test:
        hot = desk.test in host.memory.hot
        world.tell(
            end_min, "test", host.name, "test.hot" if hot else "test.cool", style=style_name(world, desk.test),
            qty=host.profile.test_qty, units=desk.test_units, minutes=(t - desk.test_since) * world.catalogue.tick_min,
        )  # fmt: skip
        desk.test = -1
    if move.test >= 0 and move.test != desk.test:
        desk.test, desk.test_units, desk.test_since = move.test, 0, t
        world.tell(
            end_min, "test", host.name, "test.open", style=style_name(world, move.test),
            qty=host.profile.test_qty, ratio=float(host.memory.heat[move.test]),
        )  # fmt: skip
    desk.asked = move.vote
    rules = desk.rules
    gift = desk.gift if rules.gift_promoted and world.recorder.gifts < rules.gifts else -1
    exposure = rules.test_exposure if desk.test >= 0 else 1.0
    world.push = Push(move.focus, move.effort, gift, desk.test, exposure, move.last_call)


def _colours(world: World, style: int) -> tuple[str, str]:
    colours = world.setting.styles[style].colours
    if not colours:
        return "", ""
    return " (" + ", ".join(c.en for c in colours) + ")", "（" + "、".join(c.zh for c in colours) + "）"


def _size_advice(world: World, alert: Alert) -> tuple[str, str]:
    """Advice on the size that sells furthest ahead of its planned share; none of one size, or where orders are not seen."""
    rows = world.layout.rows[alert.style]
    if not alert.sizes or len(rows) < 2:
        return "", ""
    seen = np.array(alert.sizes)[rows]
    lead = seen / max(seen.sum(), 1) - world.layout.size_share[rows]
    size = world.layout.sizes[int(rows[int(np.argmax(lead))])]
    return f", advises more of size {size}", f"，建议加推{size}码"
