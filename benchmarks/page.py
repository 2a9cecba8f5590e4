"""The page: first paint, frames a second with 50 and 500 nodes, latency of an update, memory per session; or a soak.

Usage: python benchmarks/page.py                      (goals in docs/design.md)
       python benchmarks/page.py --soak MINUTES [--sessions 20]
       python benchmarks/page.py --open MINUTES       (one page that plays show after show)
       python benchmarks/page.py --switch ROUNDS      (one page whose panels are opened one after the other, round by round)

Needs the extras ``page`` and ``test`` and Chromium. The server's memory is VmRSS, the browser's its heap after a collection.
Waits are those of locators: a handle that ``wait_for_selector`` returns keeps its element, and with it the whole widget.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if __name__ != "__main__":  # served: the stage with as many nodes as asked for
    import solara

    from environment import play
    from visualization.page.playing import Shown
    from visualization.page.settings import Settings
    from visualization.page.views.stage import stage_data, stage_words
    from visualization.page.widgets.stage import Stage

    def grown(count: int) -> tuple[dict[str, Any], bytes]:
        """The reference show's stage with parties added until there are ``count``, each trading with one that was there."""
        data, series = stage_data(Shown(Settings(), play()), "en")
        nodes, edges = list(data["nodes"]), list(data["edges"])
        for k in range(count - len(nodes)):
            like = nodes[k % 9]
            nodes.append({**like, "id": f"X{k}", "lon": 104.0 + (k * 37 % 180) / 10.0, "lat": 22.0 + (k * 53 % 200) / 10.0})
            edges.append({**edges[0], "id": f"X{k}>{like['id']}", "a": f"X{k}", "b": like["id"], "layer": "trade", "pair": 0})
        return {**data, "nodes": nodes, "edges": edges}, series

    @solara.component
    def Page() -> None:
        data, series = solara.use_memo(lambda: grown(int(os.environ["NODES"])), [])
        Stage.element(data=data, series=series, words=stage_words("en"), speed=8.0)


class Server:
    """A server of the page, or of another module with one."""

    def __init__(self, module: str = "visualization.page.served", **more: str) -> None:
        from visualization.page.server import command, environment

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        line = [module if word == "visualization.page.served" else word for word in command("127.0.0.1", self.port, False)]
        env = {**environment(os.environ), **more}
        self.process = subprocess.Popen(line, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.address = f"http://127.0.0.1:{self.port}/"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}readyz", timeout=2).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server did not start")

    def memory(self) -> float:
        """MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def visit(browser: Any, address: str, query: str = "") -> Any:
    """A new visitor's page with a show on it."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(300_000)  # a soak is about faults and leaks, on however busy a machine
    page.goto(f"{address}?{query}")
    page.locator(".gy-ready").wait_for(state="attached")
    page.wait_for_function("Number(document.querySelector('.gs')?.dataset.drawn) > 0")
    return page


def paint(browser: Any, server: Server) -> None:
    """First paint: of a server just started, and of one that has served; then the latency of a changed seed."""
    for name in ("first visitor of a new server", "later visitors"):
        times = []
        for _ in range(1 if name.startswith("first") else 3):
            start = time.perf_counter()
            page = visit(browser, server.address)
            times.append(time.perf_counter() - start)
        print(f"first paint with a show on it, {name}: {min(times):.2f} s (goal < 3 s)")
    latencies = []
    for seed in range(5):
        page.fill(".gy-seed input", str(100 + seed))
        start = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function(f"location.search.includes('seed={100 + seed}') && document.querySelector('.gy-ready')")
        latencies.append(time.perf_counter() - start)
    print(f"a changed seed, played and shown: median {1e3 * sorted(latencies)[2]:.0f} ms")


def frames(browser: Any) -> None:
    """Frames a second while the stage plays."""
    for nodes in (50, 500):
        server = Server("benchmarks.page", NODES=str(nodes))
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(server.address)
            page.wait_for_function("Number(document.querySelector('.gs')?.dataset.drawn) > 0", timeout=120_000)
            page.click(".gs-play")
            count = "Number(document.querySelector('.gs').dataset.drawn)"
            first, start = page.evaluate(count), time.perf_counter()
            page.wait_for_timeout(4000)
            rate = (page.evaluate(count) - first) / (time.perf_counter() - start)
            print(f"{nodes} nodes: {rate:.1f} frames/s (goal ≥ 10)")
            page.close()
        finally:
            server.stop()


def sessions(browser: Any, server: Server, count: int) -> None:
    """Memory of the server per visitor."""
    first = server.memory()
    pages = [visit(browser, server.address, f"seed={seed}") for seed in range(count)]
    print(f"memory per session: {(server.memory() - first) / count:.1f} MiB ({count} sessions, server {server.memory():.0f} MiB)")
    for page in pages:
        page.context.close()


