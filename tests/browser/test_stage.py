"""The Stage in a real browser: numbers are the engine's own, it plays and scrubs both ways, and everything can be clicked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from environment import Show
from tests.browser.waiting import says, until
from visualization.page.replay import replay
from visualization.page.views.legend import signs

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def value(page: Page, name: str) -> int:
    """A counter of the stage."""
    return int(page.inner_text(f".gs-{name} .gs-value").replace(",", ""))


def shows(page: Page, name: str, number: int) -> bool:
    return value(page, name) == number


def cursor(page: Page) -> int:
    return int(page.get_attribute(".gs-line", "aria-valuenow") or "0")


def spot(page: Page, party: str) -> tuple[float, float]:
    """Where a party is drawn, in the canvas."""
    x, y = json.loads(page.get_attribute(".gs-canvas", "data-places") or "{}")[party]
    return float(x), float(y)


def click(page: Page, party: str) -> None:
    x, y = spot(page, party)
    page.locator(".gs-canvas").click(position={"x": x, "y": y})


def test_counters_are_the_engines_own(visit: Visit, reference_show: Show) -> None:
    page = visit("at=61")
    frames = replay(reference_show)
    k = frames.at(61.0)
    page.wait_for_function("document.querySelector('.gs-line').getAttribute('aria-valuenow') === '61'")
    for name in ("viewers", "likes", "orders", "units", "lost_units"):
        until(page, partial(shows, page, name, round(float(frames.counters[name][k]))), name)
    for w, warehouse in enumerate(frames.warehouses):
        until(page, partial(shows, page, f"stock-{warehouse}", round(float(frames.stock[k, w]))), warehouse)


def test_playing_moves_on_and_scrubbing_goes_back(visit: Visit) -> None:
    page = visit()
    before = cursor(page)
    page.keyboard.press("Space")
    page.wait_for_function(f"Number(document.querySelector('.gs-line').getAttribute('aria-valuenow')) > {before + 3}")
    page.keyboard.press("Space")
    reached = cursor(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"Number(document.querySelector('.gs-line').getAttribute('aria-valuenow')) < {reached}")
    line = page.locator(".gs-line").bounding_box()
    assert line is not None
    page.mouse.click(line["x"] + line["width"] - 9, line["y"] + 30)
    page.wait_for_function("Number(document.querySelector('.gs-line').getAttribute('aria-valuenow')) > 20000")
    page.mouse.click(line["x"] + 9, line["y"] + 30)
    page.wait_for_function("Number(document.querySelector('.gs-line').getAttribute('aria-valuenow')) < -2000")
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('.gs-line').getAttribute('aria-valuenow') === '0'")


def test_clicks_open_the_card_and_its_links_lead_on(visit: Visit, reference_show: Show) -> None:
    page = visit("at=45")
    click(page, "supplier")
    page.wait_for_selector(".gs-card h3:has-text('Brand supplier')")
    profit = f"{round(reference_show.money['supplier']['profit']):,} CNY".replace("-", "−")
    says(page, ".gs-card", profit)
    page.click(".gs-card button[data-kind=negotiation][data-id=N1]")
    page.wait_for_selector(".gs-card h3:has-text('terms of the show')")
    page.click(".gs-card button.go")
    page.wait_for_selector(".gy-tab-table.gy-chosen")


def test_story_lines_take_the_stage_to_their_minute(visit: Visit, reference_show: Show) -> None:
    page = visit()
    number = next(n for n, event in enumerate(reference_show.events) if event.kind == "alert")
    page.click(f".gs-event[data-n='{number}']")
    page.wait_for_selector(".gs-card h3:has-text('demand alert')")
    until(page, lambda: cursor(page) == round(reference_show.events[number].t_min))


def boxes(page: Page) -> dict[str, dict[str, float]]:
    """Where each party's name is written, in the canvas: the middle and half the sides."""
    found: dict[str, dict[str, float]] = json.loads(page.get_attribute(".gs-canvas", "data-names") or "{}")
    return found


