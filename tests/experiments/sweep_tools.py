"""What the tests of sweeps share: a small sweep, an engine without processes, and drivers in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from experiments.sweep.engines import Ended

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL = """schema: gongying-sweep/1
name: small
scenario: autumn_launch
schemes: [commission_only, alert_bond]
parameters:
  scale.return_rate: {{values: {values}}}
replications: {replications}
outcomes: [net_gmv, return_rate, profit.host]
"""


def sweep_file(folder: Path, values: Sequence[float] = (1.0, 1.6), replications: int = 3, more: str = "") -> Path:
    """A sweep of two schemes at some levels of one parameter."""
    path = folder / "small.yaml"
    path.write_text(SMALL.format(values=list(values), replications=replications) + more, encoding="utf-8")
    return path


class Inline:
    """Plays chunks in this process."""

    workers = 2

    def __init__(self, *_: object) -> None:
        self._ended: list[Ended] = []

    def submit(self, ticket: int, base: Any, tasks: Any, journal: Path) -> None:
        from experiments.sweep.work import play_chunk

        self._ended.append(Ended(ticket, tuple(play_chunk(base, tasks, journal))))

    def collect(self, timeout: float) -> list[Ended]:
        found, self._ended = self._ended, []
        return found

    def close(self) -> None:
        pass


def environment(**more: str) -> dict[str, str]:
    """The environment of a driver that finds the project and the models of the tests."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def driver(file: Path, out: Path, workers: int, model: str, **more: str) -> subprocess.Popen[str]:
    """A sweep in a process of its own."""
    start = [sys.executable, "-m", "tests.experiments.sweep_models"]
    words = [*start, str(file), str(out), str(workers), model]
    return subprocess.Popen(words, cwd=ROOT, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def workers_of(pid: int) -> list[int]:
    """Process ids of the worker processes of a driver (Linux)."""
    found = []
    try:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
                    found.append(int(child))
    except (FileNotFoundError, ProcessLookupError):  # one of them ended meanwhile
        return []
    return found


def until(true: Callable[[], object], seconds: float = 300.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.02)
