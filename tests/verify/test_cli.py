"""The verify verb: files in, a report by family out; bad files in one message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.verify import verify_files
from experiments.verify.tables import validation_page
from protocols.errors import UserError

DATA = Path(__file__).parents[1] / "data" / "oracle"
CASES: list[dict[str, Any]] = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    good = [case for case in CASES if case["id"] in ("A.rubinstein.2", "A.rubinstein.3", "H.fairness.2")]
    wrong = json.loads(json.dumps(good[0]))
    wrong["id"], wrong["expected"]["proposer1_share"] = "A.rubinstein.77", 0.5
    path = tmp_path_factory.mktemp("cases") / "mixed.json"
    path.write_text(json.dumps([*good, wrong, {**good[0], "id": "A.unheard_of.1"}, 7]), encoding="utf-8")
    return path


def test_report_counts_by_family_and_names_what_failed(mixed: Path) -> None:
    report = verify_files([mixed])
    assert not report.ok
    lines = {line.family: line for line in report.families}
    bargaining = lines["A. Bargaining"]
    assert (bargaining.cases, bargaining.passes, bargaining.fails, bargaining.unsupported) == (4, 2, 1, 1)
    assert bargaining.worst_gap == pytest.approx(5 / 6 - 0.5)
    assert bargaining.tightest is not None and bargaining.tightest["id"] == "A.rubinstein.77"
    assert lines["?"].fails == 1
    text = report.text()
    assert "A.rubinstein.77" in text and "A.unheard_of" in text and "#6" in text
    assert "谈判" in report.text("zh")
    for line in report.to_json():
        assert set(line) >= {"id", "family", "status", "expected", "computed", "gap"}
    json.dumps(report.to_json(), allow_nan=False)


@pytest.mark.parametrize("name", ["H", "h", "networks", "H. Networks and measures"])
def test_one_family_by_letter_or_name(mixed: Path, name: str) -> None:
    seen: list[tuple[int, int]] = []
    report = verify_files([mixed], family=name, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]
    assert [verdict["id"] for verdict in report.verdicts] == ["H.fairness.2"]
    assert report.ok and "Every case passed" in report.text()


def test_unknown_family_lists_the_known_ones(mixed: Path) -> None:
    with pytest.raises(UserError, match="A. Bargaining.*H. Networks"):
        verify_files([mixed], family="Q")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "bad.json:1:2: not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"3", "found a JSON int"),
        (b'{"a": 1}', "found a JSON dict"),
        (b"[]", "found no case"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_bad_files_give_one_message(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        verify_files([path])


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        verify_files([tmp_path / "none.json"])
    with pytest.raises(UserError, match="cannot be read"):
        verify_files([tmp_path])


def test_a_single_case_and_a_cases_mapping_are_read_too(tmp_path: Path) -> None:
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text(json.dumps(CASES[0]), encoding="utf-8")
    many.write_text(json.dumps({"cases": CASES[:3]}), encoding="utf-8")
    assert len(verify_files([one, many]).verdicts) == 4


def test_negotiations_file_reproduces_fronts_points_and_traces() -> None:
    report = verify_files([DATA / "negotiations.json"])
    assert report.ok, report.text()
    kinds = [verdict["id"].rsplit(".", 1)[0] for verdict in report.verdicts]
    assert kinds.count("N.points") == 9 and kinds.count("N.run") == 4
    (note,) = report.notes  # once, however many runs were left out
    assert note[0] == "2 runs were skipped, as the file lacks their domains: S8_ties, S9_ties"
    assert note[1] in report.text("zh") and note[0] not in report.text("zh")


def test_negotiations_file_with_faults_reports_them_one_by_one(tmp_path: Path) -> None:
    document = json.loads((DATA / "negotiations.json").read_text(encoding="utf-8"))
    del document["domains"][0]["independent"]
    document["domains"][1]["independent"]["textbook_discrete"]["nash"] = [[0.1, 0.1]]
    document["runs"][0]["negmas"]["trace"][3][2][0] = "no such value"
    document["runs"].append(5)
    path = tmp_path / "negotiations.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    failed = [verdict["id"] for verdict in verify_files([path]).verdicts if verdict["status"] != "pass"]
    assert failed == ["N.points.1", "N.points.2", "N.run.1", "N.run.7"]


def test_validation_page_lists_every_model_with_source_and_agreement() -> None:
    cases = [case for case in CASES if case["id"][0] in "AB"]
    path_free = verify_files([DATA / "cases.json"], family="A. Bargaining")
    page = validation_page(path_free)
    for case in cases:
        if case["id"].startswith("A."):
            assert f"`{case['id'].rsplit('.', 1)[0]}`" in page
    assert page.count("\n| `A.") == 14 and "Rubinstein (1982)" in page
    assert validation_page(path_free) == page  # same verdicts, same bytes
    assert "谈判" in validation_page(path_free, "zh")
