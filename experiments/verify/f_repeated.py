"""Solved cases of family F, repeated cooperation: discount factors, populations, reputation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agents.theory.evolution import Replicator, TwoPopulations, death_birth_threshold, moran_fixation
from agents.theory.repeated import PrisonersDilemma, PublicGood, RelationalContract, cournot_collusion
from agents.theory.reputation import BetaReputation, reputation

Inputs = Mapping[str, Any]
Outputs = Mapping[str, Any]


def _beta_reputation(x: Inputs) -> Outputs:
    standing = reputation(((r, s) for r, s in x["feedback"]), x["lam"])
    return {
        "r": standing.positive,
        "s": standing.negative,
        "expected": standing.expected,
        "rating_pm1": standing.rating,
        "variance": standing.variance,
    }


def _reputation_discount(x: Inputs) -> Outputs:
    seen = BetaReputation(x["rY"], x["sY"]).seen_through(BetaReputation(x["rX"], x["sX"]))
    return {"r": seen.positive, "s": seen.negative, "expected": seen.expected}


def _cournot_collusion(x: Inputs) -> Outputs:
    collusion = cournot_collusion(x["n"])
    return {
        "delta_star": collusion.threshold,
        "collusive_profit": collusion.collusive,
        "cournot_profit": collusion.competitive,
        "deviation_profit": collusion.deviation,
    }


def _ipd(x: Inputs) -> Outputs:
    game = PrisonersDilemma(x["T"], x["R"], x["P"], x["S"])
    return {
        "grim": game.grim,
        "tft_nash": game.tit_for_tat,
        "tft_vs_always_defect": game.grim,  # the same condition: one T, then P for ever
        "tft_vs_alternation": game.tit_for_tat_against_alternation,
        "cooperation_beats_alternation": game.cooperation_beats_alternation,
        "pavlov_subgame_perfect": game.pavlov,
    }


def _moran(x: Inputs) -> Outputs:
    return {"fixation_probability": moran_fixation(x["N"], x["r"])}


def _network_rule(x: Inputs) -> Outputs:
    return {
        "critical_b_over_c": death_birth_threshold(x["N"], x["degree"]),
        "large_N_rule": float(x["degree"]),
    }


def _public_good(x: Inputs) -> Outputs:
    game = PublicGood(x["n"], x["c"], x["m"])
    return {
        "mpcr": game.mpcr,
        "nash_contributors": game.nash_contributors,
        "payoff_all": game.payoff_all,
        "payoff_free_rider": game.payoff_free_rider,
        "delta_star": game.threshold,
    }


def _relational(x: Inputs) -> Outputs:
    relation = RelationalContract(x["effort_cost"], x["surplus"])
    return {"delta_star": relation.threshold, "max_enforceable_bonus_at_0_9": relation.largest_bonus(0.9)}


def _replicator(x: Inputs) -> Outputs:
    game = Replicator([[x["a"], x["b"]], [x["c"], x["d"]]])
    return {
        "x_T": game.share(x["x0"], x["T"]),
        "interior_fixed_point": game.interior,
        "interior_stability": game.interior_stability,
        "all_share_stable": game.all_share_stable,
        "all_withhold_stable": game.all_withhold_stable,
    }


def _two_populations(x: Inputs) -> Outputs:
    game = TwoPopulations(x["A"], x["C"])
    rest_x, rest_y = game.interior or (None, None)
    end_x, end_y = game.shares(x["x0"], x["y0"], x["T"])
    return {
        "x_star": rest_x,
        "y_star": rest_y,
        "product_pq": game.eigenvalue_square,
        "type": game.kind,
        "x_T": end_x,
        "y_T": end_y,
    }


ADAPTERS: dict[str, Callable[[Inputs], Outputs]] = {
    "F.beta_reputation": _beta_reputation,
    "F.cournot_collusion": _cournot_collusion,
    "F.ipd": _ipd,
    "F.moran": _moran,
    "F.network_rule": _network_rule,
    "F.public_good": _public_good,
    "F.relational": _relational,
    "F.replicator": _replicator,
    "F.replicator2": _two_populations,
    "F.reputation_discount": _reputation_discount,
}
