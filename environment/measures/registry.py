"""Measures: pure functions on recorded tables, each with its formula, unit, range and source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from math import isfinite
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from protocols.sums import added

Floats = NDArray[np.float64]
Tables = Mapping[str, Mapping[str, Sequence[Any]]]
Function = Callable[..., float]
P = ParamSpec("P")
T = TypeVar("T")

GROUPS = (
    "efficiency", "sales", "service", "information", "response", "negotiation", "fairness", "relations", "complementarity",
)  # fmt: skip
FILES = (
    "show", "service", "experience", "information", "response", "negotiation", "winwin", "efficiency", "relations", "season",
    "complementarity", "selection", "product", "week",
)  # fmt: skip
# What a measure is computed from.
SCOPES: Mapping[str, tuple[str, str]] = {
    "show": ("the recorded tables of one show", "单场数据表"),
    "ties": ("the edges, conduct and experiences of one show of a season", "一季中每场的网络、行为与经历"),
    "season": ("a whole season", "整季"),
    "week": ("a week of several hosts on shared capacity", "多主播共用产能的一周"),
    "pair": ("the tables of two shows on the same luck, with a link and without", "运气相同、有无协同的两场"),
    "references": ("the surplus of a show and of its references on the same luck", "同一运气下的盈余与参照"),
    "game": ("what the parties were paid against what they could have had", "所得与可得之比"),
    "study": ("shows under several schemes on the same luck", "同一运气下的多方案对比"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number; NaN where it is not defined (no alert, no deal …).

    ``scope`` says what ``compute`` takes (:data:`SCOPES`). A ``deep`` measure of a show is computed on demand only: it
    reads tables that cost more to make than playing the show.
    """

    name: str
    group: str
    unit: str
    low: float
    high: float
    formula: str
    source: str
    en: str
    zh: str
    compute: Function
    scope: str = "show"
    deep: bool = False


MEASURES: dict[str, Measure] = {}


def measure(
    name: str, group: str, unit: str, formula: str, en: str, zh: str, *, source: str = "definition",
    low: float = 0.0, high: float = float("inf"), scope: str = "show", deep: bool = False,
) -> Callable[[Function], Function]:  # fmt: skip
    """Register a function as the measure ``name``."""

    def register(compute: Function) -> Function:
        if name in MEASURES:
            raise ValueError(f"measure {name!r} is registered twice")
        MEASURES[name] = Measure(name, group, unit, low, high, formula, source, en, zh, compute, scope, deep)
        return compute

    return register


@cache
def catalogue() -> Mapping[str, Measure]:
    """Every measure by name, from all :data:`FILES`, group by group."""
    for file in FILES:
        import_module(f"environment.measures.{file}")

    def place(entry: Measure) -> tuple[int, int]:
        return GROUPS.index(entry.group), FILES.index(entry.compute.__module__.rpartition(".")[2])

    return {entry.name: entry for entry in sorted(MEASURES.values(), key=place)}


@cache
def chosen(scope: str, deep: bool = False, groups: tuple[str, ...] | None = None, cheap: bool = True) -> tuple[Measure, ...]:
    """Measures of a scope, group by group: the cheap ones, and the deep ones if asked for."""
    known = [entry for entry in catalogue().values() if entry.scope == scope and (deep if entry.deep else cheap)]
    return tuple(entry for entry in known if groups is None or entry.group in groups)


def compute_all(
    given: object, *, scope: str = "show", deep: bool = False, groups: Collection[str] | None = None, cheap: bool = True
) -> dict[str, float]:
    """Every measure of ``scope`` computed from ``given`` (the tables of a show …); undefined ones are left out.

    ``deep`` adds those that are computed on demand only, ``cheap=False`` leaves out the others; ``groups`` restricts to
    some groups.
    """
    wanted = chosen(scope, deep, None if groups is None else tuple(sorted(groups)), cheap)
    values = {entry.name: float(entry.compute(given)) for entry in wanted}
    return {name: value for name, value in values.items() if isfinite(value)}


def once(function: Callable[Concatenate[Tables, P], T]) -> Callable[Concatenate[Tables, P], T]:
    """What several measures read, worked out once per show where its tables can keep it; not to be written to."""

    @wraps(function)
    def kept(tables: Tables, /, *args: P.args, **named: P.kwargs) -> T:
        try:
            derived: dict[Any, T] = tables.derived  # type: ignore[attr-defined]
        except AttributeError:
            return function(tables, *args, **named)
        key = (function, args)
        if key not in derived:
            derived[key] = function(tables, *args, **named)
        return derived[key]

    return kept


def where_on(table: str) -> Callable[[Callable[[Tables], float]], Callable[[Tables], float]]:
    """A measure of a mechanism that writes ``table``: NaN where it is off, that is where the table has no rows."""

    def wrap(function: Callable[[Tables], float]) -> Callable[[Tables], float]:
        @wraps(function)
        def measured(tables: Tables) -> float:
            return function(tables) if rows(tables[table]) else float("nan")

        return measured

    return wrap


def rows(table: Mapping[str, Sequence[Any]]) -> int:
    """Rows of a table."""
    return len(next(iter(table.values())))


@once
def column(tables: Tables, table: str, name: str) -> Floats:
    """One column as floats."""
    return np.asarray(tables[table][name], dtype=np.float64)


@once
def sum_of(tables: Tables, table: str, name: str) -> float:
    """Σ over a column."""
    return total(column(tables, table, name))


def moved(tables: Tables, clause: str) -> float:
    """CNY moved by a clause of any contract."""
    rows = zip(tables["ledger"]["clause"], tables["ledger"]["cents"], strict=True)
    return float(sum([cents for name, cents in rows if name == clause])) / 100.0


def total(values: Floats) -> float:
    """Σ values."""
    return float(np.add.reduce(values))


def ratio(part: float, whole: float) -> float:
    """part / whole, NaN where the whole is zero."""
    return part / whole if whole else float("nan")


def mean_of(values: Floats) -> float:
    """Σ values / number of values, NaN of none."""
    return total(values) / len(values) if len(values) else float("nan")


def mean(values: Sequence[float]) -> float:
    """Σ values / number of values, NaN of none."""
    if len(values) >= 8:
        return mean_of(np.array(values, dtype=np.float64))
    return float(added(values)) / len(values) if len(values) else float("nan")
