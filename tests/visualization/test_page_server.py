"""How the page is served: on this machine only, without telemetry, and in words where it can't be."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest

from protocols.errors import UserError
from visualization.options_watch import WATCH_OPTIONS
from visualization.page import server


def test_it_serves_this_machine_unless_told_otherwise() -> None:
    host = next(each for each in WATCH_OPTIONS if "--host" in each.flags)
    assert host.settings["default"] == "127.0.0.1"
    line = server.command("127.0.0.1", 8765, False)
    assert line[line.index("--host") + 1] == "127.0.0.1" and "--no-open" in line and "--production" in line


@pytest.mark.parametrize("host", ["", "a..b", "x" * 70])
def test_no_address_is_not_every_address(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "check", lambda: None)
    monkeypatch.setattr(server.subprocess, "Popen", lambda *_, **__: pytest.fail("served"))
    with pytest.raises(UserError, match="not this machine's"):
        server.watch(host, opened=False)


def test_nothing_leaves_the_machine(tmp_path: Path) -> None:
    found = server.environment({"PATH": "x"}, tmp_path)
    assert found["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert found[server.RESULTS] == str(tmp_path.resolve()) and found["PATH"] == "x"
    assert (Path(server.__file__).parent / "static" / "fonts" / "OFL.txt").is_file()
    font = Path(server.__file__).parent / "static" / "fonts" / "gongying-cjk.woff2"
    assert font.stat().st_size < 900_000


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec

    def without(name: str, *rest: Any) -> Any:
        return None if name == "solara_assets" else real(name, *rest)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(UserError, match="solara_assets") as caught:
        server.check()
    assert "pip install" in str(caught.value)


def test_a_taken_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "check", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserError, match="another --port"):
            server.watch(port=int(taken.getsockname()[1]), opened=False)
