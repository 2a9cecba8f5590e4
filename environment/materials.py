"""What a factory makes its goods of: whose material, how much a piece takes, and what reserves of it let it do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats

if TYPE_CHECKING:
    from environment.layout import Layout
    from environment.scenario import Scenario, market, parties


@dataclass(frozen=True, slots=True, eq=False)
class Supplies:
    """Of one factory: CNY of material per piece at list price (S,), pieces that the reserves cover (S,), hours until work
    can start from stock and with goods bought new, and the premium of those."""

    cost: Floats
    pieces: Floats
    lead_h: tuple[float, float]
    premium: float


def needs(scenario: Scenario, style: market.Style) -> dict[str, float]:
    """Merchant -> units of sale that a piece of ``style`` takes; nothing for a style of which no material is known."""
    material = scenario.materials.get(style.family)
    if material is None:
        return {}
    found = {material.supplier: material.per_kg * style.kg}
    for merchant in scenario.material_suppliers:
        if merchant.per_piece and scenario.trims_per_unit:
            found[merchant.id] = scenario.trims_per_unit
    return found


def supplies(
    scenario: Scenario, layout: Layout, f: parties.Factory,
    reserved: Mapping[str, float] | None = None, premium: Mapping[str, float] | None = None,
) -> Supplies:  # fmt: skip
    """What ``f`` works with when its merchants hold ``reserved`` units of sale for it and sell beyond them at ``premium``;
    where not given, as their cards say."""
    s = len(layout.styles)
    cloth, pieces = np.zeros(s), np.full(s, np.inf)
    leads, extra = [0.0, 0.0], 0.0
    merchants = {m.id: m for m in scenario.material_suppliers}
    held = {m.id: m.reserved for m in scenario.material_suppliers} | dict(reserved or {})
    above = {m.id: m.rush_premium for m in scenario.material_suppliers} | dict(premium or {})
    trims = next((m for m in scenario.material_suppliers if m.per_piece), None)
    for i, style in enumerate(scenario.styles):
        if style.family in f.families and style.family in scenario.materials:
            material = scenario.materials[style.family]
            merchant = merchants[material.supplier]
            per_piece = material.per_kg * style.kg
            cloth[i] = per_piece * merchant.price + (trims.price * scenario.trims_per_unit if trims else 0.0)
            pieces[i] = held[merchant.id] / per_piece
            leads, scarce = [merchant.lead_h_stock, merchant.lead_h_new], merchant
            if trims and scenario.trims_per_unit > 0:  # work starts when cloth and trims are there
                sets = held[trims.id] / scenario.trims_per_unit
                scarce = trims if sets < pieces[i] else merchant
                pieces[i] = min(pieces[i], sets)
                leads = [max(merchant.lead_h_stock, trims.lead_h_stock), scarce.lead_h_new]
            extra = above[scarce.id]
    return Supplies(cloth, pieces, (leads[0], leads[1]), extra)
