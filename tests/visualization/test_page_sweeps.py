"""Sweeps on the page: any folder opens or says why not; a click leads back to the very run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.table import table_of
from experiments.study import Study
from experiments.study.export import write_tables
from experiments.sweep import Sweep
from experiments.sweep.outcomes import of_show
from protocols.errors import UserError
from visualization.page.playing import play_settings
from visualization.page.upload import allowed, folders
from visualization.page.views.sweeps import Sheet, describe, open_folder
from visualization.page.views.sweeps_plots import (
    SCHEME,
    axes_of,
    effect_rows,
    forest_rows,
    front_of,
    front_points,
    heat,
    index_rows,
    moved,
    strands,
)
from visualization.page.views.sweeps_runs import Chosen, row_of, settings_of, text_of

RATE, DELAY, LIES = "scale.return_rate", "scheme.information_delay_min", "dispositions.host.temptation"
PRINTED = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
OUTCOMES = ("net_gmv", "profit.host", "lost_units")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with a sweep and a study in it."""
    top = tmp_path_factory.mktemp("results")
    sweep = Sweep(
        "autumn_launch", ["slot_fee_commission", "alert_bond"], name="small", replications=2, seed=5, outcomes=OUTCOMES,
        parameters={RATE: {"values": [0.8, 1.2]}, DELAY: {"values": [5, 30]}, LIES: {"values": [0.5]}},
    )  # fmt: skip
    sweep.run(top / "small", workers=1)
    study = Study.load("sharing_trust").run(quick=True, workers=1, replications=1)
    (top / "deeper").mkdir()
    write_tables(study, top / "deeper" / "study")
    return top


@pytest.fixture(scope="module")
def sheet(root: Path) -> Sheet:
    return open_folder(root, "small")


def test_folders_are_found_and_described(root: Path) -> None:
    found = {path: describe(root, path) for path in folders(root)}
    assert set(found) == {"small", "deeper/study"}
    assert all(each.ready and all(each.note) for each in found.values())
    assert found["small"].kind == "sweep" and "16" in found["small"].note[0]


def test_a_map_holds_the_means_of_its_cells(sheet: Sheet) -> None:
    frame = sheet.table.frame
    found = heat(sheet, "net_gmv", RATE, SCHEME, "none", "")
    assert len(found.xs) == 2 and len(found.ys) == 2
    for i, scheme in enumerate(sheet.table.schemes):
        for j, rate in enumerate((0.8, 1.2)):
            here = frame[(frame["scheme"] == scheme) & (frame[RATE] == rate)]
            assert found.values[i][j] == pytest.approx(here["net_gmv"].mean())
            run = Chosen.of(found.ids[i][j])
            assert run is not None and run.scheme == scheme
            row = row_of(sheet, run)
            assert row is not None and row[RATE] == rate


def test_many_levels_become_classes(sheet: Sheet) -> None:
    assert axes_of(sheet) == [RATE, DELAY, SCHEME]
    frame = sheet.table.frame
    fine = np.linspace(0.0, 1.0, len(frame))
    many = table_of(frame.assign(**{RATE: fine, "point": range(len(frame))}), (RATE, DELAY), OUTCOMES)
    found = heat(replace(sheet, table=many), "profit.host", RATE, DELAY, "none", "alert_bond")
    assert len(found.xs) == 8 and {len(row) for row in found.values} == {8}
    known = [value for row in found.values for value in row if value is not None]
    assert 0 < len(known) <= 8


@pytest.mark.parametrize("at", [0, 3])
def test_a_click_plays_the_very_run(sheet: Sheet, at: int) -> None:
    """Scenario, scheme, overrides of both, conduct and seed: every stored number comes back to the last bit."""
    run = Chosen("none", "alert_bond", at, 1)
    row = row_of(sheet, run)
    assert row is not None
    shown = play_settings(settings_of(sheet, run, {}), {}, lambda *_: None)
    again = of_show(shown.show, list(OUTCOMES))
    assert {name: again[name] for name in OUTCOMES} == {name: row[name] for name in OUTCOMES}


def test_a_study_opens_as_a_sweep_of_its_arms(root: Path) -> None:
    found = open_folder(root, "deeper/study")
    assert found.kind == "study" and all(found.answer)
    assert len(found.table.frame) == 12 and len(found.table.schemes) == 3 and len(found.table.parameters) == 1
    assert found.parameter(found.table.parameters[0])[1] != found.table.parameters[0]
    run = Chosen("none", "board", 2, 0)
    row = row_of(found, run)
    assert row is not None
    shown = play_settings(settings_of(found, run, {}), {}, lambda *_: None)
    names = list(found.table.outcomes)
    again = of_show(shown.show, names)
    assert {name: again[name] for name in names} == {name: row[name] for name in names}


