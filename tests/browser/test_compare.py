"""Compare in a real browser: with the mouse alone one learns who gains when the scheme changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from experiments.compare import compare
from tests.browser.waiting import says, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select field with the mouse."""
    page.locator(f".v-input:has(label:text-is('{label}'))").first.click()
    page.locator(f".menuable__content__active .v-list-item:has-text('{option}')").first.click()


def test_who_gains_when_the_scheme_changes(visit: Visit) -> None:
    page = visit("seed=7")
    page.click(".gy-tab-compare")
    choose(page, "B: instead", "Buyback")
    choose(page, "Plays of each side", "5")
    page.click(".gy-compare")
    page.wait_for_selector(".gy-compared")
    found = compare("autumn_launch", "slot_fee_commission", "buyback", n=5, seed=7)
    gains = {party: each.difference for party, each in found.profits.items() if party not in ("platform", "consumers", "outside")}
    best = max(gains, key=lambda party: (gains[party], party))
    first = page.locator(".gy-bars g[data-id]").first
    until(page, lambda: first.get_attribute("data-id") == best)
    shown = first.locator("text.value").text_content() or ""
    assert shown.replace(",", "").replace("−", "-") == f"{gains[best]:+.0f}"
    says(page, ".gy-compared", "gains most")
    page.click(".gy-grid tr[data-id='supplier']")
    page.wait_for_selector("text=Brand supplier: from its profit under A")


def test_the_answer_in_chinese_and_a_warning_when_settings_move(visit: Visit) -> None:
    page = visit("panel=compare&seed=7&lang=zh")
    choose(page, "每侧上演次数", "2")
    page.click(".gy-compare")
    page.wait_for_selector(".gy-compared")
    says(page, ".gy-compared", "谁得益", "无法分辨")
    choose(page, "B：换成", "坑位费加佣金")
    page.wait_for_selector("text=两侧相同")
    page.wait_for_selector(".gy-compare[disabled]")


def test_a_link_reopens_the_comparison_and_its_result(visit: Visit) -> None:
    page = visit("panel=compare&seed=7")
    choose(page, "B: instead", "Buyback")
    choose(page, "Plays of each side", "2")
    page.click(".gy-compare")
    page.wait_for_selector(".gy-compared")
    until(page, lambda: "b=buyback&n=2&compared=1" in page.url)
    answer = page.inner_text(".gy-compared")
    again = visit(page.url.split("?", 1)[1])
    again.wait_for_selector(".gy-compared")
    until(again, lambda: again.inner_text(".gy-compared") == answer)


def test_a_link_to_a_long_comparison_waits_for_the_button(visit: Visit) -> None:
    page = visit("panel=compare&b=buyback&n=200&shows=5&compared=1&lang=zh")
    page.wait_for_selector("text=尚未比较")
    until(page, lambda: page.locator(".gy-panel .v-select__selection", has_text="回购").count() == 1)
    assert page.locator(".gy-compared").count() == 0
