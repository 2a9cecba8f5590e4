"""Family H. Networks and measures: every public solved case, run through this project's own code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.verify.runner import verify

FILE = Path(__file__).parents[1] / "data" / "oracle" / "cases.json"
CASES = [case for case in json.loads(FILE.read_text(encoding="utf-8")) if case["id"][0] == "H"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_solved_case(case: dict[str, Any]) -> None:
    (verdict,) = verify([case])
    assert verdict["status"] == "pass", verdict["reason"]
