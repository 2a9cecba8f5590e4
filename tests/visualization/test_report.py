"""The report: one sound, self-contained HTML file that says everything in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from agents.strategies import STRATEGIES
from environment.records import Event, Show
from environment.texts import CATALOGUE, report
from experiments.replicate import Replications
from protocols.errors import UserError
from protocols.registry import PROTOCOLS
from tests.visualization.fabricated import fabricate
from visualization.figures.money import profit_bars
from visualization.figures.names import Names
from visualization.figures.svg import Drawing, drawn
from visualization.report import goods, render_report, summary, write_report
from visualization.report.writer import command

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """What a browser would find: elements in order, identities, links, and the text of each language."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.parents: list[str] = []
        self.words: dict[str, list[str]] = {"en": [], "zh": [], "": []}
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open[-1]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        self.parents.append(self.open[-1][0] if self.open else "")
        if tag not in VOID:
            self.open.append((tag, found))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.parents.append(self.open[-1][0] if self.open else "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1][0] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(tag in ("style", "script") for tag, _ in self.open):
            return
        spoken = [one for _, found in self.open for one in found.get("class", "").split() if one in ("en", "zh")]
        self.words[spoken[-1] if spoken else ""].append(data)

    def text(self, lang: str) -> str:
        return " ".join([*self.words[lang], *self.words[""]])

    def values(self, name: str) -> list[str]:
        return [found[name] for _, found in self.elements if name in found]


@cache
def parsed(html: str) -> Page:
    """The page, read once for all tests."""
    return Page(html)


@pytest.fixture(scope="module")
def made_up_page(made_up: Show, made_up_drawings: dict[str, Drawing]) -> str:
    return render_report(made_up, drawn=made_up_drawings)


@pytest.fixture(scope="module")
def played_page(played: Show, played_drawings: dict[str, Drawing]) -> str:
    return render_report(played, drawn=played_drawings)


@pytest.fixture(params=["made_up", "played"])
def case(request: pytest.FixtureRequest) -> tuple[Show, str]:
    return request.getfixturevalue(request.param), request.getfixturevalue(f"{request.param}_page")


def test_the_page_is_sound_and_its_links_lead_somewhere(case: tuple[Show, str]) -> None:
    page = parsed(case[1])
    identities = page.values("id")
    assert len(identities) == len(set(identities))
    inside = {link[1:] for link in [*page.values("href"), *page.values("xlink:href")] if link.startswith("#")}
    described = {name for value in page.values("aria-labelledby") for name in value.split()}
    assert inside | described <= set(identities)
    assert {f"n-{talk.id}" for talk in case[0].negotiations} <= set(identities)


def test_the_page_loads_nothing(case: tuple[Show, str]) -> None:
    html = case[1]
    page = parsed(html)
    assert not page.values("src")
    elsewhere = [link for link in page.values("href") if not link.startswith(("#", "tables/"))]
    assert not elsewhere
    assert not re.search(r"url\((?!#)", html)
    assert not re.search(r"@import|<link|<iframe|<object|<embed|XMLHttpRequest|fetch\(", html)
    assert "http://" not in html and "https://" not in html


def test_every_event_negotiation_and_party_is_there_in_both_languages(case: tuple[Show, str]) -> None:
    show, page = case[0], parsed(case[1])
    names = Names.of(show)
    for at, lang in enumerate(("en", "zh")):
        text = page.text(lang)
        for event in show.events:
            assert event.text(lang) in text
        for talk in show.negotiations:
            assert talk.id in text
        for party in show.money:
            assert names(party)[at] in text


def test_nothing_is_left_unfilled(case: tuple[Show, str]) -> None:
    page = parsed(case[1])
    for lang in ("en", "zh"):
        text = page.text(lang)
        assert not re.search(r"\{[%{#]|[%}#]\}|\{[a-z_0-9.:,]*\}", text)
        assert not re.search(r"\b(nan|None|inf|Undefined)\b", text)


def test_each_language_says_as_much_as_the_other(case: tuple[Show, str]) -> None:
    page = parsed(case[1])
    found = [element.get("class", "").split() for _, element in page.elements]
    assert sum("en" in one for one in found) == sum("zh" in one for one in found) > 100
    for _, element in page.elements:
        if "en" in element.get("class", "").split() and "lang" in element:
            assert element["lang"] in ("en", "zh-CN")


def test_headings_tables_and_figures_serve_those_who_cannot_see(case: tuple[Show, str]) -> None:
    page = parsed(case[1])
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert tags.count("svg") == tags.count("figure") == tags.count("figcaption")
    for tag, element in page.elements:
        if tag == "th":
            assert element.get("scope") in ("col", "row", "rowgroup")
        if tag == "figure":
            assert element.get("aria-labelledby")


def test_the_page_opens_in_the_language_asked_for(made_up: Show) -> None:
    assert '<html lang="en">' in render_report(made_up, drawn={})
    assert '<html lang="zh-CN">' in render_report(made_up, lang="zh", drawn={})
    with pytest.raises(ValueError, match="fr"):
        render_report(made_up, lang="fr", drawn={})


def test_the_same_show_gives_the_same_bytes_in_a_file_below_three_mebibytes(
    played: Show, played_page: str, played_drawings: dict[str, Drawing], tmp_path: Path
) -> None:
    path = write_report(played, tmp_path / "new" / "report.html", drawn=played_drawings)
    assert path.read_text(encoding="utf-8") == played_page
    assert path.stat().st_size < 3 * 2**20
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]


