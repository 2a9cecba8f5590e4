"""Workers that are forked from a process which loads what they need while the first one still loads its own."""

from __future__ import annotations

import json
import multiprocessing
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from experiments.pool import cores, interrupts_later

ROOT = Path(__file__).parents[2]
forked = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods() or cores() < 2, reason="nothing to fork from, or one core"
)
SCRIPT = """
import json, os, signal, sys

sys.path.insert(0, sys.argv[1])
from experiments import pool


def seen(_, name):
    return [name in sys.modules, os.getpid(), os.getppid()]


if __name__ == "__main__":
    before = dict(os.environ), signal.getsignal(signal.SIGINT)
    pool.start_ahead(["environment", "experiments.intervals"])
    assert before == (dict(os.environ), signal.getsignal(signal.SIGINT))
    from environment import Scenario, Scheme
    from experiments.replicate import replications

    world, scheme = Scenario.load("autumn_launch"), Scheme.load("arms_length")
    one, two = (replications(world, scheme, 3, 3, workers=workers) for workers in (1, 2))
    same = {name: values.tolist() for name, values in one.profits.items()} == {
        name: values.tolist() for name, values in two.profits.items()
    }
    rows = pool.spread(seen, ["experiments.intervals"] * 4, 2, lambda job: None, shared=None)
    print(json.dumps({"me": os.getpid(), "rows": rows, "same": same}))
"""


@forked
def test_workers_find_loaded_what_was_named_and_play_the_same_shows(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, script, ROOT], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done.stderr
    found = json.loads(done.stdout)
    assert found["same"]
    assert all(loaded for loaded, _, _ in found["rows"])
    parents = {parent for _, _, parent in found["rows"]}
    assert len(parents) == 1 and parents != {found["me"]}  # forked from one other process


HELD = """
import json, signal, sys

sys.path.insert(0, sys.argv[1])
from experiments import pool


def held(_, job):
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


if __name__ == "__main__":
    print(json.dumps([pool.spread(held, [1, 2], 2, lambda job: None, shared=None), held(None, 0)]))
"""


def test_workers_are_born_with_ctrl_c_held_back(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(HELD)
    done = subprocess.run([sys.executable, script, ROOT], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert json.loads(done.stdout) == [[True, True], False] and not done.stderr, done.stderr


def test_an_interrupt_while_workers_start_comes_after_that() -> None:
    reached, before = False, signal.signal(signal.SIGINT, signal.default_int_handler)  # test workers ignore it
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_later():
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # their other threads do not hold it back
            reached = True
    finally:
        signal.signal(signal.SIGINT, before)
    assert reached
