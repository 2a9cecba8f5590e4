"""Sweeps on real processes: killed drivers and workers, runs that hang, hoard or die, two drivers, any number of workers."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from environment import Scenario, Scheme, play
from experiments.replicate import seed_of
from experiments.sweep import Results, Sweep, failures, read, status
from experiments.sweep.driver import Driver
from protocols.errors import UserError
from tests.experiments.sweep_models import HANGS, HOARDS, HOLDS, KILLED, RAISES
from tests.experiments.sweep_tools import driver, sweep_file, until, workers_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds and limits processes the Linux way")
MODELS = "tests.experiments.sweep_models"


def play_here(file: Path, out: Path, model: str, workers: int = 1, **more: Any) -> Results:
    return Sweep.load(file).run(out, workers, model=f"{MODELS}:{model}", **more)


def stored(out: Path) -> int:
    """Runs of which something is on disk: parts, and notes of workers."""
    parts = status(out).done if (out / "design.parquet").exists() else 0
    return parts + sum(path.read_text().count('"", ""]') for path in out.glob("journal/*.jsonl"))


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def interrupted(file: Path, out: Path, before: int, **more: str) -> int:
    """Drive a sweep on until four more runs are stored, kill a worker, then the driver; return how many are stored."""
    at_work = driver(file, out, 2, "slow", **more)
    until(lambda: len(workers_of(at_work.pid)) == 2 and stored(out) >= before + 4)
    crew = workers_of(at_work.pid)
    os.kill(crew[0], signal.SIGKILL)
    until(lambda: set(workers_of(at_work.pid)) - set(crew) or at_work.poll() is not None)
    crew = workers_of(at_work.pid)
    at_work.kill()
    at_work.communicate()
    until(lambda: all(map(gone, crew)))  # no orphan plays on
    return stored(out)


def test_killed_drivers_and_workers_change_nothing(tmp_path: Path) -> None:
    file, whole, out = sweep_file(tmp_path, replications=25), tmp_path / "whole", tmp_path / "out"
    assert play_here(file, whole, "slow").done == 100
    before = 0
    for attempt in range(2):
        before = interrupted(file, out, before, PYTHONHASHSEED=str(attempt))
        assert 4 <= before < 100
    last = driver(file, out, 2, "slow")
    told = json.loads(last.communicate(timeout=60)[0])
    assert (told["done"], told["failed"]) == (100, 0)
    assert told["ran"] <= 100 - before  # nothing that had finished is played again
    assert (out / "rows.parquet").read_bytes() == (whole / "rows.parquet").read_bytes()
    assert not list(out.glob("parts/*")) and not list(out.glob("journal/*"))


def test_what_goes_wrong_is_recorded_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = {RAISES: "raised", KILLED: "killed", HANGS: "time", HOLDS: "time", HOARDS: "memory"}
    file = sweep_file(tmp_path, (1.0, *bad, 1.6), replications=1, more="limits: {seconds: 1, memory_mb: 1000}\n")
    text = file.read_text(encoding="utf-8").replace("[commission_only, alert_bond]", "[alert_bond]")
    file.write_text(text, encoding="utf-8")
    done = play_here(file, tmp_path / "out", "moody", workers=2)
    assert (done.runs, done.done, done.failed) == (7, 2, 5)
    assert sorted(done.frame()["scale.return_rate"]) == [1.0, 1.6]
    found = {each["parameters"]["scale.return_rate"]: each for each in done.failures()}
    assert {level: each["why"] for level, each in found.items()} == bad
    assert "ArithmeticError: no such luck" in found[RAISES]["detail"]
    assert "SIGKILL" in found[KILLED]["detail"]
    for level in (HANGS, HOLDS):
        assert found[level]["detail"].startswith("more than 1 s")
        assert "in moody" in found[level]["detail"]
    assert "MemoryError" in found[HOARDS]["detail"]
    assert all(each["seed"] == done.frame()["seed"][0] and each["scheme"] == "alert_bond" for each in found.values())
    assert status(tmp_path / "out").why == {"killed": 1, "memory": 1, "raised": 1, "time": 2}


def test_the_innocent_victim_of_a_kill_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trap = tmp_path / "trap"
    trap.write_text("", encoding="utf-8")
    monkeypatch.setenv("SWEEP_VICTIM", str(trap))
    done = play_here(sweep_file(tmp_path), tmp_path / "out", "victim")
    assert not trap.exists()
    assert (done.done, done.failed) == (12, 0)


def test_a_second_driver_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    file, out = sweep_file(tmp_path, (1.0, HANGS)), tmp_path / "out"
    first = driver(file, out, 1, "moody")
    until(lambda: workers_of(first.pid) and list(out.glob("journal/*.jsonl")))
    assert status(out).holder is not None and f"process {first.pid} on " in str(status(out).holder)
    with pytest.raises(UserError, match=f"in use by process {first.pid} on .*, allowed: wait for it, stop it"):
        play_here(file, out, "moody")
    with pytest.raises(UserError, match=f"in use by process {first.pid}"):
        play_here(file, out, "moody", shard=(1, 2))
    first.kill()
    first.communicate()
    assert status(out).holder is None
    assert play_here(sweep_file(tmp_path, (1.0,)), out, "moody").done == 6


def test_workers_that_cannot_start_end_the_sweep_with_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.sweep.driver.PATIENCE", 1)
    send = Driver._send

    def kill_first(self: Driver) -> None:
        send(self)
        for worker in self.engine._crew:  # type: ignore[attr-defined]
            worker.process.kill()

    monkeypatch.setattr(Driver, "_send", kill_first)
    with pytest.raises(UserError, match="workers that die before they begin .*SIGKILL"):
        play_here(sweep_file(tmp_path), tmp_path / "out", "quick")


def test_a_worker_killed_while_it_starts_is_replaced(tmp_path: Path) -> None:
    file, out = sweep_file(tmp_path), tmp_path / "out"
    at_work = driver(file, out, 1, "quick")
    until(lambda: workers_of(at_work.pid))
    os.kill(workers_of(at_work.pid)[0], signal.SIGKILL)
    told = json.loads(at_work.communicate(timeout=60)[0])
    assert (told["done"], told["failed"]) == (12, 0)


def test_a_real_sweep_gives_what_single_plays_give(tmp_path: Path) -> None:
    axes: dict[str, Any] = {"scale.return_rate": {"values": [1.5]}, "dispositions.host.temptation": {"values": [0.5]}}
    sweep = Sweep("autumn_launch", ["commission_only", "alert_bond"], parameters=axes, replications=2, seed=7)
    told: list[Any] = []
    one = sweep.run(tmp_path / "one", 1, tell=told.append)
    assert (one.done, one.failed, one.ran) == (4, 0, 4)
    assert told[0].runs == told[0].pending == 4 and told[0].pace > 0 and told[0].bytes > 0
    scenario = Scenario.load("autumn_launch", overrides={"scale.return_rate": 1.5})
    frame = read(tmp_path / "one")
    for scheme in ("commission_only", "alert_bond"):
        for k in range(2):
            show = play(scenario, Scheme.load(scheme), seed_of(7, k), dispositions={"host": {"temptation": 0.5}})
            (row,) = frame[(frame.scheme == scheme) & (frame.replication == k)].to_dict("records")
            assert {name: row[name] for name in show.measures} == show.measures
            assert row["profit.host"] == show.money["host"]["profit"]
    sweep.run(tmp_path / "two", 2)
    assert (tmp_path / "two" / "rows.parquet").read_bytes() == (tmp_path / "one" / "rows.parquet").read_bytes()


def test_a_season_is_a_run_too(tmp_path: Path) -> None:
    axes: dict[str, Any] = {"scheme.terms.leftover_share_host": {"values": [0.3]}}
    sweep = Sweep("autumn_launch", ["commission_only"], shows=2, seed=7, parameters=axes)
    done = sweep.run(tmp_path / "out", 1)
    season = play("autumn_launch", Scheme.load("commission_only", {"terms.leftover_share_host": 0.3}), seed=7, shows=2)
    (row,) = done.frame().to_dict("records")
    assert row["profit.host"] == sum(season.profit["host"])  # type: ignore[union-attr]
    assert row["season_surplus_cny"] == season.measures["season_surplus_cny"]
    assert row["net_gmv"] == pytest.approx(sum(season.series["net_gmv"]) / 2)  # type: ignore[union-attr]


def test_dask_gives_the_same_rows(tmp_path: Path) -> None:
    pytest.importorskip("dask.distributed", reason="the dask extra is not installed")
    file = sweep_file(tmp_path, (1.0, RAISES, KILLED))
    play_here(file, tmp_path / "local", "moody", workers=2)
    play_here(file, tmp_path / "dask", "moody", workers=2, engine="dask")
    assert (tmp_path / "dask" / "rows.parquet").read_bytes() == (tmp_path / "local" / "rows.parquet").read_bytes()
    why = [[(each["id"], each["why"]) for each in failures(tmp_path / engine)] for engine in ("local", "dask")]
    assert why[0] == why[1] and len(why[0]) == 12


def test_an_engine_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="found 'cloud', allowed: local, dask"):
        play_here(sweep_file(tmp_path), tmp_path / "out", "quick", engine="cloud")
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(UserError, match=r"not installed, allowed: --engine local, or pip install \"gongying\[dask\]\""):
        play_here(sweep_file(tmp_path), tmp_path / "out", "quick", engine="dask")
