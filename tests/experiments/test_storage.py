"""Stored shows: everything comes back, the same bytes each time, and nothing of the user's is lost."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Show
from experiments.calibrate import calibrate
from experiments.export import plain, show_object
from experiments.settle import settle
from experiments.storage import read_show_tables, write_atomically, write_show
from protocols.errors import UserError


@pytest.fixture(scope="module")
def folder(reference_show: Show, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_show(reference_show, tmp_path_factory.mktemp("stored"))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_table_comes_back(reference_show: Show, folder: Path) -> None:
    frames = read_show_tables(folder)
    assert set(frames) == set(reference_show.tables)
    for name, frame in frames.items():
        expected = reference_show.frame(name)
        assert list(frame.columns) == list(expected.columns)
        assert len(frame) == len(expected)
        for column in frame.select_dtypes("number"):
            np.testing.assert_array_equal(frame[column].to_numpy(), expected[column].to_numpy())


def test_story_and_talks_are_lines_of_json(reference_show: Show, folder: Path) -> None:
    story = rows(folder / "timeline.jsonl")
    assert [event["text_zh"] for event in story] == [event.text("zh") for event in reference_show.events]
    talks = rows(folder / "negotiations.jsonl")
    assert talks == json.loads(json.dumps(show_object(reference_show)["negotiations"]))
    for talk in reference_show.negotiations:
        assert len(rows(folder / "transcripts" / f"{talk.id}.jsonl")) == len(talk.transcript)


def test_the_measures_are_there_for_a_reader_of_the_folder(reference_show: Show, folder: Path) -> None:
    assert json.loads((folder / "measures.json").read_text(encoding="utf-8")) == reference_show.measures


def test_the_manifest_vouches_for_every_file(folder: Path) -> None:
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {*manifest["files"], "run.json", "versions.json"}


def test_writing_again_gives_the_same_bytes(reference_show: Show, folder: Path, tmp_path: Path) -> None:
    again = write_show(reference_show, tmp_path / "new" / "place")
    for path in folder.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name


def test_rewriting_removes_only_what_an_earlier_run_left(reference_show: Show, tmp_path: Path) -> None:
    write_show(reference_show, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "tables" / "mine.parquet").write_text("mine too")
    fewer = replace(reference_show, negotiations=reference_show.negotiations[1:])
    write_show(fewer, tmp_path)
    assert not (tmp_path / "transcripts" / f"{reference_show.negotiations[0].id}.jsonl").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "tables" / "mine.parquet").exists()


def test_a_manifest_cannot_name_files_outside_its_folder(reference_show: Show, tmp_path: Path) -> None:
    victim = tmp_path / "victim.parquet"
    victim.write_text("keep me")
    inside = tmp_path / "run"
    inside.mkdir()
    names = ["../victim.parquet", "tables/../../victim.parquet", str(victim)]
    earlier = {"format": "gongying-run/1", "files": dict.fromkeys(names, "")}
    (inside / "run.json").write_text(json.dumps(earlier))
    write_show(reference_show, inside)
    assert victim.read_text() == "keep me"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "table.parquet"
    write_atomically(target, b"old")

    def disk_full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", disk_full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_and_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to("kept/target")  # of which there is none yet
    for data in (b"one", b"two"):
        write_atomically(tmp_path / "link", data)
        assert (tmp_path / "link").is_symlink() and (tmp_path / "kept" / "target").read_bytes() == data
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("pipe", "kept", "loop"):
        with pytest.raises(UserError, match=f"{name}: found no regular file, allowed: a file that can be written"):
            write_atomically(tmp_path / name, b"three")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode) and (tmp_path / "loop").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "link", "loop", "pipe"]


def test_threads_may_write_the_same_file(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write_atomically, tmp_path / "f", bytes([at]) * 4096) for at in range(200)]:
            done.result()
    assert len(set((tmp_path / "f").read_bytes())) == 1 and len(list(tmp_path.iterdir())) == 1


def test_a_folder_of_somebody_else_is_refused_whole(reference_show: Show, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "mine.parquet").write_text("mine")
    with pytest.raises(UserError, match=r"found tables/mine\.parquet, which is no earlier result"):
        write_show(reference_show, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_folders_that_hold_no_run_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"found no tables/\*.parquet"):
        read_show_tables(tmp_path)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "ledger.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(UserError, match=r"ledger\.parquet: found a damaged table"):
        read_show_tables(tmp_path)


@pytest.mark.parametrize(
    ("reader", "table", "column"),
    [("settle", "ledger", "cents"), ("calibrate", "ticks", "effort"), ("calibrate", "style_ticks", "t_min")],
)
def test_a_table_without_a_column_that_is_read_is_one_message(
    reader: str, table: str, column: str, reference_show: Show, tmp_path: Path
) -> None:
    """Even where the manifest vouches for it, as that of another program would."""
    folder = write_show(reference_show, tmp_path / "run")
    path, manifest = folder / "tables" / f"{table}.parquet", folder / "run.json"
    pq.write_table(pq.read_table(path).drop_columns([column]), path)
    found = json.loads(manifest.read_text(encoding="utf-8"))
    found["files"][f"tables/{table}.parquet"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(UserError, match=rf"{table}\.parquet: found no column {column}, allowed: the tables of a stored run"):
        settle(str(folder), None) if reader == "settle" else calibrate([folder], reference_show.scenario)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(VALUES)
def test_plain_values_are_strict_json(value: object) -> None:
    text = json.dumps(plain(value), allow_nan=False)
    assert plain(json.loads(text)) == json.loads(text)


def test_numpy_values_become_plain_ones() -> None:
    found = plain({"a": np.int64(3), "b": np.float64("nan"), "c": np.array([[1, 2]]), "d": np.bool_(True)})
    assert found == {"a": 3, "b": None, "c": [[1, 2]], "d": True}
    with pytest.raises(TypeError):
        plain({1, 2})
