"""Bargaining on a network in which each node closes at most one deal: balanced outcomes.

An outcome is a matching and a split of each matched edge's worth. A node's best alternative is the most
another neighbour would leave it, ``max(0, w - that neighbour's payoff)``. Balanced: matched partners split
equally what their deal is worth beyond the sum of their alternatives; unmatched nodes get 0.

Source: Rochford (1984) Journal of Economic Theory 34:262-281; Cook & Yamagishi (1992) Social Networks
14:245-265; Kleinberg & Tardos (2008) STOC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from protocols.games.lp import minimise

Edge = tuple[str, str, float]
STABLE = 1e-9  # violations of stability below this, relative to the largest worth, are rounding
CONVERGED = 1e-13
MAX_SWEEPS = 200_000


@dataclass(frozen=True)
class ExchangeNetwork:
    """Undirected weighted edges (node, node, worth of the deal) and who deals with whom.

    ``nodes`` are in order of first appearance. Raises ValueError for a matching that is not one of the
    graph's.
    """

    edges: tuple[Edge, ...]
    matching: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        pairs = [frozenset(edge[:2]) for edge in self.edges]
        if any(len(pair) != 2 for pair in pairs) or len(set(pairs)) != len(pairs):
            raise ValueError("edges: allowed: distinct pairs of different nodes")
        if any(not np.isfinite(worth) or worth < 0.0 for _, _, worth in self.edges):
            raise ValueError("edges: allowed: non-negative, finite worths")
        partners = [node for pair in self.matching for node in pair]
        if len(set(partners)) != len(partners) or not {frozenset(pair) for pair in self.matching} <= set(
            pairs
        ):
            raise ValueError(f"matching: found {list(self.matching)}, allowed: edges that share no node")

    @property
    def nodes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node for edge in self.edges for node in edge[:2]))

    @property
    def size(self) -> float:
        return max((worth for _, _, worth in self.edges), default=0.0) or 1.0

    def worth(self, one: str, other: str) -> float:
        """Worth of the deal between two neighbours."""
        pair = {one, other}
        return next(worth for a, b, worth in self.edges if {a, b} == pair)

    def alternatives(self, payoffs: Mapping[str, float]) -> dict[str, float]:
        """Each node's best alternative outside its deal under the payoffs."""
        best = dict.fromkeys(self.nodes, 0.0)
        deals = {frozenset(pair) for pair in self.matching}
        for a, b, worth in self.edges:
            if frozenset((a, b)) not in deals:
                best[a] = max(best[a], worth - payoffs[b])
                best[b] = max(best[b], worth - payoffs[a])
        return best


def imbalance(network: ExchangeNetwork, payoffs: Mapping[str, float]) -> float:
    """Largest difference, over deals, between the partners' gains over their alternatives (0: balanced)."""
    best = network.alternatives(payoffs)
    return max(
        (abs((payoffs[a] - best[a]) - (payoffs[b] - best[b])) for a, b in network.matching), default=0.0
    )


def balanced_outcome(network: ExchangeNetwork) -> dict[str, float]:
    """A balanced outcome, payoff per node; the nucleolus of the matching game when the matching can be
    stable.

    A stable outcome (no pair outside the matching could both gain) exists iff the core of the matching game
    is not empty and the matching is of maximal worth. Then the nucleolus is balanced, is determined by single
    nodes and edges alone (Huberman 1980: only essential coalitions matter), and picks one point where graphs
    with cycles have many. Otherwise the outcome is the rest point of edge balancing from equal splits;
    ArithmeticError if it does not settle.

    >>> path = ExchangeNetwork((("A", "B", 1), ("B", "C", 1), ("C", "D", 1)), (("A", "B"), ("C", "D")))
    >>> {node: round(share, 6) for node, share in balanced_outcome(path).items()}
    {'A': 0.333333, 'B': 0.666667, 'C': 0.666667, 'D': 0.333333}
    """
    stable = _stable_nucleolus(network)
    return stable if stable is not None else edge_balancing(network)


def edge_balancing(network: ExchangeNetwork) -> dict[str, float]:
    """Edge-balancing dynamics: matched pairs move half-way to the balanced split of their deal, until nothing
    moves.

    Source: Azar, Birnbaum, Celis, Devanur & Peres (2009) FOCS. Starts from equal splits.
    """
    payoffs = dict.fromkeys(network.nodes, 0.0)
    worths = {pair: network.worth(*pair) for pair in network.matching}
    for (a, b), worth in worths.items():
        payoffs[a] = payoffs[b] = 0.5 * worth
    for _ in range(MAX_SWEEPS):
        best = network.alternatives(payoffs)
        moved = 0.0
        for (a, b), worth in worths.items():
            target = min(worth, max(0.0, 0.5 * (worth + best[a] - best[b])))
            step = 0.5 * (target - payoffs[a])
            payoffs[a] += step
            payoffs[b] = worth - payoffs[a]
            moved = max(moved, abs(step))
        if moved <= CONVERGED * network.size:
            return payoffs
    raise ArithmeticError(
        "edge balancing did not settle: the network may have no balanced outcome for this matching"
    )


def _stable_nucleolus(network: ExchangeNetwork) -> dict[str, float] | None:
    """Nucleolus over nodes and unmatched edges with matched edges shared out exactly; None if nothing is
    stable.
    """
    nodes, size = network.nodes, network.size
    place = {node: k for k, node in enumerate(nodes)}
    n = len(nodes)
    deals = {frozenset(pair) for pair in network.matching}
    paired = {node for pair in network.matching for node in pair}
    equal_rows = [_row(n, place[node]) for node in nodes if node not in paired]
    equal_sums = [0.0] * len(equal_rows)
    for a, b in network.matching:
        equal_rows.append(_row(n, place[a], place[b]))
        equal_sums.append(network.worth(a, b) / size)
    rows = [_row(n, k) for k in range(n)]
    worths = [0.0] * n
    for a, b, worth in network.edges:
        if frozenset((a, b)) not in deals:
            rows.append(_row(n, place[a], place[b]))
            worths.append(worth / size)
    shares = _smallest_excesses(np.array(rows), np.array(worths), np.array(equal_rows), np.array(equal_sums))
    if shares is None:
        return None
    return {node: float(size * max(0.0, shares[k])) for node, k in place.items()}


def _row(n: int, *members: int) -> np.ndarray:
    row = np.zeros(n)
    row[list(members)] = 1.0
    return row


def _smallest_excesses(
    rows: np.ndarray, worths: np.ndarray, fixed: np.ndarray, totals: np.ndarray
) -> np.ndarray | None:
    """Lexicographically smallest excesses ``worth - row x`` subject to ``fixed x = totals``; None if one must
    be > 0.
    """
    n = rows.shape[1]
    while np.linalg.matrix_rank(fixed) < n:
        rest = rows - (rows @ np.linalg.pinv(fixed)) @ fixed
        free = np.flatnonzero(np.einsum("ij,ij->i", rest, rest) > STABLE)
        stage = minimise(
            np.r_[np.zeros(n), 1.0],
            (np.c_[-rows[free], -np.ones(len(free))], -worths[free]),
            (np.c_[fixed, np.zeros(len(fixed))], totals),
        )
        binding = free[stage.multipliers > 1e-7]
        fixed = np.vstack((fixed, rows[binding]))
        totals = np.r_[totals, worths[binding] - stage.x[-1]]
    shares = np.linalg.lstsq(fixed, totals, rcond=None)[0]
    return None if (worths - rows @ shares).max() > STABLE else np.asarray(shares)
