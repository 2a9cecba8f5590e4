"""Goods: what can be promised (ATP), atomic reservation, lots on their way, presale.

``on_hand`` (K, W) is sellable stock; an order takes it at once or not at all, so accepted in-stock orders can never
exceed stock. A :class:`Lot` is stock on its way (a transfer, or a day's output of a rush order): it can be promised
before it arrives, against its ready time; a lot from a factory is sold as presale and labelled so.
Accepted orders wait in ``queue`` (W, B, 2, S, R): by warehouse, hour bucket of their order time and kind (in stock,
presale) until the warehouse picks them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from environment.layout import Layout
from environment.luck import Floats, Ints, thin
from environment.taken import Taken
from protocols.sums import added


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
class _Short:
    """A sku that runs short somewhere: units left by warehouse, lots on the move and being made."""

    sku: int
    style: int
    left: list[int]
    open: bool  # something is left, or on the move
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
    sold: Ints = field(init=False)  # (S, R) units ordered so far, in stock and presale
    sizes: Ints = field(init=False)  # (K,) the same by sku
    starts: Ints = field(init=False)
    opening: Ints = field(init=False)  # (S, W) units before the show
    _home: Ints = field(init=False)
    _at_home: Ints = field(init=False)
    _hours: Ints = field(init=False)
    _homes: list[int] = field(init=False)
    _others: list[list[int]] = field(init=False)  # (R) warehouses but the home, in routing order
    _styles: list[int] = field(init=False)
    _by_style: Ints | None = field(init=False, default=None)  # as it stands since goods last moved

    def __post_init__(self) -> None:
        k, w = self.layout.opening.shape
        s, r = len(self.layout.styles), len(self.layout.regions)
        self.on_hand = self.layout.opening.copy()
        self.queue = np.zeros((w, self.buckets, 2, s, r), dtype=np.int64)
        self.accepted = np.zeros((k, r), dtype=np.int64)
        self.sold, self.sizes = np.zeros((s, r), dtype=np.int64), np.zeros(k, dtype=np.int64)
        self.starts, self._homes, self._others, self._home, self._at_home, self._hours, self._styles = index(
            self.layout, self.buckets
        )
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
        hours, (k, r) = len(wanted), wanted.shape[1:]
        total = wanted[0] if hours == 1 else np.add.reduce(wanted, 0)
        rest = self.on_hand - total.dot(self._home)
        units = np.zeros((3 + hours, k, r), dtype=np.int64)  # asked for, presale and lost; served at home in every hour
        units[0], units[3:] = total, wanted
        taken = Taken(units[:3], units)
        if rest.ravel()[rest.argmin()] < 0:
            self._reserve_short(rest, bucket, presale_share, units, taken)
            units[0] -= units[1] + units[2]
        styles = np.add.reduceat(units, self.starts, axis=1)
        taken.styles = styles[:3]
        taken.count()
        self._add_up(taken, taken.ordered, units[0] + units[1])
        self.on_hand[...] = rest
        self._by_style = None
        self.queue.reshape(-1)[self._at_home + self._hours[bucket : bucket + hours]] += styles[3:]
        self.accepted += units[0]
        return taken

    def _add_up(self, taken: Taken, ordered: Ints, skus: Ints) -> None:
        """Units ``ordered`` (S, R), ``skus`` (K, R) the same, are part of what was ordered up to ``taken``."""
        self.sold += ordered
        self.sizes += np.add.reduce(skus, 1)
        taken.so_far, taken.sizes = self.sold.copy(), self.sizes.copy()
        for array in (taken.so_far, taken.sizes):
            array.setflags(write=False)

    def _reserve_short(self, rest: Ints, bucket: int, presale_share: float, units: Ints, taken: Taken) -> None:
        """Serve the skus that run short somewhere one by one.

        ``rest`` (K, W) comes as stock less what the homes were asked for, and leaves as what is on hand; ``units``
        (3 + H, K, R) comes with all that is asked for, and leaves with what is presale, lost and served at home.
        """
        short = np.logical_or.reduce(rest < 0, 1).nonzero()[0]
        on_way, items = self._on_way(), []
        gone: list[int] = []
        coming: list[list[Any]]
        for k, left in zip(short.tolist(), self.on_hand.take(short, axis=0).tolist(), strict=True):
            style, stocked = self._styles[k], any(left)
            coming = [[lot, n] for lot in on_way[style] if (n := int(lot.units[k]))] if style in on_way else []
            if stocked or coming:
                moving = [pair for pair in coming if not pair[0].presale]
                made = [pair for pair in coming if pair[0].presale]
                items.append(_Short(k, style, left, stocked or bool(moving), moving, made))
            else:
                gone.append(k)
        if gone:
            units[2, gone] = units[0].take(gone, axis=0)
            units[3:, gone] = 0
        np.maximum(rest, 0, out=rest)
        if items:
            self._serve_all(items, bucket, presale_share, units, taken)
            for item in items:
                rest[item.sku] = item.left
                for lot, left in (*item.moving, *item.made):
                    lot.left -= int(lot.units[item.sku]) - left
                    lot.units[item.sku] = left

    def _on_way(self) -> dict[int, list[Lot]]:
        """Lots by style that still have units to promise."""
        found: dict[int, list[Lot]] = {}
        for lot in self.lots:
            if not lot.arrived and lot.left:
                found.setdefault(lot.style, []).append(lot)
        return found

    def _serve_all(self, items: list[_Short], bucket: int, presale_share: float, units: Ints, taken: Taken) -> None:
        """Sku by sku, hour by hour, region by region; who finds nothing buys presale with ``presale_share``.

        Takes the rows of ``items`` from ``units`` (:meth:`_reserve_short`) and leaves there how they were met.
        """
        skus = [item.sku for item in items]
        asked = units[3:].take(skus, axis=1).transpose(1, 0, 2)  # (n, H, R)
        where, homes, regions = asked.nonzero(), self._homes, len(self._homes)
        ahead, lost = [0] * (len(items) * regions), [0] * (len(items) * regions)
        at_home: list[int] = []
        for i, hour, r, missing in zip(*(index.tolist() for index in where), asked[where].tolist(), strict=True):
            item, got = items[i], 0
            if item.open:
                left, home = item.left, homes[r]
                have = left[home]
                got = have if have < missing else missing
                left[home] = have - got
                missing -= got
                if missing:
                    missing = self._elsewhere(item, r, missing, bucket + hour, int(got > 0), taken)
                    item.open = any(left) or bool(item.moving)
            at_home.append(got)
            if missing:
                cell = i * regions + r
                if item.made and (willing := int(missing * presale_share + 0.5)):
                    promised = willing - _promise(item.made, r, willing, bucket + hour)[0]
                    ahead[cell] += promised
                    missing -= promised
                lost[cell] += missing
        asked[where] = at_home
        units[3:, skus] = asked.transpose(1, 0, 2)
        units[1:3, skus] = np.array((ahead, lost)).reshape(2, -1, regions)

    def _elsewhere(self, item: _Short, r: int, missing: int, hour: int, sources: int, taken: Taken) -> int:
        """Serve region ``r`` from lots on their way to its home, then from other warehouses; units still missing."""
        if item.moving:
            near = [pair for pair in item.moving if pair[0].warehouse == self._homes[r]]
            missing, used = _promise(near, r, missing, hour)
            sources += used
        left = item.left
        for w in self._others[r]:
            if missing and (have := left[w]):
                got = have if have < missing else missing
                left[w] = have - got
                self.queue[w, hour, 0, item.style, r] += got
                taken.cross += got
                missing -= got
                sources += 1
        if sources > 1:
            taken.split += sources - 1
        return missing

    def sell_held(
        self, taken: Taken, bucket: int, held: Ints, luck: tuple[Floats, float], share: float, sold: Ints
    ) -> None:
        """Serve a ``share`` of the buyers that ``taken`` turned away from goods ``held`` (K, W) elsewhere, in routing order.

        They become orders in stock, and are added to ``sold`` (S, R). ``luck`` (K, R) is turned by the number beside it.
        """
        rows = (np.add.reduce(taken.lost, 1) * np.add.reduce(held, 1)).nonzero()[0]
        willing = thin((luck[0][rows] + luck[1]) % 1.0, taken.lost[rows], share)
        at, region = willing.nonzero()
        sku, routing, left = rows[at], self.layout.preference.tolist(), held[rows].tolist()
        style, done = self.layout.style_of[sku], []
        for i, r, asked in zip(at.tolist(), region.tolist(), willing[at, region].tolist(), strict=True):
            need = asked
            for w in routing[r]:
                if got := min(need, left[i][w]):
                    left[i][w] -= got
                    self.queue[w, bucket, 0, self._styles[rows[i]], r] += got
                    need -= got
            done.append(asked - need)
        if any(done):
            held[rows] = left
            more, by_style = np.zeros_like(self.accepted), np.zeros_like(self.sold)
            more[sku, region] = done
            np.add.at(by_style, (style, region), done)
            for total, sign in ((taken.skus[0], 1), (taken.skus[2], -1), (self.accepted, 1)):
                total += sign * more
            for total, sign in ((taken.styles[0], 1), (taken.styles[2], -1), (sold, 1)):
                total += sign * by_style
            taken.count()
            self._add_up(taken, by_style, more)

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


@lru_cache(maxsize=32)
def index(layout: Layout, buckets: int) -> tuple[Ints, list[int], list[list[int]], Ints, Ints, Ints, list[int]]:
    """What of :class:`Stock` is the same in every show of a layout."""
    w, (s, r) = layout.opening.shape[1], (len(layout.styles), len(layout.regions))
    homes = layout.home.tolist()
    others = [[x for x in row if x != homes[i]] for i, row in enumerate(layout.preference.tolist())]
    cells = layout.home * (buckets * 2 * s * r) + np.arange(r)  # orders of a region wait at its home
    found = (
        np.flatnonzero(np.diff(layout.style_of, prepend=-1)),
        np.eye(w, dtype=np.int64)[layout.home],  # (R, W)
        cells + np.arange(s)[:, None] * r,  # (S, R) positions in the flattened queue, in hour 0
        np.arange(buckets)[:, None, None] * (2 * s * r),  # (B, 1, 1) to be added later
    )
    for array in found:
        array.setflags(write=False)
    return found[0], homes, others, *found[1:], layout.style_of.tolist()


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
    part: list[float] = shares.take(rows).tolist()
    total = added(part)
    raw = [units * share / total for share in part]
    whole = [int(amount) for amount in raw]
    order = sorted(range(len(raw)), key=lambda k: whole[k] - raw[k])
    for k in order[: units - sum(whole)]:
        whole[k] += 1
    out = np.zeros(len(layout.style_of), dtype=np.int64)
    out[rows] = whole
    return out
