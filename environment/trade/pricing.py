"""Bounded price moves on air, and what units were really paid for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents import pricing
from environment.luck import Floats
from environment.names import style_name

if TYPE_CHECKING:
    from environment.trade.organisation import Consent
    from environment.world import World


class Pricing:
    """Prices of one show: the supplier moves that of the style on air; off air every style is at its live price."""

    def __init__(self, world: World, consent: Consent) -> None:
        self.world, self.terms, self.consent = world, world.setting.pricing, consent
        self.grid = pricing.levels(self.terms.bound, self.terms.step)
        self.base: Floats = world.market.price_factor
        self.style, self.level = -1, 1.0
        self.allowed: dict[int, tuple[float, float]] = {}  # style -> lowest and highest level agreed with the host
        self.rivals = _index(world)

    def rival(self, t: int) -> float:
        """Demand factor of competitors' price index in tick ``t``; the index is public."""
        return float(self.rivals[min(t, len(self.rivals) - 1)] ** self.terms.rival_elasticity)

    def open(self, t: int, focus: int) -> Floats:
        """(S,) prices of tick ``t``; demand follows them."""
        if focus != self.style:
            self.style, self.level = focus, 1.0
        factor = self.base * self.rival(t)
        factor[focus] *= self.level**-self.terms.elasticity
        self.world.market.price_factor = factor
        price = self.world.layout.price.copy()
        price[focus] *= self.level
        return price

    def decide(self, t: int, focus: int, end_min: float) -> None:
        """The supplier's price of the style that is on air next, within its authority; more only with the host's consent."""
        world, supplier, before = self.world, self.world.cast.supplier, self.level if focus == self.style else 1.0
        if supplier.memory.have is None or t + 1 >= len(world.layout.plan) or (t + 1) % self.terms.every_ticks:
            return
        ticks, limit = self.terms.every_ticks, world.setting.organisation.authority.price_cut
        wanted, gain = pricing.best(supplier, focus, t, ticks, self.grid, self.terms.elasticity, self.rival(t))
        low, high = self.allowed.get(focus, (1.0 - (limit or 0.0), 1.0 + (limit or 0.0)) if limit is not None else (0.0, 9.0))
        if not low - 1e-9 <= wanted <= high + 1e-9 and focus not in self.allowed:
            self.allowed[focus] = (low, high)  # asked once per style
            self.consent.price(self, t, focus, wanted, end_min)
        level = float(min(max(wanted, low), high))
        if abs(level - before) > 1e-9:
            world.recorder.desk.append((end_min, "price", focus, 0, 0.0, level - 1.0, float("nan")))
            world.tell(
                end_min, "price", supplier.name, "trade.price", style=style_name(world, focus),
                price=float(world.layout.price[focus]) * level, move=100.0 * (level - 1.0),
                evidence={"gain_cny": round(gain), "rivals": round(float(self.rivals[t]), 3)},
            )  # fmt: skip
        self.style, self.level = focus, level


def _index(world: World) -> Floats:
    """(T,) competitors' price index: log-normal round 1, what it deviates by fades by ``rival_memory`` a tick."""
    terms, ticks = world.setting.pricing, len(world.layout.plan)
    news = world.luck.stream("pricing.rivals").standard_normal(ticks) * terms.rival_log_sigma
    log, scale = np.zeros(ticks), np.sqrt(1.0 - terms.rival_memory**2)
    log[0] = news[0]
    for t in range(1, ticks):
        log[t] = terms.rival_memory * log[t - 1] + scale * news[t]
    return np.exp(log - terms.rival_log_sigma**2 / 2.0)
