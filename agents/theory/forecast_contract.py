"""The forecast-sharing game: a supplier builds capacity on a forecast that only the manufacturer knows.

Demand is ``D = mu + xi + eps``, ``eps ~ U[-b, b]``. The supplier builds K at ``ck`` a unit before demand,
sells ``min(D, K)`` at the wholesale price w (unit cost c); the manufacturer, who knows xi, resells at r.

Source: Cachon & Lariviere (2001), Management Science 47:629-646; Ozer, Zheng & Chen (2011), Management
Science 57:1111-1137.
"""

from __future__ import annotations

from dataclasses import dataclass

from agents.theory.uniform_noise import mean_min, quantile
from protocols.errors import UserError


@dataclass(frozen=True)
class ForecastContract:
    """Prices and demand law of the game: money per unit; ``mean`` and the half-width ``noise`` in units."""

    price: float
    wholesale: float
    cost: float
    capacity_cost: float
    mean: float
    noise: float

    def __post_init__(self) -> None:
        if not self.wholesale <= self.price:
            raise UserError(f"the wholesale price {self.wholesale} exceeds the resale price {self.price}")
        if not self.capacity_cost >= 0 or not self.price > self.cost + self.capacity_cost:
            raise UserError(
                "capacity never pays unless the resale price exceeds unit cost + capacity cost "
                f"({self.price} against {self.cost} + {self.capacity_cost})"
            )
        if not 0 < self.noise < float("inf"):
            raise UserError(f"the half-width of the noise must be finite and > 0, found {self.noise}")

    @property
    def retail_margin(self) -> float:
        """What the manufacturer earns on a unit sold: r - w."""
        return self.price - self.wholesale

    @property
    def critical_ratio(self) -> float:
        """The supplier's fractile ``(w - c - ck) / (w - c)``; an error if it would build nothing."""
        if not self.wholesale > self.cost + self.capacity_cost:
            raise UserError(
                "the supplier builds nothing unless the wholesale price exceeds unit cost + capacity cost "
                f"({self.wholesale} against {self.cost} + {self.capacity_cost})"
            )
        return 1 - self.capacity_cost / (self.wholesale - self.cost)

    @property
    def chain_ratio(self) -> float:
        """The integrated chain's fractile: ``(r - c - ck) / (r - c)``."""
        return 1 - self.capacity_cost / (self.price - self.cost)

    @property
    def supplier_shift(self) -> float:
        """Capacity the supplier builds above ``mu + xi`` when he knows xi, in units."""
        return quantile(self.critical_ratio, self.noise)

    @property
    def chain_shift(self) -> float:
        """Capacity the chain would build above ``mu + xi``, in units."""
        return quantile(self.chain_ratio, self.noise)

    def sales(self, capacity: float, forecast: float) -> float:
        """``E min(D, K)`` given xi = forecast, in units."""
        centre = self.mean + forecast
        return centre + mean_min(capacity - centre, self.noise)

    def manufacturer(self, sales: float) -> float:
        """The manufacturer's expected profit (r - w) E min(D, K), in money."""
        return self.retail_margin * sales

    def supplier(self, sales: float, capacity: float) -> float:
        """The supplier's expected profit (w - c) E min(D, K) - ck K, in money."""
        return (self.wholesale - self.cost) * sales - self.capacity_cost * capacity

    def chain(self, sales: float, capacity: float) -> float:
        """Both together: (r - c) E min(D, K) - ck K, in money."""
        return (self.price - self.cost) * sales - self.capacity_cost * capacity
