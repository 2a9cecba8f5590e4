"""Solved cases of family G, logistics: flows, lot sizes, newsvendors, serial and guaranteed-service stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from environment.logistics import flows
from environment.logistics.guaranteed_service import (
    Stage,
    evaluate,
    longest_service_times,
    place_safety_stock,
)
from environment.logistics.lot_sizing import economic_order_quantity, wagner_whitin
from environment.logistics.newsvendor import (
    newsvendor_normal,
    newsvendor_poisson,
    normal_quantile,
    pooled_newsvendors,
    pooled_safety_stock,
)
from environment.logistics.order_splitting import split_order
from environment.logistics.serial_stock import Demand, NormalDemand, PoissonDemand, optimal_echelon_stock
from protocols.errors import UserError

Inputs = Mapping[str, Any]
Outputs = Mapping[str, Any]


def _transport(x: Inputs) -> Outputs:
    return {"min_cost": flows.transport(x["supply"], x["demand"], x["cost"]).cost}


def _min_cost_flow(x: Inputs) -> Outputs:
    return {"min_cost": flows.min_cost_flow([tuple(arc) for arc in x["arcs"]], x["node_balance"]).cost}


def _max_flow(x: Inputs) -> Outputs:
    arcs = [(tail, head, capacity) for tail, head, capacity in x["arcs"]]
    return {"max_flow": flows.max_flow(arcs, x.get("source", "s"), x.get("sink", "t"))}


def _assignment(x: Inputs) -> Outputs:
    return {"min_cost": flows.assignment(x["cost"])[0]}


def _eoq(x: Inputs) -> Outputs:
    quantity, cost = economic_order_quantity(x["fixed_cost"], x["holding_cost"], x["demand_rate"])
    return {"Q": quantity, "cost": cost}


def _wagner_whitin(x: Inputs) -> Outputs:
    if len(x["demand"]) != x.get("num_periods", len(x["demand"])):
        raise UserError(f"{x['num_periods']} periods but {len(x['demand'])} demands")
    plan = wagner_whitin(x["demand"], x["holding_cost"], x["fixed_cost"], x.get("purchase_cost", 0.0))
    return {"cost": plan.cost, "order_quantities": list(plan.orders)}


def _newsvendor(x: Inputs) -> Outputs:
    """Normal demand where the case states an sd, else Poisson."""
    holding, stockout, mean = x["holding_cost"], x["stockout_cost"], x["demand_mean"]
    if "demand_sd" in x:
        stock = newsvendor_normal(holding, stockout, mean, x["demand_sd"])
    else:
        stock = newsvendor_poisson(holding, stockout, mean)
    return {"S": stock.level, "cost": stock.cost}


def _eppen(x: Inputs) -> Outputs:
    pooled = pooled_newsvendors(x["sd"], x["h"], x["p"], x["rho"])
    return {"decentral_cost": pooled.separate, "central_cost": pooled.pooled, "saving": pooled.saving}


def _risk_pooling(x: Inputs) -> Outputs:
    pooled = pooled_safety_stock(x["n"], x["sd"], x["rho"], x["lead_time"], x["service"])
    return {
        "z": normal_quantile(x["service"]),
        "safety_decentral": pooled.separate,
        "safety_central": pooled.pooled,
        "ratio": pooled.ratio,
    }


def _serial(x: Inputs) -> Outputs:
    law, *parameters = x["demand"]
    laws: dict[str, Callable[..., Demand]] = {"N": NormalDemand, "P": PoissonDemand}
    if law not in laws:
        raise UserError(f"demand must be of law N (mean, sd) or P (rate), found {law!r}")
    stock = optimal_echelon_stock(
        x["echelon_holding"], x["lead_times"], x["stockout"], laws[law](*parameters)
    )
    levels = {str(place): level for place, level in enumerate(stock.levels, start=1)}
    return {"cost": stock.cost, "echelon_base_stock": levels}


def _service_tree(x: Inputs) -> Outputs:
    stages = {
        name: Stage(
            node["T"],
            node["h"],
            node["k_sigma"],
            inbound=node.get("external_inbound") or 0,
            outbound=node.get("external_outbound"),
        )
        for name, node in x["nodes"].items()
    }
    edges = [(str(supplier), str(customer)) for supplier, customer in x["edges"]]
    return {"optimal_cost": place_safety_stock(stages, edges).cost}


def _cumulative_cost(stages: Mapping[str, Mapping[str, Any]], name: str) -> float:
    stage = stages[name]
    return float(stage["added_cost"]) + sum(
        _cumulative_cost(stages, supplier) for supplier in stage["suppliers"]
    )


def _bulldozer(x: Inputs) -> Outputs:
    """An assembly tree: every stage feeds one other, the last serves customers at once."""
    given: Mapping[str, Mapping[str, Any]] = x["stages"]
    edges = [(supplier, name) for name, stage in given.items() for supplier in stage["suppliers"]]
    ends = set(given) - {supplier for supplier, _ in edges}
    if len(ends) != 1:
        raise UserError(f"an assembly tree has one final stage, found {sorted(ends)}")
    final = ends.pop()
    cost = {name: _cumulative_cost(given, name) for name in given}
    stages = {
        name: Stage(
            stage["lead_time"],
            x["holding_rate"] * cost[name],
            x["z"] * x["demand_sd"],
            outbound=0 if name == final else None,
        )
        for name, stage in given.items()
    }
    best = place_safety_stock(stages, edges)
    only_final = {**longest_service_times(stages, edges), final: 0}
    return {
        "optimal_cost": best.cost,
        "final_assembly_cost": best.stage_cost[final],
        "total_unit_cost": cost[final],
        "everyone_quotes_zero_cost": evaluate(stages, edges, dict.fromkeys(given, 0)).cost,
        "only_final_assembly_holds_cost": evaluate(stages, edges, only_final).cost,
        "final_assembly_inbound_service_time": best.inbound[final],
    }


def _split_order(x: Inputs) -> Outputs:
    split = split_order(x["order"], x["stock"], x["fixed"], x["unit"])
    return {"min_cost": split.cost, "warehouses_used": list(split.warehouses), "packages": split.packages}


ADAPTERS: dict[str, Callable[[Inputs], Outputs]] = {
    "G.assignment_cost": _assignment,
    "G.eppen": _eppen,
    "G.gsm_bulldozer": _bulldozer,
    "G.gsm_tree": _service_tree,
    "G.max_flow": _max_flow,
    "G.min_cost_flow": _min_cost_flow,
    "G.risk_pooling": _risk_pooling,
    "G.sp_eoq": _eoq,
    "G.sp_newsvendor": _newsvendor,
    "G.sp_serial": _serial,
    "G.sp_wagner_whitin": _wagner_whitin,
    "G.split_order": _split_order,
    "G.transport": _transport,
}
