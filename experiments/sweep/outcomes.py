"""The outcomes of a run: which names there are, and their values in a played show or season."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from environment.measures.registry import catalogue

if TYPE_CHECKING:
    from environment import Scenario, Show
    from environment.season import Season

SEASON = ("show", "ties")  # measures of a show of which a season keeps a series
NAN = float("nan")


def parties_of(scenario: Scenario) -> list[str]:
    """Ids of all parties of a scenario, in its order."""
    groups = (scenario.factories, scenario.warehouses, scenario.carriers, scenario.material_suppliers)
    return [scenario.host.id, scenario.supplier.id, *(party.id for group in groups for party in group)]


def cheap(scenarios: Iterable[Scenario], season: bool) -> tuple[str, ...]:
    """What ``all`` means: every measure but the costly ones, and the profit of every party."""
    return (*_measures(season, deep=False), *_profits(scenarios))


def available(scenarios: Iterable[Scenario], season: bool) -> tuple[str, ...]:
    """Every outcome that may be named: of a single show, the costly measures too."""
    return (*_measures(season, deep=not season), *_profits(scenarios))


def _measures(season: bool, deep: bool) -> list[str]:
    scopes = ("season", *SEASON) if season else ("show",)
    return [e.name for scope in scopes for e in catalogue().values() if e.scope == scope and (deep or not e.deep)]


def _profits(scenarios: Iterable[Scenario]) -> list[str]:
    return list(dict.fromkeys(f"profit.{party}" for each in scenarios for party in parties_of(each)))


def of_show(show: Show, names: Sequence[str]) -> dict[str, float]:
    """Outcomes of one show: its measures, and ``profit.<party>`` in CNY."""
    found = dict(show.measures)
    found |= {f"profit.{party}": lines["profit"] for party, lines in show.money.items()}
    known = catalogue()
    for name in names:
        if name in known and known[name].deep:
            found[name] = float(known[name].compute(show.tables))
    return found


def of_season(season: Season) -> dict[str, float]:
    """Outcomes of a season: its own measures, means over shows of the others, ``profit.<party>`` in CNY of all shows."""
    found = {name: _mean(values) for name, values in season.series.items()}
    found |= season.measures
    return found | {f"profit.{party}": float(np.sum(values)) for party, values in season.profit.items()}


def _mean(values: Sequence[float | None]) -> float:
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else NAN
