"""Solved cases of family E, mechanisms: rationing, auctions, double auctions, matching, VCG."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np

from protocols.errors import UserError
from protocols.theory import mechanisms_auctions as auctions
from protocols.theory import mechanisms_rationing as rationing
from protocols.theory.mechanisms_call_market import clear
from protocols.theory.mechanisms_double_auction import KDoubleAuction, myerson_satterthwaite
from protocols.theory.mechanisms_matching import deferred_acceptance, stable_matchings
from protocols.theory.mechanisms_vcg import Arc, BundleBid, buy_route, procure

Inputs = Mapping[str, Any]
Outputs = Mapping[str, Any]

REPORTS = np.linspace(0.0, 300.0, 601)  # misreports tried: the grid that the case type states


def _allocation(x: Inputs) -> Outputs:
    rules = {"proportional": rationing.proportional, "linear": rationing.linear, "uniform": rationing.uniform}
    return {name: rule(x["orders"], x["capacity"]).tolist() for name, rule in rules.items()}


def _uniform_truthful(x: Inputs) -> Outputs:
    return {
        "max_gain_uniform": rationing.best_misreport_gain(rationing.uniform, x["ideal"], x["K"], REPORTS),
        "uniform_allocation": rationing.uniform(x["ideal"], x["K"]).tolist(),
    }


def _order_inflation(x: Inputs) -> Outputs:
    orders = rationing.order_inflation(x["q_L"], x["q_H"], x["prob_L"], x["K"])
    return {
        "order_L": orders.order_low,
        "order_H": orders.order_high,
        "alloc_H_vs_L": orders.high_against_low,
        "alloc_L_vs_H": orders.low_against_high,
        "inflation_H": orders.order_high - x["q_H"],
        "inflation_L": orders.order_low - x["q_L"],
    }


def _call_market(x: Inputs) -> Outputs:
    book = clear([(p, q) for p, q in x["bids"]], [(p, q) for p, q in x["asks"]])
    reduced = book.mcafee
    found: dict[str, Any] = {
        "quantity": book.quantity,
        "welfare": book.welfare,
        "mcafee": {
            "trades": reduced.trades,
            "buyer_price": reduced.buyer_price,
            "seller_price": reduced.seller_price,
        },
    }
    if book.price_interval is not None:
        found |= {"price_interval": list(book.price_interval), "midpoint_price": book.price()}
    return found


def _first_price(x: Inputs) -> Outputs:
    n = x["n"]
    revenue = auctions.expected_revenue(n)  # of both formats: revenue equivalence
    return {
        "bids": [auctions.first_price_bid(value, n) for value in x["values_probe"]],
        "revenue_first_price": revenue,
        "revenue_second_price": revenue,
        "bidder_surplus": auctions.bidder_surplus(n),
        "expected_winner_value": auctions.expected_winner_value(n),
    }


def _reserve(x: Inputs) -> Outputs:
    return {
        "revenue": auctions.expected_revenue(x["n"], x["reserve"]),
        "first_price_bid_at_0_9": auctions.first_price_bid(0.9, x["n"], x["reserve"]),
        "sale_probability": auctions.sale_probability(x["n"], x["reserve"]),
    }


def _procurement(x: Inputs) -> Outputs:
    n, lo, hi = x["n"], x["lo"], x["hi"]
    payment, cost = auctions.procurement_payment(n, lo, hi), auctions.procurement_winner_cost(n, lo, hi)
    return {
        "bids": [auctions.procurement_bid(c, n, lo, hi) for c in x["cost_probe"]],
        "expected_payment": payment,
        "expected_winner_cost": cost,
        "expected_winner_profit": payment - cost,
    }


def _k_double_auction(x: Inputs) -> Outputs:
    game = KDoubleAuction(x["k"])
    names = (
        "bid_slope bid_intercept ask_slope ask_intercept trade_probability expected_gains first_best_gains "
        "efficiency share_of_efficient_trades mean_price_given_trade"
    )
    return {name: getattr(game, name) for name in names.split()}


def _k_double_auction_scaled(x: Inputs) -> Outputs:
    game = KDoubleAuction(x["k"], x["lo"], x["hi"])
    found = {
        "bid_at_v": game.bid(x["v_probe"]),
        "ask_at_c": game.ask(x["c_probe"]),
        "trade_probability": game.trade_probability,
        "expected_gains": game.expected_gains,
    }
    if game.bid_slope == game.ask_slope:  # only then (k = 1/2) does trade depend on v - c alone
        gap = (game.ask_intercept - game.bid_intercept) * game.width
        found["trade_if_v_minus_c_at_least"] = gap / game.bid_slope
    return found


def _myerson_satterthwaite(x: Inputs) -> Outputs:
    best = myerson_satterthwaite(*x["support"])
    return {
        "second_best_gains": best.gains,
        "trade_threshold": best.trade_threshold,
        "second_best_trade_probability": best.trade_probability,
        "first_best_gains": best.first_best_gains,
        "vcg_expected_subsidy": best.vcg_subsidy,
        "loss": best.loss,
    }


def _matching(x: Inputs) -> Outputs:
    hosts, factories = x["hosts"], x["factories"]
    backwards = deferred_acceptance(factories, hosts)
    return {
        "host_proposing": deferred_acceptance(hosts, factories),
        "factory_proposing": {host: factory for factory, host in backwards.items()},
        "number_of_stable_matchings": len(stable_matchings(hosts, factories)),
    }


def _bundle(bundle: str | Sequence[str], items: Sequence[str]) -> frozenset[str]:
    """The items of a bundle: a list of names, or names written one after the other ("ABC", "A+B", "A, B")."""
    if not isinstance(bundle, str):
        return frozenset(bundle)
    by_length = sorted(items, key=lambda item: (-len(item), item))
    pattern = "|".join(re.escape(item) for item in by_length)
    if re.fullmatch(rf"(?:(?:{pattern})[\s,+&]*)+", bundle) is None:
        raise UserError(f"bundle {bundle!r} is not made of the items {list(items)}")
    return frozenset(re.findall(pattern, bundle))


def _vcg_procurement(x: Inputs) -> Outputs:
    bids = [BundleBid(bid["bidder"], _bundle(bid["bundle"], x["items"]), bid["cost"]) for bid in x["bids"]]
    written = {id(bid): source["bundle"] for bid, source in zip(bids, x["bids"], strict=True)}
    bought = procure(x["items"], bids)
    return {
        "min_cost": bought.cost,
        "winners": {bidder: written[id(bid)] for bidder, bid in bought.winners.items()},
        "payments": {bidder: _finite(pay) for bidder, pay in bought.payments.items()},
        "total_payment": _finite(bought.total_payment),
        "overpayment_ratio": _finite(bought.total_payment / bought.cost) if bought.cost else None,
    }


def _vcg_path(x: Inputs) -> Outputs:
    route = buy_route([Arc(a["u"], a["v"], a["cost"]) for a in x["arcs"]], x["source"], x["target"])
    return {
        "path": list(route.nodes),
        "cost": route.cost,
        "payments": {
            f"{a.tail}->{a.head}": _finite(p) for a, p in zip(route.arcs, route.payments, strict=True)
        },
        "total_payment": _finite(sum(route.payments)),
    }


def _finite(value: float) -> float | None:
    """JSON has no infinity: an indispensable bidder's payment is unbounded, written null."""
    return value if isfinite(value) else None


ADAPTERS: dict[str, Callable[[Inputs], Outputs]] = {
    "E.allocation": _allocation,
    "E.call_market": _call_market,
    "E.first_price": _first_price,
    "E.k_double_auction": _k_double_auction,
    "E.k_double_auction_scaled": _k_double_auction_scaled,
    "E.matching": _matching,
    "E.myerson_satterthwaite": _myerson_satterthwaite,
    "E.order_inflation_linear": _order_inflation,
    "E.procurement": _procurement,
    "E.reserve": _reserve,
    "E.uniform_truthful": _uniform_truthful,
    "E.vcg_path": _vcg_path,
    "E.vcg_procurement": _vcg_procurement,
}
