"""The mechanisms of the broadcast together: what they do in each live tick, in the order of the day.

A world in which all of them are off has none of this object: a tick then costs nothing more than before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.testing import Trials
from environment.ledger import to_cents
from environment.luck import Floats, Ints
from environment.trade import selection
from environment.trade.organisation import Consent, Waiting, authority_of
from environment.trade.pricing import Pricing
from environment.trade.requests import Requests

if TYPE_CHECKING:
    from agents.host import Move
    from agents.observation import Words
    from agents.supplier import Answer
    from environment.market import Push, Signals
    from environment.phases.live import Desk
    from environment.scenario import Scenario
    from environment.world import World


def on(scenario: Scenario) -> bool:
    """Whether any mechanism of the broadcast is switched on."""
    s, o = scenario.selection, scenario.organisation
    limits = (o.authority.gift_cny, o.authority.price_cut, o.authority.reorder_units)
    switches = (s.keywords.listen, s.keywords.colour_gain, s.policy != "heat", s.test_links.own_stock, s.test_links.most,
                s.requests.per_comment, not o.squad, o.tolerance.discount, scenario.pricing.bound,
                scenario.pricing.rival_log_sigma)  # fmt: skip
    return any(switches) or any(limit is not None for limit in limits)


class OnAir:
    """What the mechanisms of one broadcast keep in mind."""

    def __init__(self, world: World) -> None:
        self.world, scenario = world, world.setting
        s, self.tolerance = scenario.selection, scenario.organisation.tolerance
        self.limits = authority_of(world)
        self.waiting = Waiting(world, self.limits)
        self.consent = Consent(world, self.waiting)
        moves = scenario.pricing.bound or scenario.pricing.rival_log_sigma
        self.pricing = Pricing(world, self.consent) if moves else None
        self.requests = Requests(world, self.limits.latency_min) if s.requests.per_comment else None
        self.listening = selection.Listening(world) if s.keywords.listen or s.keywords.colour_gain else None
        host = world.cast.host
        if self.listening is not None and s.keywords.listen:
            host.assistant = self.listening.assistant
        host.script_min = self.limits.latency_min
        if s.policy != "heat" or s.test_links.most or self.tolerance.discount:
            luck = world.luck.stream("selection.policy")
            ticks, styles = len(world.layout.plan), len(world.layout.styles)
            table = np.concatenate([luck.standard_normal((ticks, styles)), luck.random((ticks, 2))], axis=1)
            host.trials = Trials(
                s.policy, s.test_links.epsilon, s.test_links.width, s.test_links.most,
                self.tolerance.budget_cny, self.tolerance.discount, table,
            )  # fmt: skip
        self.price: Floats = world.layout.price  # (S,) of the current tick
        self.extra = np.zeros(len(world.layout.styles))  # CNY by style that buyers paid above (below: −) the live price
        self._links = world.luck.stream("selection.links").random(len(world.layout.plan))
        self.link_asked = self.link_sold = self.link_gone = 0  # units of the open link: asked for, sold in the tick; sold so far
        self.lost_cents = 0  # learning cost of trials
        self.words: Words | None = None

    # --- a live tick ------------------------------------------------------------------------
    def open(self, t: int, start_min: float) -> Ints:
        """Before viewers buy: what waited is decided, prices stand, requests are answered; (3, S, R) units they order."""
        from environment.phases.live import sell

        parts: Ints = np.zeros((3, *self.world.recorder.sold.shape), dtype=np.int64)
        self.waiting.run(start_min)
        if self.pricing is not None:
            self.price = self.pricing.open(t, self.world.push.focus)
        if self.requests is not None:
            for answered in self.requests.due(start_min):
                parts = parts + sell(self.world, self.requests.answer(*answered), int(t * self.world.layout.tick_h)).styles
        return parts

    def wanted(self, wanted: Floats, focus: int) -> Floats:
        """(S, R) demand of the tick: more for the style on air where the colour shown is one that viewers like."""
        if self.listening is not None:
            wanted[focus] *= self.listening.factor(focus)
        return wanted

    def link(self, units: Ints, t: int, push: Push) -> Ints:
        """(K, R) units ordered, those that the test link has no goods for left out: it sells its own stock and no more."""
        self.link_asked = self.link_sold = 0
        if push.test < 0 or not self.world.setting.selection.test_links.own_stock:
            return units
        rows = self.world.layout.rows[push.test]
        flat = units[rows].ravel()
        total = int(flat.sum())
        asked = int(total * (1.0 - 1.0 / push.test_exposure) + self._links[t]) if push.test_exposure > 1.0 else 0
        self.link_asked, self.link_sold = asked, min(asked, self.world.cast.host.profile.test_qty - self.link_gone)
        if asked > self.link_sold:
            left = total - (asked - self.link_sold)
            kept = np.diff((np.cumsum(flat) * left) // total, prepend=0)
            units = units.copy()
            units[rows] = kept.reshape(len(rows), -1)
        return units

    def test_units(self, sold: int) -> int:
        """Units asked for on the open link in the tick; books what was sold below its price there, as learning cost.

        ``sold``: units of the style sold in the tick. A trial never sells more than its own units below the price.
        """
        world, style = self.world, self.world.push.test
        own = self.world.setting.selection.test_links.own_stock
        count = min(self.link_sold if own else sold, sold, world.cast.host.profile.test_qty - self.link_gone)
        self.link_gone += count
        cents = to_cents(count * float(world.layout.price[style]) * self.tolerance.discount)
        if cents:
            self.lost_cents += cents
            self.extra[style] -= cents / 100.0
            payer, name = world.cast.supplier.name, world.layout.styles[style]
            world.ledger.post(world.hours, payer, "consumers", cents, "books", "trial_discount", name)
            minute = len(world.recorder.ticks) * world.catalogue.tick_min
            world.recorder.desk.append((minute, "trial", style, count, 0.0, cents / 100.0, float("nan")))
        return self.link_asked if own else sold

    def hear(self, t: int, heard: Signals, end_min: float) -> None:
        """What viewers ask for in the comments of the tick."""
        focus = self.world.push.focus
        if self.requests is not None:
            self.requests.ask(t, heard, focus, end_min)
        if self.listening is not None and self.world.cast.host.assistant is not None:
            self.words = self.listening.hear(t, heard, focus, end_min)

    def give(self, answer: Answer, t_min: float) -> None:
        """The supplier's answer takes effect, at once or when others have agreed."""
        self.waiting.give(answer, t_min)

    def moved(self, t: int, desk: Desk, move: Move, end_min: float) -> None:
        """After the parties have moved: the next tick's link, shelf, colour and price; after the last tick all that waits."""
        world = self.world
        if move.test >= 0 and desk.test_since == t:
            self.link_gone = 0
            world.recorder.desk.append((end_min, "test", move.test, world.cast.host.profile.test_qty, 0.0, 0.0, float("nan")))
        if self.tolerance.discount and world.push.test >= 0:
            world.push.test_exposure *= (1.0 - self.tolerance.discount) ** -world.setting.demand_model.price_elasticity
        if self.listening is not None:
            self.listening.colour = move.colour
            if move.call >= 0:
                selection.call(world, move.call, t, end_min)
        if self.pricing is not None and self.pricing.terms.bound:
            self.pricing.decide(t, move.focus, end_min)
        if t + 1 == len(world.layout.plan):
            self._finish(end_min)

    def _finish(self, end_min: float) -> None:
        """The lights go out: prices are the live prices again, what still waits is decided in its own time."""
        world = self.world
        self.price = world.layout.price
        self.waiting.run(float("inf"))
        if self.requests is not None:
            self.requests.tell(end_min)
        if self.lost_cents:
            world.tell(
                end_min, "trial", world.cast.supplier.name, "trade.trials", cost=self.lost_cents / 100.0,
                budget=self.tolerance.budget_cny, count=sum(row[1] == "test" for row in world.recorder.desk),
            )  # fmt: skip

    # --- what was paid ----------------------------------------------------------------------
    def takings(self, units: Ints) -> Floats:
        """(S,) prices at which ``units`` (S,) of the tick are paid."""
        if self.price is not self.world.layout.price:
            self.extra += units * (self.price - self.world.layout.price)
        return self.price

    def paid(self) -> Floats:
        """(S,) CNY paid per unit ordered, on average over the show."""
        price: Floats = self.world.layout.price
        if not self.extra.any():
            return price
        units = np.add.reduce(self.world.recorder.sold, 1)
        price = price + self.extra / np.maximum(units, 1)
        return price
