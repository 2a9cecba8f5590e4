"""The carrier 物流: sells booked volume, keeps or bumps booked parcels when the spot market pays more."""

from __future__ import annotations

from typing import ClassVar

import mesa
import numpy as np

from agents.host_values import Valued
from agents.party import Encounter, Party
from agents.profiles import CarrierProfile
from agents.public import Catalogue, Floats


class Carrier(Party):
    """Profit is freight less cost; an unbooked truck can be filled on the spot market at today's price."""

    kind: ClassVar[str] = "carrier"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, profile: CarrierProfile) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile
        self.rate = profile.card_first_kg  # agreed first-kg rate
        self.penalty = 0.0  # agreed CNY per late parcel

    def bumped_share(self) -> float:
        """Share of booked parcels it bumps at the peak: its temptation, when spot pays more than rate and penalty."""
        pays_more = self.profile.spot_first_kg > self.rate + self.penalty
        return self.traits.temptation if pays_more else 0.0

    def value_volume(self, encounter: Encounter) -> Valued:
        """N4: freight and take-or-pay on booked parcels against the standing booking at card rates."""
        p, c, facts, axes = self.profile, self.catalogue, encounter.facts, encounter.axes()
        orders = c.draws(c.nominal, c.log_sigma).sum(axis=1) / c.units_per_order

        def profit(booked: Floats | float, terms: dict[str, Floats | float]) -> Floats:
            total: Floats = np.asarray(0.0)
            for share in facts["day_shares"]:
                due = orders * share
                shipped = np.minimum(due, booked)
                over = np.minimum(due - shipped, facts["overflow"])
                cash = encounter.income(
                    "carrier",
                    {
                        "parcels": shipped + over,
                        "freight_at_card_cny": (shipped + over) * facts["card_first_kg"],
                        "overflow_parcels": over,
                        "booked_parcels": booked,
                        "shipped_parcels": shipped + over,
                        "late_parcels": 0.0,
                    },
                    terms,
                )
                idle = np.maximum(booked - shipped, 0.0)
                total = total + cash - p.cost_first_kg * (shipped + over) - 0.5 * p.cost_first_kg * idle
            return total

        standing = {"first_kg_rate": facts["card_first_kg"], "take_or_pay": facts["standing_take_or_pay"]}
        feasible = (axes["booked_parcels"] <= facts["fleet"])[..., 0]
        return profit(axes["booked_parcels"], dict(axes)), profit(facts["standing_booked"], standing), feasible
