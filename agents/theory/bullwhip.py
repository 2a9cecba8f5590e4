"""The bullwhip effect of order-up-to policies that forecast from past demand.

A stage orders ``q_t = S_t - S_{t-1} + D_{t-1}`` (negative orders allowed) with ``S_t = L x forecast`` and
no safety factor; L counts the review period. Orders are then a linear filter of past demand, and the ratio
``Var(orders) / Var(demand)`` is exact. With a safety factor and an estimated sigma it is a lower bound.

Sources: Chen, Drezner, Ryan & Simchi-Levi (2000), Management Science 46:436-443 (moving average); Chen,
Ryan & Simchi-Levi (2000), Naval Research Logistics 47:269-286 (exponential smoothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError
from protocols.sums import dot

Floats = NDArray[np.float64]


def _checked(lead_time: float, window: int = 1, rho: float = 0.0) -> int:
    if not 0 <= lead_time < float("inf"):
        raise UserError(f"a lead time must be finite and >= 0 periods, found {lead_time}")
    if window != int(window) or window < 1:
        raise UserError(f"a moving average needs a whole number of periods >= 1, found {window}")
    if not -1 < rho < 1:
        raise UserError(f"the correlation of demand must lie in (-1, 1), found {rho}")
    return int(window)


def moving_average_ratio(lead_time: float, window: int, rho: float = 0.0) -> float:
    """Variance ratio with a p-period moving average: ``1 + (2L/p + 2L^2/p^2)(1 - rho^p)``.

    ``rho`` is the correlation of successive demands (AR(1)); 0 for independent demand.

    >>> moving_average_ratio(2, 4)
    2.5
    """
    p = _checked(lead_time, window, rho)
    share = lead_time / p
    return float(1 + (2 * share + 2 * share**2) * (1 - rho**p))


def exponential_smoothing_ratio(lead_time: float, alpha: float, rho: float = 0.0) -> float:
    """Variance ratio with ``F_t = alpha D_{t-1} + (1-alpha) F_{t-1}``.

    ``1 + (2 L alpha + 2 L^2 alpha^2 / (2-alpha)) (1-rho) / (1 - (1-alpha) rho)``.

    >>> round(exponential_smoothing_ratio(2, 0.3), 9)
    2.623529412
    """
    _checked(lead_time, rho=rho)
    if not 0 <= alpha <= 1:
        raise UserError(f"the smoothing weight alpha must lie in [0, 1], found {alpha}")
    gain = 2 * lead_time * alpha + 2 * (lead_time * alpha) ** 2 / (2 - alpha)
    return 1 + gain * (1 - rho) / (1 - (1 - alpha) * rho)


def moving_average_filter(lead_time: float, window: int) -> Floats:
    """Weights of demand in an order, shape (p+1,): ``1 + L/p`` now, ``-L/p`` p periods ago."""
    p = _checked(lead_time, window)
    weights = np.zeros(p + 1)
    weights[0] = 1 + lead_time / p
    weights[p] -= lead_time / p
    return weights


def filter_ratio(weights: Floats, rho: float = 0.0) -> float:
    """Variance of filtered AR(1) demand over that of demand: ``w' R w`` with ``R_ij = rho^|i-j|``."""
    _checked(0, rho=rho)
    ratio = float(dot(weights, weights))
    for lag in range(1, weights.size if rho else 0):
        ratio += 2 * rho**lag * float(dot(weights[lag:], weights[:-lag]))
    return ratio


@dataclass(frozen=True)
class MultiStage:
    """Variance ratios of each stage's orders to customer demand, retailer first."""

    centralised: tuple[float, ...]
    product_bound: tuple[float, ...]
    decentralised: tuple[float, ...]


def multistage_ratios(lead_times: Sequence[float], window: int) -> MultiStage:
    """Bullwhip along a chain, independent demand, each stage forecasting over ``window`` periods.

    * centralised (customer demand is shared): the single-stage ratio at the sum of the lead times so far;
    * decentralised: each stage filters the *orders* it receives, so filters convolve (exact);
    * product bound: the paper's product of single-stage ratios, a lower bound of the decentralised one.

    >>> multistage_ratios([2, 2, 2], 10).product_bound[1] <= multistage_ratios([2, 2, 2], 10).decentralised[1]
    True
    """
    centralised, bound, exact = [], [], []
    total, product, weights = 0.0, 1.0, np.ones(1)
    for lead_time in lead_times:
        total += lead_time
        product *= moving_average_ratio(lead_time, window)
        weights = np.convolve(weights, moving_average_filter(lead_time, window))
        centralised.append(moving_average_ratio(total, window))
        bound.append(product)
        exact.append(filter_ratio(weights))
    return MultiStage(tuple(centralised), tuple(bound), tuple(exact))
