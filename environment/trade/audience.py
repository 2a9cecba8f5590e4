"""What the audience's trust, its match with the goods and the comfort of delivery do to demand, returns and patience.

Functions of the scenario alone, so that whoever plans knows them as well as nature: a host's score, what its audience
likes and how returns are picked up are public. All are neutral (exactly 1) while their mechanisms are off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from environment.luck import Floats
    from environment.scenario import Scenario


def conversion(scenario: Scenario) -> float:
    """Factor on units per viewer: 1 + gain · (trust − neutral), times 1 + what doorstep returns bring."""
    trust = scenario.tier.trust
    return (1.0 + trust.conversion_gain * (trust.start - trust.neutral)) * (1.0 + scenario.delivery.doorstep.conversion)


def late_hazard(scenario: Scenario) -> float:
    """Hazard per 12 hours late that a waiting order is cancelled or a late parcel refused."""
    return scenario.platform.cancel_hazard_per_late_12h * (1.0 - scenario.delivery.visible.avoided)


def reason_weights(scenario: Scenario) -> dict[str, Floats]:
    """reason -> (S,) part of a style's returns as stated that is left: match and mended descriptions take some away."""
    avoided, mended = scenario.tier.match, scenario.delivery.mended
    described = np.array([mended.get(style.id, 0.0) for style in scenario.styles])
    left = {"size": np.full(len(described), 1.0 - avoided), "expectation": (1.0 - avoided) * (1.0 - described)}
    plain = np.ones(len(described))
    return {reason: share * left.get(reason, plain) for reason, share in scenario.returns.reasons.items()}


def moves_reasons(scenario: Scenario) -> bool:
    """Whether styles' returns differ from what the scenario states."""
    return scenario.tier.match > 0 or any(share > 0 for share in scenario.delivery.mended.values())


def return_factor(scenario: Scenario) -> Floats | float:
    """Factor on every style's return rate (S,), or 1."""
    comfort = 1.0 + scenario.delivery.doorstep.returns
    if not moves_reasons(scenario):
        return comfort
    factor: Floats = np.add.reduce(list(reason_weights(scenario).values())) * comfort
    return factor
