"""Tickets of the design queue from reasons of returns: carried out between shows where that pays, returns fall."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from agents.codesign import fix_gain
from environment.names import style_name

if TYPE_CHECKING:
    from environment.luck import Luck
    from environment.scenario import Scenario
    from environment.world import World


class DesignFixes:
    """What was fixed in a season: size chart, colours on camera, workmanship; each once per style."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.done: dict[tuple[int, str], tuple[str, str]] = {}  # (style, reason) -> fix in words
        self.news: list[tuple[int, tuple[str, str]]] = []

    @classmethod
    def make(cls, scenario: Scenario) -> DesignFixes | None:
        return cls(scenario) if scenario.product.fixes.effect > 0 else None

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        """Return rates of the styles that were fixed."""
        rates: dict[str, object] = {}
        for i in dict.fromkeys(style for style, _ in self.done):
            entry = self.scenario.styles[i]
            gone = fsum(self.scenario.returns.reasons[reason] for style, reason in self.done if style == i)
            rates[f"styles.{entry.id}.return_rate"] = entry.return_rate * (1.0 - self.scenario.product.fixes.effect * gone)
        return rates

    def brief(self, world: World) -> None:
        """Pay for the fixes made since the last show, and tell of them."""
        cost, supplier = self.scenario.product.fixes.cost, world.cast.supplier.name
        for style, fix in self.news:
            world.ledger.post_cny(world.hours, supplier, "outside", cost, "books", "design_fix", world.layout.styles[style])
            world.tell(world.hours * 60.0, "design", supplier, "design.fix", style=style_name(world, style), fix=fix, cost=cost)
        self.news = []

    def learn(self, world: World) -> dict[str, float]:
        """Carry out the tickets of the queue whose saved returns, in one show alone, pay for the fix."""
        from environment.phases.review import REASON_FIX

        rules, supplier = self.scenario.product.fixes, world.cast.supplier
        reasons = {fix: reason for reason, fix in REASON_FIX.items()}
        for name, request, count in world.recorder.design:
            style, reason = world.layout.styles.index(name), reasons.get(request)
            if reason is None or (style, reason) in self.done:
                continue
            if fix_gain(supplier, style, rules.effect * count) > rules.cost:
                self.done[style, reason] = request
                self.news.append((style, request))
        return {"design_fixes": float(len(self.done))}
