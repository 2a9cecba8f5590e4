"""The audience: arrivals, latent appeal, attention, demand and the signals that run ahead of it.

Demand of style s in region r during a tick is Poisson with mean

    present · share_r · units_per_viewer · weight_sr / nominal_weight · effort

where ``weight`` is attraction × attention (focus, test link, lock) × appeal^heat × gift × price factor. *Appeal* is
the latent multiplier nobody knows; *heat* in [0, 1] says how far the audience has discovered it (a hit catches
on, a flop is found out), so that early sales resemble the plan and later ones the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import Layout, NDArrayBool
from environment.luck import Floats, Ints, Luck, inverted, poisson, uniform_bucket, uniform_tail
from environment.trade.audience import conversion
from protocols.sums import dot

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.trade.outside import Outside


Told = tuple[Floats, Ints, Ints, Ints, Floats, Floats, Floats]


@dataclass(slots=True)
class Signals:
    """What one tick showed, before and beside the sales."""

    viewers: int
    comments: int
    likes: int
    clicks: Floats  # (S,)
    mentions: Ints  # (S,) danmaku that name the style
    carts: Ints  # (S, R) add-to-cart
    tryons: Ints  # (S,) try-on requests
    planned: Floats  # (S,) mentions + carts expected at appeal 1 under the same attention
    planned_carts: Floats  # (S,) carts alone
    noted: Floats  # (S,) signals that an alert goes by: what came of ``planned``


@dataclass(slots=True)
class Push:
    """What the host and the supplier do to demand in a tick (set by their decisions)."""

    focus: int
    effort: float
    gift: int = -1  # style that carries the gift, -1 none
    test: int = -1  # style on a test link, -1 none
    test_exposure: float = 1.0
    last_call: bool = False  # the host says that the last pieces of the style on air are going


@dataclass(frozen=True, slots=True)
class _Rates:
    """What every tick asks of the scenario, as plain numbers: a scenario's own are looked up ten times as slowly."""

    tick_min: float
    nominal_effort: float
    conversion_gain: float
    comments: float  # per viewer
    likes: float
    named: float  # share of comments that name a style, per unit of attraction
    clicks: float
    elasticity: float  # of mentions
    explained: float  # heat gained by the style on air
    participation: float  # in votes


@lru_cache(maxsize=32)
def _rates(scenario: Scenario) -> _Rates:
    audience, signals, effort = scenario.audience, scenario.signals, scenario.behaviour.host.effort
    return _Rates(
        scenario.clock.live_tick_min, effort.nominal, effort.conversion_gain, audience.comments_per_viewer,
        audience.likes_per_viewer, signals.mention_share_per_attract, audience.product_click_rate,
        signals.mention_elasticity, scenario.demand_model.catch_on.per_focus_tick, signals.vote.participation,
    )  # fmt: skip


@lru_cache(maxsize=32)
def _price_factor(scenario: Scenario, layout: Layout) -> Floats:
    """(S,) what the live prices do to demand; read-only."""
    model = scenario.demand_model
    ratio = layout.price / np.array([float(style.tag) for style in scenario.styles])
    factor: Floats = (ratio / model.reference_price_ratio) ** (-model.price_elasticity)
    factor.setflags(write=False)
    return factor


def _shelf(scenario: Scenario, hours: Floats) -> Floats:
    tail = scenario.demand_model.post_live
    if tail.shape == "uniform":
        return np.clip(hours / tail.over_h, 0.0, 1.0)
    decay = np.log(2.0) / tail.half_life_h
    done: Floats = (1.0 - np.exp(-decay * np.clip(hours, 0.0, tail.over_h))) / (1.0 - np.exp(-decay * tail.over_h))
    return done


@lru_cache(maxsize=32)
def shelf_by_hour(scenario: Scenario) -> Floats:
    """Share of the shelf tail sold by each hour from the start of the broadcast on; read-only."""
    done = _shelf(scenario, np.arange(int(scenario.clock.post_window_h[1]) + 1.0) - scenario.clock.live_duration_h)
    done.setflags(write=False)
    return done


