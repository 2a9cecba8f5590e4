"""Measures: pure functions on recorded tables, each with its formula, unit, range and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tables = Mapping[str, Mapping[str, Sequence[Any]]]
Function = Callable[[Tables], float]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number computed from the tables of a show; NaN where it is not defined (no alert, no deal
    …).
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


MEASURES: dict[str, Measure] = {}


def measure(
    name: str, group: str, unit: str, formula: str, en: str, zh: str, *, source: str = "definition",
    low: float = 0.0, high: float = float("inf"),
) -> Callable[[Function], Function]:  # fmt: skip
    """Register a function of the tables as the measure ``name``."""

    def register(compute: Function) -> Function:
        if name in MEASURES:
            raise ValueError(f"measure {name!r} is registered twice")
        MEASURES[name] = Measure(name, group, unit, low, high, formula, source, en, zh, compute)
        return compute

    return register


def compute_all(tables: Tables) -> dict[str, float]:
    """Every measure of one show, in order of registration; undefined ones are left out."""
    values = {name: float(entry.compute(tables)) for name, entry in MEASURES.items()}
    return {name: value for name, value in values.items() if np.isfinite(value)}


def column(tables: Tables, table: str, name: str) -> Floats:
    """One column as floats."""
    return np.asarray(tables[table][name], dtype=np.float64)


def total(values: Floats) -> float:
    """Σ values."""
    return float(np.add.reduce(values))


def ratio(part: float, whole: float) -> float:
    """part / whole, NaN where the whole is zero."""
    return part / whole if whole else float("nan")
