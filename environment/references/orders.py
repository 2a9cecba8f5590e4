"""How many goods to have made: the newsvendor of one owner, on the sizes that lie there and the buyers who wait.

With one size, buyers who all wait and a known demand law this is the textbook newsvendor: the quantity at which
P(demand ≤ q) = gain / (gain + loss) (Arrow, Harris & Marschak 1951), which the tests check.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is still to come of one style: demand ``rest`` (N,) equally likely, size shares ``share`` (K,), promisable
    units ``have`` (K,), and the share of buyers who wait for goods that are made for them."""

    rest: Floats
    share: Floats
    have: Floats
    waiting: float

    @property
    def need(self) -> Floats:
        """(N, K) units that could be sold beyond what is there."""
        short: Floats = np.maximum(self.rest[:, None] * self.share - self.have, 0.0) * self.waiting
        return short


def order_values(
    outlook: Outlook, quantities: Floats, mix: Floats, gain: float, cost: Floats, patience: Floats | float = 1.0
) -> Floats:
    """(Q,) expected CNY of having ``quantities`` (Q,) made in sizes ``mix`` (K,).

    ``gain``: a unit sold over one left unsold; ``cost`` (Q,): of the whole order over its salvage value; ``patience`` (Q,):
    share of waiting buyers that the order's lead time keeps. Goods are made for buyers: a quantity is worth −inf where the
    next smaller one already serves the greatest need of any scenario.
    """
    need = outlook.need
    sold = np.minimum(need[None], quantities[:, None, None] * mix).sum(axis=2).mean(axis=1)
    values = gain * sold * patience - cost
    smaller = np.concatenate([[-1.0], quantities[:-1]])
    return np.where(smaller >= need.sum(axis=1).max(), -np.inf, values)
