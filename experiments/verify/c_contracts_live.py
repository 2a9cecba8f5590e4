"""Solved cases of family C (contracts): the live-commerce types. See `c_contracts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from protocols.errors import UserError
from protocols.theory import live_commerce as live
from protocols.theory import live_commerce_demand as demand
from protocols.theory import live_commerce_split as split
from protocols.theory.distributions import make_demand
from protocols.theory.supply import ratio

Inputs = Mapping[str, Any]
Answer = Mapping[str, Any]


def _sale(inputs: Inputs) -> live.LiveSale:
    return live.LiveSale(*(inputs[name] for name in ("a", "theta", "k", "p", "c", "rho", "s", "l")))


def given_terms(inputs: Inputs) -> Answer:
    """C.live_given_terms: effort under a commission, a slot fee and a share of effort cost."""
    sale = _sale(inputs)
    deal = live.live_deal(sale, inputs["kappa"] * sale.kept_value, inputs["pit_fee"], inputs["psi"])
    return {
        "margin_per_order": sale.margin,
        "commission_per_order": deal.pay_per_order,
        "host_effort": deal.effort,
        "orders": deal.orders,
        "kept_units": deal.orders * (1 - sale.return_rate),
        "host_profit": deal.host_profit,
        "factory_profit": deal.factory_profit,
        "integrated_effort": sale.integrated_effort,
        "integrated_profit": sale.integrated_profit,
        "efficiency": deal.efficiency(sale),
    }


def optimal_commission(inputs: Inputs) -> Answer:
    """C.live_optimal_commission: the factory leads with a pure commission."""
    sale = _sale(inputs)
    deal = live.optimal_commission(sale)
    return {
        "margin_per_order": sale.margin,
        **_paid(sale, deal),
        "integrated_profit": sale.integrated_profit,
        "efficiency": deal.efficiency(sale),
    }


def cost_sharing(inputs: Inputs) -> Answer:
    """C.live_cost_sharing: commission, effort-cost sharing and a slot fee coordinate."""
    sale, psi = _sale(inputs), inputs["psi"]
    deal = live.live_deal(sale, live.coordinating_pay(sale, psi), inputs["pit_fee"], psi)
    return {**_paid(sale, deal), "integrated_profit": sale.integrated_profit}


def _paid(sale: live.LiveSale, deal: live.LiveDeal) -> dict[str, float]:
    return {
        "commission_per_order": deal.pay_per_order,
        "kappa": sale.rate(deal.pay_per_order),
        "host_effort": deal.effort,
        "host_profit": deal.host_profit,
        "factory_profit": deal.factory_profit,
    }


def pit_fee(inputs: Inputs) -> Answer:
    """C.live_pit_fee: the factory's best terms for a host with an outside option."""
    best = live.slot_fee_for(_sale(inputs), inputs["host_outside_option"], inputs["exposure_value_V"])
    return {
        "regime": best.regime,
        "commission_per_order": best.deal.pay_per_order,
        "pit_fee": best.deal.slot_fee,
        "factory_profit": best.factory_profit,
        "host_profit": best.deal.host_profit,
        "operating_efficiency": best.operating_efficiency,
        "unrestricted_fee": best.unrestricted_fee,
    }


def prorata_fee(inputs: Inputs) -> Answer:
    """C.live_prorata_fee: a slot fee refunded in proportion to the missed target."""
    model = live.EffortModel(inputs["a"], inputs["theta"], inputs["k"])
    terms = (inputs[name] for name in ("commission_per_order", "pit_fee", "target_orders"))
    return asdict(live.pro_rata_fee(model, *terms))


def pricing(inputs: Inputs) -> Answer:
    """C.live_pricing: the factory sets the price, the host his effort."""
    sale = demand.AgencySale(*(inputs[name] for name in ("alpha", "beta", "theta", "k", "c", "rho", "l")))
    deal, first = demand.agency_deal(sale, inputs["kappa"]), demand.agency_integrated(sale)
    return {
        **asdict(deal),
        "integrated_price": first.price,
        "integrated_effort": first.effort,
        "integrated_profit": first.chain_profit,
        "efficiency": ratio(deal.chain_profit, first.chain_profit),
    }


