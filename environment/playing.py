"""Play a show: the one call behind ``run``, sweeps and the page."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, overload

from environment.records import Show
from environment.scenario import Scenario
from environment.scheme import Scheme
from protocols.errors import UserError
from protocols.version import VERSION

if TYPE_CHECKING:
    from environment.season import Season
    from environment.week import Week
    from environment.world import World

DEFAULT_SCHEME = "slot_fee_commission"


@overload
def play(
    scenario: Scenario | str = ..., scheme: Scheme | str = ..., seed: int | None = ..., shows: Literal[1] = ...,
    dispositions: Mapping[str, Mapping[str, float]] | None = ...,
) -> Show: ...  # fmt: skip


@overload
def play(
    scenario: Scenario | str = ..., scheme: Scheme | str = ..., seed: int | None = ..., shows: int = ...,
    dispositions: Mapping[str, Mapping[str, float]] | None = ...,
) -> Show | Season: ...  # fmt: skip


def play(
    scenario: Scenario | str = "autumn_launch", scheme: Scheme | str = DEFAULT_SCHEME, seed: int | None = None, shows: int = 1,
    dispositions: Mapping[str, Mapping[str, float]] | None = None,
) -> Show | Season | Week:  # fmt: skip
    """Play ``scenario`` under ``scheme`` with ``seed`` (the scenario's own by default): a show, or a season of ``shows``.

    A scenario with a ``week`` block gives a :class:`environment.week.Week`.

    ``dispositions`` (party or kind -> disposition -> level, see :mod:`agents.dispositions`) hold conduct at a level.
    The same arguments give the same bytes. Raises :class:`protocols.errors.UserError` for input that cannot be played.
    """
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    scheme = Scheme.load(scheme) if isinstance(scheme, str) else scheme
    if shows < 1:
        raise UserError(f"shows: found {shows}, allowed 1 or more")
    seed = scenario.seed if seed is None else seed
    if scenario.week is not None:
        from environment.week import play_week

        if shows > 1 or dispositions:
            what = f"shows: found {shows}, allowed 1" if shows > 1 else "dispositions: found some, allowed none"
            raise UserError(f"{what}: {scenario.name} is a week of several hosts, played once")
        return play_week(scenario, scheme, seed)
    if shows > 1 or dispositions:
        from environment.season import play_season

        season = play_season(scenario, scheme, seed, shows, fixed=dispositions)
        return season if shows > 1 else season.first
    return play_show(scenario, scheme, seed)


def play_show(scenario: Scenario, scheme: Scheme, seed: int) -> Show:
    """One show."""
    from environment.world import Undisturbed, World

    with Undisturbed():
        world = World(scenario, scheme, seed)
        world.play()
        show = finish(world)
        world.close()
    return show


def finish(world: World) -> Show:
    """What a played world leaves behind."""
    from environment import tables
    from environment.measures import show as _  # noqa: F401  (registers the measures)
    from environment.measures.registry import compute_all

    recorded = tables.build(world)
    measures = compute_all(recorded.raw)
    recorded.raw.derived.clear()
    return Show(
        scenario=world.setting,
        scheme=world.scheme,
        seed=world.seed,
        version=VERSION,
        events=sorted(world.events, key=attrgetter("t_min")),
        negotiations=world.bargaining.records,
        measures=measures,
        money=money(world),
        conservation={name: found for name, (found,) in recorded.raw["conservation"].items()},
        tables=recorded,
    )


def money(world: object) -> dict[str, dict[str, float]]:
    """party -> line -> CNY: what every clause brought or cost, income, expense and profit."""
    ledger = world.ledger  # type: ignore[attr-defined]
    out: dict[str, dict[str, float]] = {}
    for account in ledger.accounts:
        income = profit = 0
        out[account] = lines = {}
        for name, cents in ledger.by_clause(account).items():
            lines[name] = cents / 100.0
            profit += cents
            if cents > 0:
                income += cents
        lines["income"], lines["expense"], lines["profit"] = income / 100.0, (income - profit) / 100.0, profit / 100.0
    return out
