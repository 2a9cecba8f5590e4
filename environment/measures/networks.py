"""Measures of a network of parties: who shares with whom, in what blocs, and what its shape does to beliefs.

Networks are given as pairs (an arc points from the first to the second); node names are any hashable.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from protocols.sums import dot

Arc = tuple[Hashable, Hashable]
Array = npt.NDArray[np.float64]
UNIT = 1e-9  # eigenvalues this close to 1 count as 1


def reciprocity(arcs: Iterable[Arc]) -> float:
    """Share of arcs whose reverse exists too (Newman, Networks, 2010); needs at least one arc.

    >>> round(reciprocity([("H", "F"), ("F", "H"), ("F", "W")]), 4)
    0.6667
    """
    present = set(arcs)
    if not present:
        raise ValueError("reciprocity: allowed: at least one arc")
    return sum((b, a) in present for a, b in present) / len(present)


def density(arcs: Iterable[Arc]) -> float:
    """Share of possible arcs that exist, ``m / (n (n - 1))``, over the nodes that occur in arcs.

    >>> density([("A", "B"), ("B", "C"), ("C", "A")])
    0.5
    """
    present = set(arcs)
    n = len({node for arc in present for node in arc})
    if n < 2:
        raise ValueError("density: allowed: arcs among 2 or more nodes")
    return len(present) / (n * (n - 1))


def transitivity(arcs: Iterable[Arc]) -> float:
    """Three times the triangles over the connected triples, directions ignored (0 without triples).

    >>> transitivity([("A", "B"), ("B", "C"), ("C", "A")])
    1.0
    """
    import networkx as nx

    return float(nx.transitivity(nx.Graph(list(arcs))))


def global_efficiency(arcs: Iterable[Arc]) -> float:
    """Mean of 1/distance over all pairs of nodes, directions ignored (unconnected pairs count 0).

    Source: Latora & Marchiori (2001) Physical Review Letters 87:198701.

    >>> round(global_efficiency([("A", "B"), ("B", "C")]), 4)
    0.8333
    """
    import networkx as nx

    return float(nx.global_efficiency(nx.Graph(list(arcs))))


def modularity(edges: Iterable[Arc], partition: Iterable[Iterable[Hashable]]) -> float:
    """Modularity of a given partition of an undirected graph: ``Q = sum_c [L_c / m - (d_c / 2m)^2]``.

    L_c: edges inside bloc c, d_c: its total degree, m: all edges. Every node must be in exactly one bloc.
    Source: Newman & Girvan (2004) Physical Review E 69:026113.

    >>> modularity([("a", "b"), ("c", "d")], [["a", "b"], ["c", "d"]])
    0.5
    """
    import networkx as nx

    graph = nx.Graph(list(edges))
    blocs = [set(bloc) for bloc in partition]
    graph.add_nodes_from(node for bloc in blocs for node in bloc)
    if sum(len(bloc) for bloc in blocs) != len(graph) or set().union(*blocs) != set(graph):
        raise ValueError("partition: allowed: every node of the graph in exactly one bloc")
    return float(nx.community.modularity(graph, blocs, weight=None))


@dataclass(frozen=True)
class Consensus:
    """Each member's influence on the common belief (sums to 1), that belief, and the second-largest
    |eigenvalue|.
    """

    influence: Array
    belief: float
    second_eigenvalue: float


def degroot(weights: Sequence[Sequence[float]] | Array, beliefs: Sequence[float] | Array) -> Consensus:
    """Where repeated averaging ``b(t+1) = W b(t)`` ends: the belief ``s . b(0)`` with s the unit left
    eigenvector of W.

    ``weights[i][j]`` is the weight that i gives to j's belief (rows sum to 1, none negative). Disagreement
    shrinks by about the second-largest eigenvalue modulus a round. Raises ValueError when beliefs do not
    converge to one value (several closed groups, or a group that oscillates).

    Source: DeGroot (1974) JASA 69:118-121; Golub & Jackson (2010).

    >>> round(degroot([[0.5, 0.5], [0.25, 0.75]], [3, 6]).belief, 9)
    5.0
    """
    matrix = np.asarray(weights, dtype=np.float64)
    start = np.asarray(beliefs, dtype=np.float64)
    n = len(start)
    if matrix.shape != (n, n) or (matrix < 0.0).any() or not np.allclose(matrix.sum(axis=1), 1.0, atol=1e-8):
        raise ValueError(f"weights: allowed: a non-negative {n} x {n} matrix whose rows sum to 1")
    moduli = np.sort(np.abs(np.linalg.eigvals(matrix)))[::-1]
    second = float(moduli[1]) if n > 1 else 0.0
    if second > 1.0 - UNIT:
        raise ValueError("weights: beliefs do not converge to one value (several closed groups, or a cycle)")
    system = np.vstack((matrix.T - np.eye(n), np.ones(n)))
    solved = np.linalg.lstsq(system, np.r_[np.zeros(n), 1.0], rcond=None)[0]
    influence = np.asarray(solved, dtype=np.float64)
    return Consensus(influence, float(dot(influence, start)), second)
