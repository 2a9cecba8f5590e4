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
    _gamma: Floats = field(init=False)  # (2, S) a and b
    _news: Floats = field(init=False)  # room for the evidence of a tick

    def __post_init__(self) -> None:
        self._gamma, self._news = np.empty((2, len(self.mean))), np.empty((2, len(self.mean)))
        self._gamma[0] = 1.0 / np.expm1(self.log_sigma**2)
        self._gamma[1] = self._gamma[0] / self.mean

    def learn(self, counts: Floats | Ints, expected: Floats, weight: float | Floats) -> None:
        """Take in ``counts`` where ``expected`` were planned (a weight kept as an array is the quicker for numpy)."""
        self._news[0] = counts
        self._news[1] = expected
        self._news *= weight
        self._gamma += self._news

    @property
    def shape(self) -> Floats:
        """(S,) a of every style; what is written to it counts."""
        row: Floats = self._gamma[0]
        return row

    @shape.setter
    def shape(self, value: Floats) -> None:
        self._gamma[0] = value

    @property
    def rate(self) -> Floats:
        """(S,) b of every style; what is written to it counts."""
        row: Floats = self._gamma[1]
        return row

    @property
    def level(self) -> Floats:
        """(S,) expected appeal."""
        level: Floats = self._gamma[0] / self._gamma[1]
        return level

    def level_of(self, style: int) -> float:
        """Expected appeal of one style."""
        shape: float = self._gamma.item(0, style)
        return shape / self._gamma.item(1, style)

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
