"""Limit 5: a chain of stages, each ordering up to what a moving average of the demand it sees tells it to.

Stages keep books (on hand, on the way, owed) and never see a formula; the bullwhip is the variance of what a stage orders
over that of what customers buy. Theory: Chen, Drezner, Ryan and Simchi-Levi (2000), Management Science 46: without shared
demand every stage forecasts from the orders it receives; with it, from what customers bought.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

import numpy as np

from agents.theory.bullwhip import moving_average_ratio, multistage_ratios
from experiments.validation.finding import Finding, compare, stream
from protocols.types import Floats

LEADS, WINDOW = (2, 2, 2), 6  # periods, review period included; periods averaged over
MEAN, SD = 1000.0, 60.0  # units a period
PERIODS, WARM_UP = 3000, 200
TIERS = (("host's shop", "店铺"), ("supplier", "商家"), ("factory", "工厂"))


@dataclass(slots=True)
class Stage:
    """One tier: goods on hand less backlog, orders on the way, and the demand it has seen lately (units)."""

    lead: int
    safety: float  # standard deviations of the lead-time forecast error held on top, as estimated from the same window
    returns: bool  # whether it may send goods back (a negative order)
    on_hand: float = 0.0
    on_the_way: deque[float] = field(default_factory=deque)
    seen: deque[float] = field(default_factory=lambda: deque([MEAN] * WINDOW, maxlen=WINDOW))

    def __post_init__(self) -> None:
        self.on_the_way.extend([MEAN] * (self.lead - 1))
        self.on_hand = MEAN

    def order(self, asked: float, signal: float) -> float:
        """Ship what is ``asked``, forecast from ``signal``, bring the inventory position up to the target."""
        self.on_hand -= asked
        self.seen.append(signal)
        mean = fsum(self.seen) / WINDOW
        spread = (fsum((x - mean) ** 2 for x in self.seen) / WINDOW * self.lead) ** 0.5 if self.safety else 0.0
        target = self.lead * mean + self.safety * spread
        placed = target - (self.on_hand + fsum(self.on_the_way))
        placed = placed if self.returns else max(placed, 0.0)
        self.on_the_way.append(placed)
        self.on_hand += self.on_the_way.popleft()
        return placed


def demands(rho: float, rng: np.random.Generator) -> Floats:
    """(PERIODS + WARM_UP,) stationary AR(1) customer demand, units."""
    shocks = rng.normal(0.0, SD, PERIODS + WARM_UP)
    out = np.empty(len(shocks))
    level = shocks[0]
    for t, shock in enumerate(shocks.tolist()):
        level = shock if t == 0 else rho * level + (1.0 - rho**2) ** 0.5 * shock
        out[t] = MEAN + level
    return out


def whip(
    shared: bool, seed: int, leads: Sequence[int] = LEADS, rho: float = 0.0, safety: float = 0.0, returns: bool = True
) -> list[float]:
    """Variance of each tier's orders over that of customer demand, shop first."""
    stages = [Stage(lead, safety, returns) for lead in leads]
    bought = demands(rho, stream(seed, "customers", rho))
    placed = np.empty((len(stages), len(bought)))
    for t, sold in enumerate(bought.tolist()):
        asked = sold
        for k, stage in enumerate(stages):
            asked = stage.order(asked, sold if shared else asked)
            placed[k, t] = asked
    return [float(orders[WARM_UP:].var() / bought[WARM_UP:].var()) for orders in placed]


def chain(seed: int, n: int) -> list[Finding]:
    """Three tiers, with and without shared demand, and how much sharing takes away at the factory."""
    theory = multistage_ratios(LEADS, WINDOW)
    apart = np.array([whip(False, seed + k) for k in range(n)])
    together = np.array([whip(True, seed + k) for k in range(n)])
    said: dict[str, Any] = {"leads": LEADS, "window": WINDOW, "periods": PERIODS}
    lines = []
    for k, (en, zh) in enumerate(TIERS):
        for key, ratios, seen in (("apart", theory.decentralised, apart), ("shared", theory.centralised, together)):
            near = 0.02 * ratios[k]
            lines.append(compare(f"whip.{key}", ratios[k], list(seen[:, k]), tolerance=near, en=en, zh=zh, **said))
    saved = theory.decentralised[-1] - theory.centralised[-1]
    lines.append(compare("whip.product", theory.product_bound[-1], list(apart[:, -1]), kind="at_least"))
    lines.append(compare("whip.saved", saved, list((apart - together)[:, -1]), tolerance=0.02 * saved))
    return lines


def variants(seed: int, n: int, rho: float = 0.5, safety: float = 1.65) -> list[Finding]:
    """One tier with correlated demand (exact), and one with safety stock and no returns (the formula is a lower bound)."""
    lead = LEADS[0]
    correlated = [whip(False, seed + k, (lead,), rho=rho)[0] for k in range(n)]
    guarded = [whip(False, seed + k, (lead,), safety=safety, returns=False)[0] for k in range(n)]
    exact, bound = moving_average_ratio(lead, WINDOW, rho), moving_average_ratio(lead, WINDOW)
    return [
        compare("whip.correlated", exact, correlated, tolerance=0.02 * exact, rho=rho, lead=lead, window=WINDOW),
        compare("whip.guarded", bound, guarded, kind="at_least", safety=safety),
    ]


def findings(seed: int = 1, n: int = 20) -> list[Finding]:
    """Every line of this limit; ``n`` histories of customers."""
    return [*chain(seed, n), *variants(seed, n)]
