"""The books: every contract run on what came true, and everybody's own costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from environment.cast import salvage_of
from environment.luck import Floats
from environment.parcels import Shipments

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.world import World


def settle_all(world: World, outcome: Outcome) -> None:
    """Run every contract on facts and post everybody's own costs."""
    _sales(world, outcome)
    _host(world, outcome)
    _factories(world, outcome)
    _warehouses(world, outcome)
    _carriers(world, outcome)
    _goods(world, outcome)


def return_hour(world: World, shipments: Shipments) -> float:
    """Mean hour at which returned goods are back and refunded."""
    terms, end = world.setting.returns, world.setting.clock.settle_h
    if not len(shipments.units):
        return end
    mean = float(np.average(shipments.delivered, weights=shipments.units))
    return min(end, mean + terms.request_delay_h + terms.transit_h)


def _sales(world: World, o: Outcome) -> None:
    price, end = world.layout.price, world.setting.clock.settle_h
    early = float(((o.cancelled + o.refused_by).sum(axis=1) * price).sum())
    back = float((o.returned.sum(axis=1) * price).sum())
    post = world.ledger.settle
    facts: dict[str, Any] = {"gross_gmv_cny": 0.0}
    post(world.deals.sales, {**facts, "refund_cny": early}, world.setting.clock.post_window_h[1], "cancelled", when="delivery")
    post(world.deals.sales, {**facts, "refund_cny": back}, return_hour(world, o.shipments), "returns", when="delivery")
    orders = float(o.ordered.sum()) / world.catalogue.units_per_order
    platform = {
        "net_gmv_cny": o.net,
        "gross_gmv_cny": o.gross,
        "late_orders_by_style": o.late_orders,
        "price_by_style_cny": price,
        "fake_orders_by_day": np.array(world.fulfilment.fakes, dtype=float).sum(axis=1),
        "orders": orders,
        "paid_traffic_cny": 0.0,
    }
    post(world.deals.platform, platform, end, "platform rules")


def host_facts(world: World, o: Outcome) -> dict[str, Any]:
    """Facts of the host–supplier contract."""
    terms = world.setting.contracts.host_supplier
    loss = world.layout.cost - world.cast.supplier.profile.salvage
    rush = np.zeros(len(loss), dtype=np.int64)
    for lot in world.recorder.rushes:
        rush[lot["style"]] += o.rush_left[lot["lot"]]
    own = o.unsold.sum(axis=1) - rush
    shipped = float(o.shipments.units.sum())
    alert = world.recorder.alerts[0].alert if world.recorder.alerts else None
    effort = world.cast.host.profile.effort_cost * _mean_square_effort(world)
    return {
        "commission_base_cny": o.gross if terms.commission_base == "gross" else o.net,
        "guarantee_base_cny": o.gross if terms.guarantee.base == "gross_gmv" else o.net,
        "gross_gmv_cny": o.gross,
        "net_gmv_cny": o.net,
        "revenue_cny": o.net,
        "return_rate": float(o.returned.sum()) / max(shipped, 1.0),
        "gift_cost_cny": world.recorder.gifts * world.setting.gift.unit_cost,
        "paid_traffic_cny": world.setting.paid_traffic.budget,
        "leftover_loss_cny": float(own @ loss),
        "return_cost_cny": float(o.returned.sum()) * world.setting.warehouse_costs.return_inspect,
        "effort_cost_cny": effort,
        "alert_units": alert.units if alert else 0.0,
        "alert_low": alert.low if alert else 0.0,
        "alert_high": alert.high if alert else 0.0,
        "sold_units": float(o.ordered[alert.style].sum()) if alert else 0.0,
        "pool_surplus_cny": 0.0,
    }


def _mean_square_effort(world: World) -> float:
    efforts = np.array([row[11] for row in world.recorder.ticks])
    return float(np.mean(efforts**2)) if len(efforts) else 0.0


def _host(world: World, o: Outcome) -> None:
    facts, end = host_facts(world, o), world.setting.clock.settle_h
    contract = world.deals.host_supplier
    world.ledger.settle(contract, facts, end, "N7", when="settlement")
    world.ledger.settle(contract, facts, end, "N7", when="delivery")
    player = contract.parties["host"]
    if player != "outside":  # a substitute bears its own effort
        world.ledger.post_cny(end, player, "outside", facts["effort_cost_cny"], "books", "effort", "broadcast")


def _factories(world: World, o: Outcome) -> None:
    scenario, end = world.setting, world.setting.clock.settle_h
    window = scenario.capacity_reservation.window_h
    days = (window[1] - window[0]) / 24.0
    used: dict[str, float] = {}
    for rush in world.recorder.rushes:
        style = rush["style"]
        part = rush["units"] * float(world.catalogue.smv[style]) / world.cast.factories[rush["factory"]].profile.reference_smv
        if rush["covered"]:
            used[rush["factory"]] = used.get(rush["factory"], 0.0) + part
        late = max(0.0, rush["lead_h"] - rush["agreed_lead_h"]) / 24.0
        value = float(world.layout.cost[style])
        left = o.rush_left[rush["lot"]]
        loss = left * (value - float(world.cast.supplier.profile.salvage[style]))
        facts = {
            "goods_value_cny": 0.0,
            "leftover_loss_cny": loss,
            "leftover_units": float(left),
            "late_unit_days_value_cny": rush["units"] * value * late,
        }
        world.ledger.settle(world.deals.rush[rush["lot"]], facts, end, rush["lot"])
    for name, contract in world.deals.factories.items():
        factory = world.cast.factories[name]
        held = factory.reserved * days
        exercised = min(used.get(name, 0.0), held)
        facts = {"reserved_units": held, "exercised_units": exercised, "unexercised_units": held - exercised}
        world.ledger.settle(contract, facts, end, "N2", when="settlement")
        world.ledger.settle(contract, facts, end, "N2", when="delivery")
        sold_twice = world.recorder.diverted.get(name, 0.0) * days
        value = float(np.mean(factory.profile.value))
        world.ledger.post_cny(
            end, "outside", name, sold_twice * factory.profile.peak_margin * value, "books", "diverted_capacity", "peak"
        )


