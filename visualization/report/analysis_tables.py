"""The tables of an analysis: question, cells in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.analysis.job import Analysis, Answer, Crossing
from experiments.analysis.naming import Pair, amount, figure, level, say, scheme_name, unit_of
from experiments.analysis.paired import Paired
from experiments.analysis.words import limits, named

Row = tuple[Pair, ...]
MOST_ROWS = 20


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows, how many columns on the left are words, and a remark."""

    head: Row
    rows: tuple[Row, ...]
    left: int = 1
    note: Pair | None = None


def same(text: str) -> Pair:
    return text, text


def _between(low: float, high: float, unit: str) -> Pair:
    return same(f"[{figure(low, unit, True)}, {figure(high, unit, True)}]" if low < high else "–")


def _p(value: float) -> Pair:
    return same("–" if value != value else "< 0.001" if value < 0.001 else f"{value:.3f}")


def _head(*keys: str) -> Row:
    return tuple(say(f"col.{key}") for key in keys)


def design(analysis: Analysis) -> Grid:
    """What was varied, and what held fixed by the sweep."""
    table = analysis.table
    rows = []
    for name, values in table.levels.items():
        many = len(values) > 8 or not table.is_grid
        text = f"{level(values[0])} … {level(values[-1])}" if many and table.numeric(name) else ", ".join(map(level, values))
        rows.append((same(name), same(text)))
    rows += [(same(name), say("fixed", value=level(value))) for name, value in table.constant.items()]
    rows.append((say("col.scheme"), same(", ".join(table.schemes))))
    if len(table.variants) > 1:
        rows.append((say("col.variant"), same(", ".join(table.variants))))
    return Grid(_head("parameter", "values"), tuple(rows), left=2)


def comparisons(analysis: Analysis, found: Sequence[Paired]) -> Grid:
    """The paired differences of one outcome in one variant."""
    unit = unit_of(found[0].outcome)
    head = _head("scheme", "difference", "interval", "d", "better", "n", "p", "q")
    wanted = analysis.half_width
    if wanted is not None:
        head = (*head, say("col.needed", half=figure(100 * wanted if unit == "share" else wanted)))
    rows = []
    for c in found:
        row = (
            scheme_name(c.other), amount(c.mean, unit), _between(c.low, c.high, unit), same(figure(c.d)),
            same("–" if c.better != c.better else f"{100 * c.better:.0f}%"), same(str(c.n)), _p(c.p_holm), _p(c.p_bh),
        )  # fmt: skip
        rows.append(row if wanted is None else (*row, same(str(c.needed) if c.needed is not None else "–")))
    return Grid(head, tuple(rows), note=say("note.compare", unit=say(f"unit.{found[0].unit}")))


def effects(answer: Answer) -> Grid:
    """The effect of every parameter."""
    unit = unit_of(answer.outcome)
    order = sorted(answer.effects, key=lambda e: -abs(e.change))
    rows = [
        (
            same(e.parameter),
            same(level(e.start)),
            same(level(e.end)),
            amount(e.change, unit),
            _between(e.low, e.high, unit),
            _p(e.p_holm),
        )
        for e in order
    ]
    return Grid(_head("parameter", "from", "to", "change", "interval", "p"), tuple(rows), note=say("note.effects"))


def interactions(answer: Answer) -> Grid:
    """Every two parameters, the strongest first."""
    unit = unit_of(answer.outcome)
    order = sorted(answer.interactions, key=lambda i: -abs(i.change))[:MOST_ROWS]
    rows = [(same(f"{i.one} × {i.other}"), amount(i.change, unit), _between(i.low, i.high, unit), _p(i.p_holm)) for i in order]
    return Grid(_head("pair", "change", "interval", "p"), tuple(rows))


def indices(answer: Answer) -> Grid:
    """Sensitivity indices, as far as they were computed."""
    found = sorted(answer.indices, key=lambda i: -(i.total if i.total == i.total else i.mu_star))
    columns = [("first", "first"), ("total", "total"), ("pawn", "pawn"), ("mu_star", "mu"), ("sigma", "sigma")]
    columns = [(field, key) for field, key in columns if any(getattr(i, field) == getattr(i, field) for i in found)]
    rows = [(same(i.parameter), *(same(_index(i, field)) for field, _ in columns)) for i in found]
    return Grid((say("col.parameter"), *_head(*(key for _, key in columns))), tuple(rows), note=say("note.indices"))


def _index(of: object, field: str) -> str:
    value, half = getattr(of, field), getattr(of, f"{field}_half", float("nan"))
    text = f"{value:.2f}" if field in ("first", "total", "pawn") else figure(value)
    return text if half != half else f"{text} ± {half:.2f}" if field != "mu_star" else f"{text} ± {figure(half)}"


def evens(analysis: Analysis, found: Sequence[Crossing]) -> Grid:
    """Every change of sign."""
    rows = [
        (scheme_name(c.other), same(c.parameter), same(figure(b.at)), same(f"[{figure(b.low)}, {figure(b.high)}]"))
        for c in found for b in c.found
    ]  # fmt: skip
    return Grid(_head("scheme", "parameter", "at", "interval"), tuple(rows), left=2, note=say("note.even"))


def pareto(analysis: Analysis) -> Grid:
    """The conditions of the Pareto set, the best supported first."""
    assert analysis.front is not None
    frame, outcomes = analysis.front.frame, analysis.front.outcomes
    on = frame[frame["efficient"]].sort_values("support", ascending=False, kind="stable").head(MOST_ROWS)
    parameters = analysis.table.parameters
    head = (say("col.scheme"), *map(same, parameters), *(named(analysis, name) for name in outcomes), say("col.support"))
    rows = []
    for row in on.to_dict("records"):
        support = "–" if row["support"] != row["support"] else f"{100 * row['support']:.0f}%"
        cells = [same(figure(row[name], unit_of(name)) + ("%" if unit_of(name) == "share" else "")) for name in outcomes]
        rows.append((scheme_name(str(row["scheme"])), *(same(level(row[name])) for name in parameters), *cells, same(support)))
    return Grid(head, tuple(rows), note=say("note.pareto"))


def discovery(analysis: Analysis) -> Grid:
    """The boxes of every question."""
    rows = [
        (same(box.method), limits(box.limits), same(f"{100 * box.coverage:.0f}%"), same(f"{100 * box.density:.0f}%"))
        for each in analysis.discoveries for box in each.boxes
    ]  # fmt: skip
    return Grid(_head("method", "limits", "coverage", "density"), tuple(rows), left=2)
