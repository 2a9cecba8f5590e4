"""The report of seasons: opens offline, says the same in both languages, and shows the numbers of the data."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from environment import Scenario, Scheme
from environment.texts import season_report
from experiments.intervals import interval
from experiments.temptations import Temptation
from visualization.figures.season import season_drawings, season_series
from visualization.figures.svg import Drawing
from visualization.quantities import money, signed
from visualization.report.season import render_season_report, tables, write_season_report
from visualization.season_answer import answer, cheats
from visualization.season_run import SeasonRun, rehearse_seasons

SCHEMES = ("commission_only", "full_collaboration")
VOID = {"meta", "br", "link", "img"}


@pytest.fixture(autouse=True)
def _few_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Temptations are tried on two shows only: these tests are about what is told of them."""
    monkeypatch.setattr("visualization.season_run.TRIALS", 2)



@cache
def played(against: bool = True) -> SeasonRun:
    schemes = [Scheme.load(name) for name in SCHEMES[: 1 + against]]
    shows, replications = (3, 2) if against else (2, None)
    return rehearse_seasons(
        Scenario.load("autumn_launch"), schemes, seed=11, shows=shows, replications_wanted=replications, workers=1
    )


@cache
def figures() -> dict[str, Drawing]:
    return season_drawings(played().done, played().temptations)


@cache
def page() -> str:
    return render_season_report(played(), "en", figures())


class Reader(HTMLParser):
    """Text of a page in one language, and whether its tags are balanced."""

    def __init__(self, html: str, lang: str) -> None:
        super().__init__()
        self.other = "zh" if lang == "en" else "en"
        self.open: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        hidden = any(tag in ("style", "script") or self.other in classes.split() for tag, classes in self.open)
        if not hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_the_page_opens_without_a_network() -> None:
    html = page()
    assert "http://" not in html and "https://" not in html
    assert not re.search(r"\ssrc=|@import|<link|url\((?!#)", html)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_answer_is_there_in_both_languages(lang: str) -> None:
    text = Reader(page(), lang).text
    for question, sentences in answer(played().done, played().temptations):
        for pair in (question, *sentences):
            assert " ".join(pair[lang == "zh"].split()) in text
    for scheme in played().done.schemes:
        assert (scheme.zh if lang == "zh" else scheme.en) in text
    assert "{" not in re.sub(r"\s", "", text) and "nan" not in text and "None" not in text


def test_each_language_says_as_much_as_the_other() -> None:
    html = page()
    assert html.count('class="en"') == html.count('class="zh"') > 100
    for key, (english, chinese) in season_report.TEXTS.items():
        places = [sorted(set(re.findall(r"\{(\w+)", text))) for text in (english, chinese)]
        assert places[0] == places[1], key


def test_numbers_on_the_page_are_those_of_the_data() -> None:
    done, text = played().done, Reader(page(), "en").text
    for party in ("host", "supplier", "F1"):
        gain = done.difference(*SCHEMES, f"profit.{party}")
        assert f"{signed(gain.mean)} [{signed(gain.low)}, {signed(gain.high)}]" in text
        assert money(done.summary(SCHEMES[0], f"profit.{party}").mean) in text
    for each in played().temptations[SCHEMES[1]]:
        assert signed(each.gain.mean) in text
    for event in done.whole[SCHEMES[0]].events:
        assert event.text("en") in text


def test_who_would_cheat_is_told_only_where_the_interval_says_so() -> None:
    scheme = played().done.schemes[0]

    def sentence(kind: str, gains: list[float]) -> str:
        each = Temptation(kind, 0.5, interval(gains), interval([-1.0] * len(gains)), 1.0, (("freight", 5.0),))
        return cheats(scheme, [each])[0]

    assert "carrier, bumping 50% of the booked parcels: +300 CNY [+200, +400]" in re.sub(
        r"\[.*?\]", "[+200, +400]", sentence("carrier", [200.0, 400.0, 300.0, 250.0, 350.0]), count=1
    )
    assert "no kind is found to gain" in sentence("carrier", [-200.0, 400.0, -300.0, 250.0, -350.0])
    assert "no kind is found to gain" in sentence("carrier", [200.0, 400.0])  # two trials are luck


def test_every_figure_is_there_once_and_described() -> None:
    html = page()
    names = {"series", "conduct", "network-a", "network-b", "profits", "temptations"}
    assert set(figures()) == names
    assert html.count("<figure") == html.count("<figcaption") == len(names)
    tags = Reader(html, "en").tags
    assert tags.count("table") == tags.count("caption")
    assert len(html) < 2 * 2**20


def test_one_season_under_one_scheme_has_a_report_too(tmp_path: Path) -> None:
    run = played(against=False)
    html = render_season_report(run, "zh", {})
    text = Reader(html, "zh").text
    assert '<html lang="zh-CN">' in html
    assert "只演了一季" in text and "协作有所形成" not in text
    assert "--replications" not in html.split('class="command">')[1].split("<")[0]
    path = write_season_report(run, tmp_path / "deep" / "report.html", "zh", {})
    assert path.read_text(encoding="utf-8") == html
    assert season_series(run.done).pairs
    rows = tables.worths(run.done, tables.Names.of(run.done.whole[SCHEMES[0]].first))
    assert all(row.difference == "" for row in rows) and rows[0].lines != ("–", "–")


def test_the_same_seasons_give_the_same_bytes() -> None:
    assert render_season_report(played(), "en", season_drawings(played().done, played().temptations)) == page()
