"""CPU of one reference show, warm, all encounters: beside a yardstick, since a shared machine's speed comes and goes.

Usage: python benchmarks/show.py [SAMPLES]

Each sample plays three shows and then counts to a million in an empty loop; the lowest of many samples is the machine
left alone, the median what it usually gives. The ratio of the two holds better than either.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

GOAL_MS = 10.0


def main(samples: int) -> None:
    from environment import Scenario
    from environment.playing import play_show
    from environment.scheme import Scheme

    scenario, scheme = Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission")
    for seed in range(8):
        play_show(scenario, scheme, seed)
    shows, loops = [], []
    for k in range(samples):
        start = time.process_time()
        for seed in range(3):
            play_show(scenario, scheme, 100 + 3 * (k % 20) + seed)
        shows.append((time.process_time() - start) / 3.0 * 1e3)
        start = time.process_time()
        for _ in range(1_000_000):
            pass
        loops.append((time.process_time() - start) * 1e3)
    means = [sum(shows[i::20]) / len(shows[i::20]) for i in range(20)]
    best = [min(shows[i::20]) for i in range(20)]  # of each of the 20 sets of seeds
    low, mean = sum(best) / 20, sum(means) / 20
    print(f"one show, ms of CPU        lowest per seed set, averaged {low:6.1f}   mean {mean:6.1f}   goal {GOAL_MS:g}")
    print(f"a million empty loops, ms  lowest {min(loops):6.1f}   mean {sum(loops) / len(loops):6.1f}")
    print(f"show / million loops       lowest {low / min(loops):6.2f}   mean {mean / (sum(loops) / len(loops)):6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
