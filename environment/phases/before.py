"""Before the show: forecast, terms, capacity, placement, surge, volume, the squad's rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from agents.prospect import effort_borne, host_rate
from environment import pool
from environment.names import COUNTERS, name_of, style_name
from environment.phases import known, materials
from environment.records import Known
from environment.trade import gate, selection
from protocols.contracts import QUANTITIES, Contract

if TYPE_CHECKING:
    from environment.records import Negotiation
    from environment.world import World

WORKING_HOURS = 21.0  # hours of the first day in which live orders can still leave within 24 h of the order
DAY_SHARES = (0.6, 0.25, 0.15)  # of a show's parcels by day, as past shows left the warehouses (E)


def steps(world: World) -> list[tuple[float, Callable[[], None]]]:
    """(hour, act) of the preparation, in order."""
    start = world.setting.clock.pre_window_h[0]

    def due(kind: str, otherwise: float) -> float:
        spec = world.bargaining.spec(kind)
        return otherwise if spec is None or spec.deadline_h is None else spec.deadline_h

    plan: list[tuple[float, Callable[[], None]]] = [
        (start, lambda: select(world)),
        (due("N1", -24.0), lambda: terms(world)),
        (due("N2", -24.0), lambda: _berthed(world, "N2", capacity)),
        (-world.setting.inventory.placement_lead_h, lambda: place(world)),
        (due("N3", -12.0), lambda: _berthed(world, "N3", surge)),
        (due("N4", -12.0), lambda: _berthed(world, "N4", volume)),
        (due("N4", -12.0), lambda: squad(world)),
    ]
    plan = materials.scheduled(world, plan)
    return plan if world.depot is None else world.depot.prepared(plan)


def _berthed(world: World, kind: str, act: Callable[[World], None]) -> None:
    """Bargain; in a week, after partners have looked up what they have left, and before they note what they sold."""
    if world.berth is not None:
        world.berth.look_up(kind)
    act(world)
    if world.berth is not None:
        world.berth.note(kind)


def select(world: World) -> None:
    """The host announces the selection and its forecast; stock on hand is taken into the books at cost."""
    cast, layout = world.cast, world.layout
    selection.prepare(world)
    if world.outside is not None:
        for party in (cast.host, cast.supplier):
            party.hear_outside(world.outside.ahead(-1, world.hours * 60.0))
    claims = cast.host.forecast()
    cast.supplier.hear_forecast(claims)
    gate.trial(world)
    world.recorder.forecast(world.hours * 60.0, claims, np.zeros(len(claims)))
    selected = layout.attract > 0  # what a trial refused is not
    mains = [style_name(world, int(i)) for i in np.flatnonzero(layout.main & selected)]
    world.tell(
        world.hours * 60.0, "selection", cast.host.name, "selection",
        count=int(selected.sum()), mains=len(mains), units=int(claims.sum()),
        list=(", ".join(m[0] for m in mains), "、".join(m[1] for m in mains)),
        evidence={"plan_units": int(world.catalogue.nominal.sum()), "claimed_units": int(claims.sum())},
    )  # fmt: skip
    opening = np.round(world.stock.by_style().sum(axis=1) * layout.cost * 100.0).astype(int)
    for style, cents in zip(layout.styles, opening.tolist(), strict=True):
        world.ledger.post(world.hours, cast.supplier.name, "outside", cents, "books", "goods_opening", style)


def terms(world: World) -> None:
    """N1: the host's terms for the evening; if they part, another host plays for a smaller audience."""
    cast, scenario, deals = world.cast, world.setting, world.deals
    pool_rate, record = None, None
    if "host" in pool.kinds(world.scheme):
        pool_rate = cast.supplier.pool_rate(scenario.platform.commission_service_fee)
    if world.bargaining.seated("N1", cast.host.name, cast.supplier.name):
        record = world.bargaining.meet(
            "N1", "N1", (cast.host, cast.supplier), deals.host_supplier, partial(known.evening, world, pool_rate), "terms",
            world.hours * 60.0, settled=True,
        )  # fmt: skip
    if cast.host.name not in world.gone and (record is None or record.agreed):
        agreed = {} if record is None else {k: float(v) for k, v in record.outcome.items()}
        deals.host_supplier, deals.alerts = deals.host_supplier.with_terms(**agreed), deals.alerts.with_terms(**agreed)
        cast.host.terms.incentive, cast.supplier.pooled = pool_rate, pool_rate is not None
        tell_deal(world, record, "N1", cast.host.name)
    else:
        _part(world, record)
    cast.host.terms.commission = float(host_rate(deals.host_supplier, {}, scenario.platform.commission_service_fee))
    cast.host.terms.borne = float(effort_borne(deals.host_supplier, {}))
    cast.supplier.commission = float(host_rate(deals.host_supplier, {}, 0.0))
    world.ledger.settle(deals.host_supplier, {}, world.hours, "N1", when="signing")
    budget = scenario.paid_traffic.budget
    world.ledger.post_cny(world.hours, deals.host_supplier.parties["host"], "platform", budget, "platform", "paid_traffic", "ads")


