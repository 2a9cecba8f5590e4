"""What the supplier's encounters before the show are worth to it, and where it places its stock."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from agents.host_values import Valued
from agents.prospect import (
    alert_income,
    effort_borne,
    effort_for,
    host_rate,
    late_parcels,
    leftover,
    presale,
    return_parcels,
    saleable,
    share_of,
    shelf_facts,
    show_facts,
    volume_facts,
)
from agents.public import Catalogue, Floats
from protocols.contracts import Contract
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.party import Encounter
    from agents.profiles import SupplierProfile
    from agents.supplier import Supplier, TransferWish


def contribution(supplier: Supplier, style: int | None = None, catalogue: Catalogue | None = None) -> Floats:
    """(S,) or scalar CNY a sold unit brings over its salvage, before production and shared clauses.

    ``catalogue`` stands in for its own where it asks what other return rates would mean.
    """
    value = _contribution(catalogue or supplier.catalogue, supplier.profile, supplier.commission)
    if supplier.unit_quality is not None:
        value = value - supplier.unit_quality
    return value if style is None else value[style]


@lru_cache(maxsize=32)
def _contribution(c: Catalogue, p: SupplierProfile, commission: float) -> Floats:
    """:func:`contribution` (S,) at the usual quality; read-only."""
    kept = c.price * c.kept * (1.0 - p.take_rate - commission) - c.price * p.payment_fee
    back = (1.0 - c.refund) * c.returned * p.return_cost
    value: Floats = kept - p.salvage * c.kept - p.logistics / c.units_per_order - back
    value.setflags(write=False)
    return value


def chain_margin(supplier: Supplier, service_fee: float) -> float:
    """CNY that supplier and host together win per CNY of kept sales of goods in stock, over salvage, at the usual commission."""
    c, rate = supplier.catalogue, supplier.profile.outside_commission
    kept = c.price * c.kept
    together = contribution(supplier) + kept * (supplier.commission - service_fee * rate)
    return float(share_of(dot(c.nominal, together), dot(c.nominal, kept)))


def terms(supplier: Supplier, encounter: Encounter) -> Valued:
    """N1: fees and guarantee of this host against a smaller host at market terms.

    It foresees the effort that the host will choose under the terms on the table, and what it bears of its cost.
    """
    c, p, facts = supplier.catalogue, supplier.profile, encounter.facts
    axes, contract = encounter.axes(), encounter.contract
    units = supplier.scenarios()
    stock = p.opening.sum(axis=1).astype(float)
    common = {k: facts[v] for k, v in (("base", "commission_base"), ("guarantee", "guarantee_base"))}
    common |= {"gift_cost": facts["gift_cost"], "traffic": facts["traffic"]}
    rate, borne = facts.get("pool_rate"), 0.0
    if rate is None:
        rate, borne = host_rate(contract, axes, facts["service_fee"]), effort_borne(contract, axes)
    effort = effort_for(np.asarray(rate) * facts["effort_slope"], borne)
    drive = 1.0 + facts["effort_gain"] * (effort - facts["effort_nominal"])

    def profit(wanted: Floats, agreed: Mapping[str, Floats | float], deal: Contract, effort_cost: Floats | float) -> Floats:
        units = saleable(c, wanted, stock)
        idle = leftover(c, units, stock)
        expected = show_facts(
            c, units, 1.0, **common, return_cost=facts["return_cost"], leftover_loss=dot(idle, p.cost - p.salvage),
            salvaged=dot(idle, p.salvage), effort_cost=effort_cost,
        )  # fmt: skip
        bought = dot(np.maximum(stock, units), p.cost)  # opening stock is paid for, reorders come on top
        left = dot(np.maximum(stock, units), p.salvage) - dot(units, c.kept * p.salvage)
        goods = bought - left
        books = expected["net_gmv_cny"] * (1.0 - p.take_rate) - expected["gross_gmv_cny"] * p.payment_fee
        books = books - goods - p.logistics * expected["orders"] - p.return_cost * expected["returned_units"]
        if supplier.unit_quality is not None:
            books = books - dot(units, supplier.unit_quality)
        return np.asarray(books - facts["gift_cost"] + encounter.income("supplier", expected, agreed, deal))

    rival = {
        "commission_rate": p.outside_commission,
        "slot_fee_total": p.outside_slot_fee,
        "guarantee_multiple": 0.0,
        "gift_cost_share_host": 0.0,
    }
    money = profit(units * drive[..., None], axes, contract, facts["effort_cost"] * np.square(effort))
    money = money + alert_income("supplier", facts["alerts"], c, units, supplier.inflation.factor, axes)
    return money, profit(units * p.outside_audience, rival, facts["market"], 0.0), None  # a stranger bears its own effort


def capacity(supplier: Supplier, encounter: Encounter) -> Valued:
    """N2: reserved days of a factory against the standing reservation.

    Excess demand over stock in the factory's families is served by reserved capacity (with overtime) at the agreed
    premium within the agreed lead, the rest on the spot; a lead beyond the presale promise loses buyers as lateness does.
    """
    c, p, facts = supplier.catalogue, supplier.profile, encounter.facts
    covered = c.made_by(facts["families"]) & c.reorderable
    if facts["main_only"]:
        covered &= c.main
    units = supplier.scenarios()
    excess = presale(c, units, p.opening.sum(axis=1).astype(float)) * covered
    margin = contribution(supplier) - (p.cost - p.salvage)
    weight = excess.sum(axis=1)
    per_unit = np.divide(dot(excess, margin), weight, out=np.zeros_like(weight), where=weight > 0)
    value = np.divide(dot(excess, p.cost), weight, out=np.zeros_like(weight), where=weight > 0)

    kept = supplier.keeps(encounter.contract.parties["factory"], "delivery")

    def profit(terms: Mapping[str, Floats | float]) -> Floats:
        held = terms["reserved_per_day"] * facts["days"]
        used = np.minimum(weight, held * (1.0 + facts["overtime"])) * kept
        exercised = np.minimum(used, held)
        patience = (1.0 - p.late_hazard) ** (np.maximum(terms["lead_h"] - c.presale_promise_h, 0.0) / 12.0)
        served = np.maximum(used * (per_unit * patience - terms["rush_premium"] * value), 0.0)
        spot_patience = (1.0 - p.late_hazard) ** (max(facts["spot_lead_h"] - c.presale_promise_h, 0.0) / 12.0)
        rest = np.minimum(weight - used, facts["spot_units"])
        spot = np.maximum(rest * (per_unit * spot_patience - facts["spot_premium"] * value), 0.0)
        cash = encounter.income(
            "supplier",
            {"reserved_units": held, "unexercised_units": held - exercised, "exercised_units": exercised},
            terms,
        )
        return np.asarray(served + spot + cash)

    return profit(encounter.axes()), profit(facts["standing"]), None


def _mean_contribution(supplier: Supplier) -> float:
    c = supplier.catalogue
    weights = share_of(c.nominal, c.nominal.sum())
    return float(dot(np.maximum(contribution(supplier), 0.0), weights)) * c.units_per_order


def surge(supplier: Supplier, encounter: Encounter) -> Valued:
    """N3: surge labour booked at a warehouse against parcels that wait a day longer and lose buyers."""
    facts, axes = encounter.facts, encounter.axes()
    c, units = supplier.catalogue, supplier.scenarios()
    orders = units.sum(axis=1) * facts["share"] / c.units_per_order
    first_day = facts["throughput"] * facts["hours"] / 24.0
    surge_parcels = axes["surge_parcels"]
    kept = supplier.keeps(encounter.contract.parties["warehouse"], "throughput")
    late = np.maximum(orders - first_day - kept * surge_parcels * facts["hours"] / 24.0, 0.0)
    lost = 1.0 - (1.0 - supplier.profile.late_hazard) ** 2.0  # a day late
    worth = _mean_contribution(supplier)
    cost = late * lost * worth
    usual = {"orders": orders, **shelf_facts(c, units * facts["share"], facts, encounter)}
    short: Floats | float = 0.0
    if encounter.bargains("throughput_penalty"):  # what its experience says is sold and not staffed
        room = facts["throughput"]
        short = np.maximum(np.minimum(orders, room + surge_parcels) - room - kept * surge_parcels, 0.0)
    fees = encounter.income("supplier", {**usual, "surge_booked_parcels": surge_parcels, "shortfall_parcels": short}, axes)
    standing = {"handling_fee": facts["standing_fee"]}
    alone = np.maximum(orders - first_day, 0.0) * lost * worth
    without = encounter.income("supplier", {**usual, "surge_booked_parcels": 0.0, "shortfall_parcels": 0.0}, standing)
    return fees - cost, without - alone, None


def volume(supplier: Supplier, encounter: Encounter) -> Valued:
    """N4: parcels booked with a carrier at a rate and a take-or-pay share against its standing card and booking."""
    facts, axes = encounter.facts, encounter.axes()
    units = supplier.scenarios()
    orders = units.sum(axis=1) / supplier.catalogue.units_per_order
    kept = supplier.keeps(encounter.contract.parties["carrier"], "volume")
    back = return_parcels(supplier.catalogue, units, facts, encounter)

    def cash(booked: Floats | float, terms: Mapping[str, Floats | float]) -> Floats:
        expected, beyond = volume_facts(orders, booked * kept, facts)
        expected |= {"booked_parcels": booked, **back, **late_parcels(expected, facts, encounter, supplier.regional())}
        cash = encounter.income("supplier", expected, terms)
        return np.asarray(cash - beyond * facts["next_best"])

    standing = {"first_kg_rate": facts["card_first_kg"], "take_or_pay": facts["standing_take_or_pay"]}
    return cash(axes["booked_parcels"], axes), cash(facts["standing_booked"], standing), None


def by_warehouse(supplier: Supplier) -> Floats:
    """(S, W) shares of each style's demand that fall to each warehouse, as learned or as its history has it."""
    c, keeper = supplier.catalogue, supplier.keeper
    shares = np.tile(supplier.regional(), (len(c.styles), 1)) if keeper is None or keeper.shares is None else keeper.shares
    local: Floats = dot(shares[:, None], supplier.serves.T)
    return local


