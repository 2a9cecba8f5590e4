"""The informed planner: one owner in the supplier's chair, who sees what all parties together see, and nothing else.

It decides from the host's desk, everybody's books and the plan; its belief comes from carts (orders stop where stock
stops, carts do not). Orders are left until a size may run out: waiting costs nothing while goods last, and informs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from agents.beliefs import AppealBelief
from agents.host import Host, Move
from agents.observation import Alert, BoardObservation, LiveObservation
from agents.supplier import Answer, RushWish, Supplier, TransferWish
from environment.references.orders import Outlook, order_values
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.public import Bools, Floats, Ints
    from environment.references.preparation import Preparation
    from environment.world import World

_EVIDENCE_WEIGHT = 0.25  # as the host weighs carts: tastes differ by region, and one tick's signals tell one story
_HISTORY = 50.0  # orders that the planned size mix counts for
_NOISE = 1.5  # a tick may bring half as much again as expected


class Desk(Host):
    """The host, whose desk the owner sees too. It plays the show as any host does."""

    seen: LiveObservation | None = None

    def on_air(self, seen: LiveObservation) -> Move:
        self.seen = seen
        return super().on_air(seen)


class Owner(Supplier):
    """Decides for the chain."""

    def __init__(self, world: World, chair: Supplier, desk: Desk, prepare: Callable[[], Preparation]) -> None:
        super().__init__(world, chair.name, chair.catalogue, chair.profile, desk.name)
        self.desk, self.prepare, self.cash = desk, prepare, chair.cash
        self.style_of, self.planned_mix = world.layout.style_of, world.layout.size_share
        self.stock = world.stock
        self.appeal = AppealBelief(self.catalogue.log_sigma, np.ones(len(self.catalogue.styles)))
        self.exposed: Floats = np.zeros(len(self.catalogue.styles))  # nominal units the rundown should have sold so far
        self.alerts: dict[int, Alert] = {}

    def placement(self) -> list[TransferWish]:
        return [TransferWish(s, a, b, float(units), float(units)) for s, a, b, units in self.prepare().moves]

    def on_air(self, seen: BoardObservation) -> Answer:
        """As any supplier keeps its books and watches its warehouses; orders are the owner's own."""
        live = self._live
        share = float(live.exposure.sum() / max(live.planned_carts.sum(), 1e-9))
        self.appeal.learn(live.carts.sum(axis=1) * share, live.exposure, _EVIDENCE_WEIGHT)
        self.exposed = self.exposed + live.exposure
        self.alerts.update({alert.style: alert for alert in seen.alerts})
        self.memory.belief = self.appeal
        answer = super().on_air(replace(seen, exposure=None))  # nothing to learn from orders that stock cut short
        wishes = [self._wish(s) for s in np.flatnonzero(self._urgent(seen.tick)).tolist()]
        answer.rush = [wish for wish in wishes if wish is not None]
        return answer

    @property
    def _live(self) -> LiveObservation:
        if self.desk.seen is None:
            raise RuntimeError("the host looks at its desk before the board is filled")
        return self.desk.seen

    def books(self) -> Ints:
        """(K,) units that can be promised: on hand, on a transfer, or being made."""
        units: Ints = self.stock.on_hand.sum(axis=1)
        for lot in self.stock.lots:
            if not lot.arrived:
                units = units + lot.units
        return units

    def pace(self) -> float:
        """How far the audience so far exceeds the plan's, all styles together."""
        planned = self.catalogue.to_come[0] - self.catalogue.to_come[self.memory.tick + 1]
        return float(self.exposed.sum()) / max(float(planned.sum()), 1e-9)

    def rest(self) -> Floats:
        """(S,) units still wanted in the show, shelf included."""
        c, tick = self.catalogue, self.memory.tick
        live = c.to_come[tick + 1] - c.to_come[-1]
        for s in self.memory.promoted:
            live[s] = max(float(live[s]), c.promoted(s, tick, 1.0 - c.slot_floor) - float(c.to_come[-1][s]))
        live = live * self.pace()
        rest: Floats = self.appeal.level * (live + c.shelf_share * (self.exposed + live))
        return rest

    def sizes(self) -> Floats:
        """(K,) share of each size in its style's demand: orders so far, and history."""
        seen = self._live.sizes
        blend = _HISTORY * self.planned_mix + (0.0 if seen is None else seen)
        share: Floats = blend / np.bincount(self.style_of, blend)[self.style_of]
        return share

    def still_wanted(self, style: int) -> Outlook:
        """What is still to come of a style."""
        rows, spread = self.style_of == style, self.spread(style)
        shock = np.exp(self.catalogue.nodes[:, style] * spread - spread**2 / 2.0)
        have = self.books()[rows].astype(float)
        return Outlook(float(self.rest()[style]) * shock, self.sizes()[rows], have, self.catalogue.presale_share)

    def mix(self, style: int) -> Floats:
        """(sizes of the style,) mix in which an order is made: the alert's advice once there is one, else the plan's."""
        rows = self.style_of == style
        known = self.sizes() if style in self.alerts else self.planned_mix
        mix: Floats = known[rows] / known[rows].sum()
        return mix

    def gain(self, style: int) -> float:
        """CNY a made unit brings the chain when sold, over one left unsold: from the region's best warehouse."""
        best = self.prepare().margins.sold[style].max(axis=0)
        return float(dot(best, self.catalogue.region_share))

    def _urgent(self, tick: int) -> Bools:
        """(S,) whether the next tick may ask for a size that cannot be promised; any style, when the broadcast ends."""
        c = self.catalogue
        if tick + 1 >= len(c.plan):
            return c.reorderable
        attention = np.ones(len(c.styles))
        attention[[int(c.plan[tick + 1]), *self.memory.promoted]] = c.focus_boost
        planned = c.attract * c.per_tick[tick + 1] * attention * self.pace()
        wanted = _NOISE * self.appeal.level * np.maximum(planned, self._live.exposure)
        short = np.maximum(wanted[self.style_of] * self.sizes() - self.books(), 0.0)
        urgent: Bools = (np.bincount(self.style_of, short) >= 1.0) & c.reorderable
        return urgent

    def _wish(self, style: int) -> RushWish | None:
        """A call for the quantity that would be best if it came at once; None where nothing pays."""
        outlook = self.still_wanted(style)
        make = float(np.min(self.prepare().margins.make[:, style] - self.prepare().margins.salvage[style]))
        grid = np.linspace(0.0, outlook.need.sum(axis=1).max(), 33)
        values = order_values(outlook, grid, self.mix(style), self.gain(style), grid * make)
        wanted = int(np.ceil(grid[int(np.argmax(values))]))
        if wanted <= 0:
            return None
        alert, have = self.alerts.get(style), float(self.books()[self.style_of == style].sum())
        if alert is not None:
            alert = replace(alert, sizes=tuple(self.sizes().tolist()))
        return RushWish(style, wanted, float(outlook.rest.mean()), have, alert)
