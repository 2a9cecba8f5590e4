"""Demand, orders and signals by the compiled engine."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from environment import kernels
from environment.luck import Floats, Ints, fill_large, guide, table
from environment.market import Market, Push
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
        self._library, self._table = found, kernels.Table(address(table()), address(guide()))
        s, r, k = len(layout.styles), len(layout.regions), len(layout.style_of)
        self._taste = np.zeros(s)
        fixed = (layout.style_of.astype(np.int64), layout.attract.copy(), layout.region_share.copy(), self.size_share)
        moving = (self._shelf_seen, self._local, self._seen, self._taste, self.intensity, self._means)
        self._kept = (*fixed, *moving)  # what the addresses point into
        self._audience = kernels.Audience(s, r, k, *map(address, self._kept), self._table)
        self._by_tick = (self._live_u, self._live_z, self._noise)
        self._rows = [(address(table), table.strides[0]) for table in self._by_tick]
        self._priced: tuple[Floats | None, int] = (None, 0)  # price factors, and where they lie
        boosts = scenario.demand_model.focus_boost, 1.0, scenario.demand_model.gift_boost, 1.0, 0.0
        self._push = kernels.Push(0, -1, -1, *boosts)
        rule, signals = self._metric, scenario.signals
        self._levels = kernels.Levels(
            0.0, 0.0, signals.cart_per_click, signals.tryon_per_click, "mentions" in rule, "carts" in rule, "tryons" in rule
        )

    def _prepare(self, signals: Floats) -> None:
        self._live_z = ndtri(signals)

    def demand(self, push: Push) -> tuple[Floats, Floats]:
        """As :meth:`Market.demand`."""
        now, shape = self._push, self._local.shape
        now.focus, now.test, now.gift, now.test_exposure = push.focus, push.test, push.gift, push.test_exposure
        now.last_boost = self.scenario.signals.last_pieces.boost if push.last_call else 1.0
        now.level = self.level(push)
        np.multiply(self._heat_column, self.log_appeal, out=self._local)
        np.exp(self._local, out=self._local)
        if self.outside is not None:
            self._local *= self.layout.region_share
            self._local *= self.outside.factor(self._minute)
        exposure, wanted = np.empty(shape[0]), np.empty(shape)
        if self._priced[0] is not self.price_factor:
            self._priced = self.price_factor, address(self.price_factor)
        self._library.gy_demand(
            byref(self._audience), byref(now), self._priced[1], self.outside is not None,
            address(exposure), address(wanted),
        )  # fmt: skip
        exposure.setflags(write=False)  # boards show it as it is
        return wanted, exposure

    def draw(self, t: int, wanted: Floats) -> Ints:
        """As :meth:`Market.draw`."""
        echo = self._taste**self.scenario.signals.mention_elasticity
        levels = self._levels
        levels.comments, levels.visits = self.spoken(), self.visited()
        s, wanted = len(self._seen), np.ascontiguousarray(wanted, dtype=np.float64)
        if wanted.shape != self._local.shape or not 0 <= t < len(self._live_z):
            raise ValueError(f"demand of shape {wanted.shape} in tick {t}, not {self._local.shape} in one of {len(self._live_z)}")
        count, shown = np.empty(len(self._means), dtype=np.int64), np.empty((3, s))
        orders = self._mean_of[0]
        uniform, z, noise = (start + t * step for start, step in self._rows)
        left = self._library.gy_draw(
            byref(self._audience), byref(levels), uniform, z, noise,
            address(echo), address(wanted), address(count), address(shown),
        )  # fmt: skip
        if left:
            _fill(left, self._live_u[t, : orders.size], orders.ravel(), count[: orders.size])
        shown.setflags(write=False)  # boards show them as they are
        self._shown_clicks, self._planned, self._carts = shown
        self._heard = count[orders.size :]
        self._heard.setflags(write=False)
        return count[: orders.size].reshape(orders.shape)

    def units(self, t: int | slice, by_sku: Floats) -> Ints:
        """As :meth:`Market.units`."""
        uniform, mean = np.ascontiguousarray(self._u[t]), np.ascontiguousarray(by_sku, dtype=np.float64)
        count = np.empty(mean.shape, dtype=np.int64)
        if uniform.shape != mean.shape:
            raise ValueError(f"means of shape {mean.shape} for luck of shape {uniform.shape}")
        left = self._library.gy_counts(byref(self._table), mean.size, address(uniform), None, address(mean), address(count))
        if left:
            _fill(left, uniform, mean, count)
        return count


def _fill(left: int, uniform: Floats, mean: Floats, count: Ints) -> None:
    """Work out the cells that the compiled loop left; it leaves off at a mean that is no count's."""
    if left < 0:
        raise ValueError("demand is negative, beyond 10^15 or not a number")
    fill_large(uniform, mean, count)
