"""The airport game: users of a facility whose cost is that of its most demanding user.

``c(S) = max of c_i over S``. Users come in classes of equal cost; allocations are costs (all non-negative).
The closed forms here serve any number of users, where a table of coalitions would not fit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protocols.games.coalition import Game


def airport_shapley(costs: Sequence[float], users: Sequence[int] | None = None) -> list[float]:
    """Shapley charge per user of each class: every increment of cost is split among those who need it.

    Source: Littlechild & Owen (1973) Management Science 20:370-372.

    >>> airport_shapley([8, 11, 13, 18])
    [2.0, 3.0, 4.0, 9.0]
    """
    order, counts = _classes(costs, users)
    charges = [0.0] * len(costs)
    charge, below, using = 0.0, 0.0, sum(counts)
    for k in order:
        charge += (costs[k] - below) / using
        charges[k] = charge
        below = float(costs[k])
        using -= counts[k]
    return charges


def airport_nucleolus(costs: Sequence[float], users: Sequence[int] | None = None) -> list[float]:
    """Nucleolus charge per user of each class (of the savings game ``sum c_i - c(S)``).

    Littlechild's recursion: among the classes not yet charged, the next charge is the least of ``(c_l -
    c_done + r) / (users up to l + 1)`` over all but the dearest class and ``(c_max - c_done + r) / users``
    for the dearest, where r is the previous charge; it goes to all classes up to the last l that attains it.

    Source: Littlechild (1974) International Journal of Game Theory 3:21-29; classes: Littlechild & Owen
    (1977) ibid. 5:91-95.

    >>> airport_nucleolus([8, 11, 13, 18])
    [3.25, 3.25, 3.25, 8.25]
    """
    order, counts = _classes(costs, users)
    charges = [0.0] * len(costs)
    done, charge, below = 0, 0.0, 0.0
    while done < len(order):
        best, reach, group = np.inf, done, 0
        for place in range(done, len(order)):
            group += counts[order[place]]
            payers = group if place == len(order) - 1 else group + 1
            candidate = (costs[order[place]] - below + charge) / payers
            if candidate <= best + 1e-12 * abs(best if np.isfinite(best) else 0.0):
                best, reach = candidate, place
        charge, below = float(best), float(costs[order[reach]])
        for place in range(done, reach + 1):
            charges[order[place]] = charge
        done = reach + 1
    return charges


def airport_core_contains(
    costs: Sequence[float], charges: Sequence[float], users: Sequence[int] | None = None
) -> bool:
    """Whether the charges (per user of a class) cover the cost and no group pays more than it would alone.

    Only the groups "everybody up to cost c" can object when charges are non-negative.
    """
    order, counts = _classes(costs, users)
    rounding = 1e-9 * max(1.0, float(max(costs)))
    paid = 0.0
    for k in order:
        paid += counts[k] * charges[k]
        if paid > costs[k] + rounding:
            return False
    return min(charges) >= -rounding and abs(paid - float(max(costs))) <= rounding


def airport_savings_game(players: Sequence[str], costs: Sequence[float]) -> Game:
    """The savings game ``v(S) = sum of c_i - c(S)`` of single users; payoffs x are charges ``c_i - x_i``."""
    cost = dict(zip(players, costs, strict=True))
    return Game.from_function(players, lambda S: sum(cost[p] for p in sorted(S)) - max(cost[p] for p in S))


def _classes(costs: Sequence[float], users: Sequence[int] | None) -> tuple[list[int], list[int]]:
    """Class indices by cost, and users per class (one each by default)."""
    counts = [1] * len(costs) if users is None else [int(count) for count in users]
    if not costs or len(counts) != len(costs) or min(counts) < 1 or min(costs) < 0.0:
        raise ValueError("costs: allowed: one or more non-negative costs, with 1 or more users each")
    return sorted(range(len(costs)), key=lambda k: (costs[k], k)), counts
