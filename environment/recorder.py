"""What the world writes down while it runs: plain lists and arrays, turned into tables at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from environment.layout import Layout
from environment.luck import Floats, Ints

if TYPE_CHECKING:
    from agents.observation import Alert
    from environment.market import Signals
    from environment.taken import Taken


@dataclass(slots=True)
class AlertLife:
    """The life of one alert: issued → acknowledged → countered → committed → fulfilled or defaulted, or expired; each timed."""

    alert: Alert
    states: list[tuple[str, float, str]] = field(default_factory=list)  # state, t_min, party

    def enter(self, state: str, t_min: float, party: str) -> None:
        self.states.append((state, t_min, party))

    def at(self, state: str) -> float | None:
        """Minute at which ``state`` was entered."""
        return next((t for name, t, _ in self.states if name == state), None)


@dataclass(slots=True)
class Tick:
    """One live tick as it came: tables add up what they show of it when they are read."""

    t_min: float
    heard: Signals
    units: Ints  # (S,) ordered
    parts: Ints  # (3, S) in stock, presale and lost
    regions: Ints  # (3, S, R) the same by region
    focus: int
    effort: float
    gmv: float
    heat: Floats  # (S,)


@dataclass(slots=True)
class Recorder:
    """Rows of one show."""

    layout: Layout
    ticks: list[Tick] = field(default_factory=list)
    stock: list[tuple[float, Ints]] = field(default_factory=list)
    shelf: list[tuple[float, int]] = field(default_factory=list)  # (hour, units wanted) after the broadcast
    forecasts: list[tuple[float, Floats, Floats]] = field(default_factory=list)
    transfers: list[tuple[Any, ...]] = field(default_factory=list)
    production: list[tuple[Any, ...]] = field(default_factory=list)
    materials: list[tuple[Any, ...]] = field(default_factory=list)
    alerts: list[AlertLife] = field(default_factory=list)
    rushes: list[dict[str, Any]] = field(default_factory=list)
    diverted: dict[str, float] = field(default_factory=dict)  # factory -> reserved units a day sold elsewhere
    _totals: Ints = field(init=False)  # (3, S, R) units in stock, presale and lost
    _batches: list[Ints] = field(default_factory=list)  # (3, S, R) of batches of orders that are not yet in it
    sold: Ints = field(init=False)  # (S, R) units ordered so far, in stock and presale; read-only
    on_air: Ints = field(init=False)  # (S,) units ordered on air so far, in stock and presale; read-only
    skus: Ints = field(init=False)  # (K,) units ordered so far, in stock and presale; read-only
    review: list[tuple[str, float, int]] = field(default_factory=list)  # finding, value, style or region
    design: list[tuple[str, tuple[str, str], int]] = field(default_factory=list)  # style, request, count
    sold_out: set[int] = field(default_factory=set)  # styles told to be sold out
    split: int = 0
    cross: int = 0
    gifts: int = 0
    desk: list[tuple[float, str, int, int, float, float, float]] = field(default_factory=list)  # rows of table desk
    called: list[int] = field(default_factory=lambda: [0, 0])  # units sold on "last pieces", and of these while untrue
    throttled_h: float = 0.0  # hours for which the platform held the shop back

    def __post_init__(self) -> None:
        shape = (len(self.layout.styles), len(self.layout.regions))
        self._totals, self.sold = np.zeros((3, *shape), dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self.on_air = np.zeros(shape[0], dtype=np.int64)
        self.skus = np.zeros(len(self.layout.style_of), dtype=np.int64)
        for array in (self.sold, self.on_air, self.skus):
            array.setflags(write=False)

    def orders(self, taken: Taken) -> None:
        """Add one batch of orders, which stays as it is from here on."""
        self._batches.append(taken.styles)
        self.sold, self.skus = taken.so_far, taken.sizes
        self.split += taken.split
        self.cross += taken.cross

    @property
    def totals(self) -> Ints:
        """(3, S, R) units in stock, presale and lost so far: added up when asked for, which is seldom before the end."""
        if self._batches:
            self._totals = np.add.reduce([self._totals, *self._batches])
            self._batches.clear()
        return self._totals

    @property
    def in_stock(self) -> Ints:
        """(S, R) units ordered in stock so far."""
        units: Ints = self.totals[0]
        return units

    @property
    def presale(self) -> Ints:
        """(S, R) units ordered as presale so far."""
        units: Ints = self.totals[1]
        return units

    @property
    def lost(self) -> Ints:
        """(S, R) units wanted in vain so far."""
        units: Ints = self.totals[2]
        return units

    def tick(self, tick: Tick) -> None:
        """Add one live tick, whose orders :meth:`orders` has."""
        self.ticks.append(tick)
        self.on_air = self.on_air + tick.units
        self.on_air.setflags(write=False)

    def forecast(self, t_min: float, units: Floats, so_far: Ints | Floats) -> None:
        """Add a forecast of every style's total units."""
        self.forecasts.append((t_min, units.copy(), np.array(so_far, dtype=float)))

    def moved(self, cause: str) -> list[int]:
        """Units of every transfer made for ``cause``."""
        return [row[4] for row in self.transfers if row[-1] == cause]
