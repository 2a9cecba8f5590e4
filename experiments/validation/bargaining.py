"""Limit 1: two parties split money by alternating offers, and the cost of time goes to zero.

Theory: Rubinstein (1982); its limit is the Nash solution, asymmetric in patience and in risk aversion (Binmore,
Rubinstein and Wolinsky 1986). Parties either play the equilibrium strategy of the project or know no theory at all and
learn by experience.
"""

from __future__ import annotations

import numpy as np

from agents.strategies import make_strategy
from experiments.validation.finding import Finding, agreed, compare, stream
from protocols.outcomes import Issue, OutcomeSpace
from protocols.rules.alternating_offers import AlternatingOffers
from protocols.rules.monotonic_concession import MonotonicConcession
from protocols.theory.bargaining_axiomatic import ConvexFrontier, power_utility_split
from protocols.theory.bargaining_strategic import rubinstein, rubinstein_limit
from protocols.types import ACCEPT, REJECT, Floats, Response, Seat, View

PIE = 1000  # CNY, offered in whole CNY
REFUSED = 3.0  # how much larger a step a refusal makes than an acceptance
FRICTIONS = (0.7, 0.8, 0.9, 0.95)


class ByExperience:
    """Knows its own patience and what became of its own offers, nothing else.

    It asks for its aspiration and takes any offer worth waiting no longer for: u(offer) ≥ δ u(aspiration). Accepted, it
    asks more next time; refused, less, and by a larger step as a refusal costs time and money. Steps shrink as
    experience grows (learning direction theory: Selten and Stoecker 1986, Journal of Economic Behavior and Organization 7).
    """

    def __init__(self, worth: Floats, discount: float, aspiration: float) -> None:
        self.worth, self.discount = worth, discount  # worth of 0 … PIE CNY
        self.aspiration, self.trials, self.pending = aspiration, 0, False

    def reset(self) -> None:
        self.pending = False

    def propose(self, view: View) -> int | None:
        self.pending = True
        mine = self.asks
        return mine if view.me == "a" else PIE - mine

    def respond(self, view: View, offer: int) -> Response:
        if self.pending:
            self.learn(accepted=False)
        return ACCEPT if view.utility[offer] >= self.discount * self.worth[self.asks] else REJECT

    @property
    def asks(self) -> int:
        return round(self.aspiration)

    def learn(self, accepted: bool) -> None:
        """Take note of the fate of the last offer."""
        self.pending = False
        self.trials += 1
        step = max(1.0, 0.05 * PIE / (1.0 + self.trials / 40.0))
        self.aspiration = min(max(self.aspiration + (step if accepted else -REFUSED * step), 0.0), float(PIE))


def learned_share(discounts: tuple[float, float], power: float, seed: int, encounters: int = 800) -> float:
    """Share of the first speaker "a" after two inexperienced parties have met ``encounters`` times, speaking first in turn.

    ``power``: a's utility is money**power. Mean of what a asked for and got at once, in the last quarter of the
    encounters that it opened.
    """
    space = OutcomeSpace([Issue("cny", tuple(range(PIE + 1)), "CNY")])
    money = np.arange(PIE + 1) / PIE
    worth = (money**power, money)
    starts = stream(seed, "aspirations").uniform(0.0, PIE, 2)
    who = [ByExperience(w, d, float(s)) for w, d, s in zip(worth, discounts, starts, strict=True)]
    seats = [Seat("a", worth[0], 0.0, who[0], discounts[0]), Seat("b", worth[1][::-1].copy(), 0.0, who[1], discounts[1])]
    rules = [AlternatingOffers(space, rounds=30, first=k) for k in (0, 1)]
    rng, shares = stream(seed, "table"), []
    for k in range(encounters):
        result = rules[k % 2].run(seats, rng)
        if not result.agreed:
            continue
        who["ab".index(result.offers[-1][1])].learn(accepted=True)
        if k % 2 == 0 and k >= 0.75 * encounters and len(result.offers) == 1:
            shares.append(result.offers[-1][2] / PIE)
    return float(np.mean(shares))


