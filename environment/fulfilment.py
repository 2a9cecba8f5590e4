"""Picking and shipping: first come first served through limited hours, day by day.

A warehouse is a queue with known arrivals and an hourly capacity. Between two decisions (a *block*: a day, or the
time to the next arrival of goods) the hour in which each waiting unit leaves follows from its position in the queue,
so a block costs a few array operations on the cells that wait, of all warehouses at once, whatever the number of
orders. Priority styles go first, up to the share of capacity that runs on the automated line; then first come first
served.

Capacity counts parcels; goods are counted in units, and a parcel holds ``units_per_order`` units on average.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import Layout, NDArrayBool
from environment.luck import Floats, Ints, Luck, thin
from environment.stock import Lot, Stock
from environment.trade.audience import late_hazard
from protocols.sums import added

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scenario.parties import Outage
    from environment.week.dock import Dock

_STIR = 4099.0  # u · (1 + 4099 d) mod 1 is uniform for every day d and nearly independent between days
Rows = tuple[Ints, Ints, Ints]  # hour, cell of the queue, units


@dataclass(slots=True)
class Waiting:
    """The cells of the queue in which orders wait, in order of warehouse, then first come first served; all (n,)."""

    at: Ints  # position in the flattened queue
    units: Ints
    warehouse: Ints
    bucket: Ints
    presale: Ints  # 0 or 1
    style: Ints
    cell: Ints  # position in a flattened (S, R) table
    place: int = 0  # where these lie in memory, one after the other, if they do


_NONE = np.zeros(0, dtype=np.int64)
NOBODY = Waiting(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


@dataclass(slots=True)
class Fulfilment:
    """Dispatch of one show: capacities, what left when, what was cancelled while waiting."""

    scenario: Scenario
    layout: Layout
    stock: Stock
    luck: Luck
    first_wave: int = field(init=False)  # first hour of picking
    dawn: int = field(init=False)  # hour at which shipping day 0 starts: the first wave, or where a week has it
    dock: Dock | None = None  # of a show that shares hours and trucks with others
    priority: NDArrayBool = field(init=False)  # (S,)
    surge: Floats = field(init=False)  # (W,) staffed surge parcels a day
    short: Floats = field(init=False)  # (W,) surge parcels a day that were sold but not staffed
    surge_from_h: Floats = field(init=False)  # (W,) hour from which surge labour works
    daily: Floats = field(init=False)  # (C, 2, W) booked and overflow parcels a day after bargaining
    extra: dict[tuple[int, int, int], float] = field(default_factory=dict)  # (carrier, warehouse, day) -> booked ahead
    bump: dict[int, float] = field(default_factory=dict)  # carrier -> share of booked parcels bumped on the first day
    shipped: list[Rows] = field(default_factory=list)
    units_out: int = 0  # units that left so far
    impatient: int = 0  # units whose buyers gave up waiting, or who were given up
    fakes: list[list[int]] = field(default_factory=list)  # per day and warehouse: parcels reported but not shipped
    cancelled: Ints = field(init=False)  # (S, R) before shipping
    reshelved: Ints = field(init=False)  # (S, W) cancelled units, sellable only after the show
    carry: list[float] = field(init=False)  # fraction of a unit of capacity carried to the next block, per warehouse
    room: list[int] = field(init=False)  # units the carriers still collect today, per warehouse
    room_day: list[int] = field(init=False)
    _oldest: int = 0  # no order of an earlier bucket waits
    _hazard: float = field(init=False)  # of giving up, per 12 hours late
    _outages: list[tuple[Outage, ...]] = field(init=False)  # of each carrier
    _cut_off: set[str] = field(init=False)  # warehouses that an outage concerns
    _u: Floats = field(init=False)  # (B, S, R) luck of remorse
    _late: Floats = field(init=False)  # (B, S, R) luck of impatience

    def __post_init__(self) -> None:
        s, r, w = len(self.layout.styles), len(self.layout.regions), len(self.layout.warehouses)
        self.first_wave = self.dawn = int(np.ceil(self.scenario.warehouse_costs.wave_start_h))
        self._hazard, self._outages = late_hazard(self.scenario), [c.outages for c in self.scenario.carriers]
        self._cut_off = {outage.warehouse for outages in self._outages for outage in outages}
        self.priority = np.zeros(s, dtype=bool)
        self.surge, self.surge_from_h = np.zeros(w), np.full(w, np.inf)
        self.short = np.zeros(w)
        self.daily = np.array(
            [
                [[t.get(i, 0) for i in self.layout.warehouses] for t in (c.booked_parcels_per_day, c.overflow_parcels_per_day)]
                for c in self.scenario.carriers
            ],
            dtype=float,
        )
        self.cancelled = np.zeros((s, r), dtype=np.int64)
        self.reshelved = np.zeros((s, w), dtype=np.int64)
        self.carry, self.room, self.room_day = [0.0] * w, [0] * w, [-999] * w
        self._draw_luck((self.stock.buckets, s, r))

    def _draw_luck(self, shape: tuple[int, int, int]) -> None:
        self._u = self.luck.uniform("fulfilment.cancel", shape)
        self._late = self.luck.uniform("fulfilment.late", shape)

    def _remorse(self, at: Ints) -> Floats:
        """Luck of remorse at positions in a flattened (B, S, R) table."""
        return self._u.take(at)

    @property
    def busy(self) -> bool:
        """Whether orders may wait."""
        return self._oldest < self.stock.buckets

    def waiting(self, before: int | None = None) -> Waiting:
        """The orders that wait now: all, or those placed in buckets up to ``before`` (which is not one of them)."""
        first, end = self._oldest, self.stock.buckets if before is None else min(before, self.stock.buckets)
        if first >= end:
            return NOBODY
        queue = self.stock.queue
        buckets, block = queue.shape[1], queue[0, 0].size
        found = (queue[:, first:end] != 0).ravel().nonzero()[0]
        if not len(found):
            return NOBODY
        warehouse = found // ((end - first) * block)
        at = found + warehouse * ((buckets - end + first) * block) + first * block
        half, cell = np.divmod(at, block // 2)
        bucket = (half >> 1) % buckets
        units, style = queue.reshape(-1).take(at), cell // len(self.layout.regions)
        return Waiting(at, units, warehouse, bucket, half & 1, style, cell)

    def overdue(self, due: int) -> int:
        """Units sold as in stock before bucket ``due`` that still wait."""
        return int(np.add.reduce(self.stock.queue[:, self._oldest : due, 0], None))

    # --- cancellations ------------------------------------------------------------------------
    def regret(self, first: int, last: int, waiting: Waiting | None = None) -> None:
        """Buyers' remorse on orders of buckets ``first``..``last``-1 before they ship (styles' refund share)."""
        waiting = waiting or self.waiting(last)
        rows = ((waiting.bucket >= first) & (waiting.bucket < last)).nonzero()[0]
        if len(rows):
            self._cancel(waiting, rows, self.layout.refund[waiting.style[rows]], self._luck(self._u, waiting, rows))

    def impatience(self, now_h: float, until_h: float, waiting: Waiting | None = None) -> None:
        """Cancellations of orders that wait longer than the target, hazard per 12 hours late."""
        promises, hazard = self.scenario.promises, self._hazard
        after = promises.target_ship_h, promises.presale_ship_within_h
        if hazard <= 0 or self._oldest + min(after) >= until_h:
            return
        last = min(self.stock.buckets, math.floor(until_h - min(after)) + 2)  # nothing from this bucket on is due
        due = np.arange(self._oldest, last)[:, None] + after
        share = np.where(due < until_h, 1.0 - (1.0 - hazard) ** (np.maximum(until_h - np.maximum(due, now_h), 0.0) / 12.0), -1.0)
        waiting = waiting or self.waiting()
        if len(waiting.at):  # with fresh luck every day of waiting
            self.impatient += self._lose(waiting, share, 1.0 + _STIR * self.day_of(now_h))

    def _lose(self, waiting: Waiting, share: Floats, stir: float) -> int:
        """Cancel ``share`` (some buckets from the oldest on, 2) of what waits, none where it is below 0; units cancelled."""
        old = (waiting.bucket < self._oldest + len(share)).nonzero()[0]
        part = share[waiting.bucket[old] - self._oldest, waiting.presale[old]]
        late = (part >= 0).nonzero()[0]
        rows = old[late]
        return self._cancel(waiting, rows, part[late], self._luck(self._late, waiting, rows) * stir % 1.0)

    def _luck(self, table: Floats, waiting: Waiting, rows: Ints) -> Floats:
        luck: Floats = table.reshape(-1)[waiting.bucket[rows] * self.cancelled.size + waiting.cell[rows]]
        return luck

    def _cancel(self, waiting: Waiting, rows: Ints, share: Floats, luck: Floats) -> int:
        gone = thin(luck, waiting.units[rows], share)
        some = gone.nonzero()[0]
        self._remove(waiting, rows[some], gone[some])
        return int(np.add.reduce(gone))

    def give_up(self) -> None:
        """Cancel every order that still waits; its goods go back on the shelf."""
        waiting = self.waiting()
        if len(waiting.at):
            self.impatient += int(np.add.reduce(waiting.units))
            self._remove(waiting, np.arange(len(waiting.at)), waiting.units.copy())

    def _remove(self, waiting: Waiting, rows: Ints, gone: Ints) -> None:
        waiting.units[rows] -= gone
        self.stock.queue.reshape(-1)[waiting.at[rows]] -= gone
        np.add.at(self.cancelled.reshape(-1), waiting.cell[rows], gone)
        np.add.at(self.reshelved.reshape(-1), waiting.style[rows] * len(self.room) + waiting.warehouse[rows], gone)

    def arrivals(self, lot: Lot) -> None:
        """Take cancelled orders out of a lot that just arrived: remorse, and patience lost beyond the presale promise."""
        bucket, region = lot.held.nonzero()
        if not len(bucket):
            return
        promises, hazard = self.scenario.promises, self._hazard
        promise = promises.presale_ship_within_h if lot.presale else promises.target_ship_h
        late = np.maximum(lot.ready_h - bucket - promise, 0.0)
        share = 1.0 - (1.0 - self.layout.refund[lot.style]) * (1.0 - hazard) ** (late / 12.0)
        cells, count = self.cancelled.size, len(self.layout.regions)
        gone = thin(self._remorse(bucket * cells + lot.style * count + region), lot.held[bucket, region], share)
        self.impatient += int(np.add.reduce(gone[late > 0]))
        self.stock.queue[lot.warehouse, bucket, int(lot.presale), lot.style, region] -= gone
        self._oldest = min(self._oldest, int(bucket[0]))
        np.add.at(self.cancelled[lot.style], region, gone)
        self.reshelved[lot.style, lot.warehouse] += np.add.reduce(gone)

    # --- the carriers' trucks -----------------------------------------------------------------
    def day_of(self, hour: float) -> int:
        """Shipping day of an hour: day 0 is that of the first wave."""
        return int((hour - self.dawn) // 24)

    def book(self, carrier: int, warehouse: int, hour: float, parcels: int) -> int:
        """Turn overflow of a later day into booked volume (no surcharge); parcels booked, at most the overflow left."""
        if self.dock is not None:
            return self.dock.book(carrier, warehouse, hour, parcels)
        key = (carrier, warehouse, self.day_of(hour))
        room = float(self.daily[carrier, 1, warehouse]) - self.extra.get(key, 0.0)
        booked = int(max(0.0, min(parcels, room)))
        self.extra[key] = self.extra.get(key, 0.0) + booked
        return booked

    def collect(self, w: int, day: int) -> list[float]:
        """Parcels each carrier collects at ``w`` on shipping day ``day``: booked, overflow, carrier after carrier.

        An outage leaves, for its share of the day, what the carrier still takes, booked volume first; a carrier that bumps
        takes fewer on the first day.
        """
        if self.dock is not None:
            return self.dock.trucks(w, day)
        hour, name = self.dawn + 24.0 * day, self.layout.warehouses[w]
        rows: list[list[float]] = self.daily[:, :, w].tolist()
        if not self.extra and not (self.bump and day == 0) and name not in self._cut_off:  # as on most days
            return [parcels for row in rows for parcels in row]
        out: list[float] = []
        for c, (booked, overflow) in enumerate(rows):
            ahead = self.extra.get((c, w, day), 0.0)
            booked, overflow = booked + ahead, overflow - ahead
            if day == 0:
                booked *= 1.0 - self.bump.get(c, 0.0)
            for outage in self._outages[c]:
                if outage.warehouse == name:
                    begin, finish = outage.window_h
                    hit = max(0.0, min(finish, hour + 24.0) - max(begin, hour)) / 24.0
                    still = min(outage.parcels_per_day, booked)
                    overflow = (1.0 - hit) * overflow + hit * min(outage.parcels_per_day - still, overflow)
                    booked = (1.0 - hit) * booked + hit * still
            out += (booked, overflow)
        return out

    def loads(self, w: int, day: int) -> list[float]:
        """Parcels each carrier collected, in the order of :meth:`collect`."""
        return self.collect(w, day) if self.dock is None else self.dock.loads(w, day)

    def overstate(self, start: int, end: int) -> None:
        """Parcels a warehouse that sold labour it does not staff reports as shipped on a day though they still wait."""
        fakes = []
        for w, short in enumerate(self.short.tolist()):
            claim, late = short * (end - start) / 24.0, 0.0
            if claim > 0:
                late = float(self.stock.queue[w, : min(end, self.stock.buckets)].sum()) / self.scenario.audience.units_per_order
            fakes.append(int(min(late, claim)))
        self.fakes.append(fakes)

    # --- a block of hours ---------------------------------------------------------------------
    def advance(self, start: int, end: int, waiting: Waiting | None = None) -> None:
        """Pick and ship from hour ``start`` to ``end``; goods ordered in hour b can leave from hour b + 1."""
        waiting = waiting or self.waiting(end)
        self._oldest = min(end, self.stock.buckets)
        rows = ((waiting.units > 0) & (waiting.bucket < end)).nonzero()[0]
        if not len(rows):
            return
        self._pick(start, end, waiting, rows)
        some = self.stock.queue.reshape(-1)[waiting.at].nonzero()[0]
        if len(some):
            self._oldest = int(waiting.bucket[some].min())

    def _pick(self, start: int, end: int, waiting: Waiting, rows: Ints) -> None:
        """Let the cells ``rows`` of ``waiting`` leave, as far as hands and trucks go."""
        group = 2 * waiting.warehouse[rows] + 1 - self.priority[waiting.style[rows]]  # two classes per warehouse
        if self.priority.any():
            order = group.argsort(kind="stable")
            rows, group = rows[order], group[order]
        units, width = waiting.units[rows], self._oldest
        ordered = np.bincount(group * width + waiting.bucket[rows], units, 2 * len(self.room) * width)
        ahead = ordered.astype(np.int64).reshape(-1, width).cumsum(axis=1).tolist()  # by class: ordered up to a bucket
        leaving = []
        for w in range(len(self.room)):
            first, rest = ahead[2 * w], ahead[2 * w + 1]
            if first[-1] or rest[-1]:
                done = self._leave(w, first, rest, start, end)
                leaving += [class_ for class_, many in zip(done, (first, rest), strict=True) if many[-1]]
        self._ship(waiting.at[rows], units, group, np.array(leaving), start)

    def _leave(self, w: int, first: list[int], rest: list[int], start: int, end: int) -> tuple[list[int], list[int]]:
        """Cumulative departures per hour of the priority class and of the others.

        ``first`` and ``rest`` hold the units ordered up to each bucket. Capacity is whole units: its fraction is
        carried over; the carriers' room is the limit of the day.
        """
        warehouse, per_order = self.scenario.warehouses[w], self.scenario.audience.units_per_order
        plain, surge_from = warehouse.parcels_per_day * per_order / 24.0, float(self.surge_from_h[w])
        surged = (warehouse.parcels_per_day + float(self.surge[w])) * per_order / 24.0
        automated, carry, last, total = warehouse.automation, self.carry[w], len(first), first[-1] + rest[-1]
        gone_first, gone_rest = [], []
        a = b = before = 0
        power, day, room = 0.0, self.room_day[w], self.room[w]
        hands = None
        if self.dock is not None:
            hands, day = self.dock.power(w, start, end), -999  # others have used hours and trucks since
        for hour in range(start, end):
            if hour >= self.first_wave:
                power += (surged if hour >= surge_from else plain) if hands is None else hands[hour - start]
            whole = int(carry + power)
            if a + b < total and hour:
                if day != (hour - self.dawn) // 24:
                    day = self.day_of(hour)
                    room = int(added(self.collect(w, day)) * per_order)
                units, seen = whole - before, (hour if hour < last else last) - 1
                units = units if units < room else room
                open_first, slow = first[seen] - a, rest[seen] - b
                fast = min(open_first, int(units * automated)) if open_first else 0
                slow = slow if slow < units - fast else units - fast
                if fast < open_first:
                    fast += min(open_first - fast, units - fast - slow)
                a, b, room = a + fast, b + slow, room - fast - slow
            before = whole
            gone_first.append(a)
            gone_rest.append(b)
        self.carry[w], self.room_day[w], self.room[w] = carry + power - before, day, room
        if self.dock is not None:
            self.dock.left(w, start, np.diff(np.add(gone_first, gone_rest), prepend=0).tolist())
        return gone_first, gone_rest

    def _ship(self, at: Ints, units: Ints, group: Ints, leaving: Ints, start: int) -> None:
        """Turn cumulative departures into rows (hour, cell, units): merge queue positions with hour marks.

        Cells come class by class; ``leaving`` (classes, hours) counts within each class.
        """
        ends, hours = units.cumsum(), leaving.shape[1]
        new = np.concatenate([[True], group[1:] != group[:-1]])
        own = new.cumsum() - 1  # class of each cell, numbered as the rows of ``leaving``
        marks = (leaving + (ends - units)[new][:, None]).ravel()
        cuts = np.concatenate([[0], ends, marks])
        cuts.sort()
        parts = cuts[1:] - cuts[:-1]
        some = parts.nonzero()[0]
        begins = cuts[some]
        cell, mark = ends.searchsorted(begins, side="right"), marks.searchsorted(begins, side="right")
        out = (own[cell] == mark // hours).nonzero()[0]  # what lies beyond its own class's last mark stays
        if not len(out):
            return
        parts, at, hour = parts[some[out]], at[cell[out]], mark[out] % hours + start
        np.subtract.at(self.stock.queue.reshape(-1), at, parts)
        self.units_out += int(np.add.reduce(parts))
        self.shipped.append((hour, at, parts))

    # --- all that left ------------------------------------------------------------------------
    def departures(self) -> tuple[Rows, list[tuple[int, int, int]]]:
        """All rows by warehouse in order of departure; and warehouse, shipping day and units left so far at each day's end."""
        hour, at, units = self._shipped()
        shape, span = self.stock.queue.shape, int(hour.max(initial=0)) + 1
        order = (at // (self.stock.queue.size // shape[0]) * span + hour).argsort(kind="stable")
        hour, at, units = hour[order], at[order], units[order]
        warehouse, day = at // (self.stock.queue.size // shape[0]), (hour - self.dawn) // 24
        turn = ((day[1:] != day[:-1]) | (warehouse[1:] != warehouse[:-1])).nonzero()[0]
        last = [*turn.tolist(), len(hour) - 1][: len(hour)]
        groups = zip(warehouse[last].tolist(), day[last].tolist(), units.cumsum()[last].tolist(), strict=True)
        return (hour, at, units), list(groups)

    def _shipped(self) -> Rows:
        hour, at, units = (np.concatenate(column) for column in zip(*(self.shipped or [(_NONE, _NONE, _NONE)]), strict=True))
        return hour, at, units

    def cut(self, rows: Rows, marks: Ints) -> tuple[Ints, ...]:
        """``rows`` cut at ``marks`` (units left so far, two per carrier and group of :meth:`departures`).

        Columns: hour, warehouse, bucket, presale, style, region, units; last, how many marks lie behind, in turns of one group.
        """
        hour, at, units = rows
        ends = units.cumsum()
        cuts = np.concatenate([[0], ends, marks])
        cuts.sort()
        some = (cuts[1:] > cuts[:-1]).nonzero()[0]
        begins = cuts[some]
        row = ends.searchsorted(begins, side="right")
        slot = marks.searchsorted(begins, side="right") % (2 * len(self.scenario.carriers))
        cells = np.unravel_index(at[row], self.stock.queue.shape)
        return hour[row], *cells, cuts[some + 1] - begins, slot
