"""A week of several hosts as plain text for a terminal, in English or 中文."""

from __future__ import annotations

from collections.abc import Iterator

from environment.texts import LANGUAGES
from environment.week import Week
from experiments.replicate import Replications
from visualization.columns import grid
from visualization.console import WIDTH, heading, say, section, spreads
from visualization.figures.names import Names, words
from visualization.quantities import measure_label, number, parts, signed, unit_of
from visualization.week_tables import days, party, percent, rows, uses, when

MOST_DAYS = 7  # of the table of capacity; the report has them all


def week_text(week: Week, lang: str = "en", replications: Replications | None = None, *, headed: bool = True) -> str:
    """Everything a person wants to know of the week, as lines of at most :data:`WIDTH` columns, headed or not."""
    pieces = [
        *([heading(week.scenario, week.scheme, week.seed, lang)] if headed else []),
        section("week.story", lang, story(week, lang)),
        section("week.shows", lang, shows(week, lang)),
        section("week.capacity", lang, capacity(week, lang)),
        section("week.parties", lang, parties(week, lang)),
        section("week.measures", lang, measures(week, lang)),
    ]
    if replications is not None:
        kinds = dict(zip(*(week.tables["week_parties"][column] for column in ("party", "kind")), strict=True))
        names = Names({name: party(week, name) for name in kinds}, kinds)
        pieces.append(section("replications", lang, spreads(replications, names, lang), n=replications.n))
    kept = replications.conservation if replications is not None else week.conservation
    pieces.append(say("week.conserved", lang, cents=kept["ledger_sum"], units=kept["oversold"], over=kept["overrun"]))
    return "\n\n".join(pieces)


def story(week: Week, lang: str) -> Iterator[str]:
    """When, and what the shows did to each other."""
    table = [tuple(say(f"col.{key}", lang) for key in ("clock", "what"))]
    table += [(when(week, event.t_min / 60.0), event.text(lang)) for event in week.events]
    return grid(table, total=WIDTH - 2, head=True)  # a full stop may hang over


def col(key: str, lang: str) -> str:
    """Heading of a column."""
    return words(f"week.col.{key}")[LANGUAGES.index(lang)]


def shows(week: Week, lang: str) -> Iterator[str]:
    """A line per show; money as the change against having the week to itself."""
    which = LANGUAGES.index(lang)
    heads = ("show", "start", "units", "share", "rush", "host", "merchant", "chain")
    table = [tuple(col(key, lang) for key in heads)]
    for row in rows(week.tables["week_shows"]):
        table.append(
            (
                party(week, row["show"])[which], when(week, row["start_h"]), number(round(row["units"])),
                f"{percent(row['share_24h'])} ({percent(row['share_24h_alone'])})",
                f"{number(round(row['rush_units']))} ({number(round(row['rush_units_alone']))})",
                *(signed(row[f"{who}_cny"] - row[f"{who}_cny_alone"]) for who in ("host", "supplier", "chain")),
            )
        )  # fmt: skip
    return grid(table, right=frozenset(range(2, 8)), total=WIDTH, head=True)


def capacity(week: Week, lang: str) -> Iterator[str]:
    """Share of a day's capacity in use, per cent, per partner and day."""
    which, shown = LANGUAGES.index(lang), days(week)[:MOST_DAYS]
    table = [(say("col.party", lang), *(when(week, day, clock=False) for day in shown))]
    table += [(use.name[which], *(percent(share) for share in use.shares[:MOST_DAYS])) for use in uses(week)]
    return grid(table, right=frozenset(range(1, len(shown) + 1)), total=WIDTH, head=True)


def parties(week: Week, lang: str) -> Iterator[str]:
    """Profit over the week, together and one by one."""
    which = LANGUAGES.index(lang)
    table = [(say("col.party", lang), *(col(key, lang) for key in ("together", "alone", "change", "cash")))]
    for row in rows(week.tables["week_parties"]):
        change = row["profit_cny"] - row["alone_cny"]
        table.append((party(week, row["party"])[which], signed(row["profit_cny"]), signed(row["alone_cny"]), signed(change),
                      number(round(row["cash_cny"]))))  # fmt: skip
    return grid(table, right=frozenset({1, 2, 3, 4}), total=WIDTH, head=True)


def measures(week: Week, lang: str) -> Iterator[str]:
    """Name, value and unit of every measure of the week."""
    table = list[tuple[str, ...]]()
    table += [(measure_label(name, lang), *parts(value, unit_of(name), lang)) for name, value in week.measures.items()]
    return grid(table, right=frozenset({1}), total=WIDTH)
