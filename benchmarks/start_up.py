"""CPU of `run.py --help` and of a first show from the command line, and which heavy libraries the latter loads.

Usage: python benchmarks/start_up.py [SAMPLES]

Mesa itself imports pandas, so a show does too; what must not be there are the libraries of the page and of figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOALS = {"--help": 0.3, "run --json": 2.0}
UNWANTED = ("solara", "matplotlib", "scipy.stats", "SALib", "ruptures", "negmas")


def cpu(words: list[str]) -> float:
    """Seconds of CPU of one command line."""
    before = os.times()
    subprocess.run([sys.executable, "run.py", *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def loaded() -> list[str]:
    """Which of :data:`UNWANTED` a show loads."""
    code = (
        "import contextlib, io, sys, run\nwith contextlib.redirect_stdout(io.StringIO()):\n    run.main(['run', '--json'])\n"
        f"print(*[name for name in {UNWANTED!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def main(samples: int) -> int:
    best = {words: min(cpu(words.split()) for _ in range(samples)) for words in GOALS}
    for words, seconds in best.items():
        print(f"run.py {words:<12} {seconds:6.2f} s of CPU, the lowest of {samples}   goal {GOALS[words]:g} s")
    heavy = loaded()
    print(f"loaded without need: {', '.join(heavy) or 'nothing'}")
    return 0 if not heavy and all(best[words] <= goal for words, goal in GOALS.items()) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
