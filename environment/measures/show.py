"""Measures of one show: sales, service, information, response, negotiation, fairness."""

from __future__ import annotations

import numpy as np

from environment.measures.fairness import gini, jain
from environment.measures.information import wanted_by_forecast
from environment.measures.registry import Floats, Tables, column, mean, mean_of, measure, moved, once, ratio, sum_of, total
from environment.measures.winwin import CENT
from protocols.sums import added


# --- sales ------------------------------------------------------------------------------------
@measure(
    "units_total", "sales", "units", "Σ units ordered, in stock and presale", "units ordered", "下单件数"
)
def units_total(t: Tables) -> float:
    return sum_of(t, "orders", "units")


@measure("gross_gmv", "sales", "CNY", "Σ units × price over all orders", "gross sales", "成交额")
def gross_gmv(t: Tables) -> float:
    return total(column(t, "orders", "units") * column(t, "orders", "price_cny"))


@measure(
    "net_gmv",
    "sales",
    "CNY",
    "Σ kept units × price",
    "sales kept after refunds and returns",
    "退款退货后净销售额",
)
def net_gmv(t: Tables) -> float:
    return total(column(t, "orders", "kept_units") * column(t, "orders", "price_cny"))


@measure("presale_units", "sales", "units", "Σ units sold as presale", "presale units", "预售件数")
def presale_units(t: Tables) -> float:
    return sum_of(t, "orders", "presale_units")


@measure(
    "lost_units",
    "sales",
    "units",
    "Σ units wanted that neither stock nor presale could serve",
    "lost sales",
    "流失件数",
)
def lost_units(t: Tables) -> float:
    return sum_of(t, "orders", "lost_units")


@measure("refund_rate", "sales", "share", "units cancelled before shipping or refused / units ordered",
         "cancelled and refused share", "发货前取消与拒收率", high=1.0)  # fmt: skip
def refund_rate(t: Tables) -> float:
    gone = sum_of(t, "orders", "cancelled_units") + sum_of(t, "orders", "refused_units")
    return ratio(gone, units_total(t))


@measure(
    "return_rate", "sales", "share", "units returned / units received", "return rate", "退货率", high=1.0
)
def return_rate(t: Tables) -> float:
    back = sum_of(t, "orders", "returned_units")
    return ratio(back, back + sum_of(t, "orders", "kept_units"))


@measure("leftover_units", "sales", "units", "Σ units unsold at settlement", "unsold units", "尾货件数")
def leftover_units(t: Tables) -> float:
    return sum_of(t, "leftover", "units")


@measure(
    "leftover_value", "sales", "CNY", "Σ unsold units × ex-factory cost", "unsold goods at cost", "尾货成本额"
)
def leftover_value(t: Tables) -> float:
    return total(column(t, "leftover", "units") * column(t, "leftover", "cost_cny"))


# --- service ----------------------------------------------------------------------------------
@once
def _waits(t: Tables, event: str) -> Floats:
    """(n,) hours from the order to ``event`` of each row of shipments."""
    return column(t, "shipments", event) - column(t, "shipments", "t_order_h")


def _within(t: Tables, event: str, hours: float) -> float:
    units = column(t, "shipments", "units")
    return ratio(total(units * (_waits(t, event) <= hours)), sum_of(t, "shipments", "units"))


@measure("share_shipped_24h", "service", "share", "units out of the warehouse within 24 h of the order / units shipped",
         "shipped within 24 h", "24小时发货率", source="R10, S1", high=1.0)  # fmt: skip
def share_shipped_24h(t: Tables) -> float:
    return _within(t, "t_out_h", 24.0)


@measure("share_shipped_48h", "service", "share", "units out of the warehouse within 48 h of the order / units shipped",
         "shipped within 48 h", "48小时发货率", source="R10", high=1.0)  # fmt: skip
def share_shipped_48h(t: Tables) -> float:
    return _within(t, "t_out_h", 48.0)


@measure("share_delivered_48h", "service", "share", "units delivered within 48 h of the order / units shipped",
         "delivered within 48 h", "48小时送达率", source="R22", high=1.0)  # fmt: skip
def share_delivered_48h(t: Tables) -> float:
    return _within(t, "t_delivered_h", 48.0)


@measure("cross_shipped_share", "service", "share", "units shipped from another region's warehouse / units shipped",
         "cross-shipped share", "跨仓发货率", high=1.0)  # fmt: skip
