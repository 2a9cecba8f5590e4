"""Models that play in place of the real one, so that sweeps can be tried on runs that are quick, or that misbehave.

As a program (``python -m tests.experiments.sweep_models FILE OUT WORKERS MODEL [ENGINE]``) it drives a sweep and prints its JSON.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

PAUSE = 0.02  # of a slow run, seconds
RAISES, KILLED, HANGS, HOLDS, HOARDS, VICTIM = 1.1, 1.2, 1.3, 1.4, 1.5, 1.6
ACTS = ("forks", "exits", "is no exception", "quotes a strange name", "talks", "moves")
WILD = dict(zip((1.3, 1.4, 1.5, 1.6, 1.7, 1.8), ACTS, strict=True))


def quick(
    scenario: Any, scheme: Any, levels: Mapping[str, Any], seed: int, shows: int, names: Sequence[str]
) -> dict[str, float]:
    """Numbers that depend on everything; the second outcome is undefined now and then."""
    base = scenario.scale.return_rate * (seed % 9973) + len(scheme.name)
    return {name: base / (1 + at) for at, name in enumerate(names) if at != 1 or seed % 3}


def slow(*given: Any) -> dict[str, float]:
    """Quick, but with time to be killed in; while the file ``SWEEP_HOLD`` exists it does not end."""
    time.sleep(PAUSE)
    while os.path.exists(os.environ.get("SWEEP_HOLD", "")):
        time.sleep(PAUSE)
    return quick(*given)


def marked(*given: Any) -> dict[str, float]:
    """Slow, and leaves a file for each host that played (a network namespace of its own)."""
    host = os.readlink("/proc/self/ns/net").strip("net:[]")
    Path(os.environ["SWEEP_MARKS"], f"host-{host}").touch()
    return slow(*given)


def moody(scenario: Any, *rest: Any) -> dict[str, float]:
    """Misbehaves at the levels above."""
    level = scenario.scale.return_rate
    if level == RAISES:
        raise ArithmeticError("no such luck")
    if level == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    if level == HANGS:
        time.sleep(3600)
    if level == HOLDS:
        re.match(r"(a+)+$", "a" * 40 + "b")  # for ever in C, holding the interpreter
    if level == HOARDS:
        bytearray(4 * 2**30)
    if level == VICTIM and (trap := Path(os.environ.get("SWEEP_VICTIM", ""))).is_file():
        trap.unlink()  # the next one is spared
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(scenario, *rest)


def wild(scenario: Any, scheme: Any, *rest: Any) -> dict[str, float]:
    """Does what no run should, at the levels of :data:`WILD`, and under the second scheme only."""
    level = scenario.scale.return_rate
    act = WILD.get(level, "") if scheme.name == "alert_bond" else ""
    print("not a result")
    if act == "forks":
        os.fork()
    if act == "exits":
        sys.exit("enough")
    if act == "is no exception":
        raise BaseException("mine")
    if act == "quotes a strange name":
        raise ValueError(os.fsdecode(b"\xff\xfe"))
    if act == "talks":
        raise ValueError("x" * 10_000_000)
    if act == "moves":
        os.chdir("/")
        np.seterr(all="raise")
    if not act and np.geterr()["divide"] == "raise":
        raise RuntimeError("another run's settings")
    return quick(scenario, scheme, *rest)


def main() -> None:
    """Drive a sweep from a process of its own."""
    from experiments.sweep import Sweep

    file, out, workers, model, *engine = sys.argv[1:]
    named = {"engine": engine[0]} if engine else {}
    done = Sweep.load(file).run(out, int(workers), model=f"tests.experiments.sweep_models:{model}", **named)
    print(json.dumps({**done.as_object(), "ran": done.ran}))


if __name__ == "__main__":
    main()
