"""Play what the settings say, step by step, so that it can be followed and cancelled; no solara here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from environment import Scenario, Scheme, play
from environment.records import Show
from environment.texts import CATALOGUE
from protocols.errors import UserError
from visualization.figures.names import Names
from visualization.page.settings import Settings

if TYPE_CHECKING:
    from environment.season import Season
    from environment.week import Week
    from visualization.page.replay import Replay

FILE = "file:"  # begins the name of a scenario or scheme the visitor has brought
OF_SCHEME = "scheme."  # begins the path of an override of the scheme, as in a sweep
Say = Callable[[float, tuple[str, str]], None]


@dataclass(frozen=True, eq=False)
class Shown:
    """A finished run: its settings, the show that is looked at (a season's last, a week's first), and the season or week."""

    settings: Settings
    show: Show
    season: Season | None = None
    week: Week | None = None

    @cached_property
    def names(self) -> Names:
        """What everybody is called."""
        return Names.of(self.show)

    @cached_property
    def replay(self) -> Replay:
        """The show by minute, for the stage."""
        from visualization.page.replay import replay

        return replay(self.show)


def scenario_of(settings: Settings, files: Mapping[str, str]) -> Scenario:
    """The scenario named by ``settings``: shipped, or one of the visitor's ``files`` (name -> path). Never another path."""
    place = _place(settings.scenario, Scenario.names(), files, "scenario")
    return Scenario.load(place, settings.variants, {p: v for p, v in settings.overrides if not p.startswith(OF_SCHEME)})


def scheme_of(settings: Settings, files: Mapping[str, str]) -> Scheme:
    """The scheme named by ``settings``: shipped, or one of the visitor's ``files``."""
    overrides = {p.removeprefix(OF_SCHEME): v for p, v in settings.overrides if p.startswith(OF_SCHEME)}
    return Scheme.load(_place(settings.scheme, Scheme.names(), files, "scheme"), overrides)


def _place(name: str, shipped: tuple[str, ...], files: Mapping[str, str], kind: str) -> str:
    if name in shipped:
        return name
    if name.startswith(FILE) and name in files:
        return files[name]
    if name.startswith(FILE):
        raise UserError(f"{kind} {name.removeprefix(FILE)}: this file was brought in another session; load it again")
    raise UserError(f"{kind}: found {name!r}, allowed: {', '.join(shipped)}")


def play_settings(settings: Settings, files: Mapping[str, str], tell: Say) -> Shown:
    """Play; ``tell(fraction, message)`` is called between the steps and may raise to stop."""
    scenario, scheme = scenario_of(settings, files), scheme_of(settings, files)
    seed = scenario.seed if settings.seed is None else settings.seed
    if scenario.week is not None:
        tell(0.0, CATALOGUE["page.job.week"])
        week: Any = play(scenario, scheme=scheme, seed=seed, shows=settings.shows, dispositions=settings.held() or None)
        return Shown(settings, next(iter(week.shows.values())), week=week)
    if settings.shows > 1 or settings.dispositions:
        season = _season(scenario, scheme, seed, settings, tell)
        return Shown(settings, season.last, season if settings.shows > 1 else None)
    return Shown(settings, _show(scenario, scheme, seed, tell))


def _show(scenario: Scenario, scheme: Scheme, seed: int, tell: Say) -> Show:
    """What :func:`environment.play` does, with a report after every step."""
    from environment.playing import finish
    from environment.world import World

    world = World(scenario, scheme, seed)
    hours = float(scenario.clock.settle_h)
    tell(0.0, CATALOGUE["page.job.show"])
    while world.running:
        world.step()
        tell(0.9 * max(0.0, min(1.0, float(world.hours) / hours)), CATALOGUE["page.job.show"])
    show = finish(world)
    world.close()
    return show


def _season(scenario: Scenario, scheme: Scheme, seed: int, settings: Settings, tell: Say) -> Season:
    from environment.season import play_season

    tell(0.0, CATALOGUE["page.job.season"])
    return play_season(
        scenario, scheme, seed, settings.shows, fixed=settings.held(),
        progress=lambda done: tell(done / settings.shows, CATALOGUE["page.job.season"]),
    )  # fmt: skip
