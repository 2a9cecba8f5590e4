"""The verb ``verify``: exit codes, the list of verdicts, the shipped cases and the validation page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.verify.files import shipped
from experiments.verify.runner import model_type
from tests.cli.typed import typed

CASES = json.loads(next(path for path in shipped() if path.name == "cases.json").read_text(encoding="utf-8"))


outcome = typed("verify")


def written(folder: Path, cases: list[object]) -> str:
    path = folder / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    return str(path)


def test_one_family_of_the_shipped_cases_passes(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "--family", "h", "--json")
    verdicts = json.loads(out)
    assert (code, err) == (0, "")
    assert [v["id"] for v in verdicts] == [case["id"] for case in CASES if case["id"].startswith("H.")]
    assert all(set(v) >= {"id", "family", "status", "expected", "computed", "gap"} for v in verdicts)
    assert {v["status"] for v in verdicts} == {"pass"}


def test_a_wrong_an_unknown_and_a_malformed_case_each_fail_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = next(case for case in CASES if case["id"] == "A.rubinstein.3")
    wrong = {**good, "id": "A.rubinstein.9", "expected": dict.fromkeys(good["expected"], 9.0)}
    code, out, _ = outcome(capsys, written(tmp_path, [wrong, good, {**good, "id": "Z.new.1"}, {"id": 3}]), "--json")
    assert code == 1
    assert [v["status"] for v in json.loads(out)] == ["fail", "pass", "unsupported", "fail"]
    code, out, _ = outcome(capsys, written(tmp_path, [{**good, "id": "Z.new.1"}]))
    assert code == 1 and "Z.new" in out
    code, out, _ = outcome(capsys, written(tmp_path, [good]), "--lang", "zh")
    assert code == 0 and "全部算例通过" in out


def test_the_page_is_written_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "new" / "validation.md"
    code, _, _ = outcome(capsys, "--family", "B", "--page", str(page))
    assert code == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("\n| `B.") == len({model_type(case["id"]) for case in CASES if case["id"].startswith("B.")})


def test_the_page_in_the_docs_covers_every_public_model(root: Path) -> None:
    text = (root / "docs" / "validation.md").read_text(encoding="utf-8")
    missing = {model_type(case["id"]) for case in CASES if f"`{model_type(case['id'])}`" not in text}
    assert not missing, "write it anew: python run.py verify --page docs/validation.md"


@pytest.mark.parametrize(
    ("words", "said"), [(("none.json",), "none.json"), (("--family", "Q"), "A. Bargaining"), (("--page", "."), "--page")]
)
def test_a_mistake_is_one_message(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    family = () if "--family" in words else ("--family", "H")
    code, out, err = outcome(capsys, *words, *family)
    assert (code, out) == (2, "") and said in err and "Traceback" not in err
