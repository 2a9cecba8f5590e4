"""One server and one browser for all tests of the page; skipped with the reason where something is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
START_S, WAIT_MS = 120.0, 60_000
# What anywidget says of a widget whose panel was left within two seconds of being opened, before it was drawn.
LEFT = "Failed to initialize model"


def reason() -> str:
    """Why the tests in a browser can't run here; "" when they can."""
    missing = [name for name in ("solara", "ipyvuetify", "anywidget", "solara_assets", "playwright")
               if importlib.util.find_spec(name) is None]  # fmt: skip
    if missing:
        return f"tests in a browser need {', '.join(missing)}: pip install '.[page,test]'"
    return "" if browser_path() else "tests in a browser need Chromium: apt-get install chromium"


def browser_path() -> str | None:
    """Chromium as the distribution installs it."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    why = reason()
    here = Path(__file__).parent
    for item in items:
        if why and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=why))


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(port: int, results: Path) -> subprocess.Popen[bytes]:
    """A server of the page on ``port``, answering."""
    from visualization.page.server import command, environment

    log = results / f"server-{port}.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command("127.0.0.1", port, False), env=environment(os.environ, results), stdout=out, stderr=out)
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return server
        except OSError:
            time.sleep(0.2)
    server.kill()
    raise RuntimeError(f"the server of the page did not start: {log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def results_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose sweeps and studies the tested page may open; tests may write sweeps there."""
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def address(results_root: Path) -> Iterator[str]:
    """Where the page is served."""
    port = free_port()
    server = started(port, results_root)
    yield f"http://127.0.0.1:{port}/"
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """``visit("panel=money&lang=zh")`` opens the page as a new visitor and waits until a show is on it.

    Afterwards the test fails if the page asked anybody but its own server for anything, or a script failed.
    """
    contexts, faults = [], []

    def opened(query: str = "", width: int = 1280, height: int = 800, ready: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: None if LEFT in str(error) else faults.append(f"script: {error}"))
        page.on("request", lambda r: None if r.url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:"))
                else faults.append(f"outside: {r.url}"))  # fmt: skip
        page.goto(f"{address}?{query}")
        page.wait_for_selector(".gy-head")
        if ready:
            page.wait_for_selector(".gy-ready", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults
