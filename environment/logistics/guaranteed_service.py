"""Safety-stock placement in a supply tree under guaranteed service times.

Each stage quotes a whole service time S and promises it; it waits SI for its slowest supplier, works T and
covers the net time SI + T - S with safety stock ``k sigma sqrt(SI + T - S)``.

Sources: Simpson (1958), Operations Research 6:863-873 (serial); Graves & Willems (2000), M&SOM 2:68-83
(spanning trees); Graves & Willems (2003), Handbooks in OR/MS 11, ch. 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LONGEST = 4000  # service times considered at most, in periods


@dataclass(frozen=True)
class Stage:
    """A stage: processing time T (periods), holding cost per unit, ``k sigma`` of its demand (units).

    ``inbound`` is the least time it waits for outside supply; ``outbound`` the longest service time it may
    quote (None: no limit; a stage without customers needs one).
    """

    lead_time: int
    holding: float
    k_sigma: float
    inbound: int = 0
    outbound: int | None = None

    def cost(self, net_time: Floats) -> Floats:
        """``h k sigma sqrt(net time)``, infinite where the net time is negative."""
        cover = np.sqrt(np.maximum(net_time, 0.0))
        return np.where(net_time < 0, np.inf, self.holding * self.k_sigma * cover)


@dataclass(frozen=True)
class Placement:
    """Service times (periods) and stage costs (money per unit time) by stage."""

    outbound: dict[str, int]
    inbound: dict[str, int]
    stage_cost: dict[str, float]

    @property
    def cost(self) -> float:
        return sum(self.stage_cost.values())


class _Tree:
    """The stages, their links, and an order in which every stage but the first follows its one parent."""

    def __init__(self, stages: Mapping[str, Stage], edges: Sequence[tuple[str, str]]) -> None:
        self.stages = stages
        self.suppliers: dict[str, list[str]] = {name: [] for name in stages}
        self.customers: dict[str, list[str]] = {name: [] for name in stages}
        for supplier, customer in edges:
            if supplier not in stages or customer not in stages:
                raise UserError(f"edge {supplier}->{customer} names an unknown stage")
            self.suppliers[customer].append(supplier)
            self.customers[supplier].append(customer)
        for name, stage in stages.items():
            times = (stage.lead_time, stage.inbound, 0 if stage.outbound is None else stage.outbound)
            if any(time != int(time) or time < 0 for time in times):
                raise UserError(f"stage {name!r}: times must be whole numbers >= 0, found {times}")
            if not stage.holding >= 0 or not stage.k_sigma >= 0:
                raise UserError(f"stage {name!r}: holding cost and k sigma must be >= 0")
            if stage.outbound is None and not self.customers[name]:
                raise UserError(f"stage {name!r} has no customer and needs an outbound service time")
        self.order: list[str] = []
        self.parent: dict[str, str | None] = {}
        for name in stages:
            if name not in self.parent:
                self.parent[name] = None
                self._walk(name)
        if len(edges) != len(stages) - sum(parent is None for parent in self.parent.values()):
            raise UserError("guaranteed-service placement needs a tree: the stages form a cycle")

    def _walk(self, root: str) -> None:
        todo = [root]
        while todo:
            name = todo.pop()
            self.order.append(name)
            for other in (*self.suppliers[name], *self.customers[name]):
                if other not in self.parent:
                    self.parent[other] = name
                    todo.append(other)

    def downstream(self) -> list[str]:
        """Suppliers before their customers."""
        waiting = {name: len(self.suppliers[name]) for name in self.stages}
        ready = [name for name in self.stages if not waiting[name]]
        for name in ready:
            for customer in self.customers[name]:
                waiting[customer] -= 1
                if not waiting[customer]:
                    ready.append(customer)
        return ready

    def inbound(self, name: str, outbound: Mapping[str, int]) -> int:
        return max([int(self.stages[name].inbound), *(outbound[other] for other in self.suppliers[name])])

    def longest(self) -> dict[str, int]:
        """The longest time a stage could ever quote."""
        reach: dict[str, int] = {}
        for name in self.downstream():
            reach[name] = self.inbound(name, reach) + int(self.stages[name].lead_time)
        return reach


def longest_service_times(stages: Mapping[str, Stage], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The time each stage would quote if nobody held stock: the longest path to and through it."""
    return _Tree(stages, edges).longest()


