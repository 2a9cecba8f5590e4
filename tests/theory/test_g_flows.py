"""Theory of logistics: flows, assignment, lot sizes and order splitting against independent solutions."""

from __future__ import annotations

from itertools import combinations, permutations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment.logistics import order_splitting
from environment.logistics.flows import assignment, max_flow, min_cost_flow, transport
from environment.logistics.lot_sizing import economic_order_quantity, wagner_whitin
from environment.logistics.order_splitting import split_order
from protocols.errors import UserError

brief = settings(max_examples=40)

NODES = "sabct"
network = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(0, 9), st.integers(0, 9)),
    max_size=14,
)


def _cheapest(arcs: list[tuple[str, str, float, float]], amount: int) -> float | None:
    """The same flow by networkx's network simplex, parallel arcs through nodes of their own."""
    graph = nx.DiGraph()
    graph.add_nodes_from(NODES, demand=0)
    graph.nodes["s"]["demand"], graph.nodes["t"]["demand"] = -amount, amount
    for place, (tail, head, cost, capacity) in enumerate(arcs):
        graph.add_edge(tail, place, weight=int(cost), capacity=int(capacity))
        graph.add_edge(place, head, weight=0)
    try:
        return float(nx.network_simplex(graph)[0])
    except nx.NetworkXUnfeasible:
        return None


@settings(max_examples=30)
@given(network, st.integers(1, 12))
def test_min_cost_flow_agrees_with_the_network_simplex(
    arcs: list[tuple[str, str, float, float]], amount: int
) -> None:
    arcs = [*arcs, ("s", "t", 40, 8)]
    expected = _cheapest(arcs, amount)
    if expected is None:
        with pytest.raises(UserError, match="demand cannot be met"):
            min_cost_flow(arcs, {"s": -amount - 3, "t": amount})
        return
    found = min_cost_flow(arcs, {"s": -amount - 3, "t": amount})  # more supply than demand
    assert found.cost == pytest.approx(expected)
    assert np.all(found.flow <= np.array([arc[3] for arc in arcs]) + 1e-9)


@settings(max_examples=40)
@given(network)
def test_ford_fulkerson_max_flow_is_the_smallest_cut(arcs: list[tuple[str, str, int, int]]) -> None:
    found = max_flow([(tail, head, capacity) for tail, head, _, capacity in arcs], "s", "t")
    cuts = []
    for side in (set("s").union(inside) for size in range(4) for inside in combinations("abc", size)):
        cuts.append(sum(capacity for tail, head, _, capacity in arcs if tail in side and head not in side))
    assert found == min(cuts)


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4), st.lists(st.integers(0, 20), min_size=6, max_size=6)
)
def test_transport_is_a_min_cost_flow_between_two_sides(amounts: list[int], costs: list[int]) -> None:
    supply, demand, table = [*amounts[:1], 30], amounts[1:], np.array(costs).reshape(2, 3)
    arcs = [(f"s{i}", f"d{j}", float(table[i, j]), 100.0) for i in range(2) for j in range(3)]
    balance = {**{f"s{i}": -supply[i] for i in range(2)}, **{f"d{j}": demand[j] for j in range(3)}}
    plan = transport(supply, demand, table)
    assert plan.cost == pytest.approx(min_cost_flow(arcs, balance).cost, abs=1e-9)
    assert np.all(plan.flow.sum(axis=0) >= np.array(demand) - 1e-9)
    assert np.all(plan.flow.sum(axis=1) <= np.array(supply) + 1e-9)


def test_closed_lanes_carry_nothing_and_shortage_is_said() -> None:
    assert transport([5, 5], [5], [[np.inf], [3]]).flow.tolist() == [[0], [5]]
    with pytest.raises(UserError, match="cannot be met"):
        transport([2, 1], [5], [[1], [3]])
    with pytest.raises(UserError, match="no open lane"):
        transport([9], [5], [[np.inf]])
    with pytest.raises(UserError, match="2 x 1"):
        transport([2, 1], [5], [[1]])
    with pytest.raises(UserError, match="infinite capacity"):
        max_flow([("s", "t", float("inf"))], "s", "t")


