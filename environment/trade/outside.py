"""Signals from outside the chain, weather and hot topics: what they do to demand, and what a forecast can know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats
from protocols.sums import dot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from environment.scenario.trade.data import External
    from environment.world import World


class Outside:
    """What the outside does to the demand of one show."""

    def __init__(self, world: World) -> None:
        self.world, self.signals = world, world.setting.data.external
        styles, regions = world.setting.styles, world.setting.regions
        self._where = {  # signal -> (S, R) log effect while it lasts
            e.id: e.effect
            * np.outer(
                [not e.families or s.family in e.families for s in styles], [not e.regions or r.id in e.regions for r in regions]
            )
            for e in self.signals
        }
        ticks, tick_min = len(world.layout.plan), world.catalogue.tick_min
        hours = np.arange(int(world.setting.clock.post_window_h[1]) + 1.0)
        self._minutes = np.concatenate([(np.arange(ticks) + 0.5) * tick_min, (hours + 0.5) * 60.0])
        live = world.catalogue.to_come[:-1] - world.catalogue.to_come[1:]  # (T, S) nominal units by tick
        gone = np.diff(world.market.shelf(hours - world.setting.clock.live_duration_h), prepend=0.0)
        self._weight = np.concatenate([live, np.maximum(gone, 0.0)[:, None] * world.catalogue.to_come[-1]])  # of tick or hour

    def factor(self, t_min: float, signals: Iterable[External] | None = None) -> Floats:
        """(S, R) what demand is multiplied with at ``t_min``, by all signals or by those given."""
        log = np.zeros((len(self.world.layout.styles), len(self.world.layout.regions)))
        for e in self.signals if signals is None else signals:
            if e.window_min[0] <= t_min <= e.window_min[1]:
                log = log + self._where[e.id]
        found: Floats = np.exp(log)
        return found

    def known(self, now_min: float) -> list[External]:
        """Signals that a forecast made at ``now_min`` may use."""
        return [e for e in self.signals if e.known_min <= now_min] if self.world.setting.data.use_external else []

    def now(self, t_min: float) -> Floats:
        """(S,) what is known to multiply demand at ``t_min``."""
        factor: Floats = dot(self.factor(t_min, self.known(t_min)), self.world.layout.region_share)
        return factor

    def ahead(self, tick: int, now_min: float) -> Floats:
        """(S,) demand still to come after live tick ``tick`` (−1: the whole show) over the plan's, as far as is known."""
        known, ticks = self.known(now_min), len(self.world.layout.plan)
        rows = [t for t in range(len(self._minutes)) if t > tick or t >= ticks]
        share = self.world.layout.region_share
        factors = np.stack([dot(self.factor(float(self._minutes[t]), known), share) for t in rows])
        weight = self._weight[rows]
        found: Floats = (factors * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
        return found
