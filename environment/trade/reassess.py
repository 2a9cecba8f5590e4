"""What came back, remembered over a season: reasons and counts by style change the next selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.reassess import Remedy, Verdict, verdicts
from environment.names import style_name

if TYPE_CHECKING:
    from environment.luck import Luck
    from environment.scenario import Scenario
    from environment.world import World


class ReturnsMemory:
    """Counts by style since its goods or its description last changed; what was mended and dropped."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        size = len(scenario.styles)
        self.sent, self.back, self.expectation, self.shows = (np.zeros(size) for _ in range(4))
        self.mended: dict[str, float] = dict(scenario.delivery.mended)
        self.dropped: list[str] = list(scenario.delivery.dropped)
        self.news: list[Verdict] = []

    @classmethod
    def make(cls, scenario: Scenario) -> ReturnsMemory | None:
        return cls(scenario) if scenario.delivery.reassess.level > 0 else None

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        """What was mended or dropped holds from the next show on."""
        changes: dict[str, object] = {}
        if self.mended:
            changes["delivery.mended"] = dict(self.mended)
        if self.dropped:
            changes["delivery.dropped"] = list(self.dropped)
        return changes

    def brief(self, world: World) -> None:
        """Pay for new descriptions and tell what changed since the last show."""
        supplier, cost = world.cast.supplier.name, self.scenario.delivery.reassess.mend_cost
        for told in self.news:
            if told.action == "mend":
                name = world.layout.styles[told.style]
                world.ledger.post_cny(world.hours, supplier, "outside", cost, "books", "description", name)
            world.tell(
                world.hours * 60.0, "selection", supplier, "goods.mended" if told.action == "mend" else "goods.dropped",
                style=style_name(world, told.style), rate=100 * told.rate, family=100 * told.family, cny=cost,
            )  # fmt: skip
        self.news = []

    def learn(self, world: World) -> dict[str, float]:
        """Count what came back and decide about the abnormal."""
        o, rule = world.outcome, self.scenario.delivery.reassess
        assert o is not None
        sent = np.bincount(o.shipments.style, o.shipments.units, len(self.sent)) - np.add.reduce(o.refused_by, 1)
        self.sent += sent
        self.back += np.add.reduce(o.returned, 1)
        self.expectation += o.reasons["expectation"]
        self.shows += sent > 0
        names = [style.id for style in self.scenario.styles]
        settled = np.array([name in self.mended for name in names])
        remedy = Remedy(rule.mend_cost, rule.mend_effect, self.scenario.returns.rate_log_sigma)
        supplier = world.cast.supplier
        found = verdicts(supplier, self.sent, self.back, self.expectation, self.shows, rule.level, remedy, settled)
        self.news = [told for told in found if told.action != "keep"]
        for told in self.news:
            name = names[told.style]
            if told.action == "mend":
                self.mended[name] = rule.mend_effect
                for counts in (self.sent, self.back, self.expectation, self.shows):
                    counts[told.style] = 0.0
            else:
                self.dropped.append(name)
        return {"styles_mended": float(len(self.mended)), "styles_dropped": float(len(self.dropped))}