class Market:
    """Latent state and luck of the audience of one show."""

    def __init__(self, scenario: Scenario, layout: Layout, luck: Luck, *, story: bool) -> None:
        self.scenario, self.layout, self._rates = scenario, layout, _rates(scenario)
        s, r, k, t = len(layout.styles), len(layout.regions), len(layout.style_of), len(layout.plan)
        audience, model = scenario.audience, scenario.demand_model
        cv = audience.arrival_noise_cv
        log_noise = np.sqrt(np.log1p(cv**2)) * luck.normal("market.arrivals", (t,)) - np.log1p(cv**2) / 2
        noise = np.array([math.exp(x) for x in log_noise.tolist()])  # (of the C library: the same bits everywhere)
        self.viewers = audience.unique_viewers * scenario.scale.traffic * layout.arrivals * noise
        self.log_appeal = self._appeal(luck, story, (s, r))
        sizes = scenario.sizes.demand_log_sigma * luck.normal("market.sizes", (k,))
        share = layout.size_share * np.exp(sizes)
        totals = np.bincount(layout.style_of, share, minlength=s)
        self.size_share = share / totals[layout.style_of]
        self._size_column = self.size_share[:, None]
        shelf = max(int(round(model.post_live.over_h)) + 1, int(scenario.clock.post_window_h[1]))  # rows of hours
        self._u = self._order_luck(luck, t, shelf, (k, r))
        self._draw_tables(t, luck.uniform("market.signals", (t, s + s * r + s)))
        self._noise = np.exp(scenario.signals.noise_cv * luck.normal("market.buzz", (t, s)))
        self._vote_luck = luck.normal("market.votes", (t,))
        self.price_factor = _price_factor(scenario, layout)
        self.heat = np.full(s, model.catch_on.start)
        self._heat_column = self.heat[:, None]
        self.present = 0.0
        self.likes = self.comments = 0.0
        self._engaged = 0, 0  # comments and likes of the current tick
        self._focus = -1  # style explained in the current tick
        rules = [style.unlock for style in scenario.styles]
        self._locks = [(i, x.metric, x.threshold) for i, x in enumerate(rules) if x and layout.attract[i] > 0]
        self.unlocked: NDArrayBool = np.array([rule is None for rule in rules]) & ~layout.bench
        self.opened: list[int] = []  # styles unlocked in the current tick
        self._shelf: NDArrayBool | None = None  # ``unlocked`` as boards show it, until it changes
        self._shelf_seen = np.where(self.unlocked, 1.0, model.locked_boost)
        self._shelf_seen[layout.bench] = 0.0
        self._warming = np.where(self.unlocked, model.catch_on.per_shelf_tick, 0.0)
        self._seen = np.zeros(s)  # attention-weighted attraction of the current tick
        self._local = np.zeros((s, r))  # appeal as discovered so far × regional share
        self.intensity = np.zeros((s, r))  # expected live demand so far, units
        self.per_viewer = audience.product_click_rate * audience.click_to_order * audience.units_per_order
        self.per_viewer *= conversion(scenario)
        self._visits = audience.views / audience.unique_viewers
        self._carry = float(np.exp(-scenario.clock.live_tick_min * 60.0 / audience.mean_stay_s))
        self.audience_share = 1.0
        self._told: Told  # of the current tick: clicks and what follows in Signals
        self.outside: Outside | None = None  # signals from outside the chain
        self._minute = 0.0

    def _order_luck(self, luck: Luck, ticks: int, hours: int, shape: tuple[int, int]) -> Floats:
        return luck.uniform("market.orders", (ticks + hours, *shape))

    def _draw_tables(self, ticks: int, signals: Floats) -> None:
        """Lay the means of a tick's orders and signals side by side: both are drawn in one inversion."""
        k, r = self._u.shape[1:]
        s, cells = len(self.layout.styles), k * r
        self._means = np.zeros(cells + signals.shape[1])
        units, told = self._means[:cells], self._means[cells:]
        self._mean_of = units.reshape(k, r), told[:s], told[s : s + s * r].reshape(s, r), told[s + s * r :]
        self._prepare(self._u[:ticks].reshape(ticks, cells), signals)
        self._metric = [name for name in ("mentions", "carts", "tryons") if name in self.scenario.signals.alert_rule.metric]

    def _prepare(self, orders: Floats, signals: Floats) -> None:
        """What of the inversion does not depend on the means."""
        self._ticks = len(signals)
        self._live_u = np.concatenate([orders, signals], axis=1)
        self._live_tail, self._live_bucket = uniform_tail(self._live_u), uniform_bucket(self._live_u)

    def _appeal(self, luck: Luck, story: bool, shape: tuple[int, int]) -> Floats:
        """Log multipliers (S, R): the story's or drawn with mean one, plus regional taste."""
        model, sigma = self.scenario.demand_model, self.scenario.forecast.sku_log_sigma
        if model.monte_carlo_multiplier == "student":
            shocks = luck.stream("market.appeal").standard_t(4.0, shape[0]) / np.sqrt(2.0)  # unit variance, heavier tail
        else:
            shocks = luck.normal("market.appeal", shape[:1])
        tastes = model.region_log_sigma * luck.normal("market.taste", shape)
        level = np.log(self.layout.story) if story else sigma * shocks - sigma**2 / 2
        appeal: Floats = level[:, None] + tastes - model.region_log_sigma**2 / 2
        return appeal

    def attention(self, push: Push) -> Floats:
        """(S,) exposure of every style: 1 on the shelf, more when explained or on a test link, less when locked."""
        seen = self._shelf_seen.copy()
        seen[push.focus] *= self.scenario.demand_model.focus_boost
        if push.test >= 0:
            seen[push.test] *= push.test_exposure
        return seen

    def open_tick(self, t: int) -> None:
        """Viewers of tick ``t`` join those who stayed."""
        self._minute = (t + 0.5) * self._rates.tick_min
        self.present = float(self.viewers[t]) * self.audience_share + self._carry * self.present

    def demand(self, push: Push) -> tuple[Floats, Floats]:
        """(S, R) expected units wanted during the tick, were everything in stock, and (S,) the same at appeal 1."""
        scenario, layout, self._focus = self.scenario, self.layout, push.focus
        self._seen = layout.attract * self.attention(push)
        weight = self._seen * self.price_factor
        if push.gift >= 0:
            weight[push.gift] *= scenario.demand_model.gift_boost
        if push.last_call:
            weight[push.focus] *= scenario.signals.last_pieces.boost
        self._local = np.exp(self._heat_column * self.log_appeal)
        self._local *= layout.region_share
        if self.outside is not None:
            self._local *= self.outside.factor(self._minute)
        exposure: Floats = self.level(push) * weight
        exposure.setflags(write=False)  # boards show it as it is
        wanted: Floats = exposure[:, None] * self._local
        self.intensity += wanted
        return wanted, exposure

    def level(self, push: Push) -> float:
        """Units wanted during the tick per unit of weight, at the effort of the tick."""
        rates = self._rates
        drive = 1.0 + rates.conversion_gain * (push.effort - rates.nominal_effort)
        return self.present * self.per_viewer * drive / self.layout.nominal_weight

    def spoken(self) -> float:
        """Comments of the tick that name a style, per unit of attraction."""
        return self.present * self._rates.comments * self._rates.named

    def visited(self) -> float:
        """Clicks on products during the tick, per unit of attention."""
        return self.present * self._visits * self._rates.clicks / self.layout.nominal_weight

    def units(self, t: int | slice, by_sku: Floats) -> Ints:
        """(K, R) units ordered in row ``t`` (a tick, or later a shelf hour) for the given means, (hours, K, R) for a slice."""
        return poisson(self._u[t], by_sku)

    def tail(self, first: int, total: Floats, share: Floats, factor: Floats | None = None) -> tuple[Ints, list[int]]:
        """(H, K, R) units ordered in shelf hours, ``share`` (H,) of ``total`` (K, R) on average times a factor, and their sums.

        ``first`` counts hours from the first of the shelf.
        """
        wanted = total * share[:, None, None]
        if factor is not None:
            wanted *= factor
        start = self._ticks + first
        units = self.units(slice(start, start + len(share)), wanted)
        return units, np.add.reduce(units.reshape(len(units), -1), 1).tolist()

    def by_sku(self, wanted: Floats) -> Floats:
        """(S, R) demand spread over sizes, (K, R)."""
        spread: Floats = wanted[self.layout.style_of] * self._size_column
        return spread

    def draw(self, t: int, wanted: Floats) -> Ints:
        """(K, R) units ordered in live tick ``t`` for what :meth:`demand` expected; likes, locks and heat move on.

        The signals of the tick are drawn too: :meth:`listen`.
        """
        signals, k = self.scenario.signals, self._mean_of[0].size
        units, mentions, carts, tryons = self._mean_of
        np.multiply(wanted.take(self.layout.style_of, axis=0), self._size_column, out=units)
        self._taste = np.add.reduce(self._local, 1)
        clicks, base = self.visited() * self._seen, self.spoken() * self.layout.attract
        np.multiply(base * self._taste**self._rates.elasticity, self._noise[t], out=mentions)
        put, tried = clicks * signals.cart_per_click, clicks * signals.tryon_per_click
        np.multiply(put[:, None], self._local, out=carts)
        np.multiply(tried, self._taste, out=tryons)
        planned = self._alerting(base, put, tried)
        put.setflags(write=False)
        counts = inverted(self._live_u[t], self._live_tail[t], self._live_bucket[t], self._means)
        heard, (s, r) = counts[k:], self._local.shape
        heard.setflags(write=False)  # boards show them as they are
        said, carted, tried_on = heard[:s], heard[s : s + s * r].reshape(s, r), heard[s + s * r :]
        noted = self._alerting(*(x.astype(np.float64) for x in (said, np.add.reduce(carted, 1), tried_on)))
        self._told = clicks * self._taste, said, carted, tried_on, planned, put, noted
        self._engage()
        self._catch_on()
        return counts[:k].reshape(units.shape)

    def _alerting(self, mentions: Floats, carts: Floats, tryons: Floats) -> Floats:
        """(S,) the signals that an alert goes by, added up; read-only."""
        parts = {"mentions": mentions, "carts": carts, "tryons": tryons}
        total = parts[self._metric[0]]
        for name in self._metric[1:]:
            total = total + parts[name]
        total.setflags(write=False)
        return total

    def listen(self) -> Signals:
        """The signals of the tick, after :meth:`draw`."""
        comments, likes = self._engaged
        return Signals(int(self.present), comments, likes, *self._told)

    def _engage(self) -> None:
        """Viewers like and comment, which opens what is locked."""
        rates = self._rates
        comments = self.present * rates.comments
        engaged = float(dot(self._seen, self._taste)) / self.layout.nominal_weight
        likes = self.present * rates.likes * engaged
        self.likes += likes
        self.comments += comments
        self._engaged = int(comments), int(likes)
        self._unlock()

    def strength(self, value: Floats) -> float:
        """How strong the night was, whatever anybody did in it: viewers that came × how the styles of ``value`` (S,) were liked.

        Known to all afterwards, from the platform's published traffic and rankings.
        """
        liked = dot(np.exp(self.log_appeal), self.layout.region_share)
        return float(self.viewers.sum()) * float(dot(value, liked))

    def counted(self, metric: str) -> float:
        """The counter that unlocks: likes or comments so far."""
        return self.likes if metric == "likes" else self.comments

    def _unlock(self) -> None:
        """Open what the counters have reached (:attr:`opened`)."""
        if not self._locks:
            self.opened = []
            return
        self.opened = [i for i, metric, enough in self._locks if self.counted(metric) >= enough]
        if self.opened:
            self._locks = [lock for lock in self._locks if lock[0] not in self.opened]
            self.call(self.opened)

    def call(self, styles: int | list[int]) -> None:
        """Put styles on the shelf."""
        self.unlocked[styles] = True
        self._shelf = None
        self._shelf_seen[styles] = 1.0
        self._warming[styles] = self.scenario.demand_model.catch_on.per_shelf_tick

    def _catch_on(self) -> None:
        """Heat moves towards one: a little for each tick on the shelf, much when the style is explained."""
        cold = 1.0 - self.heat
        rate = self._warming * cold
        rate[self._focus] = self._rates.explained * cold.item(self._focus)
        self.heat += rate

    def vote(self, t: int, one: int, two: int) -> tuple[int, int]:
        """Votes for two styles ("type 1 for A, 2 for B"): binomial in the viewers' tastes."""
        a, b = self._liked([one, two])
        votes = self.present * self._rates.participation
        share = a / (a + b)
        first = votes * share + math.sqrt(votes * share * (1.0 - share)) * float(self._vote_luck[t])
        ones = min(max(round(first), 0), round(votes))
        return ones, round(votes) - ones

    def _liked(self, styles: list[int]) -> list[float]:
        """Attraction of each style times its appeal as discovered so far, over all regions."""
        local = np.exp(self._heat_column.take(styles, 0) * self.log_appeal.take(styles, 0)) * self.layout.region_share
        found: list[float] = (self.layout.attract.take(styles) * np.add.reduce(local, 1)).tolist()
        return found

    def shelf(self, hours: Floats) -> Floats:
        """Share of the shelf tail sold by each of ``hours`` after the broadcast (cumulative, ends at 1)."""
        return _shelf(self.scenario, hours)

    @property
    def shelf_shown(self) -> NDArrayBool:
        """(S,) :attr:`unlocked` as it stands now, read-only."""
        if self._shelf is None:
            self._shelf = self.unlocked.copy()
            self._shelf.setflags(write=False)
        return self._shelf

    @property
    def locked(self) -> NDArrayBool:
        return ~self.unlocked
