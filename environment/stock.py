"""Goods: what can be promised (ATP), atomic reservation, lots on their way, presale.

``on_hand`` (K, W) is sellable stock; an order takes it at once or not at all, so accepted in-stock orders can never
exceed stock. A :class:`Lot` is stock on its way (a transfer, or a day's output of a rush order): it can be promised
before it arrives, against its ready time; a lot from a factory is sold as presale and labelled so.
Accepted orders wait in ``queue`` (W, B, 2, S, R): by warehouse, hour bucket of their order time and kind (in stock,
presale) until the warehouse picks them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from environment.layout import Layout
from environment.luck import Floats, Ints


@dataclass(slots=True)
class Lot:
    """Units on their way to one warehouse."""

    id: str
    warehouse: int
    units: Ints  # (K,) not yet promised
    ready_h: float
    presale: bool
    held: Ints  # (B, R) promised, waiting for arrival
    style: int
    left: int  # units not yet promised, over all skus
    arrived: bool = False


@dataclass(slots=True)
class Taken:
    """How one batch of orders was met; ``skus`` (3, K, R) in stock, presale and lost, ``styles`` (3, S, R) the same."""

    skus: Ints
    styles: Ints
    split: int = 0
    cross: int = 0

    @property
    def in_stock(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[0]
        return units

    @property
    def presale(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[1]
        return units

    @property
    def lost(self) -> Ints:
        """(K, R) units."""
        units: Ints = self.skus[2]
        return units


@dataclass(slots=True)
class _Short:
    """A sku that runs short somewhere: units left by warehouse, lots on the move and being made."""

    sku: int
    style: int
    left: list[int]
    total: int  # the sum of ``left``
    moving: list[list[Any]]  # (lot, its units not yet promised)
    made: list[list[Any]]


@dataclass(slots=True)
class Stock:
    """Stock, lots and waiting orders of one show."""

    layout: Layout
    buckets: int
    on_hand: Ints = field(init=False)
    queue: Ints = field(init=False)
    lots: list[Lot] = field(default_factory=list)
    accepted: Ints = field(init=False)  # (K, R) in-stock orders accepted so far
    starts: Ints = field(init=False)
    opening: Ints = field(init=False)  # (S, W) units before the show
    _home: Ints = field(init=False)
    _at_home: Ints = field(init=False)
    _homes: list[int] = field(init=False)
    _routes: list[list[int]] = field(init=False)
    _styles: list[int] = field(init=False)
    _by_style: Ints | None = field(init=False, default=None)  # as it stands since goods last moved

    def __post_init__(self) -> None:
        k, w = self.layout.opening.shape
        s, r = len(self.layout.styles), len(self.layout.regions)
        self.on_hand = self.layout.opening.copy()
        self.queue = np.zeros((w, self.buckets, 2, s, r), dtype=np.int64)
        self.accepted = np.zeros((k, r), dtype=np.int64)
        self.starts = np.flatnonzero(np.diff(self.layout.style_of, prepend=-1))
        homes = self.layout.home.tolist()
        self._homes = homes
        self._routes = [
            [homes[i], *(x for x in row if x != homes[i])] for i, row in enumerate(self.layout.preference.tolist())
        ]
        self._home = np.eye(w, dtype=np.int64)[self.layout.home]  # (R, W)
        self._at_home = np.ascontiguousarray(self._home.T)[:, None, None]  # (W, 1, 1, R)
        self._styles = self.layout.style_of.tolist()
        self.opening = np.add.reduceat(self.layout.opening, self.starts, axis=0)

    # --- what lies there ----------------------------------------------------------------------
    def by_style(self) -> Ints:
        """(S, W) sellable units on hand; read-only, kept until goods move."""
        if self._by_style is None:
            self._by_style = np.add.reduceat(self.on_hand, self.starts, axis=0)
            self._by_style.setflags(write=False)
        return self._by_style

    # --- orders -------------------------------------------------------------------------------
    def reserve(self, wanted: Ints, bucket: int, presale_share: float) -> Taken:
        """Accept orders ``wanted`` (H, K, R) of the hours from ``bucket`` on, as far as goods can be promised.

        From the region's own warehouse first, then lots on their way to it, then other warehouses in routing
        order; what is left buys presale with probability ``presale_share`` while a presale lot has units.
        Hour by hour, and at once where the stock at home serves all hours.
        """
        total = wanted[0] if len(wanted) == 1 else np.add.reduce(wanted, 0)
        rest = self.on_hand - total @ self._home
        skus = np.zeros((3, *total.shape), dtype=np.int64)
        skus[0] = total
        taken = Taken(skus, skus)
        if rest.ravel()[rest.argmin()] < 0:
            wanted = self._reserve_short(wanted, rest, bucket, presale_share, taken)
            at_home = np.add.reduceat(wanted, self.starts, axis=1)  # (H, S, R)
            taken.styles = np.add.reduceat(skus, self.starts, axis=1)
        else:
            at_home = np.add.reduceat(wanted, self.starts, axis=1)
            taken.styles = np.zeros((3, *at_home.shape[1:]), dtype=np.int64)
            taken.styles[0] = at_home[0] if len(at_home) == 1 else np.add.reduce(at_home, 0)
        self.on_hand[...] = rest
        self._by_style = None
        self.queue[:, bucket : bucket + len(wanted), 0] += at_home * self._at_home
        self.accepted += skus[0]
        return taken

    def _reserve_short(self, wanted: Ints, rest: Ints, bucket: int, presale_share: float, taken: Taken) -> Ints:
        """Serve the skus that run short somewhere one by one; ``wanted`` (H, K, R) without them.

        ``rest`` (K, W) comes as stock less what the homes were asked for, and leaves as what is on hand.
        """
        short = np.logical_or.reduce(rest < 0, 1).nonzero()[0]
        on_way, items, gone = self._on_way(), list[_Short](), list[int]()
        for k, left in zip(short.tolist(), self.on_hand.take(short, axis=0).tolist(), strict=True):
            style = self._styles[k]
            moving, made = list[list[Any]](), list[list[Any]]()
            if style in on_way:
                for lot in on_way[style]:
                    if rest_of_lot := int(lot.units[k]):
                        (made if lot.presale else moving).append([lot, rest_of_lot])
            total = sum(left)
            if total or made or moving:
                items.append(_Short(k, style, left, total, moving, made))
            else:
                gone.append(k)
        np.maximum(rest, 0, out=rest)
        if gone:
            taken.skus[2, gone] = taken.skus[0, gone]
            taken.skus[0, gone] = 0
        if items:
            self._serve_all(items, wanted, bucket, presale_share, taken)
            rest[[item.sku for item in items]] = [item.left for item in items]
        plain = wanted.copy()
        plain[:, short] = 0
        return plain

    def _on_way(self) -> dict[int, list[Lot]]:
        """Lots by style that still have units to promise."""
        found: dict[int, list[Lot]] = {}
        for lot in self.lots:
            if not lot.arrived and lot.left:
                found.setdefault(lot.style, []).append(lot)
        return found

    def _serve_all(
        self, items: list[_Short], wanted: Ints, bucket: int, presale_share: float, taken: Taken
    ) -> None:
        """Sku by sku, hour by hour, region by region; who finds nothing buys presale with ``presale_share``."""
        asked = wanted.take([item.sku for item in items], axis=1).transpose(1, 0, 2)  # (n, H, R)
        where, regions = asked.nonzero(), len(self._homes)
        units, size = taken.skus.reshape(-1), taken.skus[0].size
        block = self.queue[0, 0].size  # cells of one warehouse and hour
        at, queued = list[int](), list[int]()
        cells = zip(*(index.tolist() for index in where), asked[where].tolist(), strict=True)
        for i, hour, r, missing in cells:
            item = items[i]
            if item.total or item.moving:
                left, home, sources = item.left, self._homes[r], 0
                for w in self._routes[r]:
                    if have := left[w]:
                        got = missing if missing < have else have
                        left[w] = have - got
                        item.total -= got
                        at.append((w * self.buckets + bucket + hour) * block + item.style * regions + r)
                        queued.append(got)
                        missing -= got
                        sources += 1
                        if w != home:
                            taken.cross += got
                    if missing and w == home and item.moving:
                        here = [lot for lot in item.moving if lot[0].warehouse == home]
                        missing, used = _promise(here, r, missing, bucket + hour)
                        sources += used
                    if not missing:
                        break
                if sources > 1:
                    taken.split += sources - 1
            if missing:
                ahead, cell = 0, item.sku * regions + r
                if item.made and (willing := int(missing * presale_share + 0.5)):
                    ahead = willing - _promise(item.made, r, willing, bucket + hour)[0]
                    units[size + cell] += ahead
                units[cell] -= missing
                if missing > ahead:
                    units[2 * size + cell] += missing - ahead
        if at:
            np.add.at(self.queue.reshape(-1), at, queued)
        for item in items:
            for lot, rest in (*item.moving, *item.made):
                lot.left -= int(lot.units[item.sku]) - rest
                lot.units[item.sku] = rest

    def move_out(self, warehouse: int, others: list[int]) -> None:
        """A warehouse closes before the show: its goods go to the next of ``others`` that routes to its own regions."""
        regions = np.flatnonzero(self.layout.home == warehouse)
        order = self.layout.preference[regions[0]].tolist() if len(regions) else others
        target = next((w for w in order if w in others), None)
        if target is not None:
            self.on_hand[:, target] += self.on_hand[:, warehouse]
            self.on_hand[:, warehouse] = 0
            self._by_style = None

    def take(self, rows: Ints, units: Ints) -> None:
        """Take ``units`` (n, W) of the skus ``rows`` off the shelves."""
        self.on_hand[rows] -= units
        self._by_style = None

    def give_back(self, units: Ints) -> None:
        """Put ``units`` (K, W) on the shelves."""
        self.on_hand += units
        self._by_style = None

    # --- lots ---------------------------------------------------------------------------------
    def send(self, source: int, target: int, style: int, units: int, ready_h: float, name: str) -> Lot | None:
        """Load up to ``units`` of a style at ``source`` onto a transfer to ``target``, sizes as they lie."""
        rows = self.layout.rows[style]
        have = self.on_hand[rows, source]
        total = int(have.sum())
        if total == 0 or units <= 0:
            return None
        part = np.minimum(have, np.floor(have * min(units / total, 1.0) + 0.5).astype(np.int64))
        self.on_hand[rows, source] -= part
        self._by_style = None
        load = np.zeros(len(self.layout.style_of), dtype=np.int64)
        load[rows] = part
        return self.expect(name, target, style, load, ready_h, presale=False)

    def expect(self, name: str, target: int, style: int, units: Ints, ready_h: float, *, presale: bool) -> Lot:
        """Announce a lot: from now on it can be promised."""
        held = np.zeros((self.buckets, len(self.layout.regions)), dtype=np.int64)
        lot = Lot(name, target, units, ready_h, presale, held, style, int(units.sum()))
        self.lots.append(lot)
        return lot

    def receive(self, now_h: float) -> list[Lot]:
        """Lots ready by ``now_h`` arrive: promised units join the queue, the rest becomes sellable.

        ``held`` keeps the promised units of an arrived lot for the caller, who takes out cancelled ones.
        """
        arrived = [lot for lot in self.lots if not lot.arrived and lot.ready_h <= now_h]
        for lot in arrived:
            lot.arrived = True
            self.queue[lot.warehouse, :, int(lot.presale), lot.style] += lot.held
            self.on_hand[:, lot.warehouse] += lot.units
            self._by_style = None
        return arrived

    # --- conservation -------------------------------------------------------------------------
    def oversold(self) -> int:
        """Units accepted beyond what could be promised; zero by construction, checked at the end of a show."""
        promised = (self.on_hand, *(lot.units for lot in self.lots if not lot.arrived))
        return sum(int(np.maximum(-units, 0).sum()) for units in promised)


def _promise(lots: list[list[Any]], r: int, need: int, bucket: int) -> tuple[int, int]:
    """Promise up to ``need`` units to region ``r`` from lots in turn; what is left, and how many lots were used."""
    used = 0
    for pair in lots:
        if rest := pair[1]:
            got = need if need < rest else rest
            pair[1] = rest - got
            pair[0].held[bucket, r] += got
            need -= got
            used += 1
            if not need:
                break
    return need, used


def size_split(layout: Layout, style: int, units: int, shares: Floats) -> Ints:
    """(K,) ``units`` of one style over its sizes by ``shares`` (K,), largest remainder."""
    rows = layout.rows[style]
    part = shares.take(rows)
    raw = units * part / np.add.reduce(part)
    whole = raw.astype(np.int64)
    order = np.argsort(-(raw - whole), kind="stable")
    whole[order[: units - sum(whole.tolist())]] += 1
    out = np.zeros(len(layout.style_of), dtype=np.int64)
    out[rows] = whole
    return out
