"""The host's word to its audience: what was promised in a show, what was broken, and what it does to the audience's trust.

Promises: dispatch of what is in stock and of presale in time, that an order is delivered at all, goods without defects (or
a payout for them), and "last pieces" said only when true. The score is public and carried from show to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from environment.luck import Luck
    from environment.phases.settle import Outcome
    from environment.scenario import Scenario
    from environment.scenario.trade.tier import Trust
    from environment.world import World

PROMISES = ("dispatch", "presale", "delivery", "quality", "last_pieces")


def untrue(world: World) -> bool:
    """Whether the host says "last pieces" of the style on air while more than that many are there."""
    style, limit = world.push.focus, world.setting.signals.last_pieces.units
    true = int(np.add.reduce(world.stock.by_style()[style]))
    if world.shop.held is not None:
        true += int(world.shop.by_style()[style])
    return true > limit


def broken(world: World, o: Outcome) -> dict[str, tuple[int, float]]:
    """promise -> (units it was given for, units for which it was broken)."""
    s, promises = o.shipments, world.setting.promises
    scan = promises.first_scan_within_h - promises.ship_within_h
    ship = np.where(s.presale, promises.presale_ship_within_h, promises.ship_within_h)
    late = (s.hour + 0.5 - s.ordered > ship) | (s.scanned - s.ordered > ship + scan)
    presale = int(np.add.reduce(world.recorder.presale, None))
    ordered = int(np.add.reduce(o.ordered, None))
    defective = 0 if o.condition is None else int(np.add.reduce(o.condition.defective, None))
    unpaid = defective * (1.0 - world.setting.tier.after_sale.payout)
    return {
        "dispatch": (ordered - presale, float(np.add.reduce(s.units * (late & ~s.presale)))),
        "presale": (presale, float(np.add.reduce(s.units * (late & s.presale)))),
        "delivery": (ordered, float(world.fulfilment.impatient)),
        "quality": (int(np.add.reduce(s.units)), unpaid),
        "last_pieces": (int(sum(world.recorder.called)), float(world.recorder.called[1])),
    }


def after(world: World, o: Outcome) -> float:
    """The audience's trust after the show.

    The score moves towards kept / (kept + severity · broken) units, as a mean over shows with exponential weights does.
    """
    rule, orders = world.setting.tier.trust, float(np.add.reduce(o.ordered, None))
    if orders <= 0:
        return rule.start
    failed = min(sum(units for _, units in broken(world, o).values()), orders)
    return moved(rule, failed / orders)


def moved(rule: Trust, failed: float) -> float:
    """The score after a show in which the share ``failed`` of orders met a broken promise."""
    kept = (1.0 - failed) / (1.0 - failed + rule.severity * failed)
    return rule.memory * rule.start + (1.0 - rule.memory) * kept


def trusted(scenario: Scenario) -> bool:
    """Whether the audience's trust matters."""
    return scenario.tier.trust.conversion_gain > 0


class AudienceTrust:
    """The score over a season."""

    def __init__(self, scenario: Scenario) -> None:
        self.score = scenario.tier.trust.start

    @classmethod
    def make(cls, scenario: Scenario) -> AudienceTrust | None:
        return cls(scenario) if trusted(scenario) else None

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        """The next show starts with what the last one left."""
        return {"tier.trust.start": self.score}

    def brief(self, world: World) -> None:
        """Nothing beyond the scenario: the score is public."""

    def learn(self, world: World) -> dict[str, float]:
        """The score after the show."""
        assert world.outcome is not None
        if not world.parted:  # a substitute neither keeps nor breaks the host's word
            self.score = after(world, world.outcome)
        return {"audience_trust_after": self.score}
