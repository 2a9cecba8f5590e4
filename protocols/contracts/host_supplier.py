"""Clauses between host and supplier: fees for the show, and their return when sales or returns disappoint."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause, pos, shortfall


@clause(
    "supplier",
    "host",
    terms=("commission_rate",),
    facts=("commission_base_cny",),
    formula="commission_rate * commission_base_cny",
    source="R4-R6",
    en="The host earns a share of the sales value that the platform settles (gross, or net of refunds "
    "and returns).",
    zh="主播按平台结算的销售额（成交额，或扣除退款退货后的净额）提取佣金。",
)
def commission(t: Values, f: Values) -> Array:
    return t["commission_rate"] * f["commission_base_cny"]


@clause(
    "host",
    "platform",
    terms=("commission_rate", "commission_service_fee"),
    facts=("commission_base_cny",),
    formula="commission_service_fee * commission_rate * commission_base_cny",
    source="R3",
    en="The platform keeps a share of the host's commission.",
    zh="平台从主播佣金中抽取技术服务费。",
)
def commission_service_fee(t: Values, f: Values) -> Array:
    return t["commission_service_fee"] * t["commission_rate"] * f["commission_base_cny"]


@clause(
    "supplier",
    "host",
    terms=("slot_fee_total",),
    when="signing",
    formula="slot_fee_total",
    source="R5, R7",
    en="A fixed fee for the places in the running order, paid whatever is sold.",
    zh="坑位费：按坑位一次付清，与销量无关。",
)
def slot_fee(t: Values, f: Values) -> Array:
    return t["slot_fee_total"]


@clause(
    "host",
    "supplier",
    terms=("slot_fee_total", "guarantee_multiple"),
    facts=("guarantee_base_cny",),
    formula="slot_fee_total * shortfall(guarantee_base_cny, guarantee_multiple * slot_fee_total)",
    source="R8 (fee 800k for 4M promised, 0.29M sold: 742k back)",
    refund_of="slot_fee",
    en="If sales fall short of the promised multiple of the slot fee, the fee comes back in "
    "proportion to the shortfall.",
    zh="保量：销售额未达坑位费约定倍数时，按未完成比例退还坑位费。",
)
def guarantee(t: Values, f: Values) -> Array:
    fee = t["slot_fee_total"]
    return fee * shortfall(f["guarantee_base_cny"], t["guarantee_multiple"] * fee)


@clause(
    "host",
    "supplier",
    terms=("slot_fee_total", "max_return_rate"),
    facts=("return_rate",),
    formula="slot_fee_total * shortfall(1 - return_rate, 1 - max_return_rate)",
    source="R9 (returns above the agreed cap: fee back pro rata)",
    refund_of="slot_fee",
    en="If returns exceed the cap, the slot fee comes back in proportion to the kept sales that are missing.",
    zh="退货率上限：超过上限时，按缺失的留存比例退还坑位费。",
)
def return_cap(t: Values, f: Values) -> Array:
    return t["slot_fee_total"] * shortfall(1.0 - f["return_rate"], 1.0 - t["max_return_rate"])


@clause(
    "supplier",
    "host",
    terms=("tier_threshold_cny", "tier_extra_rate"),
    facts=("gross_gmv_cny",),
    formula="tier_extra_rate * pos(gross_gmv_cny - tier_threshold_cny)",
    source="R6",
    en="Step commission: extra points on the gross sales above a threshold (only on the part above).",
    zh="阶梯佣金：成交额超过阈值的部分加点。",
)
def tier_bonus(t: Values, f: Values) -> Array:
    return t["tier_extra_rate"] * pos(f["gross_gmv_cny"] - t["tier_threshold_cny"])


@clause(
    "supplier",
    "host",
    terms=("revenue_share_host",),
    facts=("revenue_cny",),
    formula="revenue_share_host * revenue_cny",
    source="Cachon & Lariviere 2005",
    en="The host receives a share of all revenue: kept sales and what unsold goods bring.",
    zh="收入分成：主播分享全部收入（留存销售额与尾货变现）。",
)
def revenue_share(t: Values, f: Values) -> Array:
    return t["revenue_share_host"] * f["revenue_cny"]
