"""The supplier on air: when to move stock, how much to have made, and what such deals are worth to it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.host_values import Valued
from agents.observation import BoardObservation
from agents.prospect import rush_facts, shock
from agents.public import Floats, Ints
from agents.supplier_pre import contribution
from protocols.contracts import Contract
from protocols.contracts.clause import pos
from protocols.sums import plus

if TYPE_CHECKING:
    from agents.party import Encounter
    from agents.supplier import RushWish, Supplier, TransferWish


def _presale_margin(supplier: Supplier, style: int, premium: float = 0.0) -> tuple[float, float]:
    """(CNY won per presale unit sold, CNY lost per unit left over) of a rush order."""
    p = supplier.profile
    won = float(contribution(supplier, style)) - (p.cost[style] * (1.0 + premium) - p.salvage[style])
    if supplier.pooled:
        won += float(supplier.commission * supplier.catalogue.price[style] * supplier.catalogue.kept[style])
    return won, float(p.cost[style] * (1.0 + premium) - p.salvage[style])


def newsvendor(supplier: Supplier, style: int, demand: float, have: float) -> int:
    """Critical-fractile quantity of presale demand beyond stock: P(excess <= q) = won / (won + lost)."""
    won, lost = _presale_margin(supplier, style)
    if won <= 0:
        return 0
    spread = supplier.spread(style)
    fractile = NormalDist().inv_cdf(min(max(won / (won + lost), 0.001), 0.999))
    quantile = demand * float(np.exp(spread * fractile - spread**2 / 2.0))
    return max(0, int(round((quantile - have) * supplier.catalogue.presale_share)))


def rush(supplier: Supplier, encounter: Encounter) -> Valued:
    """N5: presale sales a rush order makes possible, less goods, premium and leftovers.

    The alternative is to exercise the reserved capacity alone (``option_units`` at the agreed premium), or to go
    without where nothing is reserved. Outcomes that what is left of its cash cannot pay are infeasible.
    """
    c, facts, axes = supplier.catalogue, encounter.facts, encounter.axes()
    style = int(facts["style"])
    demand = supplier.expected(style) * shock(c, style, supplier.spread(style))
    have = 0.0 if supplier.memory.have is None else float(supplier.memory.have[style])
    excess = np.maximum(demand - have, 0.0) * c.presale_share

    def profit(units: Floats | float, lead: Floats | float, terms: Mapping[str, Floats | float]) -> Floats:
        return rush_profit(supplier, style, excess, units, lead, encounter.contract, facts, terms)

    lead = np.asarray(facts["lead_by_quantity"]).reshape(-1, *([1] * len(encounter.space.shape)))
    quantity, made = axes["rush_qty"], np.isfinite(lead)
    outcome = profit(quantity, np.where(made, lead, 1e4), axes)
    affordable = quantity * facts["unit_value"] * (1.0 + axes["rush_premium"]) <= supplier.purse
    feasible = (affordable & made)[..., 0]
    alone = profit(float(facts["option_units"]), float(facts["option_lead_h"]), dict(facts["option_terms"]))
    return outcome, alone, feasible


def rush_profit(
    supplier: Supplier, style: int, excess: Floats, units: Floats | float, lead: Floats | float, contract: Contract,
    facts: Mapping[str, Any], terms: Mapping[str, Floats | float],
) -> Floats:  # fmt: skip
    """Profit of a rush order of ``units`` against presale demand ``excess`` (N,), complete after ``lead`` hours."""
    c, p = supplier.catalogue, supplier.profile
    salvage = p.salvage.item(style)
    per_sold = float(contribution(supplier, style)) + salvage
    patience = (1.0 - p.late_hazard) ** (pos(lead - c.presale_promise_h) / 12.0)
    sold = np.minimum(excess, units) * patience
    late = pos(lead - facts["agreed_lead_h"]) / 24.0
    cash = contract.income("supplier", rush_facts(units, sold, facts, late, contract.fact_names), terms)
    return np.asarray(plus(per_sold * sold + salvage * (units - sold), cash))


def exercise(
    supplier: Supplier, wish: RushWish, most: float, least: float, leads: tuple[Floats, Floats], contract: Contract,
    facts: Mapping[str, Any], terms: Mapping[str, float],
) -> int:  # fmt: skip
    """Units of its reserved capacity it would use without any joint deal: the best of a grid, 0 when none pays.

    ``leads`` holds quantities and their lead times in hours, ``inf`` where nobody can make so many; at least ``least`` units
    (the factory's MOQ).
    """
    if most < least or most <= 0:
        return 0
    style = wish.style
    demand = wish.demand * shock(supplier.catalogue, style, supplier.spread(style))
    excess = np.maximum(demand - wish.stock, 0.0) * supplier.catalogue.presale_share
    units = _grid(max(least, 1.0), most, 12).round()[:, None]
    lead = np.interp(units, *leads)
    made = np.isfinite(lead)
    value = supplier.worth(rush_profit(supplier, style, excess, units, np.where(made, lead, 0.0), contract, facts, terms))
    value = np.where(made[:, 0], value, -np.inf)
    best = int(np.argmax(value))
    return int(units[best, 0]) if value[best] > 0 else 0


def _grid(low: float, high: float, count: int) -> Floats:
    """``count`` numbers from ``low`` to ``high``: those of ``np.linspace``, which takes five times as long over a dozen."""
    found: Floats = np.arange(float(count)) * ((high - low) / (count - 1)) + low
    found[-1] = high
    return found


def transfer_wishes(supplier: Supplier, seen: BoardObservation) -> list[TransferWish]:
    """Warehouses that run low on a style while another holds more than its own regions will ask for.

    Pairs already asked for or busy are passed over.
    """
    p, memory, history = supplier.profile, supplier.memory, supplier.history
    low = (seen.stock < supplier.low_level).ravel().nonzero()[0].tolist()
    wishes: list[TransferWish] = []
    if not low:
        return wishes
    table: Ints | None = None
    stock, warehouses = seen.stock.tolist(), len(history)
    for style, cells in groupby(low, lambda cell: cell // warehouses):
        shelves = stock[style]
        places = [(style, cell % warehouses) for cell in cells] if max(shelves) >= p.min_move else []
        places = [place for place in places if place not in memory.asked and place not in seen.busy]
        if not places:
            continue
        table = _ordered(supplier) if table is None else table
        pace = _pace(supplier, seen, style, table[style].tolist())
        if pace is None:
            continue
        gaps = [(ordered + usual) * pace[1] - left for ordered, usual, left in zip(pace[0], history, shelves, strict=True)]
        source = gaps.index(min(gaps))
        for _, target in places:
            if gaps[target] >= p.min_move and gaps[source] <= -p.min_move and (source, target) in p.lane_cost:
                memory.asked.add((style, target))
                from agents.supplier import TransferWish

                wishes.append(TransferWish(style, source, target, -gaps[source], gaps[target]))
    return wishes


def _ordered(supplier: Supplier) -> Ints:
    """(S, W) units that the regions of each warehouse ordered so far, as far as it sees them."""
    regions = supplier.memory.region_units
    table: Ints = np.zeros_like(supplier.low_level) if regions is None else regions.dot(supplier.serves)
    return table


def _pace(supplier: Supplier, seen: BoardObservation, style: int, ordered: list[int]) -> tuple[list[int], float] | None:
    """Units ``ordered`` (W,) so far, and units still to come for each of them and of its history; None where there is little
    to move.

    Its regions' share of demand: sales so far and history, which counts like fifty orders.
    """
    to_come = supplier.expected(style) - seen.sold.item(style)
    if to_come < supplier.profile.min_move:
        return None
    return ordered, to_come / (sum(ordered) + supplier.usual)


def transfer(supplier: Supplier, encounter: Encounter) -> Valued:
    """N6: moving surplus units next to the demand against shipping each order across the country.

    A unit moved saves the freight premium, the extra days (lateness loses buyers) and, where the source is full,
    the wait behind its own queue; it costs haulage, handling and the credit to the warehouse that gives it up.
    """
    c, p, facts, axes = supplier.catalogue, supplier.profile, encounter.facts, encounter.axes()
    style, source, target = int(facts["style"]), int(facts["source"]), int(facts["target"])
    shocks = shock(c, style, supplier.spread(style))
    wanted = np.maximum(facts["shortage"] + facts["rest_at_target"] * (shocks - 1.0), 0.0)
    region = int(np.argmax(np.where(c.home == target, c.region_share, -1.0)))
    buyer = max(float(contribution(supplier, style)) + float(p.salvage[style]) * float(c.kept[style]), 0.0)
    slow = p.delay_h[source, region] / 12.0 * p.late_hazard * buyer
    quantity = axes["transfer_qty"]
    useful = np.minimum(quantity, wanted)
    day_late = buyer * (1.0 - (1.0 - p.late_hazard) ** 2.0)  # a unit that misses the first day waits 24 hours more
    relieved = np.minimum(useful, facts["source_excess"]) - np.minimum(useful, facts["target_excess"])
    spared = np.minimum(useful, facts["carrier_excess"]) * facts["surcharge"] / c.units_per_order
    saved = useful * (p.freight_premium[source, region] / c.units_per_order + slow) + relieved * day_late + spared
    haul = p.lane_cost[(source, target)]
    cost = quantity * (haul[0] * c.kg[style] + haul[1])
    profit = saved - cost + encounter.income("supplier", {"transfer_units": quantity}, axes)
    feasible = (quantity <= facts["surplus"])[..., 0]
    return profit, np.zeros(1), feasible
