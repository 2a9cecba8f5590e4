"""Beliefs about appeals: what a party thinks a style's multiplier is, from counts against the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from agents.public import Floats, Ints

Guess = TypeVar("Guess", float, Floats)


@dataclass(slots=True)
class AppealBelief:
    """Gamma belief on each style's appeal (S,), conjugate to Poisson counts.

    The prior has mean ``mean`` and the coefficient of variation of a log-normal with spread ``log_sigma``; after
    counts ``n`` where the plan expects ``e``, the posterior is Gamma(a + w n, b + w e). The weight ``w`` < 1
    discounts evidence that carries less than its count (carts move with sales, tastes differ by region).
    """

    log_sigma: float | Floats
    mean: Floats
    shape: Floats = field(init=False)
    rate: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.shape = np.full(len(self.mean), 1.0 / np.expm1(self.log_sigma**2))
        self.rate = self.shape / self.mean

    def learn(self, counts: Floats | Ints, expected: Floats, weight: float | Floats) -> None:
        """Take in ``counts`` where ``expected`` were planned (a weight kept as an array is the quicker for numpy)."""
        self.shape += weight * counts
        self.rate += weight * expected

    @property
    def level(self) -> Floats:
        """(S,) expected appeal."""
        return self.shape / self.rate

    def level_of(self, style: int) -> float:
        """Expected appeal of one style."""
        return float(self.shape[style] / self.rate[style])

    def spread_of(self, style: int) -> float:
        """Log-normal spread of one style's appeal with the same coefficient of variation."""
        return float(np.sqrt(np.log1p(1.0 / self.shape[style])))


def trust_weighted(rule: str, trust: float, claim: Guess, own: Guess) -> Guess:
    """A claim (or an array of them) discounted by trust: q = trust · claim + (1 - trust) · own nowcast.

    ``rule``: ``trust_weighted``, ``credulous`` (the claim as it stands) or ``ignore`` (own nowcast).
    """
    if rule == "credulous":
        return claim
    if rule == "ignore":
        return own
    return trust * claim + (1.0 - trust) * own