def test_a_path_that_cannot_be_written_is_one_message(made_up: Show, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="file"):
        write_report(made_up, tmp_path / "file" / "report.html", drawn={})


def test_texts_of_a_scenario_cannot_break_out_of_the_page(made_up_page: str) -> None:
    assert "<and>" not in made_up_page
    assert "&lt;and&gt;" in made_up_page


def test_a_show_in_which_nothing_happened_still_has_a_report() -> None:
    empty = replace(fabricate(), tables={}, money={}, negotiations=[], events=[], measures={})
    page = Page(render_report(empty))
    assert "Nothing was sold." in page.text("en")
    assert "没有成交" in page.text("zh")
    assert len(summary.sentences(empty, Names.of(empty))) == 5


@pytest.mark.parametrize("table", sorted(fabricate().tables))
def test_any_one_table_may_be_empty(table: str) -> None:
    show = fabricate()
    show.tables[table] = {column: [] for column in show.tables[table]}
    Page(render_report(show, drawn={}))


def test_the_five_sentences_follow_the_facts(made_up: Show) -> None:
    names = Names.of(made_up)
    first = summary.sentences(made_up, names)
    assert len(first) == 5
    assert "B Crew-neck knit ran hot" in first[1][0] or "B Crew-neck knit beat it by most" in first[1][0]
    assert "+30 min" in first[2][0] and "(the goods ordered for it arrived as agreed;" in first[2][0]
    other = fabricate()
    styles = np.array(other.tables["orders"]["style"])
    other.tables["orders"]["style"] = np.where(styles == "A", "B", np.where(styles == "B", "A", styles)).tolist()
    other.tables["alerts"] = {column: [] for column in other.tables["alerts"]}
    second = summary.sentences(other, names)
    assert "A Trench coat" in second[1][0].split("with")[0]
    assert "No demand alert was raised" in second[2][0]
    assert first[0] == second[0]


def test_an_event_links_to_the_negotiation_that_it_speaks_of(made_up: Show) -> None:
    show = replace(made_up, events=[Event(10, "rush", "host", "made_up.rush", {"negotiation": "N5", "units": 3})])
    html = render_report(show, drawn={})
    timeline = html[html.index('class="timeline"') : html.index('id="cast"')]
    assert '<a href="#n-N5">N5</a>' in timeline


def test_replications_add_their_spread(made_up: Show) -> None:
    rng = np.random.default_rng(1)
    many = Replications(
        seeds=tuple(range(11)),
        measures={"gross_gmv": rng.normal(1e6, 1e5, 11)},
        profits={party: rng.normal(5e4, 1e4, 11) for party in ("host", "supplier")},
        conservation={"ledger_sum": 0, "oversold": 0},
    )
    show = replace(made_up, measures={"gross_gmv": 1e6, "a_measure_nobody_named": 2.0})
    profit = drawn(profit_bars(show.money, Names.of(show), "en", many.profit_spreads()), "profit")
    html = render_report(show, many, drawn={"profit": profit})
    page = Page(html)
    assert "whiskers" in page.text("en")
    assert html.count(">P10<") == 2
    assert "a measure nobody named" in page.text("en")
    low = round(float(np.quantile(many.profits["host"], 0.1)))
    assert f"{low:,}" in page.text("en")
    assert "--replications 11" in html


