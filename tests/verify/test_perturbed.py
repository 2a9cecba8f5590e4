"""Other numbers than the public cases: adapters keep the invariants of their models."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.verify.runner import adapters

FILE = Path(__file__).parents[1] / "data" / "oracle" / "cases.json"
CASES: dict[str, dict[str, Any]] = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))}


def answer(kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return dict(adapters(kind[0].lower())[kind](inputs))


@settings(max_examples=20)
@given(
    st.sampled_from(["parabola u2=1-u1^2", "quarter circle u1^2+u2^2=1", "line u1+u2=1", "u1^2+4u2^2=1"]),
    st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.1, 0.9),
)  # fmt: skip
def test_frontiers_given_as_text(frontier: str, d1: float, d2: float, weight: float) -> None:
    found = answer(
        "A.axiomatic2", {"frontier": frontier, "u1_max": 1.0, "d": [d1, d2], "nash_weight_1": weight}
    )
    u1, u2 = found["egalitarian"]
    assert u1 - d1 == pytest.approx(u2 - d2, abs=1e-9)
    (k1, k2), (i1, i2) = found["ks"], found["ideal_point"]
    assert (k1 - d1) * (i2 - d2) == pytest.approx((k2 - d2) * (i1 - d1), abs=1e-7)
    assert all(value >= low - 1e-9 for value, low in zip(found["nash"], (d1, d2), strict=True))


@pytest.mark.parametrize(
    "text", ["u2", "u2=open('x')", "u2=__import__('os')", "a=1=u2", "u2=u1.real", "hello", ""]
)
def test_frontiers_that_are_no_arithmetic_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="frontier"):
        answer("A.axiomatic2", {"frontier": text, "u1_max": 1.0, "d": [0.0, 0.0]})


@settings(max_examples=8)
@given(st.floats(0.2, 5.0))
def test_solutions_of_coalition_games_scale_with_money(scale: float) -> None:
    inputs = copy.deepcopy(CASES["B.livestream_coalition.2"]["inputs"])
    before = answer("B.livestream_coalition", inputs)
    inputs["v"] = {key: scale * value for key, value in inputs["v"].items()}
    after = answer("B.livestream_coalition", inputs)
    assert after["least_core_eps"] == pytest.approx(scale * before["least_core_eps"])
    for name in ("shapley", "nucleolus"):
        assert after[name] == pytest.approx(
            {key: scale * value for key, value in before[name].items()}, abs=1e-6
        )
    assert after["core_empty"] and "core_range_per_player" not in after


def test_players_may_be_renamed_and_reordered() -> None:
    inputs = CASES["B.majority.3"]["inputs"]
    names = {"1": "host", "2": "factory", "3": "store", "4": "van"}
    renamed = {
        "players": [names[p] for p in "4213"],
        "v": {"+".join(names[p] for p in key): value for key, value in inputs["v"].items()},
    }
    before, after = answer("B.majority", inputs), answer("B.majority", renamed)
    assert after["shapley"] == pytest.approx({names[p]: value for p, value in before["shapley"].items()})
    assert after["nucleolus"] == pytest.approx(
        {names[p]: v for p, v in before["nucleolus"].items()}, abs=1e-7
    )


@settings(max_examples=8)
@given(st.lists(st.integers(1, 99), min_size=2, max_size=6))
def test_airport_charges_cover_the_dearest_runway(costs: list[int]) -> None:
    found = answer("B.airport", {"costs": {f"u{k}": cost for k, cost in enumerate(costs)}})
    assert found["shapley_in_core"]
    for name in ("shapley", "nucleolus"):
        assert sum(found[name].values()) == pytest.approx(max(costs))


def test_tactics_that_do_not_meet_say_so() -> None:
    inputs = {**CASES["A.tactics.1"]["inputs"], "seller": [130, 150]}
    assert answer("A.tactics", inputs) == {
        "agreed": False, "price": None, "tick_of_accepted_offer": None, "accepted_by": None,
    }  # fmt: skip
