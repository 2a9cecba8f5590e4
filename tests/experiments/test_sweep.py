"""Sweeps on real processes: killed drivers and workers, runs that hang, hoard or die, two drivers, any number of workers."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from environment import Scenario, Scheme, play
from experiments.replicate import seed_of
from experiments.sweep import Results, Sweep, failures, read, status
from experiments.sweep.driver import Driver
from experiments.sweep.engine_local import Local, Worker
from protocols.errors import UserError
from tests.experiments.sweep_models import HANGS, HOARDS, HOLDS, KILLED, RAISES, VICTIM, WILD
from tests.experiments.sweep_tools import Inline, driver, sweep_file, until, workers_of

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


def interrupted(file: Path, out: Path, before: int, workers: int, **more: str) -> int:
    """Drive a sweep on until four more runs are stored, kill one of two workers, then the driver; return how many are stored.

    Meanwhile nobody else may drive it.
    """
    hold = file.with_name("hold")
    at_work = driver(file, out, workers, "slow", SWEEP_HOLD=str(hold), **more)
    until(lambda: stored(out) >= before + 4)
    hold.touch()
    until(lambda: len(workers_of(at_work.pid)) == workers)
    assert f"process {at_work.pid} on " in str(status(out).holder)
    with pytest.raises(UserError, match=f"in use by process {at_work.pid} on .*, allowed: wait for it, stop it"):
        play_here(file, out, "slow")
    with pytest.raises(UserError, match=f"in use by process {at_work.pid}"):
        play_here(file, out, "slow", shard=(1, 2))
    crew = workers_of(at_work.pid)
    if workers > 1:
        os.kill(crew[0], signal.SIGKILL)
        until(lambda: set(workers_of(at_work.pid)) - set(crew) or at_work.poll() is not None)
        crew = workers_of(at_work.pid)
    at_work.kill()
    at_work.communicate()
    until(lambda: all(map(gone, crew)))  # no orphan plays on
    hold.unlink()
    assert status(out).holder is None
    return stored(out)


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and what follows is played in this process, without pauses."""

    def now() -> None:
        monkeypatch.setattr("experiments.sweep.sweep.open_engine", Inline)
        monkeypatch.setattr("tests.experiments.sweep_models.PAUSE", 0.0)

    return now


def test_killed_drivers_and_workers_change_nothing(tmp_path: Path, inline: Callable[[], None]) -> None:
    file, whole, out = sweep_file(tmp_path, replications=35), tmp_path / "whole", tmp_path / "out"
    before = 0
    for workers in (2, 1):
        before = interrupted(file, out, before, workers, PYTHONHASHSEED=str(workers))
        assert 4 <= before < 140
    last = play_here(file, out, "slow", workers=1)
    assert (last.done, last.failed) == (140, 0)
    assert last.ran <= 140 - before  # nothing that had finished is played again
    inline()
    assert play_here(file, whole, "slow").done == 140
    assert (out / "rows.parquet").read_bytes() == (whole / "rows.parquet").read_bytes()
    assert not list(out.glob("parts/*")) and not list(out.glob("journal/*"))


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    """All workers that are hired; the first is killed while it starts."""
    hired: list[Worker] = []
    hire = Local._hire

    def kill_first(self: Local) -> Worker:
        hired.append(hire(self))
        if len(hired) == 1:
            hired[0].process.kill()
        return hired[-1]

    monkeypatch.setattr(Local, "_hire", kill_first)
    return hired


def test_what_goes_wrong_is_recorded_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crew: list[Worker]
) -> None:
    trap = tmp_path / "trap"  # whoever finds it is killed as if by somebody else: no failure of its run
    trap.touch()
    monkeypatch.setenv("SWEEP_VICTIM", str(trap))
    bad = {RAISES: "raised", KILLED: "killed", HANGS: "time", HOLDS: "time", HOARDS: "memory"}
    file = sweep_file(tmp_path, (1.0, *bad, VICTIM), replications=1, more="limits: {seconds: 1, memory_mb: 1000}\n")
    text = file.read_text(encoding="utf-8").replace("[commission_only, alert_bond]", "[alert_bond]")
    file.write_text(text, encoding="utf-8")
    done = play_here(file, tmp_path / "out", "moody", workers=2)
    assert (done.runs, done.done, done.failed) == (7, 2, 5)
    assert sorted(done.frame()["scale.return_rate"]) == [1.0, VICTIM] and not trap.exists()
    assert crew[0].process.exitcode == -signal.SIGKILL and len(crew) >= 7  # two, and one after each death
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


def test_a_run_that_does_what_no_run_should_is_recorded_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    levels = {act: level for level, act in WILD.items()}
    file = sweep_file(tmp_path, (1.0, *WILD, 1.1, 1.2), replications=2)
    done = play_here(file, Path("out"), "wild", workers=2)
    assert (done.runs, done.done, done.failed) == (36, 28, 8)
    found = {each["parameters"]["scale.return_rate"]: each for each in done.failures()}
    assert {each["why"] for each in found.values()} == {"raised"}
    assert "SystemExit: enough" in found[levels["exits"]]["detail"]
    assert "BaseException: mine" in found[levels["is no exception"]]["detail"]
    assert "ValueError: \udcff" in found[levels["quotes a strange name"]]["detail"]
    assert len(found[levels["talks"]]["detail"]) < 30_000
    again = play_here(file, Path("out"), "wild", workers=2)
    assert (again.ran, again.failed) == (0, 8)
    said = capfd.readouterr()
    assert "not a result" in said.err and not said.out  # which is for results alone


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


def test_a_real_sweep_gives_what_single_plays_give(tmp_path: Path, inline: Callable[[], None]) -> None:
    axes: dict[str, Any] = {"scale.return_rate": {"values": [1.5]}, "dispositions.host.temptation": {"values": [0.5]}}
    sweep = Sweep("autumn_launch", ["commission_only", "alert_bond"], parameters=axes, replications=2, seed=7)
    sweep.run(tmp_path / "two", 2)
    inline()
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
    assert (tmp_path / "two" / "rows.parquet").read_bytes() == (tmp_path / "one" / "rows.parquet").read_bytes()


def test_a_season_is_a_run_too(tmp_path: Path, inline: Callable[[], None]) -> None:
    inline()
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


def test_a_scheduler_that_is_gone_ends_the_sweep_with_a_message() -> None:
    from experiments.sweep.engine_dask import Dask

    engine = Dask.__new__(Dask)
    engine._flying, engine._address = {}, "tcp://10.0.0.1:8786"
    engine._client = SimpleNamespace(status="closed")  # as dask's client is when it has given up reconnecting
    with pytest.raises(UserError, match="dask:tcp://10.0.0.1:8786: the scheduler is gone, allowed: start it"):
        engine.collect(0.0)


def test_an_engine_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="found 'cloud', allowed: local, dask"):
        play_here(sweep_file(tmp_path), tmp_path / "out", "quick", engine="cloud")
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(UserError, match=r"not installed, allowed: --engine local, or pip install \"gongying\[dask\]\""):
        play_here(sweep_file(tmp_path), tmp_path / "out", "quick", engine="dask")
