"""Clauses by which host and supplier share costs and the risk of goods left over."""

from __future__ import annotations

from protocols.contracts.clause import Array, Values, clause


@clause(
    "host",
    "supplier",
    terms=("gift_cost_share_host",),
    facts=("gift_cost_cny",),
    formula="gift_cost_share_host * gift_cost_cny",
    source="autumn_launch gift cost split (E)",
    en="The host bears a share of the cost of gifts, which the supplier has bought.",
    zh="赠品成本分担：主播承担赠品成本的一部分。",
)
def gift_cost_share(t: Values, f: Values) -> Array:
    return t["gift_cost_share_host"] * f["gift_cost_cny"]


@clause(
    "host",
    "supplier",
    terms=("leftover_share_host",),
    facts=("leftover_loss_cny",),
    formula="leftover_share_host * leftover_loss_cny",
    source="encounter N5; risk sharing as in Cachon 2003 sec. 2",
    en="The host bears a share of the loss on goods left over (ex-factory value minus salvage).",
    zh="尾货分担：主播承担尾货损失（出厂价减残值）的一部分。",
)
def leftover_share_host(t: Values, f: Values) -> Array:
    return t["leftover_share_host"] * f["leftover_loss_cny"]


@clause(
    "host",
    "supplier",
    terms=("return_cost_share_host",),
    facts=("return_cost_cny",),
    formula="return_cost_share_host * return_cost_cny",
    source="R28; He, Chen, Mu & Ullah 2022",
    en="The host bears a share of what goods sent back cost: pick-up, inspection, value lost on resale.",
    zh="退货成本分担：主播承担退货取件、质检与转卖贬值的一部分。",
)
def return_cost_share(t: Values, f: Values) -> Array:
    return t["return_cost_share_host"] * f["return_cost_cny"]


@clause(
    "supplier",
    "host",
    terms=("effort_cost_share_supplier",),
    facts=("effort_cost_cny",),
    formula="effort_cost_share_supplier * effort_cost_cny",
    source="Cachon 2003 sec. 4; He, Chen, Mu & Ullah 2022",
    en="The supplier bears a share of the cost of the host's effort (rehearsal, team, studio).",
    zh="努力成本分担：商家承担主播备播、团队与场地成本的一部分。",
)
def effort_cost_share(t: Values, f: Values) -> Array:
    return t["effort_cost_share_supplier"] * f["effort_cost_cny"]


@clause(
    "supplier",
    "host",
    terms=("traffic_share_supplier",),
    facts=("paid_traffic_cny",),
    formula="traffic_share_supplier * paid_traffic_cny",
    source="autumn_launch paid traffic split (E)",
    en="The supplier refunds a share of the traffic that the host has bought from the platform.",
    zh="投流分担：商家承担主播投流费用的一部分。",
)
def traffic_share(t: Values, f: Values) -> Array:
    return t["traffic_share_supplier"] * f["paid_traffic_cny"]
