"""What shared partners expect the shows of a week to ask for: the announced programme and their own books.

Expectations, not knowledge: a partner knows when who broadcasts, what it announced (its plan), its own standing contracts,
and what already waits at its own doors. Who has bought already asks for no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from agents.profiles import CarrierProfile, Rivals, WarehouseProfile
from environment.cast import catalogue_of
from environment.luck import Floats
from environment.phases.before import DAY_SHARES

if TYPE_CHECKING:
    from agents.factory import Factory
    from environment.scenario.weekly import Slot
    from environment.week.calendar import Calendar
    from environment.world import World

SURGE_IDLE = 0.75  # share of booked surge hours a warehouse pays labour for, as it books them (half at least; E)


@dataclass(slots=True)
class Asked:
    """Demand on shared partners, by show; ``worlds`` fills up as shows begin."""

    calendar: Calendar
    slots: Sequence[Slot]
    worlds: dict[int, World] = field(default_factory=dict)
    done: set[tuple[str, int]] = field(default_factory=set)  # (encounter, show) that have bought
    orders: Floats = field(init=False)  # (N, W) parcels a show announces, by the warehouse that serves its buyers

    def __post_init__(self) -> None:
        rows = []
        for slot in self.slots:
            c = catalogue_of(slot.scenario)
            share = np.bincount(c.home, c.region_share, minlength=len(c.warehouses))
            rows.append(float(c.nominal.sum()) / c.units_per_order * share)
        self.orders = np.stack(rows)

    def sold(self, kind: str, show: int) -> None:
        """``show`` has had its encounter ``kind``."""
        self.done.add((kind, show))

    def _others(self, kind: str, show: int) -> list[int]:
        """Shows that have not bought yet."""
        return [j for j in range(len(self.slots)) if j != show and (kind, j) not in self.done]

    def _first_day(self, show: int) -> int:
        """Day of the calendar on which a show starts to ship."""
        wave = int(np.ceil(self.slots[show].scenario.warehouse_costs.wave_start_h))
        return self.calendar.day_of(self.slots[show].start_h + wave)

    def lines(self, show: int, name: str, hours: Sequence[float], room: tuple[float, ...], factory: Factory,
              world: World) -> Rivals:  # fmt: skip
        """What other merchants' standing contracts are going to claim of a factory's lines at ``hours`` of the week."""
        wanted = np.zeros(len(hours))
        for j in self._others("N2", show):
            scenario, start = self.slots[j].scenario, self.slots[j].start_h
            window = scenario.capacity_reservation.window_h
            held = next(float(f.reserved_per_day) for f in scenario.factories if f.id == name)
            wanted += [held * (start + window[0] <= hour < start + window[1]) for hour in hours]
        p, reserve = factory.profile, world.setting.capacity_reservation
        made = np.array([f in p.families for f in world.catalogue.families])
        used = factory.exercised
        fee = reserve.fee_per_unit * (1.0 - reserve.release_refund * (1.0 - used))
        margin = fee + used * (p.standing_premium + factory.base_margin) * float(np.mean(p.value[made])) if made.any() else 0.0
        return Rivals(tuple(wanted.tolist()), room, max(margin, 0.0))

    def hands_left(self, show: int, profile: WarehouseProfile, now: float) -> float:
        """Parcels of a show's first day that a warehouse has normal hands for, after what came before it.

        Earlier shows on air or past it wait at its doors; those about to broadcast earlier send their first day's share.
        """
        ahead, due = 0.0, 0.0
        for j in range(len(self.slots)):
            if (self.slots[j].start_h, j) >= (self.slots[show].start_h, show):
                continue
            if now >= self.slots[j].start_h + self.slots[j].scenario.clock.live_duration_h and j in self.worlds:
                queue = self.worlds[j].stock.queue[profile.index]
                ahead += float(queue.sum()) / self.worlds[j].catalogue.units_per_order
            elif self._first_day(j) == self._first_day(show):
                due += DAY_SHARES[0] * float(self.orders[j, profile.index])
        wave = self.calendar.first_hour(self._first_day(show))
        ahead = max(0.0, ahead - profile.throughput * max(wave - now, 0.0) / 24.0)
        return float(np.clip(profile.throughput - ahead - due, 0.0, profile.throughput))

    def hands(self, show: int, profile: WarehouseProfile, days: slice) -> Rivals:
        """Surge labour that other shows are going to ask a warehouse for: their part of what normal hands cannot pick."""
        parcels = np.zeros((len(self.slots), days.stop - days.start))
        for j in range(len(self.slots)):
            for i, share in enumerate(DAY_SHARES):
                day = self._first_day(j) + i - days.start
                if 0 <= day < parcels.shape[1]:
                    parcels[j, day] = share * float(self.orders[j, profile.index])
        total, others = parcels.sum(axis=0), parcels[self._others("N3", show)].sum(axis=0)
        wanted = np.maximum(total - profile.throughput, 0.0) * others / np.maximum(total, 1.0)
        room = np.maximum(profile.surge_max - self.calendar.surge[:, profile.index, days].sum(axis=0), 0.0)
        costs = self.slots[show].scenario.warehouse_costs
        margin = profile.surge_premium * (costs.handling_per_order - SURGE_IDLE * profile.labour)
        return Rivals(tuple(wanted.tolist()), tuple(room.tolist()), max(margin, 0.0))

    def trucks(self, show: int, profile: CarrierProfile, days: slice, room: tuple[float, ...]) -> Rivals:
        """Volume that other merchants' standing contracts are going to claim of a carrier's trucks."""
        wanted = np.zeros(days.stop - days.start)
        for j in self._others("N4", show):
            carrier = self.slots[j].scenario.carriers[profile.index]
            first = self._first_day(j)
            theirs = np.arange(days.start, days.stop)
            covers = (theirs >= first) & (theirs < first + self.calendar.booking_days)
            wanted += sum(carrier.booked_parcels_per_day.values()) * covers
        return Rivals(tuple(wanted.tolist()), room, max(profile.card_first_kg - profile.cost_first_kg, 0.0))
