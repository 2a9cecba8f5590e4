"""Goods on the move, what the review concluded, and the measures, as rows for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from environment.measures.registry import catalogue
from environment.phases.review import REASON_FIX
from environment.records import Negotiation, Show
from environment.texts import CATALOGUE
from experiments.replicate import Replications, Spread
from visualization.figures.chart import Columns, numbers, strings
from visualization.figures.gallery import hit_style
from visualization.figures.names import Names, Pair, words
from visualization.report.words import count, measured, moment, plain, say

MOST_ROWS = 60  # moves shown; the rest stay in the tables


@dataclass(frozen=True)
class Move:
    """A transfer between warehouses or a day's lot of a factory: what, from where to where, and when it could
    be sold.
    """

    id: str
    kind: Pair
    style: Pair
    source: Pair
    target: Pair
    units: str
    left: Pair
    arrived: Pair
    cause: Pair


@dataclass(frozen=True)
class Measure:
    """A measure: its name, value, definition and source, and its spread over replications."""

    name: str
    label: Pair
    value: Pair
    formula: str
    source: str
    spread: tuple[Pair, ...]


def moves(show: Show, names: Names) -> list[Move]:
    """Transfers and rush lots in the order of their departure."""
    live = 60 * float(show.scenario.clock.live_duration_h)
    found = [
        *_transfers(show.tables.get("transfers", {}), show.negotiations, names, live),
        *_lots(show.tables.get("production", {}), names, live),
    ]
    return [move for _, move in sorted(found, key=lambda item: (item[0], item[1].id))]


def _transfers(
    table: Columns, talks: Sequence[Negotiation], names: Names, live: float
) -> Iterator[tuple[float, Move]]:
    untold = [talk for talk in talks if talk.agreed]
    texts = zip(*(strings(table, c).tolist() for c in ("id", "style", "from", "to", "cause")), strict=True)
    values = zip(*(numbers(table, c).tolist() for c in ("units", "t_departed_h", "t_available_h")), strict=True)
    for (identity, style, source, target, cause), (units, left, ready) in zip(texts, values, strict=True):
        yield (
            left,
            Move(
                identity,
                say("move.transfer"),
                names(style),
                names(source),
                names(target),
                count(units),
                moment(60 * left, live),
                moment(60 * ready, live),
                _cause(cause, {source, target}, units, untold),
            ),
        )


def _cause(cause: str, ends: set[str], units: float, untold: list[Negotiation]) -> Pair:
    """Why goods moved; what a negotiation agreed on, by the identity of the first such not told of yet."""
    for talk in untold:
        if talk.kind == cause and ends <= set(talk.parties) and talk.outcome.get("transfer_qty") == units:
            untold.remove(talk)
            return say("move.agreed", id=talk.id)
    return words(f"cause.{cause}", cause)


def _lots(table: Columns, names: Names, live: float) -> Iterator[tuple[float, Move]]:
    texts = zip(*(strings(table, c).tolist() for c in ("lot", "style", "factory", "warehouse", "day")), strict=True)
    values = zip(*(numbers(table, c).tolist() for c in ("units", "t_ready_h", "t_at_warehouse_h")), strict=True)
    for (lot, style, factory, house, day), (units, ready, there) in zip(texts, values, strict=True):
        yield (
            ready,
            Move(
                f"{lot}.{day}",
                say("move.lot"),
                names(style),
                names(factory),
                names(house),
                count(units),
                moment(60 * ready, live),
                moment(60 * there, live),
                words("cause.rush", "rush"),
            ),
        )


def review(show: Show) -> list[Pair]:
    """What the review says, in sentences."""
    table = show.tables.get("review", {})
    return [(str(en), str(zh)) for en, zh in zip(table.get("text_en", ()), table.get("text_zh", ()), strict=True)]


def hit(show: Show, names: Names) -> Pair | None:
    """What viewers wanted of the style that outsold the host's claim by most, and how much of it was lost."""
    table, style = show.tables.get("styles", {}), hit_style(show)
    for name, wanted, units in zip(
        strings(table, "style").tolist(),
        numbers(table, "wanted_units").tolist(),
        numbers(table, "units").tolist(),
        strict=True,
    ):
        if name == style:
            return say("goods.hit", style=names(style), wanted=count(wanted), units=count(units), lost=count(wanted - units))
    return None


def design_queue(show: Show, names: Names) -> list[tuple[Pair, list[tuple[Pair, Pair, str]]]]:
    """Style, request and how often: the wishes in the comments, then what the reasons of returns call for."""
    table = show.tables.get("design_queue", {})
    rows = zip(
        strings(table, "style").tolist(),
        strings(table, "text_en").tolist(),
        strings(table, "text_zh").tolist(),
        numbers(table, "count").tolist(),
        strict=True,
    )
    fixes = set(REASON_FIX.values())
    found: dict[bool, list[tuple[Pair, Pair, str]]] = {False: [], True: []}
    for style, en, zh, asked in rows:
        found[(en, zh) in fixes].append((names(style), (en, zh), count(asked)))
    return [(say("queue.returns" if fix else "queue.comments"), lines) for fix, lines in found.items() if lines]


def measures(show: Show, replications: Replications | None) -> list[tuple[Pair, list[Measure]]]:
    """Every measure of the show, group by group in order of appearance."""
    spreads = replications.measure_spreads() if replications else {}
    groups: dict[str, list[Measure]] = {}
    for name, value in (show.every_measure() if show.tables else show.measures).items():
        group = catalogue()[name].group if name in catalogue() else "other"
        groups.setdefault(group, []).append(_measure(name, float(value), spreads.get(name)))
    return [(words(f"group.{group}", group), rows) for group, rows in groups.items()]


def _measure(name: str, value: float, spread: Spread | None) -> Measure:
    known = catalogue().get(name)
    unit = known.unit if known else ""
    label = (known.en, known.zh) if known else words(f"measure.{name}", name)
    three = tuple(measured(each, unit) for each in (spread.p10, spread.p50, spread.p90)) if spread else ()
    formula, source = (known.formula, known.source) if known else ("", "")
    return Measure(name, label, measured(value, unit), formula, source, three)


def profit_spreads(replications: Replications, names: Names) -> list[tuple[Pair, Pair, Pair, Pair, Pair]]:
    """Party of the chain, and P10, P50, P90 and mean of its profit."""
    rows = []
    for party, spread in replications.profit_spreads().items():
        if party in names.kinds:
            four = (spread.p10, spread.p50, spread.p90, spread.mean)
            low, middle, high, mean = (measured(value, "CNY") for value in four)
            rows.append((names(party), low, middle, high, mean))
    return rows


def tables(show: Show) -> list[tuple[str, Pair, str, str]]:
    """Name of each recorded table, what a row of it is, its number of rows, and its columns."""
    rows = []
    for name, table in sorted(show.tables.items()):
        length = max((len(column) for column in table.values()), default=0)
        rows.append(
            (
                name,
                words(f"table.{name}", name) if f"table.{name}" in CATALOGUE else plain("–"),
                count(length),
                ", ".join(table),
            )
        )
    return rows
