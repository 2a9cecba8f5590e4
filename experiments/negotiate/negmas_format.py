"""Files as NegMAS writes them (YAML or JSON): an outcome space with ``issues`` and a utility function per
party.

Only the layout of the files is known here; nothing of NegMAS is needed or used.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from experiments.negotiate.domain import Domain, Floats, Party
from experiments.negotiate.field import Field
from experiments.negotiate.values import as_number, place_of, space_of
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive

LISTED = ("CategoricalIssue", "DiscreteOrdinalIssue", "DiscreteCardinalIssue", "OrdinalIssue", "CardinalIssue", "")
UTILITIES = (
    "LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction", "LinearUtilityFunction",
    "AffineUtilityFunction", "MappingUtilityFunction",
)  # fmt: skip
LEVELS = 10
Files = Mapping[Path, Field]


def is_domain(root: Field) -> bool:
    """Whether a file is an outcome space: issues, and nobody's utility."""
    value = root.node.value
    return isinstance(value, dict) and "issues" in value and "parties" not in value and not is_profile(root)


def is_profile(root: Field) -> bool:
    """Whether a file is a utility function."""
    return isinstance(root.node.value, dict) and _type(root).endswith(("UtilityFunction", "AggregationFunction", "UFun"))


def load(domains: Files, profiles: Files) -> Domain:
    """The outcome space and all utility functions beside it; these may carry the space themselves."""
    notes: list[str] = []
    path, root = next(iter((domains or profiles).items()))
    if not domains and root.has("outcome_space"):
        root = root["outcome_space"]
    space = space_of([_issue(field, notes) for field in root["issues"].items(least=1)], root["issues"])
    parties = tuple(_party(file, field, space, notes) for file, field in profiles.items())
    return Domain(root["name"].text("") if root.has("name") else path.stem, space, parties, notes=tuple(notes))


def _type(field: Field) -> str:
    """Last part of a type name, which may be a full path."""
    for key in ("type", "__python_class__"):
        if field.has(key):
            return str(field[key].node.value).rpartition(".")[2]
    return ""


def _issue(field: Field, notes: list[str]) -> Issue:
    name, kind = field["name"].text(), _type(field)
    values = field["values"]
    if kind in LISTED and isinstance(values.node.value, tuple):
        listed = tuple(item.value() for item in values.items(least=1))
        if len(set(listed)) < len(listed):
            values.fail("different values")
        return Issue(name, listed)
    if isinstance(values.node.value, int):  # n stands for 0 … n - 1
        return Issue(name, tuple(range(values.whole(1))))
    if kind not in ("ContiguousIssue", "ContinuousIssue"):
        field.fail("a categorical, ordinal, cardinal, contiguous or continuous issue", f"type {kind}")
    ends = values.items()
    if len(ends) != 2 or ends[0].number() > ends[1].number() or ends[1].number() - ends[0].number() > 1e6:
        values.fail("[low, high]")
    low, high = (end.number() for end in ends)
    if kind == "ContiguousIssue":
        return Issue(name, tuple(range(round(low), round(high) + 1)))
    levels = field["n_levels"].whole(1) if field.has("n_levels") else LEVELS
    notes.append(f"{name}: {levels} values from the continuous range {low:g} to {high:g}")
    return Issue(name, tuple(dict.fromkeys(float(x) for x in np.linspace(low, high, levels))))


def _party(path: Path, field: Field, space: OutcomeSpace, notes: list[str]) -> Party:
    kind = _type(field)
    if kind not in UTILITIES:
        field.fail(f"a utility function of type {', '.join(UTILITIES)}", f"type {kind}")
    utility = _mapped(field, space) if kind == "MappingUtilityFunction" else _linear(field, space)
    stated = field["reserved_value"].number(infinite=True) if field.has("reserved_value") else -np.inf
    if field.has("reserved_outcome"):
        cells = field["reserved_outcome"].items()
        places = [place_of(cell.value(), issue, cell) for cell, issue in zip(cells, space.issues, strict=False)]
        if len(places) != len(space.issues):
            field["reserved_outcome"].fail(f"a value of each of {', '.join(space.names)}")
        stated = float(utility[int(np.ravel_multi_index(places, space.shape))])
    if stated == -np.inf:
        stated = float(utility[utility > -np.inf].min(initial=0.0 if (utility == -np.inf).all() else np.inf))
        notes.append(f"{path.name}: no reservation value; its worst outcome ({stated:g}) is taken as such")
    if stated == np.inf:
        field["reserved_value"].fail("a finite number, or -inf for none")
    return Party(path.stem, utility, stated)


