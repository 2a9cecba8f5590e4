"""The books: every contract run on what came true, and everybody's own costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from environment.cast import salvage_of
from environment.ledger import to_cents
from environment.luck import Floats, Ints
from environment.phases import materials
from environment.phases.facts import close_rush, held_only, reference_pieces, return_cost, revenue, settle_alerts
from environment.phases.known import storage_months
from environment.phases.pool import settle_pool
from environment.shipments import Shipments
from environment.trade import comfort
from environment.trade.own_shop import outside_show
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.world import World
    from protocols.contracts import Contract


def settle_all(world: World, outcome: Outcome) -> None:
    """Run every contract on facts and post everybody's own costs."""
    _sales(world, outcome)
    _host(world, outcome)
    _factories(world, outcome)
    _warehouses(world, outcome)
    _carriers(world, outcome)
    _goods(world, outcome)
    materials.put_back(world)
    comfort.settle(world, outcome)
    if world.depot is not None:
        world.depot.settle()
    settle_pool(world)


def return_hour(world: World, shipments: Shipments) -> float:
    """Mean hour at which returned goods are back and refunded."""
    terms, end = world.setting.returns, world.setting.clock.settle_h
    if not len(shipments.units):
        return end
    mean = float(np.add.reduce(shipments.delivered * shipments.units) / np.add.reduce(shipments.units))
    return min(end, mean + terms.request_delay_h + terms.transit_h)


