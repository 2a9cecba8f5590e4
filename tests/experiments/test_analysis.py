"""Analysis of sweeps against known answers: comparisons, effects, indices, break-even, Pareto sets, stopping."""

from __future__ import annotations

import importlib.util
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis import analyse, compare, load, paired, replicate_until, replications_for, table_of
from experiments.analysis.breakeven import break_even
from experiments.analysis.discovery import question
from experiments.analysis.export import analysis_object, frames, write_tables
from experiments.analysis.factorial import Factorial, anova
from experiments.analysis.indices import design_kind, indices, unit_points
from experiments.analysis.job import answer
from experiments.analysis.naming import figure
from experiments.analysis.paired import bca, benjamini_hochberg, holm
from experiments.analysis.pareto import pareto
from experiments.analysis.response import difference, effects, interactions, respond
from experiments.analysis.surrogate import Surrogate
from experiments.analysis.table import Table
from experiments.analysis.words import answers
from protocols.errors import UserError

Law = Callable[..., float]
GRID = list(itertools.product((0.0, 0.5, 1.0), (0.0, 2.0), ("u", "v")))
LEVELS = {"u": 0.0, "v": 1.0}


def linear(scheme: int, a: float, b: float, t: str) -> float:
    """Effects from end to end: a 3, b 4 (its slope grows by a: interaction 2), t 1; schemes cross at a = 0.4."""
    return 10 + 2 * a + b * 1.5 + a * b + LEVELS[t] + scheme * (a - 0.4)


def runs(
    points: Iterable[Sequence[Any]], law: Law, seeds: int = 10, noise: float = 1.0, names: str = "abt", luck: int = 0
) -> pd.DataFrame:
    """Runs of two schemes: a seed's luck is common to all of them, ``noise`` is each run's own."""
    rng = np.random.default_rng(luck)
    common = 5 * rng.normal(size=seeds)
    rows = []
    for p, x in enumerate(points):
        for at, scheme in enumerate(("commission_only", "alert_bond")):
            for k in range(seeds):
                y = law(at, *x) + common[k] + noise * rng.normal()
                row = {"id": f"{p}-{at}-{k}", "variant": "none", "scheme": scheme, "point": p, "replication": k, "seed": k}
                rows.append({**row, **dict(zip(names, x, strict=True)), "y": y, "z": -y + rng.normal()})
    return pd.DataFrame(rows)


def grid(**more: Any) -> Table:
    return table_of(runs(GRID, linear, **more), ["a", "b", "t"], ["y"])


def test_a_grid_without_noise_gives_exact_effects_and_shares() -> None:
    table = grid(noise=0.0)
    found = answer(table, "y", "none", "commission_only")
    assert found.model == "grid"
    assert {e.parameter: round(e.change, 9) for e in found.effects} == {"a": 3.0, "b": 4.0, "t": 1.0}
    assert all(e.low == pytest.approx(e.change) == pytest.approx(e.high) for e in found.effects)
    assert {(i.one, i.other): round(i.change, 9) for i in found.interactions} == {
        ("a", "b"): 2.0,
        ("a", "t"): 0.0,
        ("b", "t"): 0.0,
    }
    variances = np.array([3**2 / 6, 4.0, 0.25])  # of the main effects; a × b: (1/6)·1
    whole = variances.sum() + 1 / 6
    assert [i.first for i in found.indices] == pytest.approx(variances / whole)
    assert [i.total for i in found.indices] == pytest.approx((variances + [1 / 6, 1 / 6, 0]) / whole)
    assert found.second is not None and found.second[0, 1] == pytest.approx(1 / 6 / whole)
    assert sum(term.share for term in found.terms) == pytest.approx(1.0)


def test_luck_does_not_inflate_the_shares_of_a_grid() -> None:
    inert = [
        indices(t, respond(t, t.group("y", "none", "commission_only")))[0][0].total
        for t in (
            table_of(runs(GRID, lambda s, a, b, t: b, seeds=4, noise=4.0, luck=k), ["a", "b", "t"], ["y"]) for k in range(60)
        )
    ]
    assert abs(float(np.mean(inert))) < 0.06  # the plain ratio of sums of squares would come to about a half


def test_the_analysis_of_variance_agrees_with_a_worked_example_and_keeps_its_level() -> None:
    two = table_of(runs([(0.0,), (1.0,)], lambda s, a: a, names="a"), ["a"], ["y"])
    found = Factorial.of(two.group("y", "none", "alert_bond"))
    per_seed = found.cube[:, 1] - found.cube[:, 0]
    t = per_seed.mean() / (per_seed.std(ddof=1) / np.sqrt(len(per_seed)))
    assert anova(found)[0].f == pytest.approx(t**2)  # of two levels, F is the square of the paired t
    p = [
        anova(Factorial.of(t.group("y", "none", "alert_bond")))[0].p
        for t in (table_of(runs(GRID, lambda s, a, b, t: b, seeds=5, luck=k), ["a", "b", "t"], ["y"]) for k in range(120))
    ]
    assert 0.0 < float(np.mean(np.array(p) < 0.1)) < 0.2


