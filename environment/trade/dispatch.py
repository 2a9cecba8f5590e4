"""Parcels of a warehouse and day are given to carriers by expected total cost (``delivery.choice: expected_cost``).

What left when is settled; here it is decided who carries it. Parcels of one style, region and kind go together, so that a
day's work is a small assignment of groups to the carriers' booked and overflow volume.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.dispatch import assign, late_cost
from agents.supplier_pre import contribution
from environment.luck import Floats, Ints
from environment.trade.audience import late_hazard
from environment.trade.condition import damage_rates, tender

if TYPE_CHECKING:
    from environment.world import World

Rows = tuple[Ints, ...]  # hour, warehouse, bucket, presale, style, region, units


@dataclass(frozen=True, slots=True, eq=False)
class Chooser:
    """Costs of a carrier that do not depend on the day; C carriers, S styles, W warehouses, R regions; CNY per unit."""

    world: World
    freight: Floats  # (C, W, R, S)
    first: Floats  # (C,) agreed first-kg rate
    surcharge: Floats  # (C,)
    damage: Floats  # (C, S) insurance and expected damage
    worth: Floats  # (S,) what a refused parcel loses

    def assigned(self, rows: Rows, slot: Ints, scanned: Floats) -> tuple[Rows, Ints]:
        """``rows`` cut anew and the slot of each (2c booked, 2c + 1 overflow of carrier c); ``scanned`` (C, hours)."""
        hour, warehouse, day = rows[0], rows[1], (rows[0] - self.world.fulfilment.dawn) // 24
        span = int(day.max(initial=0)) + 2
        parts = []
        for key in np.unique(warehouse * span + day + 1).tolist():
            w, d = key // span, key % span - 1
            mine = ((warehouse == w) & (day == d)).nonzero()[0]
            parts.append(self._day(tuple(column[mine] for column in rows), w, d, scanned[:, hour[mine]]))
        if not parts:
            return rows, slot
        columns, slots = zip(*parts, strict=True)
        return tuple(np.concatenate(column) for column in zip(*columns, strict=True)), np.concatenate(slots)

    def _day(self, rows: Rows, w: int, d: int, scanned: Floats) -> tuple[Rows, Ints]:
        _, _, bucket, presale, style, region, units = rows
        regions, fulfilment = len(self.world.layout.regions), self.world.fulfilment
        groups, of = np.unique((style * regions + region) * 2 + presale, return_inverse=True)
        total = np.bincount(of, units).astype(np.int64)
        waited = np.stack([np.bincount(of, (row - bucket - 0.5) * units) for row in scanned]) / total  # (C, groups)
        cost = self.cost(w, d, groups // 2 // regions, groups // 2 % regions, groups % 2, waited)
        room = np.floor(np.array(fulfilment.loads(w, d)) * self.world.catalogue.units_per_order + 1e-9).astype(np.int64)
        taken = assign(total, cost, np.maximum(room, 0))
        order = np.lexsort((bucket, of))
        return _cut(tuple(column[order] for column in rows), taken)

    def cost(self, w: int, d: int, style: Ints, region: Ints, presale: Ints, waited: Floats) -> Floats:
        """(n, 2C) CNY per unit sent from ``w`` on shipping day ``d`` after having ``waited`` (C, n) hours for the pick-up."""
        layout, promises, deals = self.world.layout, self.world.setting.promises, self.world.deals.carriers
        extra = presale * (promises.presale_ship_within_h - promises.target_ship_h)
        slack = promises.target_deliver_h + extra - waited - layout.transit_mean[:, w, region]
        hazard = late_hazard(self.world.setting)
        late = late_cost(slack, layout.transit_sd[:, w, region], hazard, self.worth[style])
        each = self.freight[:, w, region, style] + self.damage[:, style] + late  # (C, groups)
        paid = np.array([c.terms["take_or_pay"] for c in deals.values()]) * self.first * (d == 0)
        booked, over = each - paid[:, None], each + self.surcharge[:, None]
        return np.stack([booked, over], axis=1).reshape(2 * len(each), -1).T


def _cut(rows: Rows, taken: Ints) -> tuple[Rows, Ints]:
    """Rows, group after group, cut where the next slot begins; ``taken`` (groups, slots) units."""
    ends, marks = rows[-1].cumsum(), taken.ravel().cumsum()
    cuts = np.sort(np.concatenate([[0], ends, marks]))
    some = (cuts[1:] > cuts[:-1]).nonzero()[0]
    begins = cuts[some]
    row = ends.searchsorted(begins, side="right")
    slot = marks.searchsorted(begins, side="right") % taken.shape[1]
    return (*(column[row] for column in rows[:-1]), cuts[some + 1] - begins), slot


def chooser(world: World) -> Chooser | None:
    """The rule of the show; None where carriers are filled in the order of the file, the cheapest first."""
    return None if world.setting.delivery.choice == "cheapest_first" else costs(world)


def costs(world: World) -> Chooser:
    """What every carrier costs at the terms now in force."""
    scenario, layout = world.setting, world.layout
    per_order, supplier = world.catalogue.units_per_order, world.cast.supplier
    contracts = list(world.deals.carriers.values())
    shift = np.array([c.terms["first_kg_rate"] - c.terms["card_first_kg_rate"] for c in contracts])
    more = np.maximum(np.ceil(layout.kg * per_order - 1e-9) - 1.0, 0.0)
    freight = layout.first_kg[..., None] + layout.add_kg[..., None] * more + shift[:, None, None, None]
    margin = np.maximum(contribution(supplier), 0.0)
    care = [scenario.delivery.care.get(c.id) for c in scenario.carriers]
    insured = np.array([0.0 if c is None else c.insurance for c in care])[:, None] * tender(scenario)
    cover = np.array([0.0 if c is None else c.cover for c in care])[:, None] * layout.price
    loss = margin + supplier.profile.salvage * (1.0 - scenario.salvage.grade_value.get("C", 0.0))
    return Chooser(
        world,
        freight=freight / per_order,
        first=np.array([c.terms["first_kg_rate"] for c in contracts]) / per_order,
        surcharge=np.array([c.terms["overflow_surcharge"] for c in contracts]) / per_order,
        damage=insured / per_order + damage_rates(scenario) * (loss - cover),
        worth=margin + supplier.profile.salvage * world.catalogue.kept,
    )