@settings(max_examples=40)
@given(st.integers(1, 5), st.data())
def test_assignment_is_the_best_permutation(size: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(0, 30), min_size=size, max_size=size)
    cost = data.draw(st.lists(row, min_size=size, max_size=size))
    best = min(sum(cost[i][p[i]] for i in range(size)) for p in permutations(range(size)))
    found, pairs = assignment(cost)
    assert found == best == sum(cost[i][j] for i, j in pairs)
    with pytest.raises(UserError, match="forbidden"):
        assignment([[np.inf] * size] * size)


@brief
@given(st.floats(0.1, 100), st.floats(0.01, 10), st.floats(1, 5000), st.floats(0.2, 5))
def test_harris_no_lot_is_cheaper_per_unit_time_than_the_economic_one(
    fixed: float, hold: float, rate: float, factor: float
) -> None:
    quantity, cost = economic_order_quantity(fixed, hold, rate)
    assert fixed * rate / quantity + hold * quantity / 2 == pytest.approx(cost)
    other = quantity * factor
    assert fixed * rate / other + hold * other / 2 >= cost * (1 - 1e-12)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
    st.lists(st.integers(0, 200), min_size=6, max_size=6),
)
def test_wagner_whitin_is_the_best_choice_of_order_periods(
    demand: list[int], hold: list[int], fixed: list[int]
) -> None:
    periods = len(demand)
    best = np.inf
    for order in product([False, True], repeat=periods):
        last, total = None, float(sum(f for f, used in zip(fixed, order, strict=False) if used))
        for t, wanted in enumerate(demand):
            last = t if order[t] else last
            if wanted:
                total += np.inf if last is None else wanted * sum(hold[last:t])
        best = min(best, total)
    plan = wagner_whitin(demand, hold[:periods], fixed[:periods])
    assert plan.cost == best
    stock = np.cumsum(plan.orders) - np.cumsum(demand)
    assert np.all(stock >= 0) and stock[-1] == 0
    spent = sum(fixed[t] for t in range(periods) if plan.orders[t] > 0) + float(stock @ hold[:periods])
    assert spent == plan.cost


def test_wagner_whitin_refuses_costs_of_another_length() -> None:
    with pytest.raises(UserError, match="one per period"):
        wagner_whitin([1, 2, 3], [1, 2], 5)


@settings(max_examples=30)
@given(st.data())
def test_splitting_by_enumeration_and_by_integer_programme_agree(data: st.DataObject) -> None:
    count, items = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))

    def table(low: int, high: int) -> list[list[int]]:
        return [[data.draw(st.integers(low, high)) for _ in range(items)] for _ in range(count)]

    order, stock, unit = table(0, 3)[0], [*table(0, 3), [3] * items], [*table(1, 6), [9] * items]
    fixed = [data.draw(st.integers(1, 20)) for _ in range(count + 1)]
    found = split_order(order, stock, fixed, unit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_splitting, "ENUMERATED", 0)
        assert split_order(order, stock, fixed, unit).cost == pytest.approx(found.cost)
    assert found.shipped.sum(axis=0).tolist() == order
    assert np.all(found.shipped <= np.array(stock))
    paid = sum(fixed[w] for w in found.warehouses) + float((found.shipped * unit).sum())
    assert paid == pytest.approx(found.cost)


def test_an_order_beyond_all_stock_is_refused_and_an_empty_one_is_free() -> None:
    with pytest.raises(UserError, match="cannot be filled"):
        split_order([3], [[1], [1]], [5, 5], [[1], [1]])
    assert split_order([0], [[1], [1]], [5, 5], [[1], [1]]).packages == 0
