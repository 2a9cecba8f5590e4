"""What both sides know at the tables before the show: asked for where an encounter is bargained, not where it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from agents.factory import Factory
    from agents.warehouse import Warehouse
    from environment.world import World


def evening(world: World, pool_rate: float | None) -> dict[str, Any]:
    """What host and supplier both know of the evening at N1."""
    cast, scenario, deals, c = world.cast, world.setting, world.deals, world.catalogue
    effort, host_terms, salvage = scenario.behaviour.host.effort, scenario.contracts.host_supplier, cast.supplier.profile.salvage
    turnover = float(c.nominal @ (c.price * c.kept))
    turnover *= 1.0 - scenario.platform.commission_service_fee  # what the platform keeps moves nobody's effort
    return {
        "commission_base": host_terms.commission_base,
        "gift_cost": scenario.gift.unit_cost * scenario.gift.stock * (scenario.gift.trigger != "none"),
        "traffic": scenario.paid_traffic.budget,
        "return_cost": scenario.warehouse_costs.return_inspect,
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
    makes = np.array([f in p.families for f in world.catalogue.families])
    return {
        "families": p.families,
        "main_only": world.setting.capacity_reservation.covers == "main_only",
        "overtime": p.overtime,
        "days": days,
        "standing": standing,
        "spot_units": factory.free * days if world.sees("supplier", "factory_capacity", factory) else 0.0,
        "spot_lead_h": p.standard_lead_h,
        "spot_premium": p.standing_premium,
        "mean_value": float(np.mean(p.value[makes])),
        "exercise_nodes": np.clip(factory.exercised + 0.35 * world.catalogue.nodes[:, 0], 0.0, 1.0),
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
    }
