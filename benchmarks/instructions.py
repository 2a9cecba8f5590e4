"""Machine instructions and first-level cache misses of a warm reference show: figures that a busy machine leaves alone.

Usage: python benchmarks/instructions.py [SCHEME]

Needs valgrind (Debian: apt install valgrind); says so and ends without it. Two runs of different length are compared, so
that loading and the first show do not count; some three minutes. Repeatable to a part in a thousand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 4, 14
COUNTED = {"I refs": "instructions", "I1 misses": "instruction-cache misses", "D1 misses": "data-cache misses"}
PLAY = """
import sys
sys.path.insert(0, sys.argv[1])
from environment import Scenario
from environment.playing import play_show
from environment.scheme import Scheme
scenario, scheme = Scenario.load("autumn_launch"), Scheme.load(sys.argv[2])
for seed in range(int(sys.argv[3])):
    play_show(scenario, scheme, 100 + seed)
"""


def start(scheme: str, shows: int) -> subprocess.Popen[str]:
    """Playing so many shows under valgrind's cache simulator."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=yes", "--cachegrind-out-file=/dev/null", sys.executable, "-c", PLAY]
    settings = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen([*command, str(ROOT), scheme, str(shows)], env=settings, text=True, stderr=subprocess.PIPE)


def counts(run: subprocess.Popen[str]) -> dict[str, int]:
    """What valgrind counted in one run."""
    said = run.communicate()[1]
    if run.returncode:
        sys.exit(said)
    rows = re.findall(r"==\d+==\s+(\w+)\s+(refs|misses):\s+([\d,]+)", said)
    return {f"{where} {what}": int(number.replace(",", "")) for where, what, number in rows}


def main(scheme: str) -> None:
    if shutil.which("valgrind") is None:
        print("valgrind is not installed (Debian: apt install valgrind): nothing counted")
        return
    few, many = (counts(run) for run in [start(scheme, FEW), start(scheme, MANY)])
    for name, text in COUNTED.items():
        print(f"{(many[name] - few[name]) / (MANY - FEW) / 1e6:8.2f} million {text} a show under {scheme}")


if __name__ == "__main__":
    from asked import parser

    sys.path.insert(0, str(ROOT))
    from environment.scheme import Scheme
    from protocols.errors import UserError

    asked = parser(__doc__)
    asked.add_argument("SCHEME", nargs="?", default="slot_fee_commission")
    given = asked.parse_args().SCHEME
    try:
        Scheme.load(given)
    except UserError as error:
        asked.error(str(error))
    main(given)
