"""``study`` on the command line: the list, the answer, the folder, the JSON, mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import run
from experiments.study import Study
from tests.experiments.test_study import SMALL, written


def spoken(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run.main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_without_a_name_studies_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = spoken(capsys, "study")
    assert code == 0 and all(name in text for name in Study.names())
    assert "谁受益" in spoken(capsys, "study", "--lang", "zh")[1]
    assert [each["name"] for each in json.loads(spoken(capsys, "study", "--json")[1])] == list(Study.names())


def test_a_study_prints_its_answer_and_writes_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = written(tmp_path, SMALL.replace(", alert_to_goods_h", "")), tmp_path / "out"
    code, text, told = spoken(capsys, "study", file, "--quick", "--workers", "1", "--out", out)
    assert code == 0 and "small: 8 plays, about" in told
    text = " ".join(text.split())
    assert "Does it help?" in text and "This is the quick version" in text and "commission against usual" in text
    html = (out / "study.html").read_text(encoding="utf-8")
    assert "有用吗？" in html and "--quick" in html and "<script src" not in html and "<link" not in html
    assert {path.name for path in (out / "figures").iterdir()} == {"levels-profit.host.svg", "forest-profit.host.svg"}
    assert json.loads((out / "study.json").read_text(encoding="utf-8"))["quick"] is True


def test_json_is_one_object_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, text, _ = spoken(capsys, "study", file, "--replications", 1, "--workers", 1, "--json")
    found = json.loads(text)
    assert code == 0 and found["study"] == "small" and found["replications"] == 1
    assert {each["comparison"] for each in found["comparisons"]} >= {"a > b", "a / b", "twice"}
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("name", ["no_such_study", "one_plus_on"])
def test_an_unknown_study_is_one_clear_message(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, text, told = spoken(capsys, "study", name)
    assert code != 0 and not text and "no study of that name" in told and "Traceback" not in told
