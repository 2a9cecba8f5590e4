"""What reserved capacity (N2) and a rush order (N5) are worth on a market day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats, Ints
from environment.market_day.values import Valued, Values, income

if TYPE_CHECKING:
    from environment.market_day.table import Sheet




def capacity(v: Values, sheet: Sheet, edges: slice, demand: Floats, fair: Floats) -> tuple[Valued, Valued]:
    """N2, (supplier, factory): an option on capacity for goods that demand may ask for beyond stock.

    ``demand`` (suppliers,) units expected of the day, ``fair`` (E,) units of the window that are an edge's fair share.
    """
    r, e = v.region, v.region.edges["factory"]
    s, f = e.buyer[edges], e.seller[edges]
    each = np.bincount(e.buyer, minlength=r.count["supplier"])[s][:, None, None]
    wanted = demand[s][:, None, None] * v.tables.shock(v.sigma) - r.stock[s][:, None, None]
    excess = np.maximum(wanted, 0.0) * v.base.demand_model.presale_conv_factor / each
    terms, value = sheet.axes(), r.cost[s][:, None, None]
    held = terms["reserve_share"] * fair[edges][:, None, None]
    used = np.minimum(excess, held)
    facts = {
        "reserved_units": held, "exercised_units": used, "unexercised_units": held - used,
        "goods_value_cny": used * value, "ordered_units": used, "sold_units": used,
    }  # fmt: skip
    per_unit = v.unit_margin()[s][:, None, None]
    terms = {**{k: x[:, None, None] for k, x in v.rush_standing(s, f).items()}, **terms}
    deals = (v.tables.option, v.tables.rush)
    both = [sum(income(deal, who, facts, terms) for deal in deals) for who in ("supplier", "factory")]
    kinds = r.like["factory"][f]
    margin, load, outside, idle = (
        np.array(x)[kinds][:, None, None]
        for x in (
            v.margin,
            [p.outside_load for p in v.makers],
            [p.outside_margin for p in v.makers],
            [1.0 - min(p.rush_lead_h / p.standard_lead_h, 1.0) for p in v.makers],
        )
    )
    make = used * value * (1.0 - margin) + held * idle * load * outside * value
    ours, theirs = both[0] + per_unit * used, both[1] - make
    nothing = np.zeros((len(s), 1, ours.shape[2]))
    return (ours, nothing), (np.broadcast_to(theirs, ours.shape), nothing)


def rush(
    v: Values, sheet: Sheet, claim: Floats, supplier: Ints, maker: Ints, held: Floats, rate: Floats, standing: dict[str, Floats],
) -> tuple[Valued, Valued, Valued]:  # fmt: skip
    """N5, host, supplier and factory: quantity, premium and leftover shares, against exercising the reserve alone.

    All (n,): ``claim`` units wanted beyond stock, ``held`` units reserved at the factory, ``rate`` the host's commission,
    ``standing`` the terms that hold unless they are negotiated.
    """
    r, terms = v.region, sheet.axes()
    value, salvage = r.cost[supplier][:, None, None], v.salvage[supplier][:, None, None]
    excess = claim[:, None, None] * v.tables.shock(v.base.forecast.live_log_sigma)
    margin = v.margin[r.like["factory"][maker]][:, None, None]
    net = (r.price * r.kept)[supplier][:, None, None]
    per_unit = v.unit_margin()[supplier][:, None, None]
    fee = v.base.platform.commission_service_fee
    usual = {k: x[:, None, None] for k, x in standing.items()}

    def all_of(units: Floats, agreed: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
        sold = np.minimum(excess, units)
        facts = rush_facts(units, sold, value, salvage, net)
        cash = [income(v.tables.rush, who, facts, {**usual, **agreed}) for who in ("host", "supplier", "factory")]
        return (
            cash[0] + rate[:, None, None] * (1.0 - fee) * net * sold,
            cash[1] + per_unit * sold + salvage * (units - sold),
            cash[2] - units * value * (1.0 - margin),
        )

    quantity = terms["rush_share"] * claim[:, None, None]
    outcome = all_of(quantity, {k: x for k, x in terms.items() if k != "rush_share"})
    alone = all_of(np.minimum(held, claim)[:, None, None], {})
    host_, supplier_, factory_ = zip(outcome, alone, strict=True)
    return host_, supplier_, factory_


def rush_facts(units: Floats, sold: Floats, value: Floats, salvage: Floats, net: Floats) -> dict[str, Floats]:
    """Facts of rush orders of ``units`` of which ``sold`` find a buyer."""
    left = units - sold
    return {
        "goods_value_cny": units * value, "ordered_units": units, "sold_units": sold, "leftover_units": left,
        "leftover_loss_cny": left * (value - salvage), "revenue_cny": sold * net + left * salvage,
    }  # fmt: skip
