"""The project's own domain format (YAML or JSON); docs/reference/domains.md describes it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.negotiate.domain import MAX_OUTCOMES, Domain, Floats, Pair, Party
from experiments.negotiate.field import Field
from experiments.negotiate.values import place_of, space_of
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive

if TYPE_CHECKING:
    from experiments.negotiate.economics import Economics

TOP = ("name", "title", "title_zh", "unit", "protocol", "rounds", "issues", "parties", "economics")
PARTY = ("name", "title", "title_zh", "reservation", "discount", "strategy", "role", "utility")
KINDS = ("values", "weights", "base", "table", "file", "column", "default", "own", "demand", "aversion", "tail", "cara")


def load_own(root: Field, path: Path) -> Domain:
    """The domain in a file of the project's own format."""
    root.only(*TOP)
    space = space_of([_issue(item) for item in root["issues"].items(least=1)], root["issues"])
    model = _model(root["economics"], space) if root.has("economics") else None
    parties = tuple(_party(item, space, model, path) for item in root["parties"].items(least=2))
    names = [party.name for party in parties]
    if len(set(names)) < len(names):
        root["parties"].fail("different names", f"the names {', '.join(names)}")
    if model is not None:
        model.check_roles(names)
    rounds = root["rounds"].whole(1) if root.has("rounds") else None
    return Domain(
        name=root["name"].text() if root.has("name") else path.stem,
        space=space,
        parties=parties,
        title=_title(root),
        unit=root["unit"].text() if root.has("unit") else ("CNY" if model is not None else ""),
        protocol=root["protocol"].text() if root.has("protocol") else "",
        rounds=rounds,
    )


def _model(field: Field, space: OutcomeSpace) -> Economics:
    """The contract economics; imported only here, as its beliefs take time to load."""
    from experiments.negotiate.economics import Economics

    return Economics.of(field, space)


def _title(field: Field) -> Pair:
    english = field["title"].text() if field.has("title") else ""
    return (english, field["title_zh"].text() if field.has("title_zh") else english)


def _issue(field: Field) -> Issue:
    """``values`` (numbers or labels) or ``range`` [low, high] with a ``step``."""
    field.only("name", "unit", "values", "range", "step")
    name = field["name"].text()
    unit = field["unit"].text() if field.has("unit") else ""
    try:
        if field.has("values"):
            return Issue(name, tuple(item.value() for item in field["values"].items(least=1)), unit)
        if not field.has("range"):
            field.fail("an issue with values: […], or range: [low, high] and step")
        ends = field["range"].items()
        if len(ends) != 2:
            field["range"].fail("[low, high]")
        low, high, step = (_plain(each) for each in (*ends, field["step"]))
        if step <= 0 or high < low or (high - low) / step >= MAX_OUTCOMES:
            field["range"].fail("low <= high and a step above 0", f"[{low}, {high}] with step {step}")
        return Issue.grid(name, low, high, step, unit)
    except UserError as problem:
        raise _placed(problem, field) from None


def _plain(field: Field) -> int | float:
    field.number()
    value = field.node.value
    return value if isinstance(value, int | float) else field.number()


def _placed(problem: UserError, field: Field) -> UserError:
    """The problem with its place in the file, unless it has one."""
    text = str(problem)
    known = text.startswith(field.node.origin.rpartition(":")[0] + ":")
    return problem if known else UserError(f"{field.node.origin}: {field.path}: {text}")


def _party(field: Field, space: OutcomeSpace, model: Economics | None, path: Path) -> Party:
    field.only(*PARTY)
    name = field["name"].text()
    discount = field["discount"].number(0.0, 1.0) if field.has("discount") else 1.0
    if discount == 0.0:
        field["discount"].fail("a number above 0 up to 1")
    if field.has("strategy"):
        from agents.strategies import make_strategy

        try:
            make_strategy(field["strategy"].text())
        except UserError as problem:
            raise _placed(problem, field["strategy"]) from None
    return Party(
        name=name,
        utility=_utility(field["utility"], name, space, model, path),
        reservation=field["reservation"].number() if field.has("reservation") else 0.0,
        discount=discount,
        strategy=field["strategy"].text() if field.has("strategy") else "",
        role=field["role"].one_of(("buyer", "seller")) if field.has("role") else "",
        title=_title(field),
    )


def _utility(field: Field, name: str, space: OutcomeSpace, model: Economics | None, path: Path) -> Floats:
    """Linear additive (``values``), tabulated (``table`` or ``file``), or contract economics."""
    field.only(*KINDS)
    kinds = [kind for kind in ("values", "table", "file") if field.has(kind)]
    if len(kinds) > 1:
        field.fail("one of values, table, file", f"{' and '.join(kinds)} together")
    if kinds == ["values"]:
        return _additive(field, space)
    if kinds == ["table"]:
        return _table(field, space)
    if kinds == ["file"]:
        return _file(field, name, space, path)
    if model is None:
        field.fail("values (linear additive), table or file (tabulated); or an economics section in the file")
    return model.utility(field, name)


