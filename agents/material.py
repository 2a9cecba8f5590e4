"""The material supplier 原料商: holds reserved cloth and yarn, buys more at a premium and a longer lead."""

from __future__ import annotations

from typing import ClassVar

import mesa

from agents.party import Party
from agents.profiles import Traits
from agents.public import Catalogue


class MaterialSupplier(Party):
    """Sells at list price from the reserve, at a premium beyond it; takes part in no encounter of the show."""

    kind: ClassVar[str] = "material"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, price: float, premium: float) -> None:
        super().__init__(model, name, catalogue, Traits(0.0))
        self.price, self.premium = price, premium

    def bill(self, reserved: float, fresh: float) -> float:
        """CNY for ``reserved`` and ``fresh`` quantities of its item."""
        return self.price * (reserved + fresh * (1.0 + self.premium))
