"""A finished week as rows of texts: what console and report show alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from environment.names import name_of
from environment.records import Table
from environment.week import Week
from visualization.figures.names import Pair


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """A table row by row."""
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def party(week: Week, name: str) -> Pair:
    """Name of a party of any show of the week."""
    for show in week.shows.values():
        if name in show.money:
            return name_of(show.scenario, name)
    return (name, name)


def when(week: Week, hour: float, clock: bool = True) -> str:
    """Date, and time of day, of an hour of the week."""
    start = datetime.fromisoformat(str(week.scenario.clock.live_start))
    return (start + timedelta(hours=hour)).strftime("%m-%d %H:%M" if clock else "%m-%d")


def percent(share: float) -> str:
    """A share in per cent; – where undefined."""
    return f"{100 * share:.0f}" if share == share else "–"


@dataclass(frozen=True)
class Use:
    """One shared partner (a carrier at one warehouse) over the days of the week: shares of a day's capacity."""

    name: Pair
    kind: str
    shares: tuple[float, ...]
    promised: tuple[float, ...]


def days(week: Week) -> list[int]:
    """Hours of the week at which its busy days start: up to the last on which a tenth of some capacity was used."""
    busy = [r["day_start_h"] for r in rows(week.tables["week_capacity"]) if _share(r) >= 0.1]
    found = sorted(set(week.tables["week_capacity"]["day_start_h"]))
    return [day for day in found if min(busy, default=0) <= day <= max(busy, default=0)]


def uses(week: Week) -> list[Use]:
    """Every shared partner that was used at all: factories by what they promised, the others by what was done."""
    shown, found = days(week), dict[tuple[str, str], list[dict[str, Any]]]()
    for row in rows(week.tables["week_capacity"]):
        if row["day_start_h"] in shown:
            found.setdefault((row["party"], row["place"]), []).append(row)
    lines = []
    for (name, place), days_of in found.items():
        label = party(week, name)
        if place:
            at = party(week, place)
            label = (f"{label[0]}, {at[0]}", f"{label[1]}·{at[1]}")
        use = Use(label, days_of[0]["kind"], tuple(_share(r) for r in days_of), tuple(_promised(r) for r in days_of))
        if max(use.shares) > 0:
            lines.append(use)
    return lines


def _share(row: dict[str, Any]) -> float:
    done = row["promised"] if row["kind"] == "factory" else row["used"]
    return float(done / row["capacity"]) if row["capacity"] else 0.0


def _promised(row: dict[str, Any]) -> float:
    return float(row["promised"] / row["capacity"]) if row["capacity"] else 0.0
