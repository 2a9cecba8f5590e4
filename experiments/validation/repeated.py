"""Limit 3b: the same host and supplier again and again; one lie found out ends belief for ever. How patient must a host be?

Theory: Özer, Zheng and Chen (2011) as a repeated game (grim trigger, Friedman 1971): truth holds from a critical discount
factor on, set by the host that gains most from a lie, the one with the lowest forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.learning import make_learner
from agents.learning.yardstick import Yardstick
from agents.theory.cheap_talk import truth_by_repetition
from agents.trust import FIRST_IMPRESSION, Reputation, worth_breaking
from experiments.validation.alerts import GAME, ROLES, SPREAD
from experiments.validation.finding import Finding, compare, stream
from protocols.contracts import CLAUSES, Contract
from protocols.types import Floats

PAY = Contract("commission", ROLES, (CLAUSES["commission"],), {"commission_rate": GAME.retail_margin / GAME.price})
CONTINUATIONS = tuple(float(d) for d in np.round(np.arange(0.15, 0.751, 0.05), 2))
HORIZON = 80  # shows a host looks ahead: 0.75 ** 80 is nothing
POLICIES = ("truth", "lie")


@dataclass(slots=True)
class Grim:
    """Stocks on the host's word until one word proves false; then only on what it knows of demand in general."""

    unaided: float
    trusts: bool = True

    def stock(self, alert: float) -> float:
        return alert + GAME.supplier_shift if self.trusts else self.unaided

    def learn(self, alert: float, forecast: float) -> None:
        """After the show the forecast that the host had can be seen."""
        self.trusts = self.trusts and abs(alert - forecast) < 1e-9


def unaided_stock() -> float:
    """What a supplier orders that hears nothing: its quantile of a fine sample of ξ + ε."""
    grid = (np.arange(400) + 0.5) / 400 * 2.0 - 1.0
    demand = np.sort((SPREAD * grid[:, None] + GAME.noise * grid[None, :]).ravel())
    return GAME.mean + float(demand[int(GAME.critical_ratio * demand.size)])


def relation(policy: str, forecasts: Floats, noise: Floats, unaided: float) -> tuple[Floats, Floats]:
    """(T,) commission and (T,) demand of a host that opens with the truth or with the highest alert, and is honest then.

    After a lie nobody listens, so what it says then is idle.
    """
    supplier, stocks = Grim(unaided), np.empty(len(forecasts))
    for t, known in enumerate((GAME.mean + forecasts).tolist()):
        alert = GAME.mean + SPREAD if policy == "lie" and t == 0 else known
        stocks[t] = supplier.stock(alert)
        supplier.learn(alert, known)
    demand = GAME.mean + forecasts + noise
    pay = PAY.income("host", {"commission_base_cny": GAME.price * np.minimum(demand, stocks)})
    return np.asarray(pay), demand


def nature(rng: np.random.Generator, shows: int) -> tuple[Floats, Floats]:
    """Forecasts and noise of one relation; it opens with the lowest forecast, where the truth costs most."""
    forecasts = rng.uniform(-SPREAD, SPREAD, shows)
    forecasts[0] = -SPREAD
    return forecasts, rng.uniform(-GAME.noise, GAME.noise, shows)


def indifferent(advantage: Floats) -> float:
    """The discount factor at which the (T,) ``advantage`` of a lie, first gain then losses, is worth nothing (bisection)."""
    low, high = 0.0, 0.999
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if float(advantage @ middle ** np.arange(len(advantage))) > 0 else (low, middle)
    return (low + high) / 2.0


def critical() -> float:
    """Theory's critical discount factor."""
    found = truth_by_repetition(GAME, SPREAD).critical_discount
    assert found is not None  # in this game the host prefers truth to babbling
    return found


def weighed(seed: int, n: int, relations: int = 500) -> Finding:
    """A host that weighs tonight's gain against what it will earn, both as played, on the same luck."""
    unaided, values = unaided_stock(), []
    for k in range(n):
        rng, advantage = stream(seed + k, "relations"), np.zeros(HORIZON)
        for _ in range(relations):
            luck = nature(rng, HORIZON)
            advantage += relation("lie", *luck, unaided)[0] - relation("truth", *luck, unaided)[0]
        values.append(indifferent(advantage))
    return compare("patience.weighed", critical(), values, tolerance=0.01, relations=relations, shows=HORIZON)


def learns_truth(continuation: float, seed: int, relations: int) -> float:
    """Whether (0 or 1) a host that only ever sees its money ends up opening with the truth.

    Every relation ends after each show with probability 1 − ``continuation``.
    """
    rng, mood = stream(seed, "nature", continuation), stream(seed, "host", continuation)
    learner, judge, unaided = make_learner("epsilon_greedy:epsilon=0.3", 2, 0), Yardstick(), unaided_stock()
    for _ in range(relations):
        choice = learner.choose(mood)
        pay, demand = relation(POLICIES[choice], *nature(rng, int(rng.geometric(1.0 - continuation))), unaided)
        learner.learn(choice, judge.judge(float(pay.sum()), float(demand.sum())))
    return float(POLICIES[int(np.argmax(learner.weights()))] == "truth")


def learned(seed: int, n: int, relations: int = 1500) -> Finding:
    """Learning hosts over a sweep of continuation chances: where do they turn honest? (Spearman–Kärber midpoint.)

    Each value is the midpoint of one host per chance; the share that is honest rises from 0 to 1 along the sweep.
    """
    width, values = CONTINUATIONS[1] - CONTINUATIONS[0], []
    for k in range(n):
        lies = [1.0 - learns_truth(c, seed + k, relations) for c in CONTINUATIONS]
        values.append(CONTINUATIONS[0] - width / 2.0 + width * sum(lies))
    said: dict[str, Any] = {"relations": relations, "low": CONTINUATIONS[0], "high": CONTINUATIONS[-1]}
    return compare("patience.learned", critical(), values, tolerance=width, **said)


def rule_of_thumb(gain: float = 15.0, margin: float = 100.0, broken: float = 0.3, forgetting: float = 0.9) -> Finding:
    """The rule by which factories and carriers weigh a breach, against the reputation that a breach really leaves behind.

    Theory here: business in proportion to the Beta reputation, played forward with and without one breach; the patience at
    which the breach gains nothing. Found: the patience from which the rule keeps its word.
    """
    kept, breached = Reputation.prior(FIRST_IMPRESSION), Reputation.prior(FIRST_IMPRESSION)
    advantage = np.zeros(400)
    advantage[0] = gain
    for t in range(1, 400):
        kept.record(1.0)
        breached.record(1.0 - broken if t == 1 else 1.0)
        for reputation in (kept, breached):
            reputation.fade(forgetting)
        advantage[t] = margin * (breached.mean - kept.mean)
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if worth_breaking(gain, margin, broken, middle, forgetting) else (low, middle)
    said: dict[str, Any] = {"gain": gain, "margin": margin, "broken": broken, "forgetting": forgetting}
    return compare("patience.rule", indifferent(advantage), [(low + high) / 2.0], tolerance=0.02, **said)


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit."""
    return [weighed(seed, n), learned(seed, n), rule_of_thumb()]