def evaluate(
    stages: Mapping[str, Stage], edges: Sequence[tuple[str, str]], outbound: Mapping[str, int]
) -> Placement:
    """The placement that the quoted service times imply; an error where a quote breaks a limit."""
    tree = _Tree(stages, edges)
    inbound = {name: tree.inbound(name, outbound) for name in stages}
    cost = {}
    for name, stage in stages.items():
        net = inbound[name] + int(stage.lead_time) - outbound[name]
        if net < 0 or outbound[name] < 0 or (stage.outbound is not None and outbound[name] > stage.outbound):
            raise UserError(f"stage {name!r} cannot quote {outbound[name]}")
        cost[name] = stage.holding * stage.k_sigma * sqrt(net)
    return Placement({name: int(outbound[name]) for name in stages}, inbound, cost)


def place_safety_stock(stages: Mapping[str, Stage], edges: Sequence[tuple[str, str]]) -> Placement:
    """Least-cost service times in a tree of ``(supplier, customer)`` edges (Graves & Willems).

    Dynamic programme: leaves first, each stage hands its parent the least cost of its side of the tree as a
    function of the time on the link between them: its own quote if the parent is its customer, its wait if
    the parent is its supplier.

    >>> chain = {"make": Stage(9, 1, 1), "sell": Stage(4, 2, 1, outbound=0)}
    >>> place_safety_stock(chain, [("make", "sell")]).outbound
    {'make': 0, 'sell': 0}
    """
    tree = _Tree(stages, edges)
    size = max(tree.longest().values(), default=0) + 1
    if size > LONGEST:
        raise UserError(f"service times up to {size - 1} periods; at most {LONGEST - 1} are considered")
    waits: dict[str, Ints] = {}
    handed: dict[str, Floats] = {}
    roots: dict[str, tuple[int, int]] = {}
    for name in reversed(tree.order):
        parent = tree.parent[name]
        suppliers = [handed[other] for other in tree.suppliers[name] if other != parent]
        customers = [handed[other] for other in tree.customers[name] if other != parent]
        table = (
            _own_cost(stages[name], size) + _from_suppliers(suppliers) + _from_customers(customers)[:, None]
        )
        if parent is None:
            quote, wait = divmod(int(np.argmin(table)), size)
            if not np.isfinite(table[quote, wait]):
                raise UserError("no service times meet the limits")
            roots[name] = quote, wait
        else:
            axis = 1 if parent in tree.customers[name] else 0
            waits[name], handed[name] = table.argmin(axis), table.min(axis)
    return evaluate(stages, edges, _quotes(tree, roots, handed, waits))


def _quotes(
    tree: _Tree,
    roots: Mapping[str, tuple[int, int]],
    handed: Mapping[str, Floats],
    others: Mapping[str, Ints],
) -> dict[str, int]:
    """Read the best quotes back from the roots.

    ``handed`` is the cost by the time on the link to the parent, ``others`` the best other time for each:
    the wait for each quote if the parent is its customer, the quote for each wait if it is its supplier.
    """
    best: dict[str, tuple[int, int]] = {}  # quote and wait
    for name in tree.order:
        parent = tree.parent[name]
        if parent is None:
            best[name] = roots[name]
        elif parent in tree.customers[name]:
            quote = int(np.argmin(handed[name][: best[parent][1] + 1]))
            best[name] = quote, int(others[name][quote])
        else:
            wait = best[parent][0] + int(np.argmin(handed[name][best[parent][0] :]))
            best[name] = int(others[name][wait]), wait
    return {name: quote for name, (quote, _) in best.items()}


def _own_cost(stage: Stage, size: int) -> Floats:
    """A stage's own cost by (quote, wait), infinite where not allowed; shape (size, size)."""
    times = np.arange(size)
    table = stage.cost(times[None, :] + int(stage.lead_time) - times[:, None].astype(float))
    table[:, : min(size, int(stage.inbound))] = np.inf
    if stage.outbound is not None:
        table[int(stage.outbound) + 1 :, :] = np.inf
    return table


def _from_suppliers(costs: Iterable[Floats]) -> Floats | float:
    """By wait: each supplier may quote anything up to it."""
    return sum((np.minimum.accumulate(cost) for cost in costs), 0.0)


def _from_customers(costs: Iterable[Floats]) -> Floats:
    """By quote: each customer may wait that long or longer (for another supplier)."""
    return sum((np.minimum.accumulate(cost[::-1])[::-1] for cost in costs), np.zeros(1))
