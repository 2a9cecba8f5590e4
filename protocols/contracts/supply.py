"""The classical supply contracts between supplier (who faces demand) and factory (who makes the goods).

Conventions of Cachon (2003): the goods stay with the supplier, who also keeps their salvage value; a buyback
price comes on top of salvage. Revenue includes salvage.
"""

from __future__ import annotations

import numpy as np

from protocols.contracts.clause import Array, Values, clause, pos


@clause(
    "supplier",
    "factory",
    terms=("wholesale_price",),
    facts=("ordered_units",),
    when="delivery",
    formula="wholesale_price * ordered_units",
    source="Lariviere & Porteus 2001; Cachon 2003 sec. 2.2",
    en="Every unit ordered costs the wholesale price.",
    zh="批发价合同：每件按批发价付款。",
)
def wholesale(t: Values, f: Values) -> Array:
    return t["wholesale_price"] * f["ordered_units"]


@clause(
    "factory",
    "supplier",
    terms=("buyback_price",),
    facts=("leftover_units",),
    formula="buyback_price * leftover_units",
    source="Pasternack 1985; Cachon 2003 sec. 2.3",
    en="The factory pays for each unit left over, on top of its salvage value.",
    zh="回购：工厂按回购价补偿每件尾货（残值另归商家）。",
)
def buyback(t: Values, f: Values) -> Array:
    return t["buyback_price"] * f["leftover_units"]


@clause(
    "supplier",
    "factory",
    terms=("revenue_share_factory",),
    facts=("revenue_cny",),
    formula="revenue_share_factory * revenue_cny",
    source="Cachon & Lariviere 2005; Cachon 2003 sec. 2.4",
    en="The factory receives a share of all revenue, salvage included, and sells the goods cheaply in "
    "return.",
    zh="收入分成：工厂分享全部收入（含残值），换取较低批发价。",
)
def revenue_share_factory(t: Values, f: Values) -> Array:
    return t["revenue_share_factory"] * f["revenue_cny"]


@clause(
    "factory",
    "supplier",
    terms=("wholesale_price", "salvage_price", "flexibility"),
    facts=("ordered_units", "leftover_units"),
    formula="pos(wholesale_price - salvage_price) * min(leftover_units, flexibility * ordered_units)",
    source="Tsay 1999; Cachon 2003 sec. 2.5",
    en="Losses on unsold units are refunded in full, up to a fraction of the order.",
    zh="数量柔性：尾货损失在订货量的约定比例内全额退还。",
)
def quantity_flexibility(t: Values, f: Values) -> Array:
    covered: Array = np.minimum(f["leftover_units"], t["flexibility"] * f["ordered_units"])
    return pos(t["wholesale_price"] - t["salvage_price"]) * covered


@clause(
    "factory",
    "supplier",
    terms=("rebate_per_unit", "rebate_threshold_units"),
    facts=("sold_units",),
    formula="rebate_per_unit * pos(sold_units - rebate_threshold_units)",
    source="Taylor 2002; Cachon 2003 sec. 2.6",
    en="A rebate on each unit sold above a target.",
    zh="销售返利：超过目标的每件销量给予返利。",
)
def sales_rebate(t: Values, f: Values) -> Array:
    return t["rebate_per_unit"] * pos(f["sold_units"] - t["rebate_threshold_units"])


@clause(
    "supplier",
    "factory",
    terms=("fixed_fee",),
    when="signing",
    formula="fixed_fee",
    source="Moorthy 1987; Cachon 2003",
    en="A fixed fee on top of the unit price (with the price at cost, a two-part tariff).",
    zh="两部制：单价之外的固定费用。",
)
def two_part_tariff(t: Values, f: Values) -> Array:
    return t["fixed_fee"]


@clause(
    "factory",
    "supplier",
    terms=("wholesale_price", "discount_rate", "discount_threshold_units"),
    facts=("ordered_units",),
    formula="discount_rate * wholesale_price * ordered_units * (ordered_units >= discount_threshold_units)",
    source="Jeuland & Shugan 1983; all-units discount as in Weng 1995",
    en="All-units discount: an order that reaches the threshold gets the discount on every unit.",
    zh="全量折扣：订货达到阈值时全部数量享受折扣。",
)
def quantity_discount(t: Values, f: Values) -> Array:
    reached = np.greater_equal(f["ordered_units"], t["discount_threshold_units"])
    out: Array = t["discount_rate"] * t["wholesale_price"] * f["ordered_units"] * reached
    return out


@clause(
    "supplier",
    "factory",
    terms=("schedule_buyer_share",),
    facts=("expected_revenue_cny", "production_cost_cny"),
    when="delivery",
    formula="(1 - schedule_buyer_share) * expected_revenue_cny + schedule_buyer_share * production_cost_cny",
    source="Jeuland & Shugan 1983; Cachon 2003 sec. 2.7",
    en="A price schedule that falls with the order, set so that the buyer keeps a fixed share of the "
    "chain's expected profit.",
    zh="数量折扣价目：单价随订货量下降，使买方恒得供应链期望利润的约定份额。",
)
def quantity_discount_schedule(t: Values, f: Values) -> Array:
    share = t["schedule_buyer_share"]
    return (1.0 - share) * f["expected_revenue_cny"] + share * f["production_cost_cny"]


@clause(
    "factory",
    "supplier",
    terms=("effort_cost_share_factory",),
    facts=("effort_cost_cny",),
    formula="effort_cost_share_factory * effort_cost_cny",
    source="Cachon 2003 sec. 4.2 (effort must be shared where revenue is)",
    en="The factory bears a share of the supplier's selling effort.",
    zh="努力成本分担：工厂承担商家推广努力成本的一部分。",
)
def effort_cost_share_factory(t: Values, f: Values) -> Array:
    return t["effort_cost_share_factory"] * f["effort_cost_cny"]
