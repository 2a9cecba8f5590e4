"""The berth of one show in a week: what its partners have left when it asks, and what they note when they have sold.

Before an encounter every shared partner looks up its own calendar: lines, hands and trucks promised to others are not
there, and what other hosts are going to ask for is worth something to it (:class:`agents.profiles.Rivals`). Afterwards what
was sold is written into the calendar. A partner knows its own books and the programme of the week, nothing of what the
other shows' hosts and merchants know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil, fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.production import daily_rate
from agents.profiles import CarrierProfile, FactoryProfile, WarehouseProfile
from environment.week.calendar import Promise
from environment.week.dock import Dock
from environment.week.programme import Asked

if TYPE_CHECKING:
    from environment.luck import Floats
    from environment.week.calendar import Calendar
    from environment.world import World


@dataclass(frozen=True, slots=True)
class Deal:
    """What a shared partner sold to a show before its broadcast: ``sold`` of ``room`` left of ``capacity`` a day."""

    hour: float
    show: str
    kind: str
    party: str
    capacity: float
    room: float
    wanted: float  # what the standing contract would have held
    sold: float
    price: float  # CNY: option fee per piece, handling fee per order, first-kilogram rate


@dataclass(slots=True)
class Berth:
    """Show number ``show``; ``asked`` is what partners expect the shows of the week to ask for."""

    calendar: Calendar
    show: int
    asked: Asked
    deals: list[Deal]
    world: World = field(init=False)
    factories: Mapping[str, FactoryProfile] = field(init=False)  # as a show on its own has them
    warehouses: Mapping[str, WarehouseProfile] = field(init=False)
    carriers: Mapping[str, CarrierProfile] = field(init=False)
    left: Floats = field(init=False)  # (C, W) parcels a day that nobody has booked, as last looked up
    _rushes: int = 0  # rush orders noted so far
    _busy: dict[str, float] = field(default_factory=dict)  # factory -> hour of the show at which its last order is done

    @property
    def name(self) -> str:
        return self.calendar.shows[self.show]

    @property
    def start(self) -> int:
        return self.calendar.starts[self.show]

    def take(self, world: World) -> None:
        """Take the berth: the world's fulfilment docks at the shared warehouses."""
        self.world, world.berth = world, self
        dock = Dock(self.calendar, self.show, world.fulfilment, self.asked.worlds)
        world.fulfilment.dock, world.fulfilment.dawn = dock, dock.dawn
        self.factories = {name: f.profile for name, f in world.cast.factories.items()}
        self.warehouses = {name: w.profile for name, w in world.cast.warehouses.items()}
        self.carriers = {name: c.profile for name, c in world.cast.carriers.items()}
        self.left = np.zeros((len(self.carriers), len(self.warehouses)))

    @property
    def days(self) -> slice:
        """Days of the calendar for which the show books volume and surge labour."""
        return self.calendar.days(self.start + self.world.fulfilment.first_wave)

    # --- before an encounter ------------------------------------------------------------------
    def look_up(self, kind: str) -> None:
        """Partners of encounter ``kind`` (N2, N3, N4; N5 on air) look up what they have left."""
        {"N2": self._lines, "N3": self._hands, "N4": self._trucks, "N5": self._lines}[kind](kind)

    def _lines(self, kind: str) -> None:
        calendar, world = self.calendar, self.world
        window = world.setting.capacity_reservation.window_h
        begin = self.start + (window[0] if kind == "N2" else world.hours)
        for name, factory in world.cast.factories.items():
            profile, lines = self.factories[name], calendar.lines[name]
            room = max(0.0, lines.capacity - lines.peak(begin, but=self.name))
            rivals = None
            if kind == "N2":
                hours = [self.start + window[0] + 24.0 * d + 12.0 for d in range(ceil((window[1] - window[0]) / 24.0))]
                free = tuple(lines.capacity - lines.at(hour, but=self.name) for hour in hours)
                rivals = self.asked.lines(self.show, name, hours, free, factory, world)
            factory.profile = replace(
                profile, capacity=room, standing_reserve=min(profile.standing_reserve, room), rivals=rivals
            )  # fmt: skip
            factory.cloth_left = self._cloth_left(profile)
            factory.engaged = (room, *(() if rivals is None else (*rivals.wanted, *rivals.room, rivals.margin)))

    def _cloth_left(self, profile: FactoryProfile) -> float:
        """Share of the reserved cloth that nobody's rush orders have used."""
        setting, left = self.world.setting, 1.0
        for family in profile.families:
            material = setting.materials.get(family)
            merchant = next((m for m in setting.material_suppliers if material and m.id == material.supplier), None)
            if merchant is not None and merchant.reserved > 0:
                left = 1.0 - fsum(self.calendar.cloth[merchant.id].values()) / merchant.reserved
        return max(0.0, left)

    def cloth_of_others(self, merchant: str) -> float:
        """Units of sale of a merchant's reserved stock that other shows have used."""
        return fsum(used for show, used in self.calendar.cloth[merchant].items() if show != self.name)

    def _hands(self, kind: str) -> None:
        for name, warehouse in self.world.cast.warehouses.items():
            profile = self.warehouses[name]
            room = self.calendar.surge_left(profile.index, self.days, profile.surge_max)
            free = self.asked.hands_left(self.show, profile, self.start + self.world.hours)
            rivals = self.asked.hands(self.show, profile, self.days)
            warehouse.profile = replace(profile, throughput=free, surge_max=room, rivals=rivals)
            warehouse.engaged = (free, room, *rivals.wanted, *rivals.room)

    def _trucks(self, kind: str) -> None:
        calendar, fulfilment = self.calendar, self.world.fulfilment
        rest = np.maximum(calendar.trucks_left()[:, :, self.days], 0.0)  # (C, W, days)
        self.left = rest.min(axis=2)
        for name, carrier in self.world.cast.carriers.items():
            profile = self.carriers[name]
            booked = np.minimum(profile.booked, self.left[profile.index])
            spare = self.left[profile.index] - booked
            rivals = self.asked.trucks(self.show, profile, self.days, tuple(rest[profile.index].sum(axis=0).tolist()))
            carrier.profile = replace(profile, booked=booked, overflow=spare, rivals=rivals)
            carrier.engaged = (*booked.tolist(), *spare.tolist(), *rivals.wanted, *rivals.room)
            fulfilment.daily[profile.index] = np.stack([booked, spare])
            if float(self.left[profile.index].sum()) < 1.0:  # nothing to sell ahead: no talks, card rates hold
                self.world.bargaining.away |= {name}

    # --- after it -----------------------------------------------------------------------------
    def note(self, kind: str) -> None:
        """Partners of encounter ``kind`` write into the calendar what they have sold."""
        {"N2": self._reserved, "N3": self._staffed, "N4": self._booked, "N5": self._ordered}[kind]()

    def _reserved(self) -> None:
        world, window = self.world, self.world.setting.capacity_reservation.window_h
        for name, factory in world.cast.factories.items():
            held = Promise(self.name, "reserve", self.start + window[0], self.start + window[1], factory.reserved)
            if factory.reserved > 0:
                self.calendar.lines[name].promises.append(held)
            terms, wanted = world.deals.factories[name].terms, self.factories[name].standing_reserve
            self._file("N2", name, self.calendar.lines[name].capacity, factory.profile.capacity, wanted, factory.reserved,
                       float(terms["option_fee"]))  # fmt: skip
        self.asked.sold("N2", self.show)

    def _staffed(self) -> None:
        for name, warehouse in self.world.cast.warehouses.items():
            w, sold = warehouse.profile.index, self.world.surge_sold[name]
            self.calendar.surge[self.show, w, self.days] = sold
            fee = float(self.world.deals.warehouses[name].terms["handling_fee"])
            self._file("N3", name, self.warehouses[name].surge_max, warehouse.profile.surge_max, 0.0, sold, fee)
        self.asked.sold("N3", self.show)

    def _booked(self) -> None:
        daily = self.world.fulfilment.daily
        daily[:, 0] = np.minimum(daily[:, 0], self.left)
        daily[:, 1] = self.left - daily[:, 0]
        self.calendar.booked[self.show, :, :, self.days] = daily[:, 0][:, :, None]
        for name, carrier in self.world.cast.carriers.items():
            c = carrier.profile.index
            fleet = float(self.calendar.fleet[c, :, self.days.start].sum())
            rate = float(self.world.deals.carriers[name].terms["first_kg_rate"])
            wanted = float(self.carriers[name].booked.sum())
            self._file("N4", name, fleet, float(self.left[c].sum()), wanted, float(daily[c, 0].sum()), rate)
        self.asked.sold("N4", self.show)

    def _ordered(self) -> None:
        """Rush orders since the last look: lines beyond the reserve, from the order to the last piece."""
        world, window = self.world, self.world.setting.capacity_reservation.window_h
        rushes = world.recorder.rushes
        for rush in rushes[self._rushes :]:
            factory = world.cast.factories[rush["factory"]]
            p, held = factory.profile, factory.reserved if rush["covered"] else 0.0
            kept = held - world.recorder.diverted.get(factory.name, 0.0) if rush["covered"] else 0.0
            rate = daily_rate(p, p.reference_smv, max(kept, 0.0), factory.free)
            begin = max(rush["ordered_h"], self._busy.get(factory.name, -1e9))  # after its earlier order
            end = max((row[6] for row in world.recorder.production if row[0] == rush["lot"]), default=begin)
            self._busy[factory.name] = end
            self._promise(factory.name, begin, min(end, window[1]), rate - held)
            self._promise(factory.name, max(begin, window[1]), end, rate)
            self._rushes += 1
        for row in world.recorder.materials:
            self.calendar.cloth[row[2]][self.name] = 0.0
        for row in world.recorder.materials:
            self.calendar.cloth[row[2]][self.name] += row[5]

    def _promise(self, factory: str, begin: float, end: float, rate: float) -> None:
        if end > begin and rate > 0:
            promise = Promise(self.name, "rush", self.start + begin, self.start + end, rate)
            self.calendar.lines[factory].promises.append(promise)

    def _file(self, kind: str, party: str, capacity: float, room: float, wanted: float, sold: float, price: float) -> None:
        hour = self.start + self.world.hours
        self.deals.append(Deal(hour, self.name, kind, party, capacity, room, wanted, sold, price))
