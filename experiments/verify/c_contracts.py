"""Solved cases of family C (contracts): supply contracts here, live-commerce contracts in `c_contracts_live`.

One adapter per model type turns the inputs of a case into calls of the formula library and shapes the answer
like its expected block. Nothing here computes economics of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from experiments.verify import c_contracts_live
from protocols.theory import supply_capacity as capacity
from protocols.theory import supply_coordination as coordination
from protocols.theory import supply_wholesale as wholesale
from protocols.theory.distributions import Gamma, Uniform, make_demand
from protocols.theory.supply import Deal, Newsvendor, ratio

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def _chain(inputs: Inputs) -> Newsvendor:
    return Newsvendor(make_demand(inputs["demand"]), inputs["p"], inputs["c"], inputs.get("v", 0.0))


def _capacity_chain(inputs: Inputs) -> capacity.CapacityChain:
    demand = make_demand(inputs["demand"])
    return capacity.CapacityChain(demand, inputs["p"], inputs["capacity_cost"], inputs["unit_cost"])


def _profits(deal: Deal) -> dict[str, float]:
    return {"q": deal.q, "retailer_profit": deal.retailer_profit, "supplier_profit": deal.supplier_profit}


def _capacity_profits(chain: capacity.CapacityChain, deal: Deal) -> dict[str, float]:
    return {
        "K": deal.q,
        "buyer_profit": deal.retailer_profit,
        "supplier_profit": deal.supplier_profit,
        "integrated_profit": chain.optimal_profit(),
    }


def newsvendor(inputs: Inputs) -> Answer:
    """C.newsvendor: the integrated firm."""
    chain = _chain(inputs)
    demand, q = chain.demand, chain.optimal_order()
    return {
        "critical_ratio": chain.critical_ratio,
        "q": q,
        "profit": chain.profit(q),
        "expected_sales": demand.sales(q),
        "expected_leftover": demand.leftover(q),
        "expected_lost_sales": demand.lost_sales(q),
        "fill_rate": demand.sales(q) / demand.mean,
        "in_stock_prob": demand.cdf(q),
    }


def cvar(inputs: Inputs) -> Answer:
    """C.cvar: the risk-averse newsvendor."""
    chain, eta = _chain(inputs), inputs["eta"]
    q = chain.optimal_cvar_order(eta)
    return {
        "q": q,
        "cvar": chain.cvar(q, eta),
        "risk_neutral_q": chain.optimal_order(),
        "expected_profit": chain.profit(q),
    }


def wholesale_push(inputs: Inputs) -> Answer:
    """C.wholesale_uniform, C.wholesale_power, C.wholesale_general: the supplier leads."""
    chain = _chain(inputs)
    best, integrated = wholesale.wholesale_stackelberg(chain), chain.optimal_profit()
    return {
        "w": best.w,
        **_profits(best.deal),
        "chain_profit": best.deal.chain_profit,
        "integrated_q": chain.optimal_order(),
        "integrated_profit": integrated,
        "efficiency": best.deal.efficiency(integrated),
        "supplier_share": best.deal.supplier_share,
    }


def wholesale_cv_table(inputs: Inputs) -> Answer:
    """C.wholesale_cv_table: efficiency over gamma shapes and cost ratios."""
    table = {}
    for shape in inputs["gamma_shape"]:
        for cost in inputs["c"]:
            chain = Newsvendor(Gamma(shape, inputs["mean"] / shape), inputs["p"], cost)
            deal = wholesale.wholesale_stackelberg(chain).deal
            key = f"cv={1 / math.sqrt(shape):.6f},c/p={cost / inputs['p']:g}"
            table[key] = deal.efficiency(chain.optimal_profit())
    return {"efficiency": table}


def pull(inputs: Inputs) -> Answer:
    """C.pull: the retailer leads, the supplier holds the stock."""
    chain = _chain(inputs)
    best = wholesale.pull_stackelberg(chain)
    efficiency = best.deal.efficiency(chain.optimal_profit())
    return {"w": best.w, **_profits(best.deal), "efficiency": efficiency}


def bargained_wholesale(inputs: Inputs) -> Answer:
    """C.bargained_wholesale: Nash bargaining over the price alone, uniform demand on [0, b]."""
    chain = Newsvendor(Uniform(0.0, inputs["b"]), inputs["p"], inputs["c"])
    best = wholesale.bargained_wholesale(chain, inputs["theta_supplier"])
    efficiency = best.deal.efficiency(chain.optimal_profit())
    return {"w": best.w, **_profits(best.deal), "efficiency": efficiency}


def multi_tier(inputs: Inputs) -> Answer:
    """C.multi_tier: successive leaders."""
    chain = wholesale.serial_chain(inputs["b"], inputs["p"], inputs["unit_costs"])
    return {
        "q": chain.q,
        "integrated_q": chain.integrated_q,
        "chain_profit": chain.chain_profit,
        "integrated_profit": chain.integrated_profit,
        "efficiency": ratio(chain.chain_profit, chain.integrated_profit),
        "wholesale_prices": list(chain.wholesale_prices),
        "profits": list(chain.profits),
    }


def price_setting(inputs: Inputs) -> Answer:
    """C.price_setting: linear demand, the retailer sets the price."""
    a, b, c, phi = (inputs[name] for name in ("a", "b", "c", "phi"))
    first = wholesale.price_setting_reply(a, b, c, w=c)
    single = wholesale.price_setting_stackelberg(a, b, c)
    shared = wholesale.price_setting_reply(a, b, c, w=phi * c, phi=phi)
    return {
        "integrated_price": first.price,
        "integrated_q": first.deal.q,
        "integrated_profit": first.deal.chain_profit,
        "wholesale_w": single.w,
        "wholesale_price": single.price,
        "wholesale_q": single.deal.q,
        "wholesale_efficiency": single.deal.efficiency(first.deal.chain_profit),
        "revenue_share_w": shared.w,
        "revenue_share_price": shared.price,
        "revenue_share_retailer_profit": shared.deal.retailer_profit,
    }


def buyback(inputs: Inputs) -> Answer:
    """C.buyback."""
    chain = _chain(inputs)
    terms = coordination.buyback_terms(chain, inputs["retailer_share"])
    deal, integrated = coordination.buyback_deal(chain, terms), chain.optimal_profit()
    efficiency = deal.efficiency(integrated)
    return {
        "b": terms.b,
        "w": terms.w,
        **_profits(deal),
        "integrated_profit": integrated,
        "efficiency": efficiency,
    }


def revenue_sharing(inputs: Inputs) -> Answer:
    """C.revenue_sharing."""
    chain, phi = _chain(inputs), inputs["phi"]
    w = coordination.revenue_sharing_terms(chain, phi)
    twin = coordination.equivalent_buyback(chain, w, phi)
    return {
        "w": w,
        **_profits(coordination.revenue_sharing_deal(chain, w, phi)),
        "integrated_profit": chain.optimal_profit(),
        "equivalent_buyback_w": twin.w,
        "equivalent_buyback_b": twin.b,
    }


def quantity_flexibility(inputs: Inputs) -> Answer:
    """C.quantity_flexibility."""
    chain, delta = _chain(inputs), inputs["delta"]
    w = coordination.quantity_flexibility_terms(chain, delta)
    deal = coordination.quantity_flexibility_deal(chain, w, delta, chain.optimal_order())
    return {"w": w, **_profits(deal), "integrated_profit": chain.optimal_profit()}


def sales_rebate(inputs: Inputs) -> Answer:
    """C.sales_rebate."""
    chain, rebate, threshold = _chain(inputs), inputs["r"], inputs["t"]
    w = coordination.sales_rebate_terms(chain, rebate)
    low = coordination.sales_rebate_low_order(chain, w, threshold)
    return {
        "w": w,
        **_profits(coordination.sales_rebate_deal(chain, w, rebate, threshold)),
        "retailer_profit_at_low_candidate": coordination.sales_rebate_profit(
            chain, w, rebate, threshold, low
        ),
        "low_candidate_q": low,
        "integrated_profit": chain.optimal_profit(),
        "supplier_margin_before_rebate": w - chain.cost,
    }


def quantity_discount(inputs: Inputs) -> Answer:
    """C.quantity_discount."""
    chain, share = _chain(inputs), inputs["retailer_share"]
    q = chain.optimal_order()
    deal = coordination.quantity_discount_deal(chain, share, q)
    return {"w_at_q0": coordination.quantity_discount_price(chain, share, q), **_profits(deal)}


def two_part(inputs: Inputs) -> Answer:
    """C.two_part: wholesale at cost plus a fixed fee."""
    chain = _chain(inputs)
    return {"w": chain.cost, **_profits(coordination.two_part_deal(chain, chain.cost, inputs["T"]))}


def option(inputs: Inputs) -> Answer:
    """C.option: capacity options."""
    chain = _capacity_chain(inputs)
    terms = capacity.option_terms(chain, inputs["buyer_share"])
    return {"o": terms.o, "e": terms.e, **_capacity_profits(chain, capacity.option_deal(chain, terms))}


def reservation_deductible(inputs: Inputs) -> Answer:
    """C.reservation_deductible: a fee deducted from the price on exercise."""
    chain, w = _capacity_chain(inputs), inputs["w"]
    fee, alone = capacity.deductible_fee(chain, w), chain.self_built(w)
    return {
        "r": fee,
        **_capacity_profits(chain, capacity.deductible_deal(chain, w, fee)),
        "no_reservation_K": alone,
        "no_reservation_efficiency": ratio(chain.profit(alone), chain.optimal_profit()),
    }


def joint_lot_size(inputs: Inputs) -> Answer:
    """C.joint_lot_size."""
    pair = capacity.JointLotSize(*(inputs[name] for name in ("D", "P", "A", "S", "r", "cb", "cv")))
    own, joint = pair.buyer_lot(), pair.joint_lot()
    return {
        "Q_buyer": own,
        "Q_vendor": pair.vendor_lot(),
        "Q_joint": joint,
        "buyer_cost_at_Qb": pair.buyer_cost(own),
        "vendor_cost_at_Qb": pair.vendor_cost(own),
        "joint_cost_at_Qb": pair.joint_cost(own),
        "joint_cost_at_Qj": pair.joint_cost(joint),
        "buyer_loss_from_Qj": pair.buyer_cost(joint) - pair.buyer_cost(own),
        "vendor_gain_from_Qj": pair.vendor_cost(own) - pair.vendor_cost(joint),
    }


ADAPTERS: dict[str, Callable[[Inputs], Answer]] = {
    "C.newsvendor": newsvendor,
    "C.cvar": cvar,
    "C.wholesale_uniform": wholesale_push,
    "C.wholesale_power": wholesale_push,
    "C.wholesale_general": wholesale_push,
    "C.wholesale_cv_table": wholesale_cv_table,
    "C.pull": pull,
    "C.bargained_wholesale": bargained_wholesale,
    "C.multi_tier": multi_tier,
    "C.price_setting": price_setting,
    "C.buyback": buyback,
    "C.revenue_sharing": revenue_sharing,
    "C.quantity_flexibility": quantity_flexibility,
    "C.sales_rebate": sales_rebate,
    "C.quantity_discount": quantity_discount,
    "C.two_part": two_part,
    "C.option": option,
    "C.reservation_deductible": reservation_deductible,
    "C.joint_lot_size": joint_lot_size,
    **c_contracts_live.ADAPTERS,
}