def test_the_command_makes_the_show_again(played: Show) -> None:
    import shlex

    import run

    words = shlex.split(command(played))
    assert words[:2] == ["python", "run.py"]
    read = run.build_parser("en").parse_args(words[2:])
    assert (read.scenario, read.scheme, read.seed) == (played.scenario.name, played.scheme.name, played.seed)


def test_every_text_has_the_same_places_in_both_languages() -> None:
    for key, (english, chinese) in report.TEXTS.items():
        places = [sorted(set(re.findall(r"\{(\w+)", text))) for text in (english, chinese)]
        assert places[0] == places[1], key
        assert unescape(english) == english and english.strip() and chinese.strip(), key


def test_what_the_reference_show_speaks_of_has_a_name(played: Show) -> None:
    kinds = {f"event.{event.kind}" for event in played.events}
    lines = {f"clause.{name}" for lines in played.money.values() for name in lines}
    issues = {f"issue.{name}" for talk in played.negotiations for name in talk.issues}
    tables = {f"table.{name}" for name in played.tables}
    talks = {f"talk.{talk.kind}" for talk in played.negotiations}
    rules = {f"strategy.{name}" for name in STRATEGIES} | {f"protocol.{name}" for name in PROTOCOLS}
    totals = {"clause.income", "clause.expense", "clause.profit"}
    missing = (kinds | lines | issues | tables | talks | rules) - totals - set(CATALOGUE)
    assert not missing


def test_cards_speak_of_the_whole_show(played: Show) -> None:
    found = {card.label[0]: card for card in summary.cards(played, Names.of(played))}
    orders, sales = played.tables["orders"], played.measures
    units, lost = sum(orders["units"]), sum(orders["lost_units"])
    assert units > sum(played.tables["ticks"]["units"])
    assert found["Gross sales"].value[0] == f"{sales['gross_gmv']:,.0f} CNY"
    assert found["Units ordered"].value[0] == f"{units:,}"
    assert found["Demand lost"].value[0] == f"{100 * lost / (units + lost):.1f}".removesuffix(".0") + "%"
    assert found["Sold as presale"].note[0].startswith(f"{sum(orders['presale_units']):,} units")


def test_goods_say_what_was_wanted_of_the_hit(played: Show, played_page: str) -> None:
    styles = played.tables["styles"]
    at = list(styles["style"]).index("B")
    wanted, units = int(styles["wanted_units"][at]), int(styles["units"][at])
    said = f"wanted {wanted:,} units over the whole show, ordered {units:,}, and {wanted - units:,} were lost"
    assert said in parsed(played_page).text("en")


def test_transfers_name_the_negotiation_that_agreed_on_them(played: Show) -> None:
    causes = [move.cause[0] for move in goods.moves(played, Names.of(played)) if move.kind[0] == "transfer"]
    agreed = [talk.id for talk in played.negotiations if talk.kind == "N6" and talk.agreed]
    assert agreed and [cause for cause in causes if "N6" in cause] == [f"agreed in {identity}" for identity in agreed]


def test_wishes_stand_apart_from_reasons_of_returns(played: Show) -> None:
    (wishes, asked), (reasons, returned) = goods.design_queue(played, Names.of(played))
    assert wishes[0].startswith("Wishes") and {request[0] for _, request, _ in asked} == {"V-neck version"}
    assert reasons[0].startswith("Main reasons of returns")
    assert len(asked) + len(returned) == len(played.tables["design_queue"]["style"])


def test_balancing_accounts_have_no_profit_spread(played: Show) -> None:
    names = Names.of(played)
    many = Replications((1, 2), {}, {party: np.array([1.0, 2.0]) for party in played.money}, {})
    shown = [row[0] for row in goods.profit_spreads(many, names)]
    assert shown == [names(party) for party in played.money if party in names.kinds]
    assert names("platform") not in shown
