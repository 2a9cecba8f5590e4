"""The verb ``design``: one object, one folder, both languages, schemes that ``run`` accepts, one message for a mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import run
from tests.cli.typed import typed
from visualization.columns import width

SMALL = (
    "leftover_share", "--set", "season.levels={host: {temptation: [0, 1]}}", "--trials", "3", "--replications", "2",
    "--workers", "1",
)  # fmt: skip


outcome = typed()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small search, played once for all tests; the same command only reads it."""
    found = tmp_path_factory.mktemp("design")
    assert run.main(("design", *SMALL, "--out", str(found), "--json")) == 0
    return found


def test_the_object_is_whole_and_the_same_when_asked_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "design.json").read_bytes(), (folder / "design.html").read_bytes()
    code, text, _ = outcome(capsys, "design", *SMALL, "--out", str(folder), "--json")
    found: Any = json.loads(text)
    assert code == 0 and json.loads((folder / "design.json").read_text(encoding="utf-8")) == found
    assert before == ((folder / "design.json").read_bytes(), (folder / "design.html").read_bytes())
    assert found["trials"] == 3 and found["failed"] == 0 and found["front"]
    assert set(found["recommended"]) == {"total", "worst", "honest"}
    table = pq.read_table(folder / "trials.parquet")
    assert table.num_rows == 3 and sum(table["efficient"].to_pylist()) == len(found["front"])


@pytest.mark.parametrize("aim", ["total", "worst", "honest"])
def test_run_accepts_every_recommended_scheme(folder: Path, aim: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = outcome(capsys, "run", "--scheme", str(folder / f"schemes/design_{aim}.yaml"), "--json")
    assert code == 0 and json.loads(text)["scheme"] == f"design_{aim}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_told_in_both_languages_within_the_terminal(folder: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = outcome(capsys, "design", *SMALL, "--out", str(folder), "--lang", lang)
    assert code == 0
    assert ("winner's curse" if lang == "en" else "赢家诅咒") in text
    assert ("0 evaluations were played now" if lang == "en" else "本次执行0次评估") in text
    assert all(width(line) <= 120 for line in text.splitlines() if str(folder) not in line)
    assert not re.search(r"\bnan\b|None|\{\w*\}", text)


def test_the_page_holds_both_languages_and_needs_nothing_else(folder: Path) -> None:
    page = (folder / "design.html").read_text(encoding="utf-8")
    assert "最弱一方最优" in page and "Best for the worst-off" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page.replace("xlink:href", "")) and "<svg" in page
    command = re.search(r'<code class="command">(.*?)</code>', page)
    assert command is not None and "--trials 3" in command.group(1)
    assert (folder / "figures" / "front.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no_such_scheme",), "no_such_scheme"),
        (("leftover_share", "--parameters", "no_such_file.yaml"), "no_such_file.yaml"),
        (("leftover_share", "--replications", "1"), "replications: found 1"),
        (("leftover_share", "--trials", "0"), "--trials"),
        (("leftover_share", "leftover_share"), "one name twice"),
    ],
)
def test_a_mistake_is_one_message(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = outcome(capsys, "design", *words, "--out", str(tmp_path), "--json")
    assert (code, out) == (2, "") and said in err and "Traceback" not in err
