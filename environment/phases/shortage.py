"""What breaks, and when: styles that sell out, and carriers that take fewer parcels than they were booked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.names import name_of, style_name

if TYPE_CHECKING:
    from environment.luck import Ints
    from environment.phases.settle import Outcome
    from environment.world import World


def sold_out(world: World, missed: Ints, t_min: float) -> None:
    """Tell once of each style that no warehouse has any more while buyers ask for it; ``missed`` (2, S) presale and lost."""
    told = world.recorder.sold_out
    asked = (missed[0] + missed[1]).tolist()
    for s, units in enumerate(asked):
        if units and s not in told and not world.stock.by_style()[s].any():
            told.add(s)
            presale, lost = missed[:, s].tolist()
            key = "stock.out" if world.hours < world.setting.clock.live_duration_h else "stock.out.shelf"
            world.tell(
                t_min, "sold_out", world.cast.supplier.name, key, style=style_name(world, s), units=units,
                evidence={"presale": presale, "lost": lost},
            )  # fmt: skip


def outages(world: World, start: float, end: float) -> None:
    """Tell of the outages that begin before ``end`` and not before ``start`` (hours; the first day tells of earlier ones too)."""
    for c, carrier in enumerate(world.setting.carriers):
        for outage in carrier.outages:
            begin, finish = outage.window_h
            if start <= begin < end and outage.warehouse in world.layout.warehouses:
                w = world.layout.warehouses.index(outage.warehouse)
                world.tell(
                    begin * 60.0, "outage", carrier.id, "outage", carrier=name_of(world.setting, carrier.id),
                    warehouse=name_of(world.setting, outage.warehouse), begin=begin, end=finish,
                    units=outage.parcels_per_day, booked=int(world.fulfilment.daily[c, 0, w]),
                )  # fmt: skip


def after_outages(world: World, o: Outcome) -> None:
    """At the settlement it is known what went with whom from an outage's warehouse while it lasted."""
    rows, per_order = o.shipments, world.catalogue.units_per_order
    for c, carrier in enumerate(world.setting.carriers):
        for outage in carrier.outages:
            begin, finish = outage.window_h
            if outage.warehouse not in world.layout.warehouses:
                continue
            w = world.layout.warehouses.index(outage.warehouse)
            there = (rows.warehouse == w) & (rows.hour >= begin) & (rows.hour < finish)
            sent = np.bincount(rows.carrier[there], rows.units[there], len(world.setting.carriers)) / per_order
            parcels = [round(float(n)) for n in sent]
            world.tell(
                finish * 60.0, "outage", carrier.id, "outage.over", carrier=name_of(world.setting, carrier.id),
                warehouse=name_of(world.setting, outage.warehouse), own=parcels[c], others=sum(parcels) - parcels[c],
            )  # fmt: skip
