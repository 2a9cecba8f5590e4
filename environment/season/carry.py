"""What the trade carries from show to show beside minds and ties: trust of the audience, designs, experience with goods.

Each :class:`Part` belongs to one mechanism of :mod:`environment.trade`. Before a show it may change parameters of the
scenario (what became of the goods, who comes); after a show it learns from what came true. A part that has nothing to
say leaves the scenario as it is, so a season in which every mechanism is off plays the same scenario throughout.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from environment.trade.codesign import Designs
from environment.trade.design_fixes import DesignFixes
from environment.trade.promises import AudienceTrust
from environment.trade.reassess import ReturnsMemory
from environment.trade.selection import Experience
from environment.trade.stock_memory import StockMemory

if TYPE_CHECKING:
    from environment.luck import Luck
    from environment.scenario import Scenario
    from environment.world import World


class Part(Protocol):
    """One mechanism's memory over a season."""

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        """Dotted overrides of the season's scenario for show ``show`` (1 = the second); streams of ``luck`` by name."""

    def brief(self, world: World) -> None:
        """Put what is remembered into the world of a show."""

    def learn(self, world: World) -> dict[str, float]:
        """Learn from a finished show; values to add to the season's series, by name."""


PARTS: list[Callable[[Scenario], Part | None]] = [  # makers; None where the scenario leaves the mechanism off
    Experience.make,
    AudienceTrust.make,
    ReturnsMemory.make,
    StockMemory.make,
    DesignFixes.make,
    Designs.make,  # after fixes: a new style in a place has the return rate of its own
]


class Carry:
    """All parts of one season."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.parts = [part for part in (make(scenario) for make in PARTS) if part is not None]

    def scenario_of(self, show: int, luck: Luck) -> Scenario:
        """The scenario of show ``show``."""
        changes = {path: value for part in self.parts for path, value in part.prepare(show, luck).items()}
        return self.scenario.with_overrides(changes) if changes else self.scenario

    def brief(self, world: World) -> None:
        for part in self.parts:
            part.brief(world)

    def learn(self, world: World) -> dict[str, float]:
        return {name: value for part in self.parts for name, value in part.learn(world).items()}
