"""Clauses between supplier and warehouse: handling, surge labour, storage, returns, transfers, delays."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause


@clause(
    "supplier",
    "warehouse",
    terms=("handling_fee", "packaging_fee", "extra_item_fee"),
    facts=("orders", "extra_items"),
    when="delivery",
    formula="(handling_fee + packaging_fee) * orders + extra_item_fee * extra_items",
    source="R20",
    en="Each order costs handling and packaging; each further item in it a little more.",
    zh="按单收取操作费与包装费，多件另加。",
)
def handling(t: Values, f: Values) -> Array:
    return (t["handling_fee"] + t["packaging_fee"]) * f["orders"] + t["extra_item_fee"] * f["extra_items"]


@clause(
    "supplier",
    "warehouse",
    terms=("surge_premium", "handling_fee"),
    facts=("surge_booked_parcels",),
    formula="surge_premium * handling_fee * surge_booked_parcels",
    source="statutory overtime floor +50 % (E)",
    en="Booked surge labour costs a premium on the handling fee for every parcel booked, used or not.",
    zh="大促加班产能：按预订单数收取操作费加价，用不用都付。",
)
def surge_booking(t: Values, f: Values) -> Array:
    return t["surge_premium"] * t["handling_fee"] * f["surge_booked_parcels"]


@clause(
    "supplier",
    "warehouse",
    terms=("storage_fee_unit_month",),
    facts=("unit_months",),
    when="delivery",
    formula="storage_fee_unit_month * unit_months",
    source="R21",
    en="Storage per unit and month.",
    zh="仓储费：按件按月。",
)
def storage(t: Values, f: Values) -> Array:
    return t["storage_fee_unit_month"] * f["unit_months"]


@clause(
    "supplier",
    "warehouse",
    terms=("inspect_fee",),
    facts=("returned_units",),
    when="delivery",
    formula="inspect_fee * returned_units",
    source="autumn_launch warehouse costs (E)",
    en="Each returned unit is inspected and graded for a fee.",
    zh="退货质检费：按件。",
)
def return_inspection(t: Values, f: Values) -> Array:
    return t["inspect_fee"] * f["returned_units"]


@clause(
    "supplier",
    "warehouse",
    terms=("transfer_credit_per_unit",),
    facts=("transfer_units",),
    when="delivery",
    formula="transfer_credit_per_unit * transfer_units",
    source="encounter N6 (E)",
    en="The warehouse that gives up goods for a transfer is credited per unit.",
    zh="调拨补偿：调出仓按件获得补偿。",
)
def transfer_credit(t: Values, f: Values) -> Array:
    return t["transfer_credit_per_unit"] * f["transfer_units"]


@clause(
    "warehouse",
    "supplier",
    terms=("throughput_penalty",),
    facts=("shortfall_parcels",),
    formula="throughput_penalty * shortfall_parcels",
    source="usual service-level damages; rate E",
    en="The warehouse pays for each parcel by which it misses the throughput it promised.",
    zh="产能未达承诺：仓库按缺口件数赔付。",
)
def throughput_penalty(t: Values, f: Values) -> Array:
    return t["throughput_penalty"] * f["shortfall_parcels"]
