"""The catalogue of measures: complete texts, stated ranges that hold, an order that depends on nothing."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from environment import Show
from environment.measures.registry import GROUPS, SCOPES, catalogue, chosen, compute_all
from environment.texts import CATALOGUE
from visualization.quantities import SHARES, UNITS


def test_every_measure_says_what_it_is_in_both_languages() -> None:
    for entry in catalogue().values():
        assert entry.scope in SCOPES and entry.group in GROUPS and entry.low <= entry.high, entry.name
        assert all((entry.en, entry.zh, entry.formula, entry.source)), entry.name
        assert any("\u4e00" <= char <= "\u9fff" for char in entry.zh), entry.name
        assert entry.unit in UNITS or entry.unit in SHARES, entry.name
        assert entry.scope == "study" or {f"group.{entry.group}", f"console.group.{entry.group}"} <= set(CATALOGUE), entry.name


def test_measures_of_the_reference_show_lie_in_their_ranges(reference_show: Show) -> None:
    found = reference_show.every_measure()
    assert set(reference_show.measures) < set(found)
    for name, value in found.items():
        entry = catalogue()[name]
        assert math.isfinite(value) and entry.low - 1e-9 <= value <= entry.high + 1e-9, (name, value)


def test_measures_are_functions_of_the_recorded_tables(reference_show: Show) -> None:
    assert compute_all(reference_show.tables) == pytest.approx(reference_show.measures, rel=1e-12)
    assert compute_all(reference_show.tables, deep=True) == reference_show.every_measure()


def test_groups_and_depth_choose() -> None:
    assert {entry.group for entry in chosen("show", True, ("relations", "sales"))} == {"relations", "sales"}
    assert not any(entry.deep for entry in chosen("show"))
    assert all(entry.deep for entry in chosen("show", True, None, False))
    order = [GROUPS.index(entry.group) for entry in chosen("show", True)]
    assert order == sorted(order)


def test_the_order_does_not_depend_on_what_was_imported_first(root: Path) -> None:
    script = (
        "from environment.measures import complementarity, winwin, season\n"
        "from environment.measures.registry import catalogue\n"
        "print(*catalogue())"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == list(catalogue())