def _warehouses(world: World, o: Outcome) -> None:
    scenario, s, end = world.setting, o.shipments, world.setting.clock.settle_h
    per_order = world.catalogue.units_per_order
    months = (end - scenario.clock.pre_window_h[0]) / 720.0
    opening = world.layout.opening.sum(axis=0).astype(float)
    closing = o.unsold.sum(axis=0).astype(float)
    returns = (o.returned + o.refused_by).sum()
    fakes = np.array(world.fulfilment.fakes, dtype=float)
    for w, (name, contract) in enumerate(world.deals.warehouses.items()):
        units = s.units[s.warehouse == w]
        orders = float(units.sum()) / per_order
        share = float(units.sum()) / max(float(s.units.sum()), 1.0)
        split = world.recorder.split * share
        p = world.cast.warehouses[name].profile
        booked = float(world.fulfilment.surge[w])
        facts = {
            "orders": orders + split,
            "extra_items": max(0.0, float(units.sum()) - orders),
            "surge_booked_parcels": booked,
            "unit_months": 0.5 * (opening[w] + closing[w]) * months,
            "returned_units": float(returns) * share,
            "transfer_units": 0.0,
            "shortfall_parcels": float(fakes[:, w].sum()),
        }
        world.ledger.settle(contract, facts, end, "warehouse work")
        day_one = float(s.units[(s.warehouse == w) & (s.hour < world.fulfilment.first_wave + 24)].sum()) / per_order
        surge_used = float(np.clip(day_one - p.throughput, 0.0, booked))
        cost = (p.labour + p.packing) * (orders + split) + p.labour * p.surge_premium * max(surge_used, 0.5 * booked)
        world.ledger.post_cny(end, name, "outside", cost, "books", "labour", "picking")


def freight_at_card(world: World, s: Shipments) -> Floats:
    """(n,) CNY at the card for the parcels of each shipment row: first kg and what weighs beyond it."""
    layout = world.layout
    lane = (s.carrier, s.warehouse, s.region)
    each = layout.first_kg[lane] + layout.add_kg[lane] * np.maximum(np.ceil(s.lane_kg - 1e-9) - 1.0, 0.0)
    total: Floats = each * s.units / world.catalogue.units_per_order
    return total


def _carriers(world: World, o: Outcome) -> None:
    s, end = o.shipments, world.setting.clock.settle_h
    per_order, card = world.catalogue.units_per_order, freight_at_card(world, o.shipments)
    split_share = world.recorder.split / max(float(s.units.sum()) / per_order, 1.0)
    late = s.delivered - s.scanned > 1.5 * world.layout.transit_mean[(s.carrier, s.warehouse, s.region)]
    for c, (name, contract) in enumerate(world.deals.carriers.items()):
        mine = s.carrier == c
        parcels = float(s.units[mine].sum()) / per_order * (1.0 + split_share)
        booked = float(world.fulfilment.daily[c, 0].sum())  # volume is booked for the peak day, the first
        peak = mine & (s.hour < world.fulfilment.first_wave + 24)
        facts = {
            "parcels": parcels,
            "freight_at_card_cny": float(card[mine].sum()) * (1.0 + split_share),
            "overflow_parcels": float(s.units[mine & s.overflow].sum()) / per_order,
            "booked_parcels": booked,
            "shipped_parcels": float(s.units[peak].sum()) / per_order,
            "late_parcels": float(s.units[mine & late].sum()) / per_order,
            "return_parcels": float(o.returned.sum()) / per_order if c == 0 else 0.0,
        }
        world.ledger.settle(contract, facts, end, "deliveries")
        profile = world.cast.carriers[name].profile
        cost = facts["freight_at_card_cny"] * profile.cost_first_kg / profile.card_first_kg
        world.ledger.post_cny(end, name, "outside", cost, "books", "line_haul", "trucks")
        share = world.fulfilment.bump.get(c, 0.0)
        bumped = share * float(world.fulfilment.daily[c, 0].sum())
        gain = bumped * (profile.spot_first_kg - profile.cost_first_kg)
        world.ledger.post_cny(end, "outside", name, gain, "books", "spot_freight", "bumped parcels")


def _goods(world: World, o: Outcome) -> None:
    """Leftover and returned goods at what later shows and clearance pay."""
    scenario, layout = world.setting, world.layout
    value = salvage_of(scenario, layout, scenario.clock.settle_h / 24.0)
    supplier, end = world.cast.supplier.name, scenario.clock.settle_h
    grades = np.array([scenario.salvage.grade_value.get(g, 0.0) for g in ("A", "B", "C")])
    left, back = o.unsold.sum(axis=1) * value, (o.grades * grades).sum(axis=1) * value
    for s, style in enumerate(layout.styles):
        world.ledger.post_cny(end, "outside", supplier, float(left[s]), "books", "salvage_unsold", style)
        world.ledger.post_cny(end, "outside", supplier, float(back[s]), "books", "salvage_returned", style)