def learned(discounts: tuple[float, float], power: float, seed: int, n: int) -> Finding:
    """Experience against the equilibrium division at given patience; power utility rescales the discount factor."""
    theory = rubinstein(discounts[0] ** (1.0 / power), discounts[1]).first_when_1_proposes
    values = [learned_share(discounts, power, seed + k) for k in range(n)]
    key = "experience" if power == 1.0 else "experience.averse"
    return compare(key, theory, values, tolerance=0.01, one=discounts[0], two=discounts[1], power=power)


def frictionless(seed: int, n: int) -> Finding:
    """The first speaker's share against the friction f = (1 − δ)/(1 + δ), extrapolated to f = 0: Nash's half."""
    friction = np.array([(1.0 - d) / (1.0 + d) for d in FRICTIONS])
    values = []
    for k in range(n):
        shares = [learned_share((d, d), 1.0, seed + k) for d in FRICTIONS]
        values.append(float(np.polyfit(friction, shares, 1)[1]))
    nash = power_utility_split(1.0, 1.0)[0]
    return compare("frictionless", nash, values, tolerance=0.01, frictions=", ".join(map(str, FRICTIONS)))


def equilibrium_play(rates: tuple[float, float], interval: float = 0.1, rounds: int = 800) -> Finding:
    """The project's equilibrium strategy on both sides, offers ``interval`` apart, against the asymmetric Nash split.

    The limit is the same whoever speaks first; the tolerance is what speaking first is still worth.
    """
    pie = 20_000
    space = OutcomeSpace([Issue("cny", tuple(range(pie + 1)), "CNY")])
    money = np.arange(pie + 1.0)
    d = [float(np.exp(-r * interval)) for r in rates]
    seats = [
        Seat("a", money, 0.0, make_strategy(f"rubinstein:other_discount={d[1]!r},pie={pie}"), d[0]),
        Seat("b", money[::-1].copy(), 0.0, make_strategy(f"rubinstein:other_discount={d[0]!r},pie={pie}"), d[1]),
    ]
    shares = []
    for first in (0, 1):
        result = AlternatingOffers(space, rounds, first).run(seats, stream(0, "equilibrium", first))
        shares.append(agreed(result).outcome / pie)
    gap = (max(shares) - min(shares)) / 2.0
    return compare("equilibrium", rubinstein_limit(*rates), shares, tolerance=gap, one=rates[0], two=rates[1])


def curved(zeuthen: bool) -> Finding:
    """Risk-averse a (utility √money), risk-neutral b: which solution does a way of conceding lead to?

    Zeuthen's monotonic concession reaches the Nash solution; equal time-dependent concession on both sides meets where both
    have given up the same part of their range, the Kalai–Smorodinsky solution.
    """
    space = OutcomeSpace([Issue("cny", tuple(range(PIE + 1)), "CNY")])
    money = np.arange(PIE + 1) / PIE
    frontier = ConvexFrontier(lambda u: max(0.0, 1.0 - u * u), 1.0)  # a's utility is the root of its share
    seats = [
        Seat("a", np.sqrt(money), 0.0, make_strategy("linear")),
        Seat("b", money[::-1].copy(), 0.0, make_strategy("linear")),
    ]
    rule = MonotonicConcession if zeuthen else AlternatingOffers
    theory = (frontier.nash() if zeuthen else frontier.kalai_smorodinsky())[0] ** 2
    played = [agreed(rule(space, 2000, first).run(seats, stream(0, rule.name, first))) for first in (0, 1)]
    shares = [result.utilities["a"] ** 2 for result in played]
    return compare("zeuthen" if zeuthen else "clock", theory, shares, tolerance=2.0 / PIE)


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit; ``n`` populations of learners."""
    return [
        equilibrium_play((0.05, 0.05)),
        equilibrium_play((0.05, 0.10)),
        learned((0.8, 0.8), 1.0, seed, n),
        learned((0.95, 0.9025), 1.0, seed, n),
        learned((0.9, 0.9), 0.5, seed, n),
        frictionless(seed, n),
        curved(zeuthen=True),
        curved(zeuthen=False),
    ]
