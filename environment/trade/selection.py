"""Selection in the world: what past shows and the market tell of tonight's appeals, the bench, words in the comments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from agents.observation import Words
from agents.public import Catalogue, units_to_come
from agents.selecting import Assistant, Reading, running_order
from environment.luck import Floats, Ints, Luck, poisson
from environment.market import Push
from environment.names import style_name

if TYPE_CHECKING:
    from environment.market import Signals
    from environment.scenario import Scenario
    from environment.world import World

SOURCES = ("trend", "competitor", "fans")


def readings(world: World) -> list[Reading]:
    """What each source says of the log appeal of every style; the luck of a source is the same however precise it is."""
    terms = world.setting.selection.preselection
    truth = np.add.reduce(world.market.log_appeal * world.layout.region_share, 1)  # (no BLAS: the same bits everywhere)
    precision = {}
    for name in ("click", "conversion", "basket"):
        precision[name] = terms.shows / float(getattr(terms, f"{name}_sigma")) ** 2
    precision |= {name: float(getattr(terms, name)) for name in SOURCES}
    found = []
    for name, p in precision.items():
        if p > 0.0:
            error = world.luck.stream(f"selection.{name}").standard_normal(len(truth))
            found.append((truth + error / np.sqrt(p), p))
    return found


def prepare(world: World) -> None:
    """Pre-selection 数据预选: the host studies its sources, and hands out the slots of main styles by what it believes."""
    heard, host = readings(world), world.cast.host
    if not heard:
        return
    host.study(heard)
    assert host.level is not None
    plan = running_order(world.catalogue, host.level)
    _publish(world, replan(world.catalogue, plan, np.where(world.layout.bench, 0.0, world.layout.attract)))
    world.push = Push(focus=int(plan[0]), effort=world.push.effort)
    mains = np.flatnonzero(world.layout.main)
    best = int(mains[np.argmax(host.level[mains])])
    world.tell(
        world.hours * 60.0, "selection", host.name, "trade.preselected", shows=world.setting.selection.preselection.shows,
        sources=len(heard), style=style_name(world, best), level=float(host.level[best]),
        moved=int((plan != world.layout.plan).sum()),
    )  # fmt: skip


def replan(c: Catalogue, plan: Ints, attract: Floats) -> Catalogue:
    """The catalogue with another running order: units at appeal 1 follow the slots."""
    live = units_to_come(attract, plan, c.per_tick, c.focus_boost, np.zeros(len(attract)))[0]
    to_come = units_to_come(attract, plan, c.per_tick, c.focus_boost, c.shelf_share * live)
    return replace(c, plan=plan, nominal=live * (1.0 + c.shelf_share), to_come=to_come)


def _publish(world: World, catalogue: Catalogue) -> None:
    """What everybody at the table knows from now on."""
    world.catalogue = catalogue
    for party in world.cast.all().values():
        party.catalogue = catalogue


def call(world: World, style: int, t: int, end_min: float) -> None:
    """A bench style goes on the shelf after live tick ``t``; the host's team pays for the link."""
    c, cost = world.catalogue, world.setting.selection.keywords.link_cost
    world.market.call(style)
    to_come, nominal = c.to_come.copy(), c.nominal.copy()
    ahead = np.array(c.ahead)[t + 1 :]
    shelf = c.shelf_share * float(c.attract[style]) * float(ahead[0])
    to_come[t + 1 :, style] = float(c.attract[style]) * ahead + shelf
    nominal[style] = to_come[t + 1, style]
    _publish(world, replace(c, nominal=nominal, to_come=to_come))
    world.ledger.post_cny(world.hours, world.cast.host.name, "outside", cost, "books", "bench_link", world.layout.styles[style])
    mentions = int(world.recorder.ticks[-1].heard.mentions[style])
    world.recorder.desk.append((end_min, "bench", style, mentions, end_min, cost, float("nan")))
    world.tell(end_min, "keyword", world.cast.host.name, "trade.bench", style=style_name(world, style), count=mentions)


