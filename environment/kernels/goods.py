"""Orders against stock by the compiled engine."""

from __future__ import annotations

from ctypes import CDLL, byref
from dataclasses import dataclass, field

import numpy as np

from environment import kernels
from environment.luck import Ints
from environment.stock import Stock, Taken
from protocols.kernels import address


@dataclass(slots=True)
class CompiledStock(Stock):
    """:class:`Stock` whose orders are met in compiled loops."""

    _library: CDLL = field(init=False)
    _goods: kernels.Goods = field(init=False)
    _kept: tuple[Ints, ...] = field(init=False)  # what the addresses in ``_goods`` point into

    def __post_init__(self) -> None:
        Stock.__post_init__(self)  # a class with slots is made anew: super() would look for the old one
        found = kernels.library()
        assert found is not None
        w, buckets, _, s, r = self.queue.shape
        fixed = (self.layout.style_of, self.layout.home, self._others)
        self._kept = (*(np.array(x, dtype=np.int64) for x in fixed), self.on_hand, self.queue, self.accepted)
        self._library = found
        self._goods = kernels.Goods(len(self.on_hand), r, w, s, buckets, *map(address, self._kept))

    def reserve(self, wanted: Ints, bucket: int, presale_share: float) -> Taken:
        """As :meth:`Stock.reserve`."""
        (hours, k, r), s = wanted.shape, len(self.opening)
        if (k, r) != self.accepted.shape or not 0 <= bucket <= self.buckets - hours:
            raise IndexError(f"orders of shape {wanted.shape} from hour {bucket} do not fit {self.buckets} hours")
        found = np.zeros(3 * (k + s) * r + 2, dtype=np.int64)  # skus, styles, then how many were split and crossed
        at, wanted = address(found), np.ascontiguousarray(wanted, dtype=np.int64)
        lots = [lot for lot in self.lots if not lot.arrived and lot.left]
        rows = [(x.warehouse, x.presale, x.style, x.left, address(x.units), address(x.held)) for x in lots]
        moving = np.array(rows, dtype=np.int64)
        self._library.gy_reserve(
            byref(self._goods), address(wanted), hours, bucket, presale_share, address(moving), len(lots),
            at, at + 24 * k * r, at + 24 * (k + s) * r,
        )  # fmt: skip
        for lot, row in zip(lots, moving.tolist(), strict=True):
            lot.left = row[3]
        self._by_style = None
        split, cross = found[-2:].tolist()
        return Taken(found[: 3 * k * r].reshape(3, k, r), found[3 * k * r : -2].reshape(3, s, r), split, cross)
