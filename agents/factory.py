"""The factory 工厂: quotes, sells capacity ahead, makes rush orders, and may sell reserved days twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import ClassVar

import mesa
import numpy as np

from agents import supplies
from agents.host_values import Valued
from agents.party import Encounter, Party
from agents.production import base_margin, daily_rate, lead_hours, unit_costs
from agents.profiles import FactoryProfile
from agents.prospect import rush_facts, shock
from agents.public import Catalogue, Floats
from agents.trust import worth_breaking
from protocols.contracts.clause import pos


@dataclass(frozen=True, slots=True)
class Quote:
    """A factory's answer to a call for proposals: what it can deliver by when. ``rate`` in the style's pieces a day."""

    factory: str
    rate: float
    moq: int
    material: float
    leads: tuple[float, ...]  # hours to the warehouse per asked quantity
    warehouse: int


@lru_cache(maxsize=64)
def _base_margin(profile: FactoryProfile, catalogue: Catalogue) -> float:
    return base_margin(profile, catalogue.smv, catalogue.made_by(profile.families))


class Factory(Party):
    """Sells days of capacity; its alternative is the open market, whose margin moves."""

    kind: ClassVar[str] = "factory"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, profile: FactoryProfile) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile
        self.reserved = 0.0  # reference pieces a day sold ahead
        self.agreed_premium = profile.standing_premium
        self.agreed_lead_h = profile.rush_lead_h
        self.exercised = 0.5  # share of a reserve that its trade sees exercised
        self.cloth_left = 1.0  # share of the reserved cloth that earlier orders have not used
        self.late_rate = 0.0  # share of the goods' value per day late that its contract makes it pay
        self.busy_until_h = -1e9  # hour at which its lines are free of earlier rush orders

    def situation(self) -> tuple[float | bytes | str, ...]:
        return (*super().situation(), self.reserved, self.agreed_premium, self.agreed_lead_h)

    @property
    def free(self) -> float:
        """Reference pieces a day that are neither reserved nor taken by the open market."""
        return max(0.0, self.profile.capacity - self.reserved) * (1.0 - self.profile.outside_load)

    def kept_reserve(self) -> float:
        """Reserved pieces a day it really keeps.

        At the peak it sells a share (its temptation) a second time when the open market pays more than a reserve that
        is exercised only now and then, by more than the later business that a broken reservation would cost it.
        """
        p, share = self.profile, self.traits.temptation
        margin = self.exercised * (self.agreed_premium + p.margin_floor)
        pays = worth_breaking(share * (p.peak_margin - margin), margin, share, self.traits.patience, self.traits.forgetting)
        return self.reserved * (1.0 - share) if pays else self.reserved

    def cloth(self, style: int) -> float:
        """Pieces of ``style`` that the reserved cloth still covers."""
        covered = float(self.profile.material_stock[style])
        return covered * self.cloth_left if np.isfinite(covered) else covered

    @property
    def base_margin(self) -> float:
        """Share of ex-factory value left of a plain order after labour and cloth, over all it makes."""
        return _base_margin(self.profile, self.catalogue)

    @property
    def mean_value(self) -> float:
        """CNY ex factory of a piece, over all it makes."""
        made = np.array([f in self.profile.families for f in self.catalogue.families])
        return float(np.mean(self.profile.value[made])) if made.any() else 0.0

    def can_make(self, style: int) -> bool:
        return self.catalogue.families[style] in self.profile.families

    def start(self, now_h: float) -> float:
        """Hour at which cloth is there and the lines are free."""
        return max(now_h + self.profile.material_lead_h[0], self.busy_until_h)

    def quote(self, style: int, quantities: Floats, warehouse: int, covered: bool, now_h: float) -> Quote:
        """Lead times from ``now_h`` for ``quantities`` delivered to ``warehouse``; reserved days only if covered."""
        p, smv = self.profile, float(self.catalogue.smv[style])
        rate = daily_rate(p, smv, self.reserved if covered else 0.0, self.free)
        material = self.cloth(style)
        wait, way = self.start(now_h) - now_h - p.material_lead_h[0], float(p.to_warehouse_h[warehouse])
        asked: list[float] = quantities.tolist()
        hours = lead_hours(p, asked, rate, material)
        leads = tuple([wait + lead + way if units >= p.moq else inf for units, lead in zip(asked, hours, strict=True)])
        return Quote(self.name, rate, p.moq, material, leads, warehouse)

    def displaced(self, units: Floats | float, covered: bool, unit_value: float) -> Floats | float:
        """CNY that the hours of a rush order of ``units`` would have earned on the open market; reserved days displace none."""
        spare = max(0.0, self.free) / max(self.free + (self.reserved if covered else 0.0), 1e-9)
        return units * spare * self.profile.outside_load * self.profile.peak_margin * unit_value

    def value_capacity(self, encounter: Encounter) -> Valued:
        """N2: option fee and rush premium against selling the same days on the open market.

        It expects the reserve to be exercised as often as its trade sees (``exercise_nodes``). A short lead means days held
        free that other work cannot fill: ``1 − lead / standard lead`` of what the open market would have taken.
        """
        p, facts = self.profile, encounter.facts
        value, overtime = facts["mean_value"], p.overtime / (1.0 + p.overtime) * (p.overtime_mult - 1.0) * p.labour

        def profit(terms: Mapping[str, Floats | float]) -> Floats:
            held = terms["reserved_per_day"] * facts["days"]
            exercised = held * facts["exercise_nodes"]
            cash = encounter.income(
                "factory",
                {"reserved_units": held, "unexercised_units": held - exercised, "exercised_units": exercised},
                terms,
            )
            earned = exercised * ((terms["rush_premium"] + self.base_margin) * value - overtime)
            idle = np.minimum(np.maximum(1.0 - terms["lead_h"] / p.standard_lead_h, 0.0), 1.0)
            missed = held * idle * p.outside_load * p.outside_margin * value
            if p.rivals is not None:
                missed = missed + p.rivals.missed(terms["reserved_per_day"])
            return np.asarray(cash + earned - missed)

        axes = encounter.axes()
        worth_it = axes["rush_premium"] + self.base_margin >= p.margin_floor - 1e-9
        feasible = ((axes["reserved_per_day"] <= p.capacity) & worth_it)[..., 0]
        return profit(axes), profit(facts["standing"]), feasible

    def value_material(self, encounter: Encounter) -> Valued:
        """N8: see :func:`agents.supplies.buyer`."""
        return supplies.buyer(self, encounter)

    def value_rush(self, encounter: Encounter) -> Valued:
        """N5: its share of the rush order at the agreed premium, less cost, displaced work and leftovers."""
        p, facts, axes = self.profile, encounter.facts, encounter.axes()
        style = int(facts["style"])
        shape = (-1, *([1] * len(encounter.space.shape)))
        units = np.asarray(facts["units_by_factory"][self.name]).reshape(shape)
        claim = facts["wanted"] * shock(self.catalogue, style, self.catalogue.log_sigma)
        share = np.divide(units, axes["rush_qty"], out=np.zeros(np.shape(units)), where=axes["rush_qty"] > 0)
        rate, smv = float(facts["rates"][self.name]), float(self.catalogue.smv[style])

        def profit(units: Floats | float, part: Floats | float, terms: dict[str, Floats], lead: Floats | float) -> Floats:
            sold = np.minimum(claim * part, units)
            late = pos(lead - facts["agreed_leads"][self.name]) / 24.0
            expected = rush_facts(units, sold, facts, late, encounter.contract.fact_names, self.name)
            cash = encounter.income("factory", expected, terms)
            cost = unit_costs(p, style, smv, units, rate, self.cloth_left)
            return np.asarray(cash - cost - self.displaced(units, facts["covered"], facts["unit_value"]))

        leads = np.asarray(facts["leads"][self.name]).reshape(shape)
        outcome = profit(units, share, axes, np.where(np.isfinite(leads), leads, 0.0))
        feasible = np.isfinite(np.asarray(facts["lead_by_quantity"])).reshape(shape)[..., 0]
        own = float(facts["option_units"]) if facts["option_factory"] == self.name else 0.0
        alone = profit(own, 1.0 if own else 0.0, dict(facts["option_terms"]), float(facts["option_lead_h"]))
        return outcome, alone, feasible
