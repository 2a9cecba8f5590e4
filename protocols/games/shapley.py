"""The Shapley value: a player's average marginal contribution over all orders of arrival.

Source: Shapley (1953) in Contributions to the Theory of Games II, 307-317.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from protocols.games.coalition import Array, Game, Payoffs
from protocols.sums import dot


def shapley(game: Game) -> Payoffs:
    """Exact Shapley value, shape (n,), from the subset formula.

    ``phi_i = sum over S without i of |S|! (n-|S|-1)! / n! (v(S + i) - v(S))``.

    >>> [float(share) for share in shapley(Game.from_mapping("LRS", dict(
    ...     L=0, R=0, S=0, LR=1, LS=1, RS=0, LRS=1))).round(4)]
    [0.6667, 0.1667, 0.1667]
    """
    n = game.n
    masks = np.arange(1 << n)
    sizes = np.bitwise_count(masks)
    weights = np.array([1.0 / (n * comb(n - 1, size)) for size in range(n)])
    payoffs = np.empty(n)
    for player in range(n):
        without = masks[(masks >> player) & 1 == 0]
        marginal = game.values[without | (1 << player)] - game.values[without]
        payoffs[player] = dot(weights[sizes[without]], marginal)
    return payoffs


@dataclass(frozen=True)
class SampledShapley:
    """Estimate and standard error per player, shape (n,), and how many orders were drawn."""

    payoffs: Payoffs
    standard_error: Array
    orders: int


def shapley_sampled(
    players: Sequence[str], worth: Callable[[frozenset[str]], float], orders: int, rng: np.random.Generator
) -> SampledShapley:
    """Unbiased estimate from random orders of arrival, each with its reverse; any number of players.

    An order and its reverse are averaged before errors are taken (antithetic pairs), so ``orders`` is rounded
    up to an even number of at least 4. ``worth`` is called about ``orders * n`` times. Efficiency holds
    exactly.

    Source: Castro, Gómez & Tejada (2009) Computers & Operations Research 36:1726-1730; antithetic pairs:
    Mitchell et al. (2022) JMLR 23.

    >>> estimate = shapley_sampled("ABC", lambda S: float(len(S) ** 2), 4, np.random.default_rng(1))
    >>> estimate.payoffs.tolist(), estimate.orders
    ([3.0, 3.0, 3.0], 4)
    """
    names = tuple(players)
    if not names or len(set(names)) != len(names):
        raise ValueError("players: allowed: one or more distinct names")
    pairs = max(2, -(-orders // 2))
    draws = np.empty((pairs, len(names)))
    for pair in range(pairs):
        order = rng.permutation(len(names)).tolist()
        there, back = _marginals(names, worth, order), _marginals(names, worth, order[::-1])
        draws[pair] = 0.5 * (there + back)
    error = draws.std(axis=0, ddof=1) / np.sqrt(pairs)
    return SampledShapley(draws.mean(axis=0), error, 2 * pairs)


def _marginals(names: Sequence[str], worth: Callable[[frozenset[str]], float], order: Sequence[int]) -> Array:
    """What each player adds on arrival in the given order, shape (n,)."""
    added = np.empty(len(names))
    present: frozenset[str] = frozenset()
    before = 0.0
    for player in order:
        present |= {names[player]}
        after = float(worth(present))
        added[player] = after - before
        before = after
    return added
