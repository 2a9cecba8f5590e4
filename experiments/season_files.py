"""A season as JSON and as a folder: what a show leaves, plus series, trust, network and dispositions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.export import Json, event_record, plain, show_object

if TYPE_CHECKING:
    from environment.season import Season
    from experiments.replicate import Replications


def season_object(season: Season, replications: Replications | None = None) -> dict[str, Json]:
    """The object of ``run --shows N --json``: that of a show, over the season, with the season's own keys.

    ``measures`` and ``money`` are the season's (money summed over shows); ``timeline`` is what changed between shows,
    its ``t_min`` in shows; ``negotiations`` are those of the last show.
    """
    found = show_object(season.last, replications)
    found |= {
        "seed": int(season.seed),
        "shows": season.shows,
        "measures": plain(season.measures),
        "money": {party: {k: round(float(v), 2) for k, v in lines.items()} for party, lines in season.money.items()},
        "timeline": [event_record(event) for event in season.events],
        "conservation": plain(season.conservation),
        "series": plain(season.series),
        "trust": plain(season.trust),
        "network": plain(season.network),
        "dispositions": plain(season.dispositions),
        "profit": plain(season.profit),
        "cash": plain(season.cash),
    }
    return found


def write_season(season: Season, folder: Path | str, replications: Replications | None = None) -> Path:
    """Write the last show's folder with the season's tables and ``season.json`` in it; returns the folder."""
    from experiments.storage import json_bytes, write_show

    extra: Mapping[str, bytes] = {"season.json": json_bytes(season_object(season))}
    return write_show(season.last, folder, replications, tables=season.tables, extra=extra)
