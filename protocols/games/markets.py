"""Games that markets make: assignment (pairs with a surplus), gloves, and pooled newsvendors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protocols.games.coalition import Array, Game, coalition_sums


def assignment_game(rows: Sequence[str], cols: Sequence[str], surplus: Sequence[Sequence[float]]) -> Game:
    """Two-sided market: ``v(S)`` is the value of the best matching of row and column players inside S.

    ``surplus[r][c]`` is what the pair makes together; pairs with a negative surplus stay apart. Players are
    the rows, then the columns. The core is never empty.

    Source: Shapley & Shubik (1971) International Journal of Game Theory 1:111-130.

    >>> assignment_game(["s1", "s2"], ["b1"], [[5], [7]]).grand
    7.0
    """
    matrix = np.maximum(np.asarray(surplus, dtype=np.float64), 0.0)
    if matrix.shape != (len(rows), len(cols)):
        raise ValueError(f"surplus: found shape {matrix.shape}, allowed: ({len(rows)}, {len(cols)})")
    n_rows, n_cols = matrix.shape
    # Row by row: best[T] is the most that the rows so far can make with the columns of T.
    columns = np.arange(1 << n_cols)
    tables = [np.zeros((1, 1 << n_cols))]
    for r in range(n_rows):
        with_row = tables[-1].copy()
        for c in range(n_cols):
            has = columns[(columns >> c) & 1 == 1]
            with_row[:, has] = np.maximum(with_row[:, has], tables[-1][:, has ^ (1 << c)] + matrix[r, c])
        tables.append(np.concatenate((tables[-1], with_row)))
    return Game((*rows, *cols), tables[-1].T.reshape(-1))


def side_optimal(game: Game, favoured: Sequence[str]) -> Array:
    """The core point of an assignment game that is best for everyone on the ``favoured`` side, shape (n,).

    Each favoured player i gets its marginal contribution ``v(N) - v(N - i)``; each player j of the other side
    gets the least that keeps every pair from objecting, ``max(0, max over i of v({i, j}) - x_i)``.

    Source: Demange (1982); Leonard (1983) Journal of Political Economy 91:461-479.
    """
    everyone = (1 << game.n) - 1
    payoffs = np.zeros(game.n)
    chosen = [game.players.index(player) for player in favoured]
    for i in chosen:
        payoffs[i] = game.grand - game.values[everyone ^ (1 << i)]
    for j in sorted(set(range(game.n)) - set(chosen)):
        payoffs[j] = max([0.0, *(float(game.values[(1 << i) | (1 << j)] - payoffs[i]) for i in chosen)])
    return payoffs


def glove_game(left: Sequence[str], right: Sequence[str]) -> Game:
    """Pairs of gloves: ``v(S) = min(#left, #right)``; players are the left owners, then the right ones.

    Source: Shapley (1959); Shapley & Shubik (1969) Journal of Economic Theory 1:9-25.

    >>> glove_game(["L1"], ["R1", "R2"]).grand
    1.0
    """
    lefts = coalition_sums([1.0] * len(left) + [0.0] * len(right))
    rights = coalition_sums([0.0] * len(left) + [1.0] * len(right))
    return Game((*left, *right), np.minimum(lefts, rights))


def newsvendor_pool_game(
    players: Sequence[str],
    mean: Sequence[float],
    sd: Sequence[float],
    price: float,
    cost: float,
    correlation: float,
) -> Game:
    """Stores that order together: expected newsvendor profit of the pooled demand of each coalition.

    Normal demands (not truncated) with one pairwise ``correlation``, price p, unit cost c, no salvage:
    ``v(S) = (p - c) sum mu - p phi(z) sd(S)`` with ``z = Phi^-1((p - c) / p)``. The core is not empty.

    Source: Hartman, Dror & Shalinsky (2000) Games and Economic Behavior 31:26-49; Eppen (1979).

    >>> round(newsvendor_pool_game(["a", "b"], [100, 100], [30, 40], 10, 5, 0.0).grand, 3)  # sd 50, z = 0
    800.529
    """
    from scipy.special import ndtri

    n = len(players)
    if not 0.0 < cost < price or len(mean) != n or len(sd) != n or min(sd) < 0.0:
        raise ValueError("newsvendor: allowed: 0 < cost < price, and one mean and one sd >= 0 per player")
    if not -1.0 / max(1, n - 1) <= correlation <= 1.0:
        raise ValueError(
            f"correlation: found {correlation}, allowed: {-1.0 / max(1, n - 1):.6g} to 1 for {n} players"
        )
    z = float(ndtri((price - cost) / price))
    density = float(np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi))
    squares = coalition_sums(np.square(np.asarray(sd, dtype=np.float64)))
    totals = coalition_sums(sd)
    variance = (1.0 - correlation) * squares + correlation * totals**2
    return Game(
        tuple(players),
        (price - cost) * coalition_sums(mean) - price * density * np.sqrt(np.maximum(variance, 0.0)),
    )