def test_a_sample_recovers_effects_by_a_surrogate() -> None:
    rng = np.random.default_rng(5)
    points = [(rng.random(), 2 * rng.random(), "uv"[rng.integers(2)]) for _ in range(80)]
    table = table_of(runs(points, linear, noise=0.1), ["a", "b", "t"], ["y"])
    response = respond(table, table.group("y", "none", "commission_only"))
    assert isinstance(response, Surrogate) and response.model == "quadratic" and response.fit > 0.99
    a, b, t = effects(table, response)
    mean_a, mean_b = (float(table.frame[c].mean()) for c in "ab")
    assert a.change == pytest.approx((a.end - a.start) * (2 + mean_b), rel=0.02)
    assert b.change == pytest.approx((b.end - b.start) * (1.5 + mean_a), rel=0.02)
    assert (t.start, t.end, t.change) == ("u", "v", pytest.approx(1.0, abs=0.1))
    both = {(i.one, i.other): i for i in interactions(table, response)}
    assert both["a", "b"].low > 0 and both["a", "t"].p_holm > 0.01


def test_break_even_of_two_lines_and_of_none() -> None:
    table = grid(seeds=40)
    pair = difference(table.group("y", "none", "commission_only"), table.group("y", "none", "alert_bond"))
    response = respond(table, pair)
    (found,) = break_even(table, response, 0)
    assert found.low < 0.4 < found.high and found.high - found.low < 0.6 and found.upward and found.sure
    assert break_even(table, respond(table, difference(pair, pair)), 0) == ()
    assert break_even(table, response, 2) == ()  # a text has no line


def test_break_even_intervals_hold_the_truth_as_often_as_they_say() -> None:
    hits, tried = 0, 150
    for k in range(tried):
        table = table_of(runs([(0.0,), (1.0,)], lambda s, a: s * (a - 0.4), seeds=8, noise=0.2, names="a", luck=k), ["a"], ["y"])
        pair = difference(table.group("y", "none", "commission_only"), table.group("y", "none", "alert_bond"))
        found = break_even(table, respond(table, pair), 0)
        hits += any(each.low <= 0.4 <= each.high for each in found)
    assert 0.9 <= hits / tried <= 1.0


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)  # analytic, a = 7, b = 0.1


@pytest.mark.parametrize(("kind", "source", "within"), [("saltelli", "runs", 0.06), ("sample", "surrogate", 0.06)])
def test_sobol_indices_of_ishigami(kind: str, source: str, within: float) -> None:
    unit = unit_points("saltelli", 3, 256, 1) if kind == "saltelli" else np.random.default_rng(3).random((500, 3))
    x = np.pi * (2 * unit - 1)
    rows = [(f"{k}", "none", "only", k, 0, 0, *row, y) for k, (row, y) in enumerate(zip(x.tolist(), ishigami(x), strict=True))]
    frame = pd.DataFrame(rows, columns=["id", "variant", "scheme", "point", "replication", "seed", "a", "b", "c", "y"])
    table = table_of(frame, ["a", "b", "c"], ["y"])
    assert design_kind(table.coded()) == ("saltelli" if kind == "saltelli" else None)
    found, second = indices(table, respond(table, table.group("y", "none", "only")))
    assert [i.source for i in found] == [source] * 3
    assert [i.first for i in found] == pytest.approx(FIRST, abs=2 * within)
    assert [i.total for i in found] == pytest.approx(TOTAL, abs=within)
    assert second[0, 2] == pytest.approx(0.2437, abs=0.12)
    assert min(i.pawn for i in found) > 0


def test_morris_designs_are_recognised_and_screened() -> None:
    x = unit_points("morris", 3, 12, 2)
    rows = [(f"{k}", "none", "only", k, 0, 0, *row, 5 * row[0] + row[1] ** 2) for k, row in enumerate(x.tolist())]
    frame = pd.DataFrame(rows, columns=["id", "variant", "scheme", "point", "replication", "seed", "a", "b", "c", "y"])
    table = table_of(frame, ["a", "b", "c"], ["y"])
    assert design_kind(x) == "morris"
    a, b, c = indices(table, respond(table, table.group("y", "none", "only")))[0]
    assert a.mu_star == pytest.approx(5.0) and a.sigma == pytest.approx(0.0, abs=1e-9)
    assert c.mu_star == pytest.approx(0.0, abs=1e-9) and b.sigma > 0.1


