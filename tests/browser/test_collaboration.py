"""Collaboration in a real browser: a season is played from the page, watched show by show, and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from environment import play
from environment.season import Season
from tests.browser.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
SHOWS = 4


def test_the_network_of_a_season_show_by_show(visit: Visit) -> None:
    page = visit(f"panel=collaboration&seed=7&shows={SHOWS}")
    page.wait_for_selector(".gy-ties svg")
    season = play("autumn_launch", seed=7, shows=SHOWS)
    assert isinstance(season, Season)

    def pairs(show: int) -> int:
        rows = season.network[show - 1]
        return len({frozenset((row["source"], row["target"])) for row in rows if row["layer"] == "trade" and row["weight"] > 0})

    until(page, lambda: page.locator(".gy-ties polyline.tie").count() == pairs(SHOWS))
    line = page.locator(".gy-lines svg").first
    box = line.bounding_box()
    assert box is not None
    page.locator(".gy-lines svg").first.click(position={"x": 48, "y": box["height"] / 2})
    page.wait_for_selector("text=after show 1")
    page.wait_for_function(f"document.querySelectorAll('.gy-ties polyline.tie').length === {pairs(1)}")
    page.click(".gy-ties g[data-id='host'] circle")
    page.wait_for_function("location.search.includes('pick=party%3Ahost')")


def test_a_season_is_played_from_the_page_and_can_be_cancelled(visit: Visit) -> None:
    page = visit("panel=collaboration&lang=zh")
    page.click(".gy-season button")
    page.click(".gy-season button:has-text('取消')")
    page.wait_for_selector(".gy-season button:not([disabled]):has-text('上演整季')")
    assert page.locator(".gy-ties").count() == 0
