"""``schemes`` lists and explains, ``compare`` sets two against each other, in both languages and for machines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import run
from environment import Scheme
from environment.scheme.explain import payments
from tests.cli.typed import typed
from visualization.columns import width
from visualization.console import WIDTH

outcome = typed()


def test_every_scheme_is_listed_with_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = outcome(capsys, "schemes")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == list(Scheme.names())
    code, out, _ = outcome(capsys, "schemes", "--json")
    assert [row["name"] for row in json.loads(out)] == list(Scheme.names())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", Scheme.names())
def test_a_scheme_explains_itself(name: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = outcome(capsys, "schemes", name, "--lang", lang)
    assert code == 0
    scheme, flat = Scheme.load(name), re.sub(r"\s+", "", out)
    assert (scheme.en if lang == "en" else scheme.zh) in out
    assert re.sub(r"\s+", "", scheme.source) in flat
    for payment in payments(scheme):
        assert re.sub(r"\s+", "", payment.clause.doc(lang)) in flat, payment.clause.name
    assert "scheme." not in out and "{" not in out
    assert all(width(line) <= WIDTH for line in out.splitlines())


def test_the_machine_reads_who_pays_whom(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = outcome(capsys, "schemes", "alert_bond", "--json")
    found = json.loads(out)
    bond = next(p for p in found["payments"] if p["clause"] == "alert_bond")
    assert (bond["payer"], bond["payee"], bond["when"], bond["idle"]) == ("host", "supplier", "settlement", False)
    assert bond["terms"] == [{"name": "alert_bond_cny_per_unit", "unit": "CNY/unit", "value": 8.0, "agreed_at": {}}]
    assert found["false_alert"][0]["en"].startswith("8 CNY for every unit")
    assert found["negotiated"]["N1"] == {
        "protocol": "alternating_offers",
        "issues": dict.fromkeys(["commission_rate", "slot_fee_total", "guarantee_multiple", "gift_cost_share_host"]),
    }
    _, out, _ = outcome(capsys, "schemes", "revenue_share", "--json")
    found = json.loads(out)
    price = next(p for p in found["payments"] if p["clause"] == "rush_price")
    assert price["terms"][0]["agreed_at"] == {"N2": None, "N5": [-0.4, 0.2]}
    assert found["visibility"]["stock"] == ["host", "warehouse"]


def test_a_file_is_explained_like_a_shipped_scheme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(run.__file__).parent / "environment" / "scheme" / "data" / "win_win_pool_nash.yaml"
    path = tmp_path / "mine.yaml"
    path.write_text(source.read_text(encoding="utf-8").replace("split: nash", "split: proportional"), encoding="utf-8")
    code, out, _ = outcome(capsys, "schemes", str(path))
    assert code == 0 and "in proportion to the payoffs without a deal" in out


def test_an_unknown_scheme_is_one_line_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "schemes", "alert_bnd")
    assert (code, out) == (2, "")
    assert "'alert_bond' (nearest)" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_schemes_are_compared(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = outcome(capsys, "compare", "arms_length", "data_board", "--replications", "2", "--lang", lang)
    assert code == 0
    assert "arms_length" in out and "data_board" in out and "B − A" in out
    assert all(width(line) <= WIDTH + 20 for line in out.splitlines())


def test_the_machine_reads_the_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", "arms_length", "data_board", "--replications", "2", "--seed", "3", "--json")
    code, out, _ = outcome(capsys, *words)
    found = json.loads(out)
    assert code == 0
    assert (found["a"], found["b"], found["n"], found["seeds"][0]) == ("arms_length", "data_board", 2, 3)
    host = found["profit"]["host"]
    assert host["b"] - host["a"] == pytest.approx(host["difference"], abs=1e-6)
    assert host["low"] <= host["difference"] <= host["high"]
    assert found["conservation"] == {"ledger_sum": 0, "oversold": 0}
