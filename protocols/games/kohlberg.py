"""A certificate for the (pre)nucleolus that does not repeat its computation: Kohlberg's balancedness test.

Payoffs are the prenucleolus iff for every level t the coalitions with excess at least t form a balanced
collection (some strictly positive weights on them sum to one for every player). For the nucleolus, players
held at their own value may join with weight zero or more.

Source: Kohlberg (1971) SIAM Journal on Applied Mathematics 20:62-66; prenucleolus: Sobolev (1975).
"""

from __future__ import annotations

import numpy as np

from protocols.games.coalition import Game, Payoffs, membership
from protocols.games.lp import NoOptimum, minimise

TOLERANCE = 1e-7  # excesses closer than this, relative to the game's size, are one level
WEIGHT = 1e-9  # weights above this count as strictly positive


def is_prenucleolus(game: Game, payoffs: Payoffs) -> bool:
    """Whether efficient payoffs pass Kohlberg's test at every level.

    >>> is_prenucleolus(Game.from_function("ABC", lambda S: float(len(S) >= 2)), np.full(3, 1 / 3))
    True
    """
    return _passes(game, payoffs, np.zeros(game.n, dtype=bool))


def is_nucleolus(game: Game, payoffs: Payoffs) -> bool:
    """Whether an imputation passes Kohlberg's test at every level."""
    tolerance = TOLERANCE * max(1.0, float(np.abs(game.values).max()))
    slack = payoffs - game.singles
    return bool((slack >= -tolerance).all()) and _passes(game, payoffs, slack <= tolerance)


def _passes(game: Game, payoffs: Payoffs, held: np.ndarray) -> bool:
    tolerance = TOLERANCE * max(1.0, float(np.abs(game.values).max()))
    if abs(float(np.sum(payoffs)) - game.grand) > tolerance:
        return False
    members = membership(game.n)
    excess = game.excesses(payoffs)
    proper = np.arange(1, len(excess) - 1)
    order = proper[np.argsort(-excess[proper], kind="stable")]
    helpers = np.eye(game.n)[held]
    start = 0
    while start < len(order):
        # The next level ends where the excess drops by more than rounding.
        drops = np.flatnonzero(excess[order[start]] - excess[order[start:]] > tolerance)
        end = start + int(drops[0]) if len(drops) else len(order)
        rows = members[order[:end]]
        if not _balanced(rows, helpers):
            return False
        if np.linalg.matrix_rank(rows) == game.n:
            return True  # a balanced collection of full rank stays balanced whatever joins it
        start = end
    return True


def _balanced(rows: np.ndarray, helpers: np.ndarray) -> bool:
    """Whether positive weights on ``rows`` and non-negative ones on ``helpers`` sum to one for every
    player.
    """
    n_rows, n = rows.shape
    # Maximise the smallest weight d: lambda = d + mu with mu >= 0.
    matrix = np.c_[rows.T, helpers.T, rows.sum(axis=0)]
    cost = np.r_[np.zeros(n_rows + len(helpers)), -1.0]
    try:
        best = minimise(cost, equal=(matrix, np.ones(n)), bounds=(0.0, None))
    except NoOptimum:
        return False
    return -best.value > WEIGHT
