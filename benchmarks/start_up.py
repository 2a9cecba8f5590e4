"""CPU of `run.py --help`, time until `run` says something, CPU of a first show, and which heavy libraries that loads.

Usage: python benchmarks/start_up.py [SAMPLES]

Mesa itself imports pandas, so a show does too; what must not be there are the libraries of the page and of figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HELP_S = 0.3  # seconds of CPU
FIRST_S = 2.0  # seconds until the first line of `run`
UNWANTED = ("solara", "matplotlib", "scipy.stats", "SALib", "negmas")


def cpu(words: list[str]) -> float:
    """Seconds of CPU of one command line."""
    before = os.times()
    subprocess.run([sys.executable, "run.py", *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def first_line() -> float:
    """Seconds until `run` prints its first line."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "run.py", "run", "--out", folder]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            found = time.perf_counter() - start
            process.communicate()
    return found


def loaded() -> list[str]:
    """Which of :data:`UNWANTED` a show loads."""
    code = (
        "import contextlib, io, sys, run\nwith contextlib.redirect_stdout(io.StringIO()):\n    run.main(['run', '--json'])\n"
        f"print(*[name for name in {UNWANTED!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def main(samples: int) -> int:
    help_s = min(cpu(["--help"]) for _ in range(samples))
    first, whole = min(first_line() for _ in range(samples)), min(cpu(["run", "--json"]) for _ in range(samples))
    print(f"run.py --help        {help_s:6.2f} s of CPU, the lowest of {samples}   goal {HELP_S:g} s")
    print(f"run.py run           {first:6.2f} s until its first line   goal {FIRST_S:g} s")
    print(f"run.py run --json    {whole:6.2f} s of CPU")
    heavy = loaded()
    print(f"loaded without need: {', '.join(heavy) or 'nothing'}")
    return 0 if not heavy and help_s <= HELP_S and first <= FIRST_S else 1


if __name__ == "__main__":
    from asked import number

    sys.exit(main(number(__doc__, "SAMPLES", 3)))
