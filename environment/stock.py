"""Goods: what can be promised (ATP), atomic reservation, lots on their way, presale.

``on_hand`` (K, W) is sellable stock; an order takes it at once or not at all, so accepted in-stock orders can never
exceed stock. A :class:`Lot` is stock on its way (a transfer, or a day's output of a rush order): it can be promised
before it arrives, against its ready time; a lot from a factory is sold as presale and labelled so.
Accepted orders wait in ``queue`` (W, B, 2, S, R): by warehouse, hour bucket of their order time and kind (in stock,
presale) until the warehouse picks them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from environment.layout import Layout, NDArrayBool
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
    arrived: bool = False


@dataclass(slots=True)
class Taken:
    """How one batch of orders was met; all (K, R)."""

    in_stock: Ints
    presale: Ints
    lost: Ints
    split: int = 0
    cross: int = 0


@dataclass(slots=True)
class Stock:
    """Stock, lots and waiting orders of one show."""

    layout: Layout
    buckets: int
    on_hand: Ints = field(init=False)
    queue: Ints = field(init=False)
    lots: list[Lot] = field(default_factory=list)
    accepted: Ints = field(init=False)  # (K,) in-stock orders accepted so far
    supplied: Ints = field(init=False)  # (K,) units that were ever on hand or promised from lots
    starts: Ints = field(init=False)
    _home: Ints = field(init=False)
    _homes: list[int] = field(init=False)
    _routes: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        k, w = self.layout.opening.shape
        s, r = len(self.layout.styles), len(self.layout.regions)
        self.on_hand = self.layout.opening.copy()
        self.queue = np.zeros((w, self.buckets, 2, s, r), dtype=np.int64)
        self.accepted = np.zeros(k, dtype=np.int64)
        self.supplied = self.on_hand.sum(axis=1)
        self.starts = np.flatnonzero(np.diff(self.layout.style_of, prepend=-1))
        homes = self.layout.home.tolist()
        self._homes = homes
        self._routes = [
            [homes[i], *(x for x in row if x != homes[i])] for i, row in enumerate(self.layout.preference.tolist())
        ]
        self._home = np.eye(w, dtype=np.int64)[self.layout.home]  # (R, W)

    # --- what can be promised -----------------------------------------------------------------
    def promisable(self) -> tuple[Ints, Ints]:
        """(K,) units that can be sold as in stock (on hand or on a transfer), and as presale."""
        now, later = self.on_hand.sum(axis=1), np.zeros(len(self.layout.style_of), dtype=np.int64)
        for lot in self.lots:
            if not lot.arrived:
                if lot.presale:
                    later += lot.units
                else:
                    now = now + lot.units
        return now, later

    def by_style(self) -> Ints:
        """(S, W) sellable units on hand."""
        return np.add.reduceat(self.on_hand, self.starts, axis=0)

    # --- orders -------------------------------------------------------------------------------
    def reserve(self, wanted: Ints, bucket: int, presale_share: float) -> Taken:
        """Accept orders ``wanted`` (H, K, R) of the hours from ``bucket`` on, as far as goods can be promised.

        From the region's own warehouse first, then lots on their way to it, then other warehouses in routing
        order; what is left buys presale with probability ``presale_share`` while a presale lot has units.
        Hour by hour, and at once where the stock at home serves all hours.
        """
        total = wanted.sum(axis=0)
        taken = Taken(total, np.zeros_like(total), np.zeros_like(total))
        home_need = total @ self._home
        short = (home_need > self.on_hand).any(axis=1)
        plain = wanted
        if short.any():
            taken.in_stock = total.copy()
            gone = short & ~self._promised_anywhere()
            taken.lost[gone], taken.in_stock[gone] = total[gone], 0
            for k in np.flatnonzero(short & ~gone).tolist():
                for hour, asked in enumerate(wanted[:, k].tolist()):
                    if any(asked):
                        self._reserve_short(k, asked, bucket + hour, presale_share, taken)
            plain = np.where(short[:, None], 0, wanted)
            home_need[short] = 0
        self.on_hand -= home_need
        by_style = np.add.reduceat(plain, self.starts, axis=1)
        hours, regions = np.arange(bucket, bucket + len(wanted))[:, None], np.arange(wanted.shape[2])
        self.queue[self.layout.home, hours, 0, :, regions] += by_style.transpose(0, 2, 1)
        self.accepted += taken.in_stock.sum(axis=1)
        return taken

    def _promised_anywhere(self) -> NDArrayBool:
        """(K,) whether any unit can be promised, from stock or from a lot."""
        some: NDArrayBool = np.asarray(self.on_hand.any(axis=1))
        for lot in self.lots:
            if not lot.arrived:
                some = some | (lot.units > 0)
        return some

    def _reserve_short(self, k: int, wanted: list[int], bucket: int, presale_share: float, taken: Taken) -> None:
        style = int(self.layout.style_of[k])
        coming = [lot for lot in self.lots if not lot.arrived and lot.units[k] > 0]
        stock, queue = self.on_hand[k], self.queue
        left = stock.tolist()
        for r, asked in enumerate(wanted):
            if not asked:
                continue
            need, home, sources = asked, self._homes[r], 0
            for w in self._routes[r]:
                got = min(need, left[w])
                if got:
                    left[w] -= got
                    queue[w, bucket, 0, style, r] += got
                    need -= got
                    sources += 1
                    taken.cross += got if w != home else 0
                if need and w == home and coming:
                    need, used = self._promise(coming, k, r, need, bucket, home, presale=False)
                    sources += used
                if not need:
                    break
            taken.split += max(sources - 1, 0)
            if need:
                willing = int(need * presale_share + 0.5)
                unmet = self._promise(coming, k, r, willing, bucket, None, presale=True)[0] if coming else willing
                taken.in_stock[k, r] -= need
                taken.presale[k, r] += willing - unmet
                taken.lost[k, r] += need - (willing - unmet)
        stock[:] = left

    def _promise(
        self, lots: list[Lot], k: int, r: int, need: int, bucket: int, warehouse: int | None, *, presale: bool
    ) -> tuple[int, int]:
        """Promise up to ``need`` units from lots; what is left, and how many lots were used."""
        used = 0
        for lot in lots:
            if lot.presale is presale and (warehouse is None or lot.warehouse == warehouse):
                got = min(need, int(lot.units[k]))
                if got:
                    lot.units[k] -= got
                    lot.held[bucket, r] += got
                    need -= got
                    used += 1
            if not need:
                break
        return need, used

    # --- lots ---------------------------------------------------------------------------------
    def send(self, source: int, target: int, style: int, units: int, ready_h: float, name: str) -> Lot | None:
        """Load up to ``units`` of a style at ``source`` onto a transfer to ``target``, sizes as they lie."""
        rows = np.flatnonzero(self.layout.style_of == style)
        have = self.on_hand[rows, source]
        total = int(have.sum())
        if total == 0 or units <= 0:
            return None
        part = np.minimum(have, np.floor(have * min(units / total, 1.0) + 0.5).astype(np.int64))
        self.on_hand[rows, source] -= part
        load = np.zeros(len(self.layout.style_of), dtype=np.int64)
        load[rows] = part
        return self.expect(name, target, style, load, ready_h, presale=False)

    def expect(self, name: str, target: int, style: int, units: Ints, ready_h: float, *, presale: bool) -> Lot:
        """Announce a lot: from now on it can be promised."""
        held = np.zeros((self.buckets, len(self.layout.regions)), dtype=np.int64)
        lot = Lot(name, target, units, ready_h, presale, held, style)
        self.lots.append(lot)
        if presale:
            self.supplied += units
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
        return arrived

    # --- conservation -------------------------------------------------------------------------
    def oversold(self) -> int:
        """Units accepted beyond what could be promised; zero by construction, checked at the end of a show."""
        lots = sum((lot.units for lot in self.lots if not lot.arrived), np.zeros_like(self.accepted))
        return int(np.maximum(-self.on_hand, 0).sum() + np.maximum(-lots, 0).sum())


def size_split(layout: Layout, style: int, units: int, shares: Floats) -> Ints:
    """(K,) ``units`` of one style over its sizes by ``shares`` (K,), largest remainder."""
    rows = np.flatnonzero(layout.style_of == style)
    raw = units * shares[rows] / shares[rows].sum()
    whole = np.floor(raw).astype(np.int64)
    order = np.argsort(-(raw - whole), kind="stable")
    whole[order[: units - int(whole.sum())]] += 1
    out = np.zeros(len(layout.style_of), dtype=np.int64)
    out[rows] = whole
    return out
