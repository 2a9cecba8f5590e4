"""Clauses between factory and material supplier."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause


@clause(
    "factory",
    "material_supplier",
    terms=("material_price", "material_rush_premium"),
    facts=("material_units", "rush_material_units"),
    when="delivery",
    formula="material_price * (material_units + (1 + material_rush_premium) * rush_material_units)",
    source="autumn_launch material suppliers (E)",
    en="Material costs its price per unit, and a premium on top when it is wanted in a rush.",
    zh="原料按单价付款，急用另加价。",
)
def material_purchase(t: Values, f: Values) -> Array:
    return t["material_price"] * (
        f["material_units"] + (1.0 + t["material_rush_premium"]) * f["rush_material_units"]
    )
