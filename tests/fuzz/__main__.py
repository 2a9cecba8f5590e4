"""Change files and use them: ``python -m tests.fuzz --count 10000``; findings are kept in a folder.

Case K of a kind is the same on every machine: it follows from the kind's name, K and ``--seed``.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

from tests.fuzz.corpus import build
from tests.fuzz.guard import judge
from tests.fuzz.kinds import ATTEMPTS, Kind, kinds


def rng_of(kind: str, case: int, seed: int = 0) -> np.random.Generator:
    """The generator of one case."""
    return np.random.Generator(np.random.PCG64([zlib.crc32(kind.encode()), case, seed]))


def one(kind: Kind, case: int, folder: Path, seed: int = 0) -> tuple[str, str, Path]:
    """Write one changed file in ``folder`` and judge what becomes of it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = kind.write(rng_of(kind.name, case, seed), folder)
    return *judge(kind.attempt, path), path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="cases of each kind")
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=list(ATTEMPTS), help="only this kind; may be repeated")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="folder of what was found")
    parser.add_argument("--memory", type=float, default=6.0, help="GiB that a case may use")
    args = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (int(args.memory * 2**30),) * 2)
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as here:
        every = [kind for kind in kinds(build(Path(here))) if not args.kind or kind.name in args.kind]
        for kind in every:
            found, began, slowest = Counter[str](), time.process_time(), (0.0, 0)
            for case in range(args.start, args.start + args.count):
                at = time.process_time()
                verdict, what, path = one(kind, case, Path(here) / "case", args.seed)
                slowest = max(slowest, (time.process_time() - at, case))
                found[verdict] += 1
                if verdict == "finding":
                    kept = args.keep / f"{kind.name}-{args.seed}-{case}"
                    shutil.rmtree(kept, ignore_errors=True)
                    shutil.copytree(Path(here) / "case", kept)
                    (kept / "FOUND.txt").write_text(f"{path.relative_to(Path(here) / 'case')}\n{what}", encoding="utf-8")
                    last = what.strip().splitlines()[-1][:150]
                    print(f"{kind.name} {case}: {last}", flush=True)
            total += found
            spent = time.process_time() - began
            print(f"{kind.name}: {dict(found)}, {spent:.0f} s, slowest case {slowest[1]} in {slowest[0]:.1f} s", flush=True)
    print(f"in all: {dict(total)}")
    return 1 if total["finding"] else 0


if __name__ == "__main__":
    sys.exit(main())
