"""The supplier on air: when to move stock, how much to have made, and what such deals are worth to it."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.host_values import Valued
from agents.observation import BoardObservation
from agents.prospect import rush_facts, shock
from agents.public import Floats
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
    stock, least, warehouses = seen.stock, supplier.profile.min_move, len(supplier.history)
    low = (stock < supplier.low_level).tobytes()
    wishes: list[TransferWish] = []
    cell = low.find(1)  # bytes are looked through style by style: no array of what was found is built
    while cell >= 0:
        style = cell // warehouses
        beyond = (style + 1) * warehouses
        shelves = stock[style].tolist()
        if max(shelves) >= least:
            gaps = _gaps(supplier, seen, style, shelves)
            if min(gaps) <= -least:
                short = [w for w, runs_low in enumerate(low[beyond - warehouses : beyond]) if runs_low and gaps[w] >= least]
                wishes += _wishes(supplier, seen, style, gaps, short)
        cell = low.find(1, beyond)
    return wishes


def _gaps(supplier: Supplier, seen: BoardObservation, style: int, shelves: list[int]) -> list[float]:
    """Units by which what is still to come of a style exceeds what lies on its ``shelves`` (W,); zeros where little is to come.

    Each warehouse's share of demand: orders of its regions so far, as far as they are seen, and history.
    """
    to_come = supplier.expected(style) - seen.sold.item(style)
    history, regions = supplier.history, supplier.memory.region_units
    if to_come < supplier.profile.min_move:
        return [0.0] * len(history)
    ordered = [0] * len(history) if regions is None else regions[style].dot(supplier.serves).tolist()
    pace = to_come / (sum(ordered) + supplier.usual)
    return [(units + usual) * pace - left for units, usual, left in zip(ordered, history, shelves, strict=True)]


def _wishes(
    supplier: Supplier, seen: BoardObservation, style: int, gaps: list[float], short: list[int]
) -> list[TransferWish]:
    """Transfers of a style to the warehouses that are ``short`` of it, from the one with most to spare."""
    from agents.supplier import TransferWish

    asked, source, wishes = supplier.memory.asked, gaps.index(min(gaps)), []
    for target in short:
        place = style, target
        if place not in asked and place not in seen.busy and (source, target) in supplier.profile.lane_cost:
            asked.add(place)
            wishes.append(TransferWish(style, source, target, -gaps[source], gaps[target]))
    return wishes


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
