"""What every belief about demand offers, and laws derived from another by scaling and shifting."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Belief(ABC):
    """A probability law of demand (units). Subclasses are frozen: equal parameters, equal belief."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected demand."""

    @property
    @abstractmethod
    def sd(self) -> float:
        """Standard deviation of demand."""

    @abstractmethod
    def cdf(self, x: ArrayLike) -> Floats:
        """P(D <= x)."""

    @abstractmethod
    def quantile(self, p: ArrayLike) -> Floats:
        """Smallest x with P(D <= x) >= p, for p in [0, 1]."""

    @abstractmethod
    def below(self, p: ArrayLike) -> Floats:
        """Integral of the quantile function from 0 to p: what the lowest p of outcomes add to the mean."""

    @abstractmethod
    def expect(self, f: Callable[[Floats], ArrayLike], breaks: Sequence[float] = ()) -> Floats:
        """E f(D). ``f`` takes demands of shape (m,) and returns (..., m); the result has shape (...).

        ``breaks``: demands at which f has a kink or jump (an order quantity, a threshold).
        """

    def nodes(self, n: int) -> tuple[Floats, Floats]:
        """(values (n,), weights (n,)): conditional means of n equally likely slices of the law, ascending.

        The mean is kept exactly; so is E f for any f that is linear on each slice.
        """
        values: Floats = np.diff(self.below(_edges(n))) * n
        return np.maximum.accumulate(values), np.full(n, 1.0 / n)

    def sales(self, x: ArrayLike) -> Floats:
        """Expected sales out of a stock of x: E min(D, x)."""
        x = np.asarray(x, dtype=np.float64)
        p = self.cdf(x)
        return self.below(p) + x * (1.0 - p)

    def leftover(self, x: ArrayLike) -> Floats:
        """Expected units left of a stock of x: E (x - D)+."""
        return np.asarray(x, dtype=np.float64) - self.sales(x)

    def lost(self, x: ArrayLike) -> Floats:
        """Expected demand turned away with a stock of x: E (D - x)+, the loss function."""
        return self.mean - self.sales(x)

    def scaled(self, factor: float) -> Belief:
        """The law of factor * D, factor > 0."""
        return Affine(self, factor, 0.0)

    def shifted(self, by: float) -> Belief:
        """The law of D + by."""
        return Affine(self, 1.0, by)


@dataclass(frozen=True)
class Affine(Belief):
    """The law of scale * D + shift for a base law of D."""

    base: Belief
    scale: float
    shift: float

    def __post_init__(self) -> None:
        require(self.scale > 0.0, "Affine", "scale > 0", self)

    @property
    def mean(self) -> float:
        return self.scale * self.base.mean + self.shift

    @property
    def sd(self) -> float:
        return self.scale * self.base.sd

    def cdf(self, x: ArrayLike) -> Floats:
        return self.base.cdf((np.asarray(x) - self.shift) / self.scale)

    def quantile(self, p: ArrayLike) -> Floats:
        return self.scale * self.base.quantile(p) + self.shift

    def below(self, p: ArrayLike) -> Floats:
        return self.scale * self.base.below(p) + self.shift * np.asarray(p)

    def expect(self, f: Callable[[Floats], ArrayLike], breaks: Sequence[float] = ()) -> Floats:
        inner = tuple((b - self.shift) / self.scale for b in breaks)
        return self.base.expect(lambda d: f(self.scale * d + self.shift), inner)


@lru_cache(maxsize=64)
def _edges(n: int) -> Floats:
    require(n >= 1, "nodes", "at least one node", n)
    edges = np.linspace(0.0, 1.0, n + 1)
    edges.setflags(write=False)  # shared by every caller
    return edges


def require(holds: bool, what: str, allowed: str, found: object) -> None:
    if not holds:
        raise ValueError(f"{what}: needs {allowed}, found {found}")
