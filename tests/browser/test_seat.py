"""The panel Seat in a real browser: to agreement and to breakdown, in both languages, and nothing of the others on the wire."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from environment import play
from environment.records import Show
from tests.browser.waiting import says, until
from visualization.quantities import number

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def choose(page: Page, place: int, name: str) -> None:
    """Pick an option of the ``place``-th list of the panel."""
    page.locator(".gy-seat .v-select").nth(place).click()
    page.locator(".v-menu__content.menuable__content__active").get_by_role("option", name=name).first.click()
    page.locator(".gy-seat .v-select").nth(place).get_by_text(name).first.wait_for()


def sit(page: Page) -> None:
    page.locator(".gy-sit").click()
    page.locator(".gy-offer:not([disabled])").wait_for()


def test_a_better_deal_than_the_software_with_the_mouse_alone(visit: Callable[..., Page]) -> None:
    page = visit("panel=seat")
    choose(page, 0, "A rush order in the middle of a show")
    choose(page, 1, "Nuoan knitwear")
    sit(page)
    for turn in range(1, 12):  # insist on the best outcome …
        page.locator(".gy-clock", has_text=f"Round {turn} of 12").wait_for()
        page.locator(".gy-offer:not([disabled])").click()
    page.locator(".gy-clock", has_text="the last one").wait_for()
    page.locator(".gy-accept:not([disabled])").click()  # … until the last round
    page.locator(".gy-debrief.gy-better", has_text="You won a better deal than the software").wait_for()
    page.locator(".gy-scatter [data-mark='nash']").first.wait_for(state="attached")  # now everything may be shown
    page.locator(".gy-again").click()
    page.locator(".gy-clock", has_text="Round 1 of 12").wait_for()


def test_walking_away_is_told_with_its_money(visit: Callable[..., Page]) -> None:
    page = visit("panel=seat&lang=zh")
    choose(page, 0, "已上演直播中的一场谈判")
    page.locator(".gy-seat .v-select").nth(2).wait_for()
    choose(page, 1, "N5 ·")
    choose(page, 2, "主播")
    sit(page)
    page.locator(".gy-tab-table").click()
    page.locator(".gy-closed").wait_for()  # the others' numbers stay closed while one sits at the table
    assert page.locator(".gy-talk").count() == 0
    page.locator(".gy-i-download").click()  # nor are they to be had as files
    page.locator(".gy-download-closed", has_text="在座").wait_for()
    assert page.locator(".gy-downloads button").count() == 0
    page.locator(".gy-close").click()
    page.locator(".gy-closed button").click()
    page.locator(".gy-walk:not([disabled])").click()
    page.locator(".gy-debrief", has_text="未成交").wait_for()
    says(page, ".gy-debrief", "软件谈得比你好", "直播结算后")
    page.locator(".gy-i-download").click()  # the seat is over: now they are
    page.locator(".gy-downloads button").first.wait_for()
    page.locator(".gy-close").click()
    page.locator(".gy-other").click()
    page.locator(".gy-sit").wait_for()


def test_nothing_of_the_others_goes_over_the_wire(visit: Callable[..., Page]) -> None:
    page = visit("", ready=False)
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda got: heard.append(got if isinstance(got, str) else got.decode(errors="replace")))

    page.on("websocket", listen)
    page.goto(f"{page.url.split('?')[0]}?panel=seat")
    page.locator(".gy-ready").wait_for(state="attached")
    choose(page, 0, "an encounter of the show that was played")
    page.locator(".gy-seat .v-select").nth(2).wait_for()
    choose(page, 2, "Host")
    sit(page)
    page.locator(".gy-dials button").first.click()
    page.locator(".gy-clock", has_text="Round 1").wait_for()
    page.locator(".gy-offer:not([disabled])").click()
    page.locator(".gy-clock", has_text="Round 2").wait_for()
    until(page, lambda: "Worth" in "".join(heard))
    page.wait_for_timeout(300)
    sent = "".join(heard)
    seen = {float(text.replace(",", "").replace("−", "-")) for text in NUMBER.findall(sent)}
    show = play("autumn_launch")
    assert isinstance(show, Show)
    talk = next(talk for talk in show.negotiations if talk.id == "N5")
    for party in ("supplier", "F2"):
        hidden = [talk.reservations[party], *(float(talk.utilities[party][row]) for _, _, row in talk.offers)]
        for value in (*hidden, *(worth - hidden[0] for worth in hidden[1:])):
            assert not {round(value, digits) for digits in range(1, 5)} & seen, (party, value)
            assert f"{number(round(value))} CNY" not in sent, (party, value)
    assert f"{number(round(talk.reservations['host']))} CNY" in sent  # the own number is there


def test_sliders_say_what_an_offer_is_worth(visit: Callable[..., Page]) -> None:
    page = visit("panel=seat")
    sit(page)
    own = page.locator(".gy-own")
    before = own.inner_text()
    page.locator(".gy-dials input").first.fill("0")
    page.wait_for_function("old => document.querySelector('.gy-own').innerText !== old", arg=before)
    page.get_by_text("中文", exact=True).first.click()
    page.locator(".gy-own", has_text="对你值").wait_for()
    until(page, lambda: page.locator(".gy-dials input").first.input_value() == "0")  # the offer in the making is kept
