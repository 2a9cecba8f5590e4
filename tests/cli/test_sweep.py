"""``sweep`` on the command line: what it prints, its JSON, its exit codes, and being interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import run
from experiments.sweep import Sweep
from tests.experiments.sweep_tools import Inline, sweep_file, until, workers_of

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds and limits processes the Linux way")


@pytest.fixture
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows are played in this process."""
    monkeypatch.setattr("experiments.sweep.sweep.open_engine", Inline)


def one_run(folder: Path, more: str = "") -> Path:
    file = sweep_file(folder, (1.0,), 1, more)
    file.write_text(file.read_text(encoding="utf-8").replace("commission_only, ", ""), encoding="utf-8")
    return file


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run.main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_json_is_one_object_and_the_estimate_goes_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], _inline: None
) -> None:
    file, out = one_run(tmp_path), tmp_path / "out"
    code, text, told = spoken(capsys, "sweep", file, "--out", out, "--json")
    found = json.loads(text)
    assert code == 0
    assert set(found) == {"runs", "done", "failed", "seconds", "out"}
    assert (found["runs"], found["done"], found["failed"], found["out"]) == (1, 1, 0, str(out))
    assert "small: 1 run, 1 to do; a run takes about" in told
    code, text, told = spoken(capsys, "sweep", file, "--out", out)
    assert code == 0 and not told
    assert "nothing to do" in text and "1 of 1 run done, 0 failed; 0 ran now" in text
    code, text, _ = spoken(capsys, "sweep", "--status", out, "--lang", "zh")
    assert code == 0 and "完成 1 次" in text and "当前没有进程在运行" in text
    code, text, _ = spoken(capsys, "sweep", "--status", out, "--json")
    assert json.loads(text) == {
        "runs": 1, "done": 1, "failed": 0, "pending": 0, "why": {}, "running": None, "out": str(out)
    }  # fmt: skip


def test_a_failure_is_told_and_is_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, _inline: None
) -> None:
    file, out = one_run(tmp_path), tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr("environment.playing.play", lambda *_, **__: 1 / 0)
        code, text, _ = spoken(capsys, "sweep", file, "--out", out)
    assert code == 1
    assert "failures: 1 raised an error" in text
    assert "scheme alert_bond, scale.return_rate=1.0, seed 20260917): ZeroDivisionError: division by zero" in text
    assert "--retry-failed" in text
    assert spoken(capsys, "sweep", file, "--out", out)[0] == 1
    code, text, _ = spoken(capsys, "sweep", file, "--out", out, "--retry-failed", "--lang", "zh")
    assert code == 0 and "失败 0 次" in text


def test_a_shard_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str], _inline: None) -> None:
    code, text, _ = spoken(capsys, "sweep", one_run(tmp_path), "--out", tmp_path / "out", "--shard", "2/2")
    assert code == 0
    assert "the same command without --shard" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sweep",), "found no FILE, allowed: a sweep file, or one of return_rate"),
        (("sweep", "no_such_sweep"), "no sweep of that name"),
        (("sweep", "--status", "."), "found no design.parquet"),
    ],
)
def test_mistakes_are_one_message(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = spoken(capsys, *words)
    assert (code, out) == (2, "")
    assert told in err and "Traceback" not in err


MALFORMED = [
    ("--limit", "0"), ("--limit", "soon"), ("--limit", "1e300"), ("--shard", "3/2"), ("--shard", "2"), ("--workers", "0")
]  # fmt: skip


@pytest.mark.parametrize("words", MALFORMED)
def test_malformed_options_are_refused(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run.main(["sweep", "return_rate", *words])
    assert end.value.code == 2
    assert words[0] in capsys.readouterr().err


def test_every_shipped_sweep_loads_and_says_what_it_is_about() -> None:
    from experiments.sweep.sweep import DATA

    assert Sweep.names()
    for name in Sweep.names():
        assert Sweep.load(name).setting.spec.name == name
        assert (DATA / f"{name}.yaml").read_text(encoding="utf-8").startswith("# ")


@LINUX
def test_ctrl_c_keeps_what_is_done(tmp_path: Path, root: Path) -> None:
    file, out = sweep_file(tmp_path, replications=200), tmp_path / "out"
    command = [sys.executable, "run.py", "sweep", str(file), "--out", str(out), "--workers", "1"]
    at_work = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # tests may run where Ctrl+C is ignored
    )  # fmt: skip
    until(lambda: list(out.glob("parts/*.parquet")))
    crew = workers_of(at_work.pid)
    os.kill(at_work.pid, signal.SIGINT)
    text, told = at_work.communicate(timeout=300)
    assert at_work.returncode == 130
    assert "interrupted" in told and "Traceback" not in told
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in crew))
    from experiments.sweep import status

    now = status(out)
    assert 0 < now.done < now.runs and now.failed == 0 and now.holder is None


@LINUX
def test_a_disk_that_refuses_is_one_message_and_what_is_stored_stays(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], _inline: None
) -> None:
    import resource

    file, out = one_run(tmp_path), tmp_path / "out"
    command = [sys.executable, "run.py", "sweep", str(file), "--out", str(out), "--workers", "1"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),  # the real thing: no file above 1 kB
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "File too large" in done.stderr and "nothing stored is lost" in done.stderr
    assert not [path for path in out.rglob("*") if path.suffix in (".tmp", ".parquet")]
    code, text, _ = spoken(capsys, "sweep", file, "--out", out)
    assert code == 0 and "1 of 1 run done" in text
