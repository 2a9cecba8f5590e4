"""Clauses between supplier and carrier: freight, overflow, take-or-pay, punctuality, returns pick-up."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause, pos


@clause(
    "supplier",
    "carrier",
    terms=("first_kg_rate", "card_first_kg_rate"),
    facts=("freight_at_card_cny", "parcels"),
    when="delivery",
    formula="freight_at_card_cny + (first_kg_rate - card_first_kg_rate) * parcels",
    source="R17-R19",
    signed=True,
    en="Freight by the rate card; a negotiated first-kilogram rate shifts the whole card.",
    zh="运费按价目表计；议定的首重价整体平移价目表。",
)
def freight(t: Values, f: Values) -> Array:
    return f["freight_at_card_cny"] + (t["first_kg_rate"] - t["card_first_kg_rate"]) * f["parcels"]


@clause(
    "supplier",
    "carrier",
    terms=("overflow_surcharge",),
    facts=("overflow_parcels",),
    when="delivery",
    formula="overflow_surcharge * overflow_parcels",
    source="autumn_launch carriers (E)",
    en="Parcels beyond the booked volume cost a surcharge.",
    zh="超出预订量的包裹加收附加费。",
)
def overflow_surcharge(t: Values, f: Values) -> Array:
    return t["overflow_surcharge"] * f["overflow_parcels"]


@clause(
    "supplier",
    "carrier",
    terms=("take_or_pay", "first_kg_rate"),
    facts=("booked_parcels", "shipped_parcels"),
    formula="first_kg_rate * pos(take_or_pay * booked_parcels - shipped_parcels)",
    source="autumn_launch carriers (E); Masten & Crocker 1985",
    en="If fewer parcels are shipped than the agreed share of the booking, the missing ones are paid "
    "at the first-kilogram rate.",
    zh="照付不议：发货量低于预订量的约定比例时，差额按首重价付费。",
)
def take_or_pay(t: Values, f: Values) -> Array:
    return t["first_kg_rate"] * pos(t["take_or_pay"] * f["booked_parcels"] - f["shipped_parcels"])


@clause(
    "carrier",
    "supplier",
    terms=("on_time_penalty",),
    facts=("late_parcels",),
    formula="on_time_penalty * late_parcels",
    source="usual service-level damages; rate E",
    en="The carrier pays for each parcel it delivers late.",
    zh="延误赔付：物流商按延误件数赔付。",
)
def on_time_penalty(t: Values, f: Values) -> Array:
    return t["on_time_penalty"] * f["late_parcels"]


@clause(
    "supplier",
    "carrier",
    terms=("returns_pickup_fee",),
    facts=("return_parcels",),
    when="delivery",
    formula="returns_pickup_fee * return_parcels",
    source="reverse logistics; fee E",
    en="Door pick-up of returns costs a fee per parcel.",
    zh="退货上门取件费：按件。",
)
def returns_pickup(t: Values, f: Values) -> Array:
    return t["returns_pickup_fee"] * f["return_parcels"]
