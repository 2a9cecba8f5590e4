"""The carrier 物流: sells booked volume, keeps or bumps booked parcels when the spot market pays more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import mesa
import numpy as np

from agents.host_values import Valued
from agents.party import Encounter, Party
from agents.profiles import CarrierProfile
from agents.prospect import late_parcels, return_parcels, volume_facts
from agents.public import Catalogue, Floats
from agents.trust import worth_breaking


class Carrier(Party):
    """Profit is freight less cost; an unbooked truck can be filled on the spot market at today's price."""

    kind: ClassVar[str] = "carrier"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, profile: CarrierProfile) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile
        self.rate = profile.card_first_kg  # agreed first-kg rate
        self.penalty = 0.0  # agreed CNY per late parcel

    def bumped_share(self) -> float:
        """Share of booked parcels it bumps at the peak: its temptation, when spot pays that much more.

        More than rate and penalty today, by more than the later business that bumped parcels would cost it.
        """
        p, share = self.profile, self.traits.temptation
        gain, margin = share * (p.spot_first_kg - self.rate - self.penalty), max(self.rate - p.cost_first_kg, 0.0)
        return share if worth_breaking(gain, margin, share, self.traits.patience, self.traits.forgetting) else 0.0

    def value_volume(self, encounter: Encounter) -> Valued:
        """N4: freight and take-or-pay on booked parcels against the standing booking at card rates."""
        p, c, facts, axes = self.profile, self.catalogue, encounter.facts, encounter.axes()
        units = c.planned()
        orders, back = units.sum(axis=1) / c.units_per_order, return_parcels(c, units, facts, encounter)

        def profit(booked: Floats | float, terms: Mapping[str, Floats | float]) -> Floats:
            expected, _ = volume_facts(orders, booked, facts)
            expected |= {**back, **late_parcels(expected, facts, encounter, c.region_share)}
            cash, peak, carried = encounter.income("carrier", expected, terms), expected["shipped_parcels"], expected["parcels"]
            idle = np.maximum(booked - peak, 0.0)  # a truck booked for the peak day that stays empty costs half its trip
            missed = 0.0 if p.rivals is None else p.rivals.missed(booked)
            return np.asarray(cash - p.cost_first_kg * (carried + 0.5 * idle) - missed)

        standing = {"first_kg_rate": facts["card_first_kg"], "take_or_pay": facts["standing_take_or_pay"]}
        feasible = (axes["booked_parcels"] <= facts["fleet"])[..., 0]
        return profit(axes["booked_parcels"], axes), profit(facts["standing_booked"], standing), feasible
