"""What one unit brings the whole chain: money that crosses the boundary of host, supplier, factories, warehouses,
carriers and material merchants. Payments between them cancel; what consumers, the platform and the outside pay or take
does not.

Everything is stated relative to a unit left unsold, which fetches its salvage value. Index spaces as in
:class:`environment.layout.Layout`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from environment.cast import salvage_of
from environment.layout import compile_layout
from environment.luck import Floats

if TYPE_CHECKING:
    from environment.scenario import Scenario

# Ledger clauses that the margins state per unit (or that the bound sets to zero); all others are the show's own.
MODELLED = frozenset({
    "sale", "refund", "take_rate", "payment_fee", "commission_service_fee", "return_insurance", "late_ship_payout",
    "fake_ship_deposit", "labour", "overtime", "material_cost", "line_haul", "haulage", "salvage_unsold", "salvage_returned",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """CNY per unit. ``sold`` (S, W, R): an ordered unit shipped from a warehouse to a region, over one left unsold.

    ``bare`` (S,): the same before picking and freight; ``salvage`` (S,); ``make`` (F, S): made on normal time, inf where
    the factory does not make the style; ``overtime`` (F, S): more for a unit made on overtime; ``lane`` (S, L): haulage on
    each lane of the scenario; ``lanes`` (L, 2): its two warehouses.
    """

    sold: Floats
    bare: Floats
    salvage: Floats
    make: Floats
    overtime: Floats
    lane: Floats
    lanes: tuple[tuple[int, int], ...]


def margins(scenario: Scenario, commission: float, cancelled: Floats | None = None, returned: Floats | None = None) -> Margins:
    """Chain margins of ``scenario`` at the host's ``commission`` rate (the platform keeps a share of it).

    ``cancelled`` and ``returned`` (S,) replace the expected shares of ordered units refunded before they ship and of
    shipped units sent back. Booked items and their clauses: :mod:`environment.phases.books`.
    """
    layout = compile_layout(scenario)
    gone = layout.refund if cancelled is None else cancelled
    back = layout.returned if returned is None else returned
    salvage = salvage_of(scenario, layout, scenario.clock.settle_h / 24.0)
    per_order = scenario.audience.units_per_order
    shipped = 1.0 - gone
    bare = _money(scenario, layout.price, shipped * (1.0 - back), commission)
    bare = bare - scenario.platform.return_freight_insurance_per_order / per_order
    grade = scenario.salvage
    shown = fsum(share * grade.grade_value.get(name, 0.0) for name, share in grade.returned_grade.items())
    shown /= fsum(grade.returned_grade.values())
    bare = bare + salvage * (gone + shipped * back * shown - 1.0)
    picking = np.array([w.labour_per_order for w in scenario.warehouses]) + scenario.warehouse_costs.packaging
    work = (picking[None, :, None] + _freight(scenario)) / per_order  # (S, W, R)
    make, overtime = _making(scenario)
    names = {name: i for i, name in enumerate(layout.warehouses)}
    lane = np.array([layout.kg * t.cost_per_kg + t.handling_per_unit for t in scenario.transfers]).reshape(-1, len(salvage))
    return Margins(
        sold=bare[:, None, None] - shipped[:, None, None] * work,
        bare=bare,
        salvage=salvage,
        make=make,
        overtime=overtime,
        lane=lane.T,
        lanes=tuple((names[t.from_], names[t.to]) for t in scenario.transfers),
    )


def _money(scenario: Scenario, price: Floats, kept: Floats, commission: float) -> Floats:
    """(S,) what consumers pay per ordered unit and do not get back, less what the platform takes."""
    platform = scenario.platform
    service = platform.commission_service_fee * commission
    base = np.ones_like(kept) if scenario.contracts.host_supplier.commission_base == "gross" else kept
    money: Floats = price * (kept * (1.0 - platform.take_rate) - base * service - platform.payment_fee)
    return money


def _freight(scenario: Scenario) -> Floats:
    """(S, W, R) line haul of a parcel with the cheapest carrier of each lane, at the carrier's own cost."""
    layout = compile_layout(scenario)
    beyond = np.maximum(np.ceil(layout.kg * scenario.audience.units_per_order - 1e-9) - 1.0, 0.0)
    share = np.array([c.cost_share for c in scenario.carriers])[:, None, None, None]
    each = share * (layout.first_kg[:, None] + layout.add_kg[:, None] * beyond[None, :, None, None])
    cheapest: Floats = each.min(axis=0)
    return cheapest


def _making(scenario: Scenario) -> tuple[Floats, Floats]:
    """(F, S) cost of a made unit on normal time (inf: not made there) and what overtime adds."""
    count = (len(scenario.factories), len(scenario.styles))
    make, overtime = np.full(count, np.inf), np.zeros(count)
    merchants = {m.id: m for m in scenario.material_suppliers}
    for f, factory in enumerate(scenario.factories):
        for s, style in enumerate(scenario.styles):
            if style.family not in factory.families or style.family in scenario.bought_in_families:
                continue
            labour = factory.unit_labour * style.smv / factory.reference_smv
            material, cloth = scenario.materials.get(style.family), 0.0
            if material is not None:
                needs = {material.supplier: material.per_kg * style.kg}
                needs |= {m.id: scenario.trims_per_unit for m in merchants.values() if m.per_piece}
                cloth = fsum(merchants[m].price * merchants[m].cost_share * need for m, need in needs.items())
            make[f, s] = labour + cloth
            overtime[f, s] = labour * (factory.overtime_cost_mult - 1.0)
    return make, overtime
