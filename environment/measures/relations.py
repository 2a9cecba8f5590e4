"""The shape of relations: reciprocity, density, blocs, core and periphery of trade, data and trust.

An edge is (source, target, weight). Trade has no direction: a pair counts once, its weights added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from environment.measures import networks
from environment.measures.registry import Tables, mean, measure
from protocols.sums import dot

Rows = Sequence[Mapping[str, Any]]
Edge = tuple[str, str, float]
Pairs = dict[tuple[str, str], float]
Layers = Mapping[str, list[Edge]]
Floats = NDArray[np.float64]
NAN = float("nan")


def layers(rows: Iterable[Mapping[str, Any]]) -> Layers:
    """Edges by layer with a weight above zero; matters of trust (layer ``trust`` or ``trust:<matter>``) averaged."""
    found: dict[str, dict[tuple[str, str], list[float]]] = {}
    for row in rows:
        if row["weight"] > 0:
            ends = str(row["source"]), str(row["target"])
            found.setdefault(str(row["layer"]).partition(":")[0], {}).setdefault(ends, []).append(float(row["weight"]))
    return {name: [(a, b, fsum(w) / len(w)) for (a, b), w in edges.items()] for name, edges in found.items()}


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

    Source: Clauset, Newman & Moore (2004) Physical Review E 70:066111; a lower bound of the largest. Weights count in
    millionths of the whole, so that the result has the same bits on every Python; to 12 digits.
    """
    weights = pairs(edges)
    if not weights:
        return NAN
    order = {name: i for i, name in enumerate(sorted({name for pair in weights for name in pair}))}
    unit = fsum(weights.values()) * 1e-6
    ties = {(order[a], order[b]): float(round(weight / unit)) for (a, b), weight in sorted(weights.items())}
    degree = [0.0] * len(order)
    for (a, b), weight in ties.items():
        degree[a] += weight
        degree[b] += weight
    ends = sum(degree)
    parts = []
    for bloc in greedy_blocs(ties, degree):
        inside, reach = sum(w for (a, b), w in ties.items() if a in bloc and b in bloc), sum(degree[i] for i in bloc)
        parts.append(inside / (ends / 2.0) - reach * reach * (1.0 / ends**2))
    return round(sum(parts), 12)


def greedy_blocs(ties: Mapping[tuple[int, int], float], degree: Sequence[float]) -> list[set[int]]:
    """The blocs of greedy merging, as networkx finds them (``community.greedy_modularity_communities``), at a tenth of its cost.

    ``ties`` maps pairs i < j of nodes 0 … n − 1 to whole weights, ``degree`` are their sums by node. Each node begins as a
    bloc; the pair whose merging gains most modularity (ties: the lowest numbers) is merged into its second as long as none loses.
    """
    count = 1.0 / (sum(degree) / 2.0)
    share = [total * count * 0.5 for total in degree]
    blocs = {i: {i} for i in range(len(degree))}
    gain: dict[int, dict[int, float]] = {i: {} for i in blocs}
    for (i, j), weight in ties.items():
        gain[i][j] = gain[j][i] = count * weight - (share[i] * share[j] + share[i] * share[j])
    while True:
        loss, u, v = min(((-dq, i, j) for i, row in gain.items() for j, dq in row.items() if i < j), default=(1.0, 0, 0))
        if loss > 0.0:
            return sorted(blocs.values(), key=len, reverse=True)
        mine, other = gain[v], gain.pop(u)
        for w in (mine.keys() | other.keys()) - {u, v}:
            one = mine[w] if w in mine else -(share[v] * share[w] + share[w] * share[v])
            two = other[w] if w in other else -(share[u] * share[w] + share[w] * share[u])
            mine[w] = gain[w][v] = one + two
            gain[w].pop(u, None)
        del mine[u]
        blocs[v] |= blocs.pop(u)
        share[v] += share[u]


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
    at = {name: i for i, name in enumerate(names)}
    rows = [[0.0] * len(names) for _ in names]
    for (a, b), weight in weights.items():
        rows[at[a]][at[b]] = rows[at[b]][at[a]] = weight
    matrix = np.array(rows).reshape(len(names), len(names))
    strongest = (-np.add.reduce(matrix, 1)).argsort(kind="stable")
    one, other = _upper(len(names))
    place = strongest.argsort()  # 0 = strongest
    before = np.minimum(place[one], place[other])  # of each pair the stronger one's place
    ideals = (before < np.arange(1, len(names))[:, None]).astype(np.float64)
    best, core = NAN, 0
    for k, fit in enumerate(_correlations(matrix[one, other], ideals), start=1):
        if fit == fit and not fit <= best:
            best, core = fit, k
    return best, tuple(sorted(names[i] for i in strongest[:core]))


def _correlations(x: Floats, patterns: Floats) -> list[float]:
    """Pearson correlation of ``x`` with each row of ``patterns``, NaN where it has no spread."""
    if not len(x):
        return []
    count = len(x)
    x = x - np.add.reduce(x) / count
    own, flat = dot(x, x), 1e-12 * max(1.0, float(np.maximum.reduce(np.abs(x))))
    y = patterns - np.add.reduce(patterns, 1, keepdims=True) / count
    scales, along = np.sqrt(own * dot(y, y)).tolist(), dot(y, x).tolist()
    return [round(part / scale, 12) if scale > flat else NAN for part, scale in zip(along, scales, strict=True)]


@lru_cache(maxsize=32)
def _upper(nodes: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The two nodes of every pair."""
    one, other = np.triu_indices(nodes, 1)
    return one, other


def _data(of: Layers, nodes: int) -> float:
    return len(of.get("information", [])) / (nodes * (nodes - 1)) if nodes > 1 else NAN


def _both_ways(of: Layers, _: int) -> float:
    arcs = [(a, b) for a, b, _ in of.get("information", [])]
    return networks.reciprocity(arcs) if arcs else NAN


SHAPES: Mapping[str, Callable[[Layers, int], float]] = {
    "trade_density": lambda of, nodes: pair_density(of.get("trade", []), nodes),
    "trade_modularity": lambda of, _: best_modularity(of.get("trade", [])),
    "trade_core_periphery": lambda of, _: core_periphery(of.get("trade", []))[0],
    "data_density": _data,
    "data_reciprocity": _both_ways,
    "trust_reciprocity": lambda of, _: weighted_reciprocity(of.get("trust", [])),
}  # of edges by layer, among so many parties
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
        return SHAPES[name](layers(rows_of(t)), len(t["parties"]["party"]))


for _name in RELATIONS:
    _relation(_name)


@measure("trust", "relations", "", "mean of all reputations after the show", "trust", "信任", source="Jøsang & Ismail 2002",
         high=1.0, deep=True)  # fmt: skip
def trust(t: Tables) -> float:
    edges = zip(t["edges"]["layer"], t["edges"]["weight"], strict=True)
    return mean([float(weight) for name, weight in edges if str(name).startswith("trust")])
