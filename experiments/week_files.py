"""A week as JSON and as a folder: the week's own files, and a folder for every show of it.

Layout of a folder::

    run.json                  manifest: what was played, digest of the files of the week itself
    week.json                 the object of ``run --json``
    tables/week_*.parquet     shows, parties, deals, capacity by day, timeline
    shows/<host>/             the folder of a show (:mod:`experiments.storage`), as played in the week
    report.html               the report
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.export import Json, event_record, plain, show_object

if TYPE_CHECKING:
    from environment.week import Week


def week_object(week: Week) -> dict[str, Json]:
    """The object of ``run --json`` for a week: the fields of a show, for the week, and ``shows`` with one object each.

    ``timeline`` tells what the shows did to each other; its ``t_min`` are minutes of the week. ``alone`` maps a host to the
    measures and the profits of its show with the week to itself.
    """
    return {
        "scenario": week.scenario.name,
        "scheme": week.scheme.name,
        "seed": int(week.seed),
        "version": week.version,
        "variants": plain(week.scenario.applied_variants),
        "overrides": plain(week.scenario.applied_overrides),
        "measures": plain(week.measures),
        "money": plain(week.money),
        "cash": plain(week.cash),
        "timeline": [event_record(event) for event in week.events],
        "conservation": plain(week.conservation),
        "starts": plain(week.starts),
        "shows": {name: show_object(show) for name, show in week.shows.items()},
        "alone": {
            name: {"measures": plain(show.measures), "profit": {p: round(lines["profit"], 2) for p, lines in show.money.items()}}
            for name, show in week.alone.items()
        },
        "deals": _rows(week, "week_deals"),
        "capacity": _rows(week, "week_capacity"),
    }


def _rows(week: Week, table: str) -> Json:
    columns = week.tables[table]
    return [dict(zip(columns, plain(list(values)), strict=True)) for values in zip(*columns.values(), strict=True)]  # type: ignore[arg-type]


def write_week(
    week: Week, folder: Path | str, whole: dict[str, Json] | None = None, extra: Mapping[str, bytes] | None = None
) -> Path:
    """Write everything of a week into ``folder`` and return it; files that are not ours stay as they are.

    ``whole`` is the object of ``--json`` (with replications, say) where there is more to tell than of the week itself,
    ``extra`` are files besides.

    Raises :class:`protocols.errors.UserError` if the folder cannot be written, or holds files of others where ours would go.
    """
    from experiments.claim import MANIFEST, WEEK
    from experiments.storage import begin, digests, json_bytes, parquet_bytes, unwritable, write_atomically, write_show

    folder = Path(folder)
    files = {"week.json": json_bytes(whole or week_object(week))}
    files |= {f"tables/{name}.parquet": parquet_bytes(table) for name, table in week.tables.items()} | dict(extra or {})
    manifest: Json = {"format": WEEK, "version": week.version, "scenario": week.scenario.name, "scheme": week.scheme.name,
                      "seed": int(week.seed), "files": digests(files)}  # fmt: skip
    try:
        begin(folder, files)
        for name, data in files.items():
            write_atomically(folder / name, data)
        for host, show in week.shows.items():
            write_show(show, folder / "shows" / host)
        write_atomically(folder / MANIFEST, json_bytes(manifest))
    except OSError as error:
        raise unwritable(folder, error) from error
    return folder
