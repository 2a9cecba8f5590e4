"""Limit 2: one supplier with uncertain demand, one factory; they bargain over a contract, then trade night after night.

The supplier orders what is best for itself under the terms agreed on. Theory (Spengler 1950; Lariviere and Porteus 2001;
Cachon 2003): a wholesale price alone loses part of the chain's profit, a buyback or a share of revenue restores it. The
same contract code values offers at the table and settles the nights in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.learning import make_learner
from agents.strategies import make_strategy
from environment.ledger import Ledger
from experiments.validation.finding import Finding, agreed, compare, stream
from experiments.validation.texts import Text
from protocols.beliefs import Uniform as Belief
from protocols.contracts import CLAUSES, Contract
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.rules.alternating_offers import AlternatingOffers
from protocols.theory.distributions import Uniform
from protocols.theory.supply import Deal, Newsvendor
from protocols.theory.supply_wholesale import bargained_wholesale, wholesale_stackelberg
from protocols.types import Agreement, Floats, Response, Seat, View

CHAIN = Newsvendor(Uniform(0.0, 1000.0), price=100.0, cost=40.0, salvage=10.0)  # CNY per unit
ORDERS = np.arange(0.0, 1001.0)
NIGHTS = 250
ZEUTHEN, CLOCK = "monotonic_concession linear", "alternating_offers trade_off"
ISSUES: Mapping[str, tuple[Issue, ...]] = {
    "wholesale": (Issue.grid("wholesale_price", 40.0, 100.0, 0.5, "CNY/unit"),),
    "buyback": (
        Issue.grid("wholesale_price", 40.0, 100.0, 2.0, "CNY/unit"),
        Issue.grid("buyback_price", 0.0, 90.0, 3.0, "CNY/unit"),
    ),
    "revenue_share_factory": (
        Issue.grid("wholesale_price", 0.0, 100.0, 2.0, "CNY/unit"),
        Issue.grid("revenue_share_factory", 0.0, 0.95, 0.05, "share"),
    ),
}


@dataclass(frozen=True, slots=True)
class Bargain:
    """The table: contract (with wholesale price), outcomes, what each is worth to both, and the order that follows it."""

    contract: Contract
    space: OutcomeSpace
    supplier: Floats  # (size,) expected profit, CNY
    factory: Floats
    orders: Floats


def facts(order: Floats | float, demand: Floats | float) -> dict[str, Floats | float]:
    """What a night of trade comes to."""
    sold = np.minimum(order, demand)
    left = order - sold
    revenue = CHAIN.price * sold + CHAIN.salvage * left
    return {"ordered_units": order, "sold_units": sold, "leftover_units": left, "revenue_cny": revenue}


def bargain(kind: str) -> Bargain:
    """Value every outcome of contract ``kind`` as both parties do: the supplier will order what is best for itself."""
    names = ["wholesale"] if kind == "wholesale" else ["wholesale", kind]
    contract = Contract(kind, {"supplier": "supplier", "factory": "factory"}, tuple(CLAUSES[n] for n in names), {})
    space = OutcomeSpace(ISSUES[kind])
    terms = {i.name: np.broadcast_to(space.axis(i.name), space.shape).reshape(-1) for i in space.issues}
    belief = Belief(0.0, 1000.0)
    best, other, orders = (np.full(space.size, -np.inf), np.zeros(space.size), np.zeros(space.size))
    for q in ORDERS:
        night = facts(float(q), float(belief.sales(q)))  # these clauses are linear: on mean sales they pay their mean
        pay = np.asarray(contract.income("supplier", night, terms))
        profit = pay + night["revenue_cny"]
        better = profit > best + 1e-9
        best, orders = np.where(better, profit, best), np.where(better, q, orders)
        other = np.where(better, -pay - CHAIN.cost * q, other)
    return Bargain(contract, space, best, other, orders)


def trade(deal: Bargain, outcome: int, rng: np.random.Generator) -> tuple[float, float]:
    """(efficiency, supplier's share of the chain's profit) over ``NIGHTS`` settled nights.

    Efficiency: profit of both in the ledger over that of the integrated firm's order on the very same demands, which are
    drawn stratum by stratum (less noise, same law).
    """
    signed = deal.contract.with_terms(**{k: float(v) for k, v in deal.space.point(outcome).items()})
    order, first_best = float(deal.orders[outcome]), CHAIN.optimal_order()
    books = Ledger(("supplier", "factory", "market", "inputs"))
    whole = 0.0
    for night, demand in enumerate(1000.0 * (np.arange(NIGHTS) + rng.random(NIGHTS)) / NIGHTS):
        came = {name: float(value) for name, value in facts(order, float(demand)).items()}
        books.post_cny(night, "market", "supplier", came["revenue_cny"], "sales", "revenue", "night")
        books.post_cny(night, "factory", "inputs", CHAIN.cost * order, "making", "cost", "night")
        books.settle(signed, came, night, "night")
        whole += float(facts(first_best, float(demand))["revenue_cny"]) - CHAIN.cost * first_best
    mine, theirs = books.balance("supplier") / 100.0, books.balance("factory") / 100.0
    return (mine + theirs) / whole, mine / (mine + theirs)


def sit_down(deal: Bargain, protocol: str, strategy: str, rng: np.random.Generator) -> int:
    """The outcome agreed on; no deal is worth nothing to either."""
    seats = [
        Seat("supplier", deal.supplier, 0.0, make_strategy(strategy), role="buyer"),
        Seat("factory", deal.factory, 0.0, make_strategy(strategy), role="seller"),
    ]
    return agreed(make_protocol(protocol, deal.space, rounds=400).run(seats, rng)).outcome


class TakeItOrLeaveIt:
    """Names the outcome it is told to, accepts what is no worse than no deal."""

    def __init__(self) -> None:
        self.outcome = 0

    def reset(self) -> None:
        """Nothing to forget."""

    def propose(self, view: View) -> int | None:
        return self.outcome

    def respond(self, view: View, offer: int) -> Response:
        return Response.ACCEPT if view.utility[offer] >= view.floor else Response.LEAVE


def posted_price(deal: Bargain, seed: int, shows: int = 400) -> int:
    """The price a factory that may name it once a show comes to post, learning from its own money alone (ε-greedy)."""
    rng, table = stream(seed, "posted"), stream(seed, "posted.table")
    learner = make_learner("epsilon_greedy:epsilon=0.1", deal.space.size, 0)
    maker, taker = TakeItOrLeaveIt(), TakeItOrLeaveIt()
    seats = [Seat("supplier", deal.supplier, 0.0, taker), Seat("factory", deal.factory, 0.0, maker)]
    rule = AlternatingOffers(deal.space, rounds=1, first=1)
    for _ in range(shows):
        maker.outcome = learner.choose(rng)
        result = rule.run(seats, table)
        learner.learn(maker.outcome, result.utilities["factory"] if isinstance(result, Agreement) else 0.0)
    return int(np.argmax(learner.weights()))


def traded(name: Text, kind: str, theory: Deal | None, how: str, seed: int, n: int) -> list[Finding]:
    """Efficiency and split under a contract: ``how`` is "protocol strategy" or "posted". No theory: the first best, split
    in halves (Nash), or, where both concede by the clock from their own best, in proportion to what they begin with.
    """
    deal = bargain(kind)
    if how == "posted":
        outcomes = [posted_price(deal, seed + k) for k in range(n)]
    else:
        protocol, strategy = how.split()
        outcomes = [sit_down(deal, protocol, strategy, stream(seed, "table", kind, how))] * n
    played = np.array([trade(deal, o, stream(seed + k, "demand")) for k, o in enumerate(outcomes)])
    best = CHAIN.optimal_profit()
    efficiency = theory.efficiency(best) if theory else 1.0
    begin = float(deal.supplier.max()), float(deal.factory.max())
    halves = begin[0] / sum(begin) if how == CLOCK else 0.5
    share = 1.0 - theory.supplier_share if theory else halves
    said: dict[str, Any] = {
        "en": name[0],
        "zh": name[1],
        "point": ", ".join(f"{k} {v:g}" for k, v in deal.space.point(outcomes[0]).items()),
        "order": deal.orders[outcomes[0]],
        "best": round(CHAIN.optimal_order()),
        "nights": NIGHTS,
    }
    return [
        compare("efficiency", efficiency, list(played[:, 0]), tolerance=0.01, **said),
        compare("split", share, list(played[:, 1]), tolerance=0.02, **said),
    ]


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit; ``n`` histories of ``NIGHTS`` nights."""
    leader, nash = wholesale_stackelberg(CHAIN).deal, bargained_wholesale(CHAIN, 0.5).deal
    rows: list[tuple[Text, str, Deal | None, str]] = [
        (("wholesale, factory learns the price to post", "批发价，工厂学习报价"), "wholesale", leader, "posted"),
        (("wholesale, bargained (Zeuthen)", "批发价，谈判（Zeuthen）"), "wholesale", nash, ZEUTHEN),
        (("buyback, bargained (Zeuthen)", "回购，谈判（Zeuthen）"), "buyback", None, ZEUTHEN),
        (("revenue share, bargained (Zeuthen)", "收入分成，谈判（Zeuthen）"), "revenue_share_factory", None, ZEUTHEN),
        (("buyback, offers and counter-offers", "回购，轮流出价"), "buyback", None, CLOCK),
        (("revenue share, offers and counter-offers", "收入分成，轮流出价"), "revenue_share_factory", None, CLOCK),
    ]
    return [line for name, kind, theory, how in rows for line in traded(name, kind, theory, how, seed, n)]