def placement(supplier: Supplier) -> list[TransferWish]:
    """Moves that bring a short warehouse up to forecast plus safety stock (service level by the normal quantile)."""
    from agents.supplier import TransferWish

    c, p = supplier.catalogue, supplier.profile
    local = np.zeros((len(c.regions), len(c.warehouses)))
    local[np.arange(len(c.regions)), c.home] = 1.0
    share = dot(local.T, supplier.regional())
    need = np.outer(supplier.outlook(), share)
    safety: Floats | float = NormalDist().inv_cdf(p.service_level)
    if supplier.keeper is not None:  # what past shows taught of regions and of stock-outs
        need = supplier.outlook()[:, None] * by_warehouse(supplier)
        safety = (safety + supplier.keeper.shift)[:, None]
    target = need * np.exp(safety * 0.25 * c.log_sigma)
    wishes = []
    near: dict[int, list[int]] = {}
    for origin, end in p.lane_cost:
        near.setdefault(end, []).append(origin)
    for s, spare in enumerate((p.opening - target).tolist()):
        to = spare.index(min(spare))
        source = max(near.get(to, ()), key=spare.__getitem__, default=to)
        units, lane = min(-spare[to], spare[source]), p.lane_cost.get((source, to))
        if lane is None or units < p.min_move:
            continue
        cost = lane[0] * c.kg[s] + lane[1]
        region = int(np.argmax(np.where(c.home == to, c.region_share, -1.0)))
        saved = p.freight_premium[source, region] + p.delay_h[source, region] / 12.0 * p.late_hazard * max(
            float(contribution(supplier, s)), 0.0
        )
        if saved > cost:
            wishes.append(TransferWish(s, source, to, spare[source], units))
    return wishes
