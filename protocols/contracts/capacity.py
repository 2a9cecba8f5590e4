"""Clauses between supplier and factory about capacity and rush orders: options, premium, delay, leftovers."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause


@clause(
    "supplier",
    "factory",
    terms=("option_fee",),
    facts=("reserved_units",),
    when="signing",
    formula="option_fee * reserved_units",
    source="Barnes-Schuster, Bassok & Anupindi 2002; fee E",
    en="A fee per unit of capacity held ready, paid whether it is used or not.",
    zh="产能预留费：按预留件数付费，用不用都付。",
)
def option_fee(t: Values, f: Values) -> Array:
    return t["option_fee"] * f["reserved_units"]


@clause(
    "factory",
    "supplier",
    terms=("option_fee", "release_refund"),
    facts=("unexercised_units",),
    formula="option_fee * release_refund * unexercised_units",
    source="autumn_launch capacity reservation (E)",
    refund_of="option_fee",
    en="Reserved capacity given back in time is refunded in part.",
    zh="按时释放的预留产能退还部分预留费。",
)
def option_release(t: Values, f: Values) -> Array:
    return t["option_fee"] * t["release_refund"] * f["unexercised_units"]


@clause(
    "factory",
    "supplier",
    terms=("option_fee",),
    facts=("exercised_units",),
    formula="option_fee * exercised_units",
    source="Erkoc & Wu 2005 (deductible reservation)",
    refund_of="option_fee",
    en="The reservation fee of capacity that is used is deducted from the price.",
    zh="实际使用的预留产能，其预留费抵扣货款。",
)
def option_deduction(t: Values, f: Values) -> Array:
    return t["option_fee"] * f["exercised_units"]


@clause(
    "supplier",
    "factory",
    terms=("exercise_price",),
    facts=("exercised_units",),
    when="delivery",
    formula="exercise_price * exercised_units",
    source="Barnes-Schuster, Bassok & Anupindi 2002; Cachon 2003",
    en="A unit made on reserved capacity costs the exercise price.",
    zh="使用预留产能生产的每件按行权价付款。",
)
def option_exercise(t: Values, f: Values) -> Array:
    return t["exercise_price"] * f["exercised_units"]


@clause(
    "supplier",
    "factory",
    terms=("rush_premium",),
    facts=("goods_value_cny",),
    when="delivery",
    formula="goods_value_cny * (1 + rush_premium)",
    source="autumn_launch factories (E); R24",
    en="A rush order costs the ex-factory value of the goods plus the rush premium.",
    zh="紧急翻单：按出厂价另加翻单加价付款。",
)
def rush_price(t: Values, f: Values) -> Array:
    return f["goods_value_cny"] * (1.0 + t["rush_premium"])


@clause(
    "factory",
    "supplier",
    terms=("late_penalty_rate",),
    facts=("late_unit_days_value_cny",),
    formula="late_penalty_rate * late_unit_days_value_cny",
    source="usual liquidated damages; rate E",
    en="For goods delivered late the factory pays a share of their value per day.",
    zh="延期交货：工厂按货值的日比例赔付。",
)
def late_delivery_penalty(t: Values, f: Values) -> Array:
    return t["late_penalty_rate"] * f["late_unit_days_value_cny"]


@clause(
    "factory",
    "supplier",
    terms=("leftover_share_factory",),
    facts=("leftover_loss_cny",),
    formula="leftover_share_factory * leftover_loss_cny",
    source="encounter N5; risk sharing as in Cachon 2003 sec. 2",
    en="The factory bears a share of the loss on goods left over (ex-factory value minus salvage).",
    zh="尾货分担：工厂承担尾货损失（出厂价减残值）的一部分。",
)
def leftover_share_factory(t: Values, f: Values) -> Array:
    return t["leftover_share_factory"] * f["leftover_loss_cny"]