def cross_shipped_share(t: Tables) -> float:
    units, home = column(t, "shipments", "units"), np.asarray(t["shipments"]["home"], dtype=bool)
    return ratio(total(units * ~home), sum_of(t, "shipments", "units"))


@measure(
    "late_payouts",
    "service",
    "CNY",
    "Σ ledger clause late_ship_payout",
    "late-shipment payouts",
    "延迟发货赔付",
    source="R11",
)
def late_payouts(t: Tables) -> float:
    return moved(t, "late_ship_payout")


@measure(
    "oversold_units",
    "service",
    "units",
    "accepted in-stock units beyond stock",
    "oversold",
    "超卖件数",
    high=0.0,
)
def oversold_units(t: Tables) -> float:
    return sum_of(t, "conservation", "oversold")


# --- information ------------------------------------------------------------------------------
def _wape(t: Tables, last: bool) -> float:
    """Weighted absolute percentage error of the first or last forecast against units wanted."""
    times = column(t, "forecast", "t_min")
    if not len(times):
        return float("nan")
    now = (times == (np.maximum if last else np.minimum).reduce(times)).nonzero()[0]
    actual = wanted_by_forecast(t)[now]
    error = np.abs(column(t, "forecast", "forecast_units")[now] - actual)
    return ratio(total(error), total(actual))


@measure("forecast_error_before", "information", "share", "Σ|claimed − wanted| / Σ wanted, host's forecast before the show",
         "forecast error before the show", "播前预测误差", source="WAPE")  # fmt: skip
def forecast_error_before(t: Tables) -> float:
    return _wape(t, last=False)


@measure("forecast_error_end", "information", "share", "Σ|forecast − wanted| / Σ wanted, host's last rolling forecast on air",
         "forecast error at the end of the broadcast", "下播时预测误差", source="WAPE")  # fmt: skip
def forecast_error_end(t: Tables) -> float:
    return _wape(t, last=True)


@measure("alerts", "information", "", "number of demand alerts raised", "demand alerts", "需求预警数")
def alerts(t: Tables) -> float:
    return float(len(set(t["alerts"]["id"])))


@measure("alert_bias", "information", "share", "mean over alerts of (claimed − wanted) / wanted",
         "alert bias", "预警偏差", low=-1.0)  # fmt: skip
def alert_bias(t: Tables) -> float:
    rows = zip(t["alert_claims"]["claimed_units"], t["alert_claims"]["wanted_units"], strict=True)
    return mean([(claimed - wanted) / max(wanted, 1.0) for claimed, wanted in rows])


@measure("alert_shading", "information", "share", "mean over alerts of 1 − believed / claimed",
         "how far alerts were discounted", "预警折扣幅度", low=-1.0, high=1.0)  # fmt: skip
def alert_shading(t: Tables) -> float:
    rows = zip(t["alert_claims"]["claimed_units"], t["alert_claims"]["believed_units"], strict=True)
    shading = [1.0 - believed / claimed if claimed > 0 else float("nan") for claimed, believed in rows]
    known = [share == share for share in shading]
    parts = [share if yes else 0.0 for share, yes in zip(shading, known, strict=True)]
    return ratio(added(parts), float(sum(known)))


# --- response ---------------------------------------------------------------------------------
def _first(t: Tables, style: str, state: str) -> float:
    """Minute at which the first alert on ``style`` entered ``state``, NaN if never."""
    rows = zip(t["alerts"]["style"], t["alerts"]["state"], t["alerts"]["t_min"], strict=True)
    times = [float(minute) for s, name, minute in rows if s == style and name == state]
    return min(times) if times else float("nan")


def _hot(t: Tables) -> str:
    """The style of the first alert, "" if there was none."""
    return str(t["alerts"]["style"][0]) if len(t["alerts"]["style"]) else ""


@measure("surge_to_alert_min", "response", "min", "minute of the alert − first minute of the style above the test-link ratio",
         "surge to alert", "从爆发到预警", source="S1: response speed")  # fmt: skip
def surge_to_alert_min(t: Tables) -> float:
    hot = _hot(t)
    if not hot:
        return float("nan")
    surge = dict(zip(t["styles"]["style"], t["styles"]["surge_min"], strict=True))
    return _first(t, hot, "issued") - float(surge.get(hot, np.nan))


@measure("alert_to_commitment_min", "response", "min", "minute of commitment − minute of the alert",
         "alert to commitment", "从预警到承诺", source="S1: response speed")  # fmt: skip
