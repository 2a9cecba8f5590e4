"""The shape of relations: reciprocity, density, blocs, core and periphery of trade, data and trust.

An edge is (source, target, weight). Trade has no direction: a pair counts once, its weights added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from environment.measures import networks
from environment.measures.registry import Tables, mean, measure

Rows = Sequence[Mapping[str, Any]]
Edge = tuple[str, str, float]
Pairs = dict[tuple[str, str], float]
Floats = NDArray[np.float64]
NAN = float("nan")


def layer(rows: Iterable[Mapping[str, Any]], name: str) -> list[Edge]:
    """Edges of one layer with a weight above zero; matters of trust (layer ``trust`` or ``trust:<matter>``) averaged."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if str(row["layer"]).partition(":")[0] == name and row["weight"] > 0:
            found.setdefault((str(row["source"]), str(row["target"])), []).append(float(row["weight"]))
    return [(a, b, fsum(weights) / len(weights)) for (a, b), weights in found.items()]


def rows_of(t: Tables) -> list[dict[str, Any]]:
    """The table ``edges`` row by row."""
    edges = t["edges"]
    return [dict(zip(edges, values, strict=True)) for values in zip(*edges.values(), strict=True)]


def pairs(edges: Iterable[Edge]) -> Pairs:
    """Weights by unordered pair, names in order."""
    found: Pairs = {}
    for a, b, weight in edges:
        if a != b:
            key = (min(a, b), max(a, b))
            found[key] = found.get(key, 0.0) + weight
    return found


def weighted_reciprocity(edges: Iterable[Edge]) -> float:
    """Σ over edges of min(w_ij, w_ji) / Σ w: 1 when all is returned in equal measure, 0 when nothing is; NaN of no edge.

    Source: Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013) Scientific Reports 3:2729.

    >>> weighted_reciprocity([("H", "S", 0.75), ("S", "H", 0.25)])
    0.5
    """
    weights = {(a, b): weight for a, b, weight in edges}
    whole = fsum(weights.values())
    return fsum(min(w, weights.get((b, a), 0.0)) for (a, b), w in weights.items()) / whole if whole > 0 else NAN


def pair_density(edges: Iterable[Edge], nodes: int) -> float:
    """Pairs with an edge over all n (n − 1) / 2 pairs; NaN for fewer than two nodes.

    >>> pair_density([("S", "H", 1.0), ("H", "S", 1.0), ("S", "F", 2.0), ("F", "W", 1.0)], 4)
    0.5
    """
    return len(pairs(edges)) / (nodes * (nodes - 1) / 2) if nodes > 1 else NAN


def best_modularity(edges: Iterable[Edge]) -> float:
    """Weighted modularity of the partition that greedy merging finds; 0 for one bloc, NaN of no edge.

    Source: Clauset, Newman & Moore (2004) Physical Review E 70:066111, in networkx; a lower bound of the largest. Weights
    count in millionths of the whole, so that the result has the same bits on every Python; to 12 digits.
    """
    import networkx as nx

    weights = pairs(edges)
    if not weights:
        return NAN
    order = {name: i for i, name in enumerate(sorted({name for pair in weights for name in pair}))}
    graph = nx.Graph()
    graph.add_nodes_from(order.values())
    unit = fsum(weights.values()) * 1e-6
    graph.add_weighted_edges_from((order[a], order[b], float(round(weight / unit))) for (a, b), weight in sorted(weights.items()))
    blocs = nx.community.greedy_modularity_communities(graph, weight="weight")
    return round(float(nx.community.modularity(graph, blocs, weight="weight")), 12)


