"""Independent jobs on few processes, in order, whatever the number of workers. (Sweeps have an engine of their own: they
must outlive kills.)"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, Literal, TypeVar

from protocols.errors import UserError

Job = TypeVar("Job")
Result = TypeVar("Result")
Shared = TypeVar("Shared")
_shared: Any = None  # what every job of a worker process works on
_ahead = False  # a process that workers are forked from has been started


def run_all(
    work: Callable[[Job], Result], jobs: Sequence[Job], *, workers: int | Literal["auto"] = "auto", unit: str = "run"
) -> list[Result]:
    """``[work(job) for job in jobs]``, on ``workers`` processes (a process per core for "auto" and two jobs or more).

    ``work`` is a function of a module. A progress bar shows on a terminal after two seconds; a worker that dies is
    a :class:`~protocols.errors.UserError`.
    """
    count = min(cores() if workers == "auto" else int(workers), len(jobs))
    with progress(len(jobs), unit) as bar:
        if count > 1:
            return spread(_alone, jobs, count, lambda _: bar.update(1), shared=work)
        results = []
        for job in jobs:
            results.append(work(job))
            bar.update(1)
        return results


def start_ahead(modules: Sequence[str]) -> None:
    """Let another process load ``modules`` while this one goes on loading its own; later workers are forked from it.

    Saves what loading takes once this process is ready. The forked-from process keeps to one thread, as forking wants,
    and leaves Ctrl-C to this one from its first moment. To be called from the main thread; does nothing where a system
    cannot fork or there is one core.
    """
    global _ahead
    if _ahead or cores() < 2 or "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(modules))
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "OPENBLAS_NUM_THREADS")}
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        os.environ.update(PYTHONPATH=os.pathsep.join(filter(None, sys.path)), OPENBLAS_NUM_THREADS="1")
        forkserver.ensure_running()
        _ahead = True
    finally:
        signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def spread(
    work: Callable[[Shared, Job], Result], jobs: Sequence[Job], workers: int, tell: Callable[[Job], object], *, shared: Shared
) -> list[Result]:
    """``[work(shared, job) for job in jobs]`` on ``workers`` processes; ``shared`` is sent to each process once.

    ``tell`` is called with every job that is done, in the order in which they end.
    """
    context = multiprocessing.get_context("forkserver" if _ahead else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(shared,)) as pool:
        futures: dict[Future[Result], Job] = {}
        try:
            with interrupts_later():
                futures |= {pool.submit(_call, work, job): job for job in jobs}
            for future in as_completed(futures):
                future.result()
                tell(futures[future])
        except BrokenProcessPool as error:
            raise UserError(
                "a worker process died (killed, or out of memory); allowed: fewer workers, such as --workers 1"
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return [future.result() for future in futures]


@contextlib.contextmanager
def interrupts_later() -> Iterator[None]:
    """Hold Ctrl-C back while processes are started: born with it held back, they leave it to this one from the first moment."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else started on the way, and some Pythons let signals through again after that
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def progress(total: int, unit: str) -> Any:
    """A progress bar on stderr, shown after two seconds and only on a terminal."""
    from tqdm import tqdm

    return tqdm(total=total, delay=2, unit=unit, leave=False, disable=not sys.stderr.isatty())


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _alone(work: Callable[[Job], Result], job: Job) -> Result:
    return work(job)


def _call(work: Callable[[Any, Job], Result], job: Job) -> Result:
    return work(_shared, job)


def _prepare(shared: object) -> None:
    """Start of a worker: remember what is shared; leave Ctrl-C to the parent; end when the parent is gone."""
    global _shared
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def end_with(parent: BaseProcess) -> None:
    """Wait for the parent's end, however it comes; an orphan must not play on."""
    parent.join()
    os._exit(1)