def _part(world: World, record: Negotiation | None) -> None:
    """No deal (or the host is out of business): it plays elsewhere, a substitute plays here at market terms."""
    world.parted = True
    outside = world.setting.outside_option
    cast, old = world.cast, world.deals.host_supplier
    roles = {**old.parties, "host": "outside"}
    fresh = {
        "commission_rate": outside.supplier.commission_rate,
        "slot_fee_total": outside.supplier.slot_fee_total,
        "guarantee_multiple": 0.0,
        "gift_cost_share_host": 0.0,
    }
    world.deals.host_supplier = Contract(old.name, roles, world.deals.market.clauses, {**old.terms, **fresh})
    world.market.audience_share = outside.supplier.audience_share
    if record is None:
        world.tell(
            world.hours * 60.0, "breakdown", cast.host.name, "terms.gone", share=outside.supplier.audience_share
        )
        return
    income = record.reservations[cast.host.name]
    world.ledger.post_cny(world.hours, "outside", cast.host.name, income, "books", "outside_option", "N1 broke down")
    world.tell(
        world.hours * 60.0, "breakdown", cast.host.name, "terms.parted",
        rounds=record.rounds, share=outside.supplier.audience_share, negotiation=record.id,
    )  # fmt: skip


def _call(world: World, kind: str, name: str) -> None:
    """The supplier prepares an encounter: working time, paid whether or not it comes to a deal."""
    cost = world.setting.season.partners.approach_cost
    world.ledger.post_cny(world.hours, world.cast.supplier.name, "outside", cost, "books", "approach", f"{kind} {name}")


def capacity(world: World) -> None:
    """N2: every factory at the table sells reserved days; without a deal the standing reservation holds."""
    scenario, cast, deals = world.setting, world.cast, world.deals
    window = scenario.capacity_reservation.window_h
    days = (window[1] - window[0]) / 24.0
    for name, factory in cast.factories.items():
        if name in world.gone:
            continue
        p = factory.profile
        contract = deals.factories[name]
        standing = {
            "reserved_per_day": p.standing_reserve,
            "option_fee": float(contract.terms["option_fee"]),
            "rush_premium": p.standing_premium,
            "lead_h": p.rush_lead_h,
        }
        standing |= {name: value for name, value in world.scheme.terms.items() if name in standing}
        agreed = dict(standing)
        if world.bargaining.seated("N2", cast.supplier.name, name):
            _call(world, "N2", name)
            facts = partial(known.lines, world, factory, days, standing)
            record = world.bargaining.meet(
                "N2", f"N2-{name}", (cast.supplier, factory), contract, facts, "capacity", world.hours * 60.0, settled=True
            )
            if record is not None:
                agreed.update({k: float(v) for k, v in record.outcome.items()})
                tell_deal(world, record, "N2", name)
        factory.reserved = min(agreed["reserved_per_day"], p.capacity)
        factory.agreed_premium, factory.agreed_lead_h = agreed["rush_premium"], agreed["lead_h"]
        deals.factories[name] = contract.with_terms(
            **{term: value for term, value in agreed.items() if term not in ("reserved_per_day", "lead_h")}
        )
        held = {"reserved_units": factory.reserved * days, "exercised_units": 0.0, "unexercised_units": 0.0}
        world.ledger.settle(deals.factories[name], held, world.hours, "N2", when="signing")


