"""Games on a network: only connected coalitions can cooperate.

Source: Myerson (1977) Mathematics of Operations Research 2:225-229.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from protocols.games.coalition import Game, Payoffs
from protocols.games.shapley import shapley


def graph_restricted(game: Game, edges: Iterable[tuple[str, str]]) -> Game:
    """The game ``v^G(S) = sum of v over the connected components of S`` in the graph of ``edges``."""
    neighbours = [0] * game.n
    for one, other in edges:
        for name in (one, other):
            if name not in game.players:
                raise ValueError(f"edge {one}-{other}: found {name!r}, allowed: {', '.join(game.players)}")
        a, b = game.players.index(one), game.players.index(other)
        neighbours[a] |= 1 << b
        neighbours[b] |= 1 << a
    values = np.zeros(1 << game.n)
    for mask in range(1, 1 << game.n):
        part = _component(mask, neighbours)
        values[mask] = game.values[part] + values[mask & ~part]
    return Game(game.players, values)


def myerson(game: Game, edges: Iterable[tuple[str, str]]) -> Payoffs:
    """The Myerson value, shape (n,): the Shapley value of the graph-restricted game.

    The only rule that splits each component's worth among its members and changes two players' payoffs
    equally when the link between them is cut (fairness).

    >>> three = Game.from_function("ABC", lambda S: float(len(S) >= 2))
    >>> [round(float(share), 4) for share in myerson(three, [("A", "B"), ("B", "C")])]
    [0.1667, 0.6667, 0.1667]
    """
    return shapley(graph_restricted(game, edges))


def _component(mask: int, neighbours: list[int]) -> int:
    """The connected component of the lowest player of ``mask`` within ``mask``."""
    part, frontier = 0, mask & -mask
    while frontier:
        part |= frontier
        reached = 0
        for k in range(len(neighbours)):
            if frontier >> k & 1:
                reached |= neighbours[k]
        frontier = reached & mask & ~part
    return part
