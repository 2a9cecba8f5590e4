"""The host 主播: reads the room, runs the order of styles, raises demand alerts, spends effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import mesa
import numpy as np

from agents import host_values
from agents.beliefs import AppealBelief
from agents.observation import Alert, LiveObservation
from agents.party import Encounter, Party
from agents.profiles import HostProfile
from agents.public import Bools, Catalogue, Floats, Ints
from agents.selecting import Assistant, Reading, combine
from agents.testing import Trials

_LEAST_PLANNED = np.array(1e-9)
_EVIDENCE_WEIGHT = np.array(0.25)  # carts and sales of one tick are one story told twice, and tastes differ by region


def _pace(profile: HostProfile) -> tuple[Floats, float]:
    """How far heat goes towards the news of a tick (an array, quicker for numpy), and heat at which a style stirs."""
    return np.array(2.0 / (profile.alert_span + 1.0)), min(profile.alert_ratio, profile.test_ratio)


@dataclass(slots=True)
class Move:
    """What the host does next: one move per live tick."""

    focus: int
    effort: float
    gift: int = -1
    test: int = -1
    vote: tuple[int, int] | None = None
    alert: Alert | None = None
    promote: int = -1
    call: int = -1  # bench style to put on the shelf
    colour: int = 0  # colour of the style on air that is shown
    last_call: bool = False
    reason: str = "plan"


@dataclass(slots=True)
class Terms:
    """Agreed terms that steer the host's choices during the show."""

    commission: float = 0.0  # rate on kept sales that its clauses together amount to
    borne: float = 0.0  # share of its effort cost that the supplier bears
    incentive: float | None = None  # rate that moves its effort, where it is not the commission (a surplus pool)


@dataclass(slots=True)
class _Memory:
    belief: AppealBelief
    heat: Floats  # EWMA of signals over plan
    said: list[Ints]  # (S,) mentions of every tick, after zeros
    given: list[int]  # (S,) slots explained so far
    sold: np.ndarray  # (S,) units so far, whole numbers where all orders are seen
    expected: np.ndarray  # (S,) nominal units so far under the same attention, kept where orders are late or not seen
    warm: dict[int, float] = field(default_factory=dict)  # heat of styles that stir: at the test ratio or the alert ratio
    streak: dict[int, int] = field(default_factory=dict)  # style -> ticks in a row above the alert ratio
    carts: list[Ints] = field(default_factory=list)  # (S, R) of every tick
    alerted: dict[int, Alert] = field(default_factory=dict)
    promoted: list[int] = field(default_factory=list)
    waiting: list[tuple[float, int]] = field(default_factory=list)  # (minute, style): promotions others must agree to
    tested: dict[int, int] = field(default_factory=dict)  # style -> tick its test link opened
    hot: set[int] = field(default_factory=set)  # confirmed by a test link
    asked: tuple[int, int] | None = None  # the vote that is out
    tick: int = -1
    ahead: Floats | None = None  # (S,) known signals from outside: demand to come over the plan's
    late: Floats = field(default_factory=lambda: np.zeros(0))  # (2, S) units that came in late and nominal units they go with

    @property
    def mentions(self) -> Ints:
        """(S,) so far: added up when asked for, which is seldom."""
        total: Ints = np.add.reduce(self.said)
        return total


