"""The books of quality and delivery: work on goods, payouts, insurance of parcels, pick-ups at the door, the warehouse stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.trade.condition import at_risk, tender
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.world import World


def settle(world: World, o: Outcome) -> None:
    """Post what the mechanisms that are on have cost; nothing while they are off."""
    if world.goods is not None:
        _quality(world, o)
    if at_risk(world.setting):
        _care(world, o)
    if world.setting.delivery.doorstep.pickup_cost > 0:
        _pickups(world, o)


def _quality(world: World, o: Outcome) -> None:
    """The supplier's work on what was shipped, and what the host pays to buyers of defective units."""
    goods, end, layout = world.goods, world.setting.clock.settle_h, world.layout
    assert goods is not None
    shipped = np.bincount(o.shipments.style, o.shipments.units, len(layout.styles))
    work = shipped * goods.craft.cost * goods.effort**2
    payout = world.setting.tier.after_sale.payout
    defective = np.zeros(len(layout.styles)) if o.condition is None else np.add.reduce(o.condition.defective, 1)
    payer = world.deals.host_supplier.parties["host"]
    for s, name in enumerate(layout.styles):
        world.ledger.post_cny(end, world.cast.supplier.name, "outside", float(work[s]), "books", "quality_work", name)
        paid = float(defective[s] * layout.price[s]) * payout
        world.ledger.post_cny(end, payer, "consumers", paid, "after-sale", "after_sale_payout", name)
    if payout > 0 and defective.any():
        world.tell(
            end * 60.0, "settlement", world.cast.host.name, "after_sale", units=int(defective.sum()),
            cny=float(dot(defective, layout.price)) * payout,
        )  # fmt: skip


def _care(world: World, o: Outcome) -> None:
    """Insurance of parcels that need care, and what carriers pay for damage."""
    s, layout, end = o.shipments, world.layout, world.setting.clock.settle_h
    careful = tender(world.setting)[s.style]
    supplier = world.cast.supplier.name
    for c, spec in enumerate(world.setting.carriers):
        care = world.setting.delivery.care.get(spec.id)
        if care is None:
            continue
        name = world.deals.carriers[spec.id].name
        parcels = float(np.add.reduce(s.units * (careful & (s.carrier == c)))) / world.catalogue.units_per_order
        world.ledger.post_cny(end, supplier, spec.id, parcels * care.insurance, name, "parcel_insurance", "parcels with care")
        if o.condition is not None and len(o.condition.damaged):
            hurt = float(np.add.reduce(o.condition.damaged * layout.price[s.style] * (s.carrier == c)))
            world.ledger.post_cny(end, spec.id, supplier, hurt * care.cover, name, "damage_cover", "damaged parcels")


def _pickups(world: World, o: Outcome) -> None:
    """The first carrier fetches returns at the door; its own cost is in proportion to that of a parcel."""
    spec = world.setting.carriers[0]
    end, supplier, name = world.setting.clock.settle_h, world.cast.supplier.name, world.deals.carriers[spec.id].name
    cost = float(np.add.reduce(o.returned, None)) * world.setting.delivery.doorstep.pickup_cost
    world.ledger.post_cny(end, supplier, spec.id, cost, name, "doorstep_pickup", "returns")
    world.ledger.post_cny(end, spec.id, "outside", cost * spec.cost_share, "books", "line_haul", "doorstep returns")


def stream(world: World) -> None:
    """The camera in the warehouse, if there is one."""
    visible, supplier = world.setting.delivery.visible, world.cast.supplier.name
    if visible.avoided > 0:
        world.ledger.post_cny(world.hours, supplier, "outside", visible.cost, "books", "warehouse_stream", "stream")
        world.tell(world.hours * 60.0, "wave", supplier, "visible")
