"""Quality: what a supplier spends on it, and what a host makes of trial samples.

The supplier knows the defect rate of its own batch and has an idea of the host's pass level; the host knows what its
trial showed. Neither sees the other's numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import bdtr

from agents.public import Floats, Ints
from agents.supplier_pre import contribution
from protocols.sums import dot

if TYPE_CHECKING:
    from agents.supplier import Supplier

_EFFORTS = np.linspace(0.0, 1.0, 11)
_NODES = (-np.sqrt(3.0), 0.0, np.sqrt(3.0))  # Gauss–Hermite: three points of a normal belief
_WEIGHTS = (1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0)


@dataclass(frozen=True, slots=True)
class Craft:
    """What work on quality does: ``cost`` CNY per unit shipped at full effort (quadratic), ``effect`` share of defects it
    removes, ``returned`` share of defective units sent back, ``spoilt`` value of one over an A-grade unit."""

    cost: float
    effect: float
    returned: float
    spoilt: float

    def rate(self, defect: Floats, effort: Floats) -> Floats:
        """Defect rate left by ``effort``."""
        left: Floats = defect * (1.0 - self.effect * effort)
        return left


@dataclass(frozen=True, slots=True)
class Hurdle:
    """A trial as a supplier imagines it: ``samples`` a style, ``shown`` share of defects that show in them, pass ``level``
    with log spread ``hidden``."""

    samples: int
    shown: float
    level: float
    hidden: float

    def passed(self, rate: Floats) -> Floats:
        """Chance that a style with defect ``rate`` is admitted."""
        if not self.samples:
            return np.ones_like(rate)
        levels = [self.level * np.exp(self.hidden * node) for node in _NODES]
        chances = [bdtr(allowed(self.samples, level), self.samples, rate * self.shown) for level in levels]
        return np.asarray(dot(np.moveaxis(np.array(chances), 0, -1), _WEIGHTS))


def allowed(samples: int, level: float) -> int:
    """Defective samples at which a style is still admitted."""
    return min(int(np.floor(level * samples + 1e-9)), samples)


def unit_cost(supplier: Supplier, craft: Craft, rate: Floats, effort: Floats, expected: float = 0.0) -> Floats:
    """CNY per ordered unit: work on quality, and what defects beyond the ``expected`` rate cost when they come back."""
    c, p = supplier.catalogue, supplier.profile
    revenue = c.price * (1.0 - p.take_rate - supplier.commission)
    back = c.kept * (rate - expected) * craft.returned * (revenue - p.salvage + p.return_cost)
    worth_less = c.kept * rate * craft.returned * (1.0 - craft.spoilt) * p.salvage
    cost: Floats = back + worth_less + (1.0 - c.refund) * craft.cost * effort**2
    return cost


def efforts(supplier: Supplier, craft: Craft, defect: Floats, hurdle: Hurdle) -> Floats:
    """(S,) effort in [0, 1] that maximises expected profit: chance of admission × units × (margin − cost of quality).

    A refused style earns nothing beyond its salvage, which the margin counts from.
    """
    units, margin = supplier.outlook(), contribution(supplier)
    values = []
    for effort in _EFFORTS:
        rate = craft.rate(defect, np.full_like(defect, effort))
        cost = unit_cost(supplier, craft, rate, np.full_like(defect, effort))
        values.append(hurdle.passed(rate) * units * np.maximum(margin - cost, 0.0))
    best: Floats = _EFFORTS[np.argmax(values, axis=0)]
    return best


def judge(found: Ints, samples: int, shown: float, mean: float, log_sigma: float) -> Floats:
    """(S,) defect rates the host expects after a trial: Gamma prior of the trade, Poisson counts."""
    if mean <= 0.0 or log_sigma <= 0.0:
        return np.full(len(found), mean)
    shape = 1.0 / np.expm1(log_sigma**2)
    expected: Floats = (shape + found) / (shape / mean + samples * shown)
    return expected
