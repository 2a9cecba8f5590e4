"""The audience: arrivals, latent appeal, attention, demand and the signals that run ahead of it.

Demand of style s in region r during a tick is Poisson with mean

    present · share_r · units_per_viewer · weight_sr / nominal_weight · effort

where ``weight`` is attraction × attention (focus, test link, lock) × appeal^heat × gift × price factor. *Appeal* is
the latent multiplier nobody knows; *heat* in [0, 1] says how far the audience has discovered it (a hit catches
on, a flop is found out), so that early sales resemble the plan and later ones the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.layout import Layout, NDArrayBool
from environment.luck import Floats, Ints, Luck, poisson

if TYPE_CHECKING:
    from environment.scenario import Scenario


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


@dataclass(slots=True)
class Push:
    """What the host and the supplier do to demand in a tick (set by their decisions)."""

    focus: int
    effort: float
    gift: int = -1  # style that carries the gift, -1 none
    test: int = -1  # style on a test link, -1 none
    test_exposure: float = 1.0


class Market:
    """Latent state and luck of the audience of one show."""

    def __init__(self, scenario: Scenario, layout: Layout, luck: Luck, *, story: bool) -> None:
        self.scenario, self.layout = scenario, layout
        s, r, k, t = len(layout.styles), len(layout.regions), len(layout.style_of), len(layout.plan)
        audience, model = scenario.audience, scenario.demand_model
        cv = audience.arrival_noise_cv
        noise = luck.stream("market.arrivals").lognormal(-np.log1p(cv**2) / 2, np.sqrt(np.log1p(cv**2)), t)
        self.viewers = audience.unique_viewers * scenario.scale.traffic * layout.arrivals * noise
        self.log_appeal = self._appeal(luck, story, (s, r))
        sizes = luck.stream("market.sizes").normal(0.0, scenario.sizes.demand_log_sigma, k)
        share = layout.size_share * np.exp(sizes)
        totals = np.bincount(layout.style_of, share, minlength=s)
        self.size_share = share / totals[layout.style_of]
        shelf = int(round(model.post_live.over_h)) + 1
        orders = luck.stream("market.orders")
        self._u = orders.random((t + shelf, k, r))
        cells = s + s * r + s
        signals = luck.stream("market.signals")
        self._su = signals.random((t, cells))
        self._noise = np.exp(luck.stream("market.buzz").normal(0.0, scenario.signals.noise_cv, (t, s)))
        self._vote_luck = luck.stream("market.votes").standard_normal(t)
        self.price_factor = self._price_factor()
        self.heat = np.full(s, model.catch_on.start)
        self.present = 0.0
        self.likes = self.comments = 0.0
        self._locks = [(i, x.unlock) for i, x in enumerate(scenario.styles) if x.unlock is not None]
        self._seen = np.zeros(s)  # attention-weighted attraction of the current tick
        self._local = np.zeros((s, r))  # appeal as discovered so far × regional share
        self.unlocked = np.array([style.unlock is None for style in scenario.styles])
        self.intensity = np.zeros((s, r))  # expected live demand so far, units
        self.per_viewer = audience.product_click_rate * audience.click_to_order * audience.units_per_order
        self._visits = audience.views / audience.unique_viewers
        self._carry = float(np.exp(-scenario.clock.live_tick_min * 60.0 / audience.mean_stay_s))
        self.audience_share = 1.0

    def _appeal(self, luck: Luck, story: bool, shape: tuple[int, int]) -> Floats:
        """Log multipliers (S, R): the story's or drawn with mean one, plus regional taste."""
        model, sigma = self.scenario.demand_model, self.scenario.forecast.sku_log_sigma
        draw = luck.stream("market.appeal")
        if model.monte_carlo_multiplier == "student":
            shocks = draw.standard_t(4.0, shape[0]) / np.sqrt(2.0)  # unit variance, heavier tail
        else:
            shocks = draw.standard_normal(shape[0])
        tastes = luck.stream("market.taste").normal(0.0, model.region_log_sigma, shape)
        level = np.log(self.layout.story) if story else sigma * shocks - sigma**2 / 2
        appeal: Floats = level[:, None] + tastes - model.region_log_sigma**2 / 2
        return appeal

    def _price_factor(self) -> Floats:
        model = self.scenario.demand_model
        ratio = self.layout.price / np.array([float(style.tag) for style in self.scenario.styles])
        factor: Floats = (ratio / model.reference_price_ratio) ** (-model.price_elasticity)
        return factor

    def attention(self, push: Push) -> Floats:
        """(S,) exposure of every style: 1 on the shelf, more when explained or on a test link, less when locked."""
        model = self.scenario.demand_model
        seen = np.where(self.unlocked, 1.0, model.locked_boost)
        seen[push.focus] *= model.focus_boost
        if push.test >= 0:
            seen[push.test] *= push.test_exposure
        return seen

    def open_tick(self, t: int) -> None:
        """Viewers of tick ``t`` join those who stayed."""
        self.present = self.viewers[t] * self.audience_share + self._carry * self.present

    def demand(self, push: Push) -> tuple[Floats, Floats]:
        """(S, R) expected units wanted during the tick, were everything in stock, and (S,) the same at appeal 1."""
        scenario, layout = self.scenario, self.layout
        effort = scenario.behaviour.host.effort
        drive = 1.0 + effort.conversion_gain * (push.effort - effort.nominal)
        self._seen = layout.attract * self.attention(push)
        weight = self._seen * self.price_factor
        if push.gift >= 0:
            weight[push.gift] *= scenario.demand_model.gift_boost
        level = self.present * self.per_viewer * drive / layout.nominal_weight
        self._local = np.exp(self.heat[:, None] * self.log_appeal) * layout.region_share
        exposure: Floats = level * weight
        wanted: Floats = exposure[:, None] * self._local
        self.intensity += wanted
        return wanted, exposure

    def units(self, t: int | slice, by_sku: Floats) -> Ints:
        """(K, R) units ordered in tick or shelf hour ``t`` for the given means, (hours, K, R) for a slice of hours."""
        return poisson(self._u[t], by_sku)

    def by_sku(self, wanted: Floats) -> Floats:
        """(S, R) demand spread over sizes, (K, R)."""
        spread: Floats = wanted[self.layout.style_of] * self.size_share[:, None]
        return spread

    def listen(self, t: int, push: Push) -> Signals:
        """The signals of tick ``t``, after :meth:`demand`; moves likes, locks and heat on."""
        scenario, layout = self.scenario, self.layout
        signals, audience = scenario.signals, scenario.audience
        s, r = self.log_appeal.shape
        taste = self._local.sum(axis=1)
        clicks = self.present * self._visits * audience.product_click_rate / layout.nominal_weight * self._seen
        comments = self.present * audience.comments_per_viewer
        base = comments * signals.mention_share_per_attract * layout.attract
        carts, tryons = clicks * signals.cart_per_click, clicks * signals.tryon_per_click
        mentions = base * taste**signals.mention_elasticity * self._noise[t]
        means = np.concatenate([mentions, (carts[:, None] * self._local).ravel(), tryons * taste])
        counts = poisson(self._su[t], means)
        in_metric = [name in signals.alert_rule.metric for name in ("mentions", "carts", "tryons")]
        engaged = float(self._seen @ taste) / layout.nominal_weight
        likes = self.present * audience.likes_per_viewer * engaged
        self.likes += likes
        self.comments += comments
        self._unlock()
        self._catch_on(push)
        return Signals(
            viewers=int(self.present),
            comments=int(comments),
            likes=int(likes),
            clicks=clicks * taste,
            mentions=counts[:s],
            carts=counts[s : s + s * r].reshape(s, r),
            tryons=counts[s + s * r :],
            planned=base * in_metric[0] + carts * in_metric[1] + tryons * in_metric[2],
            planned_carts=carts,
        )

    def counted(self, metric: str) -> float:
        """The counter that unlocks: likes or comments so far."""
        return self.likes if metric == "likes" else self.comments

    def _unlock(self) -> None:
        for i, rule in self._locks:
            if self.counted(rule.metric) >= rule.threshold:
                self.unlocked[i] = True

    def _catch_on(self, push: Push) -> None:
        """Heat moves towards one: a little for each tick on the shelf, much when the style is explained."""
        pace = self.scenario.demand_model.catch_on
        rate = np.where(self.unlocked, pace.per_shelf_tick, 0.0)
        rate[push.focus] = pace.per_focus_tick
        self.heat += (1.0 - self.heat) * rate

    def vote(self, t: int, one: int, two: int) -> tuple[int, int]:
        """Votes for two styles ("type 1 for A, 2 for B"): binomial in the viewers' tastes."""
        appeal = np.exp(self.heat[:, None] * self.log_appeal) @ self.layout.region_share
        a, b = self.layout.attract[one] * appeal[one], self.layout.attract[two] * appeal[two]
        votes = self.present * self.scenario.signals.vote.participation
        share = a / (a + b)
        first = votes * share + np.sqrt(votes * share * (1.0 - share)) * self._vote_luck[t]
        ones = int(np.clip(round(first), 0, round(votes)))
        return ones, int(round(votes)) - ones

    def shelf(self, hours: Floats) -> Floats:
        """Share of the shelf tail sold by each of ``hours`` after the broadcast (cumulative, ends at 1)."""
        tail = self.scenario.demand_model.post_live
        if tail.shape == "uniform":
            return np.clip(hours / tail.over_h, 0.0, 1.0)
        decay = np.log(2.0) / tail.half_life_h
        done: Floats = (1.0 - np.exp(-decay * np.clip(hours, 0.0, tail.over_h))) / (1.0 - np.exp(-decay * tail.over_h))
        return done

    @property
    def locked(self) -> NDArrayBool:
        return ~self.unlocked
