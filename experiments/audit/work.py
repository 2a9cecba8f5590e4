"""Carry out the tasks of an audit, in this process or in several; the results do not depend on which."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Literal, Protocol

from experiments.replicate import cores, end_with
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario

WORTH_A_POOL = 100  # shows; with fewer, starting processes does not pay
_scenario: Scenario | None = None  # what a worker process works on


class Task(Protocol):
    """A piece of work that can be sent to a process."""

    @property
    def size(self) -> int:
        """Roughly how many shows it plays."""
        ...

    def run(self, scenario: Scenario) -> Any:
        """Do it."""
        ...


def carry_out(scenario: Scenario, tasks: Sequence[Task], workers: int | Literal["auto"] = "auto") -> list[Any]:
    """Results of ``tasks`` in their order. A progress bar shows on a terminal after two seconds."""
    total = sum(task.size for task in tasks)
    count = (cores() if total > WORTH_A_POOL else 1) if workers == "auto" else workers
    with _bar(total) as bar:
        if count > 1:
            return _pool(scenario, tasks, count, bar)
        results = []
        for task in tasks:
            results.append(task.run(scenario))
            bar.update(task.size)
        return results


def _bar(total: int) -> Any:
    from tqdm import tqdm

    return tqdm(total=total, delay=2, unit="show", leave=False, disable=not sys.stderr.isatty())


def _pool(scenario: Scenario, tasks: Sequence[Task], workers: int, bar: Any) -> list[Any]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(scenario,)) as pool:
        futures = {pool.submit(_run, task): task for task in tasks}
        try:
            for future in as_completed(futures):
                future.result()
                bar.update(futures[future].size)
        except BrokenProcessPool as error:
            raise UserError(
                "audit: a worker process died (killed, or out of memory); allowed: fewer workers, such as --workers 1"
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        return [future.result() for future in futures]


def _prepare(scenario: Scenario) -> None:
    """Start of a worker: remember the scenario; leave Ctrl-C to the parent; end when the parent is gone."""
    global _scenario
    _scenario = scenario
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def _run(task: Task) -> Any:
    assert _scenario is not None
    return task.run(_scenario)