@pytest.mark.parametrize(("lang", "width"), [("en", 1400), ("zh", 1400), ("zh", 390)])
def test_no_name_is_written_over_another_or_under_the_buttons(visit: Visit, lang: str, width: int) -> None:
    page = visit(f"at=60&lang={lang}", width=width, height=900)
    until(page, lambda: boxes(page))
    found = boxes(page)
    crossed = [
        (a, b) for a, b in combinations(found, 2)
        if abs(found[a]["x"] - found[b]["x"]) < found[a]["w"] + found[b]["w"] - 2
        and abs(found[a]["y"] - found[b]["y"]) < found[a]["h"] + found[b]["h"] - 2
    ]  # fmt: skip
    assert not crossed
    buttons = page.evaluate("(() => { const e = document.querySelector('.gs-layers'); return e.offsetTop + e.offsetHeight; })()")
    places = json.loads(page.get_attribute(".gs-canvas", "data-places") or "{}")
    assert len(places) > len(found)  # regions, too
    assert min(y for _, y in places.values()) > buttons and min(box["y"] - box["h"] for box in found.values()) >= buttons - 12


@pytest.mark.parametrize("pick", ["", "&pick=edge:host>supplier"])
def test_the_stage_has_the_window_once_the_work_is_done(visit: Visit, pick: str) -> None:
    page = visit(f"at=60{pick}", width=1400, height=900)
    page.wait_for_function("!document.querySelector('.gy-status')")
    low = "Math.round(innerHeight - document.querySelector('.gs').getBoundingClientRect().bottom)"
    until(page, lambda: page.evaluate(low) == 8)


def test_the_legend_says_what_is_what(visit: Visit) -> None:
    page = visit("at=60&lang=zh")
    assert not page.is_visible(".gs-legend")
    page.click(".gs-what")
    says(page, ".gs-legend", "待发包裹", "买家所在地区")
    assert page.locator(".gs-legend li").count() == len(signs())
    page.click(".gs-what")
    assert not page.is_visible(".gs-legend")
    page.click(".gy-i-help")
    says(page, ".gy-dialog", "待发包裹")


def test_tiers_and_layers(visit: Visit) -> None:
    page = visit()
    on_map = spot(page, "F1")
    page.click(".gs-kind-tiers")
    page.wait_for_selector(".gs-kind-tiers[aria-pressed=true]")
    page.wait_for_function(f"JSON.parse(document.querySelector('.gs-canvas').dataset.places).F1[0] !== {on_map[0]}")
    page.click(".gs-layer-trust")
    page.wait_for_selector(".gs-layer-trust[aria-pressed=true]")
    click(page, "F1")
    page.wait_for_selector(".gs-card h3:has-text('Pinghu')")


def test_language_switch_keeps_everything_else(visit: Visit) -> None:
    page = visit("at=45&pick=party:WE")
    page.wait_for_selector(".gs-card h3:has-text('East cloud warehouse')")
    page.click(".gy-language")
    page.wait_for_selector(".gs-card h3:has-text('华东云仓')")
    until(page, lambda: cursor(page) == 45)
    says(page, ".gs-bar", "在线人数")


def test_hours_minutes_and_money_are_named_in_chinese(visit: Callable[..., Page]) -> None:
    page = visit("lang=zh&at=40")
    says(page, ".gs-story", "开播前 12 小时", "开播 40 分钟", "开播后 72 小时")
    says(page, ".gs-clock", "40 分钟")
    for panel in ("stage", "table", "money", "seat"):
        page.click(f".gy-tab-{panel}")
        page.wait_for_selector(f".gy-panel-{panel}")
        page.wait_for_timeout(500)
        left = re.findall(r"T[+−][\d.]+|[\d.] ?(?:h|min|CNY|units)\b", page.inner_text(f".gy-panel-{panel}"))
        assert not left, (panel, left)
