"""Play a season: show after show on its own luck, with memory, learning, partner search and bankruptcy in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Luck
from environment.records import Show
from environment.scenario.conduct import fault, kinds_of
from environment.season.carry import Carry
from environment.season.diary import Diary
from environment.season.mind import Mind
from environment.season.ties import Ties
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.season.result import Season
    from environment.world import World

Fixed = Mapping[str, Mapping[str, float]]  # party or kind -> disposition -> level


def show_seed(seed: int, show: int) -> int:
    """Seed of show ``show`` (0 = first, which has the season's own seed); the same under every scheme.

    Not the derivation that replications use: replication k must not be the (k + 1)st show of the season beside it.
    """
    if show == 0:
        return seed
    words = np.random.SeedSequence([seed & 0xFFFFFFFF, seed >> 32, show]).generate_state(2, np.uint32)
    return int(words[0]) | (int(words[1]) & 0x3FFFFFFF) << 32


@dataclass(slots=True)
class State:
    """What goes from one show to the next."""

    scenario: Scenario
    scheme: Scheme
    luck: Luck
    ties: Ties
    fixed: Fixed
    minds: dict[str, Mind] = field(default_factory=dict)
    carry: Carry = field(init=False)

    def __post_init__(self) -> None:
        self.carry = Carry(self.scenario)

    @property
    def gone(self) -> frozenset[str]:
        return frozenset(name for name, mind in self.minds.items() if mind.gone)

    def brief(self, world: World) -> None:
        """Before a show: everybody remembers; who is out of business stays away; the supplier calls whom it chose."""
        if not self.minds:
            self._meet(world)
        for name, party in world.cast.all().items():
            self.minds[name].brief(party)
        world.bargaining.called = dict(self.ties.called)
        world.leave(self.gone)
        self.carry.brief(world)

    def _meet(self, world: World) -> None:
        season = self.scenario.season
        rules = {**season.learning, **self.scheme.learning}
        for name, party in world.cast.all().items():
            levels = season.levels.get(name, season.levels.get(party.kind, {}))
            held = {**self.fixed.get(party.kind, {}), **self.fixed.get(name, {})}
            rule = rules.get(name, rules.get(party.kind, "fixed"))
            self.minds[name] = Mind.of(party, levels, rule, held)

    def learn(self, world: World, show: Show) -> list[str]:
        """After a show: experience, money, exits. Returns who went out of business."""
        for name, party in world.cast.all().items():
            self.minds[name].recall(party, self.scenario.season.forgetting)
        profits = {name: world.ledger.balance(name) / 100.0 for name in self.minds}
        scores = {name: profits[name] / max(show.money[name]["income"], 1.0) for name in self.minds}
        strength = world.market.strength(world.layout.price * world.catalogue.nominal)
        for name, mind in self.minds.items():
            if not mind.gone:
                peers = [other for other in self.minds.values() if other.kind == mind.kind and other.name != name]
                mind.earn(profits[name], strength, scores[name], peers, scores)
        self.ties.learn(world)
        failed = [name for name, mind in self.minds.items() if not mind.gone and mind.cash < 0.0]
        for name in failed:
            self.minds[name].gone = True
        return failed

    def decide(self, show: int) -> None:
        """Between shows: dispositions and partners of show ``show``."""
        for mind in self.minds.values():
            if not mind.gone:
                mind.decide(self.luck, show)
        self.ties.choose(self.luck, show, self.gone)


def play_season(
    scenario: Scenario, scheme: Scheme, seed: int, shows: int, *, fixed: Fixed | None = None,
    progress: Callable[[int], None] | None = None,
) -> Season:  # fmt: skip
    """``shows`` shows of ``scenario`` under ``scheme``; the first is the very show that a single run plays.

    ``fixed`` holds dispositions of a party or kind at a level all season (for audits and studies); ``progress`` is
    called with the number of shows played. A season ends early when the supplier goes out of business.
    """
    from environment.playing import finish
    from environment.world import Undisturbed, World

    if scenario.week is not None:
        raise UserError(f"scenario {scenario.name}: found a week of several hosts, allowed: a scenario of one show")
    kinds = kinds_of(scenario)
    for who, levels in (fixed or {}).items():
        for what, level in levels.items():
            said = fault(kinds, who, what, level)
            if said:
                raise UserError(f"dispositions.{who}.{what}: {said}")
    state = State(scenario, scheme, Luck(seed), Ties(scenario), fixed or {})
    diary = Diary(scenario, scheme, seed)
    for number in range(shows):
        with Undisturbed():
            tonight = state.carry.scenario_of(number, state.luck) if number else scenario
            world = World(tonight, scheme, show_seed(seed, number), brief=state.brief)
            played = {name: party.conduct for name, party in world.cast.all().items()}
            called = dict(state.ties.called)
            world.play()
            show = finish(world)
            failed = state.learn(world, show)
            diary.enter(world, show, state.minds, state.ties, played, called, failed, state.carry.learn(world))
            world.close()
        if progress is not None:
            progress(number + 1)
        if world.cast.supplier.name in failed:
            break
        if number + 1 < shows:
            state.decide(number + 1)
    return diary.close()
