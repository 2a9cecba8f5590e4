"""Measures of a week of several hosts on shared capacity, from its recorded tables.

Crowding is measured, never assumed: the same shows on the same luck, each with the week to itself, against all together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from environment.measures.registry import Floats, measure, ratio, total
from protocols.sums import dot

Tables = Mapping[str, Mapping[str, Sequence[Any]]]


def column(of: Tables, table: str, name: str, **where: str) -> Floats:
    """One column as floats; only rows whose columns ``where`` hold these values."""
    columns = of[table]
    keep = np.ones(len(columns[name]), dtype=bool)
    for key, value in where.items():
        keep &= np.array([each == value for each in columns[key]])
    return np.asarray(columns[name], dtype=np.float64)[keep]


def _crowding(of: Tables, kind: str) -> float:
    return total(column(of, "week_parties", "alone_cny", kind=kind) - column(of, "week_parties", "profit_cny", kind=kind))


def _peak(of: Tables, kind: str, what: str) -> float:
    """Largest share of a day's capacity, over days, partners and places."""
    capacity, used = column(of, "week_capacity", "capacity", kind=kind), column(of, "week_capacity", what, kind=kind)
    return float(np.max(used[capacity > 0] / capacity[capacity > 0], initial=0.0))


def _mean_use(of: Tables, kind: str) -> float:
    return ratio(total(column(of, "week_capacity", "used", kind=kind)), total(column(of, "week_capacity", "capacity", kind=kind)))


@measure("week_surplus", "efficiency", "CNY", "Σ profits of all parties over the week", "surplus of the week", "全周供应链总盈余",
         low=float("-inf"), scope="week")  # fmt: skip
def week_surplus(of: Tables) -> float:
    return total(column(of, "week_parties", "profit_cny"))


@measure("crowding_cost", "efficiency", "CNY", "Σ over parties and shows (profit with the week to itself − profit together)",
         "cost of crowding", "拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_cost(of: Tables) -> float:
    return total(column(of, "week_parties", "alone_cny")) - week_surplus(of)


@measure("crowding_hosts", "efficiency", "CNY", "the part of crowding_cost that hosts bear", "cost of crowding to hosts",
         "主播承担的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_hosts(of: Tables) -> float:
    return _crowding(of, "host")


@measure("crowding_suppliers", "efficiency", "CNY", "the part of crowding_cost that merchants bear",
         "cost of crowding to merchants", "商家承担的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_suppliers(of: Tables) -> float:
    return _crowding(of, "supplier")


@measure("crowding_factories", "efficiency", "CNY", "the part of crowding_cost that factories bear",
         "cost of crowding to factories", "工厂承担的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_factories(of: Tables) -> float:
    return _crowding(of, "factory")


@measure("crowding_warehouses", "efficiency", "CNY", "the part of crowding_cost that warehouses bear",
         "cost of crowding to warehouses", "仓库承担的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_warehouses(of: Tables) -> float:
    return _crowding(of, "warehouse")


@measure("crowding_carriers", "efficiency", "CNY", "the part of crowding_cost that carriers bear",
         "cost of crowding to carriers", "物流商承担的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_carriers(of: Tables) -> float:
    return _crowding(of, "carrier")


@measure("crowding_worst_show", "efficiency", "CNY", "max over shows of (chain profit with the week to itself − together)",
         "cost of crowding to the show hit hardest", "受影响最大一场的拥挤成本", low=float("-inf"), scope="week")  # fmt: skip
def crowding_worst_show(of: Tables) -> float:
    return float(np.max(column(of, "week_shows", "chain_cny_alone") - column(of, "week_shows", "chain_cny")))


@measure("lines_peak", "service", "share", "max over factories and days of pieces a day promised / capacity",
         "peak of promised factory lines", "工厂产线预订峰值", high=1.0, scope="week")  # fmt: skip
def lines_peak(of: Tables) -> float:
    return _peak(of, "factory", "promised")


@measure("hands_peak", "service", "share", "max over warehouses and days of parcels picked / (throughput + surge labour sold)",
         "peak use of warehouses", "仓库利用率峰值", high=1.0, scope="week")  # fmt: skip
def hands_peak(of: Tables) -> float:
    return _peak(of, "warehouse", "used")


@measure("trucks_peak", "service", "share", "max over carriers, warehouses and days of parcels loaded / fleet",
         "peak use of trucks", "车辆利用率峰值", high=1.0, scope="week")  # fmt: skip
def trucks_peak(of: Tables) -> float:
    return _peak(of, "carrier", "used")


@measure("hands_mean", "service", "share", "parcels picked / (throughput + surge labour sold), over busy days",
         "mean use of warehouses", "仓库平均利用率", high=1.0, scope="week")  # fmt: skip
def hands_mean(of: Tables) -> float:
    return _mean_use(of, "warehouse")


@measure("trucks_mean", "service", "share", "parcels loaded / fleet, over busy days", "mean use of trucks",
         "车辆平均利用率", high=1.0, scope="week")  # fmt: skip
def trucks_mean(of: Tables) -> float:
    return _mean_use(of, "carrier")


@measure("week_share_24h", "service", "share", "orders shipped within 24 h, mean over shows by units",
         "shipped within 24 h, all shows", "全周24小时发货率", high=1.0, scope="week")  # fmt: skip
def week_share_24h(of: Tables) -> float:
    units = column(of, "week_shows", "units")
    return ratio(float(dot(units, np.nan_to_num(column(of, "week_shows", "share_24h")))), total(units))


@measure("week_share_24h_alone", "service", "share", "the same of the shows with the week to themselves",
         "shipped within 24 h, each show alone", "各场独占时24小时发货率", high=1.0, scope="week")  # fmt: skip
def week_share_24h_alone(of: Tables) -> float:
    units = column(of, "week_shows", "units_alone")
    return ratio(float(dot(units, np.nan_to_num(column(of, "week_shows", "share_24h_alone")))), total(units))


@measure("reserve_crowded_out", "negotiation", "share", "1 − Σ pieces a day reserved (N2) together / Σ with the week to itself",
         "reserved lines crowded out", "被挤掉的预留产能", low=float("-inf"), high=1.0, scope="week")  # fmt: skip
def reserve_crowded_out(of: Tables) -> float:
    sold, alone = (column(of, "week_deals", name, encounter="N2") for name in ("sold", "sold_alone"))
    return 1.0 - ratio(total(sold), total(alone))


@measure("volume_crowded_out", "negotiation", "share", "1 − Σ parcels a day booked (N4) together / Σ with the week to itself",
         "booked volume crowded out", "被挤掉的预订运力", low=float("-inf"), high=1.0, scope="week")  # fmt: skip
def volume_crowded_out(of: Tables) -> float:
    sold, alone = (column(of, "week_deals", name, encounter="N4") for name in ("sold", "sold_alone"))
    return 1.0 - ratio(total(sold), total(alone))


@measure("scarcity_fee", "negotiation", "CNY/unit", "mean option fee of N2 together − with the week to itself, over talks",
         "rise of the option fee", "产能预留费涨幅", low=float("-inf"), scope="week")  # fmt: skip
def scarcity_fee(of: Tables) -> float:
    fee, alone = (column(of, "week_deals", name, encounter="N2") for name in ("price_cny", "price_alone_cny"))
    return float(np.mean(fee - alone)) if len(fee) else float("nan")