def alert_to_commitment_min(t: Tables) -> float:
    return _first(t, _hot(t), "committed") - _first(t, _hot(t), "issued")


@measure("alert_to_goods_h", "response", "h", "hour of the first goods made or moved for the alerted style − hour of the alert",
         "alert to first goods", "从预警到首批货", source="S1: response speed")  # fmt: skip
def alert_to_goods_h(t: Tables) -> float:
    hot = _hot(t)
    times = [
        float(x)
        for x, s in zip(t["production"]["t_at_warehouse_h"], t["production"]["style"], strict=True)
        if s == hot
    ]
    moves = zip(
        t["transfers"]["t_available_h"], t["transfers"]["style"], t["transfers"]["cause"], strict=True
    )
    times += [float(x) for x, s, cause in moves if s == hot and cause == "N6"]
    return min(times) - _first(t, hot, "issued") / 60.0 if times and hot else float("nan")


# --- negotiation ------------------------------------------------------------------------------
@measure(
    "agreement_rate",
    "negotiation",
    "share",
    "negotiations that end in a deal / negotiations",
    "agreement rate",
    "成交率",
    high=1.0,
)
def agreement_rate(t: Tables) -> float:
    agreed = column(t, "negotiations", "agreed")
    return ratio(total(agreed), float(len(agreed)))


@measure("rounds_mean", "negotiation", "rounds", "mean rounds per negotiation", "mean rounds", "平均轮数")
def rounds_mean(t: Tables) -> float:
    return mean_of(column(t, "negotiations", "rounds"))


@measure("pareto_share", "negotiation", "share", "deals on the Pareto front of their outcome space / deals",
         "deals on the Pareto front", "帕累托有效成交占比", source="Pareto efficiency", high=1.0)  # fmt: skip
def pareto_share(t: Tables) -> float:
    agreed = column(t, "negotiations", "agreed")
    return ratio(total(column(t, "negotiations", "on_front") * agreed), total(agreed))


@measure("nash_share", "negotiation", "share", "mean over deals of (Nash product reached / best Nash product)^(1/parties)",
         "closeness to the Nash point", "接近纳什解程度", source="Nash 1950", high=1.0)  # fmt: skip
def nash_share(t: Tables) -> float:
    agreed = column(t, "negotiations", "agreed") > 0
    values = column(t, "negotiations", "nash_ratio")[agreed]
    return mean_of(values[np.isfinite(values)])


# --- money and fairness -----------------------------------------------------------------------
def _profits(t: Tables) -> Floats:
    """Profits of the parties proper (no platform, consumers, outside)."""
    return column(t, "parties", "profit_cny")


@once
def _gains(t: Tables) -> Floats:
    """Profits of the parties proper, losses as none."""
    return np.maximum(_profits(t), 0.0)


@measure("chain_surplus", "fairness", "CNY", "Σ profit over host, supplier, factories, warehouses, carriers, material merchants",
         "surplus of the chain", "供应链总盈余", low=-float("inf"))  # fmt: skip
def chain_surplus(t: Tables) -> float:
    return total(_profits(t))


@measure("profit_gini", "fairness", "", "Gini of parties' non-negative profits", "Gini of profits", "利润基尼系数",
         source="Gini 1912", high=1.0)  # fmt: skip
def profit_gini(t: Tables) -> float:
    gains = _gains(t)
    return gini(gains) if total(gains) > 0 else float("nan")


@measure("profit_jain", "fairness", "", "Jain index of parties' non-negative profits", "Jain index of profits", "Jain 公平指数",
         source="Jain et al. 1984", high=1.0)  # fmt: skip
def profit_jain(t: Tables) -> float:
    gains = _gains(t)
    return jain(gains) if total(gains) > 0 else float("nan")


@measure("parties_above_no_deal", "fairness", "share",
         "parties with profit ≥ payoff without their deals / parties with deals",
         "parties whose profit was at least their no-deal payoff", "利润不低于不成交收益的参与方占比", high=1.0)  # fmt: skip
def parties_above_no_deal(t: Tables) -> float:
    profits, alone = column(t, "parties", "profit_cny").tolist(), column(t, "parties", "no_deal_cny").tolist()
    kept = [profit >= payoff - CENT for profit, payoff in zip(profits, alone, strict=True) if payoff == payoff]
    return ratio(float(sum(kept)), float(len(kept)))
