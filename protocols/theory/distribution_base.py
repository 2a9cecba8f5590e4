"""What every demand law of this package can tell: mean, F, density, quantile, expected sales."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar

from protocols.errors import UserError


class Demand(ABC):
    """A law of one season's demand D."""

    discrete: ClassVar[bool] = False

    @property
    @abstractmethod
    def mean(self) -> float:
        """E D."""

    @property
    def lower(self) -> float:
        """Infimum of the support."""
        return 0.0

    @property
    def upper(self) -> float:
        """Supremum of the support."""
        return math.inf

    @abstractmethod
    def cdf(self, x: float) -> float:
        """F(x) = P(D ≤ x)."""

    @abstractmethod
    def density(self, x: float) -> float:
        """f(x), or for a discrete law P(D = x)."""

    @abstractmethod
    def quantile(self, u: float) -> float:
        """Smallest x with F(x) ≥ u; the ends of the support for u ≤ 0 and u ≥ 1."""

    @abstractmethod
    def sales(self, x: float) -> float:
        """S(x) = E min(D, x), expected sales out of a stock of x."""

    def survival(self, x: float) -> float:
        """F̄(x) = P(D > x)."""
        return 1.0 - self.cdf(x)

    def leftover(self, x: float) -> float:
        """E(x − D)⁺ = ∫ F up to x, the expected stock left over."""
        return x - self.sales(x)

    def lost_sales(self, x: float) -> float:
        """E(D − x)⁺, the expected demand that a stock of x misses."""
        return self.mean - self.sales(x)

    def generalised_failure_rate(self, x: float) -> float:
        """g(x) = x f(x) / F̄(x) of a continuous law (Lariviere & Porteus 2001)."""
        return x * self.density(x) / self.survival(x)


def require(holds: bool, rule: str, **found: float) -> None:
    if not holds:
        values = ", ".join(f"{name} = {value}" for name, value in found.items())
        raise UserError(f"{rule}; found {values}")
