"""Running solved cases: verdicts, malformed cases, unknown types, adapters that compute."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from experiments.verify.runner import adapters, model_type, verify

FILE = Path(__file__).parents[1] / "data" / "oracle" / "cases.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
GOOD = next(case for case in CASES if case["id"] == "A.rubinstein.3")


def test_every_public_model_type_has_an_adapter() -> None:
    kinds = {model_type(case["id"]) for case in CASES}
    missing = {kind for kind in kinds if kind not in adapters(kind[0].lower())}
    assert not missing


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": None}, "id: found None"),
        ({"id": ""}, "id: found ''"),
        ({"inputs": None}, "inputs: found NoneType"),
        ({"inputs": [1, 2]}, "inputs: found list"),
        ({"inputs": {"delta1": 0.5}}, "'delta2' is missing"),
        ({"inputs": {"delta1": "x", "delta2": 0.5}}, "TypeError"),
        ({"inputs": {"delta1": 3.0, "delta2": 0.5}}, "delta1: found 3.0"),
        ({"expected": None}, "expected: found NoneType"),
        ({"expected": {}}, "expected: found dict"),
        ({"expected": {"no_such_number": 1.0}}, "no_such_number: nothing computed"),
        ({"tolerance": None}, "tolerance: found NoneType"),
        ({"tolerance": {"rel": "small"}}, "tolerance rel: found 'small'"),
        ({"tolerance": {"note": "none"}}, "none for proposer1_share"),
    ],
)
def test_a_malformed_case_fails_with_a_reason_and_the_rest_goes_on(change: dict[str, Any], said: str) -> None:
    bad, good = verify([{**GOOD, **change}, GOOD])
    assert bad["status"] == "fail" and said in (bad["reason"] or "")
    assert good["status"] == "pass" and good["reason"] is None
    json.dumps(bad, allow_nan=False)


@pytest.mark.parametrize("junk", [None, 3, "case", [], {}])
def test_what_is_no_case_at_all_is_a_failure_named_by_its_place(junk: object) -> None:
    verdicts = verify([GOOD, junk])
    assert verdicts[1]["status"] == "fail" and verdicts[1]["id"] == "#2"
    assert "malformed" in (verdicts[1]["reason"] or "")


@pytest.mark.parametrize("name", ["A.no_such_model.1", "Z.rubinstein.1", "rubinstein", "..", "A."])
def test_unknown_model_types_are_unsupported(name: str) -> None:
    (verdict,) = verify([{**GOOD, "id": name}])
    assert verdict["status"] == "unsupported" and name.rstrip(".1") in (verdict["reason"] or "")


def test_a_wrong_expectation_fails_with_its_gap() -> None:
    case = copy.deepcopy(GOOD)
    case["expected"]["proposer1_share"] += 0.01
    (verdict,) = verify([case])
    assert verdict["status"] == "fail"
    assert verdict["gap"] == pytest.approx(0.01)
    assert verdict["computed"]["proposer1_share"] == pytest.approx(2 / 3)  # type: ignore[index, call-overload]
    assert "proposer1_share" in (verdict["reason"] or "")


@pytest.mark.parametrize("case", [c for c in CASES if c["id"][0] in "ABH"], ids=lambda c: c["id"])
def test_adapters_compute_from_inputs_alone(case: dict[str, Any]) -> None:
    """The same answer whatever the case is called and whatever it expects: nothing is looked up."""
    kind = model_type(case["id"])
    renamed = {**case, "id": f"{kind}.9901", "title": "", "expected": {"nothing_like_it": 1.0}}
    first, second = verify([case, renamed])
    assert second["status"] == "fail"
    assert second["computed"] == first["computed"]
