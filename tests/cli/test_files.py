"""Files and folders of the user: nothing of theirs is lost, and what cannot be written is told before anything is played."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from environment import Show
from experiments.storage import write_show
from tests.cli.typed import typed

MINE = ("figures/money-mine.svg", "figures/negotiation-plan.svg", "scenario.json", "report.html", "notes.txt")


outcome = typed()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def unplayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be played."""

    def played(*_: object, **__: object) -> None:
        pytest.fail("something was played")

    for place in ("visualization.rehearsal.play", "experiments.study.play.play_chunk"):
        monkeypatch.setattr(place, played)


@pytest.mark.parametrize("mine", MINE[:4])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_with_files_of_the_user_is_refused_before_anything_is_played(
    mine: str, lang: str, here: Path, unplayed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (mine, "notes.txt"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("{}")
    before = contents(here)
    code, out, err = outcome(capsys, "run", "--out", ".", "--lang", lang)
    assert (code, out, err.count("\n")) == (2, "", 1) and mine in err
    assert ("no earlier result of this kind" if lang == "en" else "不是此类的先前结果") in err
    assert contents(here) == before


@pytest.mark.parametrize(
    "words",
    [("audit", "guarantee", "audit.json"), ("study", "one_plus_one", "study.html"), ("design", "guarantee", "sweep.yaml"),
     ("sweep", "return_rate", "evaluations.jsonl"), ("region", "market_day", "day.json"), ("analyse", ".", "analysis.html")],
    ids=lambda words: words[0],
)  # fmt: skip
def test_so_do_other_verbs(words: tuple[str, str, str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verb, name, mine = words
    (here / mine).write_text("{}")
    code, out, err = outcome(capsys, verb, name, "--out", ".")
    assert (code, out) == (2, "") and f"found {mine}, which is no earlier result of this kind" in err
    assert contents(here) == {mine: b"{}"}


def test_a_second_run_replaces_the_first_and_keeps_what_is_not_ours(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(capsys, "run", "--seed", "1", "--out", "r")[0] == 0
    mine = {"notes.txt": b"1", "figures/money-mine.svg": b"2", "tables/mine.parquet": b"3"}
    for name, data in mine.items():
        (here / "r" / name).write_bytes(data)
    assert outcome(capsys, "run", "--scheme", "arms_length", "--seed", "2", "--out", "r")[0] == 0
    assert outcome(capsys, "run", "--scheme", "arms_length", "--seed", "2", "--out", "new")[0] == 0
    assert contents(here / "r") == contents(here / "new") | mine
    assert set(contents(here / "new")) == {*json.loads((here / "new/run.json").read_text())["files"], "run.json", "versions.json"}


def test_a_folder_that_was_left_half_written_is_not_settled_and_can_be_written_again(
    reference_show: Show, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_show(reference_show, here / "torn")
    whole, write, left = contents(folder), Path.write_bytes, 4

    def dies(path: Path, data: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return write(path, data)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "write_bytes", dies)
        write_show(reference_show, folder)
    for words in (("settle", "torn"), ("calibrate", "torn")):
        code, out, err = outcome(capsys, *words)
        assert (code, out, err.count("\n")) == (2, "", 1) and "found " in err
    assert contents(write_show(reference_show, folder)) == whole


@pytest.mark.parametrize("name", ["scheme.json", "tables/ledger.parquet", "negotiations.jsonl"])
def test_files_that_the_manifest_does_not_vouch_for_are_not_settled(
    name: str, reference_show: Show, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_show(reference_show, here / "show")
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    code, out, err = outcome(capsys, "settle", "show")
    assert (code, out) == (2, "") and f"{name}: found other contents than run.json vouches for" in err
    _, _, err = outcome(capsys, "settle", "show", "--lang", "zh")
    assert "内容与 run.json 所记不符" in err


def test_a_manifest_without_end_is_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "show").mkdir()
    (here / "show" / "run.json").symlink_to("/dev/zero")
    for verb in ("settle", "calibrate"):
        code, _, err = outcome(capsys, verb, "show")
        assert code == 2 and "found no run.json" in err
    code, _, err = outcome(capsys, "verify", "/dev/zero")
    assert code == 2 and "found more than 64 MiB, allowed: a smaller file" in err


def test_an_input_is_never_the_target(reference_show: Show, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = Path(run.__file__).parent / "experiments" / "settle" / "data"
    (here / "s.csv").write_bytes((data / "minimum_sales.csv").read_bytes())
    (here / "c.yaml").write_bytes((data / "minimum_sales.yaml").read_bytes())
    (here / "link.csv").symlink_to("s.csv")
    (here / "cases.json").write_text("[]")
    (here / "fit.json").write_text("x,y\n1,2\n")
    show = write_show(reference_show, here / "show")
    before = contents(here)
    for words in (
        ("settle", "s.csv", "--contract", "c.yaml", "--save", "./s.csv"),
        ("settle", "s.csv", "--contract", "c.yaml", "--save", "link.csv"),
        ("settle", "s.csv", "--contract", "c.yaml", "--save", "c.yaml"),
        ("settle", "show", "--save", "show/scheme.json"),
        ("verify", "cases.json", "--page", "cases.json"),
        ("calibrate", "fit.json", "--out", "fit.yaml"),
        ("calibrate", "show", "--out", "show/scenario.yaml"),
        ("run", "--scenario", "show/scenario.json", "--out", "show"),
    ):
        code, out, err = outcome(capsys, *words)
        assert (code, out, err.count("\n")) == (2, "", 1), words
        assert "found an input of the same command, allowed: another file" in err, words
    assert contents(here) == before and show.exists()


def test_a_folder_or_a_name_too_long_is_no_file_to_write(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "taken").mkdir()
    log = "fb_live_sellers_thailand"
    code, _, err = outcome(capsys, "calibrate", log, "--out", "taken")
    assert (code, err) == (2, "taken: found no regular file, allowed: a file that can be written\n")
    code, _, err = outcome(capsys, "calibrate", log, "--out", "a" * 300)
    assert code == 2 and f"{'a' * 300}: found File name too long, allowed: a file that can be written" in err
    for words in (("run", "--out", "a" * 300), ("watch", "--results", "a" * 300), ("study", "--out", "a" * 300 + "/b")):
        code, out, err = outcome(capsys, *words)
        assert (code, out) == (2, "") and f"argument {words[1]}: found 'aaa" in err and "Traceback" not in err


@pytest.mark.parametrize("words", [("run",), ("study", "one_plus_one", "--quick"), ("audit", "guarantee"), ("design",)])
def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_played(
    words: tuple[str, ...], here: Path, unplayed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "results").write_text("a file")
    code, out, err = outcome(capsys, *words)
    assert (code, out) == (2, "")
    assert err == "results: found no way to write there, allowed: with --out, a folder that can be written\n"


@pytest.mark.parametrize(("lang", "said"), [("en", "standard output: No space left on device"), ("zh", "标准输出: 磁盘已满")])
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_the_output_is_named(lang: str, said: str, buffered: str, root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, str(root / "run.py"), "schemes", "--lang", lang], stdout=full, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": buffered, "PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.decode().strip()) == (2, said)


def test_a_closed_output_is_no_error(root: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" "{root / "run.py"}" schemes >&-'], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_while_the_program_loads_is_quiet(root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Hook:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'visualization.jobs':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Hook())\n"
    )
    done = subprocess.run(
        [sys.executable, str(root / "run.py"), "schemes"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
