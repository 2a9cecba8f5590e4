"""The material supplier 原料商: sets cloth, yarn or trims aside, makes more at a premium and a longer lead."""

from __future__ import annotations

from typing import ClassVar

import mesa

from agents import supplies
from agents.host_values import Valued
from agents.party import Encounter, Party
from agents.profiles import Traits
from agents.public import Catalogue


class MaterialSupplier(Party):
    """Sells at list price from its reserve, at a premium beyond it; where N8 is held, it bargains over both.

    ``cost_share`` and ``holding_cost`` are shares of its price: what goods sold cost it, and what goods cost it that were
    set aside and not called for.
    """

    kind: ClassVar[str] = "material"

    def __init__(
        self, model: mesa.Model, name: str, catalogue: Catalogue, price: float, premium: float,
        cost_share: float, holding_cost: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(model, name, catalogue, Traits(0.0))
        self.price, self.premium = price, premium
        self.cost_share, self.holding_cost = cost_share, holding_cost

    def bill(self, reserved: float, fresh: float) -> float:
        """CNY for ``reserved`` and ``fresh`` quantities of its item."""
        return self.price * (reserved + fresh * (1.0 + self.premium))

    def value_material(self, encounter: Encounter) -> Valued:
        """N8: see :func:`agents.supplies.seller`."""
        return supplies.seller(self, encounter)
