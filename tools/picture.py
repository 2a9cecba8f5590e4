"""Remake the pictures of the page in docs/images: serve it, open it in Chromium, look at the reference show, take them.

    python tools/picture.py [FOLDER]

Needs the extras ``page`` and ``test`` and Chromium (Debian: chromium).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from os import environ
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
VIEWS = {
    "page.png": "at=45&pick=negotiation:N5",
    "page-zh-dark.png": "at=1300&lang=zh&theme=dark&pick=party:WE",
}


def main() -> None:
    from playwright.sync_api import sync_playwright

    from visualization.page.server import command, environment

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("picture: found no Chromium; to install (Debian): apt-get install chromium")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(command("127.0.0.1", port, False), env=environment(environ), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        answered(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for name, query in VIEWS.items():
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"http://127.0.0.1:{port}/?{query}")
                page.wait_for_selector(".gy-ready", state="attached", timeout=120_000)
                page.wait_for_selector(".gs-numbers")
                page.wait_for_timeout(1500)
                page.screenshot(path=folder / name)
                print(folder / name)
            browser.close()
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
