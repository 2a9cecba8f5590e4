"""The frame of the page in a real browser: panels, settings, undo, links, files, downloads, language and theme."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from environment import Scenario, Scheme, play
from tests.browser.waiting import says, until
from visualization.page.settings import PANELS

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
DATA = Path(__file__).resolve().parents[2] / "environment"


def choose(page: Page, field: str, text: str) -> None:
    """Pick an entry of one of the selects at the top."""
    page.click(f".gy-{field} .v-select__slot")
    page.click(f".v-menu__content.menuable__content__active .v-list-item:has-text('{text}')")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_panel_opens(visit: Visit, lang: str) -> None:
    page = visit(f"lang={lang}")
    for number, name in enumerate(PANELS, start=1):
        page.keyboard.press(str(number))
        page.wait_for_selector(f".gy-tab-{name}.gy-chosen")
        page.wait_for_selector(f".gy-panel-{name}")
        assert not page.query_selector(".gy-panel .v-alert.error"), page.inner_text(".gy-panel")


def test_settings_are_played_at_once_and_undone(visit: Visit) -> None:
    page = visit("at=150")
    scheme = Scheme.load("commission_only")
    first = page.inner_text(".gs-orders .gs-value")
    choose(page, "scheme", scheme.en)
    expected = play(Scenario.load("autumn_launch"), scheme=scheme)
    orders = f"{sum(expected.tables['ticks']['orders']):,}"
    assert orders != first
    page.wait_for_function(f"document.querySelector('.gs-orders .gs-value').textContent === '{orders}'")
    page.click(".gy-i-undo")
    page.wait_for_function(f"document.querySelector('.gs-orders .gs-value').textContent === '{first}'")
    page.click(".gy-i-redo")
    page.wait_for_function(f"document.querySelector('.gs-orders .gs-value').textContent === '{orders}'")


def test_a_link_reopens_the_state(visit: Visit) -> None:
    page = visit("at=61&pick=party:WE&scheme=alert_bond&seed=7&theme=dark")
    page.click(".gy-i-share")
    link = page.inner_text("code[data-link]")
    page.keyboard.press("Escape")
    numbers = page.inner_text(".gs-numbers")
    again = visit(link.split("?", 1)[1])
    until(again, lambda: again.inner_text(".gs-numbers") == numbers)
    again.wait_for_selector(".gs-card h3:has-text('East cloud warehouse')")
    again.wait_for_selector(".gy-dark")
    assert link == page.url


def test_a_wrong_link_opens_the_page_all_the_same(visit: Visit) -> None:
    page = visit("scenario=../../etc/passwd&panel=nowhere&seed=-3&at=abc", ready=False)
    page.wait_for_selector(".gy-failed")
    says(page, ".gy-failed", "allowed: autumn_launch")


def test_files_are_checked_like_on_the_command_line(visit: Visit, tmp_path: Path) -> None:
    page = visit("at=150")
    bad = (DATA / "scheme/data/alert_bond.yaml").read_text(encoding="utf-8").replace("alert_bond_cny_per_unit: 8", "nonsense: 8")
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    (tmp_path / "huge.yaml").write_bytes(b"#" * (3 * 1024 * 1024))
    evil = "schema: gongying-scheme/1\nname: !!python/object/apply:os.system [ls]\n"
    (tmp_path / "evil.yaml").write_text(evil, encoding="utf-8")
    good = (DATA / "scheme/data/alert_bond.yaml").read_text(encoding="utf-8").replace("name: alert_bond", "name: my_bond")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    page.click(".gy-i-load")
    for name, said in (("bad.yaml", "nonsense"), ("huge.yaml", "allowed: up to"), ("evil.yaml", "evil.yaml")):
        page.set_input_files(".gy-file", str(tmp_path / name))
        page.wait_for_function(f"document.querySelector('.gy-dialog .gy-failed')?.textContent.includes('{said}')")
        assert str(tmp_path) not in page.inner_text(".gy-dialog")
    page.set_input_files(".gy-file", str(tmp_path / "good.yaml"))
    page.wait_for_selector(".gy-loaded")
    page.click(".gy-close")
    expected = play(Scenario.load("autumn_launch"), scheme=Scheme.load(tmp_path / "good.yaml"))
    orders = f"{sum(expected.tables['ticks']['orders']):,}"
    page.wait_for_function(f"document.querySelector('.gs-orders .gs-value').textContent === '{orders}'")
    until(page, lambda: "file%3Agood.yaml" in page.url)


def test_a_parameter_is_set_with_the_mouse(visit: Visit) -> None:
    page = visit("at=150")
    page.click(".gy-i-more")
    page.fill(".gy-parameter input", "gift.first_n")
    page.click(".v-menu__content.menuable__content__active .v-list-item >> nth=0")
    page.fill(".gy-value input", "800")
    page.click(".gy-set")
    page.wait_for_selector(".gy-drop:has-text('gift.first_n_orders = 800')")
    page.wait_for_function("!document.querySelector('.gy-cancel')")  # the show with the new value is played, and drawn
    page.fill(".gy-value input", "many")
    page.click(".gy-set")
    page.wait_for_selector(".gy-dialog .gy-failed")
    page.click(".gy-close")
    until(page, lambda: "set=gift.first_n_orders%3D800" in page.url)


def test_a_parameter_is_found_by_its_meaning_and_parties_by_name_in_chinese(visit: Visit) -> None:
    page = visit("lang=zh")
    page.click(".gy-i-more")
    page.fill(".gy-parameter input", "隐瞒")
    page.wait_for_selector(".menuable__content__active .v-list-item:has-text('behaviour.supplier.hide_stock')")
    page.fill(".gy-parameter input", "没有这样的参数")
    page.wait_for_selector(".menuable__content__active:has-text('没有匹配项')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".gy-level:has-text('程度（0 至 5）')")
    page.click(".gy-who")
    page.click(".menuable__content__active .v-list-item:has-text('平湖外套厂')")
    page.wait_for_selector(".gy-level:has-text('程度（0 至 1）')")  # a factory diverts no more than all of its reserve
    page.click(".gy-hold")
    page.wait_for_selector(".gy-drop:has-text('平湖外套厂')")
    until(page, lambda: "hold=F1.temptation" in page.url)


def test_a_bad_seed_says_what_is_wrong_and_an_empty_one_which_is_played(visit: Visit) -> None:
    page = visit()
    assert page.get_attribute(".gy-seed input", "placeholder") == str(Scenario.load("autumn_launch").seed)
    page.fill(".gy-seed input", "abc")
    says(page, ".gy-seed", "a whole number from 0")
    page.fill(".gy-seed input", "7")
    until(page, lambda: "a whole number" not in page.inner_text(".gy-seed"))


def test_downloads_hold_what_is_shown(visit: Visit) -> None:
    page = visit("seed=7")
    page.click(".gy-i-download")
    with page.expect_download() as waited:
        page.click(".gy-downloads button:has-text('JSON)')")
    found = json.loads(Path(waited.value.path()).read_text(encoding="utf-8"))
    assert found["seed"] == 7
    assert waited.value.suggested_filename == "autumn_launch-slot_fee_commission-7.json"


def test_one_file_chooser_is_seen(visit: Visit) -> None:
    page = visit("lang=zh")
    page.click(".gy-i-load")
    page.wait_for_selector(".gy-upload:has-text('选择文件')")
    assert page.locator("input[type=file]").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('input[type=file]')).opacity") == "0"  # the button is seen


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_names_in_the_header_are_whole(visit: Visit, lang: str) -> None:
    page = visit(f"lang={lang}&scenario=festival_week&scheme=win_win_pool_shapley")
    cut = """[...document.querySelectorAll('.gy-choices .v-select__selection')]
        .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).length"""
    until(page, lambda: page.evaluate(cut) == 0)
    pick = page.locator(".gy-choices [title]").first.get_attribute("title")
    week = Scenario.load("festival_week")
    assert pick == (week.title_zh if lang == "zh" else week.title_en)


@pytest.mark.parametrize("panel", ["stage", "money", "seat"])
def test_on_a_phone_a_finger_hits(visit: Visit, panel: str) -> None:
    page = visit(f"panel={panel}&at=45&pick=party:supplier", width=390, height=844)
    small = """[...document.querySelectorAll('.gy button, .gy select, .gy tr[data-id]')].filter((e) => e.offsetParent)
        .map((e) => [e.className, e.getBoundingClientRect().height]).filter((each) => each[1] < 39.5)"""
    page.wait_for_selector({"stage": ".gs-card button", "money": ".gy-grid tr[data-id]", "seat": ".gy-sit"}[panel])
    until(page, lambda: page.evaluate(small) == [], panel)


def test_on_a_phone_nothing_runs_off_the_side(visit: Visit) -> None:
    page = visit("at=45", width=390, height=844)
    until(page, lambda: page.evaluate("document.documentElement.scrollWidth") <= 390)
    ends = "[...document.querySelectorAll('.gy-tab')].map((e) => e.getBoundingClientRect().right)"
    until(page, lambda: max(page.evaluate(ends)) <= 390)  # every panel's name is to be seen
    page.click(".gy-tab-sweeps")
    wide = "document.querySelector('.gy-small-sweep')?.getBoundingClientRect().right ?? 999"
    until(page, lambda: page.evaluate(wide) <= 390)
    page.click(".gy-i-settings")
    page.wait_for_selector(".gy-scheme .v-select__slot")
