"""Individual requests 个性需求: a viewer asks, the back office answers with a promise, the parcel keeps it or does not.

Requests come with the comments on the style on air: a gift box, or its biggest size. The back office of the supplier
answers them in turn; what it takes to answer is a queue, so a burst of requests makes answers late. Only what can be
done and pays is promised; who hears in time buys more often than who has waited beyond the deadline.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.back_office import KINDS, Request, feasible
from environment.luck import Floats, Ints, poisson
from environment.names import style_name

if TYPE_CHECKING:
    from environment.market import Signals
    from environment.phases.settle import Outcome
    from environment.world import World


class Requests:
    """Requests of one show."""

    def __init__(self, world: World, latency_min: float) -> None:
        self.world, self.terms, self.latency = world, world.setting.selection.requests, latency_min
        self._u = world.luck.stream("requests.asked").random((len(world.layout.plan), 2, 2))
        self.waiting: list[tuple[float, float, Request]] = []  # minute of the answer, luck of who buys, request
        self.free_at = 0.0  # minute at which the back office has answered all that came in
        self.boxes = self.terms.boxes
        self.bought: dict[int, int] = {}  # style -> units bought on a promise

    def ask(self, t: int, heard: Signals, style: int, end_min: float) -> None:
        """Requests of tick ``t`` join the queue of the back office."""
        mean = heard.comments * self.terms.per_comment * np.array([self.terms.box_share, 1.0 - self.terms.box_share])
        for kind, count in enumerate(poisson(self._u[t, :, 0], mean).tolist()):
            if count:
                self.free_at = max(self.free_at, end_min) + count / self.terms.per_min
                request = Request(end_min, style, kind, count, end_min + self.terms.deadline_min)
                self.waiting.append((self.free_at + self.latency, float(self._u[t, kind, 1]), request))

    def due(self, start_min: float) -> list[tuple[float, float, Request]]:
        """Requests that have been answered by ``start_min``."""
        ready = [entry for entry in self.waiting if entry[0] <= start_min]
        self.waiting = [entry for entry in self.waiting if entry[0] > start_min]
        return ready

    def answer(self, minute: float, u: float, request: Request) -> Ints:
        """The answer reaches the viewers: (K, R) units they order on the promise; zero where nothing can be promised."""
        world, terms = self.world, self.terms
        orders = np.zeros((len(world.layout.style_of), len(world.layout.regions)), dtype=np.int64)
        sku, in_time = self._sku(request), minute <= request.deadline_min
        stock = int(world.stock.on_hand[sku].sum())
        most = feasible(world.cast.supplier, request, stock, self.boxes, terms.cost)
        bought = min(int(request.count * (terms.convert if in_time else terms.late_convert) + u), most)
        if bought:
            orders[sku] = spread(bought, world.layout.region_share, u)
            self.boxes -= bought if KINDS[request.kind] == "box" else 0
            self.bought[request.style] = self.bought.get(request.style, 0) + bought
            payer, kind = world.cast.supplier.name, KINDS[request.kind]
            world.ledger.post_cny(world.hours, payer, "outside", bought * terms.cost, "books", "request_service", kind)
        kept, wait = float(in_time) if most else float("nan"), minute - request.minute
        row = (minute, f"request_{KINDS[request.kind]}", request.style, request.count, wait, float(bought), kept)
        world.recorder.desk.append(row)
        return orders

    def _sku(self, request: Request) -> int:
        """The stock-keeping unit that would serve a request: the biggest size, or the one with most units, to be boxed."""
        rows = self.world.layout.rows[request.style]
        if KINDS[request.kind] == "size":
            return int(rows[-1])
        return int(rows[int(np.argmax(self.world.stock.on_hand[rows].sum(axis=1)))])

    def review(self, o: Outcome) -> None:
        """After the show: the share of promised parcels that left in time; orders of a style leave alike."""
        world, s = self.world, o.shipments
        live = (s.ordered <= world.setting.clock.live_duration_h) & ~s.presale
        end = world.setting.clock.post_window_h[1] * 60.0
        for style, count in self.bought.items():
            mine = live & (s.style == style)
            units = float(s.units[mine].sum())
            soon = mine & (s.hour + 0.5 - s.ordered <= self.terms.ship_within_h)
            kept = float(s.units[soon].sum()) / units if units else 0.0
            world.recorder.desk.append((end, "promise", style, count, self.terms.ship_within_h * 60.0, count * kept, kept))
        total = sum(self.bought.values())
        if total:
            kept = fsum(row[5] for row in world.recorder.desk if row[1] == "promise") / total
            hours = self.terms.ship_within_h
            world.tell(end, "review", "consumers", "trade.promises", count=total, kept=100.0 * kept, hours=hours)

    def tell(self, t_min: float) -> None:
        """One line of the story at the end of the broadcast."""
        rows = [row for row in self.world.recorder.desk if row[1].startswith("request")]
        if rows:
            style = max(rows, key=lambda row: int(row[3]))[2]
            wait = float(np.average([row[4] for row in rows], weights=[row[3] for row in rows]))
            self.world.tell(
                t_min, "request", "consumers", "trade.requests", style=style_name(self.world, style), wait=wait,
                count=sum(row[3] for row in rows), bought=int(sum(row[5] for row in rows)),
            )  # fmt: skip


def spread(count: int, shares: Floats, u: float) -> Ints:
    """``count`` units over ``shares`` (sum 1) by systematic sampling at ``u`` in [0, 1): whole numbers that sum exactly."""
    marks = np.floor(np.cumsum(count * shares) + u).astype(np.int64)
    marks[-1] = count
    return np.diff(np.minimum(marks, count), prepend=0)
