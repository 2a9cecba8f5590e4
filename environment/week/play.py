"""Play a week: every show step by step, in the order of the week's hours, on one calendar of shared capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from environment.scenario.weekly import Slot, slots
from environment.week.berth import Berth, Deal
from environment.week.calendar import Calendar
from environment.week.programme import Asked

if TYPE_CHECKING:
    from environment.records import Show
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.week.result import Week
    from environment.world import World


@dataclass(slots=True)
class Played:
    """Shows played on one calendar."""

    calendar: Calendar
    worlds: list[World]
    shows: dict[str, Show]
    deals: list[Deal]


def week_seed(seed: int, name: str, first: bool) -> int:
    """Seed of the show of host ``name``: the file's own show has the week's, the others each their own."""
    if first:
        return seed
    words = [seed & 0xFFFFFFFF, seed >> 32, *name.encode()]
    a, b = np.random.SeedSequence(words).generate_state(2, np.uint32)
    return int(a) | (int(b) & 0x3FFFFFFF) << 32


def play_week(scenario: Scenario, scheme: Scheme, seed: int) -> Week:
    """All shows of the week of ``scenario`` together, and each of them alone on the same luck."""
    from environment.week.diary import diary

    programme = slots(scenario)
    together = play_together(scenario, scheme, seed, programme)
    alone = {slot.name: play_together(scenario, scheme, seed, [slot]) for slot in programme}
    week = diary(scenario, scheme, seed, together, alone)
    for world in (w for played in (together, *alone.values()) for w in played.worlds):
        world.close()
    return week


def play_together(scenario: Scenario, scheme: Scheme, seed: int, programme: Sequence[Slot]) -> Played:
    """Play the shows of ``programme`` on one calendar.

    The next thing to happen is that of the earliest hour of the week, of the show that starts first where two share an
    hour: deadlines come in their order, orders are picked in the order in which they came, day by day.
    """
    from environment.playing import finish
    from environment.world import World

    calendar = Calendar(scenario, tuple(s.name for s in programme), tuple(s.start_h for s in programme))
    asked, deals = Asked(calendar, programme), list[Deal]()
    worlds: dict[int, World] = asked.worlds
    due = {k: slot.start_h + slot.scenario.clock.pre_window_h[0] for k, slot in enumerate(programme)}
    while due:
        k = min(due, key=lambda each: (due[each], each))
        slot = programme[k]
        if k not in worlds:
            berth = Berth(calendar, k, asked, deals)
            worlds[k] = World(slot.scenario, scheme, week_seed(seed, slot.name, slot.name == scenario.host.id), brief=berth.take)
            _purses(worlds, k)
        _step(worlds[k])
        if worlds[k].running:
            due[k] = calendar.planned[k] = slot.start_h + worlds[k].due
        else:
            del due[k]
            calendar.planned[k] = inf
    played = [worlds[k] for k in range(len(programme))]
    return Played(calendar, played, {s.name: finish(w) for s, w in zip(programme, played, strict=True)}, deals)


def _step(world: World) -> None:
    """One step; on air, factories look up their lines before it and note rush orders after it."""
    berth, live = world.berth, 0.0 <= world.due < world.setting.clock.live_duration_h
    if berth is not None and live:
        berth.look_up("N5")
    world.step()
    if berth is not None and live:
        berth.note("N5")


def _purses(worlds: dict[int, World], show: int) -> None:
    """Shared partners come with what earlier shows have brought them so far."""
    for name, party in worlds[show].cast.all().items():
        for k, world in worlds.items():
            if k != show and name in world.ledger.accounts:
                party.cash += world.ledger.balance(name) / 100.0