def place(world: World) -> None:
    """Stock moves to where the (biased) forecast says demand will be, safety stock included."""
    from environment.phases.goods import haul

    houses = world.layout.warehouses
    for wish in world.cast.supplier.placement():
        if not world.gone.isdisjoint((houses[wish.source], houses[wish.target])):
            continue
        haul(world, wish.style, wish.source, wish.target, int(wish.shortage), world.hours, "placement")
    totals = world.stock.on_hand.sum(axis=0)
    world.tell(
        world.hours * 60.0, "placement", world.cast.supplier.name, "placement",
        units=int(totals.sum()), warehouses=len(totals),
        moved=sum(int(x) for x in world.recorder.moved("placement")),
        evidence={w: int(n) for w, n in zip(world.layout.warehouses, totals, strict=True)},
    )  # fmt: skip


def surge(world: World) -> None:
    """N3: surge labour and the handling fee with every warehouse at the table."""
    scenario, cast, deals = world.setting, world.cast, world.deals
    for name, warehouse in cast.warehouses.items():
        if name in world.gone:
            continue
        p, contract = warehouse.profile, deals.warehouses[name]
        booked = 0.0
        if world.bargaining.seated("N3", cast.supplier.name, name):
            _call(world, "N3", name)
            facts = partial(known.floor, world, warehouse, WORKING_HOURS, float(contract.terms["handling_fee"]))
            record = world.bargaining.meet(
                "N3", f"N3-{name}", (cast.supplier, warehouse), contract, facts, "surge", world.hours * 60.0, settled=True
            )
            if record is not None and record.agreed:
                booked = float(record.outcome.get("surge_parcels", 0.0))
                terms = {k: float(v) for k, v in record.outcome.items() if k != "surge_parcels"}
                deals.warehouses[name] = contract.with_terms(**terms)
            if record is not None:
                tell_deal(world, record, "N3", name)
        sold = min(booked, p.surge_max)
        world.surge_sold[name] = sold
        world.fulfilment.surge[p.index] = warehouse.staffed(sold)
        world.fulfilment.short[p.index] = sold - world.fulfilment.surge[p.index]
        ready = max(world.hours + scenario.warehouse_costs.surge_setup_lead_h, 0.0)
        world.fulfilment.surge_from_h[p.index] = ready


def volume(world: World) -> None:
    """N4: booked volume, rate and take-or-pay with every carrier at the table."""
    cast, deals = world.cast, world.deals
    per_order = world.catalogue.units_per_order
    express = max(c.profile.card_first_kg for c in cast.carriers.values())
    for name, carrier in cast.carriers.items():
        if name in world.gone:
            continue
        p, contract = carrier.profile, deals.carriers[name]
        booked = float(p.booked.sum())
        if world.bargaining.seated("N4", cast.supplier.name, name):
            _call(world, "N4", name)
            facts = {
                "day_shares": DAY_SHARES,
                "card_first_kg": p.card_first_kg,
                "standing_take_or_pay": float(contract.terms["take_or_pay"]),
                "standing_booked": booked,
                "standing": {"booked_parcels": booked},
                "overflow": float(p.overflow.sum()),
                "fleet": booked + float(p.overflow.sum()),
                "next_best": express + 1.0 / per_order,
                **known.parcels(world, carrier),
            }
            record = world.bargaining.meet(
                "N4", f"N4-{name}", (cast.supplier, carrier), contract, facts, "volume", world.hours * 60.0, settled=True
            )
            if record is not None and record.agreed:
                terms = {k: float(v) for k, v in record.outcome.items() if k != "booked_parcels"}
                deals.carriers[name] = contract.with_terms(**terms)
                scale = float(record.outcome.get("booked_parcels", booked)) / booked if booked else 0.0
                world.fulfilment.daily[p.index, 0] *= scale
            if record is not None:
                tell_deal(world, record, "N4", name)
        carrier.rate = float(deals.carriers[name].terms["first_kg_rate"])
        carrier.penalty = float(deals.carriers[name].terms["on_time_penalty"])
        world.fulfilment.bump[p.index] = carrier.bumped_share()


