"""Picking and shipping: first come first served through limited hours, day by day, in closed form.

A warehouse is a queue with known arrivals and an hourly capacity. Between two decisions (a *block*: a day, or the
time to the next arrival of goods) the hour in which each waiting unit leaves follows from its position in the queue,
so a block costs a few array operations whatever the number of orders. Priority styles go first, up to the share
of capacity that runs on the automated line; then first come first served.

Capacity counts parcels; goods are counted in units, and a parcel holds ``units_per_order`` units on average.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import Layout, NDArrayBool
from environment.luck import Floats, Ints, Luck, thin
from environment.stock import Lot, Stock

if TYPE_CHECKING:
    from environment.scenario import Scenario

_STIR = 4099.0  # u · (1 + 4099 d) mod 1 is uniform for every day d and nearly independent between days
Rows = tuple[Ints, ...]  # hour, warehouse, bucket, presale, style, region, units


@dataclass(slots=True)
class Fulfilment:
    """Dispatch of one show: capacities, what left when, what was cancelled while waiting."""

    scenario: Scenario
    layout: Layout
    stock: Stock
    luck: Luck
    priority: NDArrayBool = field(init=False)  # (S,)
    surge: Floats = field(init=False)  # (W,) booked surge parcels a day
    surge_from_h: Floats = field(init=False)  # (W,) hour from which surge labour works
    daily: Floats = field(init=False)  # (C, 2, W) booked and overflow parcels a day after bargaining
    extra: dict[tuple[int, int, int], float] = field(default_factory=dict)  # (carrier, warehouse, day) -> booked ahead
    bump: dict[int, float] = field(default_factory=dict)  # carrier -> share of booked parcels bumped on the first day
    shipped: list[Rows] = field(default_factory=list)
    fakes: list[list[int]] = field(default_factory=list)  # per day and warehouse: parcels reported but not shipped
    cancelled: Ints = field(init=False)  # (S, R) before shipping
    reshelved: Ints = field(init=False)  # (S, W) cancelled units, sellable only after the show
    carry: Floats = field(init=False)  # (W,) fraction of a unit of capacity carried to the next hour
    room: list[int] = field(init=False)  # units the carriers still collect today, per warehouse
    room_day: list[int] = field(init=False)
    _u: Floats = field(init=False)
    _late: Floats = field(init=False)

    def __post_init__(self) -> None:
        s, r, w = len(self.layout.styles), len(self.layout.regions), len(self.layout.warehouses)
        self.priority = np.zeros(s, dtype=bool)
        self.surge, self.surge_from_h = np.zeros(w), np.full(w, np.inf)
        self.daily = np.array(
            [
                [[t.get(i, 0) for i in self.layout.warehouses] for t in (c.booked_parcels_per_day, c.overflow_parcels_per_day)]
                for c in self.scenario.carriers
            ],
            dtype=float,
        )
        self.cancelled = np.zeros((s, r), dtype=np.int64)
        self.reshelved = np.zeros((s, w), dtype=np.int64)
        self.carry = np.zeros(w)
        self.room, self.room_day = [0] * w, [-999] * w
        self._u = self.luck.stream("fulfilment.cancel").random((self.stock.buckets, 1, s, r))
        self._late = self.luck.stream("fulfilment.late").random((self.stock.buckets, 1, s, r))

    # --- cancellations ------------------------------------------------------------------------
    def regret(self, first: int, last: int) -> None:
        """Buyers' remorse on orders of buckets ``first``..``last``-1 before they ship (styles' refund share)."""
        self._cancel(slice(first, last), self.layout.refund[:, None], self._u[first:last])

    def impatience(self, now_h: float, until_h: float) -> None:
        """Cancellations of orders that wait longer than the target, hazard per 12 hours late."""
        promises, hazard = self.scenario.promises, self.scenario.platform.cancel_hazard_per_late_12h
        due = np.arange(self.stock.buckets)[:, None] + np.array([promises.target_ship_h, promises.presale_ship_within_h])
        late = np.clip(until_h - np.maximum(due, now_h), 0.0, None)
        last = int(np.count_nonzero(late[:, 0]))  # the earliest orders are late first
        if hazard > 0 and last and self.stock.queue[:, :last].any():
            share = 1.0 - (1.0 - hazard) ** (late[:last] / 12.0)
            luck = (self._late[:last] * (1.0 + _STIR * self.day_of(now_h))) % 1.0  # fresh luck every day of waiting
            self._cancel(slice(0, last), share[:, :, None, None], luck)

    def _cancel(self, buckets: slice, share: Floats, luck: Floats) -> None:
        waiting = self.stock.queue[:, buckets]
        gone = thin(np.broadcast_to(luck, waiting.shape[1:]), waiting, share)
        waiting -= gone
        self.cancelled += gone.sum(axis=(0, 1, 2))
        self.reshelved += gone.sum(axis=(1, 2, 4)).T

    def arrivals(self, lot: Lot) -> None:
        """Take cancelled orders out of a lot that just arrived: remorse, and patience lost beyond the presale promise."""
        promises, hazard = self.scenario.promises, self.scenario.platform.cancel_hazard_per_late_12h
        promise = promises.presale_ship_within_h if lot.presale else promises.target_ship_h
        late = np.clip(lot.ready_h - np.arange(self.stock.buckets) - promise, 0.0, None)
        share = 1.0 - (1.0 - self.layout.refund[lot.style]) * (1.0 - hazard) ** (late / 12.0)
        gone = thin(self._u[:, 0, lot.style], lot.held, share[:, None])
        self.stock.queue[lot.warehouse, :, int(lot.presale), lot.style] -= gone
        self.cancelled[lot.style] += gone.sum(axis=0)
        self.reshelved[lot.style, lot.warehouse] += gone.sum()

    # --- a block of hours ---------------------------------------------------------------------
    def advance(self, start: int, end: int) -> None:
        """Pick and ship from hour ``start`` to ``end``; goods ordered in hour b can leave from hour b + 1."""
        for w in range(len(self.layout.warehouses)):
            self._advance(w, start, end)

    @property
    def first_wave(self) -> int:
        """First hour of picking; shipping days run from it."""
        return int(np.ceil(self.scenario.warehouse_costs.wave_start_h))

    def day_of(self, hour: float) -> int:
        """Shipping day of an hour: day 0 starts with the first wave."""
        return int((hour - self.first_wave) // 24)

    def book(self, carrier: int, warehouse: int, hour: float, parcels: int) -> int:
        """Turn overflow of a later day into booked volume (no surcharge); parcels booked, at most the overflow left."""
        key = (carrier, warehouse, self.day_of(hour))
        room = float(self.daily[carrier, 1, warehouse]) - self.extra.get(key, 0.0)
        booked = int(max(0.0, min(parcels, room)))
        self.extra[key] = self.extra.get(key, 0.0) + booked
        return booked

    def collect(self, w: int, day: int) -> Floats:
        """(C, 2) parcels each carrier collects at ``w`` on shipping day ``day``: booked and overflow.

        Outages cut the booked volume for their share of the day; a carrier that bumps takes fewer on the first day.
        """
        daily, hour = self.daily[:, :, w].copy(), self.first_wave + 24.0 * day
        for c, carrier in enumerate(self.scenario.carriers):
            ahead = self.extra.get((c, w, day), 0.0)
            daily[c] += (ahead, -ahead)
            if day == 0:
                daily[c, 0] *= 1.0 - self.bump.get(c, 0.0)
            for outage in carrier.outages:
                if outage.warehouse == self.layout.warehouses[w]:
                    begin, finish = outage.window_h
                    hit = max(0.0, min(finish, hour + 24.0) - max(begin, hour)) / 24.0
                    daily[c, 0] = (1.0 - hit) * daily[c, 0] + hit * min(outage.parcels_per_day, daily[c, 0])
        return daily

    def overstate(self, start: int, end: int) -> None:
        """Parcels a warehouse that overstates its throughput reports as shipped on a day though they still wait."""
        per_order = self.scenario.audience.units_per_order
        fakes = []
        for w, warehouse in enumerate(self.scenario.warehouses):
            waiting = float(self.stock.queue[w, : min(end, self.stock.buckets)].sum()) / per_order
            claim = warehouse.overpromise * warehouse.parcels_per_day * (end - start) / 24.0
            fakes.append(int(min(waiting, claim)))
        self.fakes.append(fakes)

    def _capacity(self, w: int, start: int, end: int) -> Ints:
        """(hours,) whole units that can leave in each hour."""
        warehouse, per_order = self.scenario.warehouses[w], self.scenario.audience.units_per_order
        hours = np.arange(start, end)
        rate = np.full(len(hours), float(warehouse.parcels_per_day))
        rate[hours >= self.surge_from_h[w]] += self.surge[w]
        rate[hours < self.first_wave] = 0.0
        total = self.carry[w] + np.cumsum(rate * per_order / 24.0)
        whole = np.floor(total)
        self.carry[w] = total[-1] - whole[-1]
        steps: Ints = np.diff(whole, prepend=0.0).astype(np.int64)
        return steps

    def _advance(self, w: int, start: int, end: int) -> None:
        waiting = self.stock.queue[w, :end]
        if not waiting.any():
            return
        first = waiting[:, :, self.priority].sum(axis=(1, 2, 3))
        rest = waiting.sum(axis=(1, 2, 3)) - first
        if not first.any() and not rest.any():
            return
        done = self._leave(np.cumsum(first), np.cumsum(rest), self._capacity(w, start, end), w, start)
        for chosen, leaving in ((self.priority, done[0]), (~self.priority, done[1])):
            if leaving[-1] > 0:
                self._ship(w, start, waiting, chosen, leaving)

    def _leave(self, first: Ints, rest: Ints, capacity: Ints, w: int, start: int) -> tuple[Ints, Ints]:
        """Cumulative departures per hour of the priority class and of the others."""
        automated = self.scenario.warehouses[w].automation
        gone_first, gone_rest = [], []
        a = b = 0
        for i, units in enumerate(capacity.tolist()):
            hour = start + i
            day = self.day_of(hour)
            if day != self.room_day[w]:
                collected = self.collect(w, day).sum()
                self.room_day[w], self.room[w] = day, int(collected * self.scenario.audience.units_per_order)
            units = min(units, self.room[w])
            seen = min(hour, len(first)) - 1
            open_first = int(first[seen]) - a if hour else 0
            open_rest = int(rest[seen]) - b if hour else 0
            fast = min(open_first, int(units * automated))
            slow = min(open_rest, units - fast)
            fast += min(open_first - fast, units - fast - slow)
            a, b = a + fast, b + slow
            self.room[w] -= fast + slow
            gone_first.append(a)
            gone_rest.append(b)
        return np.array(gone_first), np.array(gone_rest)

    def _ship(self, w: int, start: int, waiting: Ints, chosen: NDArrayBool, leaving: Ints) -> None:
        """Turn cumulative departures into rows (hour, cohort, units): merge queue positions with hour marks."""
        columns = np.flatnonzero(chosen)
        queue = waiting[:, :, columns]
        flat = np.flatnonzero(queue)
        counts = queue.ravel()[flat]
        ends = np.cumsum(counts)
        total = int(leaving[-1])
        marks = np.unique(np.concatenate([ends[ends < total], leaving[leaving > 0]]))
        begins = np.concatenate([[0], marks[:-1]])
        cohort = np.searchsorted(ends, begins, side="right")
        hour = np.searchsorted(leaving, begins, side="right") + start
        units = marks - begins
        bucket, presale, column, region = np.unravel_index(flat[cohort], queue.shape)
        style = columns[column]
        np.subtract.at(waiting, (bucket, presale, style, region), units)
        self.shipped.append((hour, np.full(len(hour), w), bucket, presale, style, region, units))