def _sales(world: World, o: Outcome) -> None:
    price, end = world.prices(), world.setting.clock.settle_h
    early = float(np.add.reduce(np.add.reduce(o.cancelled + o.refused_by, 1) * price))
    back = float(np.add.reduce(np.add.reduce(o.returned, 1) * price))
    post = world.ledger.settle
    facts: dict[str, Any] = {"gross_gmv_cny": 0.0}
    post(world.deals.sales, {**facts, "refund_cny": early}, world.setting.clock.post_window_h[1], "cancelled", when="delivery")
    post(world.deals.sales, {**facts, "refund_cny": back}, return_hour(world, o.shipments), "returns", when="delivery")
    orders = _total(o.ordered) / world.catalogue.units_per_order
    platform: dict[str, Any] = {
        "net_gmv_cny": o.net,
        "gross_gmv_cny": o.gross,
        "late_orders_by_style": o.late_orders,
        "price_by_style_cny": price,
        "fake_orders_by_day": np.array([float(sum(day)) for day in world.fulfilment.fakes]),
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
    own, returned = np.add.reduce(o.unsold, 1) - rush, _total(o.returned)
    effort = world.cast.host.profile.effort_cost * _mean_square_effort(world)
    own_gross, own_net = outside_show(world, o)
    gross, net = o.gross - own_gross, o.net - own_net
    return {
        "commission_base_cny": gross if terms.commission_base == "gross" else net,
        "guarantee_base_cny": gross if terms.guarantee.base == "gross_gmv" else net,
        "gross_gmv_cny": gross,
        "net_gmv_cny": net,
        "revenue_cny": revenue(world, o) - own_net,
        "return_rate": returned / max(_total(o.shipments.units), 1.0),
        "gift_cost_cny": world.recorder.gifts * world.setting.gift.unit_cost,
        "paid_traffic_cny": world.setting.paid_traffic.budget,
        "leftover_loss_cny": float(dot(own, loss)),
        "return_cost_cny": _return_cost(world, o) if "return_cost_cny" in world.deals.host_supplier.fact_names else 0.0,
        "effort_cost_cny": effort,
    }


def _return_cost(world: World, o: Outcome) -> float:
    """CNY that goods sent back have cost, out of the very bills that the books post below."""
    back, refused = np.add.reduce(o.returned, 1), np.add.reduce(o.refused_by, 1)
    contracts, (returned, came) = world.deals.warehouses.values(), (_total(o.returned), _total(o.returned + o.refused_by))
    picked, shipped = _picked(o.shipments), max(_total(o.shipments.units), 1.0)
    parts = [{"returned_units": came * units / shipped} for units in picked]
    inspected = sum(_billed(c, "return_inspection", f) for c, f in zip(contracts, parts, strict=True))
    first = next(iter(world.deals.carriers.values()))
    fetched = _billed(first, "returns_pickup", {"return_parcels": returned / world.catalogue.units_per_order})
    fetched += to_cents(returned * world.setting.delivery.doorstep.pickup_cost)
    resold = np.array([to_cents(x) for x in _resold(world, o)]) / 100.0
    return return_cost(back, refused, world.layout.cost, resold, inspected / 100.0, fetched / 100.0)


def _billed(contract: Contract, clause: str, facts: dict[str, Any]) -> int:
    """Cents that one clause of ``contract`` moves; none where it does not have it."""
    return sum(to_cents(float(c.cash(contract.terms, facts))) for c in contract.clauses if c.name == clause)


def _resold(world: World, o: Outcome) -> list[float]:
    """(S,) CNY that goods which came back fetch, by grade."""
    value = salvage_of(world.setting, world.layout, world.setting.clock.settle_h / 24.0)
    grades = np.array([world.setting.salvage.grade_value.get(g, 0.0) for g in ("A", "B", "C")])
    back: list[float] = (np.add.reduce(o.grades * grades, 1) * value).tolist()
    return back


def _picked(s: Shipments) -> list[float]:
    """(W,) units that left each warehouse."""
    picked: list[float] = s.tally.warehouse[:, 0].astype(float).tolist()
    return picked


def _mean_square_effort(world: World) -> float:
    efforts = np.array([tick.effort for tick in world.recorder.ticks])
    return float(np.add.reduce(efforts**2)) / len(efforts) if len(efforts) else 0.0


def _total(units: Ints) -> float:
    return float(np.add.reduce(units, None))


def _host(world: World, o: Outcome) -> None:
    found, end = host_facts(world, o), world.setting.clock.settle_h
    contract = world.deals.host_supplier
    world.ledger.settle(contract, found, end, "N7", when="settlement")
    world.ledger.settle(contract, found, end, "N7", when="delivery")
    settle_alerts(world, o)
    player = contract.parties["host"]
    if player != "outside":  # a substitute bears its own effort
        world.ledger.post_cny(end, player, "outside", found["effort_cost_cny"], "books", "effort", "broadcast")


def _factories(world: World, o: Outcome) -> None:
    scenario, end = world.setting, world.setting.clock.settle_h
    window = scenario.capacity_reservation.window_h
    days = (window[1] - window[0]) / 24.0
    used: dict[str, float] = {}
    for rush in world.recorder.rushes:
        maker, exercised = rush["factory"], 0.0
        if rush["covered"]:
            before = used.get(maker, 0.0)
            used[maker] = before + rush["units"] * reference_pieces(world, maker, rush["style"])
            held = world.cast.factories[maker].reserved * days
            exercised = min(used[maker], held) - min(before, held)
        close_rush(world, o, rush, exercised)
    for name, contract in world.deals.factories.items():
        factory = world.cast.factories[name]
        held = factory.reserved * days
        exercised = min(used.get(name, 0.0), held)
        option = {"reserved_units": held, "exercised_units": exercised, "unexercised_units": held - exercised}
        world.ledger.settle(held_only(contract), option, end, "N2", when="settlement")
        if sold_twice := world.recorder.diverted.get(name, 0.0) * days:
            gain = sold_twice * factory.profile.peak_margin * float(np.mean(factory.profile.value))
            world.ledger.post_cny(end, "outside", name, gain, "books", "diverted_capacity", "peak")


def _warehouses(world: World, o: Outcome) -> None:
    s, end, per_order = o.shipments, world.setting.clock.settle_h, world.catalogue.units_per_order
    months = storage_months(world)
    held = (world.opened + np.add.reduce(o.unsold)).tolist()
    returns = _total(o.returned + o.refused_by)
    picked, peak = _picked(s), s.tally.warehouse[:, 1].tolist()
    shipped = max(_total(s.units), 1.0)
    for w, (name, contract) in enumerate(world.deals.warehouses.items()):
        orders, share = picked[w] / per_order, picked[w] / shipped
        split = world.recorder.split * share
        p = world.cast.warehouses[name].profile
        booked, staffed = world.surge_sold[name], float(world.fulfilment.surge[w])
        facts = {
            "orders": orders + split,
            "extra_items": max(0.0, picked[w] - orders),
            "surge_booked_parcels": booked,
            "unit_months": 0.5 * held[w] * months,
            "returned_units": returns * share,
            "transfer_units": 0.0,
            "shortfall_parcels": float(sum([day[w] for day in world.fulfilment.fakes])),
        }
        world.ledger.settle(contract, facts, end, "warehouse work")
        surge_used = min(max(peak[w] / per_order - p.throughput, 0.0), staffed)
        surge_cost = p.labour * p.surge_premium * max(surge_used, 0.5 * staffed)
        cost = (p.labour + p.packing) * (orders + split) + surge_cost
        world.ledger.post_cny(end, name, "outside", cost, "books", "labour", "picking")
        world.deals.settled[name] = {**facts, "surge_cost_cny": surge_cost}


def freight_at_card(world: World, s: Shipments) -> Floats:
    """(n,) CNY at the card for the parcels of each shipment row: first kg and what weighs beyond it."""
    more = np.maximum(np.ceil(s.lane_kg - 1e-9) - 1.0, 0.0)
    each = world.layout.first_kg.take(s.lane) + world.layout.add_kg.take(s.lane) * more
    total: Floats = each * s.units / world.catalogue.units_per_order
    return total


def _carriers(world: World, o: Outcome) -> None:
    s, end = o.shipments, world.setting.clock.settle_h
    per_order, card = world.catalogue.units_per_order, freight_at_card(world, o.shipments)
    split_share = world.recorder.split / max(_total(s.units) / per_order, 1.0)
    carried, over, peak, tardy = (s.tally.carrier.T / per_order).tolist()
    for c, (name, contract) in enumerate(world.deals.carriers.items()):
        booked = _total(world.fulfilment.daily[c, 0])  # volume is booked for the peak day, the first
        facts = {
            "parcels": carried[c] * (1.0 + split_share),
            "freight_at_card_cny": float(np.add.reduce(card[s.carrier == c])) * (1.0 + split_share),
            "overflow_parcels": over[c],
            "booked_parcels": booked,
            "shipped_parcels": peak[c],
            "late_parcels": tardy[c],
            "return_parcels": _total(o.returned) / per_order if c == 0 else 0.0,
        }
        world.ledger.settle(contract, facts, end, "deliveries")
        world.deals.settled[name] = facts
        profile = world.cast.carriers[name].profile
        cost = facts["freight_at_card_cny"] * profile.cost_first_kg / profile.card_first_kg
        world.ledger.post_cny(end, name, "outside", cost, "books", "line_haul", "trucks")
        share = world.fulfilment.bump.get(c, 0.0)
        bumped = share * booked
        gain = bumped * (profile.spot_first_kg - profile.cost_first_kg)
        world.ledger.post_cny(end, "outside", name, gain, "books", "spot_freight", "bumped parcels")


def _goods(world: World, o: Outcome) -> None:
    """Leftover and returned goods at what later shows and clearance pay."""
    scenario, layout = world.setting, world.layout
    value = salvage_of(scenario, layout, scenario.clock.settle_h / 24.0)
    supplier, end = world.cast.supplier.name, scenario.clock.settle_h
    left = (np.add.reduce(o.unsold, 1) * value).tolist()
    for style, unsold, returned in zip(layout.styles, left, _resold(world, o), strict=True):
        world.ledger.post_cny(end, "outside", supplier, unsold, "books", "salvage_unsold", style)
        world.ledger.post_cny(end, "outside", supplier, returned, "books", "salvage_returned", style)
