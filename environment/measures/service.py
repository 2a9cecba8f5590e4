"""What buyers got and what was left over: fill rate, lost turnover, and how orders swell or smooth from tier to tier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from environment.measures.registry import Floats, Tables, column, measure, once, ratio, sum_of, total
from protocols.sums import dot

WINDOW_H = 72  # hours from the start of the broadcast over which flows of goods are compared


@measure("fill_rate", "service", "share", "units ordered / (units ordered + units lost)", "fill rate", "需求满足率",
         source="type-2 service level, Silver, Pyke & Thomas 2017", high=1.0)  # fmt: skip
def fill_rate(t: Tables) -> float:
    units = sum_of(t, "orders", "units")
    return ratio(units, units + sum_of(t, "orders", "lost_units"))


@measure("stock_out_minutes", "service", "min",
         "Σ over styles and regions of minutes on air in which a buyer found a style out of stock / regions",
         "stock-out minutes on air, all styles, mean over regions", "直播缺货分钟（各款合计，地区平均）")  # fmt: skip
def stock_out_minutes(t: Tables) -> float:
    return ratio(sum_of(t, "orders", "stock_out_min"), float(len(set(t["orders"]["region"]))))


@measure("lost_gmv", "service", "CNY", "Σ lost units × price", "lost sales at price", "流失销售额")
def lost_gmv(t: Tables) -> float:
    return total(column(t, "orders", "lost_units") * column(t, "orders", "price_cny"))


@measure("refunds", "service", "CNY", "Σ (cancelled + refused + returned units) × price", "refunded to buyers", "退款额")
def refunds(t: Tables) -> float:
    names = ("cancelled_units", "refused_units", "returned_units")
    units = sum((column(t, "orders", name) for name in names), start=np.zeros(len(t["orders"]["units"])))
    return total(units * column(t, "orders", "price_cny"))


# --- bullwhip -----------------------------------------------------------------------------------
def amplification(orders: Sequence[float] | Floats, demand: Sequence[float] | Floats) -> float:
    """Variance of a tier's flow over that of demand, each flow divided by its mean: CV²(orders) / CV²(demand).

    Above 1 is a bullwhip, below 1 smoothing. Dividing by means compares flows in different units, and tiers that
    handle only part of the demand (Fransoo & Wouters 2000). NaN where a flow is zero or demand does not vary.

    >>> amplification([0, 4], [1, 3])
    4.0
    """
    flows = [np.asarray(flow, dtype=np.float64) for flow in (orders, demand)]
    sums = [total(flow) for flow in flows]
    if any(len(flow) < 2 or whole <= 0 for flow, whole in zip(flows, sums, strict=True)):
        return float("nan")
    one, other = (  # CV² = n Σx² / (Σx)² − 1
        len(flow) * float(dot(flow, flow)) / whole**2 - 1.0 for flow, whole in zip(flows, sums, strict=True)
    )
    return ratio(one, other) if other > 1e-12 else float("nan")


def _hourly(t: Tables, table: str, hour: str, units: str) -> Floats:
    """(WINDOW_H,) units per hour from the start of the broadcast on."""
    times, amounts = column(t, table, hour), column(t, table, units)
    hours = np.minimum(np.maximum(np.floor(times), -1.0), WINDOW_H).astype(np.int64) + 1  # before the show, each hour, later
    return np.bincount(hours, amounts, minlength=WINDOW_H + 2)[1:-1].astype(np.float64)


@once
def _wanted(t: Tables) -> Floats:
    """(WINDOW_H,) units per hour that buyers asked for, on air and on the shelf; a tick belongs to the hour it begins in."""
    shelf, ends = _hourly(t, "shelf", "t_h", "wanted_units"), column(t, "ticks", "t_min")
    if not len(ends):
        return shelf
    hours = np.zeros(len(ends), dtype=np.int64)
    hours[1:] = ends[:-1] // 60.0
    units = column(t, "ticks", "units") + column(t, "ticks", "lost_units")
    return shelf + np.bincount(hours, units, minlength=WINDOW_H)[:WINDOW_H].astype(np.float64)


@measure("amplification_warehouse", "service", "",
         "CV²(units leaving warehouses per hour) / CV²(units wanted per hour), first 72 h",
         "bullwhip of dispatch (below 1: smoothing)", "发货环节牛鞭比（小于1为平滑）",
         source="Fransoo & Wouters 2000; Cachon, Randall & Schmidt 2007")  # fmt: skip
def amplification_warehouse(t: Tables) -> float:
    return amplification(_hourly(t, "shipments", "t_out_h", "units"), _wanted(t))


@measure("amplification_factory", "service", "",
         "CV²(units off the line per hour) / CV²(units wanted per hour), first 72 h",
         "bullwhip of production (below 1: smoothing)", "生产环节牛鞭比（小于1为平滑）",
         source="Fransoo & Wouters 2000; Cachon, Randall & Schmidt 2007")  # fmt: skip
def amplification_factory(t: Tables) -> float:
    return amplification(_hourly(t, "production", "t_ready_h", "units"), _wanted(t))
