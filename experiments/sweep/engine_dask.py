"""The dask engine: the same chunks on the workers of a dask cluster (``pip install "gongying[dask]"``).

Workers need this project at the same version. Each of their threads plays in a process of its own, by the local engine:
a run that hangs, hoards or dies costs that process, not the dask worker, and is told in the same words as at home.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from experiments.pool import cores
from experiments.sweep.engine_local import Local
from experiments.sweep.engines import Ended
from experiments.sweep.work import Base, Task
from protocols.errors import UserError
from protocols.version import VERSION

WAIT_S = 30.0  # for the scheduler and its first worker
_mine = threading.local()


class Dask:
    """Workers of the scheduler at ``address``, or of a cluster started here."""

    def __init__(self, address: str, workers: int | None) -> None:
        try:
            from dask.distributed import Client, LocalCluster
        except ImportError:
            raise UserError(
                '--engine dask: the dask library is not installed, allowed: --engine local, or pip install "gongying[dask]"'
            ) from None
        self._cluster, self._address = None, address
        if not address:
            count = workers or cores()
            self._cluster = LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, memory_limit=0)
        try:
            self._client = Client(self._cluster or address, timeout=WAIT_S)
            self._client.wait_for_workers(1, timeout=WAIT_S)
        except (OSError, ValueError) as error:  # dask's time-outs are OSErrors
            raise UserError(f"--engine dask:{address}: {error}, allowed: the address of a dask scheduler with workers") from error
        self.workers = sum(self._client.nthreads().values())
        self._check_versions()
        self._executor = self._client.get_executor(pure=False)
        self._flying: dict[Future[Ended], int] = {}

    def _check_versions(self) -> None:
        try:
            versions = self._client.run(_version)
        except ImportError as error:
            self.close()
            raise UserError(f"--engine dask: its workers have no gongying ({error}), allowed: {VERSION}, as here") from error
        for where, found in sorted(versions.items()):
            if found != VERSION:
                self.close()
                raise UserError(f"--engine dask: worker {where} has gongying {found}, allowed: {VERSION}, as here")

    def submit(self, ticket: int, base: Base, tasks: Sequence[Task], journal: Path) -> None:
        self._check_scheduler()
        self._flying[self._executor.submit(play_there, ticket, base, tasks)] = ticket

    def collect(self, timeout: float) -> list[Ended]:
        done, _ = wait(self._flying, timeout, return_when=FIRST_COMPLETED)
        self._check_scheduler()
        return [self._ended(future) for future in done]

    def _check_scheduler(self) -> None:
        if self._client.status in ("closing", "closed"):  # it gave up reconnecting; what is out will never come back
            raise UserError(
                f"--engine dask:{self._address}: the scheduler is gone, allowed: start it and give the same command again "
                "(nothing stored is lost)"
            )

    def _ended(self, future: Future[Ended]) -> Ended:
        from dask.distributed import KilledWorker

        ticket = self._flying.pop(future)
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(error, KilledWorker):
            return Ended(ticket, death="its dask worker was lost")
        if error is not None:
            raise error
        return future.result()

    def close(self) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def play_there(ticket: int, base: Base, tasks: Sequence[Task]) -> Ended:
    """A chunk on a dask worker, in a process of its own that is kept for the next one."""
    if not hasattr(_mine, "engine"):
        # Dask makes its workers daemons, which may not have children; this one ends by itself when its parent does.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        _mine.engine = Local(1)
    engine: Local = _mine.engine
    with tempfile.TemporaryDirectory() as folder:
        engine.submit(ticket, base, tasks, Path(folder) / "chunk.jsonl")
        while True:
            for ended in engine.collect(timeout=60.0):
                return ended


def _version() -> str:
    from protocols.version import VERSION as HERE

    return HERE
