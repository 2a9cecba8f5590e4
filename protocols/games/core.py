"""The core and what surrounds it: least core, core ranges, balancedness, convexity.

Excess is ``e(S, x) = v(S) - x(S)``; efficient payoffs have ``x(N) = v(N)``; "proper" coalitions are neither
empty nor N.
"""

from __future__ import annotations

import numpy as np

from protocols.games.coalition import Array, Game, Payoffs, membership
from protocols.games.lp import Bound, minimise
from protocols.games.rows import first_rows, minimise_over_coalitions, proper_coalitions


def max_excess(game: Game, payoffs: Payoffs) -> float:
    """Largest excess over proper coalitions (minus infinity for a single player)."""
    return float(game.excesses(payoffs)[1:-1].max(initial=-np.inf))


def in_core(game: Game, payoffs: Payoffs) -> bool:
    """Whether the payoffs are efficient and no coalition can do better by itself (up to rounding).

    Source: Gillies (1959).
    """
    efficient = abs(float(np.sum(payoffs)) - game.grand) <= game.rounding
    return efficient and max_excess(game, payoffs) <= game.rounding


def least_core(game: Game) -> tuple[float, Payoffs]:
    """Least-core value ``epsilon`` and one efficient payoff vector that attains it.

    ``epsilon = min over x(N) = v(N) of max over proper S of e(S, x)``. Negative: the core has an interior;
    positive: the core is empty. Individual rationality is not imposed. Needs two or more players.

    Source: Maschler, Peleg & Shapley (1979) Mathematics of Operations Research 4:303-338.

    >>> majority = Game.from_function("ABC", lambda S: float(len(S) >= 2))
    >>> epsilon, split = least_core(majority)
    >>> round(epsilon, 9)
    0.333333333
    """
    n = game.n
    if n < 2:
        raise ValueError("least core: found 1 player, allowed: 2 or more (no proper coalition to object)")
    size = _size(game)
    programme, _ = minimise_over_coalitions(
        np.r_[np.zeros(n), 1.0],
        game.values / size,
        membership(n),
        proper_coalitions(n),
        first_rows(n),
        (np.r_[np.ones(n), 0.0][None, :], np.array([game.grand / size])),
        [(None, None)] * (n + 1),
    )
    return programme.value * size, programme.x[:n] * size


def core_range(game: Game) -> Array | None:
    """Least and most that each player can get in the core, shape (n, 2); None when the core is empty.

    >>> core_range(Game.from_mapping("AB", {"A": 1, "B": 2, "AB": 10})).round(9).tolist()
    [[1.0, 8.0], [2.0, 9.0]]
    """
    if not is_balanced(game):
        return None
    n, size = game.n, _size(game)
    values, members, free = game.values / size, membership(n), proper_coalitions(n)
    total = (np.ones((1, n)), np.array([game.grand / size]))
    bounds: list[Bound] = [(None, None)] * n
    active = first_rows(n)
    ends = np.empty((n, 2))
    for player in range(n):
        for end, sign in enumerate((1.0, -1.0)):
            cost = np.zeros(n)
            cost[player] = sign
            best, _ = minimise_over_coalitions(cost, values, members, free, active, total, bounds)
            ends[player, end] = sign * size * best.value
    return ends


def balanced_cover_value(game: Game) -> tuple[float, Array]:
    """The most that balanced weights on proper coalitions are worth, and those weights, shape (2**n,).

    ``max sum of lambda_S v(S)`` subject to ``sum over S containing i of lambda_S = 1`` for every player,
    lambda >= 0.
    """
    if game.n < 2:
        return game.grand, np.array([0.0, 1.0])
    size = _size(game)
    rows = membership(game.n)[1:-1]
    programme = minimise(-game.values[1:-1] / size, equal=(rows.T, np.ones(game.n)), bounds=(0.0, None))
    return -programme.value * size, np.r_[0.0, programme.x, 0.0]


def is_balanced(game: Game) -> bool:
    """Whether the core is non-empty (up to rounding): by the Bondareva–Shapley theorem, whether no balanced
    collection is worth more than the grand coalition (:func:`balanced_cover_value`); decided by the least
    core.

    Source: Bondareva (1963); Shapley (1967) Naval Research Logistics Quarterly 14:453-460.
    """
    return game.n == 1 or least_core(game)[0] <= 10.0 * game.rounding


def is_superadditive(game: Game) -> bool:
    """Whether disjoint coalitions never lose by merging: ``v(S + T) >= v(S) + v(T)`` (up to rounding)."""
    everyone = (1 << game.n) - 1
    for mask in range(1, everyone + 1):
        others = np.zeros(1, dtype=np.int64)  # every coalition disjoint from this one, by doubling
        for k in range(game.n):
            if not mask >> k & 1:
                others = np.concatenate((others, others | (1 << k)))
        if (game.values[others | mask] < game.values[others] + game.values[mask] - game.rounding).any():
            return False
    return True


def is_convex(game: Game) -> bool:
    """Whether marginal contributions grow with the coalition (supermodular); then the Shapley value is in the
    core.

    Checks ``v(S+i+j) - v(S+j) >= v(S+i) - v(S)`` for all S and i, j outside it.
    Source: Shapley (1971) International Journal of Game Theory 1:11-26.
    """
    masks = np.arange(1 << game.n)
    v = game.values
    for i in range(game.n):
        for j in range(i):
            pair = (1 << i) | (1 << j)
            s = masks[(masks & pair) == 0]
            if (v[s | pair] + v[s] < v[s | (1 << i)] + v[s | (1 << j)] - game.rounding).any():
                return False
    return True


def _size(game: Game) -> float:
    """Scale that brings values to order one for the solver."""
    return float(np.abs(game.values).max()) or 1.0
