"""Family A, Bargaining: what a solved case gives, mapped to calls of :mod:`protocols.theory`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from experiments.verify.expression import frontier_curve
from protocols.theory import bargaining_axiomatic as axiomatic
from protocols.theory import bargaining_concession as concession
from protocols.theory import bargaining_nparty as nparty
from protocols.theory import bargaining_strategic as strategic

Inputs = Mapping[str, Any]
Answer = dict[str, Any]


def rubinstein(inputs: Inputs) -> Answer:
    split = strategic.rubinstein(inputs["delta1"], inputs["delta2"], inputs.get("pie", 1.0))
    return {
        "proposer1_share": split.first_when_1_proposes,
        "responder2_share": split.second_when_1_proposes,
        "share_of_1_when_2_proposes": split.first_when_2_proposes,
        "share_of_2_when_2_proposes": split.second_when_2_proposes,
    }


def limit(inputs: Inputs) -> Answer:
    r1, r2 = inputs["r1"], inputs["r2"]
    return {
        "share_by_Delta": {
            str(step): strategic.rubinstein_from_rates(r1, r2, step) for step in inputs["Delta"]
        },
        "limit_share": strategic.rubinstein_limit(r1, r2),
    }


def stahl(inputs: Inputs) -> Answer:
    d1, d2, pie = inputs["delta1"], inputs["delta2"], inputs.get("pie", 1.0)
    return {"player1_share_by_T": {str(T): strategic.finite_horizon(d1, d2, T, pie) for T in inputs["T"]}}


def breakdown(inputs: Inputs) -> Answer:
    d1, d2, pie = inputs["d1"], inputs["d2"], inputs.get("pie", 1.0)
    share1, share2 = strategic.breakdown_split(inputs["p"], d1, d2, pie)
    limit1, _ = nparty.nash_transferable(pie, [d1, d2])
    return {"share1": share1, "share2": share2, "nash_limit_share1": limit1}


def outside(inputs: Inputs) -> Answer:
    share1, share2, binds = strategic.outside_option_split(
        inputs["delta"], inputs["outside_option_2"], inputs.get("pie", 1.0)
    )
    return {"share1": share1, "share2": share2, "option_binds": binds}


def rotating(inputs: Inputs) -> Answer:
    return {"shares_in_speaking_order": strategic.rotating_proposer_shares(inputs["n"], inputs["delta"])}


def baron_ferejohn(inputs: Inputs) -> Answer:
    n = inputs["n"]
    split = strategic.random_proposer_split(n, inputs["delta"], strategic.votes_needed(inputs["rule"], n))
    return {
        "proposer_share": split.proposer_share,
        "paid_coalition_partner_share": split.partner_share,
        "partners_paid": split.partners_paid,
        "ex_ante_value": split.ex_ante_value,
    }


def axiomatic2(inputs: Inputs) -> Answer:
    constants = {
        name: float(value)
        for name, value in inputs.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    d1, d2 = inputs["d"]
    problem = axiomatic.ConvexFrontier(
        frontier_curve(inputs["frontier"], constants), float(inputs["u1_max"]), (float(d1), float(d2))
    )
    return {
        "nash": list(problem.nash(inputs.get("nash_weight_1", 0.5))),
        "ks": list(problem.kalai_smorodinsky()),
        "egalitarian": list(problem.egalitarian()),
        "ideal_point": list(problem.ideal),
    }


def nparty_linear(inputs: Inputs) -> Answer:
    surplus, d = inputs["S"], inputs["d"]
    equal = nparty.equal_surplus(surplus, d)
    return {
        "nash": nparty.nash_transferable(surplus, d, inputs.get("weights")),
        "ks": equal,
        "egalitarian": equal,
    }


def nparty_caps(inputs: Inputs) -> Answer:
    surplus, caps = inputs["S"], inputs["cap"]
    d = inputs.get("d", [0.0] * len(caps))
    equal = nparty.egalitarian_capped(surplus, caps, d)
    return {
        "nash": nparty.nash_capped(surplus, caps, d, inputs.get("weights")),
        "ks": nparty.kalai_smorodinsky_capped(surplus, caps, d),
        "egalitarian_weak": equal,
        "lex_egalitarian": nparty.lexicographic_egalitarian_capped(surplus, caps, d),
        "surplus_wasted_by_weak_egalitarian": surplus - sum(equal),
        "ideal": nparty.ideal_capped(surplus, caps, d),
    }


def nparty_ellipsoid(inputs: Inputs) -> Answer:
    axes = inputs["a"]
    return {
        "nash": nparty.nash_ellipsoid(axes, inputs.get("weights")),
        "ks": nparty.kalai_smorodinsky_ellipsoid(axes),
        "egalitarian": nparty.egalitarian_ellipsoid(axes),
    }


def risk_aversion(inputs: Inputs) -> Answer:
    gamma1, gamma2 = inputs["gamma1"], inputs["gamma2"]
    money1, money2 = axiomatic.power_utility_split(gamma1, gamma2, inputs.get("pie", 1.0))
    return {"money1": money1, "money2": money2, "u1": money1**gamma1, "u2": money2**gamma2}


def tactics(inputs: Inputs) -> Answer:
    sides = {}
    for side in ("buyer", "seller"):
        low, high = inputs[side]
        beta, k = inputs[f"beta_{side}"], inputs.get(f"k_{side}", 0.0)
        sides[side] = concession.Tactic(side == "buyer", low, high, beta, k)
    deal = concession.play_tactics(sides["buyer"], sides["seller"], inputs["T"], inputs.get("first", "buyer"))
    if deal is None:
        return {"agreed": False, "price": None, "tick_of_accepted_offer": None, "accepted_by": None}
    return {
        "agreed": True,
        "price": deal.price,
        "tick_of_accepted_offer": deal.tick,
        "accepted_by": deal.accepted_by,
    }


def zeuthen(inputs: Inputs) -> Answer:
    u1, u2 = inputs["u1"], inputs["u2"]
    k = concession.zeuthen(u1, u2)
    return {"agreement": inputs["deals"][k], "u1": u1[k], "u2": u2[k], "nash_product": u1[k] * u2[k]}


ADAPTERS: dict[str, Callable[[Inputs], Mapping[str, Any]]] = {
    "A.rubinstein": rubinstein,
    "A.limit": limit,
    "A.stahl": stahl,
    "A.breakdown": breakdown,
    "A.outside": outside,
    "A.nplayer_rotating": rotating,
    "A.baron_ferejohn": baron_ferejohn,
    "A.axiomatic2": axiomatic2,
    "A.nparty_linear": nparty_linear,
    "A.nparty_caps": nparty_caps,
    "A.nparty_ellipsoid": nparty_ellipsoid,
    "A.risk_aversion": risk_aversion,
    "A.tactics": tactics,
    "A.zeuthen": zeuthen,
}
