"""Picking and shipping by the compiled engine."""

from __future__ import annotations

from ctypes import CDLL, Array, addressof, byref
from dataclasses import dataclass, field

import numpy as np

from environment import kernels
from environment.fulfilment import Fulfilment, Waiting
from environment.luck import Ints
from protocols.kernels import address


@dataclass(slots=True)
class CompiledFulfilment(Fulfilment):
    """:class:`Fulfilment` whose blocks of hours are worked off in compiled loops."""

    _library: CDLL = field(init=False)

    def __post_init__(self) -> None:
        Fulfilment.__post_init__(self)
        found = kernels.library()
        assert found is not None
        self._library = found

    def _pick(self, start: int, end: int, waiting: Waiting, rows: Ints) -> None:
        """As :meth:`Fulfilment._pick`; hands and trucks that are shared with other shows are asked for hour by hour there."""
        if self.dock is not None:
            Fulfilment._pick(self, start, end, waiting, rows)
            return
        hours, n = end - start, len(waiting.at)
        first, last = self.day_of(start), self.day_of(end - 1)
        rooms = self._rooms(set(waiting.warehouse[rows].tolist()), first, last)
        yards = self._yards()
        columns = (waiting.at, waiting.units, waiting.warehouse, waiting.bucket, waiting.style)
        queued = kernels.Waiting(n, *map(address, columns))
        priority = self.priority.view(np.uint8)
        block = kernels.Block(
            start, end, self.stock.buckets, len(self.room), self.first_wave, self.dawn, first, last - first + 1,
            address(rooms), address(priority), addressof(yards),
        )  # fmt: skip
        out = np.empty((2 * n + (2 * len(self.room) + 1) * hours, 3), dtype=np.int64)
        seen, queue = np.empty(2 * self._oldest, dtype=np.int64), self.stock.queue
        at = address(out)
        found = self._library.gy_advance(
            byref(block), byref(queued), address(queue), address(seen), at, at + 24 * (n + 2 * len(self.room) * hours)
        )
        for w, yard in enumerate(yards):
            self.carry[w], self.room[w], self.room_day[w] = yard.carry, yard.room, yard.room_day
        if found:
            hour, cell, parts = out[:found].T.copy()
            self.units_out += int(np.add.reduce(parts))
            self.shipped.append((hour, cell, parts))

    def _rooms(self, open_: set[int], first: int, last: int) -> Ints:
        """(W, days) units that the carriers collect on shipping days ``first`` to ``last``, where that is not known yet."""
        per_order = self.scenario.audience.units_per_order
        rooms = np.zeros((len(self.room), last - first + 1), dtype=np.int64)
        for w in sorted(open_):
            for day in range(first, last + 1):
                if day != self.room_day[w]:
                    rooms[w, day - first] = int(float(np.add.reduce(self.collect(w, day))) * per_order)
        return rooms

    def _yards(self) -> Array[kernels.Yard]:
        per_order = self.scenario.audience.units_per_order
        yards = [
            kernels.Yard(
                w.parcels_per_day * per_order / 24.0, (w.parcels_per_day + surge) * per_order / 24.0, since, w.automation, *state
            )
            for w, surge, since, *state in zip(
                self.scenario.warehouses, self.surge.tolist(), self.surge_from_h.tolist(), self.carry, self.room, self.room_day,
                strict=True,
            )
        ]  # fmt: skip
        return (kernels.Yard * len(yards))(*yards)
