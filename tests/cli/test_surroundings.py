"""Odd surroundings: closed streams, a Python that trusts no folder, too little memory, files or room."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from environment import Scheme
from tests.cli.typed import typed

outcome = typed()


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_show_needs_nobody_to_listen(closed: str, root: Path, tmp_path: Path) -> None:
    line = f'"{sys.executable}" "{root / "run.py"}" run --out "{tmp_path / "out"}" {closed}'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and (tmp_path / "out" / "report.html").is_file()


def test_a_usage_error_that_nobody_hears_is_not_printed_as_a_result(root: Path) -> None:
    line = f'"{sys.executable}" "{root / "run.py"}" run --seed x 2>&-'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("option", ["-I", "-P"])
def test_a_python_that_trusts_no_folder_finds_us(option: str, root: Path, tmp_path: Path) -> None:
    words = [sys.executable, option, str(root / "run.py"), "compare", "guarantee", "alert_bond"]
    words += ["--replications", "2", "--workers", "2", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "") and json.loads(done.stdout)


@pytest.mark.parametrize(
    "words", [("design", "--parameters"), ("negotiate", "logrolling", "--protocol"), ("settle", "minimum_sales", "--contract")]
)
def test_an_empty_name_is_not_the_default(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, *words, "")
    assert (code, out) == (2, "") and "found ''; allowed: a name or a file" in err


@pytest.mark.parametrize(
    "words",
    [("calibrate",), ("run", "--scenario"), ("run", "--scheme"), ("sweep",), ("sweep", "--status"), ("settle",), ("analyse",)],
)
def test_a_link_that_leads_to_itself_is_one_message(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    code, out, err = outcome(capsys, *words, str(loop))
    assert (code, out) == (2, "") and "loop" in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "allowed: names and values in utf-8"), ("zh", "允许：用 utf-8 编码的名称与值")]
)
@pytest.mark.parametrize("words", [("run", "--scenario"), ("audit",), ("sweep", "--out"), ("settle",)])
def test_a_name_in_another_encoding_is_one_message(
    words: tuple[str, ...], lang: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = outcome(capsys, *words, os.fsdecode("秋季.yaml".encode("gbk")), "--lang", lang)
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err


def test_files_with_a_name_in_another_encoding_can_be_read_by_a_script(root: Path, tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode("秋季.yaml".encode("gbk"))
    try:
        place.write_bytes((root / "environment/scheme/data/guarantee.yaml").read_bytes())
    except OSError:
        pytest.skip("a file system of Unicode names")
    assert Scheme.load(place).content_hash() == Scheme.load("guarantee").content_hash()


@pytest.mark.parametrize(("lang", "said"), [("en", "out of memory"), ("zh", "内存不足")])
@pytest.mark.parametrize("error", [MemoryError(), ImportError("lib.so: failed to map segment from shared object")])
def test_too_little_memory_is_one_message(
    error: Exception, lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hungry(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("visualization.rehearsal.play", hungry)
    code, out, err = outcome(capsys, "run", "--json", "--lang", lang)
    assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(said)


@pytest.mark.parametrize("buffered", [False, True])
def test_another_fault_of_the_system_is_not_blamed_on_the_output(
    buffered: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), write_through=not buffered))
    assert run.gone(OSError(errno.EMFILE, "Too many open files"), "en") == 2
    assert capsys.readouterr().err == "Too many open files\n"