def test_what_moves_an_outcome(sheet: Sheet) -> None:
    found = moved(sheet, "net_gmv", "none", "alert_bond", RATE, DELAY)
    assert found.surface is not None and np.array(found.surface.values).shape == (21, 21)
    corners = heat(sheet, "net_gmv", RATE, DELAY, "none", "alert_bond").values
    ends = (found.surface.values[0][0], found.surface.values[-1][-1])
    assert ends == pytest.approx((corners[0][0], corners[1][1]))
    rows = effect_rows(sheet, found.answer, 0)
    assert rows[0]["label"] == RATE and rows[0]["end"] < 0
    assert len(index_rows(sheet, found.answer.indices, 1)) == 2
    assert moved(sheet, "net_gmv", "none", "alert_bond", RATE, SCHEME).surface is None
    assert [row["label"] for row in forest_rows(sheet, "net_gmv", "none", 0)] == ["Alert bond"]


def test_pictures_are_plain_data_in_their_bounds(sheet: Sheet) -> None:
    found = strands(sheet, OUTCOMES, "none", 0)
    json.dumps([found.axes, found.lines], allow_nan=False)
    assert len(found.lines) == 8 and found.left_out == 0 and len(found.axes) == 5
    assert all(at is None or 0.0 <= at <= 1.0 for line in found.lines for at in line["at"])
    front = front_of(sheet)
    assert front is not None
    points = front_points(sheet, front, "net_gmv", "profit.host", 1)
    most = max(each["x"] for each in points)
    assert len(points) == 8 and any(each["filled"] for each in points if each["x"] == most)


def test_a_folder_at_work_or_damaged_says_so(root: Path, tmp_path: Path) -> None:
    for name in ("cut", "broken", "odd"):
        shutil.copytree(root / "small", tmp_path / name)
    rows = (tmp_path / "cut" / "rows.parquet").read_bytes()
    (tmp_path / "cut" / "rows.parquet").unlink()
    found = describe(tmp_path, "cut")
    assert not found.ready and "0 of 16" in found.note[0]
    (tmp_path / "broken" / "rows.parquet").write_bytes(rows[: len(rows) // 2])
    (tmp_path / "odd" / "design.parquet").write_bytes(b"nonsense")
    (tmp_path / "odd" / "rows.parquet").unlink()
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.json").write_text('{"format": 3}', encoding="utf-8")
    for name in ("broken", "odd", "study"):
        damaged = describe(tmp_path, name)
        assert not damaged.ready and all(damaged.note), name
    for name in ("cut", "broken", "odd", "study"):
        with pytest.raises(UserError):
            open_folder(tmp_path, name)


def test_nothing_outside_the_root_is_opened(root: Path, tmp_path: Path) -> None:
    (root / "leads-out").symlink_to(tmp_path)
    for path in ("../secrets", "/etc", "leads-out", "small/../../x"):
        with pytest.raises(UserError):
            allowed(path, root)
    (root / "leads-out").unlink()


def test_runs_that_cannot_be_played_here_say_why(sheet: Sheet) -> None:
    with pytest.raises(UserError, match="found none"):
        settings_of(sheet, Chosen("none", "alert_bond", 99, 0), {})
    foreign = replace(sheet, table=replace(sheet.table, about={**sheet.table.about, "scenario": "mine/own.yaml"}))
    with pytest.raises(UserError, match="load that file"):
        settings_of(foreign, Chosen("none", "alert_bond", 0, 0), {})
    assert settings_of(foreign, Chosen("none", "alert_bond", 0, 0), {"file:own.yaml": "x"}).scenario == "file:own.yaml"


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(), st.text(PRINTED, max_size=12),
                 st.lists(st.integers(), max_size=3)))  # fmt: skip
def test_a_value_survives_its_way_through_settings(value: object) -> None:
    assert yaml.safe_load(text_of(value)) == value


def test_the_name_of_a_run_is_read_back() -> None:
    run = Chosen("a+b", "scheme", 12, 3)
    assert Chosen.of(run.id) == run
    assert Chosen.of("nonsense") is None and Chosen.of("a|b|c|d") is None


def test_a_small_sweep_is_stopped_by_who_follows_it_and_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("solara")
    from visualization.page.panels.sweeps_desk import small_sweep

    class Enough(Exception):
        pass

    def stop(count: int) -> None:
        raise Enough(count)

    with pytest.raises(Enough):
        small_sweep().run(tmp_path / "small", workers=1, ended=stop)
    told: list[int] = []
    done = small_sweep().run(tmp_path / "small", workers=1, ended=told.append)
    assert told == sorted(told) and told[-1] == done.ran < 12  # what had ended is not played again
    assert (done.done, done.failed) == (12, 0)
