"""What a week leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from environment.records import Event, Show, Table

if TYPE_CHECKING:
    import pandas as pd

    from environment.scenario import Scenario
    from environment.scheme import Scheme


@dataclass(slots=True)
class Week:
    """A finished week: the result of :func:`environment.play` for a scenario with a ``week`` block.

    ``shows`` maps the name of a host to its show, in order of start; ``alone`` holds the same shows, each played as if it
    had the week to itself, on the same luck. ``events`` tell what the shows did to each other (``t_min`` in minutes of the
    week, 0 = the start of the file's own show). ``money`` sums the shows' accounts; ``measures`` are those of scope
    ``week`` in docs/measures.md; ``conservation`` holds ``ledger_sum`` (cents, 0), ``oversold`` (units, 0) and ``overrun``
    (pieces or parcels a day beyond any capacity, 0); ``tables`` are ``week_shows``, ``week_parties``, ``week_deals``,
    ``week_capacity`` and ``week_timeline``.
    """

    scenario: Scenario
    scheme: Scheme
    seed: int
    version: str
    shows: dict[str, Show]
    alone: dict[str, Show]
    starts: dict[str, int]
    money: dict[str, dict[str, float]]
    cash: dict[str, float]
    measures: dict[str, float]
    events: list[Event]
    conservation: Mapping[str, float]
    tables: dict[str, Table]

    @property
    def timeline(self) -> pd.DataFrame:
        """Everything that happened, of all shows and between them, by hour of the week."""
        return self.frame("week_timeline")

    def frame(self, name: str) -> pd.DataFrame:
        """The recorded table ``name`` as a pandas frame."""
        import pandas as pd

        if name not in self.tables:
            raise KeyError(f"no table {name!r}; there are: {', '.join(sorted(self.tables))}")
        return pd.DataFrame({column: list(values) for column, values in self.tables[name].items()})