def squad(world: World) -> None:
    """The squad meeting: contingency rules are loaded; nothing in them names a style that will run hot.

    The peak is here: a factory that breaks its word sells reserved days a second time.
    """
    for name, factory in world.cast.factories.items():
        if factory.reserved > 0 and name not in world.gone and (sold_twice := factory.reserved - factory.kept_reserve()) > 0:
            world.recorder.diverted[name] = sold_twice
    for style, appeal in zip(world.setting.styles, world.layout.attract, strict=True):
        if style.unlock is not None and appeal > 0:
            world.tell(
                world.hours * 60.0, "plan", world.cast.host.name, "squad.unlock",
                style=(style.en, style.zh), threshold=style.unlock.threshold, metric=COUNTERS[style.unlock.metric],
            )  # fmt: skip


def tell_deal(world: World, record: Negotiation | None, kind: str, other: str, who: str = "") -> None:
    """A line of the story: the end of an encounter that ``who`` (the supplier, if not named) had with ``other``."""
    if record is None:
        return
    key = f"deal.{kind}" if record.agreed else "deal.none.N8" if who else "deal.none"
    reservation = world.setting.capacity_reservation
    begin, finish = reservation.window_h
    world.tell(
        record.t_min, "deal" if record.agreed else "breakdown", who or world.cast.supplier.name, key,
        other=name_of(world.setting, other), rounds=record.rounds, negotiation=record.id, terms=_agreed(record),
        days=(finish - begin) / 24.0, refund=100 * reservation.release_refund,
        reason=(record.reason.replace("_", " "), REASONS_ZH.get(record.reason, record.reason)),
        **({"who": name_of(world.setting, who)} if who else {}),
        evidence={f"gain_{p}": round(g) for p, g in record.gains.items()},
    )  # fmt: skip


REASONS_ZH = {
    "deadline": "超时",
    "walk_away": "离席",
    "no_feasible_outcome": "没有各方都可接受的条件",
    "no_bid": "没有有效出价",
    "no_trade": "没有成交的余地",
    "refused": "一方不确认",
    "party_failed": "策略出错",
}


def _terms(record: Negotiation) -> tuple[str, str]:
    """The agreed terms in words, both languages."""
    parts = []
    for name, value in record.outcome.items():
        unit = record.issues[name][0]
        number = float(value)
        if name == "guarantee_multiple" and not number:
            parts.append(("no sales guarantee", "不保量"))
            continue
        labels = ISSUES.get(name) or (QUANTITIES[name].en, QUANTITIES[name].zh)
        if unit.startswith("share"):
            shown = (f"{100 * number:g}%",) * 2
        else:
            shown = (f"{number:,g} {unit}", f"{number:,g}{UNITS_ZH.get(unit, unit)}")
        parts.append((f"{labels[0]} {shown[0]}", f"{labels[1]}{shown[1]}"))
    return ", ".join(p[0] for p in parts), "，".join(p[1] for p in parts)


_agreed = Known(_terms)


ISSUES = {
    "commission_rate": ("commission", "佣金"),
    "slot_fee_total": ("slot fee", "坑位费"),
    "guarantee_multiple": ("guarantee", "保量"),
    "gift_cost_share_host": ("host's share of gifts", "主播承担赠品"),
    "reserved_per_day": ("reserved", "预留"),
    "option_fee": ("option fee", "预留费"),
    "rush_premium": ("rush premium", "翻单加价"),
    "lead_h": ("lead", "交期"),
    "surge_parcels": ("surge", "加班产能"),
    "handling_fee": ("handling", "操作费"),
    "booked_parcels": ("booked", "预订运力"),
    "first_kg_rate": ("first kg", "首重"),
    "take_or_pay": ("take-or-pay", "照付不议"),
    "material_reserved": ("material for", "备料"),
    "material_holding_fee": ("holding fee", "备料费"),
    "material_rush_premium": ("premium on new material", "新料加价"),
}
UNITS_ZH = {
    "CNY": "元",
    "units": "件",
    "h": "小时",
    "units/day": "件/天",
    "CNY/unit": "元/件",
    "parcels/day": "单/天",
    "CNY/order": "元/单",
    "CNY/parcel": "元/单",
    "× slot fee": "倍坑位费",
}
