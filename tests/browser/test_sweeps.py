"""Sweeps in a real browser: open a stored sweep, click a point, and the very run is played."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from experiments.sweep import Sweep, read
from tests.browser.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


@pytest.fixture(scope="module", autouse=True)
def _stored(results_root: Path) -> None:
    """A sweep that ended, and one that was cut off."""
    sweep = Sweep(
        "autumn_launch", ["slot_fee_commission", "alert_bond"], name="browser", replications=1, seed=5,
        outcomes=["net_gmv", "profit.host"],
        parameters={"scale.return_rate": {"values": [0.8, 1.2]}, "capacity_reservation.fee_per_unit": {"values": [1, 6]}},
    )  # fmt: skip
    sweep.run(results_root / "browser", workers=1)
    shutil.copytree(results_root / "browser", results_root / "cut-off")
    (results_root / "cut-off" / "rows.parquet").unlink()


def test_a_click_on_the_map_plays_that_run(visit: Visit) -> None:
    page = visit("panel=sweeps")
    page.click(".gy-grid tr[data-id='browser']")
    page.wait_for_selector(".gy-heat g[data-id]")
    until(page, lambda: page.locator(".gy-heat").first.locator("g[data-id*='|']").count() == 4)
    page.locator(".gy-heat g[data-id*='alert_bond'], .gy-heat g[data-id*='|']").first.click()
    page.wait_for_selector(".gy-to-stage")
    for row in range(2):
        cells = page.locator(".gy-run-card .gy-grid tbody tr").nth(row).locator("td.number")
        cells.nth(1).wait_for()
        assert cells.nth(0).inner_text() == cells.nth(1).inner_text() != "–"
    until(page, lambda: "scale.return_rate%3D" in page.evaluate("location.search"))
    page.locator(".gy-strands g[data-id*='alert_bond'] polyline").first.dispatch_event("click")
    page.wait_for_selector(".gy-run-card:has-text('Alert bond')")
    page.locator(".gy-points g[data-id] circle").last.click()
    page.wait_for_selector(".gy-to-stage")
    page.click(".gy-to-stage")
    page.wait_for_selector(".gy-panel-stage")


def test_a_small_sweep_is_played_and_opened_with_the_mouse(visit: Visit, results_root: Path) -> None:
    page = visit("panel=sweeps&lang=zh")
    page.click(".gy-small-sweep")
    page.wait_for_selector(".gy-heat g[data-id]")
    page.wait_for_selector(".gy-grid tr.picked[data-id='small-sweep']")
    assert page.locator(".gy-small-sweep").count() == 0  # there it is: nothing to play again
    assert len(read(results_root / "small-sweep")) == 12


def test_a_folder_that_is_not_finished_says_so(visit: Visit) -> None:
    page = visit("panel=sweeps&lang=zh")
    page.wait_for_selector("text=未完成")
    assert page.locator(".gy-grid tr[data-id='cut-off']").count() == 0
