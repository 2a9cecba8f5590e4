"""Signalling a high forecast: money burnt up front, or a firm commitment to buy.

Source: Cachon & Lariviere (2001), Management Science 47:629-646, simplified to a given wholesale price.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from agents.theory.forecast_contract import ForecastContract
from agents.theory.uniform_noise import mean_min
from protocols.errors import UserError


@dataclass(frozen=True)
class Separation:
    """Least-cost separation of two forecast types: capacities and commitment in units, the rest in money."""

    capacity_low: float
    capacity_high: float
    lump_sum: float
    willing_to_pay: float
    commitment: float
    commitment_cost_high: float

    @property
    def possible(self) -> bool:
        """Would the high type rather pay the lump sum than be taken for the low one?"""
        return self.lump_sum <= self.willing_to_pay


def expected_shortfall(commitment: float, centre: float, noise: float) -> float:
    """``E (m - D)^+`` for ``D ~ U[centre - b, centre + b]``, in units."""
    gap = commitment - centre
    return gap - mean_min(gap, noise)


def commitment_for(cost: float, centre: float, noise: float) -> float:
    """The m at which ``E (m - D)^+`` equals ``cost`` units, D uniform as in `expected_shortfall`."""
    return centre - noise + 2 * sqrt(noise * cost) if cost <= noise else centre + cost


def least_cost_separation(contract: ForecastContract, low: float, high: float) -> Separation:
    """What the high type must give up so that the low type will not pose as high.

    The supplier builds ``K_i = mu + xi_i + g`` for the type he believes. The low type gains ``A = (r-w)
    [S_L(K_H) - S_L(K_L)]`` from being taken for high: a lump sum A just deters him, and so does a firm
    minimum purchase m with ``w E(m - D_L)^+ = A``, which costs the high type less since he rarely falls
    short. The high type is willing iff ``A <= (r-w) [S_H(K_H) - S_H(K_L)]``.

    >>> game = ForecastContract(price=20, wholesale=12, cost=3, capacity_cost=4, mean=1000, noise=250)
    >>> round(least_cost_separation(game, -100, 100).lump_sum, 6)
    391.111111
    """
    if not low < high:
        raise UserError(f"the low forecast must lie below the high one, found {low} and {high}")
    k_low, k_high = (contract.mean + xi + contract.supplier_shift for xi in (low, high))
    lump, willing = (
        contract.manufacturer(contract.sales(k_high, xi) - contract.sales(k_low, xi)) for xi in (low, high)
    )
    m = commitment_for(lump / contract.wholesale, contract.mean + low, contract.noise)
    cost = contract.wholesale * expected_shortfall(m, contract.mean + high, contract.noise)
    return Separation(k_low, k_high, lump, willing, m, cost)
