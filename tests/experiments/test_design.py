"""Design of schemes: the space, the objectives, the search, and that stopping it changes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from environment import Scenario, Scheme
from experiments.audit.conduct import Stage, stage_of
from experiments.audit.intervals import Estimate
from experiments.design import Design, design, design_object, write_data
from experiments.design.evaluation import FILE, PARTS, Store
from experiments.design.export import scheme_file, trial_table
from experiments.design.objectives import Score, efficient, ranked, score
from experiments.design.search import drawn
from experiments.design.space import DATA, Space, fixing, load_space, points
from protocols.contracts.quantities import QUANTITIES
from protocols.errors import UserError
from protocols.solutions.front import pareto_mask

LEVELS = "{host: {temptation: [0, 1]}}"
SIZE = ("--trials", "3", "--replications", "2", "--workers", "1")


def world() -> Scenario:
    return Scenario.load("autumn_launch", overrides={"season.levels": LEVELS})


def searched(folder: Path, trials: int = 3, bases: tuple[str, ...] = ("leftover_share",)) -> Design:
    return design(world(), [Scheme.load(b) for b in bases], trials=trials, replications=2, folder=folder, workers=1)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Design:
    found = searched(tmp_path_factory.mktemp("design"))
    write_data(found)
    return found


@pytest.fixture(scope="module")
def space() -> Space:
    return load_space([Scheme.load(name) for name in ("leftover_share", "revenue_share", "win_win_pool_nash")])


# --- the space ------------------------------------------------------------------------------------
def test_every_shipped_range_is_of_use_to_some_shipped_scheme() -> None:
    every = load_space([Scheme.load(name) for name in Scheme.names()])
    assert set(every.axes) == set(every.spans) <= set(QUANTITIES)


def test_a_term_that_is_set_is_off_the_table_and_stands(space: Space) -> None:
    scenario = Scenario.load("autumn_launch")
    rush = next(talk for talk in scenario.negotiations if talk.id == "N5")
    base = space.bases["leftover_share"]
    assert "leftover_host" in base.issues(rush)
    found = space.candidate("leftover_share", {"leftover_share_host": 0.4}).scheme
    assert set(base.issues(rush)) - set(found.issues(rush)) == {"leftover_host"}
    assert found.terms["leftover_share_host"] == 0.4
    added = space.candidate("revenue_share", {"revenue_share_factory": 0.2}).scheme  # an issue of the scheme's own
    assert "revenue_share_factory" in space.bases["revenue_share"].issues(rush)
    assert "revenue_share_factory" not in added.issues(rush) and added.terms["revenue_share_factory"] == 0.2


def test_a_pool_keeps_what_it_bargains_over(space: Space) -> None:
    assert "commission_rate" not in space.fitting["win_win_pool_nash"]
    assert "commission_rate" in space.fitting["leftover_share"]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_point_is_a_scheme_within_the_ranges(space: Space, data: st.DataObject) -> None:
    point = data.draw(st.lists(st.floats(0.0, 1.0), min_size=1 + len(space.axes), max_size=1 + len(space.axes)))
    found = space.at(point)
    for name, value in found.terms:
        assert name in space.fitting[found.base]
        assert space.spans[name].low <= value <= space.spans[name].high
        assert found.scheme.terms[name] == value
    if not found.terms:
        assert found.scheme == space.bases[found.base]
    assert fixing(found.scheme, {})["negotiable"] == found.scheme.plain()["negotiable"]


def test_more_trials_begin_with_the_same_ones(space: Space) -> None:
    assert np.array_equal(points(5, 9, 3)[:6], points(5, 6, 3))
    assert not np.array_equal(points(5, 6, 4), points(5, 6, 3))
    few, many = drawn(space, 8, 3), drawn(space, 20, 3)
    assert [each.candidate for each in many[: len(few)]] == [each.candidate for each in few]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("terms: {leftover_share_hst: {low: 0, high: 1}}", "leftover_share_host"),
        ("terms: {leftover_share_host: {low: 0.5, high: 0.5}}", "low < high"),
        ("terms: {leftover_share_host: {low: 0, high: 2}}", "0 to 1"),
        ("terms: {leftover_share_host: {low: 0}}", "high"),
        ("terms: {take_rate: {low: 0, high: 1}}", "take_rate"),
        ("terms: {}", "at least 1"),
        ("terms: {commission_rate: {low: 0, high: 1, step: 2}}", "step"),
    ],
)
def test_a_bad_file_of_ranges_is_one_message(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"schema: gongying-design/1\n{text}\n", encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_space([Scheme.load("leftover_share")], file)
    assert said in str(error.value) and f"{file}:2" in str(error.value)


def test_the_shipped_ranges_serve_as_ones_own_where_the_base_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("schema: gongying-design/1\nterms: {commission_rate: {low: 0.2, high: 0.3}}\n", encoding="utf-8")
    assert load_space([Scheme.load("leftover_share")], file).axes == ("commission_rate",)
    with pytest.raises(UserError, match="no base can have fixed"):
        load_space([Scheme.load("win_win_pool_nash")], file)
    with pytest.raises(UserError, match="no clause of the base schemes reads"):
        load_space([Scheme.load("revenue_share")], DATA / "ranges.yaml")


# --- the objectives -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def stage() -> Stage:
    return stage_of(world())


def row(stage: Stage, host: float = 0.0, breach: float = 0.0, **profit: float) -> dict[str, Any]:
    everybody = {**dict.fromkeys(stage.parties, 0.0), "host": host, **profit}
    return {"profit": everybody, "by_temptation": {"host": [host, host, host + breach]}}


def test_objectives_of_a_worked_case(stage: Stage) -> None:
    alone = [row(stage, 100.0, F1=10.0, F2=10.0), row(stage, 120.0, F1=10.0, F2=10.0)]
    rows = [row(stage, 130.0, 7.0, supplier=20.0, F1=5.0, F2=30.0), row(stage, 170.0, 9.0, supplier=20.0, F1=5.0, F2=30.0)]
    found = score(stage, rows, alone)
    assert found.surplus.mean == pytest.approx(205.0) and found.more.mean == pytest.approx(75.0)
    assert (found.worst_off, found.worst) == ("warehouse", 0.0)
    assert found.kinds["factory"].mean == pytest.approx(15.0)  # F1 loses 5, F2 gains 20
    assert found.breach == pytest.approx(8.0) and found.cheat is not None and found.cheat.level == 1.0
    assert found.losers == ("F1",) and found.short == pytest.approx(5.0) and not found.feasible


def test_a_loss_within_its_interval_is_no_reason_to_stay_away(stage: Stage) -> None:
    found = score(stage, [row(stage, 0.0), row(stage, 90.0)], [row(stage, 100.0), row(stage, 100.0)])
    assert found.gains["host"].mean == pytest.approx(-55.0) and found.feasible
    assert found.breach == 0.0


def fabricated(surplus: float, worst: float, breach: float, short: float) -> Score:
    def point(x: float) -> Estimate:
        return Estimate(x, 0.0, x, x, 1.0)

    from experiments.design.objectives import Breach

    return Score(point(surplus), point(surplus), {"host": point(worst)}, {}, (Breach("host", 1.0, point(breach)),), short)


numbers = st.integers(0, 4).map(float)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(numbers, numbers, numbers, st.sampled_from([0.0, 0.0, 1.0, 2.0])), min_size=1, max_size=12))
def test_ranking_puts_the_front_first_and_the_unwilling_last(rows: list[tuple[float, float, float, float]]) -> None:
    scores = [fabricated(*each) for each in rows]
    order, front = ranked(scores), efficient(scores)
    assert sorted(order) == list(range(len(rows)))
    willing = [at for at in order if scores[at].feasible]
    assert order[: len(willing)] == willing
    if willing:
        assert set(order[: len(front)]) == set(front)
    judged = willing or list(range(len(rows)))
    on = pareto_mask(np.array([scores[at].point for at in judged]))
    assert set(front) == {at for at, inside in zip(judged, on, strict=True) if inside}
    short = [scores[at].short for at in order[len(willing) :]]
    assert short == sorted(short)


# --- the search -----------------------------------------------------------------------------------
def test_the_search_says_what_it_did(done: Design) -> None:
    table = trial_table(done)
    assert table["trial"] == [0, 1, 2] and table["base"] == ["leftover_share"] * 3
    assert table["seeds"] == [2] * 3 and sum(table["efficient"]) == len(done.front) >= 1
    assert [each.aim for each in done.recommended] == ["total", "worst", "honest"]
    scores = {each.number: each.score for each in done.finalists}
    best = scores[done.recommended[0].trial.number]
    assert best is not None
    assert all(found.surplus.mean <= best.surplus.mean for number in done.front if (found := scores[number]) is not None)
    assert done.fresh == 4 and done.alone.more.mean == 0.0


def test_recommended_files_are_the_schemes_that_were_tried(done: Design) -> None:
    from environment.season import play_season

    each = done.recommended[0]
    found = Scheme.load(done.folder / scheme_file(each.aim))
    assert found == each.scheme and found.name == "design_total"
    assert found.terms == each.trial.candidate.scheme.terms
    mine, tried = (play_season(done.scenario, s, done.seed, 1).profit for s in (found, each.trial.candidate.scheme))
    assert mine == tried


def test_what_is_stored_is_not_played_again_and_what_is_lost_is(done: Design, tmp_path: Path) -> None:
    lines = (done.folder / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / PARTS).mkdir()
    (tmp_path / FILE).write_text("".join(lines[:-3]), encoding="utf-8")
    (tmp_path / PARTS / f"{json.loads(lines[-1])['id']}.json").write_text(lines[-1], encoding="utf-8")
    again = searched(tmp_path)
    assert again.played == 2
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "".join(lines) and not (tmp_path / PARTS).exists()
    first, second = design_object(done), design_object(again)
    assert {**first, "out": ""} == {**second, "out": ""}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_search_goes_on_and_ends_alike(done: Design, tmp_path: Path, root: Path) -> None:
    words = ["design", "leftover_share", "--set", f"season.levels={LEVELS}", *SIZE, "--out", str(tmp_path), "--json"]
    process = subprocess.Popen(
        [sys.executable, "run.py", *words], cwd=root, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(root)}
    )
    end = time.monotonic() + 300
    while not list(tmp_path.glob(f"{PARTS}/*.json")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    again = searched(tmp_path)
    assert 0 < again.played < len((done.folder / FILE).read_text(encoding="utf-8").splitlines())
    assert (tmp_path / FILE).read_bytes() == (done.folder / FILE).read_bytes()


def test_a_scheme_that_cannot_be_played_is_noted_and_the_rest_goes_on(
    done: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import environment.season as season

    bad, play = done.trials[2].candidate.scheme, season.play_season

    def refuse(scenario: Scenario, scheme: Scheme, *rest: Any, **named: Any) -> Any:
        if scheme == bad:
            raise ZeroDivisionError("out of yarn")
        return play(scenario, scheme, *rest, **named)

    (tmp_path / FILE).write_text(
        "".join(
            line for line in (done.folder / FILE).read_text(encoding="utf-8").splitlines(keepends=True)
            if json.loads(line)["scheme"] != bad.name
        ),
        encoding="utf-8",
    )  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(season, "play_season", refuse)
        found = searched(tmp_path)
    assert [each.number for each in found.trials if each.error] == [2]
    assert "out of yarn" in found.trials[2].error and 2 not in found.front
    stored = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "Traceback" in stored
    searched(tmp_path)  # what failed is tried again
    assert "Traceback" not in (tmp_path / FILE).read_text(encoding="utf-8")


def test_mistakes_are_one_message(tmp_path: Path) -> None:
    base = Scheme.load("leftover_share")
    with pytest.raises(UserError, match="replications: found 1"):
        design(world(), [base], replications=1, folder=tmp_path)
    with pytest.raises(UserError, match="trials: found 1, allowed: 2"):
        design(world(), [base, Scheme.load("buyback")], trials=1, folder=tmp_path)
    with pytest.raises(UserError, match="one name twice"):
        design(world(), [base, base], folder=tmp_path)
    (tmp_path / FILE).write_text('{"id": "half a li', encoding="utf-8")
    with pytest.raises(UserError, match="damaged file"):
        searched(tmp_path)


def test_files_of_others_in_the_folder_of_parts_are_neither_read_nor_removed(tmp_path: Path) -> None:
    (tmp_path / PARTS).mkdir()
    (tmp_path / PARTS / "mine.json").write_text("no evaluation")
    store = Store(tmp_path)
    store.gather()
    assert not store.rows and (tmp_path / PARTS / "mine.json").read_text() == "no evaluation"
