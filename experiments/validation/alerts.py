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
from experiments.validation.finding import Finding, Text, compare, stream
from protocols.contracts import CLAUSES, Contract

GAME = ForecastContract(price=100.0, wholesale=75.0, cost=0.0, capacity_cost=30.0, mean=400.0, noise=75.0)
SPREAD = 150.0  # ξ is uniform on ± SPREAD, units
STEP = 15.0
MENU = tuple(float(x) for x in np.arange(-60.0, 2 * SPREAD + 1.0, STEP))  # units added to the forecast
SHOWS, MEMORY = 5000, 150
RULE = "ewa:phi=0.99,temperature=0.1"
TALK = "Cachon & Lariviere (2001); Özer, Zheng & Chen (2011)"
DERIVED = "first-order condition of the host against a supplier who has learned its bias; derived here"
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
        prior = [quantile((k + 0.5) / MEMORY, GAME.noise) for k in range(MEMORY)]
        return cls(fractile, deque(prior[:: 7] + [x for i, x in enumerate(prior) if i % 7]), sorted(prior))

    def stock(self, alert: float) -> float:
        return max(alert + self.ranked[int(self.fractile * len(self.ranked))], 0.0)

    def learn(self, alert: float, demand: float) -> None:
        old = self.kept.popleft()
        self.ranked.pop(bisect_left(self.ranked, old))
        self.kept.append(demand - alert)
        insort(self.ranked, demand - alert)


@dataclass(frozen=True, slots=True)
class Habit:
    """What a pair has come to, means over the last half of its shows: units, and CNY a show for both together."""

    inflation: float
    stock: float
    discount: float
    chain: float


