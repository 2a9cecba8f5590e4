"""Many independent jobs on few processes, in order, whatever the number of workers."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Literal, TypeVar

from experiments.replicate import cores, end_with
from protocols.errors import UserError

Job = TypeVar("Job")
Result = TypeVar("Result")


def run_all(
    work: Callable[[Job], Result], jobs: Sequence[Job], *, workers: int | Literal["auto"] = "auto", unit: str = "run"
) -> list[Result]:
    """``[work(job) for job in jobs]``, on ``workers`` processes (a process per core for "auto" and two jobs or more).

    ``work`` is a function of a module. A progress bar shows on a terminal after two seconds; a worker that dies is
    a :class:`~protocols.errors.UserError`.
    """
    from tqdm import tqdm

    count = min(cores() if workers == "auto" else int(workers), len(jobs))
    with tqdm(total=len(jobs), delay=2, unit=unit, leave=False, disable=not sys.stderr.isatty()) as bar:
        if count <= 1:
            return [_step(work, job, bar.update) for job in jobs]
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=context, initializer=_prepare) as pool:
            futures = [pool.submit(work, job) for job in jobs]
            for future in futures:
                future.add_done_callback(lambda _: bar.update(1))
            try:
                return [future.result() for future in futures]
            except BrokenProcessPool as error:
                raise UserError(
                    "a worker process died (killed, or out of memory); allowed: fewer workers, such as --workers 1"
                ) from error
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise


def _step(work: Callable[[Job], Result], job: Job, update: Callable[[int], object]) -> Result:
    result = work(job)
    update(1)
    return result


def _prepare() -> None:
    """Leave Ctrl-C to the parent; end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()
