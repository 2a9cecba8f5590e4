"""``run festival_week``: what it prints, its JSON, its folder and its report."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import run
from environment.texts import LANGUAGES
from experiments.storage import read_show_tables
from visualization.columns import width
from visualization.console import WIDTH
from visualization.rehearsal import rehearse, write_results
from visualization.week_run import WeekRun


def spoken(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run.main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def done() -> WeekRun:
    """One week, played once for all."""
    found = rehearse("festival_week", seed=7)
    assert isinstance(found, WeekRun)
    return found


@pytest.fixture(scope="module")
def folder(done: WeekRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command line leaves behind of it."""
    return write_results(done, tmp_path_factory.mktemp("week"), lang="zh").folder


def test_the_week_is_told(done: WeekRun) -> None:
    for lang in LANGUAGES:
        text = done.as_text(lang)
        assert all(width(line) <= WIDTH for line in text.splitlines())
        assert "{" not in text and not re.search(r"week\.[a-z]", text)
        for show in done.week.shows.values():
            assert (show.scenario.host.en, show.scenario.host.zh)[LANGUAGES.index(lang)] in text


def test_the_folder_holds_the_week_and_every_show(folder: Path) -> None:
    found = json.loads((folder / "week.json").read_text(encoding="utf-8"))
    assert list(found["shows"]) == ["head", "mid_a", "mid_b", "tail_a", "tail_b"] == list(found["alone"])
    assert found["conservation"] == {"ledger_sum": 0, "oversold": 0, "overrun": 0.0}
    tables = read_show_tables(folder)
    assert set(tables) == {f"week_{name}" for name in ("shows", "parties", "deals", "capacity", "timeline")}
    for name, show in found["shows"].items():
        assert json.loads((folder / "shows" / name / "run.json").read_text(encoding="utf-8"))["seed"] == show["seed"]
        ledger = read_show_tables(folder / "shows" / name)["ledger"]
        assert len(ledger) > 50


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "img", "input"):
            self.open.append(tag)
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.outside += [value for key, value in attrs if key in ("src", "href") and value and not value.startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_stands_alone_in_both_languages(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    parsed = _Page()
    parsed.feed(page)
    assert not parsed.open and not parsed.outside and len(set(parsed.ids)) == len(parsed.ids)
    assert {"shows", "story", "capacity", "deals", "parties", "measures", "timelines"} <= set(parsed.ids)
    assert '<html lang="zh-CN">' in page and "头部主播" in page and "Head host" in page
    assert "python run.py run festival_week --scheme slot_fee_commission --seed 7" in page


def test_json_is_one_object_with_the_keys_of_a_show(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "festival_week", "--scheme", "commission_only", "--seed", "3"]
    words += ["--replications", "1", "--workers", "1", "--json"]
    code, out, _ = spoken(capsys, *words)
    found = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert code == 0 and found["scheme"] == "commission_only" and found["seed"] == 3
    assert {"measures", "money", "timeline", "conservation", "shows", "alone", "deals", "capacity", "cash"} <= set(found)
    assert found["timeline"][0]["text"] and found["timeline"][0]["text_zh"]
    again = found["replications"]
    assert again["n"] == 1 and "crowding_cost" in again["measures"] and "tail_b" in again["money"]


@pytest.mark.parametrize("options", [("--shows", "2"), ("--references",), ("--against", "alert_bond")])
def test_what_means_nothing_for_a_week_is_refused(capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    code, out, err = spoken(capsys, "run", "festival_week", *options)
    assert code == 2 and not out and options[0] in err and "allowed" in err and "Traceback" not in err


def test_one_scenario_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = spoken(capsys, "run", "festival_week", "--scenario", "other")
    assert code == 2 and "allowed: one of them" in err
