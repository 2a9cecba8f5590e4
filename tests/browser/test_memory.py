"""A page that stays open: what a panel drew is let go of when the panel is left, in the browser and on the server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

Visit = Callable[..., "Page"]
DRAWN = {"money": ".gy-grid table", "table": ".gy-scatter svg", "stage": ".gs-play"}  # seen once a panel's widgets are drawn
MOST = {"HTMLCanvasElement": 4, "ResizeObserver": 8}  # of the stage, 2 and 1; Chromium itself keeps the one before a while
TRIES = 10
STUB = 1000  # characters; every widget's own code is longer


def tour(page: Page, rounds: int) -> None:
    """Open panel after panel and end on the stage. Locators only: a handle on an element would itself keep the widget."""
    for _ in range(rounds):
        for panel, drawn in DRAWN.items():
            page.click(f".gy-tab-{panel}")
            page.locator(f".gy-panel-{panel} {drawn}").first.wait_for()


def alive(session: CDPSession, kind: str) -> int:
    """How many objects of a kind the page still holds (the query collects what is unreachable first)."""
    prototype = session.send("Runtime.evaluate", {"expression": f"{kind}.prototype", "objectGroup": "count"})
    asked = {"prototypeObjectId": prototype["result"]["objectId"], "objectGroup": "count"}
    objects = session.send("Runtime.queryObjects", asked)["objects"]["objectId"]
    length = session.send("Runtime.callFunctionOn", {
        "objectId": objects, "functionDeclaration": "function() { return this.length }", "returnByValue": True,
    })  # fmt: skip
    session.send("Runtime.releaseObjectGroup", {"objectGroup": "count"})
    return int(length["result"]["value"])


def test_panels_that_were_left_are_let_go(visit: Visit) -> None:
    page = visit("seed=7")
    session = page.context.new_cdp_session(page)
    tour(page, 4)
    for kind, most in MOST.items():
        found = alive(session, kind)
        for _ in range(TRIES):  # what was just left goes a moment later
            if found > most:
                page.wait_for_timeout(200)
                found = alive(session, kind)
        assert found <= most, (kind, found)


def test_the_code_of_a_widget_is_loaded_once(visit: Visit) -> None:
    page = visit("seed=7")
    tour(page, 1)
    session, loaded = page.context.new_cdp_session(page), list[Any]()
    session.send("Debugger.enable")  # tells of what was loaded before, to which nobody listens yet
    session.on("Debugger.scriptParsed", lambda script: loaded.append(script) if script.get("isModule") else None)
    tour(page, 2)
    assert loaded, "widgets were made"
    assert not [script["url"] for script in loaded if script["length"] > STUB]


ALONE = """
import gc, weakref
from visualization.page.widgets.frame import Frame
from visualization.page.widgets.stage import Stage
from visualization.page.widgets.upload import Upload
for kind in (Frame, Stage, Upload):
    widget = kind()
    gone = weakref.ref(widget)
    widget.close()
    del widget
    gc.collect()
    assert gone() is None, kind
"""


def test_the_server_lets_go_of_a_closed_widget(root: Path) -> None:
    """In a process of its own: a page that another test drew in this one holds on to what is made outside of it."""
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
