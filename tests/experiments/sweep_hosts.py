"""Two hosts of their own on this machine, for sweeps past one machine: network namespaces joined by a cable (Linux).

As a program inside the first one (``unshare -rn python -m tests.experiments.sweep_hosts FILE OUT``) it starts a dask
scheduler, a worker here and a worker on the second host, drives a sweep, and when both have played it cuts the cable and
kills the second host. It prints the driver's JSON, and how many hosts had played by then.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.experiments.sweep_tools import ROOT, environment, until

HERE, THERE, PORT = "10.77.0.1", "10.77.0.2", 8786
ADDRESS = f"tcp://{HERE}:{PORT}"


def missing() -> str:
    """Why hosts can't be had here, or nothing."""
    absent = [tool for tool in ("unshare", "nsenter", "ip") if shutil.which(tool) is None]
    if absent:
        return f"{', '.join(absent)} not installed"
    words = ["unshare", "-rn", "ip", "link", "add", "cable", "type", "veth"]
    tried = subprocess.run(words, capture_output=True, text=True, check=False)
    return f"network namespaces are not allowed here: {tried.stderr.strip()}" if tried.returncode else ""


@contextmanager
def two_hosts() -> Iterator[list[str]]:
    """Lay a cable from this namespace to another; the words that begin a command over there."""
    other = subprocess.Popen(["unshare", "-n", "sleep", "600"])
    try:
        until(lambda: os.readlink(f"/proc/{other.pid}/ns/net") != os.readlink("/proc/self/ns/net"))
        there = ["nsenter", "-t", str(other.pid), "-n"]
        for words in (
            ["ip", "link", "set", "lo", "up"],
            ["ip", "link", "add", "here", "type", "veth", "peer", "name", "there", "netns", str(other.pid)],
            ["ip", "address", "add", f"{HERE}/24", "dev", "here"],
            ["ip", "link", "set", "here", "up"],
            [*there, "ip", "link", "set", "lo", "up"],
            [*there, "ip", "address", "add", f"{THERE}/24", "dev", "there"],
            [*there, "ip", "link", "set", "there", "up"],
        ):
            subprocess.run(words, check=True)
        yield there
    finally:
        other.kill()
        other.wait()


def started(words: Sequence[str], **more: str) -> subprocess.Popen[str]:
    """A process that leads a group, so that it can be killed with all its children."""
    return subprocess.Popen(words, cwd=ROOT, env=environment(**more), stdout=subprocess.PIPE, text=True, start_new_session=True)


def dask(what: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"distributed.cli.dask_{what}", *words]


def main() -> None:
    """A sweep on two hosts, one of which is lost."""
    file, out = sys.argv[1:]
    crew: list[subprocess.Popen[str]] = []
    with two_hosts() as there, TemporaryDirectory() as marks:
        more = {"SWEEP_MARKS": marks, "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "11s"}  # 30 s otherwise
        try:
            crew.append(started(dask("scheduler", "--host", HERE, "--port", str(PORT), "--no-dashboard"), **more))
            worker = dask("worker", ADDRESS, "--nthreads", "1", "--no-dashboard", "--local-directory", marks)
            crew.append(started(worker, **more))
            crew.append(lost := started([*there, *worker], **more))
            words = [sys.executable, "-m", "tests.experiments.sweep_models", file, out, "2", "marked", f"dask:{ADDRESS}"]
            crew.append(driver := started(words, **more))
            until(lambda: len(list(Path(marks).glob("host-*"))) == 2 or driver.poll() is not None)
            hosts = len(list(Path(marks).glob("host-*")))
            subprocess.run(["ip", "link", "set", "here", "down"], check=True)
            os.killpg(lost.pid, signal.SIGKILL)
            print(json.dumps({**json.loads(driver.communicate(timeout=300)[0]), "hosts": hosts}))
        finally:
            for each in crew:
                if each.poll() is None:
                    os.killpg(each.pid, signal.SIGKILL)
                each.wait()


if __name__ == "__main__":
    main()
