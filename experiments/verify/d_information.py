"""Solved cases of family D, information: bullwhip, demand sharing, cheap talk, signalling, screening."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from agents.theory.bullwhip import exponential_smoothing_ratio, moving_average_ratio, multistage_ratios
from agents.theory.cheap_talk import cheap_talk, trusted_report, truth_by_repetition
from agents.theory.demand_sharing import value_of_alert, value_of_demand_sharing
from agents.theory.forecast_contract import ForecastContract
from agents.theory.screening import continuous_menu, two_type_menu
from agents.theory.signalling import least_cost_separation

Inputs = Mapping[str, Any]
Outputs = Mapping[str, Any]


def _contract(x: Inputs) -> ForecastContract:
    return ForecastContract(x["r"], x["w"], x["c"], x["ck"], x["mu"], x["b"])


def _bullwhip_ma(x: Inputs) -> Outputs:
    return {"variance_ratio": moving_average_ratio(x["L"], x["p"], x.get("rho", 0.0))}


def _bullwhip_es(x: Inputs) -> Outputs:
    return {"variance_ratio": exponential_smoothing_ratio(x["L"], x["alpha"], x.get("rho", 0.0))}


def _bullwhip_multistage(x: Inputs) -> Outputs:
    ratios = multistage_ratios(x["lead_times"], x["p"])
    return {
        "centralised": list(ratios.centralised),
        "decentralised_product_bound": list(ratios.product_bound),
        "decentralised_exact": list(ratios.decentralised),
    }


def _cheap_talk(x: Inputs) -> Outputs:
    game = _contract(x)
    talk = cheap_talk(game, x["A"])
    return {
        "critical_ratio": game.critical_ratio,
        "K_full_minus_mu_minus_xi": game.supplier_shift,
        "K_uninformative": talk.uninformative.mean_capacity,
        "K_naive": talk.naive.mean_capacity,
        "full": asdict(talk.full),
        "uninformative": asdict(talk.uninformative),
        "naive": asdict(talk.naive),
        "integrated": asdict(talk.integrated),
        "loss_from_no_trust": talk.loss_from_no_trust,
    }


def _demand_alert(x: Inputs) -> Outputs:
    alert = value_of_alert(x["p"], x["c"], x["mu"], x["s0"], x["se"], x["ss"], x["k"])
    return {
        "profit_without": alert.profit_without,
        "profit_with": alert.profit_with,
        "value_of_alert": alert.value,
        "value_of_perfect_theta": alert.value_of_perfect,
        "weight_on_mean_signal": alert.weight,
        "sd_without": alert.sd_without,
        "sd_with": alert.sd_with,
    }


def _lst(x: Inputs) -> Outputs:
    sharing = value_of_demand_sharing(x["rho"], x["l"], x["L"], x["sigma"])
    return {
        "order_variance_ratio": sharing.order_variance_ratio,
        "V_no_sharing": sharing.variance_unshared,
        "V_sharing": sharing.variance_shared,
        "cost_saving_fraction": sharing.saving,
    }


def _menu_two_types(x: Inputs) -> Outputs:
    menu = two_type_menu(_contract(x), x["xi_L"], x["xi_H"], x["prob_H"])
    return {
        "K_L": menu.capacity_low,
        "K_H": menu.capacity_high,
        "P_L": menu.fee_low,
        "P_H": menu.fee_high,
        "rent_H": menu.rent_high,
        "supplier_profit": menu.supplier_profit,
        "first_best_chain": menu.first_best_chain,
        "K_L_first_best": menu.capacity_low_first_best,
    }


def _menu_continuous(x: Inputs) -> Outputs:
    menu = continuous_menu(_contract(x), x["A"], x["xi"])
    return {
        "K": list(menu.capacity),
        "P": list(menu.fee),
        "rent": list(menu.rent),
        "expected_supplier": menu.expected_supplier,
        "expected_manufacturer": menu.expected_manufacturer,
        "first_best_chain": menu.first_best_chain,
        "efficiency": menu.efficiency,
    }


def _signalling(x: Inputs) -> Outputs:
    separation = least_cost_separation(_contract(x), x["xi_L"], x["xi_H"])
    return {
        "K_L": separation.capacity_low,
        "K_H": separation.capacity_high,
        "lump_sum": separation.lump_sum,
        "high_type_willing_to_pay": separation.willing_to_pay,
        "separation_possible": separation.possible,
        "commitment_m": separation.commitment,
        "expected_commitment_cost_high": separation.commitment_cost_high,
    }


def _trust_report(x: Inputs) -> Outputs:
    report = trusted_report(_contract(x), x["A"], x["alpha"], x["beta"], x["xi"])
    return {"report": report.report, "inflation": report.inflation, "K": report.capacity}


def _truthful_repeated(x: Inputs) -> Outputs:
    truth = truth_by_repetition(_contract(x), x["A"])
    return {
        "one_shot_gain": truth.one_shot_gain,
        "truthful_profit": truth.truthful_profit,
        "uninformative_profit": truth.uninformative_profit,
        "delta_star": truth.critical_discount,
    }


ADAPTERS: dict[str, Callable[[Inputs], Outputs]] = {
    "D.bullwhip_es": _bullwhip_es,
    "D.bullwhip_ma": _bullwhip_ma,
    "D.bullwhip_ma_ar1": _bullwhip_ma,
    "D.bullwhip_multistage": _bullwhip_multistage,
    "D.cheap_talk": _cheap_talk,
    "D.demand_alert": _demand_alert,
    "D.lst": _lst,
    "D.reservation_menu2": _menu_two_types,
    "D.reservation_menu_cont": _menu_continuous,
    "D.signalling": _signalling,
    "D.trust_report": _trust_report,
    "D.truthful_repeated": _truthful_repeated,
}
