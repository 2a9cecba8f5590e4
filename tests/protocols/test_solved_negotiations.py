"""Solved bilateral domains: fronts, solution points and traced concession runs computed by two other
programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.strategies import make_strategy
from protocols import solutions
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive
from protocols.registry import make_protocol
from protocols.solutions.lottery import lottery_egalitarian, lottery_kalai_smorodinsky, lottery_nash
from protocols.types import Seat

CASES = json.loads((Path(__file__).parents[1] / "data" / "oracle" / "negotiations.json").read_text("utf-8"))
DOMAINS = {case["domain"]["name"]: case for case in CASES["domains"]}
RUNS = {run["id"]: run for run in CASES["runs"] if run["domain"] in DOMAINS}
EXPONENT = {"boulware": 4, "linear": 1, "conceder": 0.25}  # conventions of the file


def load(name: str) -> tuple[OutcomeSpace, np.ndarray, list[float]]:
    domain = DOMAINS[name]["domain"]
    space = OutcomeSpace([Issue(issue["name"], tuple(issue["values"])) for issue in domain["issues"]])
    pairs = zip(domain["tables"], domain["weights"], strict=True)
    return space, np.stack([linear_additive(space, t, w) for t, w in pairs], axis=1), domain["reserved"]


def points(table: Any) -> list[list[float]]:
    return sorted(set(map(tuple, np.round(np.asarray(table, dtype=float).reshape(-1, 2), 9).tolist())))  # type: ignore[arg-type]


def one_of(table: np.ndarray, outcome: int | None, allowed: list[list[float]]) -> bool:
    return not allowed if outcome is None else any(np.allclose(table[outcome], p, atol=1e-9) for p in allowed)


@pytest.mark.parametrize("name", DOMAINS)
def test_fronts_and_ideal_points(name: str) -> None:
    space, table, reserved = load(name)
    known = DOMAINS[name]["independent"]
    first = [list(space.point(k).values()) for k in range(3)]
    assert first == DOMAINS[name]["negmas_0_16"]["enumeration_order_first3"]
    front, rational = solutions.pareto_mask(table), solutions.rational_mask(table, reserved)
    assert points(table[front]) == points(known["pareto_all"])
    assert points(table[front & rational]) == points(known["pareto_rational"])
    assert int(rational.sum()) == known["n_rational"]
    if "ideal_ir" in known:
        assert np.allclose(solutions.ideal_point(table, reserved), known["ideal_ir"])
        assert np.allclose(solutions.global_ideal(table), known["ideal_global"])
        assert np.allclose(solutions.security_point(table, reserved), known["d_negmas"])


@pytest.mark.parametrize("name", DOMAINS)
def test_solution_points(name: str) -> None:
    """Textbook definitions at the reservation point; the other program raises it to the least attainable
    utility."""
    _, table, reserved = load(name)
    known = DOMAINS[name]["independent"]
    if "textbook_discrete" not in known:
        assert solutions.nash(table, reserved) is None
        return
    book, other = known["textbook_discrete"], known["negmas_def"]
    raised = known["d_negmas"]
    found = {
        "nash": solutions.nash(table, reserved),
        "egalitarian_maxmin": solutions.egalitarian(table, reserved),
        "ks_maxmin_ir_ideal": solutions.kalai_smorodinsky(table, reserved),
        "ks_mingap_ir_ideal": solutions.kalai_smorodinsky_min_gap(table, reserved, ideal="rational"),
        "ks_maxmin_global_ideal": solutions.kalai_smorodinsky_global_ideal(table, raised),
        "utilitarian_rational": solutions.utilitarian(table, reserved),
        "utilitarian_all_outcomes": solutions.utilitarian(table),
    }
    for key, outcome in found.items():
        assert one_of(table, outcome, book[key]), key
    assert one_of(table, solutions.nash(table, raised), other["nash"])
    assert one_of(table, solutions.egalitarian(table, raised), other["kalai_egalitarian"])
    assert one_of(table, solutions.kalai_smorodinsky_min_gap(table, raised), other["ks_min_gap"])


@pytest.mark.parametrize("name", [n for n, c in DOMAINS.items() if "continuous_hull" in c["independent"]])
def test_solution_points_of_lotteries(name: str) -> None:
    _, table, _ = load(name)
    known = DOMAINS[name]["independent"]
    hull, d = known["continuous_hull"], known["d_negmas"]
    scale = float(np.abs(table).max())
    found = {
        "nash": lottery_nash(table, d),
        "egalitarian": lottery_egalitarian(table, d),
        "ks_global_ideal": lottery_kalai_smorodinsky(table, d, ideal="global"),
    }
    for key, lottery in found.items():
        assert lottery is not None
        assert lottery.utilities == pytest.approx(hull[key], abs=2e-6 * scale), key


@pytest.mark.parametrize("name", RUNS)
def test_traced_runs_offer_by_offer(name: str) -> None:
    run = RUNS[name]
    space, table, reserved = load(run["domain"])
    seats = [
        Seat(str(k), table[:, k], reserved[k], make_strategy(f"aspiration:exponent={EXPONENT[strategy]}"))
        for k, strategy in enumerate(run["strategies"])
    ]
    rule = make_protocol("alternating_offers", space, run["n_steps"], first=run["first"])
    result = rule.run(seats, np.random.default_rng(0))
    known = run["negmas"]
    assert [[r, int(who), list(space.point(o).values())] for r, who, o in result.offers] == known["trace"]
    if known["agreement"] is None:
        assert not result.agreed and result.reason == "deadline"  # type: ignore[union-attr]
    else:
        assert result.agreed and list(result.point.values()) == known["agreement"]  # type: ignore[union-attr]
        assert list(result.utilities.values()) == pytest.approx(known["utilities"])  # type: ignore[union-attr]
        assert result.rounds == known["step"]
