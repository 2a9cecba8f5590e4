"""Where the time of a show goes: a look every millisecond of CPU at what is being worked on.

Usage: python benchmarks/parts.py [SHOWS]

A sample counts for the innermost frame of this project; what that calls in numpy or C counts with it. Unlike a profiler's,
these shares do not depend on how many small functions a part has.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# The first that a file's path begins with.
PARTS = (
    ("buyers and goods", ("environment/kernels", "protocols/kernels", "environment/market.py", "environment/luck.py",
                          "environment/stock.py", "environment/fulfilment.py", "environment/parcels.py")),
    ("bargaining", ("protocols/rules", "protocols/types.py", "protocols/outcomes.py", "protocols/transcript.py",
                    "environment/encounters.py", "agents/strategies", "environment/pool.py")),
    ("decisions and valuations", ("agents", "protocols/risk.py", "protocols/beliefs")),
    ("contracts and ledger", ("protocols/contracts", "environment/ledger.py", "environment/deals.py",
                              "environment/phases/books.py", "environment/phases/settle.py")),
    ("what parties see, records", ("environment/board.py", "environment/recorder.py", "environment/records.py",
                                   "environment/recorded.py", "environment/tables")),
    ("measures", ("environment/measures", "environment/playing.py")),
    ("the order of the day", ("environment",)),
)  # fmt: skip
EVERY_S = 0.001


def part_of(frame: FrameType | None) -> str:
    """The part that the innermost frame of the project belongs to."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT):
            name = path.relative_to(ROOT).as_posix()
            for part, places in PARTS:
                if name.startswith(places):
                    return part
        frame = frame.f_back
    return "elsewhere"


def main(shows: int) -> None:
    from environment import Scenario
    from environment.playing import play_show
    from environment.scheme import Scheme

    scenario, scheme = Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission")
    for seed in range(8):
        play_show(scenario, scheme, seed)
    seen: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _, frame: seen.update([part_of(frame)]))
    signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)
    start = time.process_time()
    for k in range(shows):
        play_show(scenario, scheme, 100 + k % 60)
    spent = (time.process_time() - start) / shows * 1e3
    signal.setitimer(signal.ITIMER_PROF, 0.0)
    total = sum(seen.values())
    print(f"{'part of a show':<28} {'share':>6} {'ms of CPU':>10}   ({total:,} looks, {shows} shows)")
    for part, count in seen.most_common():
        print(f"{part:<28} {100 * count / total:5.0f}% {spent * count / total:10.1f}")
    print(f"{'all':<28} {100:5.0f}% {spent:10.1f}")


if __name__ == "__main__":
    from asked import number

    main(number(__doc__, "SHOWS", 300))
