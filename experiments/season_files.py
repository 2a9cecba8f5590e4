"""Seasons as JSON and as a folder: what a show leaves, plus series, trust, network, dispositions, and comparisons.

Layout of a folder, beside that of a show (here the last one, see :mod:`experiments.storage`)::

    season.json               the object of ``run --shows N --json``
    tables/season_*.parquet   series, trust, parties and network, a row per show and name
    seasons.parquet           scheme, replication, seed, show, measure, value: every season played
    temptations.parquet       what breaking one's word brings, by scheme, kind and level
    against/                  the same of the scheme it was set against
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.emergence import SIGNS, Drift, drift
from experiments.export import Json, event_record, plain, replications_object, show_object
from experiments.temptations import Temptation

if TYPE_CHECKING:
    from environment.season import Season
    from experiments.replicate import Replications
    from experiments.seasons import Seasons

Tempted = Mapping[str, Sequence[Temptation]]  # scheme -> what each kind would gain by breaking its word


def season_object(season: Season, replications: Replications | None = None) -> dict[str, Json]:
    """The object of ``run --shows N --json``: that of a show, over the season, with the season's own keys.

    ``measures`` and ``money`` are the season's (money summed over shows); ``timeline`` is what changed between shows,
    its ``t_min`` in shows; ``negotiations`` are those of the last show.
    """
    found = show_object(season.last)
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
    if replications is not None:
        found["replications"] = replications_object(replications)
    return found


def seasons_object(done: Seasons, tempted: Tempted) -> dict[str, Json]:
    """The season of the first seed under the first scheme, and what all seasons say.

    ``comparison`` maps a name (see :meth:`Seasons.values`) to ``a`` and, with a second scheme, ``b`` and ``difference``
    (b − a, paired by luck), each ``mean, low, high, n``; ``emergence`` scheme -> sign of collaboration -> how it moved;
    ``temptations`` scheme -> list; ``against`` the season of the first seed under the second scheme.
    """
    a, *others = (scheme.name for scheme in done.schemes)
    found = season_object(done.whole[a], done.replications(a))
    found["comparison"] = comparison(done)
    found["emergence"] = {s.name: {sign: _drift(drift(done, s.name, sign)) for sign in SIGNS} for s in done.schemes}
    found["temptations"] = plain({scheme: [_temptation(each) for each in list_] for scheme, list_ in tempted.items()})
    for other in others:
        found["against"] = season_object(done.whole[other], done.replications(other))
    return found


def comparison(done: Seasons) -> dict[str, Json]:
    """name -> {a, b, difference}, each a mean with its interval over seasons."""
    a, *others = (scheme.name for scheme in done.schemes)
    found: dict[str, Json] = {}
    for name in done.names():
        each = {"a": plain(done.summary(a, name))}
        for other in others:
            each |= {"b": plain(done.summary(other, name)), "difference": plain(done.difference(a, other, name))}
        found[name] = each
    return found


def _drift(moved: Drift) -> Json:
    return plain(
        {"window": moved.window, "early": moved.early, "late": moved.late, "change": moved.change,
         "rise": moved.rise, "fall": moved.fall, "rose": moved.rose, "fell": moved.fell, "verdict": moved.verdict}
    )  # fmt: skip


def _temptation(each: Temptation) -> dict[str, Any]:
    return {
        "kind": each.kind, "level": each.level, "gain": each.gain, "chain": each.chain, "share": each.share,
        "lines": [{"line": line, "cny": cny} for line, cny in each.clauses],
    }  # fmt: skip


@dataclass(frozen=True)
class _Files:
    """Files of a folder of seasons beside those of one season."""

    done: Seasons
    tempted: Tempted

    def extra(self) -> dict[str, bytes]:
        from experiments.storage import parquet_bytes

        return {
            "seasons.parquet": parquet_bytes(self._series()),
            "temptations.parquet": parquet_bytes(self._temptations()),
        }

    def _series(self) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {k: [] for k in ("scheme", "replication", "seed", "show", "measure", "value")}
        for scheme in self.done.schemes:
            for number, run in enumerate(self.done.runs[scheme.name]):
                for measure, values in run.series.items():
                    for show, value in enumerate(values, start=1):
                        if value is not None and np.isfinite(value):
                            row = (scheme.name, number, run.seed, show, measure, float(value))
                            for column, cell in zip(columns.values(), row, strict=True):
                                column.append(cell)
        return columns

    def _temptations(self) -> dict[str, list[Any]]:
        rows = [
            {"scheme": scheme, "kind": t.kind, "level": t.level, "gain_cny": t.gain.mean, "gain_low": t.gain.low,
             "gain_high": t.gain.high, "chain_cny": t.chain.mean, "chain_low": t.chain.low, "chain_high": t.chain.high,
             "share": t.share, "n": t.gain.n}
            for scheme, each in self.tempted.items()
            for t in each
        ]  # fmt: skip
        return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def write_season(
    season: Season, folder: Path | str, replications: Replications | None = None, extra: Mapping[str, bytes] | None = None
) -> Path:
    """Write the last show's folder with the season's tables and ``season.json`` in it; returns the folder.

    The manifest names the seed of the season, not that of its last show.
    """
    from experiments.storage import json_bytes, write_show

    own = {"season.json": json_bytes(season_object(season, replications)), **(extra or {})}
    return write_show(replace(season.last, seed=season.seed), folder, replications, tables=season.tables, extra=own)


def write_seasons(
    done: Seasons, folder: Path | str, tempted: Tempted, whole: dict[str, Json], more: Mapping[str, bytes] | None = None
) -> Path:
    """Write the first scheme's season, what all seasons say (``whole``, the object of ``--json``), files besides (``more``),
    and the other scheme's season in ``against/``.
    """
    from experiments.storage import json_bytes

    a, *others = (scheme.name for scheme in done.schemes)
    several = done.n > 1
    extra = {"season.json": json_bytes(whole), **_Files(done, tempted).extra(), **(more or {})}
    target = write_season(done.whole[a], folder, done.replications(a) if several else None, extra)
    for other in others:
        write_season(done.whole[other], target / "against", done.replications(other) if several else None)
    return target
