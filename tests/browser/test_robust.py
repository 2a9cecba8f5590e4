"""The page under strain: long work is cancelled, visitors do not meet, a restarted server is told of and returned to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from environment import Show, play
from tests.browser.conftest import free_port, started
from tests.browser.waiting import says, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Visit = Callable[..., "Page"]
ORDERS = "document.querySelector('.gs-orders .gs-value')?.textContent"


def orders(show: Show) -> str:
    return f"{sum(show.tables['ticks']['orders']):,}"


def test_a_long_run_is_followed_and_cancelled(visit: Visit) -> None:
    page = visit("at=150")
    before = page.inner_text(".gs-orders .gs-value")
    page.fill(".gy-shows input", "200")
    page.keyboard.press("Enter")
    page.click(".gy-run")
    page.wait_for_selector(".gy-progress")
    page.keyboard.press("3")  # the page is not frozen meanwhile
    page.wait_for_selector(".gy-tab-money.gy-chosen")
    page.click(".gy-cancel")
    page.wait_for_selector(".gy-status:has-text('Cancelled')")
    page.wait_for_selector(".gy-run")
    page.click(".gy-tab-stage")
    page.wait_for_selector(".gs-orders")
    until(page, lambda: page.inner_text(".gs-orders .gs-value") == before)


def test_two_visitors_do_not_meet(visit: Visit) -> None:
    one, two = visit("seed=7&at=150"), visit("seed=8&at=150&lang=zh")
    first, second = orders(play(seed=7)), orders(play(seed=8))
    assert first != second
    one.wait_for_function(f"{ORDERS} === '{first}'")
    two.wait_for_function(f"{ORDERS} === '{second}'")
    two.click(".gy-i-theme")
    two.wait_for_selector(".gy-dark")
    two.click(".gs-stock-WE")
    two.wait_for_selector(".gs-card h3:has-text('华东云仓')")
    assert one.query_selector(".gy-light.gy-en")
    assert "Click anything" in one.inner_text(".gs-card")
    assert one.inner_text(".gs-orders .gs-value") == first


def test_widgets_that_are_quicker_than_their_library_wait_for_it(browser: Browser, address: str) -> None:
    """The file that says where the widget library lies comes late: nothing is looked for on the internet, nothing stays blank."""
    context = browser.new_context()
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/nbextensions/anywidget/extension.js*", lambda route: (time.sleep(3), route.continue_()))
    page.goto(f"{address}?seed=7")
    page.wait_for_selector(".gs-play", timeout=60_000)
    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    context.close()


class Own:
    """A server of a test's own, that may be killed and started anew, and its one visitor."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.start()
        self.context = browser.new_context()

    def start(self) -> None:
        self.server = started(self.port, self.folder)

    def visit(self, query: str) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"http://127.0.0.1:{self.port}/?{query}")
        page.wait_for_selector(".gy-ready", state="attached")
        return page

    def kill(self) -> None:
        self.server.kill()
        self.server.wait()


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Own]:
    made = Own(browser, tmp_path)
    yield made
    made.context.close()
    made.kill()


def test_a_restarted_server_is_told_of_and_returned_to(own: Own) -> None:
    page = own.visit("seed=7&lang=zh&at=61")
    numbers = page.inner_text(".gs-numbers")
    own.kill()
    page.wait_for_selector(".gy-lost:has-text('服务器')")
    own.start()
    page.wait_for_selector(".gy-lost", state="detached")
    page.wait_for_selector(".gy-ready", state="attached")
    page.wait_for_selector(".gs-numbers")
    until(page, lambda: page.inner_text(".gs-numbers") == numbers)


def test_a_seat_lost_with_the_server_is_told_and_taken_again(own: Own) -> None:
    page = own.visit("panel=seat&lang=zh")
    page.click(".gy-sit")
    page.click(".gy-offer:not([disabled])")
    page.locator(".gy-clock", has_text="第 2 轮").wait_for()
    until(page, lambda: "moves=" in page.url)
    own.kill()
    page.wait_for_selector(".gy-lost:has-text('服务器')")
    page.wait_for_selector(".v-overlay", state="attached")  # the library's own notice, in English, is there …
    shown = "[...document.querySelectorAll('.v-overlay')].filter((e) => getComputedStyle(e).display !== 'none').length"
    assert page.evaluate(shown) == 0  # … and not seen
    own.start()
    page.locator(".gy-left", has_text="已丢失").wait_for()
    says(page, ".gy-left", "1 步")
    page.click(".gy-tab-stage")  # what was hidden stays hidden meanwhile
    page.wait_for_selector(".gy-closed")
    page.click(".gy-tab-seat")
    page.click(".gy-on:not([disabled])")
    page.locator(".gy-clock", has_text="第 2 轮").wait_for()
    page.wait_for_selector(".gy-offer:not([disabled])")


def test_a_panel_that_fails_leaves_the_others_alone(visit: Visit) -> None:
    page = visit("panel=table&pick=negotiation:nonsense")
    page.keyboard.press("1")
    page.wait_for_selector(".gs-numbers")
