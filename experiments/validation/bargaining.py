"""Limit 1: two parties split money by alternating offers, and the cost of time goes to zero.

Theory: Rubinstein (1982); its limit is the Nash solution, asymmetric in patience and in risk aversion (Binmore,
Rubinstein and Wolinsky 1986). Parties either play the equilibrium strategy of the project or know no theory at all and
learn by experience.
"""

from __future__ import annotations

import numpy as np

from agents.strategies import make_strategy
from experiments.validation.finding import Finding, Text, compare, stream
from protocols.outcomes import Issue, OutcomeSpace
from protocols.rules.alternating_offers import AlternatingOffers
from protocols.rules.monotonic_concession import MonotonicConcession
from protocols.theory.bargaining_axiomatic import ConvexFrontier, power_utility_split
from protocols.theory.bargaining_strategic import rubinstein, rubinstein_limit
from protocols.types import ACCEPT, REJECT, Floats, Response, Seat, View

PIE = 1000  # CNY, offered in whole CNY
BRW = "Rubinstein (1982); Binmore, Rubinstein & Wolinsky (1986)"
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


def learned(label: Text, discounts: tuple[float, float], power: float, seed: int, n: int) -> Finding:
    """Experience against the equilibrium division at given patience; power utility rescales the discount factor."""
    theory = rubinstein(discounts[0] ** (1.0 / power), discounts[1]).first_when_1_proposes
    values = [learned_share(discounts, power, seed + k) for k in range(n)]
    note = (
        "no party knows the other's patience or any theory; random first aspirations; offers in whole CNY of 1,000",
        "双方不知对方耐心，也不知理论；初始要价随机；报价以 1/1000 为单位",
    )
    return compare(label, theory, values, note=note, source=BRW, unit="share of a", tolerance=0.01)


def frictionless(seed: int, n: int) -> Finding:
    """The first speaker's share against the friction f = (1 − δ)/(1 + δ), extrapolated to f = 0: Nash's half."""
    friction = np.array([(1.0 - d) / (1.0 + d) for d in FRICTIONS])
    values = []
    for k in range(n):
        shares = [learned_share((d, d), 1.0, seed + k) for d in FRICTIONS]
        values.append(float(np.polyfit(friction, shares, 1)[1]))
    name = ("experience, equal patience: share as the cost of time goes to 0", "经验学习、耐心相同：时间成本趋零时的份额")
    note = (f"line through δ = {', '.join(map(str, FRICTIONS))}", f"由 δ = {'、'.join(map(str, FRICTIONS))} 线性外推")
    return compare(name, power_utility_split(1.0, 1.0)[0], values, note=note, source=BRW, unit="share of a", tolerance=0.01)


def equilibrium_play(rates: tuple[float, float], interval: float = 0.1, rounds: int = 800) -> Finding:
    """The project's equilibrium strategy on both sides, offers ``interval`` apart, against the asymmetric Nash split."""
    pie = 20_000
    space = OutcomeSpace([Issue("cny", tuple(range(pie + 1)), "CNY")])
    money = np.arange(pie + 1.0)
    d = [float(np.exp(-r * interval)) for r in rates]
    seats = [
        Seat("a", money, 0.0, make_strategy(f"rubinstein:other_discount={d[1]!r},pie={pie}"), d[0]),
        Seat("b", money[::-1].copy(), 0.0, make_strategy(f"rubinstein:other_discount={d[0]!r},pie={pie}"), d[1]),
    ]
    shares = []
    for first in (0, 1):  # the limit is the same whoever speaks first
        result = AlternatingOffers(space, rounds, first).run(seats, stream(0, "equilibrium", first))
        assert result.agreed and len(result.offers) == 1
        shares.append(result.offers[-1][2] / pie)
    name = (f"equilibrium play, impatience {rates[0]} : {rates[1]}", f"均衡策略，不耐烦程度 {rates[0]} : {rates[1]}")
    note = ("no chance in it: the two values are a's shares when a and when b opens", "无随机：两值分别为甲、乙先开口时甲的份额")
    gap = (max(shares) - min(shares)) / 2  # what speaking first is still worth
    return compare(name, rubinstein_limit(*rates), shares, note=note, source=BRW, unit="share of a", tolerance=gap)


def curved(protocol: str, strategy: str) -> Finding:
    """Risk-neutral host, risk-averse supplier (utility √money): which solution does a way of conceding lead to?

    Zeuthen's monotonic concession reaches the Nash solution; equal time-dependent concession on both sides meets where both
    have given up the same part of their range, the Kalai–Smorodinsky solution.
    """
    space = OutcomeSpace([Issue("cny", tuple(range(PIE + 1)), "CNY")])
    money = np.arange(PIE + 1) / PIE
    frontier = ConvexFrontier(lambda u: max(0.0, 1.0 - u * u), 1.0)  # a's utility is the root of its share
    seats = [Seat("a", np.sqrt(money), 0.0, make_strategy(strategy)), Seat("b", money[::-1].copy(), 0.0, make_strategy(strategy))]
    zeuthen = protocol == "monotonic_concession"
    shares = []
    for first in (0, 1):
        table = MonotonicConcession(space, 2000, first) if zeuthen else AlternatingOffers(space, 2000, first)
        result = table.run(seats, stream(0, protocol, first))
        assert result.agreed
        shares.append(result.utilities["a"] ** 2)
    theory = (frontier.nash() if zeuthen else frontier.kalai_smorodinsky())[0] ** 2
    solution = "Nash" if zeuthen else "Kalai–Smorodinsky"
    name = (f"{protocol}, {strategy}, curved frontier: {solution}", f"{protocol}，{strategy}，弯曲前沿：{solution}")
    note = (
        "no chance in it: a opens, b opens; equal concession by the clock is not Nash's solution unless the frontier is straight",
        "无随机；只有前沿为直线时，同步让步才等于纳什解",
    )
    source = "Zeuthen (1930), Harsanyi (1956)" if zeuthen else "Faratin, Sierra & Jennings (1998); Kalai & Smorodinsky (1975)"
    return compare(name, theory, shares, note=note, source=source, unit="share of a", tolerance=2.0 / PIE)


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit; ``n`` populations of learners."""
    return [
        equilibrium_play((0.05, 0.05)),
        equilibrium_play((0.05, 0.10)),
        learned(("experience, δ = 0.8 and 0.8", "经验学习，δ = 0.8 与 0.8"), (0.8, 0.8), 1.0, seed, n),
        learned(("experience, δ = 0.95 and 0.9025", "经验学习，δ = 0.95 与 0.9025"), (0.95, 0.9025), 1.0, seed, n),
        learned(("experience, δ = 0.9, a has utility √money", "经验学习，δ = 0.9，甲效用为 √收益"), (0.9, 0.9), 0.5, seed, n),
        frictionless(seed, n),
        curved("monotonic_concession", "linear"),
        curved("alternating_offers", "linear"),
    ]
