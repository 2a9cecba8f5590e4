"""What the supplier's answers set in motion: acknowledgement, transfers (N6), the rush order (N5) and its carriers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.factory import Factory, Quote
from agents.observation import Alert
from agents.production import daily_rate
from agents.supplier import Answer, RushWish, TransferWish
from agents.supplier_live import exercise
from environment.deals import standing_terms
from environment.names import name_of, style_name
from environment.phases.before import WORKING_HOURS
from environment.phases.facts import option_left, order_rush, reference_pieces
from environment.phases.goods import haul, make
from environment.recorder import AlertLife
from protocols.contracts import Contract

if TYPE_CHECKING:
    from environment.luck import Floats
    from environment.records import Negotiation
    from environment.world import World


def give(world: World, answer: Answer, t_min: float) -> None:
    """Carry out one answer of the supplier."""
    supplier = world.cast.supplier
    for alert, believed in answer.acknowledged:
        life = _life(world, alert)
        life.enter("acknowledged", t_min, supplier.name)
        if abs(believed - alert.units) > 0.02 * alert.units:
            life.enter("countered", t_min, supplier.name)
        world.tell(
            t_min, "acknowledged", supplier.name, "alert.read", style=style_name(world, alert.style),
            claim=int(alert.units), believed=int(believed), trust=supplier.faith,
            evidence={"trust": round(supplier.faith, 2), "own_nowcast": int(supplier.nowcast(alert.style))},
        )  # fmt: skip
        _prioritise(world, alert.style)
    for alert in answer.sufficient:
        life = _life(world, alert)
        life.enter("committed", t_min, supplier.name)
        made = bool(world.catalogue.reorderable[alert.style])
        world.tell(
            t_min, "first", supplier.name, "alert.stock" if made else "alert.bought_in",
            style=style_name(world, alert.style), units=int(world.stock.by_style()[alert.style].sum()),
        )  # fmt: skip
    for finishing in answer.finishing:
        world.depot.finish(finishing, t_min)  # type: ignore[union-attr]
    for style, share in answer.held_back:
        if units := world.shop.hold(style, share):
            world.tell(t_min, "held", supplier.name, "held", style=style_name(world, style), units=units)
    for wish in answer.rush:
        rush(world, wish, t_min)
    for move in answer.transfers:
        transfer(world, move, t_min)


def _life(world: World, alert: Alert) -> AlertLife:
    return next(life for life in world.recorder.alerts if life.alert.id == alert.id)


def _prioritise(world: World, style: int) -> None:
    """The alerted style ships first, where the warehouse rules follow promotion."""
    if world.setting.warehouse_costs.priority_styles == "promoted":
        world.fulfilment.priority[style] = True


# --- N6 ---------------------------------------------------------------------------------------
def transfer(world: World, wish: TransferWish, t_min: float) -> None:
    """Bargain over a transfer with the two warehouses and send the goods."""
    names, spec = world.layout.warehouses, world.bargaining.spec("N6")
    source, target = (world.cast.warehouses[names[w]] for w in (wish.source, wish.target))
    if spec is None or not world.bargaining.seated("N6", world.cast.supplier.name, source.name, target.name):
        return
    number = sum(n.kind == "N6" for n in world.bargaining.records) + 1
    fees = {w: float(world.deals.warehouses[w].terms["handling_fee"]) for w in (source.name, target.name)}
    facts = {
        "style": wish.style,
        "source": wish.source,
        "target": wish.target,
        "shortage": wish.shortage,
        "rest_at_target": wish.shortage,
        "surplus": wish.surplus,
        "fees": fees,
        "source_excess": _excess(world, wish.source)[0],
        "target_excess": _excess(world, wish.target)[0],
        "carrier_excess": _excess(world, wish.source)[1],
        "surcharge": float(world.deals.carriers[world.layout.carriers[0]].terms["overflow_surcharge"]),
    }
    record = world.bargaining.meet(
        "N6", f"N6-{number}", (world.cast.supplier, source, target), world.deals.warehouses[source.name], facts,
        "transfer", t_min, {"transfer_qty": min(wish.shortage, wish.surplus)},
    )  # fmt: skip
    pair = tuple(name_of(world.setting, w.name) for w in (source, target))
    style = style_name(world, wish.style)
    done = t_min + _minutes(record, spec.deadline_min, spec.round_limit)
    units = 0 if record is None else int(record.outcome.get("transfer_qty", 0))
    if not units:
        key = "transfer.zero" if record is not None and record.agreed else "transfer.none"
        world.tell(done, "breakdown", world.cast.supplier.name, key, style=style, source=pair[0], target=pair[1],
                   negotiation="" if record is None else record.id)  # fmt: skip
        return
    sent, ready = haul(world, wish.style, wish.source, wish.target, units, done / 60.0, "N6")
    contract = world.deals.warehouses[source.name]
    standing = float(contract.terms["transfer_credit_per_unit"])  # where the scheme fixes it
    credit = float(record.outcome.get("transfer_credit_per_unit", standing)) if record else 0.0
    world.ledger.settle(
        type(contract)(f"{contract.name}/transfer", contract.parties,
                       tuple(c for c in contract.clauses if c.name == "transfer_credit"),
                       {**contract.terms, "transfer_credit_per_unit": credit}),
        {"transfer_units": float(sent)}, done / 60.0, f"N6-{number}", when="delivery",
    )  # fmt: skip
    world.tell(
        done, "transfer", world.cast.supplier.name, "transfer", style=style, source=pair[0], target=pair[1],
        units=sent, ready=ready, credit=credit, negotiation="" if record is None else record.id,
        evidence={"shortage": int(wish.shortage), "surplus": int(wish.surplus)},
    )  # fmt: skip


def _excess(world: World, w: int) -> tuple[float, float]:
    """Units expected at a warehouse beyond what it can pick, and beyond what the carrier booked, on the first day.

    The queue so far, scaled by the share of the audience that has been there.
    """
    done = float(world.layout.arrivals[: len(world.recorder.ticks)].sum())
    expected = float(world.stock.queue[w].sum()) / max(done, 0.05)
    name, supplier = world.layout.warehouses[w], world.cast.supplier
    per_order = world.catalogue.units_per_order
    claimed = world.cast.warehouses[name].profile.throughput + world.surge_sold[name] * supplier.keeps(name, "throughput")
    picked = claimed * per_order * WORKING_HOURS / 24.0
    booked = float(world.fulfilment.daily[0, 0, w]) * per_order
    return max(0.0, expected - picked), max(0.0, expected - booked)


def _minutes(record: Negotiation | None, deadline: float | None, limit: int | None) -> float:
    """Minutes a live negotiation took: its rounds share the time allowed."""
    if record is None or not deadline:
        return 0.0
    return deadline * record.rounds / max(limit or record.rounds, 1)


# --- N5 ---------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Call:
    """Answers to the call for proposals, spread over the quantities on the table; read-only, as every party sees them."""

    quantities: Floats
    covered: bool
    quotes: dict[str, Quote]
    units: dict[str, Floats]
    leads: dict[str, Floats]
    total_lead: Floats


def rush(world: World, wish: RushWish, t_min: float) -> None:
    """Call factories, bargain with host and factories, order, and reserve carriers in the same step."""
    supplier, spec = world.cast.supplier, world.bargaining.spec("N5")
    target = int(np.argmax(_local_need(world, wish.style)))
    call = _call(world, wish, target, t_min / 60.0)
    style = style_name(world, wish.style)
    if not call.quotes or wish.wanted <= 0:
        key = "rush.nobody" if wish.wanted > 0 else "rush.unprofitable"
        world.tell(t_min, "rush", supplier.name, key, style=style, wanted=wish.wanted)
        return
    main = next(iter(call.quotes))
    premium = world.cast.factories[main].agreed_premium
    contract = world.deals.rush_contract(world.setting, world.scheme, main, premium, wish.style)
    facts = _rush_facts(world, wish, call, main)
    option = _option(world, wish, main, call, t_min / 60.0, contract, facts)
    facts |= {"option_units": option, "option_lead_h": _lead(call, option)}
    record = None
    if world.bargaining.seated("N5", supplier.name):
        makers = [world.cast.factories[f] for f in call.units if call.units[f].any()]
        hosts = [world.cast.host] if world.bargaining.seated("N5", world.cast.host.name) else []
        number = sum(n.kind == "N5" for n in world.bargaining.records)
        record = world.bargaining.meet(
            "N5", "N5" if not number else f"N5-{number + 1}", (supplier, *makers, *hosts), contract, facts,
            "rush", t_min, _caps(wish),
        )  # fmt: skip
    done = t_min + _minutes(record, spec.deadline_min if spec else None, spec.round_limit if spec else None)
    agreed = record is not None and any(f in record.bound for f in call.units)
    units = int(record.outcome.get("rush_qty", 0)) if record is not None and agreed else option
    negotiation = "" if record is None else record.id
    if units <= 0:
        key = "rush.zero" if agreed else "rush.none"
        world.tell(done, "breakdown", supplier.name, key, style=style, negotiation=negotiation)
        return
    terms = {} if record is None or not agreed else {k: float(v) for k, v in record.outcome.items() if k != "rush_qty"}
    lots = _order(world, wish, call, contract, units, target, done / 60.0, record, terms)
    world.tell(
        done, "rush", supplier.name, "rush" if agreed else "rush.option", style=style, units=units,
        factory=name_of(world.setting, main), premium=100 * terms.get("unit_premium", world.cast.factories[main].agreed_premium),
        host=100 * terms.get("leftover_host", 0.0), share=100 * terms.get("leftover_factory", 0.0),
        ready=world.recorder.rushes[-1]["ready_h"], negotiation=negotiation, wanted=wish.wanted,
        short=int(max(wish.demand - wish.stock, 0.0)), presale=100 * world.catalogue.presale_share,
        evidence={"wanted": wish.wanted, "believed_demand": int(wish.demand), "promisable": int(wish.stock)},
    )  # fmt: skip
    _reserve_carriers(world, wish.style, target, done, lots)


def _local_need(world: World, style: int) -> Floats:
    sold = world.recorder.sold[style].astype(float) + 1e-3 * world.layout.region_share
    need: Floats = np.bincount(world.layout.home, sold, minlength=len(world.layout.warehouses)).astype(float)
    need[[w in world.gone for w in world.layout.warehouses]] = -1.0  # nobody there to receive goods
    return need


def _covered(world: World, style: int) -> bool:
    reservation = world.setting.capacity_reservation
    return reservation.covers == "family" or bool(world.layout.main[style])


def _call(world: World, wish: RushWish, target: int, now_h: float) -> _Call:
    """Quotes of every factory that makes the style: the one with most capacity first, and a second one for the part of
    the wanted quantity that the first cannot deliver within the presale promise."""
    style = wish.style
    space = world.bargaining.space("N5", _caps(wish)) if world.bargaining.spec("N5") else None
    grid = space.axis("rush_qty").ravel() if space is not None and "rush_qty" in space.names else np.arange(0.0, 4001.0, 250.0)
    covered = _covered(world, style)
    makers: list[Factory] = [
        f for f in world.cast.factories.values() if f.can_make(style) and world.bargaining.seated("N5", f.name)
    ]
    quotes = {f.name: f.quote(style, grid, target, covered, now_h) for f in makers}
    order = sorted(quotes, key=lambda f: (-quotes[f].rate, f))
    if not order:
        return _Call(grid, covered, {}, {}, {}, grid)
    limit = world.catalogue.presale_promise_h - now_h
    first, rest = order[0], order[1:2]
    lead = np.array(quotes[first].leads)
    units, leads = {first: grid.copy()}, {first: lead}
    within = grid[lead <= limit]
    top = float(within.max()) if len(within) else 0.0
    for second in rest if wish.wanted > top else []:
        spill = np.where((grid > top) & (top > 0), grid - top, 0.0)
        own = np.array(world.cast.factories[second].quote(style, np.maximum(spill, 1.0), target, covered, now_h).leads)
        takes = (spill > 0) & np.isfinite(own) & (own <= limit)
        units[first] = np.where(takes, top, units[first])
        units[second] = np.where(takes, spill, 0.0)
        leads[first] = np.where(takes, float(lead[grid == top][0]) if top else lead, lead)
        leads[second] = np.where(takes, own, 0.0)
    total = lead if len(leads) == 1 else np.maximum.reduce(list(leads.values()))
    total = np.where(grid == 0, 0.0, total)
    for shown in (total, *units.values(), *leads.values()):
        shown.setflags(write=False)
    return _Call(grid, covered, {f: quotes[f] for f in units}, units, leads, total)


def _caps(wish: RushWish) -> dict[str, float]:
    """The call names the quantity wanted; offers go at most a quarter beyond it."""
    return {"rush_qty": 1.25 * wish.wanted}


def _lead(call: _Call, units: float) -> float:
    """Hours to the last of ``units``, between the quantities quoted."""
    return float(np.interp(units, call.quantities, np.where(np.isfinite(call.total_lead), call.total_lead, 1e4)))


def _option(
    world: World, wish: RushWish, factory: str, call: _Call, now_h: float, contract: Contract, facts: dict[str, Any]
) -> int:
    """Units the supplier would exercise without asking: reserved capacity of the window, overtime included."""
    reservation, maker = world.setting.capacity_reservation, world.cast.factories[factory]
    if not call.covered or maker.reserved <= 0 or now_h > reservation.exercise_deadline_h:
        return 0
    p, smv = maker.profile, float(world.catalogue.smv[wish.style])
    days = (reservation.window_h[1] - reservation.window_h[0]) / 24.0
    most = daily_rate(p, smv, maker.reserved, 0.0) * days * (1.0 + p.overtime)
    most = min(most, float(world.cast.supplier.purse // (facts["unit_value"] * (1.0 + maker.agreed_premium))))
    leads = (call.quantities, call.total_lead)
    return exercise(world.cast.supplier, wish, most, p.moq, leads, contract, facts, facts["option_terms"])


def _rush_facts(world: World, wish: RushWish, call: _Call, main: str) -> dict[str, Any]:
    """What all parties of N5 know: the claim, the call's answers, values on the term sheet, the fall-back."""
    scenario, supplier, layout = world.setting, world.cast.supplier, world.layout
    factory = world.cast.factories[main]
    shown = world.sees("host", "stock")
    standing = {
        "rush_premium": factory.agreed_premium,
        "leftover_share_host": float(world.deals.host_supplier.terms["leftover_share_host"]),
        "leftover_share_factory": standing_terms(scenario, world.scheme)["leftover_share_factory"],
    }
    return {
        "style": wish.style,
        "supplier": supplier.name,
        "alert_units": wish.alert.units if wish.alert else wish.demand,
        "stock_shown": wish.stock * (1.0 - supplier.traits.temptation) if shown else None,
        "wanted": float(wish.wanted),
        "unit_value": float(layout.cost[wish.style]),
        "unit_revenue": float(layout.price[wish.style] * world.catalogue.kept[wish.style]),
        "option_left": {f: option_left(world, f) if call.covered else 0.0 for f in call.units},
        "pieces": {f: reference_pieces(world, f, wish.style) for f in call.units},
        "loss_per_unit": float(layout.cost[wish.style] - supplier.profile.salvage[wish.style]),
        "service_fee": scenario.platform.commission_service_fee,
        "units_by_factory": call.units,
        "leads": call.leads,
        "rates": {f: q.rate for f, q in call.quotes.items()},
        "lead_by_quantity": call.total_lead,
        "agreed_lead_h": factory.agreed_lead_h,
        "agreed_leads": {f: world.cast.factories[f].agreed_lead_h for f in call.units},
        "covered": call.covered,
        "option_factory": main,
        "option_terms": standing,
    }


