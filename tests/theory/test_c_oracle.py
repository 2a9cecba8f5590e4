"""Family C of the solved cases: every public case, and the worked examples of the formula library."""

from __future__ import annotations

import doctest
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.verify.c_contracts import ADAPTERS
from experiments.verify.runner import model_type, verify

ORACLE = Path(__file__).parents[1] / "data" / "oracle" / "cases.json"
CASES = [case for case in json.loads(ORACLE.read_text(encoding="utf-8")) if case["id"].startswith("C.")]
MODULES = (
    "distribution_base",
    "distribution_continuous",
    "distribution_counts",
    "distributions",
    "live_commerce",
    "live_commerce_demand",
    "live_commerce_split",
    "supply",
    "supply_capacity",
    "supply_coordination",
    "supply_wholesale",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_public_case(case: Mapping[str, Any]) -> None:
    (verdict,) = verify([case])
    assert verdict["status"] == "pass", verdict["reason"]


def test_every_type_has_one_adapter_and_every_adapter_a_case() -> None:
    assert {model_type(case["id"]) for case in CASES} == set(ADAPTERS)


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"protocols.theory.{name}"))
    assert outcome.failed == 0
