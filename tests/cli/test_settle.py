"""The verb ``settle``: text in both languages, the JSON object, the saved contract, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from environment import Show
from experiments.storage import write_show
from tests.cli.typed import typed
from visualization.columns import width

outcome = typed("settle")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["host owes brand 742,000.00 CNY", "still due 742,000.00", "Every clause could be worked out."]),
        ("zh", ["主播应付brand 742,000.00元", "[坑位费合计] × shortfall([保量基数]", "全部条款均已算出。"]),
    ],
)
def test_a_settlement_reads_in_both_languages(lang: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "minimum_sales", "--contract", "minimum_sales", "--lang", lang)
    assert (code, err) == (0, "")
    assert all(word in out for word in [*words, "= 800,000 × shortfall(290,000, 5 × 800,000) = 742,000"])
    assert all(width(line) <= 122 for line in out.splitlines()) and "settle." not in out


def test_what_is_missing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "roi_return_cap", "--contract", "roi_return_cap")
    assert "guarantee: guarantee_base_cny (sales counted for the guarantee, CNY)" in out
    assert "host owes food brand 18,952.75 CNY" in out


def test_a_played_show_agrees_with_its_ledger(reference_show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, terms = write_show(reference_show, tmp_path / "show"), tmp_path / "terms.yaml"
    code, out, _ = outcome(capsys, str(folder), "--save", str(terms))
    assert code == 0 and "posted the same, to the cent" in out and str(terms) in out
    host, supplier = reference_show.scenario.host, reference_show.scenario.supplier
    assert f"{supplier.en} owes {host.en} " in out and "platform = platform" not in out
    _, chinese, _ = outcome(capsys, str(folder), "--lang", "zh")
    assert f"{supplier.zh}应付{host.zh} " in chinese and not re.search(r"\b(supplier|host|platform)\b", chinese)
    code, out, _ = outcome(capsys, str(folder), "--contract", str(terms), "--json")
    found = json.loads(out)
    assert code == 0 and sum(found["totals_cents"].values()) == 0 and found["missing"] == []
    commission = next(each for each in found["clauses"] if each["clause"] == "commission")
    rate, base = found["terms"]["commission_rate"], found["facts"]["commission_base_cny"]
    assert commission["owed_cents"] == round(rate * base * 100)


def test_mistakes_end_with_one_line_and_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["nowhere.csv", "--contract", "minimum_sales"],
        ["minimum_sales", "--contract", "nothing.yaml"],
        ["minimum_sales"],
    ):
        code, out, err = outcome(capsys, *words)
        assert (code, out, err.count("\n")) == (2, "", 1) and "allowed" in err
    code, _, err = outcome(capsys, "minimum_sales", "--contract", "minimum_sales", "--save", "/proc/none/terms.yaml")
    assert code == 2 and "allowed: a file that can be written" in err
