"""Goods on the move: haulage between warehouses, rush lots from factories."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.production import daily_rate, schedule
from environment.materials import needs
from environment.phases import materials
from environment.stock import size_split

if TYPE_CHECKING:
    from environment.world import World


def lane(world: World, source: int, target: int) -> object:
    """The haulage lane between two warehouses."""
    names = world.layout.warehouses
    for entry in world.setting.transfers:
        if (entry.from_, entry.to) == (names[source], names[target]):
            return entry
    raise KeyError((names[source], names[target]))


def departure(world: World, entry: object, ready_h: float) -> float:
    """Hour at which the truck leaves: at once, or when its window next opens (local clock)."""
    window = entry.departures  # type: ignore[attr-defined]
    if window is None:
        return ready_h
    start = world.setting.clock.live_start
    opens, closes = (int(t[:2]) + int(t[3:]) / 60.0 for t in window)
    length = (closes - opens) % 24.0
    since = (start.hour + start.minute / 60.0 + ready_h - opens) % 24.0
    return ready_h if since <= length else ready_h + 24.0 - since


def haul(world: World, style: int, source: int, target: int, units: int, now_h: float, cause: str) -> tuple[int, float]:
    """Send units of a style from one warehouse to another; returns (units sent, hour available)."""
    entry = lane(world, source, target)
    leaves = departure(world, entry, now_h + entry.load_h)  # type: ignore[attr-defined]
    ready = leaves + entry.line_haul_h + entry.putaway_h  # type: ignore[attr-defined]
    number = len(world.recorder.transfers) + 1
    lot = world.stock.send(source, target, style, units, ready, f"T{number}")
    if lot is None:
        return 0, now_h
    sent = int(lot.units.sum())
    layout = world.layout
    world.recorder.transfers.append(
        (f"T{number}", layout.styles[style], layout.warehouses[source], layout.warehouses[target], sent,
         now_h, leaves, ready, cause)
    )  # fmt: skip
    cost = sent * (layout.kg[style] * entry.cost_per_kg + entry.handling_per_unit)  # type: ignore[attr-defined]
    world.ledger.post_cny(leaves, world.cast.supplier.name, "outside", cost, entry.id, "haulage", f"T{number}")  # type: ignore[attr-defined]
    if world.hours <= 0 and ready <= 0:
        world.stock.receive(0.0)
    return sent, ready


def make(world: World, factory_name: str, style: int, units: int, warehouse: int, start_h: float, covered: bool,
         sizes: np.ndarray, lot: str) -> float:  # fmt: skip
    """Run a rush order on the shop floor; announces its daily lots as presale goods. Returns the hour it is complete.

    The factory works with the reserve it really keeps; cloth beyond the reserved greige is bought new.
    """
    factory, layout = world.cast.factories[factory_name], world.layout
    p, smv = factory.profile, float(world.catalogue.smv[style])
    kept = factory.reserved - world.recorder.diverted.get(factory_name, 0.0) if covered else 0.0
    rate = max(daily_rate(p, smv, kept, factory.free), 1.0)  # who sold every line elsewhere still makes a piece a day
    days = schedule(
        p, smv, units, factory.start(start_h), rate, factory.cloth(style), start_h + p.material_lead_h[1]
    )
    if days:
        factory.busy_until_h = days[-1].ready_h
    name, last = layout.warehouses[warehouse], start_h
    for day in days:
        arrives = day.ready_h + float(p.to_warehouse_h[warehouse])
        load = size_split(layout, style, day.units, sizes)
        world.stock.expect(f"{lot}.{day.number}", warehouse, style, load, arrives, presale=True)
        world.recorder.production.append(
            (lot, factory_name, layout.styles[style], day.number, day.units, day.overtime, day.ready_h, arrives, name)
        )
        last = max(last, arrives)
    _bill(world, factory_name, style, units, sum(d.overtime for d in days), start_h, lot)
    return last


def _bill(world: World, factory_name: str, style: int, units: int, overtime: int, start_h: float, lot: str) -> None:
    """The factory's own bills: labour, overtime, materials from their merchants."""
    factory, scenario = world.cast.factories[factory_name], world.setting
    p, smv = factory.profile, float(world.catalogue.smv[style])
    labour = p.labour * smv / p.reference_smv
    post = world.ledger.post_cny
    post(start_h, factory_name, "outside", labour * units, "books", "labour", lot)
    post(start_h, factory_name, "outside", labour * overtime * (p.overtime_mult - 1.0), "books", "overtime", lot)
    if world.reserves is not None:
        materials.buy(world, factory_name, style, units, start_h, lot)
        return
    entry = scenario.styles[style]
    piece, material = needs(scenario, entry), scenario.materials.get(entry.family)
    for merchant in scenario.material_suppliers:
        need = piece.get(merchant.id, 0.0) * units
        if need <= 0:
            continue
        used = fsum(row[5] for row in world.recorder.materials if row[2] == merchant.id)
        used += world.berth.cloth_of_others(merchant.id) if world.berth is not None else 0.0
        stock = min(need, max(merchant.reserved - used, 0.0))
        fresh = need - stock
        if material is not None and merchant.id == material.supplier and merchant.reserved > 0:
            _tell_rest(world, merchant.id, 1.0 - (used + stock) / merchant.reserved)
        bill = world.cast.materials[merchant.id].bill(stock, fresh)
        post(start_h, factory_name, merchant.id, bill, "materials", "material_purchase", lot)
        materials.bought(world, factory_name, merchant, stock, fresh, bill, start_h, lot)


def _tell_rest(world: World, merchant: str, share: float) -> None:
    """Every factory that buys cloth of ``merchant`` learns what is left of the reserve they share."""
    families = {family for family, material in world.setting.materials.items() if material.supplier == merchant}
    for factory in world.cast.factories.values():
        if families & set(factory.profile.families):
            factory.cloth_left = max(0.0, share)