def _linear(field: Field, space: OutcomeSpace) -> Floats:
    weights = _per_issue(field["weights"], space) if field.has("weights") else [None] * len(space.issues)
    scale = [1.0 if weight is None else weight.number() for weight in weights]
    if field.has("values"):
        tables = [_column(f, issue) for f, issue in zip(_per_issue(field["values"], space), space.issues, strict=True)]
    else:  # a linear function of the values themselves
        tables = [list(_numbers(issue, field)) for issue in space.issues]
    bias = field["bias"].number() if field.has("bias") else 0.0
    return np.asarray(bias + linear_additive(space, tables, scale))


def _per_issue(field: Field, space: OutcomeSpace) -> list[Field]:
    """One entry an issue, given as a list in their order or by name."""
    if isinstance(field.node.value, dict):
        field.only(*space.names)
        return [field[name] for name in space.names]
    items = field.items()
    if len(items) != len(space.issues):
        field.fail(f"{len(space.issues)} entries, one an issue")
    return items


def _numbers(issue: Issue, field: Field) -> Floats:
    numbers = [as_number(value) for value in issue.values]
    if None in numbers:
        field.fail("an issue with numbers", f"{issue.name}, which has labels")
    return np.array(numbers, dtype=np.float64)


def _column(field: Field, issue: Issue) -> list[float]:
    """Worth of each value under one value function."""
    kind = _type(field)
    if kind == "TableFun" or field.has("mapping"):
        column = [np.nan] * len(issue.values)
        for name, worth in field["mapping"].pairs():
            column[place_of(name, issue, worth)] = worth.number(infinite=True)
        if np.isnan(column).any():
            field["mapping"].fail(f"a number for every value of {issue.name}")
        return [float(worth) for worth in column]
    if kind == "ConstFun":
        return [_coefficient(field, "bias")] * len(issue.values)
    x = _numbers(issue, field)
    bias = _coefficient(field, "bias")
    y: Floats
    if kind in ("AffineFun", "LinearFun", "IdentityFun"):
        y = bias + (1.0 if kind == "IdentityFun" else field["slope"].number()) * x
    elif kind == "QuadraticFun":
        y = bias + _coefficient(field, "a1") * x + _coefficient(field, "a2") * x * x
    elif kind == "PolynomialFun":  # coefficients of x, x², …
        y = bias + sum((item.number() * x ** (k + 1) for k, item in enumerate(field["coefficients"].items())), start=0.0 * x)
    elif kind == "TriangularFun":
        points = [field[name].number() for name in ("start", "middle", "end")]
        if not points[0] < points[1] < points[2]:
            field.fail("start < middle < end", str(points))
        y = bias + (field["scale"].number() if field.has("scale") else 1.0) * np.interp(x, points, [0.0, 1.0, 0.0])
    else:
        field.fail("TableFun, ConstFun, AffineFun, LinearFun, IdentityFun, QuadraticFun, PolynomialFun or TriangularFun", kind)
    return [float(worth) for worth in y]


def _coefficient(field: Field, name: str) -> float:
    return field[name].number() if field.has(name) else 0.0


def _mapped(field: Field, space: OutcomeSpace) -> Floats:
    """A table of outcomes; keys are lists of values, as text in JSON."""
    utility = np.full(space.size, field["default"].number(infinite=True) if field.has("default") else -np.inf)
    for key, worth in field["mapping"].pairs():
        try:
            cells = json.loads(key.replace("(", "[").replace(")", "]").replace("'", '"'))
        except json.JSONDecodeError:
            cells = key
        cells = cells if isinstance(cells, list) else [key]
        if len(cells) != len(space.issues):
            worth.fail(f"a key with a value of each of {', '.join(space.names)}", f"the key {key}")
        places = [place_of(cell, issue, worth) for cell, issue in zip(cells, space.issues, strict=True)]
        utility[int(np.ravel_multi_index(places, space.shape))] = worth.number(infinite=True)
    return utility
