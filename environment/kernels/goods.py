"""Orders against stock by the compiled engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from ctypes import CDLL, byref
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from environment import kernels
from environment.layout import Layout
from environment.luck import Floats, Ints
from environment.stock import Lot, Stock, index
from environment.taken import Taken
from protocols.kernels import address

_CALLS = 40  # calls for which room is made at once: those of a show


@dataclass(slots=True)
class CompiledStock(Stock):
    """:class:`Stock` whose orders are met in compiled loops."""

    _library: CDLL = field(init=False)
    _meet: Callable[..., None] = field(init=False)  # gy_reserve: looked up once
    _goods: kernels.Goods = field(init=False)
    _at: Any = field(init=False)  # a pointer to ``_goods``
    _routing_at: int = field(init=False)  # where the routing order of warehouses lies
    _kept: tuple[Ints, ...] = field(init=False)  # what the addresses in ``_goods`` point into
    _skus: Ints = field(init=False)  # (3, K, R) of the last call
    _fresh: Iterator[tuple[int, Ints, Ints, Ints, Ints, Ints, Ints, Ints]] = field(init=False)
    _live: list[Lot] = field(init=False, default_factory=list)  # lots on their way
    _moving: Ints | None = field(init=False, default=None)  # these for the compiled loop; None once there are others
    _moving_at: int = field(init=False, default=0)
    _last: tuple[Taken | None, int] = field(init=False, default=(None, 0))  # what was handed out last, and where it lies
    _apart: tuple[Ints | None, tuple[int, ...]] = field(init=False, default=(None, ()))  # goods held elsewhere, and where

    def __post_init__(self) -> None:
        Stock.__post_init__(self)  # a class with slots is made anew: super() would look for the old one
        found = kernels.library()
        assert found is not None
        w, buckets, _, s, r = self.queue.shape
        (style_of, home, others, at_home, _), places = _fixed(self.layout, buckets)
        self._skus, fate = np.zeros((3, *self.accepted.shape), dtype=np.int64), np.zeros_like(style_of)
        counted = self._skus, fate, self.sold, self.sizes
        self._kept = (style_of, home, others, self.on_hand, self.queue, self.accepted, at_home, *counted)
        moving = address(self.on_hand), address(self.queue), address(self.accepted)
        self._library, self._meet, self._routing_at = found, found.gy_reserve, places[4]
        self._goods = kernels.Goods(
            len(style_of), r, w, s, buckets, *places[:3], *moving, places[3], *map(address, counted)
        )
        self._at, self._fresh = byref(self._goods), self._fresh_rooms()

    def _fresh_rooms(self) -> Iterator[tuple[int, Ints, Ints, Ints, Ints, Ints, Ints, Ints]]:
        """Room for what :class:`Taken` keeps and for what is then on hand, and where it lies: for several calls at once."""
        (k, r), (s, w) = self.accepted.shape, self.opening.shape
        shapes = (3, s, r), (s, r), (4, s), (s, r), (k,), (2,), (s, w)
        ends = np.cumsum([math.prod(shape) for shape in shapes]).tolist()
        while True:
            rooms = np.empty((_CALLS, ends[-1]), dtype=np.int64)
            first, step = address(rooms), rooms.strides[0]
            parts = [rooms[:, a:b].reshape(_CALLS, *shape) for a, b, shape in zip([0, *ends[:-1]], ends, shapes, strict=True)]
            for part in parts[1:]:
                part.setflags(write=False)
            yield from zip(range(first, first + _CALLS * step, step), *parts, strict=True)

    def reserve(self, wanted: Ints, bucket: int, presale_share: float) -> Taken:
        """As :meth:`Stock.reserve`."""
        hours, k, r = wanted.shape
        if (k, r) != self.accepted.shape or not 0 <= bucket <= self.buckets - hours:
            raise IndexError(f"orders of shape {wanted.shape} from hour {bucket} do not fit {self.buckets} hours")
        if self._moving is None:
            self._board()
        wanted = np.ascontiguousarray(wanted, dtype=np.int64)
        at, styles, ordered, by_style, so_far, sizes, tally, self._by_style = next(self._fresh)
        self._meet(
            self._at, address(wanted), hours, bucket, presale_share, self._moving_at, len(self._live), at
        )
        if self._live and self._moving is not None:
            for lot, left in zip(self._live, self._moving[:, 3].tolist(), strict=True):
                lot.left = left
        taken = Taken(self._skus, styles, *tally.tolist())
        taken.ordered, taken.by_style, taken.so_far, taken.sizes = ordered, by_style, so_far, sizes
        self._last = taken, at
        return taken

    def sell_held(
        self, taken: Taken, bucket: int, held: Ints, luck: tuple[Floats, float], share: float, sold: Ints
    ) -> None:
        """As :meth:`Stock.sell_held`."""
        if taken is not self._last[0]:
            Stock.sell_held(self, taken, bucket, held, luck, share, sold)
            return
        if held is not self._apart[0]:
            self._apart = held, (address(held), address(luck[0]), address(sold))
        there, uniform, total = self._apart[1]
        self._library.gy_sell_held(
            self._at, self._last[1], bucket, there, self._routing_at, uniform, luck[1], share, total
        )

    def _board(self) -> None:
        """Put the lots on their way down for the compiled loop."""
        self._live = [lot for lot in self.lots if not lot.arrived and lot.left]
        rows = [(x.warehouse, x.presale, x.style, x.left, address(x.units), address(x.held)) for x in self._live]
        self._moving = np.array(rows, dtype=np.int64).reshape(-1, 6)
        self._moving_at = address(self._moving)

    def expect(self, name: str, target: int, style: int, units: Ints, ready_h: float, *, presale: bool) -> Lot:
        """As :meth:`Stock.expect`."""
        self._moving = None
        return Stock.expect(self, name, target, style, units, ready_h, presale=presale)

    def receive(self, now_h: float) -> list[Lot]:
        """As :meth:`Stock.receive`."""
        self._moving = None
        return Stock.receive(self, now_h)


@lru_cache(maxsize=32)
def _fixed(layout: Layout, buckets: int) -> tuple[tuple[Ints, ...], tuple[int, ...]]:
    """What of :class:`kernels.Goods` is the same in every show of a layout, and where it lies."""
    _, _, others, _, at_home, *_ = index(layout, buckets)
    fixed = layout.style_of, layout.home, others, at_home[layout.style_of], layout.preference
    found = tuple(np.array(x, dtype=np.int64, order="C") for x in fixed)
    return found, tuple(map(address, found))