class Listening:
    """What the comments say beyond names of styles: colours of the style on air, and a niche need (敏感肌 …)."""

    def __init__(self, world: World) -> None:
        self.world, self.terms, self.needs = world, world.setting.selection.keywords, world.setting.selection.questions
        ticks, styles = len(world.layout.plan), world.setting.styles
        luck = world.luck.stream("selection.colours")
        self.popular = {i: luck.dirichlet(np.full(len(s.colours), 4.0)) for i, s in enumerate(styles) if len(s.colours) > 1}
        width = max((len(p) for p in self.popular.values()), default=1)
        self._u = world.luck.stream("selection.words").random((ticks, width))
        asking = world.luck.stream("selection.questions")
        sigma = self.needs.log_sigma
        drawn = np.exp(sigma * asking.standard_normal(len(styles)) - sigma**2 / 2.0)
        self.need = np.minimum(self.needs.share * drawn, 1.0)  # (S,) share of its mentions that voice the need
        self._asking = asking.random((ticks, len(styles)))
        self.asked = np.zeros(len(styles), dtype=np.int64)
        self.ticketed: set[int] = set()
        self.colour = 0  # shown of the style on air
        bench, words = [world.layout.styles.index(s) for s in self.terms.bench], self.terms
        self.assistant = Assistant(bench, words.share, words.ticks, words.link_cost, words.colour_count)

    def factor(self, style: int) -> float:
        """Demand for the style on air against one whose colours are all liked alike: 1 + gain when all want the one shown."""
        liked = self.popular.get(style)
        if liked is None or not self.terms.colour_gain:
            return 1.0
        fair = 1.0 / len(liked)
        return max(0.0, 1.0 + self.terms.colour_gain * (float(liked[self.colour]) - fair) / (1.0 - fair))

    def hear(self, t: int, heard: Signals, focus: int, end_min: float) -> Words:
        """The words of one tick; a need voiced often enough becomes a ticket for design."""
        liked, counts = self.popular.get(focus), np.zeros(0, dtype=np.int64)
        if liked is not None:
            counts = poisson(self._u[t, : len(liked)], liked * heard.mentions[focus] * self.terms.colour_share)
        if self.needs.share:
            self._cluster(t, heard, end_min)
        return Words(focus, tuple(counts.tolist()))

    def _cluster(self, t: int, heard: Signals, end_min: float) -> None:
        """Question clusters: count who voices the need, file a ticket where their share of the comments passes the mark."""
        world = self.world
        self.asked += np.minimum(poisson(self._asking[t], self.need * heard.mentions), heard.mentions)
        mentions = world.cast.host.memory.mentions + heard.mentions
        found = (self.asked >= self.needs.count) & (self.asked >= self.needs.threshold * mentions)
        for style in [s for s in found.nonzero()[0].tolist() if s not in self.ticketed]:
            self.ticketed.add(style)
            wish, count = (self.needs.wish_en, self.needs.wish_zh), int(self.asked[style])
            world.recorder.design.append((world.layout.styles[style], wish, count))
            share = count / max(float(mentions[style]), 1.0)
            world.recorder.desk.append((end_min, "question", style, count, end_min, share, float("nan")))
            world.tell(
                end_min, "design", "consumers", "trade.question", style=style_name(world, style), wish=wish, count=count,
                share=100.0 * share,
            )  # fmt: skip


class Experience:
    """A season's record: every show played is one more past show for pre-selection."""

    def __init__(self, scenario: Scenario) -> None:
        self.shows = scenario.selection.preselection.shows

    def prepare(self, show: int, luck: Luck) -> dict[str, object]:
        return {"selection.preselection.shows": self.shows + show}

    def brief(self, world: World) -> None:
        """The record is in the scenario already."""

    def learn(self, world: World) -> dict[str, float]:
        return {"history_shows": float(world.setting.selection.preselection.shows)}

    @classmethod
    def make(cls, scenario: Scenario) -> Experience | None:
        """The part of a season, None where the host keeps no records."""
        return cls(scenario) if scenario.selection.preselection.shows else None
