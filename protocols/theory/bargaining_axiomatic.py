"""Axiomatic solutions of two-party bargaining on a convex utility frontier.

The feasible set is everything on or below a concave curve ``u2 = f(u1)``, ``0 <= u1 <= u1_max``, with free
disposal; ``d`` is the disagreement point. Solutions on finite outcome spaces live in
:mod:`protocols.solutions`; these are the continuous originals, exact to about 1e-8 of the frontier's size.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

Point = tuple[float, float]


@dataclass(frozen=True)
class ConvexFrontier:
    """A two-party bargaining problem: frontier ``f`` (concave), its right end ``u1_max``, disagreement point
    ``d``.

    Raises ValueError when ``d`` lies outside the feasible set.

    >>> circle = ConvexFrontier(lambda u: (1.0 - u * u) ** 0.5, 1.0, (0.0, 0.0))
    >>> [round(value, 4) for value in circle.nash()], circle.ideal
    ([0.7071, 0.7071], (1.0, 1.0))
    """

    f: Callable[[float], float]
    u1_max: float
    d: Point = (0.0, 0.0)

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (self.u1_max, *self.d)):
            raise ValueError("u1_max and d: allowed: finite numbers")
        if self.d[0] > self.u1_max or self.d[1] > self.height(self.d[0]):
            raise ValueError(f"d: found {self.d}, allowed: a point on or below the frontier")

    @cached_property
    def _peak(self) -> Point:
        """The highest point of the curve on [0, u1_max] (its left end when f decreases)."""
        best = _maximum(self.f, min(0.0, self.u1_max), self.u1_max)
        return best, self.f(best)

    def height(self, u1: float) -> float:
        """Most that party 2 can get when party 1 gets at least ``u1`` (free disposal left of the peak)."""
        return self._peak[1] if u1 <= self._peak[0] else self.f(u1)

    @cached_property
    def ideal(self) -> Point:
        """Each party's best among individually rational points: max u_i subject to u_j >= d_j.

        Source: Kalai & Smorodinsky (1975); note that the *global* best of other texts ignores ``u_j >= d_j``.
        """
        if self.f(self.u1_max) >= self.d[1]:
            return self.u1_max, self.height(self.d[0])
        low = max(self.d[0], self._peak[0])
        return _root(lambda u1: self.f(u1) - self.d[1], low, self.u1_max), self.height(self.d[0])

    def nash(self, weight1: float = 0.5) -> Point:
        """Maximise ``(u1 - d1)^w (u2 - d2)^(1 - w)`` with ``w = weight1`` in [0, 1].

        Source: Nash (1950) Econometrica 18:155-162; weights: Harsanyi & Selten (1972).
        """
        if not 0.0 <= weight1 <= 1.0:
            raise ValueError(f"weight1: found {weight1}, allowed: 0 to 1")
        d1, d2 = self.d
        low, high = max(d1, self._peak[0]), self.ideal[0]
        if weight1 == 1.0:
            return high, self.height(high)
        if weight1 == 0.0:
            return low, self.height(low)

        def log_product(u1: float) -> float:
            gains = u1 - d1, self.height(u1) - d2
            if min(gains) <= 0.0:
                return -math.inf
            return weight1 * math.log(gains[0]) + (1.0 - weight1) * math.log(gains[1])

        best = _maximum(log_product, low, high)
        return best, self.height(best)

    def kalai_smorodinsky(self) -> Point:
        """The efficient point on the ray from ``d`` to the individually rational ideal point (equal
        normalised gains).

        Source: Kalai & Smorodinsky (1975) Econometrica 43:513-518.
        """
        return self._along((self.ideal[0] - self.d[0], self.ideal[1] - self.d[1]))

    def egalitarian(self) -> Point:
        """The largest equal gains over ``d`` in the given utility scales (so not scale invariant).

        Strict: gains stay equal even where party 2 could get more for nothing (weakly Pareto only).
        Source: Kalai (1977) Econometrica 45:1623-1630.
        """
        return self._along((1.0, 1.0))

    def _along(self, direction: Point) -> Point:
        """Furthest feasible point of the ray ``d + t * direction`` (direction non-negative)."""
        d1, d2 = self.d
        if direction[0] <= 0.0:
            return d1, self.height(d1) if direction[1] > 0.0 else d2
        slope = direction[1] / direction[0]
        end = min(self.u1_max, self.ideal[0])

        def room(u1: float) -> float:
            return self.height(u1) - (d2 + slope * (u1 - d1))

        u1 = end if room(end) >= 0.0 else _root(room, d1, end)
        return u1, d2 + slope * (u1 - d1)


def power_utility_split(gamma1: float, gamma2: float, pie: float = 1.0) -> Point:
    """Money shares under the symmetric Nash solution with utilities ``money^gamma`` (0 < gamma <= 1), no-deal
    0.

    Maximising ``m1^gamma1 (pie - m1)^gamma2`` gives ``m1 = pie gamma1 / (gamma1 + gamma2)``: the more
    risk-averse party (smaller gamma) gets less.

    Source: Roth (1979) Axiomatic Models of Bargaining; Kihlstrom, Roth & Schmeidler (1981).

    >>> power_utility_split(0.25, 0.75)
    (0.25, 0.75)
    """
    if gamma1 <= 0.0 or gamma2 <= 0.0:
        raise ValueError(f"gamma: found {gamma1} and {gamma2}, allowed: positive exponents")
    share1 = gamma1 / (gamma1 + gamma2)
    return pie * share1, pie * (1.0 - share1)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq

    if function(low) == 0.0 or low == high:
        return low
    return float(brentq(function, low, high, xtol=1e-15, rtol=1e-14, maxiter=500))


def _maximum(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a unimodal function is largest on [low, high], ends included."""
    from scipy.optimize import minimize_scalar

    if low >= high:
        return low
    inner = minimize_scalar(
        lambda x: -function(x),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-13 * (1.0 + high - low)},
    )
    return max((low, high, float(inner.x)), key=function)