class Host(Party):
    """Maximises its own commission income less effort, by its own belief about every style's appeal."""

    kind: ClassVar[str] = "host"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, profile: HostProfile) -> None:
        super().__init__(model, name, catalogue, profile.traits)
        self.profile = profile
        self.terms = Terms()
        s = len(catalogue.styles)
        self.memory = _Memory(
            belief=AppealBelief(catalogue.log_sigma, np.ones(s)),
            heat=np.ones(s),
            said=[np.zeros(s, dtype=np.int64)],
            given=[0] * s,
            sold=np.zeros(s, dtype=np.int64),
            expected=np.zeros(s),
            late=np.zeros((2, s)),
        )
        self._paced = _pace(profile)
        self.level: Floats | None = None  # (S,) appeals as pre-selection has them; None: the plan as printed
        self.script_min = 0.0  # minutes until the teams agree to a change of script
        self.trials: Trials | None = None  # a policy for test links of its own
        self.assistant: Assistant | None = None  # reads the comments
        self.payouts: Floats | None = None  # (S,) CNY per ordered unit it expects to pay buyers of defective goods

    def situation(self) -> tuple[float | bytes | str, ...]:
        known = tuple(x.tobytes() for x in (self.level, self.payouts) if x is not None)
        return (*super().situation(), self.terms.commission, *known)

    # --- before the show ----------------------------------------------------------------------
    def forecast(self) -> Floats:
        """(S,) units it tells the supplier it will sell: its plan, put high as the trade does."""
        claim: Floats = self.catalogue.nominal * self.profile.forecast_inflation
        claim = claim if self.level is None else claim * self.level
        return claim if self.memory.ahead is None else claim * self.memory.ahead

    def study(self, readings: Sequence[Reading]) -> None:
        """Pre-selection 数据预选: form its belief of every appeal from what past shows and the market tell."""
        self.level, spread = combine(self.catalogue.log_sigma, readings)
        self.memory.belief = AppealBelief(spread, self.level)

    def hear_outside(self, ahead: Floats) -> None:
        """Take note of known signals from outside: (S,) demand to come over the plan's."""
        self.memory.ahead = ahead

    def traffic_claim(self, seen: float) -> float:
        """The traffic it tells the supplier to expect, × plan: what it sees coming, put high like its forecast."""
        return seen * self.profile.forecast_inflation

    def value_terms(self, encounter: Encounter) -> host_values.Valued:
        return host_values.terms(self, encounter)

    def value_rush(self, encounter: Encounter) -> host_values.Valued:
        return host_values.rush(self, encounter)

    def effort(self) -> float:
        """Effort in [0, 1] that maximises what it earns on the conversion it wins less what it bears of its quadratic cost.

        In a surplus pool gain and cost are shared alike, so that it weighs the chain's margin instead of its commission.
        """
        terms = self.terms
        if terms.incentive is not None:
            return host_values.planned_effort(self.profile, terms.incentive, self.catalogue)
        return host_values.planned_effort(self.profile, terms.commission, self.catalogue, terms.borne)

    # --- on air -------------------------------------------------------------------------------
    def on_air(self, seen: LiveObservation) -> Move:
        """Learn from one tick and choose the next move."""
        self._learn(seen)
        alert = self._alert(seen)
        fresh = self._script(alert, seen.t_min)
        focus, reason = self._next_focus(seen)
        move = Move(
            focus=focus,
            effort=self.effort(),
            gift=self.memory.promoted[-1] if self.memory.promoted else -1,
            test=self._test(seen),
            vote=self._vote(seen),
            alert=alert,
            promote=fresh,
            last_call=seen.stock is not None and 0 < sum(seen.stock[focus].tolist()) <= self.profile.last_pieces,
            reason=reason,
        )
        if self.assistant is not None:
            self.assistant.read(self, seen, move)
        return move

    def _script(self, alert: Alert | None, t_min: float) -> int:
        """The style promoted from now on, -1 for none: an alerted one that is no main style, once the teams agree."""
        waiting = self.memory.waiting
        if alert and not self.catalogue.main[alert.style]:
            waiting.append((t_min + self.script_min, alert.style))
        if not waiting or waiting[0][0] > t_min:
            return -1
        style = waiting.pop(0)[1]
        self.memory.promoted.append(style)
        return style

    def _learn(self, seen: LiveObservation) -> None:
        memory, profile = self.memory, self.profile
        news: Floats = seen.noted / np.maximum(seen.planned, _LEAST_PLANNED)
        pace, stirs = self._paced
        news -= memory.heat
        news *= pace
        memory.heat += news
        memory.warm = {s: heat for s, heat in enumerate(memory.heat.tolist()) if heat >= stirs}
        memory.streak = {s: memory.streak.get(s, 0) + 1 for s, heat in memory.warm.items() if heat >= profile.alert_ratio}
        memory.carts.append(seen.carts)
        memory.said.append(seen.mentions)
        memory.tick = seen.tick
        if seen.ahead is not None:
            memory.ahead = seen.ahead
        self._learn_orders(seen)
        if memory.tested:  # one link is open at a time: its units are counted
            style, since = next(reversed(memory.tested.items()))
            minutes = (seen.tick - since) * self.catalogue.tick_min
            if minutes > 0 and seen.test_units >= profile.test_qty:
                rate = seen.test_units / minutes
                if profile.test_qty / rate <= profile.test_minutes:
                    memory.hot.add(style)

    def _learn_orders(self, seen: LiveObservation) -> None:
        """Learn from the orders of the tick; where they are not seen from its carts."""
        memory = self.memory
        if seen.ordered is not None and seen.units_exposure is None:
            memory.sold += seen.ordered
            memory.belief.learn(seen.ordered, seen.exposure, _EVIDENCE_WEIGHT)
            return
        memory.expected += seen.exposure
        if seen.ordered is not None and seen.units_exposure is not None:
            self._late_orders(seen.ordered, seen.units_exposure)
        else:  # carts come before orders and there are more of them: they carry less each
            share = float(seen.exposure.sum() / max(seen.planned_carts.sum(), 1e-9))
            carts = seen.carts.dot(self.catalogue.every_region)
            memory.belief.learn(np.multiply(carts, share), seen.exposure, _EVIDENCE_WEIGHT)
            memory.sold = memory.belief.level * memory.expected

    def outlook(self, tick: int) -> Floats:
        """(S,) units it honestly expects each style to sell in the whole show."""
        rest = self.catalogue.remaining(tick)
        rest = rest if self.memory.ahead is None else rest * self.memory.ahead
        outlook: Floats = self.memory.sold + self.memory.belief.level * rest
        return outlook

    def _late_orders(self, units: Ints, exposure: Floats) -> None:
        """Orders of an earlier tick come in with the ``exposure`` they were made under; what came since is reckoned."""
        memory = self.memory
        memory.late[0] += units
        memory.late[1] += exposure
        memory.belief.learn(units, exposure, _EVIDENCE_WEIGHT)
        memory.sold = memory.late[0] + memory.belief.level * (memory.expected - memory.late[1])

    def _alert(self, seen: LiveObservation) -> Alert | None:
        memory, profile = self.memory, self.profile
        if not (memory.streak or memory.hot) or not {*memory.streak, *memory.hot} - memory.alerted.keys():
            return None  # mostly: nothing stirs that it has not alerted
        streaks = [s for s, ticks in memory.streak.items() if ticks >= profile.alert_ticks and seen.unlocked[s]]
        confirmed = [s for s in memory.hot if s in memory.warm and memory.warm[s] >= profile.test_ratio]
        hot = {*streaks, *confirmed} - memory.alerted.keys()
        if not hot:
            return None
        worth = memory.heat * self._slot_value()
        style = max(sorted(hot), key=lambda s: worth[s])
        honest = self._promoted_outlook(style, seen.tick)
        spread = self.spread(style)
        claim = honest * (1.0 + self.traits.temptation)
        carts = [sum(units) for units in zip(*[tick[style].tolist() for tick in memory.carts], strict=True)]
        total = sum(carts)
        alert = Alert(
            id=f"A{len(memory.alerted) + 1}",
            style=style,
            t_min=seen.t_min,
            units=claim,
            low=claim * float(np.exp(-1.2816 * spread)),
            high=claim * float(np.exp(1.2816 * spread)),
            region_mix=tuple([units / total for units in carts]) if total else tuple(self.catalogue.region_share),
            sizes=tuple(seen.sizes.tolist()) if seen.sizes is not None else (),
            ratio=float(memory.heat[style]),
            mentions=sum([tick.item(style) for tick in memory.said]),
            carts=total,
            deadline_min=self.profile.alert_deadline_min,
        )
        memory.alerted[style] = alert
        return alert

    def spread(self, style: int) -> float:
        """Log spread of its belief about a style's total units."""
        return self.catalogue.doubt(self.memory.belief.spread_of(style), self.memory.tick)

    def _promoted_outlook(self, style: int, tick: int) -> float:
        """Units of the show if the style takes the slots that main styles are not owed."""
        left = len(self.catalogue.plan) - tick - 1
        open_share = max(0.0, 1.0 - sum(self._owed().values()) / max(left, 1))
        rest = self.catalogue.promoted(style, tick, open_share)
        if self.memory.ahead is not None:
            rest *= float(self.memory.ahead[style])
        return float(self.memory.sold[style] + self.memory.belief.level_of(style) * rest)

    # --- the running order --------------------------------------------------------------------
    def _slot_value(self) -> Floats:
        """(S,) commission base a slot is worth: expected kept turnover when explained."""
        c = self.catalogue
        value: Floats = self.memory.belief.level * c.attract * c.price * c.kept
        return value

    def _slot_worth(self, style: int) -> float:
        """:meth:`_slot_value` of one style."""
        c = self.catalogue
        worth: float = self.memory.belief.level_of(style) * c.attract.item(style) * c.price.item(style) * c.kept.item(style)
        return worth

    def _owed(self, unlocked: Bools | None = None) -> dict[int, float]:
        """Style -> slots still owed to it, of those that paid for some (and are ``unlocked``, if given)."""
        given, owed = self.memory.given, {}
        for style, slots in self.catalogue.paid:
            left = slots - given[style]
            if left > 0 and (unlocked is None or unlocked[style]):
                owed[style] = left
        return owed

    def _next_focus(self, seen: LiveObservation) -> tuple[int, str]:
        memory, plan = self.memory, self.catalogue.plan
        if seen.tick + 1 >= len(plan):
            return int(plan[-1]), "plan"
        planned: int = plan.item(seen.tick + 1)
        focus, reason = planned, "plan"
        owed = self._owed(seen.unlocked)
        slots_left = len(plan) - seen.tick - 1
        free = slots_left > sum(owed.values())
        if not free and planned not in owed:
            focus, reason = max(owed, key=self._slot_worth, default=0), "owed"
        elif not seen.unlocked[planned]:
            there = [s for s in self.catalogue.main.nonzero()[0].tolist() if self._available(seen, s)]
            focus, reason = max(there, key=self._slot_worth, default=0), "locked"
        elif self.profile.hill_climber and memory.promoted and free:
            there = [s for s in memory.promoted if self._available(seen, s)]
            best = max(there, key=self._slot_worth, default=planned)
            if self._slot_worth(best) > self._slot_worth(planned):
                focus, reason = best, "promoted"
        if seen.votes is not None and reason == "plan" and self.memory.asked:
            one, two = self.memory.asked
            winner = one if seen.votes[0] >= seen.votes[1] else two
            if winner != planned and free and self._available(seen, winner):
                focus, reason = winner, "vote"
        if self.trials is not None and reason == "plan" and free and not self.catalogue.main[planned]:
            focus = self.trials.spare(self, seen, planned)
            reason = reason if focus == planned else "spare"
        memory.given[focus] += 1
        return focus, reason

    def _available(self, seen: LiveObservation, style: int) -> bool:
        """Whether a style can be explained: unlocked and, for all the host sees, in stock or promoted (presale)."""
        if not seen.unlocked[style]:
            return False
        return seen.stock is None or style in self.memory.promoted or any(seen.stock[style].tolist())

    def _vote(self, seen: LiveObservation) -> tuple[int, int] | None:
        """Every so often, ask: the next planned style or the hottest other one?"""
        due = seen.tick >= self.profile.vote_first and (seen.tick - self.profile.vote_first) % self.profile.vote_every == 0
        self.memory.asked = None
        if not due or seen.tick + 2 >= len(self.catalogue.plan):
            return None
        planned = int(self.catalogue.plan[seen.tick + 2])
        others = np.where(seen.unlocked, self.memory.heat * self._slot_value(), -1.0)
        others[planned] = -1.0
        self.memory.asked = (planned, int(others.argmax()))
        return self.memory.asked

    def _test(self, seen: LiveObservation) -> int:
        """Open a small test link on a style that stirs but is not yet hot; it stays until its units are gone."""
        memory = self.memory
        for style, since in memory.tested.items():
            if seen.tick - since < 2 and seen.test_units < self.profile.test_qty:
                return style
        ratio, main = self.profile.test_ratio, self.catalogue.main
        warm = [s for s, heat in memory.warm.items() if heat >= ratio and s not in memory.tested and s not in memory.alerted]
        stirring = [s for s in warm if seen.unlocked[s] and not main[s]] if warm else warm
        if stirring and seen.stock is not None:
            stirring = [s for s in stirring if sum(seen.stock[s].tolist()) > self.profile.test_qty]
        if self.trials is not None:
            style = self.trials.link(self, seen, stirring)
            memory.tested.pop(style, None)
            if style >= 0:
                memory.tested[style] = seen.tick
            return style
        if not stirring:
            return -1
        style = max(stirring, key=lambda s: memory.warm[s])
        memory.tested[style] = seen.tick
        return style
