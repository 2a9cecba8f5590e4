"""The dock of one show at the shared warehouses: hours and trucks it may use now, and what it used.

A show's fulfilment asks its dock where a lone show reads its own file. Hours of the show are turned into hours of the
week; booked volume and surge labour are the show's own, everything else goes to whoever comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats
from environment.week.calendar import AFTER, BEFORE

if TYPE_CHECKING:
    from environment.fulfilment import Fulfilment
    from environment.week.calendar import Calendar
    from environment.world import World


class Dock:
    """Show number ``show`` of ``calendar``, whose broadcast starts at hour ``start`` of the week."""

    def __init__(self, calendar: Calendar, show: int, fulfilment: Fulfilment, worlds: Mapping[int, World]) -> None:
        self.calendar, self.show, self.fulfilment, self.worlds = calendar, show, fulfilment, worlds
        self.start = calendar.starts[show]
        self.per_order = fulfilment.scenario.audience.units_per_order
        wave = self.start + fulfilment.first_wave
        self.days = calendar.days(wave)  # for which it books
        self.dawn = calendar.first_hour(self.days.start) - self.start  # hour of the show at which its day 0 starts
        self.surge_until = calendar.first_hour(self.days.stop) - self.start
        self.rivals: list[int] = []  # shows that wait for the hours now planned, and by hour of order what waits (H,)
        self.mine: Floats = np.zeros(0)
        self.theirs: list[Floats] = []

    # --- hours --------------------------------------------------------------------------------
    def power(self, w: int, start: int, end: int) -> list[int]:
        """Units that hands are free for in each hour from ``start`` to ``end`` of the show."""
        calendar, first = self.calendar, self.calendar.hour(start + self.start)
        hours = slice(first, first + end - start)
        own = calendar.staffed[self.show, w, hours] = self._surge(w, start, end)
        free = np.maximum(calendar.hands_free(self.show, w, hours) - own, 0.0)
        self._line_up(w, start + self.start, end + self.start)
        turn = np.minimum(np.diff(self._turn(np.concatenate([[0.0], free.cumsum()]), self.mine, self.theirs)), free)
        return [int(x) for x in np.floor((turn + own) * self.per_order + 1e-9).tolist()]

    def _line_up(self, w: int, begin: int, end: int) -> None:
        """Who waits at warehouse ``w`` for the hours from ``begin`` to ``end`` of the week.

        Shows that have already planned these hours have had their turn.
        """
        calendar = self.calendar
        self.rivals = [j for j, world in self.worlds.items() if j != self.show and calendar.planned[j] <= begin
                       and calendar.starts[j] + world.fulfilment.first_wave < end]  # fmt: skip
        self.mine = _waiting(self.worlds[self.show], w, self.start)
        self.theirs = [_waiting(self.worlds[j], w, calendar.starts[j]) for j in self.rivals]

    @staticmethod
    def _turn(reached: Floats, mine: Floats, theirs: Sequence[Floats]) -> Floats:
        """Parcels of ``mine`` (H,) among the first ``reached`` of all: who ordered first is first, whoever sold it.

        Orders of one hour share in proportion. What nobody waits for is the show's own.
        """
        if not len(theirs):
            return reached
        line = np.concatenate([[0.0], (mine + np.sum(theirs, axis=0)).cumsum()])
        own = np.concatenate([[0.0], mine.cumsum()])
        turn: Floats = np.interp(reached, line, own) + np.maximum(reached - line[-1], 0.0)
        return turn

    def _surge(self, w: int, start: int, end: int) -> Floats:
        """(end − start,) parcels of the show's own surge labour, whole ones, on the days it booked."""
        a_day, ready = float(self.fulfilment.surge[w]), float(self.fulfilment.surge_from_h[w])
        hours = np.arange(start, end)
        whole = np.floor(a_day * (hours % 24 + 1) / 24.0 + 1e-9) - np.floor(a_day * (hours % 24) / 24.0 + 1e-9)
        on: Floats = np.where((hours >= ready) & (hours < self.surge_until), whole, 0.0)
        return on

    def left(self, w: int, start: int, gone: Sequence[int]) -> None:
        """``gone`` units left warehouse ``w`` in each hour from ``start`` on: note hours and trucks."""
        calendar, units = self.calendar, np.asarray(gone, dtype=np.int64)
        hour = calendar.hour(start + self.start)
        calendar.worked[w, hour : hour + len(units)] += units / self.per_order
        days = np.array([self.fulfilment.day_of(start + i) for i in range(len(units))])
        for day in sorted(set(days.tolist())):
            self._load(w, day, int(units[days == day].sum()))

    # --- trucks -------------------------------------------------------------------------------
    def trucks(self, w: int, day: int) -> list[float]:
        """Parcels that carriers still collect on shipping day ``day`` of the show: booked, beyond it, carrier by carrier.

        Trucks that nobody has booked go to the orders that have waited longest, after every show's own booking.
        """
        at = self.days.start + day
        own, rest = self.calendar.trucks_free(self.show, w, at)
        if self.rivals and rest.sum() > 0:
            theirs = [_beyond(wait, float(self.calendar.trucks_free(j, w, at)[0].sum()))
                      for j, wait in zip(self.rivals, self.theirs, strict=True)]  # fmt: skip
            total = rest.sum(keepdims=True)
            rest = rest * (self._turn(total, _beyond(self.mine, float(own.sum())), theirs) / total)
        out: list[float] = []
        for c, (booked, free) in enumerate(zip(own.tolist(), rest.tolist(), strict=True)):
            kept = 1.0 - self.fulfilment.bump.get(c, 0.0) if day == 0 else 1.0
            out += (booked * kept, free)
        return out

    def _load(self, w: int, day: int, units: int) -> None:
        """Put ``units`` on the trucks of a day: booked volume first, carrier by carrier; rounding goes where there is room."""
        at, left = self.days.start + day, units / self.per_order
        self.calendar.picked[self.show, w, at] += left
        for slot, room in enumerate(self.trucks(w, day)):
            some = min(left, room)
            self.calendar.loaded[self.show, slot % 2, slot // 2, w, at] += some
            left -= some
        if left > 0:
            for beyond, rooms in enumerate(self.calendar.trucks_free(self.show, w, at)):
                for c, room in enumerate(rooms.tolist()):
                    some = min(left, room)
                    self.calendar.loaded[self.show, beyond, c, w, at] += some
                    left -= some

    def loads(self, w: int, day: int) -> list[float]:
        """Parcels of the show that left on shipping day ``day``, by slot as in :meth:`trucks`."""
        found: list[float] = self.calendar.loaded[self.show, :, :, w, self.days.start + day].T.ravel().tolist()
        return found

    def book(self, carrier: int, w: int, hour: float, parcels: int) -> int:
        """Book trucks of a later day that nobody has booked; parcels booked."""
        at = self.days.start + self.fulfilment.day_of(hour)
        booked = int(max(0.0, min(parcels, float(self.calendar.trucks_left()[carrier, w, at]))))
        self.calendar.booked[self.show, carrier, w, at] += booked
        return booked


def _waiting(world: World, w: int, start: int) -> Floats:
    """(H,) parcels that wait at warehouse ``w``, by the hour of the week in which they were ordered."""
    queue, found = world.stock.queue[w], np.zeros(BEFORE + AFTER)
    waiting = queue.reshape(len(queue), -1).sum(axis=1) / world.catalogue.units_per_order
    found[BEFORE + start : BEFORE + start + len(waiting)] = waiting
    return found


def _beyond(waiting: Floats, booked: float) -> Floats:
    """(H,) parcels of ``waiting`` (H,) that are left when the first ``booked`` of them have gone."""
    gone = np.minimum(waiting.cumsum(), booked)
    rest: Floats = waiting - np.diff(gone, prepend=0.0)
    return rest
