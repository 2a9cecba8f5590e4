"""Clauses between factory and material supplier: goods set aside, goods bought."""

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


@clause(
    "factory",
    "material_supplier",
    terms=("material_price", "material_holding_fee"),
    facts=("material_reserved_units",),
    when="signing",
    formula="material_price * material_holding_fee * material_reserved_units",
    source="encounter N8; reservation as in Barnes-Schuster, Bassok & Anupindi 2002; fee E",
    en="Material set aside costs a share of its price, paid whether it is called for or not.",
    zh="备料费：按备料货值的比例付费，用不用都付。",
)
def material_reserve(t: Values, f: Values) -> Array:
    return t["material_price"] * t["material_holding_fee"] * f["material_reserved_units"]
