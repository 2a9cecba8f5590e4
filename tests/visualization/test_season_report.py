"""The report of seasons: opens offline, says the same in both languages, and shows the numbers of the data."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser

import pytest

from environment import Scenario, Scheme
from environment.texts import season_report
from experiments.emergence import drift
from experiments.intervals import interval
from experiments.seasons import Seasons
from experiments.temptations import Temptation
from visualization.figures.season import season_drawings, season_series
from visualization.figures.svg import Drawing
from visualization.quantities import money, signed
from visualization.report.season import render_season_report, tables
from visualization.season_answer import answer, cheats, reason, whom, worth
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


def test_every_word_in_a_figure_has_its_chinese() -> None:
    for name, figure in figures().items():
        for text in map(unescape, re.findall(r"<text [^>]*>([^<]*)</text>", figure.body)):
            assert text in figure.pairs or not re.search("[A-Za-z]{2}", text), (name, text)
    assert "profit of all parties, CNY" in figures()["series"].pairs


def test_names_on_the_network_stand_out_from_its_edges() -> None:
    nodes = played().done.whole[SCHEMES[0]].first.tables["nodes"]["id"]
    assert figures()["network-a"].body.count('paint-order="stroke"') == 2 * len(nodes)


def test_a_change_of_level_is_marked_where_half_of_the_seasons_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = drift(played().done, SCHEMES[0], "word_kept")

    def marks(rise: tuple[int, ...]) -> int:
        monkeypatch.setattr("visualization.figures.season.drift", lambda *_: replace(found, rise=rise, fall=()))
        return sum(text.get_text() == "▲" for ax in season_series(of_four, ["word_kept"]).axes for text in ax.texts)

    done = played().done
    runs = {name: each * 2 for name, each in done.runs.items()}
    of_four = replace(done, seeds=done.seeds * 2, runs=runs)
    assert [marks(rise) for rise in ((), (2,), (2, 3))] == [0, 0, 2]  # one per scheme


def test_every_figure_is_there_once_and_described() -> None:
    html = page()
    names = {"series", "conduct", "network-a", "network-b", "profits", "temptations"}
    assert set(figures()) == names
    assert html.count("<figure") == html.count("<figcaption") == len(names)
    tags = Reader(html, "en").tags
    assert tags.count("table") == tags.count("caption")
    assert len(html) < 2 * 2**20


def test_one_season_under_one_scheme_has_a_report_too() -> None:
    run = played(against=False)
    html = render_season_report(run, "zh", {})
    text = Reader(html, "zh").text
    assert '<html lang="zh-CN">' in html
    assert "只演了一季" in text and "协作有所形成" not in text
    assert "--replications" not in html.split('class="command">')[1].split("<")[0]
    assert season_series(run.done).pairs
    rows = tables.worths(run.done, tables.Names.of(run.done.whole[SCHEMES[0]].first))
    assert all(row.difference == "" for row in rows) and rows[0].lines != ("–", "–")


def test_the_same_seasons_give_the_same_bytes() -> None:
    assert render_season_report(played(), "en", season_drawings(played().done, played().temptations)) == page()


def test_the_lines_of_an_account_add_up() -> None:
    english, chinese = reason([("freight", 5.0), ("commission", -2.0)], -10.0)
    assert english.endswith("all other lines −13") and chinese.endswith("其余 −13")
    assert "other" not in reason([("freight", 5.0)], 5.2)[0]


def seasons_of(profits: dict[str, tuple[list[float], list[float]]], edges: tuple[list[float], list[float]]) -> Seasons:
    """Five seasons of three shows under two schemes: profits by party, and business of F1 and the supplier at either end."""

    def trade(cny: float) -> list[dict[str, object]]:
        return [{"layer": "trade", "source": "F1", "target": "supplier", "weight": cny, "matter": ""}]

    done = played().done
    template = done.runs[SCHEMES[0]][0]
    runs = {
        scheme: tuple(
            replace(
                template, profit={p: [values[at][k], 0.0, 0.0] for p, values in profits.items()},
                first=trade(edges[0][k]), last=trade(edges[1][k]),
            )
            for k in range(5)
        )
        for at, scheme in enumerate(SCHEMES)
    }  # fmt: skip
    return replace(done, seeds=(1, 2, 3, 4, 5), runs=runs)


def test_who_loses_is_said_to_lose_and_who_turns_is_named() -> None:
    start = [100.0, 110.0, 90.0, 105.0, 95.0]
    profits = {
        "host": (start, [x + 50.0 for x in start]),
        "supplier": (start, [x - 300.0 for x in start]),
        "F1": (start, start),
    }
    english, chinese = worth(seasons_of(profits, (start, start)))
    assert "gains most (+50 CNY" in english and "loses most (−300 CNY" in english and "least" not in english
    assert "得益最多" in chinese and "损失最大" in chinese
    turned = english.partition("Mean profit changes sign for: ")[2]
    assert turned.count("→") == 1 and "100 CNY" in turned and "−200 CNY" in turned
    worse = {"host": (start, [x - 1.0 for x in start]), "F1": (start, [0.5 * x for x in start])}
    both = worth(seasons_of(worse, (start, start)))[0]
    assert "loses least (−1 CNY" in both and "loses most (−50 CNY" in both and "changes sign" not in both


def test_business_is_said_to_have_changed_only_where_the_interval_says_so() -> None:
    start = [100.0, 110.0, 90.0, 105.0, 95.0]
    money_ = {"host": (start, start)}
    scheme = played().done.schemes[0]
    grown = whom(seasons_of(money_, (start, [2.0 * x for x in start])), scheme)[0]
    assert "grew most between" in grown and "shrank" not in grown and "+100 CNY" in grown
    assert "shrank most between" in whom(seasons_of(money_, (start, [0.5 * x for x in start])), scheme)[0]
    noise = [400.0, 20.0, 90.0, 10.0, 95.0]
    assert "no pair is found whose business changed" in whom(seasons_of(money_, (start, noise)), scheme)[0]
    assert "too few seasons" in whom(played().done, scheme)[0]


def test_a_page_has_one_end_of_the_season_and_no_mean_of_ratios() -> None:
    names = {name for name, *_ in tables.everything(played().done)}
    assert "word_kept" in names and "ties_data_density" in names
    assert not [name for name in names if name.endswith("_last") or name.startswith("profit_share_")]
