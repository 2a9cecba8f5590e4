"""Lot sizes: the economic order quantity and Wagner-Whitin.

Sources: Harris (1913), Factory 10:135-136; Wagner & Whitin (1958), Management Science 5:89-96; Snyder &
Shen (2019), Fundamentals of Supply Chain Theory, ch. 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from protocols.errors import UserError


def economic_order_quantity(
    fixed_cost: float, holding_cost: float, demand_rate: float
) -> tuple[float, float]:
    """Order size ``sqrt(2 K D / h)`` (units) and cost per unit time ``sqrt(2 K D h)`` (money).

    >>> round(economic_order_quantity(8, 0.225, 1300)[0], 6)
    304.04678
    """
    if not fixed_cost >= 0 or not demand_rate >= 0 or not holding_cost > 0:
        raise UserError("an order quantity needs a fixed cost and a demand rate >= 0 and a holding cost > 0")
    return sqrt(2 * fixed_cost * demand_rate / holding_cost), sqrt(
        2 * fixed_cost * demand_rate * holding_cost
    )


@dataclass(frozen=True)
class LotPlan:
    """Total cost (money) and the quantity ordered in each period (units)."""

    cost: float
    orders: tuple[float, ...]


def wagner_whitin(
    demand: Sequence[float],
    holding_cost: float | Sequence[float],
    fixed_cost: float | Sequence[float],
    purchase_cost: float | Sequence[float] = 0.0,
) -> LotPlan:
    """Cheapest orders for known demand, no initial stock, holding charged on end-of-period stock.

    Costs are per period or constant. Backward dynamic programme over ``theta_t``, the least cost from
    period t with no stock: order at t for t..s-1 and go on at s; a period without demand may pass without
    an order. Of equally cheap plans the one with the shortest first lot (recursively) is returned.

    >>> wagner_whitin([90, 120, 80, 70], holding_cost=2, fixed_cost=500)
    LotPlan(cost=1380.0, orders=(210.0, 0.0, 150.0, 0.0))
    """
    need = np.asarray(demand, dtype=float)
    if need.ndim != 1 or not np.all((need >= 0) & (need < inf)):
        raise UserError(f"demand must be a list of finite numbers >= 0, found {list(demand)}")
    try:
        hold, fixed, buy = (
            np.broadcast_to(np.asarray(c, dtype=float), need.shape)
            for c in (holding_cost, fixed_cost, purchase_cost)
        )
    except ValueError as error:
        raise UserError(f"costs must be single numbers or one per period ({need.size})") from error
    if np.any(hold < 0) or np.any(fixed < 0):
        raise UserError("holding and fixed costs must be >= 0")
    periods = need.size
    theta = [0.0] * (periods + 1)
    following = [
        periods
    ] * periods  # the period of the next decision; itself + 1 with no order when demand is 0
    lots = [0.0] * periods
    for t in reversed(range(periods)):
        theta[t] = theta[t + 1] if need[t] == 0 else inf
        following[t] = t + 1
        cost, lot, carry = (
            float(fixed[t]),
            0.0,
            float(buy[t]),
        )  # carry: cost of a unit bought at t and used at s
        for s in range(t, periods):
            cost += carry * float(need[s])
            lot += float(need[s])
            carry += float(hold[s])
            if lot > 0 and cost + theta[s + 1] < theta[t]:
                theta[t], following[t], lots[t] = cost + theta[s + 1], s + 1, lot
    orders = [0.0] * periods
    t = 0
    while t < periods:
        orders[t] = lots[t]
        t = following[t]
    return LotPlan(theta[0], tuple(orders))
