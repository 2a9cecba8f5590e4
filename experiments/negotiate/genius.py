"""Genius XML: a domain (``negotiation_template``) and one ``utility_space`` per party beside it.

Format: Lin, Hindriks, Jonker et al. (2014), "Genius: an integrated environment for supporting the design of
generic automated negotiators", Computational Intelligence 30(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from experiments.negotiate.domain import Domain, Party
from experiments.negotiate.field import Field
from experiments.negotiate.values import as_number, place_of, space_of
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive

LEVELS = 11  # values that a real issue is divided into
Files = Mapping[Path, Field]


def is_domain(root: Field) -> bool:
    """Whether a file is a Genius domain."""
    return _name(root) == "negotiation_template"


def is_profile(root: Field) -> bool:
    """Whether a file is a Genius utility space."""
    return _name(root) == "utility_space"


def load(domains: Files, profiles: Files) -> Domain:
    """The domain of one template and its utility spaces; without a template the first profile gives the
    issues.
    """
    path, root = next(iter((domains or profiles).items()))
    notes: list[str] = []
    found = sorted(_all(root, "issue"), key=_index)
    if not found:
        root.fail("at least one issue", "none")
    space = space_of([_issue(field, notes) for field in found], root)
    parties = tuple(_party(file, profile, space, notes) for file, profile in profiles.items())
    return Domain(path.stem, space, parties, notes=tuple(dict.fromkeys(notes)))


def _party(path: Path, root: Field, space: OutcomeSpace, notes: list[str]) -> Party:
    issues = {field["name"].text(): field for field in _all(root, "issue")}
    if set(issues) != set(space.names):
        root.fail(f"the issues of the domain: {', '.join(space.names)}", f"issues {', '.join(issues)}")
    weights = {_index(field): field["value"].number() for field in _all(root, "weight")}
    tables, scale = [], []
    columns = [(issue, issues[issue.name], _evaluations(issues[issue.name], issue)) for issue in space.issues]
    graded = any(kind == "item" and max(column) > 1.0 for _, _, (kind, column) in columns)
    for issue, field, (kind, column) in columns:
        if kind == "item" and graded and max(column) > 0:
            notes.append(f"{path.name}: evaluations of {issue.name} divided by their maximum {max(column):g}, as Genius does")
            column = [value / max(column) for value in column]
        if _index(field) not in weights:
            field.fail("a weight of the same index for every issue", f"none for {issue.name}")
        tables.append(column)
        scale.append(weights[_index(field)])
    reservation = next((each["value"].number() for each in _all(root, "reservation")), 0.0)
    fading = next((each["value"].number(0.0, 1.0) for each in _all(root, "discount_factor")), 1.0)
    utility = linear_additive(space, tables, scale)
    return Party(path.stem, utility, reservation, fading=fading or 1.0)  # 0 means "none" in old files


def _issue(field: Field, notes: list[str]) -> Issue:
    name = field["name"].text()
    kind = _kind(field)
    if kind == "discrete":
        items = [item["value"].text() for item in _all(field, "item")]
        if not items:
            field.fail("items with values", "none")
        if len(set(items)) < len(items):
            field.fail("different values", f"{', '.join(items)}")
        numbers = [as_number(item) for item in items]
        if all(number is not None for number in numbers) and len(set(numbers)) == len(numbers):
            return Issue(name, tuple(_tidy(number) for number in numbers if number is not None))
        return Issue(name, tuple(items))
    low, high = _range(field)
    if kind == "integer":
        if high - low > 1e6:
            field.fail("at most a million values", f"{low:g} to {high:g}")
        return Issue(name, tuple(range(round(low), round(high) + 1)))
    notes.append(f"{name}: {LEVELS} values from the continuous range {low:g} to {high:g}")
    return Issue(name, tuple(float(value) for value in np.linspace(low, high, LEVELS)) if high > low else (low,))


def _tidy(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _evaluations(field: Field, issue: Issue) -> tuple[str, list[float]]:
    """What each value of the issue is worth, and whether by "item" or by an "evaluator" function."""
    items = list(_all(field, "item"))
    if items:
        column = [np.nan] * len(issue.values)
        for item in items:
            column[place_of(item["value"].text(), issue, item["value"])] = item["evaluation"].number()
        if np.isnan(column).any():
            field.fail(f"an evaluation for every value of {issue.name}", f"{len(items)} items")
        return "item", [float(value) for value in column]
    evaluator = next(_all(field, "evaluator"), None)
    if evaluator is None:
        field.fail("items with evaluations, or an evaluator", "neither")
    x = np.array([as_number(value) for value in issue.values], dtype=np.float64)
    kind = evaluator["ftype"].one_of(("linear", "constant", "triangular"))
    if kind == "linear":
        return kind, [float(y) for y in _first(evaluator, "offset", "parameter0") + _first(evaluator, "slope", "parameter1") * x]
    if kind == "constant":
        return kind, [_first(evaluator, "parameter0", "offset")] * len(x)
    low, high, top = (evaluator[name].number() for name in ("parameter0", "parameter1", "parameter2"))
    if not low <= top <= high:
        evaluator.fail("parameter0 <= parameter2 <= parameter1", f"{low:g}, {top:g}, {high:g}")
    return kind, [float(y) for y in np.interp(x, [low, top, high], [float(low == top), 1.0, float(high == top)], 0.0, 0.0)]


def _first(field: Field, *names: str) -> float:
    return next((field[name].number() for name in names if field.has(name)), 0.0)


def _kind(field: Field) -> str:
    known = ("discrete", "integer", "real")
    for name in ("etype", "type", "vtype"):
        if field.has(name) and field[name].node.value in known:
            return str(field[name].node.value)
    field.fail(f"an issue of type {', '.join(known)}", "no such type")


def _range(field: Field) -> tuple[float, float]:
    holder = field if field.has("lowerbound") else next(_all(field, "range"), field)
    low, high = holder["lowerbound"].number(), holder["upperbound"].number()
    if low > high:
        holder.fail("lowerbound <= upperbound", f"{low:g} and {high:g}")
    return low, high


def _name(root: Field) -> str:
    value = root.node.value
    return str(value["#name"].value) if isinstance(value, dict) and "#name" in value else ""


def _index(field: Field) -> float:
    return field["index"].number()


def _all(field: Field, name: str) -> Iterator[Field]:
    """Every element of that name below, in the order of the file (objectives may be nested)."""
    for child in field["#children"].items():
        here = Field(child.node, _name(child))
        if here.path == name:
            yield here
        else:
            yield from _all(here, name)
