"""The warehouse 仓: sells handling and surge labour, gives goods up for a credit, may sell surge labour it does not staff."""

from __future__ import annotations

from typing import ClassVar

import mesa
import numpy as np

from agents.host_values import Valued
from agents.party import Encounter, Party
from agents.profiles import WarehouseProfile
from agents.prospect import shelf_facts
from agents.public import Catalogue


class Warehouse(Party):
    """Profit is fees less labour; surge hours cost it the statutory premium."""

    kind: ClassVar[str] = "warehouse"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, profile: WarehouseProfile) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile

    def staffed(self, booked: np.ndarray | float) -> np.ndarray | float:
        """Surge parcels a day it really hires labour for: what it sold, less what it overpromises (its temptation)."""
        return booked / (1.0 + self.traits.temptation)

    def _units(self) -> np.ndarray:
        """(N, S) units of the show it expects, from the common plan."""
        return self.catalogue.planned()

    def value_surge(self, encounter: Encounter) -> Valued:
        """N3: handling and surge fees less labour, against the standing fee with no surge."""
        p, axes = self.profile, encounter.axes()
        c, units, booked = self.catalogue, self._units(), axes["surge_parcels"]
        orders = units.sum(axis=1) * p.share / c.units_per_order
        staffed = self.staffed(booked)
        shortfall = np.maximum(np.minimum(orders, p.throughput + booked) - p.throughput - staffed, 0.0)
        usual = {"orders": orders, **shelf_facts(c, units * p.share, encounter.facts, encounter)}
        facts = {**usual, "surge_booked_parcels": booked, "shortfall_parcels": shortfall}
        used = np.minimum(np.maximum(orders - p.throughput, 0.0), staffed)
        cost = (p.labour + p.packing) * orders + p.labour * p.surge_premium * np.maximum(used, 0.5 * staffed)
        if p.rivals is not None:
            cost = cost + p.rivals.missed(booked) - p.rivals.missed(0.0)
        profit = np.asarray(encounter.income("warehouse", facts, axes) - cost)
        quiet = {**usual, "surge_booked_parcels": 0.0, "shortfall_parcels": 0.0}
        fees = encounter.income("warehouse", quiet, {"handling_fee": encounter.facts["standing_fee"]})
        alone = fees - (p.labour + p.packing) * orders
        feasible = (booked <= p.surge_max)[..., 0]
        return profit, np.asarray(alone), feasible

    def value_transfer(self, encounter: Encounter) -> Valued:
        """N6: the margin on orders that move away (or come), and the credit to the side that gives up goods."""
        p, facts, axes = self.profile, encounter.facts, encounter.axes()
        c, style = self.catalogue, int(facts["style"])
        spread = c.log_sigma
        shock = np.exp(c.nodes[:, style] * spread - spread**2 / 2.0)
        moved = np.minimum(axes["transfer_qty"], facts["shortage"] * shock) / c.units_per_order
        margin = facts["fees"][self.name] - p.labour
        if int(facts["source"]) == p.index:
            cash = encounter.income("warehouse", {"transfer_units": axes["transfer_qty"]}, axes)
            return np.asarray(cash - margin * moved), np.zeros(1), None
        return np.asarray(margin * moved), np.zeros(1), None
