"""The dask engine: the same chunks on the workers of a dask cluster (``pip install "gongying[dask]"``).

Workers need this project at the same version and one thread each (``dask worker --nthreads 1``). A run beyond its time
limit ends its worker, which dask restarts; the driver then plays the runs of that chunk one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from experiments.replicate import cores
from experiments.sweep.engines import Ended
from experiments.sweep.journal import Outcome
from experiments.sweep.work import Base, Task, play_chunk
from protocols.errors import UserError
from protocols.version import VERSION

WAIT_S = 30.0  # for the scheduler and its first worker


class Dask:
    """Workers of the scheduler at ``address``, or of a cluster started here."""

    journals = False
    ahead = 1

    def __init__(self, address: str, workers: int | None) -> None:
        try:
            from dask import config
            from dask.distributed import Client, LocalCluster
        except ImportError:
            raise UserError(
                '--engine dask: the dask library is not installed, allowed: --engine local, or pip install "gongying[dask]"'
            ) from None
        self._cluster = None
        if not address:
            # A chunk that kills its worker is not tried elsewhere, and none waits on a worker to be blamed for its death.
            config.set({"distributed.scheduler.allowed-failures": 0, "distributed.scheduler.worker-saturation": 1.0})
            count = workers or cores()
            self._cluster = LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, memory_limit=0)
        try:
            self._client = Client(self._cluster or address, timeout=WAIT_S)
            self._client.wait_for_workers(1, timeout=WAIT_S)
        except (OSError, ValueError) as error:  # dask's time-outs are OSErrors
            raise UserError(f"--engine dask:{address}: {error}, allowed: the address of a dask scheduler with workers") from error
        threads = self._client.nthreads()
        self.workers = len(threads)
        self._check(threads)
        self._executor = self._client.get_executor(pure=False)
        self._flying: dict[Future[list[Outcome]], int] = {}

    def _check(self, threads: dict[str, int]) -> None:
        crowded = sorted(each for each, count in threads.items() if count > 1)
        versions = {each: found for each, found in self._client.run(_version).items() if found != VERSION}
        if crowded or versions:
            self.close()
        if crowded:
            raise UserError(f"--engine dask: worker {crowded[0]} has several threads, allowed: dask worker --nthreads 1")
        if versions:
            where, found = next(iter(versions.items()))
            raise UserError(f"--engine dask: worker {where} has gongying {found}, allowed: {VERSION}, as here")

    def submit(self, ticket: int, base: Base, tasks: Sequence[Task], journal: Path) -> None:
        self._flying[self._executor.submit(play_chunk, base, tasks, None)] = ticket

    def collect(self, timeout: float) -> list[Ended]:
        done, _ = wait(self._flying, timeout, return_when=FIRST_COMPLETED)
        return [self._ended(future) for future in done]

    def _ended(self, future: Future[list[Outcome]]) -> Ended:
        from dask.distributed import KilledWorker

        ticket = self._flying.pop(future)
        if future.cancelled():
            return Ended(ticket, death="its dask worker was lost")
        error = future.exception()
        if isinstance(error, KilledWorker):
            return Ended(ticket, death="its dask worker died: killed, out of memory, or beyond the time limit")
        if error is not None:
            raise error
        return Ended(ticket, tuple(future.result()))

    def close(self) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _version() -> str:
    from protocols.version import VERSION as HERE

    return HERE
