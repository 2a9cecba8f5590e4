"""What a season leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from environment.records import Event, Show, Table

if TYPE_CHECKING:
    import pandas as pd

    from environment.scenario import Scenario
    from environment.scheme import Scheme


@dataclass(slots=True)
class Season:
    """A finished season: the result of ``play(..., shows=N)`` with N > 1.

    ``series`` maps a measure to its value in every show (None where undefined); ``trust`` maps an edge
    "truster->trusted:matter" to the reputation after every show (None before the first experience); ``network`` holds
    per show the weighted edges (``source``, ``target``, ``layer``, ``weight``); ``dispositions`` maps party -> disposition
    -> level in every show; ``profit`` party -> CNY in every show; ``cash`` party -> CNY after every show; ``money``
    party -> line -> CNY of the whole season; ``measures`` the season's own measures; ``first`` and ``last`` are whole
    shows; ``events`` what changed between shows, where ``t_min`` counts shows (1 = after the first).
    """

    scenario: Scenario
    scheme: Scheme
    seed: int
    version: str
    shows: int
    series: dict[str, list[float | None]]
    trust: dict[str, list[float | None]]
    network: list[list[dict[str, Any]]]
    dispositions: dict[str, dict[str, list[float]]]
    profit: dict[str, list[float]]
    cash: dict[str, list[float]]
    money: dict[str, dict[str, float]]
    measures: dict[str, float]
    events: list[Event]
    first: Show
    last: Show
    conservation: dict[str, int]
    tables: dict[str, Table]

    def frame(self, name: str) -> pd.DataFrame:
        """The recorded table ``name`` (``season_series``, ``season_trust`` …) as a pandas frame."""
        import pandas as pd

        if name not in self.tables:
            raise KeyError(f"no table {name!r}; there are: {', '.join(sorted(self.tables))}")
        return pd.DataFrame({column: list(values) for column, values in self.tables[name].items()})
