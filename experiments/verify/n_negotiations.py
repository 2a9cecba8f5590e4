"""Family N, Negotiation domains: fronts, solution points and traced concession runs of bilateral domains.

A negotiations file holds ``domains`` (a linear additive domain with fronts and points computed elsewhere) and
``runs`` (alternating offers traced elsewhere, under the file's ``conventions``). :func:`cases_of` turns it
into solved cases; where several outcomes are equally good any of them is right, and offers are compared by
what they are worth to their proposer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.strategies import make_strategy
from experiments.verify.compare import ANY_OF
from protocols import solutions
from protocols.outcomes import Issue, OutcomeSpace
from protocols.preferences import linear_additive
from protocols.rules.alternating_offers import AlternatingOffers
from protocols.solutions.lottery import (
    Lottery,
    lottery_egalitarian,
    lottery_kalai_smorodinsky,
    lottery_nash,
)
from protocols.types import Agreement, Seat

Inputs = Mapping[str, Any]
Answer = dict[str, Any]
Table = npt.NDArray[np.float64]
Point = Sequence[float]
Solution = Callable[[Table, Point], int | None]
Draw = Callable[[Table, Point], Lottery | None]
FAMILY = "N. Negotiation domains"
EXPONENTS = {"boulware": 4.0, "linear": 1.0, "conceder": 0.25}
# Names in the file and the library's functions of (utilities, disagreement point); then the same for the
# other program's definitions, which it applies at its own disagreement point.
POINTS: dict[str, Solution] = {
    "nash": solutions.nash,
    "egalitarian_maxmin": solutions.egalitarian,
    "ks_maxmin_ir_ideal": solutions.kalai_smorodinsky,
    "ks_mingap_ir_ideal": lambda u, d: solutions.kalai_smorodinsky_min_gap(u, d, ideal="rational"),
    "utilitarian_all_outcomes": lambda u, d: solutions.utilitarian(u),
    "utilitarian_rational": solutions.utilitarian,
}
OTHER_POINTS: dict[str, Solution] = {
    "nash": solutions.nash,
    "kalai_egalitarian": solutions.egalitarian,
    "ks_min_gap": solutions.kalai_smorodinsky_min_gap,
}
HULL: dict[str, Draw] = {
    "nash": lottery_nash,
    "egalitarian": lottery_egalitarian,
    "ks_global_ideal": lambda u, d: lottery_kalai_smorodinsky(u, d, ideal="global"),
}


Note = tuple[str, str]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def cases_of(document: Mapping[str, Any]) -> tuple[list[object], list[Note]]:
    """Solved cases of a negotiations file, and notes (English, 中文) on what could not become one."""
    domains: dict[str, Any] = {}
    cases: list[object] = []
    skipped: list[str] = []
    for number, entry in enumerate(document["domains"], start=1):
        try:
            domains[str(entry["domain"]["name"])] = entry["domain"]
            cases.append(_points_case(number, entry))
        except (KeyError, TypeError, ValueError) as problem:
            cases.append({"id": f"N.points.{number}", "family": FAMILY, "inputs": None, "note": str(problem)})
    for number, run in enumerate(_listed(document.get("runs")), start=1):
        name = run.get("domain") if isinstance(run, Mapping) else None
        if isinstance(name, str) and name not in domains:
            skipped.append(str(run.get("id", number)))
            continue
        try:
            cases.append(_run_case(number, run, domains[str(name)]))
        except (KeyError, TypeError, ValueError) as problem:
            cases.append({"id": f"N.run.{number}", "family": FAMILY, "inputs": None, "note": str(problem)})
    if not skipped:
        return cases, []
    n, listed = len(skipped), ", ".join(skipped)
    were, theirs = ("run was", "its domain") if n == 1 else ("runs were", "their domains")
    en = f"{n} {were} skipped, as the file lacks {theirs}"
    return cases, [(f"{en}: {listed}", f"跳过 {n} 次运行，因文件中没有其谈判域：{listed}")]


def _points_case(number: int, entry: Mapping[str, Any]) -> dict[str, object]:
    known = entry["independent"]
    expected: dict[str, object] = {
        "pareto_all": _sorted(known["pareto_all"]),
        "pareto_rational": _sorted(known["pareto_rational"]),
        "n_rational": known["n_rational"],
    }
    for name in ("ideal_ir", "ideal_global", "d_negmas"):
        if name in known:
            expected[name] = known[name]
    for group in ("textbook_discrete", "negmas_def"):
        for name, allowed in known.get(group, {}).items():
            if name != "max_welfare":  # the utilitarian points again
                expected[f"{group}_{name}"] = {ANY_OF: allowed}
    for name, point in known.get("continuous_hull", {}).items():
        expected[f"hull_{name}"] = point
    size = max(abs(value) for point in known["pareto_all"] for value in point)
    return {
        "id": f"N.points.{number}",
        "family": FAMILY,
        "title": f"Front and solution points: {entry['domain']['name']}",
        "source": "Nash (1950); Kalai & Smorodinsky (1975); Kalai (1977); two independent programs",
        "inputs": entry["domain"],
        "expected": expected,
        # The points of the hull are given to six decimals by an iterative solver.
        "tolerance": {"rel": 1e-9, "abs": 1e-9, "hull_rel": 1e-6, "hull_abs": 2e-6 * max(1.0, size)},
    }


def _run_case(number: int, run: Mapping[str, Any], domain: Mapping[str, Any]) -> dict[str, object]:
    known = run["negmas"]
    space, table = _domain(domain)
    trace = [[step, who, float(table[_index(space, offer), who])] for step, who, offer in known["trace"]]
    return {
        "id": f"N.run.{number}",
        "family": FAMILY,
        "title": f"Traced alternating offers: {domain['name']}, {' against '.join(run['strategies'])}",
        "source": "NegMAS 0.16 and an independent re-implementation, under the file's conventions",
        "inputs": {"domain": domain, **{name: run[name] for name in ("strategies", "n_steps", "first")}},
        "expected": {
            "agreed": known["agreement"] is not None,
            "step": known["step"],
            "utilities": known["utilities"],
            "trace": trace,
        },
        "tolerance": {"rel": 1e-9, "abs": 1e-9},
    }


def points(inputs: Inputs) -> Answer:
    _, table = _domain(inputs)
    d = [float(value) for value in inputs["reserved"]]
    front, rational = solutions.pareto_mask(table), solutions.rational_mask(table, d)
    answer: Answer = {
        "pareto_all": _sorted(table[front]),
        "pareto_rational": _sorted(table[front & rational]),
        "n_rational": int(rational.sum()),
    }
    ideal = solutions.ideal_point(table, d)
    if ideal is None:
        return answer
    other = solutions.security_point(table, d)
    answer |= {"ideal_ir": ideal, "ideal_global": solutions.global_ideal(table), "d_negmas": other}
    raised = [float(value) for value in other]
    for name, solve in POINTS.items():
        answer[f"textbook_discrete_{name}"] = _point(table, solve(table, d))
    # This one of the textbook variants is stated at the other program's disagreement point, as the ideal is.
    global_ks = solutions.kalai_smorodinsky_global_ideal(table, raised)
    answer["textbook_discrete_ks_maxmin_global_ideal"] = _point(table, global_ks)
    for name, solve in OTHER_POINTS.items():
        answer[f"negmas_def_{name}"] = _point(table, solve(table, raised))
    for name, draw in HULL.items():
        lottery = draw(table, raised)
        answer[f"hull_{name}"] = None if lottery is None else list(lottery.utilities)
    return answer


def run(inputs: Inputs) -> Answer:
    domain, names = inputs["domain"], inputs["strategies"]
    space, table = _domain(domain)
    seats = []
    for k, name in enumerate(names):
        strategy = make_strategy(f"aspiration:exponent={EXPONENTS[name]}")
        seats.append(Seat(str(k), table[:, k], float(domain["reserved"][k]), strategy))
    result = AlternatingOffers(space, inputs["n_steps"], inputs["first"]).run(seats, np.random.default_rng(0))
    return {
        "agreed": result.agreed,
        "step": result.rounds,
        "utilities": list(result.utilities.values())
        if isinstance(result, Agreement)
        else list(domain["reserved"]),
        "trace": [[step, int(who), float(table[outcome, int(who)])] for step, who, outcome in result.offers],
    }


def _domain(domain: Inputs) -> tuple[OutcomeSpace, Table]:
    space = OutcomeSpace([Issue(issue["name"], tuple(issue["values"])) for issue in domain["issues"]])
    columns = [linear_additive(space, t, w) for t, w in zip(domain["tables"], domain["weights"], strict=True)]
    return space, np.stack(columns, axis=1)


def _index(space: OutcomeSpace, values: Sequence[Any]) -> int:
    return space.index(dict(zip(space.names, values, strict=True)))


def _sorted(table: Any) -> list[list[float]]:
    """Distinct utility points in rising order, rounded so that equal points computed differently are one."""
    rows = {tuple(round(float(value), 9) + 0.0 for value in row) for row in table}
    return [list(row) for row in sorted(rows)]


def _point(table: Table, outcome: int | None) -> list[float] | None:
    return None if outcome is None else table[outcome].tolist()


ADAPTERS: dict[str, Callable[[Inputs], Mapping[str, Any]]] = {"N.points": points, "N.run": run}
