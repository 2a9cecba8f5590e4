"""Orders that wait, picking and shipping by the compiled engine."""

from __future__ import annotations

from ctypes import CDLL, Array, byref, c_int64
from dataclasses import dataclass, field

import numpy as np

from environment import kernels
from environment.fulfilment import NOBODY, Fulfilment, Rows, Waiting
from environment.luck import Floats, Ints
from protocols.kernels import address
from protocols.sums import added

_ROOM = 1024  # cells that a first look at the queue has room for


@dataclass(slots=True)
class CompiledFulfilment(Fulfilment):
    """:class:`Fulfilment` whose orders are cancelled, picked and shipped in compiled loops."""

    _library: CDLL = field(init=False)
    _books: kernels.Books = field(init=False)
    _yards: Array[kernels.Yard] = field(init=False)
    _of_house: list[tuple[kernels.Yard, int]] = field(init=False)  # of each warehouse, and the parcels its own hands pick a day
    _streams: tuple[kernels.Words, ...] = field(init=False)  # luck of remorse and of impatience, bucket by bucket
    _kept: tuple[np.ndarray, ...] = field(init=False)  # what the addresses in ``_books`` point into
    _work: Ints = field(init=False)  # room to work in
    _work_at: int = field(init=False)

    def __post_init__(self) -> None:
        Fulfilment.__post_init__(self)
        found = kernels.library()
        assert found is not None
        self._library = found
        warehouses, buckets, _, styles, regions = self.stock.queue.shape
        luck = *self._streams, kernels.leaps(styles * regions)
        goods, refund = (self.stock.queue, self.cancelled, self.reshelved), self.layout.refund.copy()
        self._kept = (*goods, refund, *luck, self.priority.view(np.uint8))
        self._books = kernels.Books(warehouses, buckets, styles, regions, *map(address, self._kept))
        per_order = self.scenario.audience.units_per_order
        self._yards = (kernels.Yard * warehouses)(
            *(kernels.Yard(w.parcels_per_day * per_order / 24.0, 0.0, 0.0, w.automation) for w in self.scenario.warehouses)
        )
        self._of_house = [(yard, w.parcels_per_day) for yard, w in zip(self._yards, self.scenario.warehouses, strict=True)]
        self._make_room(7 * _ROOM)

    def _draw_luck(self, shape: tuple[int, int, int]) -> None:
        """Few orders ever wait for their luck: it is drawn where they do."""
        buckets, cells = shape[0], shape[1] * shape[2]
        self._streams = tuple(self.luck.rows(f"fulfilment.{name}", buckets, cells) for name in ("cancel", "late"))

    def _remorse(self, at: Ints) -> Floats:
        out, (remorse, _) = np.empty(len(at)), self._streams
        cells = self.cancelled.size
        self._library.gy_luck_at(address(remorse), address(kernels.leaps(cells)), cells, len(at), address(at), address(out))
        return out

    def _make_room(self, numbers: int) -> None:
        self._work = np.empty(numbers, dtype=np.int64)
        self._work_at = address(self._work)

    def waiting(self, before: int | None = None) -> Waiting:
        """As :meth:`Fulfilment.waiting`."""
        first, end = self._oldest, self.stock.buckets if before is None else min(before, self.stock.buckets)
        room = len(self._work) // 7
        n = self._library.gy_waiting(byref(self._books), first, end, room, self._work_at)
        if not n:
            return NOBODY
        if n > room:
            self._make_room(7 * n)
            return self.waiting(before)
        cells = self._work[: 7 * room].reshape(7, room)[:, :n].copy()
        at, units, warehouse, bucket, presale, style, cell = cells
        return Waiting(at, units, warehouse, bucket, presale, style, cell, address(cells))

    def regret(self, first: int, last: int, waiting: Waiting | None = None) -> None:
        """As :meth:`Fulfilment.regret`."""
        waiting = waiting or self.waiting(last)
        self._library.gy_regret(byref(self._books), len(waiting.at), waiting.place, first, last)

    def _lose(self, waiting: Waiting, share: Floats, stir: float) -> int:
        """As :meth:`Fulfilment._lose`."""
        gone: int = self._library.gy_impatience(
            byref(self._books), len(waiting.at), waiting.place, self._oldest, self._oldest + len(share), address(share), stir
        )
        return gone

    def advance(self, start: int, end: int, waiting: Waiting | None = None) -> None:
        """As :meth:`Fulfilment.advance`; hands and trucks that are shared with other shows are asked for hour by hour there."""
        waiting = waiting or self.waiting(end)
        if self.dock is not None:
            Fulfilment.advance(self, start, end, waiting)
            return
        n, hours, warehouses, oldest = len(waiting.at), end - start, len(self.room), min(end, self.stock.buckets)
        self._oldest = oldest
        if not n:
            return
        first, last = self.day_of(start), self.day_of(end - 1)
        rooms = self._rooms(np.bincount(waiting.warehouse).nonzero()[0].tolist(), first, last)
        self._open_yards()
        block = kernels.Block(start, end, self.first_wave, self.dawn, first, last - first + 1, address(rooms))
        space = 3 * (2 * n + (2 * warehouses + 1) * hours) + 2 * oldest
        if space > len(self._work):
            self._make_room(space)
        left = c_int64(oldest)
        found = self._library.gy_advance(
            byref(self._books), byref(block), self._yards, n, waiting.place, self._work_at, byref(left)
        )
        self._oldest = left.value
        for w, (yard, _) in enumerate(self._of_house):
            self.carry[w], self.room[w], self.room_day[w] = yard.carry, yard.room, yard.room_day
        if found:
            hour, cell, parts = self._work[: 3 * found].reshape(found, 3).T.copy()
            self.units_out += int(np.add.reduce(parts))
            self.shipped.append((hour, cell, parts))

    def departures(self) -> tuple[Rows, list[tuple[int, int, int]]]:
        """As :meth:`Fulfilment.departures`."""
        rows = hour, at, units = self._shipped()
        n, span, warehouses = len(hour), int(hour.max(initial=0)) + 1, len(self.room)
        found, groups = np.empty((3, n), dtype=np.int64), np.empty((n, 3), dtype=np.int64)
        counts = np.zeros(warehouses * span, dtype=np.int64)
        many = self._library.gy_departures(
            byref(self._books), n, *map(address, rows), span, self.dawn, address(counts), address(found), address(groups)
        )
        hour, at, units = found
        return (hour, at, units), [(w, day, top) for w, day, top in groups[:many].tolist()]

    def cut(self, rows: Rows, marks: Ints) -> tuple[Ints, ...]:
        """As :meth:`Fulfilment.cut`."""
        n, slots = len(rows[0]), 2 * len(self.scenario.carriers)
        room = n + len(marks)
        found = np.empty((8, room), dtype=np.int64)
        many = self._library.gy_cut(
            byref(self._books), n, *map(address, rows), len(marks), address(marks), slots, room, address(found)
        )
        return tuple(found[:, :many])

    def _rooms(self, open_: list[int], first: int, last: int) -> Ints:
        """(W, days) units that the carriers collect on shipping days ``first`` to ``last``, where that is not known yet."""
        per_order = self.scenario.audience.units_per_order
        rooms = np.zeros((len(self.room), last - first + 1), dtype=np.int64)
        for w in open_:
            for day in range(first, last + 1):
                if day != self.room_day[w]:
                    rooms[w, day - first] = int(added(self.collect(w, day)) * per_order)
        return rooms

    def _open_yards(self) -> None:
        """What has changed at the warehouses since the last block."""
        per_order = self.scenario.audience.units_per_order
        surge, since = self.surge.tolist(), self.surge_from_h.tolist()
        for w, (yard, own) in enumerate(self._of_house):
            yard.surged, yard.surge_from = (own + surge[w]) * per_order / 24.0, since[w]
            yard.carry, yard.room, yard.room_day = self.carry[w], self.room[w], self.room_day[w]
