"""Limit 3a: a host who knows tonight's appeal tells the supplier how much it will sell; the supplier stocks by what it learned.

Demand is mean + ξ + ε with ξ known to the host alone, both uniform. The host lives on commission, so it gains from stock
whatever ξ is. Theory: talk that costs nothing is pushed to the highest report and tells nothing (Cachon and Lariviere 2001;
Özer, Zheng and Chen 2011); money behind the alert makes the truth pay. Host: a learning rule over how much to inflate.
Supplier: the quantile of the misses it has seen. Clauses: those of the project.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agents.learning import make_learner
from agents.learning.yardstick import Yardstick
from agents.theory.cheap_talk import cheap_talk
from agents.theory.forecast_contract import ForecastContract
from agents.theory.uniform_noise import quantile
from agents.trust import Inflation
from experiments.validation.finding import Finding, compare, stream
from protocols.contracts import CLAUSES, Contract

GAME = ForecastContract(price=100.0, wholesale=75.0, cost=0.0, capacity_cost=30.0, mean=400.0, noise=75.0)
SPREAD = 150.0  # ξ is uniform on ± SPREAD, units
STEP = 15.0
MENU = tuple(float(x) for x in np.arange(-60.0, 2 * SPREAD + 1.0, STEP))  # units added to the forecast
SHOWS, MEMORY = 5000, 150
LEVELS, NOISE, FORGETTING = (1.0, 1.15, 1.3, 1.45, 1.6), 0.2, 0.97  # of exaggeration; log demand; a show
RULE = "ewa:phi=0.997,temperature=0.1"  # remembers some 300 shows: one night tells little
ROLES = {"host": "host", "supplier": "supplier"}
TERMS = {"commission_rate": GAME.retail_margin / GAME.price, "score_base_cny": 0.0}


@dataclass(slots=True)
class Misses:
    """A supplier's memory of demand less alert; it stocks the alert plus the quantile of its misses that pays best."""

    fractile: float
    kept: deque[float]
    ranked: list[float]

    @classmethod
    def naive(cls, fractile: float) -> Misses:
        """First it expects alerts to be as good as the noise allows: unbiased, half-width known."""
        prior = [quantile((k * 61 % MEMORY + 0.5) / MEMORY, GAME.noise) for k in range(MEMORY)]  # well mixed: forgotten evenly
        return cls(fractile, deque(prior), sorted(prior))

    def stock(self, alert: float) -> float:
        return max(alert + self.ranked[int(self.fractile * len(self.ranked))], 0.0)

    def learn(self, alert: float, demand: float) -> None:
        old = self.kept.popleft()
        self.ranked.pop(bisect_left(self.ranked, old))
        self.kept.append(demand - alert)
        insort(self.ranked, demand - alert)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a pair has come to, means over the last half of its shows.

    ``inflation`` of the alert that the host now likes best, ``discount`` of the alert sent against a believed one (units),
    ``chain`` profit of both (CNY a show).
    """

    inflation: float
    discount: float
    chain: float


def habit(clauses: tuple[str, ...], terms: Mapping[str, float], seed: int, shows: int = SHOWS) -> Habit:
    """Play ``shows`` shows of one learning host with one learning supplier."""
    contract = Contract("alerts", ROLES, tuple(CLAUSES[c] for c in clauses), {**TERMS, **terms})
    learner = make_learner(RULE, len(MENU), MENU.index(0.0))
    luck, mood, judge, supplier = stream(seed, "demand"), stream(seed, "host"), Yardstick(), Misses.naive(GAME.critical_ratio)
    xi, eps = luck.uniform(-SPREAD, SPREAD, shows), luck.uniform(-GAME.noise, GAME.noise, shows)
    rows = []
    for forecast, noise in zip(xi.tolist(), eps.tolist(), strict=True):
        choice = learner.choose(mood)
        alert = GAME.mean + min(forecast + MENU[choice], SPREAD)
        demand, stock = GAME.mean + forecast + noise, supplier.stock(alert)
        sold = min(demand, stock)
        facts = {"commission_base_cny": GAME.price * sold, "alert_units": alert, "sold_units": demand}  # demand can be seen
        learner.learn(choice, judge.judge(float(contract.income("host", facts)), demand))
        supplier.learn(alert, demand)
        habitual = min(forecast + MENU[int(np.argmax(learner.weights()))], SPREAD) - forecast
        rows.append((habitual, alert + GAME.supplier_shift - stock, GAME.chain(sold, stock)))
    inflation, discount, chain = np.array(rows[shows // 2 :]).mean(axis=0)
    return Habit(float(inflation), float(discount), float(chain))


def talk(seed: int, n: int, shows: int = 3 * SHOWS) -> list[Finding]:
    """Commission only: what alerts, stock and profit come to when talk costs nothing.

    Near the top one step more gains next to nothing, so learning takes longer than with money behind alerts.
    """
    theory = cheap_talk(GAME, SPREAD)
    seen = [habit(("commission",), {}, seed + k, shows) for k in range(n)]
    taken = SPREAD + GAME.mean + GAME.supplier_shift - theory.uninformative.mean_capacity
    full, loss = theory.full.chain, theory.loss_from_no_trust
    return [
        compare("talk.inflation", SPREAD, [h.inflation for h in seen], tolerance=STEP),
        compare("talk.discount", taken, [h.discount for h in seen], tolerance=STEP),
        compare("talk.loss", loss, [full - h.chain for h in seen], tolerance=0.1 * loss, full=full),
    ]


def bonded(share: float, seed: int, n: int) -> list[Finding]:
    """A bond of ``share`` times the truth-telling bond 2 m (1 − cr): inflation at which one more unit gains nothing.

    A unit more in the alert is a unit more in stock, sold with probability 1 − cr at the margin m, and costs the bond when
    demand stays below the alert.
    """
    margin, missed = GAME.retail_margin, 1.0 - GAME.critical_ratio
    truth = 2.0 * margin * missed
    bond = share * truth
    theory = quantile(min(1.0, margin * missed / bond), GAME.noise)
    seen = [habit(("commission", "alert_bond"), {"alert_bond_cny_per_unit": bond}, seed + k) for k in range(n)]
    lines = [compare("bond", theory, [h.inflation for h in seen], tolerance=STEP, bond=bond, truth=truth)]
    if bond == truth:
        full = cheap_talk(GAME, SPREAD).full.chain
        lines.append(compare("bond.profit", full, [h.chain for h in seen], tolerance=0.01 * full, bond=bond))
    return lines


def scored(rate: float, seed: int, n: int) -> Finding:
    """A quadratic score of ``rate`` beside the commission: the bias that is left is m (1 − cr) / (2 rate)."""
    theory = GAME.retail_margin * (1.0 - GAME.critical_ratio) / (2.0 * rate)
    clauses, terms = ("commission", "scoring_rule_quadratic"), {"score_rate_cny_per_unit2": rate}
    seen = [habit(clauses, terms, seed + k).inflation for k in range(n)]
    return compare("score", theory, seen, tolerance=STEP, rate=rate)


def divided(seed: int, shows: int = 1500) -> tuple[float, float]:
    """(level a learning host plays, factor its supplier divides by) where the supplier holds the project's belief."""
    luck, mood = stream(seed, "appeal"), stream(seed, "host.level")
    learner, judge, belief = make_learner(RULE, len(LEVELS), 0), Yardstick(), Inflation(spread=0.3)
    appeals, surprises = luck.normal(0.0, 0.5, shows), luck.normal(0.0, NOISE, shows)
    for appeal, surprise in zip(np.exp(appeals).tolist(), np.exp(surprises).tolist(), strict=True):
        choice = learner.choose(mood)
        alert, demand = 1000.0 * appeal * LEVELS[choice], 1000.0 * appeal * surprise
        sold = min(demand, alert / belief.factor)
        learner.learn(choice, judge.judge(TERMS["commission_rate"] * GAME.price * sold, demand))
        belief.learn(alert, demand, NOISE)
        belief.fade(FORGETTING)
    return LEVELS[int(np.argmax(learner.weights()))], belief.factor


def discounted(seed: int, n: int) -> list[Finding]:
    """The project's own way to discount: a belief about the host's usual exaggeration, by which alerts are divided."""
    seen = [divided(seed + k) for k in range(n)]
    settled = Inflation(spread=0.3)
    for _ in range(500):
        settled.learn(LEVELS[-1], 1.0, NOISE)
        settled.fade(FORGETTING)
    return [
        compare("factor.played", LEVELS[-1], [level for level, _ in seen], tolerance=0.08),
        compare("factor.believed", settled.factor, [factor for _, factor in seen], tolerance=0.06),
    ]


def findings(seed: int = 1, n: int = 12) -> list[Finding]:
    """Every line of this limit; ``n`` pairs of learners."""
    bonds = [line for share in (0.75, 1.0, 2.0) for line in bonded(share, seed, n)]
    scores = [scored(rate, seed, n) for rate in (0.1, 0.5)]
    return [*talk(seed, n), *discounted(seed, n), *bonds, *scores]
