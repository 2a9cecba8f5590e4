"""In what condition goods arrive: damaged on the way, or defective; both come back for quality, and are worth little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats, Ints, thin
from environment.scenario.trade.delivery import TRAITS

if TYPE_CHECKING:
    from environment.layout import NDArrayBool
    from environment.scenario import Scenario
    from environment.shipments import Shipments
    from environment.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """``damaged`` (n,) units of each shipment row; ``spoilt`` and ``defective`` (S, R) units damaged, and defective of
    those that buyers would otherwise keep; ``returned`` (S, R) defective ones that come back."""

    damaged: Ints
    spoilt: Ints
    defective: Ints
    returned: Ints

    @property
    def back(self) -> Ints:
        """(S,) units that come back for quality beyond the usual."""
        units: Ints = np.add.reduce(self.spoilt + self.returned, 1)
        return units


def needs_care(scenario: Scenario) -> Ints:
    """(traits, S) 1 where a style has the trait."""
    rows = [[int(trait in scenario.delivery.traits.get(style.id, ())) for style in scenario.styles] for trait in TRAITS]
    return np.array(rows)


def tender(scenario: Scenario) -> NDArrayBool:
    """(S,) whether a style needs care."""
    return np.asarray(np.logical_or.reduce(needs_care(scenario) > 0, axis=0))


def at_risk(scenario: Scenario) -> bool:
    """Whether goods that need care are at risk, or insured, with any carrier."""
    care = scenario.delivery.care.values()
    return bool(scenario.delivery.traits) and any(c.fragile or c.valuable or c.insurance for c in care)


def damage_rates(scenario: Scenario) -> Floats:
    """(C, S) share of a style's units that a carrier damages."""
    care = [scenario.delivery.care.get(c.id) for c in scenario.carriers]
    rates = np.array([[0.0 if c is None else getattr(c, trait) for trait in TRAITS] for c in care])
    kept: Floats = np.prod(1.0 - rates[:, :, None] * needs_care(scenario), axis=1)
    return 1.0 - kept


def damaged(world: World, shipments: Shipments, refused: Ints) -> tuple[Ints, Ints] | None:
    """Units damaged on the way, by row and by (S, R); None where nothing needs care."""
    if not at_risk(world.setting):
        return None
    rates = damage_rates(world.setting)[shipments.carrier, shipments.style]
    luck = np.resize(world.luck.stream("parcels.damaged").random(4093), len(rates))
    rows = thin(luck, shipments.units - refused, rates)
    styles, regions = len(world.layout.styles), len(world.layout.regions)
    cells = np.bincount(shipments.style * regions + shipments.region, rows, styles * regions)
    return rows, cells.astype(np.int64).reshape(styles, regions)


def judge(world: World, hurt: tuple[Ints, Ints] | None, left: Ints) -> Condition | None:
    """The condition of what buyers received; ``left`` (S, R) undamaged units that no other reason sends back."""
    goods = world.goods
    if hurt is None and goods is None:
        return None
    none = np.zeros_like(left)
    rows, spoilt = (np.zeros(0, dtype=np.int64), none) if hurt is None else hurt
    if goods is None:
        return Condition(rows, spoilt, none, none)
    defective = thin(world.luck.stream("tier.defective").random(left.shape), left, goods.rate[:, None])
    back = thin(world.luck.stream("tier.returned").random(left.shape), defective, goods.craft.returned)
    return Condition(rows, spoilt, defective, back)
