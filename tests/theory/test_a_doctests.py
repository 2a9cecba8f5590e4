"""The worked examples in the docstrings of the bargaining, game and measure formulas."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    *(f"protocols.theory.bargaining_{name}" for name in ("strategic", "axiomatic", "nparty", "concession")),
    *(
        f"protocols.games.{name}"
        for name in ("coalition", "core", "shapley", "nucleolus", "kohlberg", "graph")
    ),
    *(f"protocols.games.{name}" for name in ("airport", "bankruptcy", "markets", "exchange")),
    *(f"environment.measures.{name}" for name in ("fairness", "networks")),
    *(f"experiments.verify.{name}" for name in ("compare", "runner", "tables", "expression")),
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0 and result.failed == 0
