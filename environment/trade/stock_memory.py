"""What a season teaches the stock planner: which styles run out, and what each region buys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.stocking import learned_shares, learned_shift
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.luck import Floats, Luck
    from environment.scenario import Scenario
    from environment.world import World

_OUT = 0.98  # share of its stock sold at which a style has run out: the last sizes are gone (E)


class StockMemory:
    """Safety factors and regional shares, learned from the supplier's own books; regional tastes, kept by nature."""

    def __init__(self, scenario: Scenario) -> None:
        self.rules = scenario.stocking
        self.shift = np.zeros(len(scenario.styles))
        self.shares: Floats | None = None
        self.tastes: Floats | None = None

    @classmethod
    def make(cls, scenario: Scenario) -> StockMemory | None:
        rules = scenario.stocking
        acts = rules.elastic.step > 0 or rules.position.learning > 0 or rules.position.taste_memory > 0
        return cls(scenario) if acts else None

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        return {}

    def brief(self, world: World) -> None:
        """The planner remembers; a region's taste for a style is partly that of the last show."""
        keeper, memory = world.cast.supplier.keeper, self.rules.position.taste_memory
        if keeper is not None:
            keeper.shift = self.shift
            if self.shares is not None and self.rules.position.learning > 0:
                keeper.shares = self.shares
                world.depot.allocate()  # type: ignore[union-attr]
        if memory > 0:
            appeal = world.market.log_appeal
            fresh = appeal - appeal.mean(axis=1, keepdims=True)
            self.tastes = fresh if self.tastes is None else memory * self.tastes + (1.0 - memory**2) ** 0.5 * fresh
            appeal += self.tastes - fresh

    def learn(self, world: World) -> dict[str, float]:
        """Learn from what was ordered, by style and region."""
        o, supplier = world.outcome, world.cast.supplier
        assert o is not None
        found: dict[str, float] = {}
        keeper = supplier.keeper
        if keeper is not None and self.rules.elastic.step > 0:
            if keeper.level is None:
                keeper.level = np.full(len(self.shift), supplier.profile.service_level)
            out = np.add.reduce(o.ordered, 1) >= _OUT * np.maximum(supplier.profile.opening.sum(axis=1), 1)
            self.shift = learned_shift(keeper, out, self.rules.elastic.step)
            found["safety_shift"] = float(self.shift.mean())
        if self.rules.position.learning > 0:
            before = np.tile(supplier.regional(), (len(self.shift), 1)) if self.shares is None else self.shares
            families, rules = supplier.catalogue.families, self.rules.position
            self.shares = learned_shares(before, o.ordered, families, rules.learning, rules.shrink_units)
            truth = world.layout.region_share
            nominal = supplier.catalogue.nominal
            expected = dot(before.T, nominal) / nominal.sum() if nominal.any() else supplier.regional()
            found["region_forecast_error"] = float(0.5 * np.abs(expected - truth).sum())
        return found