def habit(clauses: tuple[str, ...], terms: Mapping[str, float], seed: int) -> Habit:
    """Play ``SHOWS`` shows of one learning host with one learning supplier."""
    contract = Contract("alerts", {"host": "host", "supplier": "supplier"}, tuple(CLAUSES[c] for c in clauses), {**TERMS, **terms})
    learner = make_learner(RULE, len(MENU), MENU.index(0.0))
    luck, mood, judge, supplier = stream(seed, "demand"), stream(seed, "host"), Yardstick(), Misses.naive(GAME.critical_ratio)
    xi, eps = luck.uniform(-SPREAD, SPREAD, SHOWS), luck.uniform(-GAME.noise, GAME.noise, SHOWS)
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
        rows.append((habitual, stock - GAME.mean - forecast, alert + GAME.supplier_shift - stock, GAME.chain(sold, stock)))
    inflation, above, discount, chain = np.array(rows[SHOWS // 2 :]).mean(axis=0)
    return Habit(float(inflation), float(above), float(discount), float(chain))


def talk(seed: int, n: int) -> list[Finding]:
    """Commission only: what alerts, stock and profit come to when talk costs nothing."""
    theory = cheap_talk(GAME, SPREAD)
    seen = [habit(("commission",), {}, seed + k) for k in range(n)]
    note = ("inflation of the habitual alert; nobody can send more than the highest forecast", "惯常预警的虚高量；预警不超过最高可能值")
    loss = theory.loss_from_no_trust
    full = theory.full.chain
    return [
        compare(("commission only: inflation of alerts", "纯佣：预警虚高"), SPREAD, [h.inflation for h in seen],
                note=note, source=TALK, unit="units", tolerance=STEP),
        compare(("commission only: what the supplier takes off alerts", "纯佣：商家的折减"),
                SPREAD + GAME.mean + GAME.supplier_shift - theory.uninformative.mean_capacity, [h.discount for h in seen],
                note=("highest report less the stock of a supplier who learns nothing from it", "最高预警减去无信息时的备货"),
                source=TALK, unit="units", tolerance=STEP),
        compare(("commission only: chain profit lost for want of trust", "纯佣：互不信任的供应链损失"), loss, [full - h.chain for h in seen],
                note=(f"of {full:,.0f} CNY a show with the truth", f"真实共享时每场 {full:,.0f} 元"),
                source=TALK, unit="CNY", tolerance=0.1 * loss),
    ]  # fmt: skip


def bonded(share: float, seed: int, n: int) -> list[Finding]:
    """A bond of ``share`` times the truth-telling bond 2 m (1 - cr): inflation at which one more unit gains nothing."""
    margin, missed = GAME.retail_margin, 1.0 - GAME.critical_ratio
    bond = share * 2.0 * margin * missed
    theory = quantile(min(1.0, margin * missed / bond), GAME.noise)
    seen = [habit(("commission", "alert_bond"), {"alert_bond_cny_per_unit": bond}, seed + k) for k in range(n)]
    name = (f"alert bond of {bond:g} CNY a unit: inflation", f"预警保证金每件 {bond:g} 元：虚高")
    note = ("P(demand < alert) = commission × P(sold out) / bond; the bond at which truth is best: "
            f"{2 * margin * missed:g} CNY", f"真实最优的保证金：{2 * margin * missed:g} 元")  # fmt: skip
    lines = [compare(name, theory, [h.inflation for h in seen], note=note, source=DERIVED, unit="units", tolerance=STEP)]
    if share == 1.0:
        full = cheap_talk(GAME, SPREAD).full.chain
        lines.append(
            compare((f"alert bond of {bond:g} CNY a unit: chain profit", f"预警保证金每件 {bond:g} 元：供应链利润"), full,
                    [h.chain for h in seen], note=("against truth known to both; parties still try things out", "与信息完全共享比较；双方仍在试探"),
                    source=TALK, unit="CNY", tolerance=0.01 * full)
        )  # fmt: skip
    return lines


def scored(rate: float, seed: int, n: int) -> Finding:
    """A quadratic score of ``rate`` beside the commission: the bias that is left is m (1 - cr) / (2 rate)."""
    theory = GAME.retail_margin * (1.0 - GAME.critical_ratio) / (2.0 * rate)
    seen = [habit(("commission", "scoring_rule_quadratic"), {"score_rate_cny_per_unit2": rate}, seed + k).inflation for k in range(n)]
    name = (f"quadratic score of {rate:g} CNY a unit²: inflation", f"平方计分每件² {rate:g} 元：虚高")
    note = ("commission still pulls upwards; the steeper the score the nearer the truth", "佣金仍有拉力；计分越陡越接近真实")
    return compare(name, theory, seen, note=note, source="Savage (1971); " + DERIVED, unit="units", tolerance=STEP)


def discounted(seed: int, n: int) -> list[Finding]:
    """The project's own way to discount: a belief about the host's usual exaggeration, by which alerts are divided."""
    menu, noise, shows = (1.0, 1.15, 1.3, 1.45, 1.6), 0.2, 1500
    played, factors = [], []
    for k in range(n):
        luck, mood = stream(seed + k, "appeal"), stream(seed + k, "host.factor")
        learner, judge, belief = make_learner(RULE, len(menu), 0), Yardstick(), Inflation(spread=0.3)
        for appeal, surprise in zip(luck.normal(0.0, 0.5, shows).tolist(), luck.normal(0.0, noise, shows).tolist(), strict=True):
            choice = learner.choose(mood)
            known = 1000.0 * float(np.exp(appeal))
            alert, demand = known * menu[choice], known * float(np.exp(surprise))
            sold = min(demand, alert / belief.factor)
            learner.learn(choice, judge.judge(TERMS["commission_rate"] * GAME.price * sold, demand))
            belief.learn(alert, demand, noise)
            belief.fade(0.97)
        played.append(menu[int(np.argmax(learner.weights()))])
        factors.append(belief.factor)
    honest = Inflation(spread=0.3)
    for _ in range(shows):
        honest.learn(menu[-1], 1.0, noise)
        honest.fade(0.97)
    note = ("menu 1.0 … 1.6; no closed form: every level is discounted in the end, but the next step up always pays tonight",
            "选项 1.0…1.6；终会被识破，但当晚再夸大一步总是划算")  # fmt: skip
    return [
        compare(("commission only, alerts divided by learned exaggeration: factor played", "纯佣、按经验折算：所选夸大倍数"), menu[-1], played,
                note=note, source=TALK, unit="x", tolerance=0.08),
        compare(("the same: factor the supplier divides by", "同上：商家所用折算倍数"), honest.factor, factors,
                note=("belief about a host that always plays the highest level, forgetting 3 % a show", "对始终最高档主播的信念，每场遗忘 3%"),
                source="conjugate normal updating", unit="x", tolerance=0.06),
    ]  # fmt: skip


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit; ``n`` pairs of learners."""
    bonds = [line for share in (0.75, 1.0, 2.0) for line in bonded(share, seed, n)]
    scores = [scored(rate, seed, n) for rate in (0.1, 0.5)]
    return [*talk(seed, n), *discounted(seed, n), *bonds, *scores]


__all__ = ["Text", "findings", "habit"]
