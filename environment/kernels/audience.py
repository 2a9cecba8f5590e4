"""Demand, orders and signals by the compiled engine."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from environment import kernels
from environment.luck import Floats, Ints, fill_large, guide, table
from environment.market import Market, Push, Told
from protocols.kernels import address

if TYPE_CHECKING:
    from environment.layout import Layout
    from environment.luck import Luck
    from environment.scenario import Scenario


class CompiledMarket(Market):
    """:class:`Market` whose demand and counts are worked out in compiled loops."""

    def __init__(self, scenario: Scenario, layout: Layout, luck: Luck, *, story: bool) -> None:
        super().__init__(scenario, layout, luck, story=story)
        found = kernels.library()
        assert found is not None
        self._weigh, self._count, self._fill = found.gy_demand, found.gy_draw, found.gy_fill
        self._sell = found.gy_tail
        self._counts, self._table = found.gy_counts, kernels.Table(address(table()), address(guide()))
        s, r, k = len(layout.styles), len(layout.regions), len(layout.style_of)
        self._taste = np.zeros(s)
        fixed = (layout.style_of.astype(np.int64), layout.attract.copy(), layout.region_share.copy(), self.size_share)
        moving = (self._shelf_seen, self._local, self._seen, self._taste, self.intensity, self._means, self.heat, self._warming)
        self._kept = (*fixed, *moving, self.log_appeal)  # what the addresses point into
        self._audience = kernels.Audience(s, r, k, *map(address, self._kept), self._table)
        self._ready = False  # whether ``_local`` holds the logarithm of appeal as discovered so far
        self._echo, self._later = np.zeros(s), np.zeros((2, len(self._means)))
        self._large_luck, self._quantiles = self._later  # luck of large means, its normal quantiles
        self._large = np.zeros(len(self._means), dtype=np.int64)  # which cells these are
        self._demands, self._draws = self._fresh_demands(), self._fresh_draws()
        self._wanted: tuple[Floats | None, int] = (None, 0)  # what was asked for last, and where it lies
        self._priced: tuple[Floats | None, int] = (None, 0)  # price factors, and where they lie
        boosts = scenario.demand_model.focus_boost, 1.0, scenario.demand_model.gift_boost, 1.0, 0.0
        self._push = kernels.Push(0, -1, -1, *boosts)
        rule, signals = self._metric, scenario.signals
        places = map(address, (*self._by_tick, self._noise, self._echo))
        room = 0, 0, 0, address(self._later), address(self._large)  # where demand, counts and what is shown lie: in every tick
        self._tick = kernels.Draw(
            0.0, 0.0, signals.cart_per_click, signals.tryon_per_click, self._rates.explained,
            "mentions" in rule, "carts" in rule, "tryons" in rule, 0, 0, *places, *room,
        )  # fmt: skip
        self._at, self._pushed, self._drawn = byref(self._audience), byref(self._push), byref(self._tick)

    def _order_luck(self, luck: Luck, ticks: int, hours: int, shape: tuple[int, int]) -> Floats:
        """The luck of the shelf's hours is drawn as they come."""
        self._orders = luck.stretch("market.orders")
        return self._orders.uniform(0, (ticks, *shape))

    def tail(self, first: int, total: Floats, share: Floats, factor: Floats | None = None) -> tuple[Ints, list[int]]:
        """As :meth:`Market.tail`."""
        start, (hours, cells), luck = (self._ticks + first) * total.size, (len(share), total.size), self._orders
        if factor is None and not luck.long:
            units, sums = np.empty((hours, *total.shape), dtype=np.int64), np.empty(hours, dtype=np.int64)
            total, share = np.ascontiguousarray(total), np.ascontiguousarray(share)
            places = map(address, (total, share, units, sums))
            if self._sell(byref(self._table), luck.luck.seed, luck.key, start, hours, cells, *places):
                return units, sums.tolist()
        wanted = total * share[:, None, None]  # some hour is as busy as a tick on air
        if factor is not None:
            wanted *= factor
        units = self._counted(luck.uniform(start, wanted.shape), wanted)
        return units, np.add.reduce(units.reshape(hours, -1), 1).tolist()

    def _prepare(self, orders: Floats, signals: Floats) -> None:
        self._ticks, self._by_tick = len(signals), (orders, signals)  # the luck of each; quantiles only of large means

    def _fresh_demands(self) -> Iterator[tuple[int, Floats, Floats]]:
        """Room for exposure (S,), read-only, and demand (S, R), and where both lie: for a show's ticks at once."""
        ticks, (s, r) = self._ticks, self._local.shape
        while True:
            both = np.empty((ticks, s + s * r))
            exposure, wanted = both[:, :s], both[:, s:].reshape(ticks, s, r)
            exposure.setflags(write=False)  # boards show it as it is
            yield from zip(_places(both), exposure, wanted, strict=True)

    def _fresh_draws(self) -> Iterator[tuple[int, int, Ints, Told]]:
        """Room for the counts of a tick and for what is shown of it, and where they lie: for a show's ticks at once."""
        ticks, (s, r), orders = self._ticks, self._local.shape, self._mean_of[0]
        while True:
            count, shown = np.empty((ticks, len(self._means)), dtype=np.int64), np.empty((ticks, 4 * s))
            at, units, heard = _places(count), count[:, : orders.size].reshape(ticks, *orders.shape), count[:, orders.size :]
            there = _places(shown)
            for part in (heard, shown):
                part.setflags(write=False)  # boards show them as they are
            mentions, carts, tryons = heard[:, :s], heard[:, s : s + s * r].reshape(ticks, s, r), heard[:, s + s * r :]
            clicks, planned, put, noted = shown.reshape(ticks, 4, s).swapaxes(0, 1)
            told = zip(clicks, mentions, carts, tryons, planned, put, noted, strict=True)
            yield from zip(at, there, units, told, strict=True)

    def demand(self, push: Push) -> tuple[Floats, Floats]:
        """As :meth:`Market.demand`."""
        now = self._push
        now.focus, now.test, now.gift, now.test_exposure = push.focus, push.test, push.gift, push.test_exposure
        now.last_boost = self.scenario.signals.last_pieces.boost if push.last_call else 1.0
        now.level = self.level(push)
        if not self._ready:
            np.multiply(self._heat_column, self.log_appeal, out=self._local)
        self._ready = False
        np.exp(self._local, out=self._local)
        if self.outside is not None:
            self._local *= self.layout.region_share
            self._local *= self.outside.factor(self._minute)
        if self._priced[0] is not self.price_factor:
            self._priced = self.price_factor, address(self.price_factor)
        at, exposure, wanted = next(self._demands)
        self._wanted = wanted, at + exposure.nbytes
        self._weigh(
            self._at, self._pushed, self._priced[1], self.outside is not None, at, at + exposure.nbytes
        )
        return wanted, exposure

    def draw(self, t: int, wanted: Floats) -> Ints:
        """As :meth:`Market.draw`."""
        now, asked = self._tick, self._wanted
        if wanted.shape != self._local.shape or not 0 <= t < self._ticks:
            raise ValueError(f"demand of shape {wanted.shape} in tick {t}, not {self._local.shape} in one of {self._ticks}")
        if wanted is not asked[0]:
            wanted = np.ascontiguousarray(wanted, dtype=np.float64)
            asked = wanted, address(wanted)
        self._engage()
        self._echo[...] = self._taste**self._rates.elasticity
        now.comments, now.visits, now.tick, now.focus, now.wanted = self.spoken(), self.visited(), t, self._push.focus, asked[1]
        now.count, now.shown, units, self._told = next(self._draws)
        left = self._count(self._at, self._drawn)
        self._ready = True
        if left:
            _sound(left)
            ndtri(self._large_luck[:left], out=self._quantiles[:left])
            self._fill(self._at, self._drawn, left)
        return units

    def units(self, t: int | slice, by_sku: Floats) -> Ints:
        """As :meth:`Market.units`."""
        return self._counted(np.ascontiguousarray(self._u[t]), np.ascontiguousarray(by_sku, dtype=np.float64))

    def _counted(self, uniform: Floats, mean: Floats) -> Ints:
        count = np.empty(mean.shape, dtype=np.int64)
        if uniform.shape != mean.shape:
            raise ValueError(f"means of shape {mean.shape} for luck of shape {uniform.shape}")
        left = self._counts(byref(self._table), mean.size, address(uniform), address(mean), address(count), None, None)
        if left:
            _sound(left)
            fill_large(uniform, mean, count)
        return count


def _sound(left: int) -> None:
    """The compiled loop leaves off at a mean that is no count's."""
    if left < 0:
        raise ValueError("demand is negative, beyond 10^15 or not a number")


def _places(table: np.ndarray) -> range:
    """Where the rows of a table lie."""
    first, step = address(table), table.strides[0]
    return range(first, first + len(table) * step, step)
