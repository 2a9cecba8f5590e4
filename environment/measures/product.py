"""Goods beyond the plan: top-ups, pools of greige, lots after the show, waste; and how new styles of a season did."""

from __future__ import annotations

from math import fsum

import numpy as np

from environment.measures.registry import Tables, column, measure, ratio, total, where_on
from environment.measures.season import Story

NAN = float("nan")


def _stocked(t: Tables, what: str) -> float:
    """Units of one kind in the stocking table, NaN where there are none."""
    rows = [kind == what for kind in t["stocking"]["what"]]
    return total(column(t, "stocking", "units")[rows]) if any(rows) else NAN


@measure("waste_share", "sales", "share",
         "Σ unsold units × (ex-factory cost − salvage value) / Σ kept units × price", "loss on goods left over, of net sales",
         "尾货损失占净销售额", source="DOMAIN 39")  # fmt: skip
def waste_share(t: Tables) -> float:
    loss = column(t, "leftover", "units") * (column(t, "leftover", "cost_cny") - column(t, "leftover", "salvage_cny"))
    return ratio(total(loss), total(column(t, "orders", "kept_units") * column(t, "orders", "price_cny")))


@measure("top_up_units", "service", "units", "Σ units ordered before the show on the host's traffic estimate",
         "topped up before the show", "播前补货件数", source="DOMAIN 32")  # fmt: skip
@where_on("stocking")
def top_up_units(t: Tables) -> float:
    return _stocked(t, "top_up")


@measure("greige_units", "service", "units", "Σ semi-finished pieces bought for pools", "semi-finished pieces held",
         "半成品备货件数", source="DOMAIN 37")  # fmt: skip
@where_on("stocking")
def greige_units(t: Tables) -> float:
    return _stocked(t, "greige")


@measure("greige_used", "service", "share", "semi-finished pieces finished / bought", "semi-finished pieces used",
         "半成品使用率", high=1.0, source="DOMAIN 37")  # fmt: skip
@where_on("stocking")
def greige_used(t: Tables) -> float:
    bought, left = _stocked(t, "greige"), _stocked(t, "greige_left")
    return NAN if np.isnan(bought) else ratio(bought - left, bought)


@measure("modular_units", "service", "units", "Σ units moved between warehouses in lots after the show",
         "moved in lots after the show", "模块化补货件数", source="S1 modular replenishment")  # fmt: skip
def modular_units(t: Tables) -> float:
    units = [n for n, cause in zip(t["transfers"]["units"], t["transfers"]["cause"], strict=True) if cause == "modular"]
    return float(sum(units)) if units else NAN


@measure("design_launches", "sales", "", "styles launched in the season out of the design desk", "new styles launched",
         "上新款数", source="DOMAIN 38", scope="season")  # fmt: skip
def design_launches(of: Story) -> float:
    launched = of.known("new_styles")
    return float(sum(launched)) if launched else NAN


@measure("design_success", "sales", "share",
         "new styles whose first order sold through at the margin asked for, in their first show / launched",
         "success rate of new styles", "新品成功率", source='DOMAIN 38 claims "+30 %"', high=1.0, scope="season")  # fmt: skip
def design_success(of: Story) -> float:
    launched, share = of.both("new_styles", "new_style_success")
    return ratio(fsum(n * s for n, s in zip(launched, share, strict=True)), fsum(launched))


@measure("design_payback", "sales", "share",
         "new styles whose first show earned back design and samples / launched",
         "new styles paid back in one show", "新品首场回本率", source="DOMAIN 38", high=1.0, scope="season")  # fmt: skip
def design_payback(of: Story) -> float:
    launched, share = of.both("new_styles", "new_style_payback")
    return ratio(fsum(n * s for n, s in zip(launched, share, strict=True)), fsum(launched))
