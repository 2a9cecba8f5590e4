"""Remake the pictures in docs/images: the page and the report of the reference show, as Chromium draws them.

    python tools/picture.py [FOLDER]         all of them
    python tools/picture.py --report [FOLDER]   the report alone

Needs the extras ``page`` and ``test`` and Chromium (Debian: chromium).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
VIEWS = {
    "page.png": "at=45&pick=negotiation:N5",
    "page-zh-dark.png": "at=1300&lang=zh&theme=dark&pick=party:WE",
}
REPORT, MOST_BYTES = "report.png", 400_000


def main() -> None:
    from playwright.sync_api import sync_playwright

    given = [each for each in sys.argv[1:] if each != "--report"]
    folder = Path(given[0]) if given else ROOT / "docs" / "images"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("picture: found no Chromium; to install (Debian): apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        report(browser, folder / REPORT)
        if "--report" not in sys.argv:
            pages(browser, folder)
        browser.close()


def report(browser: Browser, path: Path) -> None:
    """The head of the report that ``make run`` writes."""
    with tempfile.TemporaryDirectory() as results:
        subprocess.run([sys.executable, "run.py", "run", "--out", results], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        page = browser.new_page(viewport={"width": 1080, "height": 1500})
        page.goto((Path(results) / "report.html").as_uri())
        page.wait_for_timeout(500)
        page.screenshot(path=path)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"picture: {path} has {path.stat().st_size:,} bytes, allowed: up to {MOST_BYTES:,}")
    print(path)


def pages(browser: Browser, folder: Path) -> None:
    """The page, served for this alone."""
    from visualization.page.server import command, environment

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(command("127.0.0.1", port, False), env=environment(environ), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        answered(port)
        for name, query in VIEWS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"http://127.0.0.1:{port}/?{query}")
            page.wait_for_selector(".gy-ready", state="attached", timeout=120_000)
            page.wait_for_selector(".gs-numbers")
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / name)
            print(folder / name)
    finally:
        server.terminate()
        server.wait()


def answered(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("picture: the server did not start")


if __name__ == "__main__":
    main()
