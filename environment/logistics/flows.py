"""Network optimisation for goods: transportation, minimum-cost flow, maximum flow, assignment.

Sources: Hitchcock (1941), J. Math. Phys. 20:224-230; Dantzig (1951); Ford & Fulkerson (1956), Canad. J.
Math. 8:399-404; Kuhn (1955), Naval Research Logistics Quarterly 2:83-97; Ahuja, Magnanti & Orlin (1993),
Network Flows. Linear programmes are solved by HiGHS, maximum flow by networkx.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError
from protocols.sums import dot

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """A cheapest plan: its cost (money) and one optimal flow (units); the flow need not be unique."""

    cost: float
    flow: Floats


def _table(values: ArrayLike, name: str, ndim: int) -> Floats:
    array = np.asarray(values, dtype=float)
    if array.ndim != ndim or array.size == 0 or np.any(np.isnan(array)):
        raise UserError(f"{name} must be a non-empty {ndim}-dimensional table of numbers")
    return array


def _amounts(values: ArrayLike, name: str) -> Floats:
    array = _table(values, name, 1)
    if np.any(array < 0):
        raise UserError(f"{name} must be >= 0, found {array.tolist()}")
    return array


def transport(supply: ArrayLike, demand: ArrayLike, unit_cost: ArrayLike) -> Plan:
    """Ship at least the demand of each place at least cost; supplies are upper limits.

    ``supply`` (m,), ``demand`` (n,) in units, ``unit_cost`` (m, n) in money per unit, inf where a lane is
    closed. The flow is (m, n).

    >>> transport([20, 30], [10, 25, 15], [[2, 4, 5], [3, 1, 7]]).cost
    125.0
    """
    have, want = _amounts(supply, "supply"), _amounts(demand, "demand")
    cost = _table(unit_cost, "unit cost", 2)
    if cost.shape != (have.size, want.size):
        raise UserError(
            f"unit cost must be {have.size} x {want.size}, found {cost.shape[0]} x {cost.shape[1]}"
        )
    source, sink = np.nonzero(np.isfinite(cost))
    lanes = np.arange(source.size)
    rows = np.zeros((have.size + want.size, source.size))
    rows[source, lanes] = 1.0
    rows[have.size + sink, lanes] = -1.0
    flow = _solve(cost[source, sink], rows, np.concatenate([have, -want]), np.full(source.size, np.inf))
    table = np.zeros_like(cost)
    table[source, sink] = flow
    return Plan(float(dot(cost[source, sink], flow)), table)


def _solve(cost: Floats, rows: Floats, most: Floats, capacity: Floats) -> Floats:
    """Minimise ``cost x`` with ``rows x <= most`` and ``0 <= x <= capacity`` by HiGHS."""
    from scipy.optimize import linprog

    if cost.size == 0:
        if np.any(most < 0):
            raise UserError("the demand cannot be met: there is no open lane")
        return np.zeros(0)
    result = linprog(cost, A_ub=rows, b_ub=most, bounds=np.column_stack([np.zeros_like(capacity), capacity]))
    if result.status == 2:
        raise UserError("the demand cannot be met: supplies or capacities are too small")
    if result.status != 0:
        raise UserError(f"no cheapest flow: {result.message}")
    return np.asarray(result.x, dtype=float)


CostArc = tuple[str, str, float, float]  # (from, to, unit cost, capacity)


def min_cost_flow(arcs: Sequence[CostArc], balance: Mapping[str, float]) -> Plan:
    """Cheapest flow that meets all demands; the flow is (number of arcs,).

    ``balance``: negative = supply available there (upper limit), positive = demand that must be met, absent
    or 0 = what comes in goes out. Parallel arcs are distinct.

    >>> min_cost_flow([("F", "A", 1, 5), ("F", "A", 3, 9)], {"F": -9, "A": 8}).cost
    14.0
    """
    nodes = {node: place for place, node in enumerate(dict.fromkeys([n for arc in arcs for n in arc[:2]]))}
    if missing := [node for node, amount in balance.items() if amount and node not in nodes]:
        raise UserError(f"node {missing[0]!r} has a balance but no arc")
    capacity = _amounts([arc[3] for arc in arcs], "capacities")
    cost = _table([arc[2] for arc in arcs], "unit costs", 1)
    inflow = np.zeros((len(nodes), len(arcs)))
    for place, (tail, head, *_) in enumerate(arcs):
        inflow[nodes[tail], place] -= 1.0
        inflow[nodes[head], place] += 1.0
    amounts = np.array([float(balance.get(node, 0.0)) for node in nodes])
    kept = inflow[amounts >= 0]  # in - out = demand there; at a supply node 0 <= out - in <= supply
    source, supply = inflow[amounts < 0], -amounts[amounts < 0]
    need = amounts[amounts >= 0]
    rows = np.vstack([kept, -kept, -source, source])
    most = np.concatenate([need, -need, supply, np.zeros_like(supply)])
    flow = _solve(cost, rows, most, capacity)
    return Plan(float(dot(cost, flow)), flow)


def max_flow(arcs: Sequence[tuple[str, str, float]], source: str, sink: str) -> float:
    """Largest flow (units) over ``(from, to, capacity)`` arcs, which equals the smallest cut.

    >>> max_flow([("s", "a", 3), ("s", "a", 1), ("a", "t", 5)], "s", "t")
    4
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from([source, sink])
    for tail, head, capacity in arcs:
        if not capacity >= 0:
            raise UserError(f"arc {tail}->{head} needs a capacity >= 0, found {capacity}")
        if tail != head:
            before = graph.edges[tail, head]["capacity"] if graph.has_edge(tail, head) else 0
            graph.add_edge(tail, head, capacity=before + capacity)
    if source == sink:
        raise UserError(f"source and sink are the same node, {source!r}")
    try:
        value: float = nx.maximum_flow_value(graph, source, sink)
    except nx.NetworkXUnbounded as error:
        raise UserError(f"a path of infinite capacity leads from {source!r} to {sink!r}") from error
    return value


def assignment(unit_cost: ArrayLike) -> tuple[float, list[tuple[int, int]]]:
    """Cheapest one-to-one assignment of rows to columns and its pairs; the smaller side is assigned in full.

    An infinite cost forbids a pair. When several assignments are cheapest, one of them.

    >>> assignment([[9, 2], [6, 4]])
    (8.0, [(0, 1), (1, 0)])
    """
    from scipy.optimize import linear_sum_assignment

    cost = _table(unit_cost, "cost", 2)
    try:
        rows, columns = linear_sum_assignment(cost)
    except ValueError as error:
        raise UserError("no assignment avoids the forbidden pairs") from error
    pairs = [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]
    return float(cost[rows, columns].sum()), pairs