def _order(world: World, wish: RushWish, call: _Call, contract: Contract, units: int, target: int, now_h: float,
           record: Negotiation | None, terms: dict[str, float]) -> list[str]:  # fmt: skip
    """Place the order: contracts per factory, shop floors at work, lots announced as presale. ``contract`` is the one with
    the main factory."""
    main = contract.parties["factory"]
    place = int(np.argmin(np.abs(call.quantities - units)))
    exact = float(call.quantities[place]) == float(units)
    parts = {f: int(u[place]) for f, u in call.units.items()} if exact else {main: units}
    names = {"unit_premium": "rush_premium", "leftover_host": "leftover_share_host", "leftover_factory": "leftover_share_factory"}
    agreed = {names.get(k, k): v for k, v in terms.items()}
    if record is not None and record.agreed and world.cast.host.name not in record.bound:
        agreed.pop("leftover_share_host", None)  # a rule that leaves the host out cannot bind it
    alert = _alert_of(world, wish)
    sizes = np.array(alert.sizes, dtype=float) if alert and alert.sizes else world.layout.size_share.copy()
    sizes = sizes + 1e-6 * world.layout.size_share
    lots = []
    for factory, amount in parts.items():
        if amount <= 0:
            continue
        lot = f"R{len(world.recorder.rushes) + 1}"
        ready = make(world, factory, wish.style, amount, target, now_h, call.covered, sizes, lot)
        premium = world.cast.factories[factory].agreed_premium
        base = contract
        if factory != main:
            base = world.deals.rush_contract(world.setting, world.scheme, factory, premium, wish.style)
        world.deals.rush[lot] = base.with_terms(**agreed)
        lots.append(lot)
        price = world.layout.cost[wish.style] * (1.0 + float(agreed.get("rush_premium", premium)))
        world.cast.supplier.spent += amount * float(price)
        world.recorder.rushes.append(
            {"lot": lot, "style": wish.style, "factory": factory, "units": amount, "ordered_h": now_h, "ready_h": ready,
             "lead_h": ready - now_h, "agreed_lead_h": world.cast.factories[factory].agreed_lead_h,
             "covered": call.covered, "alert": alert.id if alert else ""}
        )  # fmt: skip
        order_rush(world, lot, wish.style, amount, now_h, ready)
    if alert and _life(world, alert).at("committed") is None:
        _life(world, alert).enter("committed", now_h * 60.0, world.cast.supplier.name)
    return lots


def _alert_of(world: World, wish: RushWish) -> Alert | None:
    """The alert a rush order answers: its own, or the one that made the style hot."""
    lives = (life.alert for life in world.recorder.alerts if life.alert.style == wish.style)
    return wish.alert or next(lives, None)


def _reserve_carriers(world: World, style: int, warehouse: int, t_min: float, orders: list[str]) -> None:
    """Book the carrier for the days on which the rush lots arrive, in the same decision step."""
    fulfilment, name = world.fulfilment, world.layout.warehouses[warehouse]
    lots = [lot for lot in world.stock.lots if lot.id.split(".")[0] in orders]
    parcels = 0
    for lot in lots:
        wanted = int(np.ceil(lot.units.sum() / world.catalogue.units_per_order))
        parcels += fulfilment.book(0, warehouse, lot.ready_h, wanted)
    if not parcels:  # its trucks of those days are full
        return
    carrier = world.layout.carriers[0]
    world.tell(
        t_min, "carrier", world.cast.supplier.name, "carrier.reserved", style=style_name(world, style), parcels=parcels,
        carrier=name_of(world.setting, carrier), warehouse=name_of(world.setting, name),
    )  # fmt: skip
