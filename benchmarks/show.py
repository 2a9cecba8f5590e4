"""CPU of one reference show, warm, all encounters, by engine: beside a yardstick, since a shared machine's speed comes and goes.

Usage: python benchmarks/show.py [SAMPLES]

Each sample plays three shows with each engine and then counts to a million in an empty loop; the lowest of many samples is
the machine left alone, the mean what it usually gives. Ratios hold better than either.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

GOAL_MS, SETS = 10.0, 20


def main(samples: int) -> None:
    from environment import Scenario
    from environment import kernels as world
    from environment.playing import play_show
    from environment.scheme import Scheme
    from protocols import kernels

    scenario, scheme = Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission")

    def choose(name: str) -> str:
        os.environ[kernels.VARIABLE] = name
        for floor in (kernels, world):
            floor.library.cache_clear()
        return kernels.engine()

    engines = tuple(dict.fromkeys(choose(name) for name in ("auto", "numpy")))
    spent: dict[str, list[float]] = {name: [] for name in (*engines, "loops")}
    for name in engines:
        choose(name)
        for seed in range(8):
            play_show(scenario, scheme, seed)
    for k in range(samples):
        for name in engines:
            choose(name)
            start = time.process_time()
            for seed in range(3):
                play_show(scenario, scheme, 100 + 3 * (k % SETS) + seed)
            spent[name].append((time.process_time() - start) / 3.0 * 1e3)
        start = time.process_time()
        for _ in range(1_000_000):
            pass
        spent["loops"].append((time.process_time() - start) * 1e3)
    fewest, usual = min(spent["loops"]), sum(spent["loops"]) / samples
    print(f"{'one show, ms of CPU':<26} {'lowest':>8} {'mean':>8}   {'million loops':>13}   goal {GOAL_MS:g} ms")
    for name in engines:
        sets = [spent[name][i::SETS] for i in range(min(SETS, samples))]  # the same seeds again and again
        low, mean = (sum(f(s) for s in sets) / len(sets) for f in (min, lambda s: sum(s) / len(s)))
        print(f"{name:<26} {low:8.1f} {mean:8.1f}   {low / fewest:6.2f} {mean / usual:6.2f}")
    print(f"{'a million empty loops, ms':<26} {fewest:8.1f} {usual:8.1f}")
    if len(engines) == 2:
        one, other = (sum(spent[name]) for name in engines)
        print(f"{'numpy / compiled':<26} {other / one:8.2f}")


if __name__ == "__main__":
    from asked import number

    main(number(__doc__, "SAMPLES", 100))
