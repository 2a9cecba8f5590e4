"""Carry out the tasks of an audit, in this process or in several; the results do not depend on which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from experiments.pool import cores, progress, spread

if TYPE_CHECKING:
    from environment import Scenario

WORTH_A_POOL = 100  # shows; with fewer, starting processes does not pay


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
    with progress(total, "show") as bar:
        if count > 1:
            return spread(_run, tasks, count, lambda task: bar.update(task.size), shared=scenario)
        results = []
        for task in tasks:
            results.append(task.run(scenario))
            bar.update(task.size)
        return results


def _run(scenario: Scenario, task: Task) -> Any:
    return task.run(scenario)
