"""Which style gets the next test link or spare slot: the hottest one, or a bandit's choice; and what trials may cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.public import Floats

if TYPE_CHECKING:
    from agents.host import Host
    from agents.observation import LiveObservation


@dataclass(slots=True)
class Trials:
    """A host's policy for test links 测款 and spare slots.

    ``rule``: ``heat`` (the hottest style that stirs), ``epsilon_greedy`` (the best by expected income, a share ``epsilon``
    of links at random), ``ucb`` (the best at ``width`` standard deviations above its mean; Auer, Cesa-Bianchi and Fischer
    2002), ``thompson`` (the best of one draw from each belief; Thompson 1933). ``most`` links per show (0: no limit). A trial
    sells its ``qty`` units at ``discount`` off; none is begun that could take the loss above ``budget`` CNY.
    ``luck``: (T, S + 2) standard normals and, in the last two columns, uniform numbers.
    """

    rule: str
    epsilon: float
    width: float
    most: int
    budget: float
    discount: float
    luck: Floats
    opened: int = 0
    spent: float = 0.0  # CNY of trials that are over
    current: int = -1

    def affordable(self, host: Host, style: int) -> bool:
        """Whether the trial budget bears the worst case of a trial of ``style``."""
        worst = host.profile.test_qty * float(host.catalogue.price[style]) * self.discount
        return self.spent + worst <= self.budget or not self.discount

    def over(self, host: Host, test_units: int) -> None:
        """Book the trial that has ended."""
        if self.current >= 0:
            sold = min(test_units, host.profile.test_qty)
            self.spent += sold * float(host.catalogue.price[self.current]) * self.discount
            self.current = -1

    def link(self, host: Host, seen: LiveObservation, stirring: Sequence[int]) -> int:
        """The style of the next test link, -1 for none; ``stirring`` styles are those whose signals call for one."""
        self.over(host, seen.test_units)
        if self.most and self.opened >= self.most:
            return -1
        found = stirring if self.rule == "heat" else self.candidates(host, seen)
        found = [s for s in found if self.affordable(host, s)]
        if not found:
            return -1
        style = max(found, key=lambda s: host.memory.heat[s]) if self.rule == "heat" else self.best(host, seen.tick, found)
        self.opened, self.current = self.opened + 1, style
        return style

    def spare(self, host: Host, seen: LiveObservation, planned: int) -> int:
        """The style that takes a slot which the plan gives to no main style."""
        found = [] if self.rule == "heat" else self.candidates(host, seen)
        return self.best(host, seen.tick, [*found, planned]) if found else planned

    def candidates(self, host: Host, seen: LiveObservation) -> list[int]:
        """Styles on the shelf that nobody has paid slots for, not yet known as hits, in stock for all the host sees."""
        memory, qty = host.memory, host.profile.test_qty
        free = np.logical_and(seen.unlocked, ~host.catalogue.main).nonzero()[0].tolist()
        free = [s for s in free if s not in memory.alerted and s not in memory.hot]
        return [s for s in free if seen.stock is None or sum(seen.stock[s].tolist()) > qty]

    def best(self, host: Host, tick: int, found: Sequence[int]) -> int:
        """The policy's choice among ``found``."""
        c, belief, row = host.catalogue, host.memory.belief, self.luck[tick]
        if self.rule == "epsilon_greedy" and row[-1] < self.epsilon:
            return sorted(found)[int(row[-2] * len(found))]

        def index(style: int) -> float:
            level, spread = belief.level_of(style), belief.spread_of(style)
            if self.rule == "ucb":
                level *= 1.0 + self.width * float(np.sqrt(np.expm1(spread**2)))
            elif self.rule == "thompson":
                level *= float(np.exp(spread * row[style] - spread**2 / 2.0))
            return level * float(c.attract[style] * c.price[style] * c.kept[style])

        return max(sorted(set(found)), key=index)
