"""The verb ``audit``: one object, one folder, both languages, one message for a mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import run
from environment import Scenario, Scheme
from experiments import audit as job
from tests.cli.typed import typed
from visualization.columns import width

SMALL = ("--set", "season.levels={host: {temptation: [0, 1]}, carrier: {temptation: [0, 0.6]}}", "--replications", "2")


outcome = typed("audit")


@pytest.fixture(scope="module")
def audit() -> job.Audit:
    """One small audit, played once for all tests."""
    scenario = Scenario.load("autumn_launch", overrides={"season.levels": SMALL[1].partition("=")[2]})
    return job.audit(scenario, [Scheme.load("commission_only")], replications=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, audit: job.Audit) -> Path:
    """What the command line writes of it."""
    found = tmp_path_factory.mktemp("audit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "audit", lambda *args, **settings: audit)
        assert run.main(("audit", "commission_only", *SMALL, "--json", "--out", str(found))) == 0
    return found


@pytest.fixture(scope="module")
def found(folder: Path) -> Any:
    text = (folder / "audit.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    return json.loads(text)


def test_the_object_has_every_check_of_every_scheme(found: Any) -> None:
    assert found["replications"] == len(found["seeds"]) == 2
    scheme = found["schemes"]["commission_only"]
    assert set(scheme) == {
        "individual_rationality", "incentive_compatibility", "budget_balance", "core", "game", "welfare", "verdict",
    }  # fmt: skip
    statuses = {scheme[key]["status"] for key in set(scheme) - {"welfare", "verdict"}}
    assert statuses <= {"holds", "fails", "open"}
    assert set(scheme["incentive_compatibility"]["shows"]) == {"1"}
    assert len(scheme["core"]["values"]) == 31
    assert len(scheme["game"]["cells"]) == 4
    assert sum(basin["share"] for basin in scheme["game"]["basins"]) == pytest.approx(1.0)
    assert scheme["verdict"]["statements"]


def test_money_balances_to_the_cent_on_real_plays(found: Any) -> None:
    balance = found["schemes"]["commission_only"]["budget_balance"]
    assert (balance["status"], balance["between_parties"], balance["whole"], balance["ledger_sum"]) == ("holds", 0, 0, 0)
    parts = found["schemes"]["commission_only"]["individual_rationality"]["parties"].values()
    leaves = sum(account["mean"] for account in balance["leaves"].values())
    assert leaves == pytest.approx(-sum(part["profit"] for part in parts), abs=0.01)


def test_the_grand_coalition_earns_what_all_keeping_their_word_earn(found: Any) -> None:
    scheme = found["schemes"]["commission_only"]
    whole = scheme["core"]["values"]["host+supplier+factory+warehouse+carrier"]
    kept = next(state for state in scheme["welfare"]["states"] if state["name"] == "kept")
    assert whole == pytest.approx(kept["surplus"]["mean"])
    assert sum(scheme["core"]["allocation"].values()) == pytest.approx(whole)
    assert sum(scheme["core"]["shapley"].values()) == pytest.approx(whole)


def test_the_folder_holds_tables_figures_and_a_page_that_needs_nothing_else(folder: Path) -> None:
    seeds = pq.read_table(folder / "tables" / "seeds.parquet").to_pydict()
    assert set(seeds["seed"]) == set(json.loads((folder / "audit.json").read_text(encoding="utf-8"))["seeds"])
    assert {path.stem for path in (folder / "tables").iterdir()} == {"parties", "deviations", "coalitions", "game", "seeds"}
    figures = {path.name for path in (folder / "figures").iterdir()}
    assert figures == {f"commission_only-{name}.svg" for name in ("parts", "gains", "game")}
    page = (folder / "audit.html").read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "激励相容" in page
    assert "incentive compatibility" in page
    assert page.count("<svg") == 3


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_terminal_tells_verdict_and_tables(
    lang: str, audit: job.Audit, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "audit", lambda *args, **settings: audit)
    code, out, err = outcome(capsys, "commission_only", *SMALL, "--lang", lang, "--out", str(tmp_path))
    assert (code, err) == (0, "")
    assert ("Does taking part pay?" if lang == "en" else "参与是否划算") in out
    assert str(tmp_path / "audit.html") in out
    assert "nan" not in out.lower()
    assert max(width(line) for line in out.splitlines()[:-2]) <= 120


def test_the_settings_reach_the_audit(
    audit: job.Audit, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr(job, "audit", lambda world, schemes, **settings: seen.update(settings, schemes=schemes) or audit)
    code, out, _ = outcome(capsys, "arms_length", "alert_bond", "--shows", "3", "--seed", "9", "--workers", "1", "--json")
    assert code == 0
    assert json.loads(out)["schemes"].keys() == {"commission_only"}
    assert [scheme.name for scheme in seen.pop("schemes")] == ["arms_length", "alert_bond"]
    assert seen == {"shows": 3, "replications": 20, "seed": 9, "workers": 1}


def test_an_unknown_scheme_gets_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "slot_fee_comission")
    assert (code, out) == (2, "")
    assert "slot_fee_comission" in err
    assert "slot_fee_commission" in err
    assert err.count("\n") == 1


def test_one_replication_gets_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, "arms_length", "--replications", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "allowed 2 or more" in err
