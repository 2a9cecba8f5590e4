"""What breaks, and when: styles that sell out, and carriers that take fewer parcels than they were booked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.names import name_of, style_name

if TYPE_CHECKING:
    from environment.luck import Ints
    from environment.phases.settle import Outcome
    from environment.world import World


def sold_out(world: World, parts: Ints, t_min: float) -> None:
    """Tell once of each style that no warehouse has any more while buyers ask for it; ``parts`` (3, S) met, presale and lost."""
    short = (parts[1] + parts[2]).nonzero()[0].tolist()
    told, left = world.recorder.sold_out, world.stock.by_style()
    for s in [s for s in short if s not in told]:
        if not any(left[s].tolist()):
            told.add(s)
            key, held = "stock.out" if world.hours < world.setting.clock.live_duration_h else "stock.out.shelf", world.shop.of(s)
            presale, lost = parts.item(1, s), parts.item(2, s)
            world.tell(
                t_min, "sold_out", world.cast.supplier.name, "stock.out.held" if held else key, style=style_name(world, s),
                units=presale + lost, held=held, evidence={"presale": presale, "lost": lost},
            )  # fmt: skip


def outages(world: World, o: Outcome) -> None:
    """Tell, once it is known what went with whom, of every outage that began before the settlement: its begin and its end."""
    rows, end = o.shipments, world.setting.clock.settle_h
    for c, carrier in enumerate(world.setting.carriers):
        for outage in carrier.outages:
            begin, finish = outage.window_h
            w = world.layout.warehouses.index(outage.warehouse)
            who, place = (carrier.en, carrier.zh), name_of(world.setting, outage.warehouse)
            there = (rows.warehouse == w) & (rows.hour >= begin) & (rows.hour < finish)
            units = np.bincount(rows.carrier[there], rows.units[there], len(world.setting.carriers))
            parcels = [round(n) for n in (units / world.catalogue.units_per_order).tolist()]
            if begin < end:
                world.tell(
                    begin * 60.0, "outage", carrier.id, "outage", carrier=who, warehouse=place, end=finish,
                    units=outage.parcels_per_day, booked=int(world.fulfilment.daily[c, 0, w]),
                )  # fmt: skip
            if finish < end:
                world.tell(
                    finish * 60.0, "outage", carrier.id, "outage.over", carrier=who, warehouse=place,
                    own=parcels[c], others=sum(parcels) - parcels[c],
                )  # fmt: skip
