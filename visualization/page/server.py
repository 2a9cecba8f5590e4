"""Start the page: what the verb ``watch`` does. Offline, without telemetry, on this machine only unless told otherwise."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from protocols.errors import UserError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = "GONGYING_RESULTS"  # names the folder whose sweeps and studies the page may open
NEEDED = ("solara", "ipyvuetify", "anywidget", "solara_assets")
INSTALL = "pip install 'gongying[page]' (in a clone: pip install '.[page]')"


def check() -> None:
    """A :class:`UserError` that says what to install, where something is missing or would leave the page blank."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UserError(f"watch: the page needs {', '.join(missing)}; to install: {INSTALL}")
    from importlib.metadata import version

    for name in ("ipyvuetify", "ipyvue"):
        if int(version(name).split(".")[0]) >= 2:
            raise UserError(f"watch: found {name} {version(name)}, allowed: below 2 (else a blank page); to install: {INSTALL}")


def environment(base: Mapping[str, str], results: Path | None = None) -> dict[str, str]:
    """The server's environment: nothing leaves the machine, sessions that are left are forgotten after a quarter of an hour."""
    found = {
        **base,
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_THEME_SHOW_BANNER": "False",
        "SOLARA_THEME_TITLE": "gongying 供应 · 共赢",
        "SOLARA_STORAGE_MUTATION_DETECTION": "False",
        "SOLARA_ASSETS_EXTRA_LOCATIONS": "visualization.page.static",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [base.get("PYTHONPATH")])]),
        "MPLBACKEND": "Agg",
        "PYTHONWARNINGS": "ignore::UserWarning:solara.server.starlette",  # of cookies, at every visit without https
    }
    found.setdefault("SOLARA_KERNEL_CULL_TIMEOUT", "15m")
    if results is not None:
        found[RESULTS] = os.path.realpath(results)
    return found


def command(host: str, port: int, opened: bool) -> list[str]:
    """The server's command line."""
    return [
        sys.executable, "-m", "solara", "run", "visualization.page.served", "--host", host, "--port", str(port),
        "--production", "--log-level-uvicorn", "warning", "--log-level", "warning", "--open" if opened else "--no-open",
    ]  # fmt: skip


def free(host: str, port: int) -> bool:
    """Whether nobody listens there, and it is one address (an empty one is all of them)."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError):  # no such name, or one that no name can be
            return False
    return bool(host)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1.0).close()
    except OSError:
        return False
    return True


def watch(
    host: str = "127.0.0.1", port: int = 8765, opened: bool = True, results: Path | None = None,
    ready: Callable[[], None] = lambda: None,
) -> int:  # fmt: skip
    """Serve the page until interrupted; the server's exit code. ``results`` is the folder whose sweeps may be opened.

    ``ready`` is called once the page answers.
    """
    check()
    if not free(host, port):
        raise UserError(f"watch: {host}:{port} is taken or not this machine's, allowed: another --port or --host")
    server = subprocess.Popen(command(host, port, opened), env=environment(os.environ, results), cwd=Path.cwd())
    told = signal.signal(signal.SIGTERM, lambda *_: server.terminate())  # who stops us stops the server with us
    try:
        while server.poll() is None and not answers(host, port):
            time.sleep(0.1)
        if server.poll() is None:
            ready()
        return max(0, server.wait())
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return 0
    finally:
        signal.signal(signal.SIGTERM, told)
