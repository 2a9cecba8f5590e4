"""Clauses with the platform and with consumers: sale, refund, fees, payouts, insurance, traffic."""

from __future__ import annotations

import numpy as np

from protocols.contracts.clause import Array, Values, clause


@clause(
    "consumers",
    "supplier",
    facts=("gross_gmv_cny",),
    when="delivery",
    formula="gross_gmv_cny",
    source="retail sale",
    en="Consumers pay for what they order.",
    zh="消费者支付货款。",
)
def sale(t: Values, f: Values) -> Array:
    return f["gross_gmv_cny"]


@clause(
    "supplier",
    "consumers",
    facts=("refund_cny",),
    when="delivery",
    formula="refund_cny",
    source="seven-day no-reason return; pre-shipment refunds",
    en="Cancelled and returned orders are refunded.",
    zh="退款：取消与退货订单退还货款。",
)
def refund(t: Values, f: Values) -> Array:
    return f["refund_cny"]


@clause(
    "supplier",
    "platform",
    terms=("take_rate",),
    facts=("net_gmv_cny",),
    formula="take_rate * net_gmv_cny",
    source="R1",
    en="The platform's technical service fee on settled sales.",
    zh="平台技术服务费：按结算销售额。",
)
def take_rate(t: Values, f: Values) -> Array:
    return t["take_rate"] * f["net_gmv_cny"]


@clause(
    "supplier",
    "platform",
    terms=("payment_fee",),
    facts=("gross_gmv_cny",),
    when="delivery",
    formula="payment_fee * gross_gmv_cny",
    source="R2",
    en="The payment channel takes a share of all payments, refunded later or not.",
    zh="支付通道费：按成交额，退款不退。",
)
def payment_fee(t: Values, f: Values) -> Array:
    return t["payment_fee"] * f["gross_gmv_cny"]


@clause(
    "supplier",
    "consumers",
    terms=("late_payout_low", "late_payout_flat", "late_payout_rate", "late_payout_cap"),
    facts=("late_orders_by_style", "price_by_style_cny"),
    when="delivery",
    formula="sum(late_orders_by_style * band(price_by_style_cny, "
    "late_payout_low, late_payout_flat, late_payout_rate, late_payout_cap))",
    source="R11",
    en="Late dispatch: the buyer is paid by price band (below 3 CNY, below 300, else a capped share "
    "of the price).",
    zh="延迟发货赔付：按价格带赔付买家（3 元以下、300 元以下、其余按价格比例封顶）。",
)
def late_ship_payout(t: Values, f: Values) -> Array:
    # The last axis of the two facts is the style; terms get one too so that outcome axes stay in front of it.
    low, flat, rate, cap = (
        np.asarray(t[f"late_payout_{x}"])[..., np.newaxis] for x in ("low", "flat", "rate", "cap")
    )
    orders, price = np.atleast_1d(f["late_orders_by_style"]), np.atleast_1d(f["price_by_style_cny"])
    each = np.where(price < 3.0, low, np.where(price < 300.0, flat, np.minimum(rate * price, cap)))
    out: Array = np.sum(orders * each, axis=-1)
    return out


@clause(
    "supplier",
    "platform",
    terms=("fake_deposit_per_order", "fake_deposit_cap_per_day"),
    facts=("fake_orders_by_day",),
    formula="sum(min(fake_deposit_per_order * fake_orders_by_day, fake_deposit_cap_per_day))",
    source="R12",
    en="Orders marked shipped but never scanned cost a deposit each, capped per day.",
    zh="虚假发货扣款：标记发货却无揽收的订单按单扣款，按日封顶。",
)
def fake_ship_deposit(t: Values, f: Values) -> Array:
    # The last axis of the fact is the day.
    per_order, cap = (
        np.asarray(t[f"fake_deposit_{x}"])[..., np.newaxis] for x in ("per_order", "cap_per_day")
    )
    out: Array = np.sum(np.minimum(per_order * np.atleast_1d(f["fake_orders_by_day"]), cap), axis=-1)
    return out


@clause(
    "supplier",
    "platform",
    terms=("return_insurance_premium",),
    facts=("orders",),
    when="delivery",
    formula="return_insurance_premium * orders",
    source="R14-R16",
    en="Return-freight insurance: a premium per order, to the platform as the insurer's agent.",
    zh="运费险：按单保费，由平台代收。",
)
def return_insurance(t: Values, f: Values) -> Array:
    return t["return_insurance_premium"] * f["orders"]


@clause(
    "host",
    "platform",
    facts=("paid_traffic_cny",),
    when="delivery",
    formula="paid_traffic_cny",
    source="autumn_launch paid traffic (E)",
    en="The host buys traffic from the platform.",
    zh="投流：主播向平台购买流量。",
)
def paid_traffic(t: Values, f: Values) -> Array:
    return f["paid_traffic_cny"]
