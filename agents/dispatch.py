"""Which carrier takes which parcel: by expected total cost, within what each can collect.

The supplier's own rule for its warehouses: freight, insurance, and what damage and lateness are expected to cost it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from agents.public import Floats, Ints
from protocols.risk import MILLIONTHS


def expected_lateness(slack: Floats, sd: Floats) -> Floats:
    """E[(T − slack)+] in hours for a normal T around 0 with spread ``sd``; ``slack`` may be negative (late on average)."""
    spread = np.maximum(sd, 1e-9)
    z = slack / spread
    late: Floats = spread * np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) - slack * ndtr(-z)
    return late


def late_cost(slack: Floats, sd: Floats, hazard: float, worth: Floats) -> Floats:
    """CNY that lateness is expected to cost: buyers refuse late parcels at ``hazard`` per 12 hours."""
    cost: Floats = (1.0 - (1.0 - hazard) ** (expected_lateness(slack, sd) / 12.0)) * worth
    return cost


def assign(units: Ints, cost: Floats, room: Ints) -> Ints:
    """(n, K) units of each group in each slot: ``cost`` (n, K) CNY per unit, ``room`` (K,) units.

    Groups choose in order of regret, of what their second choice would cost them more (Vogel 1958); regrets are looked at
    anew when a slot is full. What nobody has room for goes to the last slot.
    """
    taken, waiting, left = np.zeros(cost.shape, dtype=np.int64), units.copy(), room.copy()
    price = np.where(left > 0, np.rint(cost * MILLIONTHS), np.inf)  # whole: equal regrets are equal to the bit
    while waiting.any() and (left > 0).any():
        ranked = np.sort(price, axis=1)
        second = ranked[:, 1] if price.shape[1] > 1 else ranked[:, 0]
        regret = np.where(waiting > 0, np.where(np.isfinite(second), second, 1e15) - ranked[:, 0], -1.0)
        for i in np.argsort(-regret, kind="stable").tolist():
            k = int(np.argmin(price[i]))
            got = min(int(waiting[i]), int(left[k]))
            taken[i, k] += got
            waiting[i] -= got
            left[k] -= got
            if not left[k]:
                price[:, k] = np.inf
                break
    taken[:, -1] += waiting
    return taken
