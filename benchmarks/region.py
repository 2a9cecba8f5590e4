"""One evening of generated regions of growing size: CPU, memory, and growth against trade edges.

Usage: python benchmarks/region.py [--plot FILE.svg] [PARTIES ...]      (default 100 1000 3000 10000)
"""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL_S = 60.0


def one(parties: int) -> tuple[int, float, float]:
    """Edges, seconds of CPU and MiB of one day, in a process of its own."""
    code = (
        "import resource, sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from environment.market_day import DaySpec, play_day\n"
        "play_day(DaySpec.load(overrides={'parties': 60}))\n"
        "start = time.process_time(); day = play_day(DaySpec.load(overrides={'parties': int(sys.argv[2])}))\n"
        "print(int(day.measures['trade_edges']), time.process_time() - start,"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    out = subprocess.run([sys.executable, "-c", code, str(ROOT), str(parties)], capture_output=True, text=True, check=True)
    edges, seconds, mib = out.stdout.split()
    return int(edges), float(seconds), float(mib)


def main(sizes: list[int], plot: Path | None) -> None:
    rows = [(n, *one(n)) for n in sizes]
    print(f"{'parties':>8} {'edges':>8} {'s of CPU':>9} {'ms/edge':>8} {'MiB':>6}")
    for n, edges, seconds, mib in rows:
        print(f"{n:>8,} {edges:>8,} {seconds:>9.2f} {1e3 * seconds / edges:>8.3f} {mib:>6.0f}")
    n1, e1, s1, _ = rows[-1]
    if len(rows) > 1 and rows[-2][1] != e1:
        _, e0, s0, _ = rows[-2]
        print(f"growth from the last but one: time grows with edges to the power {math.log(s1 / s0) / math.log(e1 / e0):.2f}")
    print(f"{n1:,} parties: {s1:.1f} s (goal for 10,000: {GOAL_S:g} s)")
    if plot is not None:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(5, 3.2), layout="constrained")
        axes = figure.subplots()
        axes.loglog([r[1] for r in rows], [r[2] for r in rows], "o-", color="#0072B2")
        axes.set_xlabel("trade edges")
        axes.set_ylabel("s of CPU")
        axes.grid(True, which="both", alpha=0.3)
        figure.savefig(plot)


if __name__ == "__main__":
    from asked import parser, whole

    asked = parser(__doc__)
    asked.add_argument("PARTIES", nargs="*", type=whole, default=[100, 1000, 3000, 10000])
    asked.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = asked.parse_args()
    main(given.PARTIES, given.plot)
