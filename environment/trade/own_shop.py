"""The supplier's own shop: goods held back from the show are sold there, without commission, to buyers the show turned away.

A supplier that hides stock (its temptation) holds back that share of a style once it expects to sell out of it. Only a
share of the turned-away buyers look for the style in the brand's own shop; what they do not buy comes back at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Floats, Ints
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.phases.settle import Outcome
    from environment.taken import Taken
    from environment.world import World

_TURN = 0.6180339887498949  # a uniform number moved by this share of the circle every tick stays uniform


class OwnShop:
    """Goods of one show that the supplier holds back, and what its own shop sells of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.held: Ints | None = None  # (K, W) held back and not yet sold; None until the first goods are held back
        self.sold = np.zeros((len(world.layout.styles), len(world.layout.regions)), dtype=np.int64)
        self.kept = 0  # units held back in all
        self._u: Floats = np.zeros(0)
        self._tick = 0

    def hold(self, style: int, share: float) -> int:
        """Take ``share`` of what lies of ``style``, size by size, off the show; units held back."""
        stock, rows = self.world.stock, self.world.layout.rows[style]
        if self.held is None:
            self.held = np.zeros_like(stock.on_hand)
            self._u = self.world.luck.uniform("shop.buyers", (len(stock.on_hand), len(self.world.layout.regions)))
        part = np.floor(stock.on_hand[rows] * share + 0.5).astype(np.int64)
        stock.take(rows, part)
        self.held[rows] += part
        units = int(part.sum())
        self.kept += units
        return units

    def of(self, style: int) -> int:
        """Units of ``style`` held back and not yet sold."""
        return 0 if self.held is None else int(self.held[self.world.layout.rows[style]].sum())

    def by_style(self) -> Ints:
        """(S,) units held back."""
        assert self.held is not None
        units: Ints = np.add.reduce(np.add.reduceat(self.held, self.world.stock.starts, axis=0), 1)
        return units

    def sell(self, taken: Taken, bucket: int) -> None:
        """Serve turned-away buyers of one batch of orders; they become orders in stock."""
        assert self.held is not None
        self._tick += 1
        share = self.world.setting.behaviour.supplier.own_shop
        self.world.stock.sell_held(taken, bucket, self.held, (self._u, self._tick * _TURN), share, self.sold)

    def close(self) -> None:
        """What nobody bought lies on the shelves again."""
        if self.held is not None:
            self.world.stock.give_back(self.held)
            self.held = None


def outside_show(world: World, o: Outcome) -> tuple[float, float]:
    """(gross, net) CNY of goods sold through the own shop: no part of the show's turnover."""
    own = world.shop.sold.sum(axis=1)
    if not own.any():
        return 0.0, 0.0
    price, ordered = world.prices(), np.maximum(o.ordered.sum(axis=1), 1)
    kept = o.kept.sum(axis=1)
    return float(dot(own, price)), float(dot(own / ordered * kept, price))