@pytest.mark.parametrize("seed", range(3))
def test_effects_of_morris_are_salibs_and_count_the_step_that_was_taken(seed: int) -> None:
    from SALib.analyze import morris

    x = unit_points("morris", 3, 8, seed)

    def found(x: np.ndarray, y: np.ndarray, about: dict[str, Any] | None = None) -> list[tuple[float, float]]:
        frame = pd.DataFrame(x, columns=["a", "b", "c"]).assign(id=range(len(x)), variant="none", scheme="only", seed=0, y=y)
        table = table_of(frame.assign(point=range(len(x)), replication=0), ["a", "b", "c"], ["y"], about=about)
        return [(i.mu_star, i.sigma) for i in indices(table, respond(table, table.group("y", "none", "only")))[0]]

    y = 5 * x[:, 0] + x[:, 1] ** 2 + x[:, 0] * x[:, 2]
    theirs = morris.analyze({"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3, "groups": None}, x, y, num_levels=4)
    assert found(x, y) == [pytest.approx(each) for each in zip(theirs["mu_star"], theirs["sigma"], strict=True)]
    logs = np.column_stack([np.exp(x[:, 0]), x[:, 1:]])
    assert found(logs, y, {"parameters": {"a": {"low": 1, "high": np.e, "log": True}}}) == [pytest.approx(e) for e in found(x, y)]
    two = np.column_stack([np.round(x[:, 0]), x[:, 1:]])  # two values: each step goes the whole way
    assert found(two, 5 * two[:, 0] + two[:, 1])[0] == (pytest.approx(5.0), pytest.approx(0.0, abs=1e-9))


def test_as_many_points_as_a_grid_has_make_no_grid() -> None:
    x = unit_points("morris", 3, 16, 1).round(3)
    frame = runs([tuple(row) for row in x.tolist()], lambda s, *given: sum(given), seeds=1, names="abc")
    table = table_of(frame, ["a", "b", "c"], ["y"])
    assert table.points == 4**3 == np.prod([len(each) for each in table.levels.values()]) and not table.is_grid


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_pareto_set_is_what_brute_force_finds(luck: int, larger: bool) -> None:
    table = table_of(runs(GRID, linear, seeds=2, luck=luck), ["a", "b", "t"], ["y", "z"])
    frame = pareto(table, {"z": larger}).frame
    values = frame[["y", "z"]].to_numpy() * [1, 1 if larger else -1]
    beaten = [any((v >= w).all() and (v > w).any() for v in values) for w in values]
    assert frame["efficient"].tolist() == [not each for each in beaten]
    assert frame["support"].between(0, 1).all()


def test_paired_differences_use_common_luck() -> None:
    (found,) = compare(grid(seeds=30), half_width=0.1)
    apart = float(np.mean([linear(1, *x) - linear(0, *x) for x in GRID]))
    assert found.unit == "seed" and found.n == 30
    assert found.low < apart < found.high and found.high - found.low < 1.0  # seeds alone spread by 5
    assert found.needed is not None and 20 <= found.needed <= 200
    one = compare(table_of(runs(GRID, linear, seeds=1), ["a", "b", "t"], ["y"]))[0]
    assert (one.unit, one.n) == ("point", len(GRID))


def test_failed_runs_leave_pairs_out_not_wrong() -> None:
    frame = runs(GRID, linear, noise=0.0)
    frame.loc[(frame["replication"] == 3) & (frame["point"] == 2) & (frame["scheme"] == "alert_bond"), "y"] = np.nan
    table = table_of(frame[frame["replication"] != 5], ["a", "b", "t"], ["y"])
    assert compare(table)[0].n == 8
    assert {round(e.change, 9) for e in answer(table, "y", "none", "alert_bond").effects} == {4.0, 1.0}


def test_effect_sizes_and_corrections() -> None:
    found = paired(np.zeros(4), np.array([1.0, 2.0, 3.0, 2.0]))
    assert (found.mean, found.better, found.d) == (2.0, 1.0, pytest.approx(2 / np.sqrt(2 / 3)))
    same = paired(np.ones(5), np.ones(5))
    assert (same.mean, same.better, same.p, same.verdict) == (0.0, 0.5, 1.0, "around")
    assert found.verdict == "open" and found.low > 0 and found.spread  # four pairs are too few to tell
    assert paired(np.zeros(5), np.array([1.0, 2.0, 3.0, 2.0, 2.0])).verdict == "above" and not same.spread
    p = np.array([0.01, np.nan, 0.04, 0.03])
    assert holm(p) == pytest.approx([0.03, np.nan, 0.06, 0.06], nan_ok=True)
    assert benjamini_hochberg(p) == pytest.approx([0.03, np.nan, 0.04, 0.04], nan_ok=True)


def test_bca_intervals_follow_scipy_and_cover() -> None:
    from scipy.stats import bootstrap

    rng = np.random.default_rng(11)
    values = rng.exponential(size=60)
    theirs = bootstrap((values,), np.mean, n_resamples=9999, method="BCa", rng=rng).confidence_interval
    assert bca(values) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    samples = rng.normal(3.0, 1.0, size=(200, 25))
    inside = [low <= 3.0 <= high for low, high in map(bca, samples)]
    assert 0.88 <= np.mean(inside) <= 0.99


def test_sequential_stopping_reaches_its_target_and_covers() -> None:
    rng = np.random.default_rng(12)
    ends = [replicate_until(lambda k: float(rng.normal(1.0, 2.0)), 0.5) for _ in range(400)]
    assert all(e.reached and e.half_width <= 0.5 and e.n % 10 == 0 for e in ends)
    assert 0.92 <= np.mean([e.low <= 1.0 <= e.high for e in ends]) <= 0.98
    assert not replicate_until(lambda k: float(k % 2), 0.001, most=35).reached
    with pytest.raises(UserError, match="first from 20"):
        replicate_until(lambda k: 0.0, 1.0, first=3)


@given(st.floats(0.05, 50.0))
def test_replications_for_is_the_fewest_that_do(target: float) -> None:
    from experiments.analysis.stopping import half_width

    pilot = np.array([-3.0, 0.0, 3.0, 5.0])
    n = replications_for(pilot, target)

    def width(size: int) -> float:
        wanted = np.resize([-1.0, 1.0], size - size % 2)
        return half_width(wanted, 0.95) / wanted.std(ddof=1) * pilot.std(ddof=1)

    assert n >= 20 and width(n + n % 2) <= target
    assert n == 20 or width(n - 2 - n % 2) > target


def test_a_report_of_everything_holds_together(tmp_path: Path) -> None:
    frame = runs(GRID, linear)
    frame.to_parquet(tmp_path / "rows.parquet")
    frame[["id", "variant", "scheme", "point", "replication", "seed", "a", "b", "t"]].to_parquet(tmp_path / "design.parquet")
    done = analyse(tmp_path, ["y", "-z"], half_width=0.5)
    found = analysis_object(done)
    json.dumps(found, allow_nan=False)
    assert found["design"] == "grid" and len(found["break_even"]) >= 1
    text = dict(answers(done))
    assert "alert bond" in text["compare:y"][0].lower() and "b (" in text["effects:y"][0]
    assert all(en and zh for en, zh in text.values())
    written = write_tables(done, tmp_path / "out", csv=True)
    assert {path.stem for path in written} == set(frames(done))
    assert pd.read_parquet(tmp_path / "out" / "tables" / "effects.parquet")["start"].tolist()[:3] == ["0.0", "0.0", "u"]


def test_mistakes_are_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no rows.parquet"):
        load(tmp_path)
    (tmp_path / "rows.parquet").write_bytes(b"nonsense")
    with pytest.raises(UserError, match="rows.parquet: found"):
        load(tmp_path)
    with pytest.raises(UserError, match="found no such outcome, allowed: y, z"):
        table_of(runs(GRID, linear, seeds=1), ["a", "b", "t"], ["x"])
    with pytest.raises(UserError, match="--base: found 'none such'"):
        analyse(grid(seeds=2), base="none such")
    with pytest.raises(UserError, match="OUTCOME<VALUE"):
        question("y=3")
    never = runs(GRID, linear, seeds=2)
    never.loc[never["point"] == 3, "y"] = np.nan
    assert "undefined" in answer(table_of(never, ["a", "b", "t"], ["y"]), "y", "none", "alert_bond").problem


def test_discovery_finds_the_box_or_says_what_to_install() -> None:
    rng = np.random.default_rng(9)
    points = rng.random((150, 2)).tolist()
    table = table_of(runs(points, lambda s, a, b: float(a > 0.6 and b < 0.5) * 100, seeds=1, names="ab"), ["a", "b"], ["y"])
    with pytest.raises(UserError, match="pip install|found 0 of 300 conditions"):  # before all that takes long
        analyse(table, discover=["y>5000"])
    if importlib.util.find_spec("ema_workbench") is None:
        with pytest.raises(UserError, match="pip install"):
            analyse(table, discover=["y>50"])
        return
    (found,) = analyse(table, discover=["y>50"]).discoveries
    assert found.boxes[0].coverage > 0.9 and found.boxes[0].density > 0.8
    assert found.boxes[0].limits["a"][0] == pytest.approx(0.6, abs=0.05)
    assert {box.method for box in found.boxes} == {"PRIM", "CART"}


def test_numbers_read_well() -> None:
    assert (figure(-1234.5, "CNY"), figure(0.1234, "share", sign=True), figure(0.0), figure(float("inf"))) == (
        "−1,234",
        "+12.3",
        "0",
        "∞",
    )
