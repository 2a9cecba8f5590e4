"""The calendar of shared capacity: what every factory, warehouse and carrier has promised to whom, and what was used.

Time counts in whole hours of the week; hour 0 is the start of the broadcast of the file's own show. Nobody's promise is
touched by who comes later: what is booked belongs to its booker, the rest goes to whoever comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats, Ints

if TYPE_CHECKING:
    from environment.scenario import Scenario

BEFORE, AFTER = 264, 600  # hours of the week before hour 0 and after it that the calendar holds


@dataclass(frozen=True, slots=True)
class Promise:
    """Lines of a factory promised to a show: ``rate`` pieces a day at its reference minutes from ``start`` to ``end``."""

    show: str
    kind: str  # reserve or rush
    start: float
    end: float
    rate: float


@dataclass(slots=True)
class Lines:
    """The promises of one factory."""

    capacity: float
    promises: list[Promise] = field(default_factory=list)

    def peak(self, start: float, but: str | None = None) -> float:
        """Most pieces a day that are promised at one time from ``start`` on, to shows other than ``but``."""
        others = [p for p in self.promises if p.show != but and p.end > start]
        return max((self.at(max(p.start, start), but) for p in others), default=0.0)

    def at(self, hour: float, but: str | None = None) -> float:
        """Pieces a day promised at ``hour`` to shows other than ``but``."""
        return fsum(p.rate for p in self.promises if p.show != but and p.start <= hour < p.end)

    def mean(self, start: float, end: float) -> float:
        """Pieces a day promised on average from ``start`` to ``end``."""
        held = fsum(p.rate * max(0.0, min(p.end, end) - max(p.start, start)) for p in self.promises)
        return held / (end - start)


class Calendar:
    """Capacity of one week. ``shows`` are the names of its hosts, ``starts`` their hours, in order of start.

    Index spaces: W warehouses, C carriers, D days (``day_of``), H hours (``hour``), N shows. Parcels throughout.
    """

    def __init__(self, base: Scenario, shows: tuple[str, ...], starts: tuple[int, ...]) -> None:
        assert base.week is not None
        self.base, self.shows, self.starts = base, shows, starts
        self.lines = {f.id: Lines(float(f.capacity_per_day)) for f in base.factories}
        self.cloth: dict[str, dict[str, float]] = {m.id: {} for m in base.material_suppliers}  # merchant -> show -> used
        live, (clock, minute) = base.clock.live_start, base.week.day_starts.split(":")
        lag = (live.hour + live.minute / 60.0 - int(clock) - int(minute) / 60.0) % 24.0
        self.dawn = -int(np.ceil(lag - 1e-9)) % -24  # hour at which day 0 starts, at most 0
        days, houses = (BEFORE + AFTER) // 24, len(base.warehouses)
        self.booking_days = base.week.booking_days
        per_day = np.array([w.parcels_per_day for w in base.warehouses])
        clocks = np.arange(24)
        self.pace: Ints = (per_day[:, None] * (clocks + 1)) // 24 - (per_day[:, None] * clocks) // 24  # (W, 24) parcels by hour
        self.planned = [float(-BEFORE)] * len(shows)  # hour of the week up to which each show has picked and loaded
        self.worked: Floats = np.zeros((houses, BEFORE + AFTER))  # (W, H) parcels picked by everybody
        self.staffed: Floats = np.zeros((len(shows), houses, BEFORE + AFTER))  # surge parcels an hour that a show has hands for
        self.surge: Floats = np.zeros((len(shows), houses, days))  # surge parcels a day sold to a show
        self.picked: Floats = np.zeros((len(shows), houses, days))  # parcels that left, surge included
        self.fleet = _fleet(base, days, self.first_hour)  # (C, W, D)
        self.booked: Floats = np.zeros((len(shows), *self.fleet.shape))  # by show
        self.loaded: Floats = np.zeros((len(shows), 2, *self.fleet.shape))  # by show: on booked volume, beyond it

    # --- days and hours -----------------------------------------------------------------------
    def hour(self, hour: float) -> int:
        """Index of an hour of the week."""
        return int(hour) + BEFORE

    def day_of(self, hour: float) -> int:
        """Index of the day that ``hour`` of the week falls into."""
        return int((hour - self.dawn) // 24) + BEFORE // 24

    def first_hour(self, day: int) -> int:
        """Hour of the week at which a day starts."""
        return (day - BEFORE // 24) * 24 + self.dawn

    def days(self, hour: float) -> slice:
        """The days for which a show whose picking starts at ``hour`` books."""
        first = self.day_of(hour)
        return slice(first, first + self.booking_days)

    # --- what is left -------------------------------------------------------------------------
    def trucks_left(self) -> Floats:
        """(C, W, D) parcels that nobody has booked or loaded beyond bookings."""
        left: Floats = self.fleet - self.booked.sum(axis=0) - self.loaded[:, 1].sum(axis=0)
        return left

    def hands_free(self, show: int, warehouse: int, hours: slice) -> Floats:
        """Parcels an hour that ``show`` may have picked: normal hands, its own surge labour, and what others leave idle."""
        done = np.array(self.planned)[:, None] > np.arange(hours.start, hours.stop) - BEFORE  # (N, hours)
        done[show] = True
        free: Floats = np.resize(np.roll(self.pace[warehouse], -(hours.start % 24)), hours.stop - hours.start).astype(float)
        free += (self.staffed[:, warehouse, hours] * done).sum(axis=0) - self.worked[warehouse, hours]
        return np.maximum(free, 0.0)

    def trucks_free(self, show: int, warehouse: int, day: int) -> tuple[Floats, Floats]:
        """(C,), (C,) parcels that ``show`` may still load on a day: on its own booking, and where nobody's booking is in the way.

        A booking keeps its trucks until its show has loaded that day; what it leaves empty goes to whoever comes.
        """
        unused = np.maximum(self.booked[:, :, warehouse, day] - self.loaded[:, 0, :, warehouse, day], 0.0)  # (N, C)
        waits = np.array([end < self.first_hour(day + 1) for end in self.planned])
        waits[show] = True
        rest = self.fleet[:, warehouse, day] - self.loaded[:, :, :, warehouse, day].sum(axis=(0, 1)) - unused[waits].sum(axis=0)
        return unused[show], np.maximum(rest, 0.0)

    def surge_left(self, warehouse: int, days: slice, limit: float) -> float:
        """Surge parcels a day that a warehouse has not sold on any of ``days``."""
        return max(0.0, limit - float(self.surge[:, warehouse, days].sum(axis=0).max(initial=0.0)))

    def overrun(self) -> float:
        """Most by which a promise or a use exceeds a capacity, at any time, over all parties: 0 up to rounding."""
        surge = np.array([w.surge_parcels_per_day for w in self.base.warehouses])[:, None]
        lines = [line.peak(-1e9) - line.capacity for line in self.lines.values()]
        hours = self.worked - np.tile(self.pace, self.worked.shape[1] // 24) - self.staffed.sum(axis=0)
        used, own = self.loaded.sum(axis=(0, 1)), self.loaded[:, 0] - self.booked
        return max(
            0.0, *lines, float(hours.max()), float((self.surge.sum(axis=0) - surge).max()),
            float((used - self.fleet).max()), float(own.max()), float((self.booked.sum(axis=0) - self.fleet).max()),
        )  # fmt: skip


def _fleet(base: Scenario, days: int, first_hour: object) -> Floats:
    """(C, W, D) parcels a day that the trucks of a carrier take at a warehouse, outages included."""
    fleet = np.zeros((len(base.carriers), len(base.warehouses), days))
    for c, carrier in enumerate(base.carriers):
        for w, house in enumerate(base.warehouses):
            fleet[c, w] = carrier.booked_parcels_per_day.get(house.id, 0) + carrier.overflow_parcels_per_day.get(house.id, 0)
            for outage in (each for each in carrier.outages if each.warehouse == house.id):
                begin, finish = outage.window_h
                start = np.array([first_hour(d) for d in range(days)])  # type: ignore[operator]
                hit = np.clip(np.minimum(finish, start + 24.0) - np.maximum(begin, start), 0.0, None) / 24.0
                fleet[c, w] += hit * (np.minimum(outage.parcels_per_day, fleet[c, w]) - fleet[c, w])
    return np.floor(fleet)
