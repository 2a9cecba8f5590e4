"""Money in a real browser: the engine's own numbers, and the way from a bar down to a posting and to the talk behind it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TYPE_CHECKING

from environment import play
from tests.browser.waiting import says

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def cents(text: str) -> int:
    return round(100 * float(text.replace(",", "").replace("−", "-").replace("+", "")))


def test_accounts_are_the_engines_own_and_sum_to_zero(visit: Visit) -> None:
    page = visit("panel=money&seed=7")
    page.wait_for_selector(".gy-grid tr[data-id='host']")
    money = play("autumn_launch", seed=7).money
    for party in ("host", "supplier", "F1", "consumers"):
        page.wait_for_selector(f".gy-grid tr[data-id='{party}'] td.number")
        shown = page.locator(f".gy-grid tr[data-id='{party}'] td.number").first.inner_text()
        assert cents(shown) == round(100 * money[party]["profit"]), party
    page.wait_for_selector(".gy-grid tr.last td.number")
    assert page.locator(".gy-grid tr.last td.number").first.inner_text() == "0.00"
    says(page, ".gy-good", "sum to zero")


def test_down_to_a_posting_and_on_to_the_talk(visit: Visit) -> None:
    page = visit("panel=money&seed=7&lang=zh")
    page.click(".gy-grid tr[data-id='host']")
    page.wait_for_selector("text=主播的收支构成")
    page.click(".gy-bars g[data-id='host']")
    page.wait_for_selector("text=主播，佣金与坑位费：与谁收付")
    page.click(".gy-grid td:text-is('品牌商家') >> nth=-1")
    page.click(".gy-grid tr[data-id='host-supplier|commission']")
    page.wait_for_selector(".gy-voucher")
    talk = next(each for each in play("autumn_launch", seed=7).negotiations if each.kind == "N1")
    says(page, ".gy-voucher .gy-good", f"{talk.outcome['commission_rate']:g} × ")
    says(page, ".gy-voucher", "谈定")
    page.click(".gy-voucher button")
    page.wait_for_selector(".gy-panel-table")
    page.click(".gy-tab-money")
    page.wait_for_selector(".gy-voucher")  # the place is kept


def test_the_ledger_is_downloaded(visit: Visit) -> None:
    page = visit("panel=money&seed=7")
    with page.expect_download() as kept:
        page.click("text=All postings (CSV)")
    path = kept.value.path()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    ledger = play("autumn_launch", seed=7).tables["ledger"]
    assert [cents(row["cny"]) for row in rows] == list(ledger["cents"])
