"""The supplier's design desk: what wishes and samples say of a design, what its first order should be, which fix pays."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from agents.supplier_pre import contribution

if TYPE_CHECKING:
    from agents.supplier import Supplier


@dataclass(frozen=True, slots=True)
class Belief:
    """Belief about the log appeal of a design: normal."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Order:
    """A first order (units) and the profit expected of it (CNY, risk attitude included, development not counted)."""

    units: int
    profit: float


def prior(spread: float) -> Belief:
    """Any design's log appeal before anybody was asked: spread ``spread``, mean appeal one."""
    return Belief(-(spread**2) / 2.0, spread)


def learned(belief: Belief, seen: float, sd: float) -> Belief:
    """``belief`` after an unbiased reading ``seen`` of the log appeal with error ``sd`` (normal–normal).

    >>> learned(Belief(0.0, 1.0), 1.0, 1.0)
    Belief(mean=0.5, sd=0.7071067811865476)
    """
    weight = belief.sd**2 / (belief.sd**2 + sd**2)
    return Belief(belief.mean + weight * (seen - belief.mean), belief.sd * sqrt(1.0 - weight))


def after_wishes(belief: Belief, wishes: int, expected: float, elasticity: float, noise: float) -> Belief:
    """``belief`` after ``wishes`` were counted where ``expected`` come for a design of appeal one."""
    if elasticity <= 0.0 or expected <= 0.0:
        return belief
    count = max(float(wishes), 0.5)
    return learned(belief, log(count / expected) / elasticity, sqrt(noise**2 + 1.0 / count) / elasticity)


def after_samples(belief: Belief, answers: float, mean: float, noise: float) -> Belief:
    """``belief`` after ``answers`` people who tried the design answered ``mean`` on average, each with spread ``noise``."""
    return learned(belief, mean, noise / sqrt(answers)) if answers >= 1.0 else belief


def first_order(supplier: Supplier, like: int, plan: float, belief: Belief) -> Order:
    """The best first order of a design sold like style ``like`` in a place for ``plan`` units at appeal one."""
    p, nodes = supplier.profile, np.array([NormalDist().inv_cdf((k + 0.5) / 64) for k in range(64)])
    demand = plan * np.exp(belief.mean + belief.sd * nodes)
    sizes = np.append(0.0, demand)[:, None]
    won, cost = float(contribution(supplier, like)), float(p.cost[like] - p.salvage[like])
    worth = supplier.worth(won * np.minimum(sizes, demand) - cost * sizes)
    best = int(np.argmax(worth))
    return Order(int(round(float(sizes[best, 0]))), float(worth[best]))


def fix_gain(supplier: Supplier, style: int, returned: float) -> float:
    """CNY that ``returned`` units would bring in a show if they stayed with their buyers."""
    c, p = supplier.catalogue, supplier.profile
    each = float(c.price[style]) * (1.0 - p.take_rate - supplier.commission) + p.return_cost - float(p.salvage[style])
    return returned * max(each, 0.0)