def hype_returns(inputs: Inputs) -> Answer:
    """C.live_hype_returns: effort raises the return rate; pay on gross orders against settled value."""
    names = ("a", "theta", "k", "p", "c", "rho0", "rho1", "s", "l")
    sale = demand.HypeSale(*(inputs[name] for name in names))
    first, gross, settled = demand.hype_efforts(sale, inputs["kappa"])
    return {
        "integrated_effort": first,
        "integrated_profit": sale.chain_profit(first),
        "effort_gross": gross,
        "chain_profit_gross": sale.chain_profit(gross),
        "effort_settled": settled,
        "chain_profit_settled": sale.chain_profit(settled),
        "return_rate_integrated": sale.return_rate(first),
        "return_rate_gross": sale.return_rate(gross),
        "return_rate_settled": sale.return_rate(settled),
    }


def newsvendor_effort(inputs: Inputs) -> Answer:
    """C.live_newsvendor_effort: stock and effort chosen at the same time."""
    costs = (inputs[name] for name in ("p", "c", "theta", "k"))
    sale = demand.StockedSale(make_demand(inputs["X"]), *costs)
    deal = demand.stocked_equilibrium(sale, inputs["commission_per_sale"])
    first = demand.stocked_integrated(sale)
    return {
        **asdict(deal),
        "integrated_effort": first.effort,
        "integrated_q": first.q,
        "integrated_profit": first.factory_profit,
        "efficiency": ratio(deal.factory_profit + deal.host_profit, first.factory_profit),
    }


def sales_guarantee(inputs: Inputs) -> Answer:
    """C.live_sales_guarantee: the host guarantees a minimum of sales, the factory stocks."""
    law, pay = make_demand(inputs["demand"]), inputs["commission_per_sale"]
    deal = demand.sales_guarantee(law, inputs["p"], inputs["c"], pay, inputs["penalty"], inputs["M"])
    plain = demand.sales_guarantee(law, inputs["p"], inputs["c"], pay, penalty=0.0, guaranteed=0.0)
    return {
        "q": deal.q,
        "q_without_guarantee": plain.q,
        "factory_profit": deal.factory_profit,
        "factory_profit_without": plain.factory_profit,
        "host_expected_penalty": deal.host_penalty,
        "host_expected_income": deal.host_income,
        "regime": deal.regime,
    }


def four_party_sharing(inputs: Inputs) -> Answer:
    """C.live_four_party_sharing: one order that every party wants."""
    law = make_demand(inputs["demand"])
    return asdict(split.revenue_sharing_among(law, inputs["p"], inputs["unit_costs"], inputs["phi"]))


def four_party_nash(inputs: Inputs) -> Answer:
    """C.live_four_party_nash: the Nash split and the revenue shares it implies."""
    payoffs = split.nash_split(inputs["Pi"], inputs["d"], inputs["weights"])
    return {"u": payoffs, "share": {party: ratio(u, inputs["Pi"]) for party, u in payoffs.items()}}


def facts(inputs: Inputs) -> Answer:
    """C.live_facts: the fee arithmetic of a published case, told apart by what it states."""
    if "fixed_fee" in inputs:
        terms = (inputs[name] for name in ("fixed_fee", "commission_rate", "revenue", "discount"))
        return asdict(split.host_bill(*terms))
    fee = inputs["pit_fee"]
    if "contribution_margins" in inputs:
        margins = inputs["contribution_margins"]
        even = {str(margin): split.break_even_sales(fee, margin) for margin in margins}
        return {"fee_to_sales": fee / inputs["sales"], "break_even_sales": even}
    if "guaranteed_units" not in inputs:
        raise UserError(f"fee arithmetic: found {', '.join(inputs)}, allowed: the three published forms")
    sold, guaranteed = inputs["sold_units"], inputs["guaranteed_units"]
    return {
        "fulfilment": sold / guaranteed,
        "fee_per_unit_sold": ratio(fee, sold),
        "fee_under_proportional_settlement": split.proportional_fee(fee, sold, guaranteed),
    }


ADAPTERS: dict[str, Callable[[Inputs], Answer]] = {
    "C.live_given_terms": given_terms,
    "C.live_optimal_commission": optimal_commission,
    "C.live_cost_sharing": cost_sharing,
    "C.live_pit_fee": pit_fee,
    "C.live_prorata_fee": prorata_fee,
    "C.live_pricing": pricing,
    "C.live_hype_returns": hype_returns,
    "C.live_newsvendor_effort": newsvendor_effort,
    "C.live_sales_guarantee": sales_guarantee,
    "C.live_four_party_sharing": four_party_sharing,
    "C.live_four_party_nash": four_party_nash,
    "C.live_facts": facts,
}