def _additive(field: Field, space: OutcomeSpace) -> Floats:
    """base + sum over issues of weight · value; an issue that is not listed counts nothing."""
    values, weights = field["values"], field.get("weights")
    values.only(*space.names)
    if weights is not None:
        weights.only(*space.names)
    tables = [_column(values.get(issue.name), issue) for issue in space.issues]
    scale = [1.0 if weights is None or not weights.has(n) else weights[n].number() for n in space.names]
    base = field["base"].number() if field.has("base") else 0.0
    return np.asarray(base + linear_additive(space, tables, scale))


def _column(field: Field | None, issue: Issue) -> Sequence[float]:
    """A number for each value of an issue: a mapping, a list in the issue's order, or {from, to} for a
    straight line over the places of its values.
    """
    count = len(issue.values)
    if field is None:
        return [0.0] * count
    if isinstance(field.node.value, tuple):
        items = field.items()
        if len(items) != count:
            field.fail(f"{count} numbers, one a value of {issue.name}")
        return [item.number() for item in items]
    if set(dict(field.pairs())) == {"from", "to"}:
        return _line(field["from"].number(), field["to"].number(), issue)
    column = [np.nan] * count
    for key, worth in field.pairs():
        column[place_of(key, issue, worth)] = worth.number()
    missing = [str(value) for value, worth in zip(issue.values, column, strict=True) if np.isnan(worth)]
    if missing:
        field.fail(f"a number for every value of {issue.name}", f"none for {', '.join(missing[:5])}")
    return column


def _line(low: float, high: float, issue: Issue) -> Sequence[float]:
    """Straight from the first value to the last: in the value itself where it is a number, else by place."""
    places = np.arange(len(issue.values), dtype=np.float64)
    at = np.array([float(v) for v in issue.values]) if issue.numeric else places
    span = at[-1] - at[0]
    share = (at - at[0]) / span if span else np.zeros(len(at))
    return [float(each) for each in low + (high - low) * share]


def _table(field: Field, space: OutcomeSpace) -> Floats:
    """A list of ``size`` numbers in row-major order, or rows [value, …, worth]."""
    rows = field["table"].items(least=1)
    if not isinstance(rows[0].node.value, tuple):
        if len(rows) != space.size:
            field["table"].fail(f"{space.size} numbers (the last issue running fastest), or rows [value, …, worth]")
        return np.array([_worth(row) for row in rows])
    found: dict[int, float] = {}
    for row in rows:
        cells = row.items()
        if len(cells) != len(space.issues) + 1:
            row.fail(f"a value of each of {', '.join(space.names)}, then the worth")
        places = [place_of(cell.value(), issue, cell) for cell, issue in zip(cells, space.issues, strict=False)]
        _put(found, int(np.ravel_multi_index(places, space.shape)), _worth(cells[-1]), row)
    return _filled(found, field, space)


def _file(field: Field, name: str, space: OutcomeSpace, path: Path) -> Floats:
    """A CSV file beside the domain file: a column per issue, and one per party with what it is worth to
    it.
    """
    target = path.parent / field["file"].text()
    column = field["column"].text() if field.has("column") else name
    try:
        with target.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            wanted = [*space.names, column]
            if missing := [each for each in wanted if each not in (reader.fieldnames or ())]:
                raise UserError(f"{target}:1: found no column {missing[0]!r}, allowed: {', '.join(wanted)}")
            found: dict[int, float] = {}
            for row in reader:
                where = Field.at(row[column], f"{target}:{reader.line_num}", column)
                places = [place_of(row[issue.name] or "", issue, where) for issue in space.issues]
                _put(found, int(np.ravel_multi_index(places, space.shape)), _worth(where), where)
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        field["file"].fail("a readable CSV file in UTF-8", f"{target} ({problem})")
    return _filled(found, field, space)


def _worth(field: Field) -> float:
    """A utility; -inf (or "impossible") is what the party cannot do."""
    if field.node.value == "impossible":
        return -np.inf
    worth = field.number(infinite=True)
    return worth if worth < np.inf else field.fail("a finite number, or impossible")


def _put(found: dict[int, float], outcome: int, worth: float, field: Field) -> None:
    if outcome in found:
        field.fail("each outcome once", "an outcome that is listed twice")
    found[outcome] = worth


def _filled(found: dict[int, float], field: Field, space: OutcomeSpace) -> Floats:
    if len(found) < space.size and not field.has("default"):
        gap = next(outcome for outcome in range(space.size) if outcome not in found)
        field.fail(f"all {space.size} outcomes, or a default", f"{len(found)} outcomes, none for {space.point(gap)}")
    utility = np.full(space.size, _worth(field["default"]) if field.has("default") else 0.0)
    utility[list(found)] = list(found.values())
    return utility
