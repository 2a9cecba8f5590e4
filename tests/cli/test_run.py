"""The verb ``run``: what it prints, what it writes, and that it repeats."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import run

if TYPE_CHECKING:
    from environment import Scenario, Scheme


def played(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """The object that ``run --json`` prints."""
    assert run.main(["run", "--json", *words]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert isinstance(found, dict)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_json_holds_what_scripts_rely_on(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, "--seed", "11")
    assert found["scenario"] == "autumn_launch"
    assert found["scheme"] == "slot_fee_commission"
    assert found["seed"] == 11
    assert found["conservation"] == {"ledger_sum": 0, "oversold": 0}
    assert all(isinstance(value, int | float | None) for value in found["measures"].values())
    times = [event["t_min"] for event in found["timeline"]]
    assert times == sorted(times)
    for event in found["timeline"]:
        assert event["text"] and event["text_zh"] and event["kind"] and event["party"]
    for talk in found["negotiations"]:
        assert set(talk["gains"]) == set(talk["parties"]) == set(talk["reservations"])
        assert bool(talk["outcome"]) == talk["agreed"]
        assert talk["agreed"] or all(gain == 0 for gain in talk["gains"].values())
    total = sum(lines["profit"] for lines in found["money"].values())
    assert math.isclose(total, 0.0, abs_tol=0.005)
    for lines in found["money"].values():
        assert math.isclose(lines["income"] - lines["expense"], lines["profit"], abs_tol=0.011)
    assert not any(here.iterdir())


def test_the_same_command_prints_the_same_bytes_whatever_the_hash_seed(root: Path, tmp_path: Path) -> None:
    words = [sys.executable, str(root / "run.py"), "run", "--seed", "5", "--json", "--out"]
    working = []
    for hash_seed in ("1", "2"):
        with (tmp_path / f"stdout{hash_seed}").open("wb") as stdout:
            environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
            command = [*words, str(tmp_path / hash_seed)]
            working.append(subprocess.Popen(command, env=environment, stdout=stdout))
    assert [process.wait() for process in working] == [0, 0]
    assert (tmp_path / "stdout1").read_bytes() == (tmp_path / "stdout2").read_bytes()
    first, second = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_what_is_printed_names_every_party_and_talk(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["run", "--out", "out", "--lang", "zh"]) == 0
    text = capsys.readouterr().out
    found = played(capsys)
    for talk in found["negotiations"]:
        assert f"  {talk['id']} " in text
    flat = "".join(text.split())
    for event in found["timeline"]:
        assert "".join(event["text_zh"].split())[:12] in flat
    assert str(Path("out") / "report.html") in text
    assert (here / "out" / "report.html").stat().st_size > 10_000
    assert (here / "out" / "tables" / "ledger.parquet").exists()
    assert any((here / "out" / "figures").iterdir())


def test_options_reach_the_show(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = played(capsys)
    other = played(capsys, "--variant", "traffic_x3", "--set", "gift.unit_cost=15", "--scheme", "guarantee")
    assert other["variants"] == ["traffic_x3"]
    bargained = played(capsys, "autumn_launch", "--variant", "merchants_bargain")["negotiations"]
    assert {talk["id"] for talk in bargained if talk["kind"] == "N8"} >= {"N8-F2-Y1", "N8-F4-W1", "N8-F1-T1"}
    assert "gift.unit_cost" in other["overrides"]
    assert other["scheme"] == "guarantee"
    assert other["seed"] == base["seed"]
    assert other["measures"] != base["measures"]


def test_replications_give_ordered_percentiles(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = played(capsys, "--replications", "3", "--workers", "1", "--out", "out")
    spread = found["replications"]
    assert spread["n"] == 3
    assert spread["seeds"][0] == found["seed"]
    assert set(spread["measures"]) >= set(found["measures"])  # some are undefined in one show, not in all
    assert set(spread["money"]) == set(found["money"])
    for each in [*spread["measures"].values(), *spread["money"].values()]:
        if each["p50"] is not None:
            assert each["p10"] <= each["p50"] <= each["p90"]
    assert (here / "out" / "replications.parquet").exists()


def test_different_inputs_go_to_different_folders(here: Path) -> None:
    from environment import Scenario, Scheme

    assert folder_of(Scenario.load("autumn_launch")).name == "autumn_launch-slot_fee_commission-3"
    mine = here / "mine.yaml"
    mine.write_text("# mine\n" + json.dumps(Scenario.load("autumn_launch").plain()), encoding="utf-8")
    changed = Scenario.load("autumn_launch").with_overrides({"gift.unit_cost": 15})
    mine_changed = here / "changed.yaml"
    mine_changed.write_text(json.dumps(changed.plain()), encoding="utf-8")
    folders = {
        folder_of(Scenario.load("autumn_launch")),
        folder_of(Scenario.load("autumn_launch", variants=["traffic_x3"])),
        folder_of(changed),
        folder_of(Scenario.load("autumn_launch", variants=["traffic_x3"], overrides={"gift.unit_cost": 15})),
        folder_of(Scenario.load("autumn_launch"), Scheme.load("arms_length")),
        folder_of(Scenario.load("autumn_launch"), shows=3),
        folder_of(Scenario.load("autumn_launch"), replications=3),
        folder_of(Scenario.load("autumn_launch"), replications=20),
    }
    assert len(folders) == 8
    assert folder_of(Scenario.load(mine)) == folder_of(Scenario.load("autumn_launch"))
    assert folder_of(Scenario.load(mine_changed)) != folder_of(Scenario.load("autumn_launch"))


def folder_of(scenario: Scenario, scheme: Scheme | None = None, shows: int = 1, replications: int = 0) -> Path:
    """Where a show of ``scenario`` with seed 3 would be written."""
    from environment import Scheme, Show
    from visualization.rehearsal import default_folder

    scheme = scheme or Scheme.load("slot_fee_commission")
    return default_folder(Show(scenario, scheme, 3, "", [], [], {}, {}, {}, {}), shows, replications)


def test_an_unwritable_folder_is_one_message(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "taken").write_text("a file, not a folder")
    with pytest.raises(SystemExit) as ended:
        run.main(["run", "--out", "taken"])
    printed = capsys.readouterr()
    assert ended.value.code == 2 and not printed.out  # before anything is played
    assert "--out: found 'taken'; allowed: a folder that can be written" in printed.err
    assert (here / "taken").read_text() == "a file, not a folder"


def test_a_reader_that_stops_early_is_no_error(root: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" "{root / "run.py"}" scenarios | head -n 1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "ahead"),
    [
        (["--replications", "200"], True),
        (["--shows", "20", "--replications", "10"], True),
        (["--replications", "199"], False),
        (["--shows", "400"], False),
        (["--replications", "200", "--workers", "1"], False),
    ],
)
def test_much_to_replicate_starts_the_workers_loading_at_once(
    words: list[str], ahead: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from protocols.errors import UserError

    def rehearse(*_: object, **__: object) -> None:
        raise UserError("stop here")

    begun: list[object] = []
    monkeypatch.setattr("visualization.rehearsal.rehearse", rehearse)
    monkeypatch.setattr("experiments.pool.start_ahead", begun.append)
    assert run.main(["run", *words]) == 2
    assert bool(begun) is ahead