def core_periphery(edges: Iterable[Edge]) -> tuple[float, tuple[str, ...]]:
    """Fit of the core–periphery pattern, and the core.

    Pearson correlation, over unordered pairs of nodes that occur in edges, between weights and the ideal pattern in which
    every pair that touches the core is tied and no pair of the periphery is (Borgatti & Everett 1999, Social Networks 21,
    eq. 1 and 2). The core is the best one of the k strongest nodes, k = 1 … n − 1 (strength = sum of weights, ties by
    name). NaN where fewer than three nodes, or all weights equal, leave no pattern.

    >>> core_periphery([("S", "H", 1.0), ("S", "F", 1.0), ("S", "C", 1.0)])
    (1.0, ('S',))
    """
    weights = pairs(edges)
    names = sorted({name for pair in weights for name in pair})
    matrix = np.zeros((len(names), len(names)))
    for (a, b), weight in weights.items():
        matrix[names.index(a), names.index(b)] = matrix[names.index(b), names.index(a)] = weight
    strongest = np.lexsort((np.arange(len(names)), -matrix.sum(axis=1)))
    upper = np.triu_indices(len(names), 1)
    best, core = NAN, 0
    for k in range(1, len(names)):
        inside = np.zeros(len(names), dtype=bool)
        inside[strongest[:k]] = True
        fit = _correlation(matrix[upper], (inside[:, None] | inside[None, :])[upper].astype(np.float64))
        if fit == fit and not fit <= best:
            best, core = fit, k
    return best, tuple(sorted(names[i] for i in strongest[:core]))


def _correlation(x: Floats, y: Floats) -> float:
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x @ x) * (y @ y)))
    return round(float(x @ y) / scale, 12) if scale > 1e-12 * max(1.0, float(np.abs(x).max(initial=0.0))) else NAN


def _data(rows: Rows, nodes: int) -> float:
    return len(layer(rows, "information")) / (nodes * (nodes - 1)) if nodes > 1 else NAN


def _both_ways(rows: Rows, _: int) -> float:
    arcs = [(a, b) for a, b, _ in layer(rows, "information")]
    return networks.reciprocity(arcs) if arcs else NAN


SHAPES: Mapping[str, Callable[[Rows, int], float]] = {
    "trade_density": lambda rows, nodes: pair_density(layer(rows, "trade"), nodes),
    "trade_modularity": lambda rows, _: best_modularity(layer(rows, "trade")),
    "trade_core_periphery": lambda rows, _: core_periphery(layer(rows, "trade"))[0],
    "data_density": _data,
    "data_reciprocity": _both_ways,
    "trust_reciprocity": lambda rows, _: weighted_reciprocity(layer(rows, "trust")),
}  # of edges as rows (source, target, layer, weight) among so many parties
RELATIONS = {
    "trade_density": ("", "pairs that trade / all pairs of parties", "density of trade", "贸易网络密度", "Newman 2010", 0.0),
    "trade_modularity": ("", "modularity Q of the blocs that greedy merging finds, weighted by business",
                         "modularity of trade", "贸易网络模块度", "Newman & Girvan 2004; Clauset, Newman & Moore 2004", -0.5),
    "trade_core_periphery": ("", "correlation of business with the best core–periphery pattern",
                             "core–periphery fit of trade", "贸易网络核心–边缘拟合度", "Borgatti & Everett 1999", -1.0),
    "data_density": ("", "arcs along which data are shown / n (n − 1)", "density of data sharing", "数据共享密度",
                     "Newman 2010", 0.0),
    "data_reciprocity": ("share", "arcs of data whose reverse exists / arcs of data", "data shown both ways", "数据互相共享占比",
                         "Newman 2010", 0.0),
    "trust_reciprocity": ("share", "Σ min(w_ij, w_ji) / Σ w of reputations, mean over matters", "trust returned", "信任互惠度",
                          "Squartini et al. 2013", 0.0),
}  # name -> unit, formula, label, source, lowest value; highest 1  # fmt: skip


def _relation(name: str) -> None:
    unit, formula, en, zh, source, low = RELATIONS[name]

    @measure(name, "relations", unit, formula, en, zh, source=source, low=low, high=1.0, deep=True)
    def relation(t: Tables) -> float:
        return SHAPES[name](rows_of(t), len(t["parties"]["party"]))


for _name in RELATIONS:
    _relation(_name)


@measure("trust", "relations", "", "mean of all reputations after the show", "trust", "信任", source="Jøsang & Ismail 2002",
         high=1.0, deep=True)  # fmt: skip
def trust(t: Tables) -> float:
    edges = zip(t["edges"]["layer"], t["edges"]["weight"], strict=True)
    return mean([float(weight) for name, weight in edges if str(name).startswith("trust")])
