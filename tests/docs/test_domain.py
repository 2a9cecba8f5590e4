"""Every statement of the trade has its place, and no row points nowhere."""

from __future__ import annotations

import importlib
import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from environment import Scenario
from environment.domain.statements import COUNT, Statement, page, statements
from environment.measures.registry import catalogue
from environment.scheme import Scheme

ROOT = Path(__file__).resolve().parents[2]


@cache
def known() -> frozenset[str]:
    return frozenset(catalogue())


@cache
def parameters() -> frozenset[str]:
    found = {p.pattern for name in Scenario.names() for p in Scenario.load(name).parameters()}
    found |= {p.path for p in Scenario.load("autumn_launch").parameters()}
    return frozenset(found | {p.pattern for name in Scheme.names() for p in Scheme.load(name).parameters()})


def test_all_statements_are_there_in_order() -> None:
    assert [s.id for s in statements()] == list(range(1, COUNT + 1))


@pytest.mark.parametrize("s", statements(), ids=lambda s: str(s.id))
def test_a_row_points_at_what_there_is(s: Statement) -> None:
    for glob in s.parameters:
        assert any(fnmatchcase(path, glob) or fnmatchcase(path, glob + ".*") for path in parameters()), glob
    for place in s.code:
        module, _, name = place.partition(":")
        found: object = importlib.import_module(module)
        for part in name.split(".") if name else ():
            found = getattr(found, part)
    for test in s.tests:
        file, _, name = test.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not name or re.search(rf"^ *def {name}\(", text, re.MULTILINE), test
    for name in s.measures:
        kind, _, what = name.rpartition(":")
        if kind == "study":
            assert (ROOT / "experiments/study/data" / f"{what}.yaml").exists(), name
        elif kind == "experiment":
            importlib.import_module(what)
        else:
            assert name in known(), name


@pytest.mark.parametrize("s", statements(), ids=lambda s: str(s.id))
def test_every_statement_is_set_somewhere_checked_and_measured_or_says_why_not(s: Statement) -> None:
    assert s.code and (s.note or (s.parameters and s.tests and s.measures))


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs/domain.md").read_text(encoding="utf-8") == page() + "\n"
