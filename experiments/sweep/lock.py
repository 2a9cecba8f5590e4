"""One driver at a time on a folder: the whole sweep alone, or shards that differ."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from experiments.sweep.files import refused
from experiments.sweep.store import WHOLE
from protocols.errors import UserError

MAIN = "sweep.lock"


@contextlib.contextmanager
def locked(folder: Path, label: str) -> Iterator[None]:
    """Hold the folder for the driver ``label``; :class:`UserError` naming who holds it already.

    The operating system gives a lock back when its process ends, however it ends: none is ever stale.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            main = stack.enter_context((folder / MAIN).open("a+", encoding="utf-8"))
            own = main if label == WHOLE else stack.enter_context((folder / f"{label}.lock").open("a+", encoding="utf-8"))
            _take(main, folder, shared=label != WHOLE)
            if own is not main:
                _take(own, folder, shared=False)
            _sign(own)
        except OSError as error:
            raise refused(folder, error) from error
        yield


def holder(folder: Path) -> str | None:
    """Who is at work in a folder ("process 4711 on host"), or None."""
    for path in (folder / MAIN, *sorted(folder.glob("shard-*.lock"))):
        try:
            with path.open("r", encoding="utf-8") as file:
                if not _try(file, shared=True):
                    return file.read().strip() or "another process"
        except FileNotFoundError:
            continue
    return None


def _take(file: IO[Any], folder: Path, shared: bool) -> None:
    for _ in range(5):  # somebody who asks for the status holds it for a moment
        if _try(file, shared):
            return
        time.sleep(0.05)
    if not _try(file, shared):
        raise UserError(
            f"{folder}: in use by {holder(folder) or 'another process'}, allowed: wait for it, stop it, "
            "or give another folder with --out"
        )


def _try(file: IO[Any], shared: bool) -> bool:
    try:
        import fcntl
    except ModuleNotFoundError:
        raise UserError("sweep: found a system without file locks, allowed: Linux or macOS") from None
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[Any]) -> None:
    file.seek(0)
    file.truncate()
    file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    file.flush()
