"""The folder of a sweep: what is played again and what is not, shards, merging, full disks. No worker processes here."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from experiments.analysis import analyse
from experiments.sweep import Results, Sweep, failures, read, status
from experiments.sweep import store as store_module
from protocols.errors import UserError
from tests.experiments import sweep_models
from tests.experiments.sweep_tools import Inline, sweep_file

QUICK, MOODY = (f"tests.experiments.sweep_models:{name}" for name in ("quick", "moody"))


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.sweep.sweep.open_engine", Inline)


def play(file: Path, out: Path, model: str = QUICK, **more: Any) -> Results:
    return Sweep.load(file).run(out, model=model, **more)


def rows(out: Path) -> bytes:
    return (out / "rows.parquet").read_bytes()


def test_nothing_changed_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    file, out = sweep_file(tmp_path), tmp_path / "out"
    first = play(file, out)
    assert (first.runs, first.done, first.failed, first.ran) == (12, 12, 0, 12)
    stamps = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.suffix != ".lock"}
    again = play(file, out)
    assert (again.done, again.ran) == (12, 0)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.suffix != ".lock"} == stamps


def test_a_worker_that_serves_another_design_forgets_its_worlds(tmp_path: Path) -> None:
    play(sweep_file(tmp_path), tmp_path / "one")
    frame = play(sweep_file(tmp_path, (1.6, 2.0)), tmp_path / "two").frame()  # point 0 is another one now
    assert (frame["net_gmv"] == frame["scale.return_rate"] * (frame["seed"] % 9973) + frame["scheme"].str.len()).all()


def test_only_what_is_new_runs_and_comes_back_for_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    play(sweep_file(tmp_path), out)
    small = rows(out)
    assert play(sweep_file(tmp_path, (1.0, 1.6, 2.0)), out).ran == 6
    assert len(read(out)) == 18
    assert play(sweep_file(tmp_path, (1.0, 2.0), replications=4), out).ran == 4
    assert play(sweep_file(tmp_path), out).ran == 0  # the first sweep again: its rows are still there
    assert rows(out) == small
    assert play(sweep_file(tmp_path, (1.0, 1.6, 2.0)), out).ran == 0


def test_an_outcome_more_runs_anew_and_one_less_does_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    file = sweep_file(tmp_path)
    play(file, out)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("return_rate, profit.host]", "return_rate]"), encoding="utf-8")
    assert play(file, out).ran == 0
    assert "profit.host" not in read(out)
    file.write_text(text.replace("profit.host]", "profit.host, rounds_mean]"), encoding="utf-8")
    assert play(file, out).ran == 12
    assert read(out)["rounds_mean"].notna().all()


def test_rows_hold_design_and_outcomes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    frame = play(sweep_file(tmp_path), out).frame()
    assert list(frame.columns) == [
        "id", "variant", "scheme", "point", "replication", "seed", "scale.return_rate", "net_gmv", "return_rate", "profit.host",
    ]  # fmt: skip
    expected = frame["scale.return_rate"] * (frame["seed"] % 9973) + frame["scheme"].str.len()
    assert (frame["net_gmv"] == expected).all()
    assert (frame["return_rate"].isna() == (frame["seed"] % 3 == 0)).all()
    assert frame.groupby("replication")["seed"].nunique().eq(1).all()


@pytest.mark.parametrize(("kind", "points"), [("saltelli", 48), ("morris", 12)])
def test_indices_come_from_the_runs_of_a_sweep_made_for_them(tmp_path: Path, kind: str, points: int) -> None:
    file, out = sweep_file(tmp_path, more=f"sampling: {kind}\npoints: {points}\n"), tmp_path / "out"
    axes = "{low: 1, high: 2}\n  gift.unit_cost: {low: 5, high: 25}"
    file.write_text(file.read_text(encoding="utf-8").replace("{values: [1.0, 1.6]}", axes), encoding="utf-8")
    play(file, out)
    (found,) = [each for each in analyse(out, ["net_gmv"]).answers if each.scheme == "alert_bond"]
    rate, gift = found.indices
    if kind == "saltelli":
        assert rate.source == gift.source == "runs" and rate.total > 0.5 and gift.total == 0.0
    else:
        seeds = read(out)["seed"].drop_duplicates() % 9973  # what the rate is multiplied by
        assert rate.mu_star == pytest.approx(seeds.mean()) and gift.mu_star == 0.0


def test_shards_together_are_the_whole(tmp_path: Path) -> None:
    file, whole, out = sweep_file(tmp_path), tmp_path / "whole", tmp_path / "shards"
    play(file, whole)
    counts = [play(file, out, shard=(k, 5)) for k in range(1, 6)]
    assert sum(each.ran for each in counts) == 12 and all(each.runs == each.done for each in counts)
    assert status(out).done == 12 and not (out / "rows.parquet").exists()
    assert play(file, out).ran == 0
    assert rows(out) == rows(whole)
    with pytest.raises(UserError, match="--shard 6/5"):
        play(file, out, shard=(6, 5))


def test_many_small_parts_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, whole, out = sweep_file(tmp_path, replications=20), tmp_path / "whole", tmp_path / "out"
    play(file, whole)
    monkeypatch.setattr(store_module, "MANY", 4)
    monkeypatch.setattr("experiments.sweep.driver.FLUSH_S", 0.0)
    monkeypatch.setattr("experiments.sweep.driver.LONGEST", 1)
    most: list[int] = []
    merge = store_module.Store._merge_small

    def watch(self: store_module.Store) -> None:
        merge(self)
        most.append(len(list((self.folder / "parts").glob("*.parquet"))))

    monkeypatch.setattr(store_module.Store, "_merge_small", watch)
    play(file, out)
    assert len(most) > 8 and max(most) < 4
    assert rows(out) == rows(whole)


def test_a_failure_stays_until_it_is_retried(tmp_path: Path) -> None:
    file, out, fine = sweep_file(tmp_path, (1.0, 1.1)), tmp_path / "out", tmp_path / "fine"
    first = play(file, out, model=MOODY)
    assert (first.done, first.failed) == (6, 6)
    (one, *_) = first.failures()
    assert one["why"] == "raised" and "ArithmeticError: no such luck" in one["detail"]
    assert one["parameters"] == {"scale.return_rate": 1.1} and one["seed"] in set(first.frame()["seed"])
    assert play(file, out, model=MOODY).ran == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_models, "RAISES", -1.0)
        assert play(file, out, model=MOODY, retry_failed=True).ran == 6
        play(file, fine, model=MOODY)
    assert not failures(out) and status(out).why == {}
    assert rows(out) == rows(fine)


def test_notes_of_a_chunk_that_was_cut_off_are_taken_in(tmp_path: Path) -> None:
    file, whole, out = sweep_file(tmp_path), tmp_path / "whole", tmp_path / "out"
    play(file, whole)
    frame = read(whole)
    (out / "journal").mkdir(parents=True)
    names = ["net_gmv", "return_rate", "profit.host"]
    lines = [json.dumps(names)]
    for row in frame.head(5).to_dict("records"):
        values = [None if row[name] != row[name] else row[name] for name in names]
        lines += [json.dumps([row["id"]]), json.dumps([row["id"], 0.1, values, "", ""])]
    (out / "journal" / "all-0000001.jsonl").write_text("\n".join(lines) + '\n["cut o', encoding="utf-8")
    (out / "parts").mkdir()
    (out / "parts" / ".000001-all.parquet.all.tmp").write_bytes(b"PAR1 half a file")
    assert play(file, out).ran == 7
    assert rows(out) == rows(whole)
    assert [path.name for path in out.rglob("*") if path.suffix in (".tmp", ".jsonl")] == ["failures.jsonl"]


def test_a_full_disk_is_one_message_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, whole, out = sweep_file(tmp_path, replications=20), tmp_path / "whole", tmp_path / "out"
    play(file, whole)
    monkeypatch.setattr("experiments.sweep.driver.FLUSH_S", 0.0)
    monkeypatch.setattr("experiments.sweep.driver.LONGEST", 1)
    real, calls = os.fsync, [0]

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > 14:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left on device.*nothing stored is lost"):
        play(file, out)
    kept = status(out).done
    assert 0 < kept < 80
    monkeypatch.setattr(os, "fsync", real)
    assert kept + play(file, out).ran <= 80  # notes of the last chunks count too
    assert rows(out) == rows(whole)


def test_too_little_room_is_told_before_the_first_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import namedtuple

    monkeypatch.setattr("shutil.disk_usage", lambda _: namedtuple("usage", "total used free")(10, 9, 1))
    with pytest.raises(UserError, match=r"0\.0 MB free, up to 0\.0 MB needed at work"):
        play(sweep_file(tmp_path), tmp_path / "out")


def test_a_folder_that_cannot_be_one_message(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="taken: found .*, allowed: a folder that can be written"):
        play(sweep_file(tmp_path), tmp_path / "taken")
    with pytest.raises(UserError, match="found no design.parquet, allowed: the folder of a sweep"):
        status(tmp_path)


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    file, out = sweep_file(tmp_path), tmp_path / "out"
    play(file, out)
    (out / "rows.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(UserError, match="rows.parquet: found a damaged file .* delete it"):
        play(file, out)
    (out / "rows.parquet").unlink()
    assert play(file, out).ran == 12


@pytest.mark.parametrize("text", [b"\xff\0\n", b'{"id"', b"[1]\n", b'{"id": 3}\n'])
@pytest.mark.parametrize("name", ["failures.jsonl", "failures/000007-all.jsonl"])
def test_damaged_failures_are_named(text: bytes, name: str, tmp_path: Path) -> None:
    file, out = sweep_file(tmp_path), tmp_path / "out"
    play(file, out)
    (out / name).write_bytes(text)
    for look in (lambda: play(file, out), lambda: status(out), lambda: failures(out)):
        with pytest.raises(UserError, match=f"{name}: found a damaged file"):
            look()


def test_notes_that_are_none_and_a_part_put_there_by_hand_do_no_harm(tmp_path: Path) -> None:
    out = tmp_path / "out"
    play(sweep_file(tmp_path, replications=1), out)
    for number, text in enumerate(("5\n", "[]\n[]\n", '{"a": 1}\n', "[1, 2]\n[3, 4]\n")):
        (out / "journal" / f"all-{number:07d}.jsonl").write_text(text)
    shutil.copy(out / "rows.parquet", out / "parts" / "mine-all.parquet")
    done = play(sweep_file(tmp_path, replications=2), out)
    assert (done.done, done.ran) == (8, 4) and not list(out.glob("journal/*"))


def test_variants_that_come_to_the_same_share_their_runs(tmp_path: Path) -> None:
    from environment import Scenario

    scenario = Scenario.load("autumn_launch")
    variant = next(iter(scenario.variants))
    file = sweep_file(tmp_path, more=f"variants: [none, {variant}]\n")
    done = play(file, tmp_path / "out")
    assert (done.runs, done.done) == (24, 24)
    assert len(done.frame()) == 24
