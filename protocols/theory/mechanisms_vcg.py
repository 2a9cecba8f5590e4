"""Vickrey-Clarke-Groves procurement: combinatorial bids for a set of items, and a route bought arc by arc.

Sources: Vickrey (1961), J. Finance 16:8-37; Clarke (1971), Public Choice 11:17-33; Groves (1973),
Econometrica 41:617-631; Cramton, Shoham & Steinberg (2006), Combinatorial Auctions; Nisan & Ronen (2001),
Games Econ. Behav. 35:166-196 (paths).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from protocols.errors import UserError

MOST_ITEMS = 20  # the exact dynamic programme keeps 2^items costs


@dataclass(frozen=True)
class BundleBid:
    """One of a bidder's exclusive (XOR) offers: to supply all of ``items`` for ``cost``."""

    bidder: str
    items: frozenset[str]
    cost: float


@dataclass(frozen=True)
class Procurement:
    """Winning bids by bidder, their cost (money), and VCG payments (inf: an indispensable bidder)."""

    cost: float
    winners: dict[str, BundleBid]
    payments: dict[str, float]

    @property
    def total_payment(self) -> float:
        return sum(self.payments.values())


def _cheapest_cover(items: Sequence[str], bids: Sequence[BundleBid]) -> tuple[float, dict[str, BundleBid]]:
    """Least cost of covering all items with at most one bid per bidder, and the bids chosen.

    ``cost[need]`` is the least cost of covering the items in the bit set ``need`` with the bidders seen so
    far. Ties keep the choice found first (fewest and earliest bids).
    """
    bit = {item: 1 << place for place, item in enumerate(items)}
    needs = np.arange(1 << len(items))
    cost = np.where(needs == 0, 0.0, inf)
    chosen: list[tuple[list[BundleBid], np.ndarray]] = []
    for bidder in dict.fromkeys(bid.bidder for bid in bids):
        mine = [bid for bid in bids if bid.bidder == bidder]
        best, pick = cost.copy(), np.full(needs.size, -1)
        for place, bid in enumerate(mine):
            offer = cost[needs & ~sum(bit[item] for item in bid.items)] + bid.cost
            better = offer < best
            best[better], pick[better] = offer[better], place
        cost = best
        chosen.append((mine, pick))
    winners: dict[str, BundleBid] = {}
    need = needs.size - 1
    for mine, pick in reversed(chosen):
        if pick[need] >= 0:
            bid = mine[pick[need]]
            winners[bid.bidder] = bid
            need &= ~sum(bit[item] for item in bid.items)
    return float(cost[-1]), dict(sorted(winners.items()))


def procure(items: Sequence[str], bids: Sequence[BundleBid]) -> Procurement:
    """Buy all ``items`` at least total cost; pay each winner what the others save the buyer by his presence.

    Bids of one bidder exclude each other; surplus items are thrown away. Winner w gets ``C(N without w) -
    (C(N) - cost of w's bid)``, at least his cost; bidding the true costs is a dominant strategy.

    >>> offers = [("x", "A", 2), ("y", "B", 2), ("z", "AB", 10)]
    >>> procure("AB", [BundleBid(name, frozenset(bundle), cost) for name, bundle, cost in offers]).payments
    {'x': 8.0, 'y': 8.0}
    """
    if not 0 < len(items) <= MOST_ITEMS or len(set(items)) != len(items):
        raise UserError(f"procurement needs 1 to {MOST_ITEMS} distinct items, found {list(items)}")
    for bid in bids:
        if not bid.items <= set(items) or not 0 <= bid.cost < inf:
            raise UserError(f"bid of {bid.bidder!r}: needs items among {list(items)} and a finite cost >= 0")
    total, winners = _cheapest_cover(items, bids)
    if not isfinite(total):
        raise UserError(f"no combination of the bids covers all of {list(items)}")
    payments = {}
    for bidder, won in winners.items():
        without, _ = _cheapest_cover(items, [bid for bid in bids if bid.bidder != bidder])
        payments[bidder] = without - (total - won.cost)
    return Procurement(total, winners, payments)


@dataclass(frozen=True)
class Arc:
    """A directed arc offered by its own carrier at ``cost``."""

    tail: str
    head: str
    cost: float


@dataclass(frozen=True)
class Route:
    """The cheapest route: its arcs in order, its cost, each arc's VCG payment (inf: indispensable)."""

    arcs: tuple[Arc, ...]
    cost: float
    payments: tuple[float, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        return tuple(arc.tail for arc in self.arcs[:1]) + tuple(arc.head for arc in self.arcs)


def _shortest(
    arcs: Sequence[Arc], source: str, target: str, banned: Collection[int]
) -> tuple[float, list[int]]:
    """Dijkstra: cost and arcs (by place) of the cheapest path without the banned arcs; ties: fewest arcs."""
    out: dict[str, list[int]] = {}
    for place, arc in enumerate(arcs):
        if place not in banned:
            out.setdefault(arc.tail, []).append(place)
    queue: list[tuple[float, int, list[int], str]] = [(0, 0, [], source)]
    done = set()
    while queue:
        cost, hops, path, node = heapq.heappop(queue)
        if node == target:
            return cost, path
        if node in done:
            continue
        done.add(node)
        for place in out.get(node, ()):
            heapq.heappush(queue, (cost + arcs[place].cost, hops + 1, [*path, place], arcs[place].head))
    return inf, []


def buy_route(arcs: Sequence[Arc], source: str, target: str) -> Route:
    """Buy the cheapest directed route; each arc on it is paid ``d(without it) - (d - its cost)``.

    >>> offers = [Arc("s", "a", 1), Arc("a", "t", 1), Arc("s", "b", 5), Arc("b", "t", 5)]
    >>> buy_route(offers, "s", "t").payments
    (9, 9)
    """
    for arc in arcs:
        if not 0 <= arc.cost < inf:
            raise UserError(f"arc {arc.tail}->{arc.head} needs a finite cost >= 0, found {arc.cost}")
    cost, path = _shortest(arcs, source, target, ())
    if not isfinite(cost):
        raise UserError(f"no route from {source!r} to {target!r}")
    pay = tuple(_shortest(arcs, source, target, {place})[0] - (cost - arcs[place].cost) for place in path)
    return Route(tuple(arcs[place] for place in path), cost, pay)
