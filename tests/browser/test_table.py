"""The panel Table in a real browser: the drawings answer clicks, and the numbers are the engine's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from environment import play
from environment.records import Show
from tests.browser.waiting import says, until
from visualization.page.playing import Shown
from visualization.page.settings import Settings
from visualization.page.views.table import Case, cases, said
from visualization.page.views.table_behind import behind
from visualization.page.views.table_moved import moved
from visualization.page.views.table_rush import chain
from visualization.page.views.table_why import why

if TYPE_CHECKING:
    from playwright.sync_api import Page


@cache
def case_of(talk: str) -> tuple[Show, Case]:
    show = play("autumn_launch")
    assert isinstance(show, Show)
    return show, next(case for case in cases(Shown(Settings(), show)) if case.talk.id == talk)


def test_why_the_rush_order_was_cut_down_is_found_with_the_mouse_alone(visit: Callable[..., Page]) -> None:
    page = visit("panel=stage")
    page.locator(".gs-canvas").wait_for()
    page.locator(".gy-tab-table").click()
    show, case = case_of("N5")
    found, facts = moved(case, "rush_qty"), behind(show, case.talk)
    assert found is not None and facts is not None
    page.locator(".gy-verdict", has_text=found.verdict[0]).wait_for()
    says(page, ".gy-talk", *(sentence for sentence, _ in [*chain(show, case, facts.facts), *found.reasons]))
    # any sentence of the transcript answers why
    at = next(k for k, each in enumerate(said(case)) if each.act == "accept-proposal")
    page.locator(f".gy-talk tr[data-id='{at}']").click()
    told = why(case, at, facts.parts)
    assert told is not None
    page.locator(".gy-why", has_text=told.head[0]).wait_for()
    says(page, ".gy-why", *(reason for reason, _ in told.reasons), *(name for (name, _), _ in told.lines))
    # the same in the other language, nothing lost
    page.get_by_text("中文", exact=True).first.click()
    page.locator(".gy-why", has_text=told.head[1]).wait_for()
    page.locator(".gy-verdict", has_text=found.verdict[1]).wait_for()


def test_the_stage_and_the_table_name_the_same_gain(visit: Callable[..., Page]) -> None:
    page = visit("panel=stage&pick=negotiation:N5")
    _, case = case_of("N5")
    gains = [case.worth(case.talk.gains[party], True)[0] for party in case.talk.parties]
    says(page, ".gs-card", *(gain.removeprefix("+") for gain in gains))
    how = page.locator(".gs-card td span[title]").first.get_attribute("title") or ""
    floor = case.talk.reservations[case.talk.parties[0]]
    assert f"{round(floor + case.talk.gains[case.talk.parties[0]]):,}" in how and f"{round(floor):,}" in how
    page.get_by_text("Open at the Table").click()
    page.locator(".gy-worths tbody tr").first.wait_for()
    assert [row.locator("td").last.inner_text() for row in page.locator(".gy-worths tbody tr").all()] == gains


def test_an_agreement_to_order_nothing_is_told_as_one(visit: Callable[..., Page]) -> None:
    page = visit("scheme=arms_length&lang=zh&pick=negotiation:N5&at=150")
    says(page, ".gs-card", "约定不下单")
    says(page, ".gs-story", "各方约定不下单")
    page.locator(".gy-tab-table").click()
    page.locator("tr.picked[data-id='N5']", has_text="约定不下单").wait_for()
    says(page, ".gy-verdict", "各方约定不下单")
    says(page, ".gy-talk", "轮后约定不下单")
    page.get_by_text("English", exact=True).first.click()
    page.locator(".gy-verdict", has_text="They agreed to order nothing.").wait_for()


def test_a_click_on_an_offer_marks_it_everywhere(visit: Callable[..., Page]) -> None:
    page = visit("panel=table&pick=negotiation:N1")
    _, case = case_of("N1")
    offers = page.locator(".gy-scatter [data-offer]")
    offers.first.wait_for()
    until(page, lambda: offers.count() == len(case.talk.offers))
    marks = page.locator(".gy-scatter [data-mark]")
    until(page, lambda: {mark.get_attribute("data-mark") for mark in marks.all()} == {"nash", "ks", "deal"})
    page.locator(".gy-concession [data-offer='4']").click(force=True)
    told = next(at for at, each in enumerate(said(case)) if each.offer == 4)
    page.locator(f".gy-talk tr.picked[data-id='{told}']").wait_for()
    page.locator(".gy-why").wait_for()
    until(page, lambda: page.locator(".gy-parallel").count() == 0)  # two parties need no parallel axes
    page.locator("tr[data-id='N5']").first.click()
    page.locator(".gy-parallel [data-offer]").first.wait_for()
    with page.expect_download() as saved:
        page.get_by_text("Transcript (JSON Lines)").click()
    assert saved.value.suggested_filename == "N5.jsonl"


def test_a_stand_alone_negotiation_changes_with_the_strategies(visit: Callable[..., Page]) -> None:
    page = visit("panel=table")
    page.locator(".gy-source .v-select").first.click()
    page.get_by_role("option", name="Terms between a host and a supplier").click()
    page.locator(".gy-talk", has_text="Host Lin and Nuoan knitwear bargained").wait_for()
    before = page.locator(".gy-verdict").inner_text()
    page.locator(".gy-source .v-select").nth(1).click()
    page.get_by_role("option", name="early concession (Conceder)").click()
    page.wait_for_function("old => document.querySelector('.gy-verdict').innerText !== old", arg=before)


@pytest.mark.parametrize("width", [1400, 390])
def test_the_table_of_quantities_is_whole_and_heads_do_not_touch(visit: Callable[..., Page], width: int) -> None:
    page = visit("panel=table&pick=negotiation:N5", width=width, height=900)
    page.locator(".gy-parallel text.head").first.wait_for()
    heads = """[...document.querySelectorAll('.gy-parallel text.head')].map((e) => e.getBoundingClientRect())
        .map((r) => [r.left, r.right, r.top, r.bottom])"""
    found = page.evaluate(heads)
    crossed = [(a, b) for a, b in combinations(found, 2) if a[0] < b[1] and b[0] < a[1] and a[2] + 3 < b[3] and b[2] + 3 < a[3]]
    assert len(found) == 6 and not crossed
    says(page, ".gy-panel", "the most with nobody worse off", "go on beyond it")
    if width > 900:
        table = page.locator(".gy-grid .box", has=page.locator("th", has_text="Lead time"))
        table.wait_for()
        until(page, lambda: table.evaluate("(e) => e.scrollWidth - e.clientWidth") == 0)
