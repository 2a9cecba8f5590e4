"""Limit 4: a factory short of capacity cuts orders by a known rule; retailers learn from their money how much to order.

Each of two retailers privately wants 20 or 60 units (profit q a − a²/2 at an allocation a, best at a = q), at even odds.
Theory: Cachon and Lariviere (1999), Sprumont (1991): under the uniform rule ordering one's need is a best reply whatever
others do; under the proportional and linear rules orders are inflated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum
from typing import Any

import numpy as np

from agents.learning import Learner, make_learner
from experiments.validation.finding import Finding, agreed, compare, stream
from protocols.outcomes import Issue, OutcomeSpace
from protocols.rules.rationing import CUTS, Rationing
from protocols.theory.mechanisms_rationing import Rule as Cut
from protocols.theory.mechanisms_rationing import order_inflation
from protocols.types import Floats, Response, Seat, View

NEEDS, CAPACITY = (20.0, 60.0), 90.0
MENU = tuple(float(x) for x in np.arange(10.0, 91.0, 5.0))  # orders a retailer may place: no more than there is
UNITS = np.arange(0.0, 91.0, 0.5)
SPACE = OutcomeSpace([Issue("units", tuple(float(x) for x in UNITS), "units")])
RULE = "ewa:phi=0.99,temperature=0.1"
BINDING = -1e9  # an order once placed binds: no allocation is worse than none


def profit(need: float, got: Floats) -> Floats:
    """CNY at an allocation."""
    return need * got - got**2 / 2.0


@dataclass(slots=True)
class Retailer:
    """Orders what it has learned to order for its need of the day."""

    minds: tuple[Learner, ...]
    rng: np.random.Generator
    need: int = 0
    choice: int = field(default=0, init=False)

    def reset(self) -> None:
        self.choice = self.minds[self.need].choose(self.rng)

    def order(self, view: View) -> int:
        return view.space.index({"units": MENU[self.choice]})

    def propose(self, view: View) -> int | None:
        return None

    def respond(self, view: View, offer: int) -> Response:
        return Response.REJECT


def learned_orders(cut: str, seed: int, days: int) -> tuple[float, float]:
    """What the two retailers habitually order when they need little and when they need much, after ``days`` days."""
    rule, luck, table = Rationing(SPACE, cut=cut, capacity=CAPACITY), stream(seed, "needs"), stream(seed, "allotment", cut)
    shops = [
        Retailer(tuple(make_learner(RULE, len(MENU), MENU.index(need)) for need in NEEDS), stream(seed, "shop", cut, k))
        for k in range(2)
    ]
    worth = [profit(need, UNITS) for need in NEEDS]
    nobody = Retailer((make_learner("fixed", 1, 0),), table)  # the factory has no say: capacity is given
    holder = Seat("factory", UNITS.copy(), 0.0, nobody)
    for needs in (luck.random((days, 2)) < 0.5).astype(int).tolist():
        for shop, need in zip(shops, needs, strict=True):
            shop.need = need
        seats = [holder, *(Seat(f"shop{k}", worth[need], BINDING, shops[k]) for k, need in enumerate(needs))]
        result = agreed(rule.run(seats, table))
        for k, shop in enumerate(shops):
            shop.minds[shop.need].learn(shop.choice, result.utilities[f"shop{k}"])
    habits = [[MENU[int(np.argmax(shop.minds[need].weights()))] for shop in shops] for need in (0, 1)]
    return float(np.mean(habits[0])), float(np.mean(habits[1]))


def equilibrium(cut: str) -> tuple[float, float]:
    """Orders (low need, high need) of a symmetric Bayesian equilibrium on the menu, found by best replies from the truth.

    Where replies cycle, their mean over the cycle. Uses the formulas of the cuts, no agents.
    """
    cutter, orders, path = CUTS[cut], [MENU.index(need) for need in NEEDS], []
    while tuple(orders) not in path:
        path.append(tuple(orders))
        orders = [_best_reply(cutter, need, orders) for need in NEEDS]
    cycle = path[path.index(tuple(orders)) :]
    return float(np.mean([MENU[low] for low, _ in cycle])), float(np.mean([MENU[high] for _, high in cycle]))


def _best_reply(cutter: Cut, need: float, rivals: list[int]) -> int:
    earned = [
        fsum(0.5 * float(profit(need, cutter([own, MENU[rival]], CAPACITY)[0])) for rival in rivals) for own in MENU
    ]
    return int(np.argmax(np.round(earned, 9)))


def orders(cut: str, seed: int, n: int, days: int) -> list[Finding]:
    """Learned orders of both types under one rule against the equilibrium."""
    seen = np.array([learned_orders(cut, seed + k, days) for k in range(n)])
    exact = order_inflation(*NEEDS, 0.5, CAPACITY)
    theory = (exact.order_low, exact.order_high) if cut == "linear" else equilibrium(cut)
    said: dict[str, Any] = {"days": days, "top": MENU[-1]}
    return [
        compare(f"ration.{cut}", value, list(column), tolerance=5.0, need=need, **said)
        for need, value, column in zip(NEEDS, theory, seen.T, strict=True)
    ]


def findings(seed: int = 1, n: int = 10, days: int = 4000) -> list[Finding]:
    """Every line of this limit; ``n`` pairs of retailers."""
    return [line for cut in ("uniform", "linear", "proportional") for line in orders(cut, seed, n, days)]
