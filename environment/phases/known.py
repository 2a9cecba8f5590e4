"""What both sides know at the tables before the show: asked for where an encounter is bargained, not where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from environment.luck import Floats
from environment.shipments import LATE
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.carrier import Carrier
    from agents.factory import Factory
    from agents.material import MaterialSupplier
    from agents.warehouse import Warehouse
    from environment.world import World


def evening(world: World, pool_rate: float | None) -> dict[str, Any]:
    """What host and supplier both know of the evening at N1."""
    cast, scenario, deals, c = world.cast, world.setting, world.deals, world.catalogue
    effort, host_terms, salvage = scenario.behaviour.host.effort, scenario.contracts.host_supplier, cast.supplier.profile.salvage
    turnover = float(dot(c.nominal, c.price * c.kept))
    turnover *= 1.0 - scenario.platform.commission_service_fee  # what the platform keeps moves nobody's effort
    return {
        "commission_base": host_terms.commission_base,
        "gift_cost": scenario.gift.unit_cost * scenario.gift.stock * (scenario.gift.trigger != "none"),
        "traffic": scenario.paid_traffic.budget,
        "return_cost": return_cost(world),
        "effort_cost": effort.cost,
        "effort_gain": effort.conversion_gain,
        "effort_slope": turnover * effort.conversion_gain / (2.0 * effort.cost) if effort.cost > 0 else np.inf,
        "effort_nominal": effort.nominal,
        "stock": world.stock.by_style().sum(axis=1).astype(float) if world.sees("host", "stock") else None,
        "loss_per_unit": world.layout.cost - salvage,
        "guarantee_base": host_terms.guarantee.base,
        "salvage": salvage,
        "service_fee": scenario.platform.commission_service_fee,
        "alerts": deals.alerts,
        "market": deals.market,
        **({} if pool_rate is None else {"pool_rate": pool_rate}),
    }


def lines(world: World, factory: Factory, days: float, standing: dict[str, float]) -> dict[str, Any]:
    """What supplier and ``factory`` both know of its lines at N2."""
    p = factory.profile
    return {
        "families": p.families,
        "main_only": world.setting.capacity_reservation.covers == "main_only",
        "overtime": p.overtime,
        "days": days,
        "standing": standing,
        "spot_units": factory.free * days if world.sees("supplier", "factory_capacity", factory) else 0.0,
        "spot_lead_h": p.standard_lead_h,
        "spot_premium": p.standing_premium,
        "mean_value": float(np.mean(p.value[world.catalogue.made_by(p.families)])),
        "exercise_nodes": np.clip(factory.exercised + 0.35 * world.catalogue.nodes[:, 0], 0.0, 1.0),
    }


def material(
    world: World, factory: Factory, merchant: MaterialSupplier, per_piece: float, most: float, standing: dict[str, float]
) -> dict[str, Any]:
    """What ``factory`` and ``merchant`` both know at N8: the factory calls for material for the days it has sold ahead.

    Pieces at its reference minutes. ``needed`` (N,) are those that the trade expects to be exercised, ``in_time`` those of
    material made new that come off the lines within the presale promise.
    """
    window, p = world.setting.capacity_reservation.window_h, factory.profile
    rate = factory.reserved * (1.0 + p.overtime)
    new = next(m.lead_h_new for m in world.setting.material_suppliers if m.id == merchant.name)
    nodes = np.clip(factory.exercised + 0.35 * world.catalogue.nodes[:, 0], 0.0, 1.0)
    return {
        "needed": factory.reserved * (window[1] - window[0]) / 24.0 * nodes,
        "in_time": rate * max(0.0, world.catalogue.presale_promise_h - new) / 24.0,
        "rate": rate,
        "lead_h_new": new,
        "per_piece": per_piece,
        "most": most,
        "standing": standing,
    }


def floor(world: World, warehouse: Warehouse, hours: float, fee: float) -> dict[str, Any]:
    """What supplier and ``warehouse`` both know of its work at N3: ``hours`` of the first day, the standing handling ``fee``."""
    shares = np.bincount(world.layout.home, world.cast.supplier.regional(), minlength=len(world.layout.warehouses))
    return {
        "share": float(shares[warehouse.profile.index]),
        "throughput": warehouse.profile.throughput,
        "hours": hours,
        "standing": {"surge_parcels": 0.0},
        "standing_fee": fee,
        "shelves": world.stock.by_style()[:, warehouse.profile.index].astype(float),
        "opened": float(world.opened[warehouse.profile.index]),
        "months": storage_months(world),
    }


def parcels(world: World, carrier: Carrier) -> dict[str, Any]:
    """What supplier and ``carrier`` both know at N4 of parcels that come late and of returns: its published transit times.

    ``late_by_region`` (R,): the share that takes :data:`LATE` times the mean of its lane, transit times being normal.
    """
    layout, index = world.layout, carrier.profile.index
    lanes = (index, layout.home, np.arange(len(layout.regions)))
    mean, sd = layout.transit_mean[lanes], np.maximum(layout.transit_sd[lanes], 1e-12)
    return {"late_by_region": ndtr(-(LATE - 1.0) * mean / sd), "fetches": index == 0}


def storage_months(world: World) -> float:
    """Months of a show for which storage is billed."""
    clock = world.setting.clock
    return (clock.settle_h - clock.pre_window_h[0]) / 720.0


def return_cost(world: World) -> Floats:
    """(S,) CNY that a unit sent back is known to cost: inspection and pick-up as they stand, and value less what it fetches."""
    salvage, per_order = world.setting.salvage, world.catalogue.units_per_order
    shown = sum(share * salvage.grade_value.get(grade, 0.0) for grade, share in salvage.returned_grade.items())
    fees = world.setting.delivery.doorstep.pickup_cost
    house, first = next(iter(world.deals.warehouses.values())), next(iter(world.deals.carriers.values()))
    if any(c.name == "return_inspection" for c in house.clauses):
        fees += house.terms["inspect_fee"]
    if any(c.name == "returns_pickup" for c in first.clauses):
        fees += first.terms["returns_pickup_fee"] / per_order
    cost: Floats = world.layout.cost - shown * world.cast.supplier.profile.salvage + fees
    return cost