def soak(browser: Any, server: Server, minutes: float, count: int) -> None:
    """Many visitors at once, each changing seeds, panels and language; then everybody leaves."""
    pages = [visit(browser, server.address, f"seed={seed}") for seed in range(count)]
    end, done, wrong = time.monotonic() + 60 * minutes, 0, 0
    print(f"{count} sessions: {server.memory():.0f} MiB", flush=True)
    told = time.monotonic()
    while time.monotonic() < end:
        for k, page in enumerate(pages):
            act = (done // count) % 3
            if act == 0:
                page.fill(".gy-seed input", str(1000 * k + done))
                page.keyboard.press("Enter")
                asked = f"location.search.includes('seed={1000 * k + done}')"
                page.wait_for_function(f"{asked} && document.querySelector('.gy-ready')")
            elif act == 1:
                page.click(".gy-language")
            else:
                page.click(f".gy-tab-{('money', 'stage', 'table')[k % 3]}")
            wrong += page.locator(".gy-panel .v-alert.error").count() > 0
            done += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{done} actions, {wrong} errors on a page, server {server.memory():.0f} MiB", flush=True)
    for page in pages:
        page.context.close()
    time.sleep(5)
    print(f"{done} actions in {minutes:g} min, {wrong} errors; alive: {server.process.poll() is None}; "
          f"after all have left: {server.memory():.0f} MiB")  # fmt: skip


def left_open(browser: Any, server: Server, minutes: float) -> None:
    """One page on which show after show is played, seed by seed, the stage running and scrubbed back at its end."""
    page = visit(browser, server.address, "seed=1")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    at = "Number(document.querySelector('.gs-line').getAttribute('aria-valuenow'))"
    heap = "performance.memory ? Math.round(performance.memory.usedJSHeapSize / 1048576) : -1"
    end, told, shows = time.monotonic() + 60 * minutes, 0.0, 1
    page.click(".gs-play")
    while time.monotonic() < end:
        if faults:
            print("\n".join(fault[:2000] for fault in faults), flush=True)
            break
        if time.monotonic() - told > 300:
            told = time.monotonic()
            print(f"{shows} shows, at minute {page.evaluate(at)}, {len(faults)} faults, page {page.evaluate(heap)} MiB, "
                  f"server {server.memory():.0f} MiB", flush=True)  # fmt: skip
        page.wait_for_timeout(20_000)
        shows += 1
        page.fill(".gy-seed input", str(shows))
        page.keyboard.press("Enter")
        page.wait_for_function(f"location.search.includes('seed={shows}') && document.querySelector('.gy-ready')")
        page.click(f".gy-tab-{('money', 'table', 'collaboration')[shows % 3]}")
        page.wait_for_timeout(2_000)
        page.click(".gy-tab-stage")
        page.locator(".gs-play").wait_for()
        page.keyboard.press("Home")
        page.click(".gs-play")
    wrong = page.locator(".gy-panel .v-alert.error").count() > 0
    print(f"{minutes:g} min: {shows} shows, {len(faults)} faults, error shown: {wrong}, page {page.evaluate(heap)} MiB, "
          f"server {server.memory():.0f} MiB, alive: {server.process.poll() is None}")  # fmt: skip


def kept(session: Any) -> str:
    """What the page holds once everything unreachable has gone. MiB; numbers of nodes and of listeners."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    of = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return f"heap {of['JSHeapUsedSize'] / 1048576:.2f} MiB, {of['Nodes']:.0f} nodes, {of['JSEventListeners']:.0f} listeners"


def switched(browser: Any, server: Server, rounds: int) -> None:
    """One page whose panels are opened in turn; the first round, which loads each panel's code, is not counted."""
    from visualization.page.settings import PANELS

    page = visit(browser, server.address, "seed=1")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    print(f"as opened: {kept(session)}", flush=True)
    size = "document.querySelectorAll('.gy-panel *').length"
    for done in range(rounds + 1):
        for panel in (*PANELS[1:], PANELS[0]):
            page.click(f".gy-tab-{panel}")
            page.locator(f".gy-panel-{panel}").wait_for(state="attached")
            before, still = -1, 0
            while still < 3:  # what comes late has come
                page.wait_for_timeout(100)
                now = page.evaluate(size)
                before, still = now, still + 1 if now == before else 0
        if done in (0, rounds // 2, rounds):
            print(f"{done} rounds over {len(PANELS)} panels: {kept(session)}, server {server.memory():.0f} MiB", flush=True)


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--soak", type=float, metavar="MINUTES")
    options.add_argument("--open", type=float, metavar="MINUTES")
    options.add_argument("--switch", type=int, metavar="ROUNDS")
    options.add_argument("--sessions", type=int, default=20)
    args = options.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium: nothing measured")
        return
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            if args.open:
                left_open(browser, server, args.open)
            elif args.switch:
                switched(browser, server, args.switch)
            elif args.soak:
                soak(browser, server, args.soak, args.sessions)
            else:
                paint(browser, server)
                sessions(browser, server, 5)
                frames(browser)
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
