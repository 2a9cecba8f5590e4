"""Capacity-reservation menus: a supplier screens a manufacturer's private forecast.

The manufacturer pays a fee P up front plus w per unit taken and gets capacity K. Its rent comes from posing
as a lower type.

Source: Ozer & Wei (2006), Management Science 52:1238-1257 (continuum of forecasts; the two-type menu is the
usual discrete version, Laffont & Martimort, The Theory of Incentives, ch. 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.theory.forecast_contract import ForecastContract
from agents.theory.uniform_noise import cdf
from protocols.errors import UserError


@dataclass(frozen=True)
class TwoTypeMenu:
    """Capacities in units; fees, rent and expected profits in money."""

    capacity_low: float
    capacity_high: float
    fee_low: float
    fee_high: float
    rent_high: float
    supplier_profit: float
    first_best_chain: float
    capacity_low_first_best: float


def _distorted_capacity(contract: ForecastContract, low: float, high: float, prob_high: float) -> float:
    """The low type's capacity: root of a falling, piecewise linear marginal profit.

    ``(1-lambda) [(r-c)(1 - F_L(K)) - ck] - lambda (r-w) [F_L(K) - F_H(K)]`` falls from >= 0 to <= 0 over
    the support of D_L and is linear between the ends of the supports.
    """
    bottom, top = (contract.mean + low + side * contract.noise for side in (-1, 1))

    def marginal(k: float) -> float:
        f_low, f_high = (cdf(k - contract.mean - xi, contract.noise) for xi in (low, high))
        chain = (contract.price - contract.cost) * (1 - f_low) - contract.capacity_cost
        return (1 - prob_high) * chain - prob_high * contract.retail_margin * (f_low - f_high)

    knots = sorted({bottom, min(top, contract.mean + high - contract.noise), top})
    for left, right in zip(knots, knots[1:], strict=False):
        at_left, at_right = marginal(left), marginal(right)
        if at_right <= 0:
            return left + (right - left) * at_left / (at_left - at_right) if at_left > 0 else left
    return top


def two_type_menu(contract: ForecastContract, low: float, high: float, prob_high: float) -> TwoTypeMenu:
    """The supplier's best menu for forecasts low < high, reservation profit 0.

    No distortion at the top: K_H maximises chain profit. K_L is cut below its first best because it leaves
    the high type the rent ``(r-w) [S_H(K_L) - S_L(K_L)]``. ``P_L = (r-w) S_L(K_L)``, ``P_H = (r-w) S_H(K_H)
    - rent``.

    >>> game = ForecastContract(price=60, wholesale=40, cost=5, capacity_cost=12, mean=400, noise=100)
    >>> round(two_type_menu(game, 0, 60, 0.3).capacity_low, 6)
    447.012987
    """
    if not low < high or not 0 <= prob_high <= 1:
        raise UserError(f"a menu needs low < high and prob_high in [0, 1], found {low}, {high}, {prob_high}")
    best_low, k_high = (contract.mean + xi + contract.chain_shift for xi in (low, high))
    k_low = _distorted_capacity(contract, low, high, prob_high)
    sales_low, sales_high = contract.sales(k_low, low), contract.sales(k_high, high)
    rent = contract.manufacturer(contract.sales(k_low, high) - sales_low)
    chain_high = contract.chain(sales_high, k_high)
    first_best = contract.chain(contract.sales(best_low, low), best_low)
    return TwoTypeMenu(
        capacity_low=k_low,
        capacity_high=k_high,
        fee_low=contract.manufacturer(sales_low),
        fee_high=contract.manufacturer(sales_high) - rent,
        rent_high=rent,
        supplier_profit=prob_high * (chain_high - rent) + (1 - prob_high) * contract.chain(sales_low, k_low),
        first_best_chain=prob_high * chain_high + (1 - prob_high) * first_best,
        capacity_low_first_best=best_low,
    )


@dataclass(frozen=True)
class ContinuousMenu:
    """The menu at the forecasts asked for (units and money), and expectations over all forecasts (money)."""

    capacity: tuple[float, ...]
    fee: tuple[float, ...]
    rent: tuple[float, ...]
    expected_supplier: float
    expected_manufacturer: float
    first_best_chain: float

    @property
    def efficiency(self) -> float:
        """Chain profit over its first best."""
        return (self.expected_supplier + self.expected_manufacturer) / self.first_best_chain


def continuous_menu(contract: ForecastContract, spread: float, forecasts: Sequence[float]) -> ContinuousMenu:
    """Ozer & Wei's optimal menu for ``xi ~ U[-A, A]``, lowest type's profit 0.

    ``(r-c)(1 - G(z)) - ck - (A - xi)(r-w) g(z) = 0`` at ``z = K - mu - xi`` gives ``G = 1 - ck/(r-c) -
    (A-xi)(r-w) / (2b (r-c))``, at least 0 (a type served only to the sure part of its demand). The rent is
    ``(r-w)`` times the integral of G from -A, the fee ``(r-w) E min(D, K)`` less the rent. Efficient only
    at xi = A.

    >>> game = ForecastContract(price=100, wholesale=75, cost=10, capacity_cost=20, mean=250, noise=75)
    >>> round(continuous_menu(game, 50, [0]).capacity[0], 6)
    277.777778
    """
    if not 0 < spread < float("inf") or any(not -spread <= xi <= spread for xi in forecasts):
        raise UserError(f"forecasts must lie within +-{spread}, found {list(forecasts)}")
    b, whole_margin = contract.noise, contract.price - contract.cost
    slope = contract.retail_margin / (2 * b * whole_margin)  # of G in xi

    def fill(xi: float) -> float:
        return max(0.0, contract.chain_ratio - (spread - xi) * slope)

    def capacity(xi: float) -> float:
        return contract.mean + xi + b * (2 * fill(xi) - 1)

    def rent(xi: float) -> float:
        if slope == 0:
            return 0.0
        return contract.retail_margin * (fill(xi) ** 2 - fill(-spread) ** 2) / (2 * slope)

    def chain(xi: float) -> float:
        return contract.chain(contract.sales(capacity(xi), xi), capacity(xi))

    rents = [rent(xi) for xi in forecasts]
    sales = [contract.sales(capacity(xi), xi) for xi in forecasts]
    # Everything is piecewise polynomial in xi, of degree <= 2, with one kink: Gauss-Legendre is exact.
    kink = spread if slope == 0 else min(spread, max(-spread, spread - contract.chain_ratio / slope))
    nodes, weights = np.polynomial.legendre.leggauss(4)
    manufacturer = whole = 0.0
    for left, right in ((-spread, kink), (kink, spread)):
        for node, weight in zip(nodes, weights * (right - left) / (4 * spread), strict=True):
            xi = float(left + (right - left) * (node + 1) / 2)
            manufacturer += weight * rent(xi)
            whole += weight * chain(xi)
    best = contract.mean + contract.chain_shift
    return ContinuousMenu(
        capacity=tuple(capacity(xi) for xi in forecasts),
        fee=tuple(contract.manufacturer(s) - v for s, v in zip(sales, rents, strict=True)),
        rent=tuple(rents),
        expected_supplier=float(whole - manufacturer),
        expected_manufacturer=float(manufacturer),
        first_best_chain=contract.chain(contract.sales(best, 0.0), best),
    )
