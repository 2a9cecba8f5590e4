"""What a sweep costs beside its runs: ``python benchmarks/sweep.py [--quick]``. Figures, never a test.

1. Overhead per run: a sweep of runs that do next to nothing; its time without its start (until the first chunk is back),
   of all workers together, less that of the runs themselves. The driver's CPU time is part of it; of shows it is told alone.
2. Two workers against one: the same shows with one worker and with two, by turns; runs per second without the start. Beside
   them two plain loops of Python against one, by turns too: what this machine gives to a second process just now. Other work
   on it takes from both.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from experiments.sweep import Sweep  # noqa: E402
from experiments.sweep.driver import Driver  # noqa: E402
from experiments.sweep.work import OURS  # noqa: E402

NOTHING = f"{Path(__file__).stem}:nothing"


def nothing(scenario: Any, scheme: Any, levels: Any, seed: int, shows: int, names: Any) -> dict[str, float]:
    """A run that does nothing."""
    return dict.fromkeys(names, float(seed % 9973))


@dataclass
class Watch:
    """Measures a sweep from its first chunk to its last: ``wall`` seconds, CPU seconds of the ``driver``, runs and theirs."""

    start: float = 0.0
    wall: float = 0.0
    driver: float = 0.0
    runs: int = 0
    busy: float = 0.0
    before: float = 0.0

    def saw(self, outcomes: Any) -> None:
        now, cpu = time.perf_counter(), time.process_time()
        if not self.start:
            self.start, self.before = now, cpu
            return
        self.runs += len(outcomes)
        self.busy += sum(each.seconds for each in outcomes)
        self.wall, self.driver = now - self.start, cpu - self.before


def measured(runs: int, workers: int, model: str, outcomes: Any) -> Watch:
    """A sweep over two schemes and luck, watched."""
    watch, take = Watch(), Driver._take

    def taken(self: Driver, found: Any, chunk: Any) -> None:
        take(self, found, chunk)
        watch.saw(found)

    sweep = Sweep("autumn_launch", ["commission_only", "alert_bond"], replications=runs // 2, outcomes=outcomes)
    with TemporaryDirectory() as folder:
        Driver._take = taken  # type: ignore[method-assign]
        try:
            sweep.run(folder, workers, model=model)
        finally:
            Driver._take = take  # type: ignore[method-assign]
    return watch


def loop(count: int) -> None:
    for _ in range(count):
        pass


def plain(processes: int, count: int = 20_000_000) -> float:
    """Loops per second of that many processes side by side."""
    crew = [multiprocessing.get_context("fork").Process(target=loop, args=(count,)) for _ in range(processes)]
    start = time.perf_counter()
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    return processes * count / (time.perf_counter() - start)


def load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {len(os.sched_getaffinity(0))} cores"


def overhead(idle: int, shows: int) -> None:
    print(f"overhead per run, ms ({load()})")
    print(f"{'runs':>22} {'workers':>8} {'wall':>9} {'driver CPU':>11} {'run itself':>11}")
    cases: list[tuple[str, int, str, Any]] = [
        ("idle, 3 outcomes", idle, NOTHING, ["net_gmv", "return_rate", "profit.host"]),
        ("idle, all outcomes", idle, NOTHING, "all"),
        ("shows", shows, OURS, "all"),
    ]  # fmt: skip
    for name, runs, model, outcomes in cases:
        for workers in (1, 2):
            found = measured(runs, workers, model, outcomes)
            beside = 1e3 * (found.wall * workers - found.busy) / found.runs
            wall = f"{beside:>9.3f}" if model == NOTHING else f"{'':>9}"
            driver, own = 1e3 * found.driver / found.runs, 1e3 * found.busy / found.runs
            print(f"{runs:>5} {name:<16} {workers:>8} {wall} {driver:>11.3f} {own:>11.3f}")


def ratio(turns: int, shows: int) -> None:
    print(f"\ntwo workers against one, {shows} shows a turn ({load()})")
    print(f"{'turn':>5} {'one/s':>8} {'two/s':>8} {'ratio':>7}   {'two plain loops against one':>28}")
    found: list[tuple[float, float]] = []
    for turn in range(turns):
        rates = {}
        order = (1, 2) if turn % 2 == 0 else (2, 1)
        for workers in order:
            each = measured(shows, workers, OURS, "all")
            rates[workers] = each.runs / each.wall
        loops: dict[int, float] = {k: plain(k) for k in order}
        found.append((rates[2] / rates[1], loops[2] / loops[1]))
        print(f"{turn + 1:>5} {rates[1]:>8.1f} {rates[2]:>8.1f} {found[-1][0]:>7.2f}   {found[-1][1]:>28.2f}")
    middle: Callable[[int], float] = lambda k: statistics.median(each[k] for each in found)  # noqa: E731
    print(f"{'median':>5} {'':>16} {middle(0):>7.2f}   {middle(1):>28.2f}   ({load()} at the end)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs and turns")
    quick = parser.parse_args().quick
    overhead(*((2_000, 100) if quick else (20_000, 400)))
    ratio(*((2, 100) if quick else (5, 400)))


if __name__ == "__main__":
    main()
