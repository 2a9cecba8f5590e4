"""Waiting for what a page draws: a card's head may be there a moment before its lines are."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

WAIT_S = 60.0


def until(page: Page, holds: Callable[[], object], of: object = "") -> None:
    """Look again until ``holds()`` is true; after a minute it is asked once more, and must be."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if holds():
            return
        page.wait_for_timeout(50)
    assert holds(), of or page.inner_text("body")


def says(page: Page, place: str, *texts: str) -> None:
    """Wait until every text is to be read at ``place``."""
    until(page, lambda: all(text in page.inner_text(place) for text in texts), (place, texts))
