"""Families D to G of the solved cases: every public case, and the worked examples of the formula library."""

from __future__ import annotations

import doctest
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.verify import d_information, e_mechanisms, f_repeated, g_logistics
from experiments.verify.runner import model_type, verify
from protocols.errors import UserError

DATA = Path(__file__).parents[1] / "data" / "oracle" / "cases.json"
CASES = [case for case in json.loads(DATA.read_text(encoding="utf-8")) if case["id"][0] in "DEFG"]
FAMILIES = {"D": d_information, "E": e_mechanisms, "F": f_repeated, "G": g_logistics}
# A cap on reports that does not bind, and the fading of an experience that may be empty.
IDLE = {("D.trust_report", "A"), ("F.beta_reputation", "lam")}
MODULES = [
    *(
        f"protocols.theory.mechanisms_{name}"
        for name in ("auctions", "call_market", "double_auction", "matching", "rationing", "vcg")
    ),
    *(
        f"agents.theory.{name}"
        for name in ("bullwhip", "cheap_talk", "demand_sharing", "evolution", "repeated", "reputation")
    ),
    *(f"agents.theory.{name}" for name in ("screening", "signalling", "uniform_noise")),
    *(
        f"environment.logistics.{name}"
        for name in (
            "flows",
            "guaranteed_service",
            "lot_sizing",
            "newsvendor",
            "order_splitting",
            "serial_stock",
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_public_case(case: Mapping[str, Any]) -> None:
    (verdict,) = verify([case])
    assert verdict["status"] == "pass", verdict["reason"]


@pytest.mark.parametrize("letter", FAMILIES)
def test_every_type_has_one_adapter_and_every_adapter_a_case(letter: str) -> None:
    types = {model_type(case["id"]) for case in CASES if case["id"].startswith(letter)}
    assert types == set(FAMILIES[letter].ADAPTERS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_answers_follow_every_number_of_the_inputs(case: Mapping[str, Any]) -> None:
    """No adapter may know a case by heart or pass over an input: another number, another answer."""
    answer = FAMILIES[case["id"][0]].ADAPTERS[model_type(case["id"])]
    before = answer(case["inputs"])
    for name, value in case["inputs"].items():
        if isinstance(value, int | float) and (model_type(case["id"]), name) not in IDLE:
            moved = value + 1 if isinstance(value, int) else value * 0.93
            try:
                assert answer({**case["inputs"], name: moved}) != before, name
            except UserError:
                continue


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0 and outcome.attempted > 0


def test_bundles_of_several_letters_are_read() -> None:
    bids = [
        {"bidder": "x", "bundle": "W1+W10", "cost": 3},
        {"bidder": "y", "bundle": ["W2"], "cost": 4},
        {"bidder": "z", "bundle": "W1, W2", "cost": 9},
    ]
    found = e_mechanisms.ADAPTERS["E.vcg_procurement"]({"items": ["W1", "W2", "W10"], "bids": bids})
    assert found["winners"] == {"x": "W1+W10", "y": ["W2"]}
    assert found["payments"]["x"] is None  # nobody else has W10
