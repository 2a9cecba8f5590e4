"""Rationing scarce capacity: proportional, linear and uniform rules, and the orders they provoke.

Sources: Cachon & Lariviere (1999), Management Science 45:1091-1108 (proportional, linear and uniform
allocation and order inflation); Sprumont (1991), Econometrica 59:509-519 (the uniform rule is
strategy-proof).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]
Rule = Callable[[ArrayLike, float], Floats]
Rivals = Sequence[tuple[float, float]]  # (order, probability)


def _checked(orders: ArrayLike, capacity: float) -> Floats:
    m = np.asarray(orders, dtype=float)
    if m.ndim != 1 or not np.all(np.isfinite(m)) or np.any(m < 0):
        raise UserError(f"orders must be a list of finite numbers >= 0, found {m.tolist()}")
    if not capacity >= 0:
        raise UserError(f"capacity must be >= 0, found {capacity}")
    return m


def proportional(orders: ArrayLike, capacity: float) -> Floats:
    """Everybody gets the same share of his order (units): ``a_i = m_i min(1, K / sum m)``.

    >>> proportional([60, 40, 20], 90).tolist()
    [45.0, 30.0, 15.0]
    """
    m = _checked(orders, capacity)
    total = float(m.sum())
    return m.copy() if total <= capacity else m * (capacity / total)


def linear(orders: ArrayLike, capacity: float) -> Floats:
    """Everybody's order is cut by the same amount, never below zero: ``a_i = max(0, m_i - t)`` with sum K.

    Equals Cachon & Lariviere's equal cut of the n-hat largest orders, and the Euclidean projection of the
    orders on ``{a >= 0, sum a = K}``. Orders are met in full when they fit.

    >>> linear([100, 30, 10], 70).tolist()
    [70.0, 0.0, 0.0]
    """
    m = _checked(orders, capacity)
    if m.sum() <= capacity:
        return m.copy()
    falling = np.sort(m)[::-1]
    cuts = (np.cumsum(falling) - capacity) / np.arange(1, m.size + 1)
    served = np.flatnonzero(falling >= cuts)[-1]  # the n-hat largest orders keep something
    return np.maximum(m - max(float(cuts[served]), 0.0), 0.0)


def uniform(orders: ArrayLike, capacity: float) -> Floats:
    """Small orders are met first: ``a_i = min(m_i, t)`` with sum K (Sprumont's uniform rule, scarce side).

    >>> uniform([60, 40, 20], 90).tolist()
    [35.0, 35.0, 20.0]
    """
    m = _checked(orders, capacity)
    if m.sum() <= capacity:
        return m.copy()
    rising = np.sort(m)
    before = np.concatenate([[0.0], np.cumsum(rising)[:-1]])
    caps = (capacity - before) / np.arange(m.size, 0, -1)  # the cap if all smaller orders are met in full
    reached = np.flatnonzero(caps <= rising)
    return np.minimum(m, float(caps[reached[0]]) if reached.size else np.inf)  # empty by rounding only


def best_misreport_gain(rule: Rule, ideal: Sequence[float], capacity: float, reports: ArrayLike) -> float:
    """The most any one party gains by ordering other than its ideal while all others order theirs.

    Losses are ``(a_i - ideal_i)^2``; a gain is the fall of that loss. ``reports`` are the orders tried;
    ordering the ideal is always tried too, so the result is at least 0, and 0 (up to rounding) for a
    strategy-proof rule.
    """
    truth = np.asarray(ideal, dtype=float)
    honest = (rule(truth, capacity) - truth) ** 2
    best = 0.0
    for i in range(truth.size):
        orders = truth.copy()
        for report in np.asarray(reports, dtype=float):
            orders[i] = report
            best = max(best, float(honest[i] - (rule(orders, capacity)[i] - truth[i]) ** 2))
    return best


@dataclass(frozen=True)
class InflatedOrders:
    """Equilibrium under linear allocation: orders and the allocations of unlike pairs, in units."""

    order_low: float
    order_high: float
    high_against_low: float
    low_against_high: float


def _profit(ideal: float, order: float, rivals: Rivals, capacity: float) -> float:
    """Expected ``q a - a^2 / 2`` of an order against ``(order, probability)`` rivals, linear allocation."""
    got = [(float(linear([order, rival], capacity)[0]), weight) for rival, weight in rivals]
    return sum(weight * (ideal * a - a * a / 2) for a, weight in got)


def _best_profit(ideal: float, rivals: Rivals, capacity: float) -> float:
    """The most that any order earns.

    The profit is quadratic between the orders at which some rival's case starts to bind, leaves it nothing or
    leaves it everything, so ends and vertices of the pieces are all that need be tried.
    """

    def profit(order: float) -> float:
        return _profit(ideal, order, rivals, capacity)

    turns = [turn for m, _ in rivals for turn in (capacity - m, m - capacity, m + capacity)]
    knots = sorted({0.0, *(max(0.0, turn) for turn in turns)})
    best = max(profit(knot) for knot in knots)
    for left, right in pairwise(knots):
        middle, half = (left + right) / 2, (right - left) / 2
        low, at, high = profit(left), profit(middle), profit(right)
        bend = low - 2 * at + high
        if bend < 0 and abs(high - low) < -2 * bend:
            best = max(best, profit(middle - half * (high - low) / (2 * bend)))
    return best


def order_inflation(ideal_low: float, ideal_high: float, prob_low: float, capacity: float) -> InflatedOrders:
    """Bayesian equilibrium orders of two retailers of private type under linear allocation.

    Profit ``q a - a^2 / 2`` with ideal q; each is independently of the low type with probability ``rho``. In
    the regime low-low unconstrained, all other pairs constrained, an order moves a constrained allocation by
    one half and an unconstrained one by one, so the first-order conditions are

    * high: ``rho (q_H - a_HL) / 2 + (1 - rho) (q_H - K/2) / 2 = 0``
    * low: ``rho (q_L - m_L) + (1 - rho) (q_L - a_LH) / 2 = 0``, with ``a_LH = K - a_HL``,

    and ``m_H - m_L = a_HL - a_LH``. Profits are not concave (a cut stops at zero), so both orders are checked
    to be best replies among all orders; where they are not, there is no equilibrium of this form and an error
    says so. Source: structure of Cachon & Lariviere (1999), quadratic instance.

    >>> order_inflation(20, 60, 0.5, 90).order_high
    82.5
    """
    if not 0 < prob_low < 1 or not 0 < ideal_low <= ideal_high or not capacity > 0:
        raise UserError(
            "order inflation needs 0 < prob_low < 1, 0 < ideal_low <= ideal_high and capacity > 0"
        )
    odds = (1 - prob_low) / prob_low
    high_vs_low = ideal_high + odds * (ideal_high - capacity / 2)
    low_vs_high = capacity - high_vs_low
    low = ideal_low + odds / 2 * (ideal_low - low_vs_high)
    high = low + high_vs_low - low_vs_high
    found = InflatedOrders(low, high, high_vs_low, low_vs_high)
    rivals = ((low, prob_low), (high, 1 - prob_low))
    slack = 1e-9 * capacity
    fits = low > 0 and 2 * low <= capacity + slack and capacity <= min(low + high, 2 * high) + slack
    if not (fits and low_vs_high >= -slack) or any(
        _best_profit(ideal, rivals, capacity) > _profit(ideal, order, rivals, capacity) + slack * capacity
        for ideal, order in ((ideal_low, low), (ideal_high, high))
    ):
        raise UserError(
            "no equilibrium in which two low orders fit and no other two do: the orders would be "
            f"{low:g} and {high:g} for the capacity {capacity:g}, and somebody would rather order otherwise"
        )
    return found
