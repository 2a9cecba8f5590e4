"""Many shows in one process: resident memory every 500 of them, which must stay flat.

Usage: python benchmarks/soak.py [SHOWS]      (default 10,000)

Scenarios, schemes and seeds change all the time, and some scenarios are new ones, so that every cache is filled and must
let go again. The verdict compares the memory once the caches are full (2,000 shows, or half of fewer) with that at the end.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

EVERY = 500
ALLOWED, FULL = 0.05, 2000  # growth of resident memory that is let pass, and shows after which caches are full


def resident_mib() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main(shows: int) -> int:
    from environment import Scenario, Scheme, play

    names, schemes = [n for n in Scenario.names() if Scenario.load(n).week is None], Scheme.names()
    scenario_scheme = "slot_fee_commission"  # whose ranges every scenario's steps divide
    reference, began = 0.0, time.process_time()
    print(f"{'shows':>7} {'MiB':>7} {'objects':>9} {'ms of CPU a show':>17}")
    for k in range(1, shows + 1):
        changes = {"scale.traffic": 0.5 + (k % 97) / 60.0, "gift.first_n_orders": k % 1009} if k % 20 == 0 else {}
        name = names[k % len(names)] if k % 3 == 0 else "autumn_launch"
        scenario = Scenario.load(name, overrides=changes)
        play(scenario, scheme=schemes[k % len(schemes)] if name == "autumn_launch" else scenario_scheme, seed=k)
        if k % EVERY == 0 or k == shows:
            gc.collect()
            spent = (time.process_time() - began) / k * 1e3
            print(f"{k:>7,} {resident_mib():>7.0f} {len(gc.get_objects()):>9,} {spent:>17.1f}", flush=True)
        if k == max(min(FULL, shows // 2), 1):
            gc.collect()
            reference = resident_mib()
    growth = resident_mib() / reference - 1.0
    print(f"growth once caches are full: {100 * growth:+.1f} % (allowed {100 * ALLOWED:.0f} %)")
    return 0 if growth <= ALLOWED else 1


if __name__ == "__main__":
    from asked import number

    sys.exit(main(number(__doc__, "SHOWS", 10_000)))
