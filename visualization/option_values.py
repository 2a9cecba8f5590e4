"""How the texts of the command line are read: counts, seeds, folders and the like, or one message of what is allowed.

Nothing heavy is imported here: usage errors answer at once.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

MOST = 10_000_000  # of anything that is counted: enough for every use, too few to fill the memory with seeds


def count(text: str) -> int:
    """A whole number from 1 to :data:`MOST`."""
    return _within(text, 1, MOST)


def times(text: str) -> int:
    """Replications: the seeds of all are drawn before the first is played."""
    return _within(text, 1, 1_000_000)


def rounds(text: str) -> int:
    """Rounds of one negotiation."""
    return _within(text, 1, 100_000)


def port(text: str) -> int:
    """A port to serve at."""
    return _within(text, 1, 65535)


def address(text: str) -> str:
    """An address to serve at. Nothing (a variable that is not set, say) would be every network this machine is on."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: an address, such as 127.0.0.1")
    return text.strip()


def _within(text: str, low: int, high: int) -> int:
    if not (text.isdecimal() and len(text) < 20 and low <= int(text) <= high):
        raise argparse.ArgumentTypeError(f"found {_short(text)}; allowed: a whole number from {low} to {high}")
    return int(text)


def folder(text: str) -> Path:
    """A folder to write into: there or to be made. Looked at before anything is played, so that no result is lost."""
    if not text.strip() or not writable(Path(text)):
        raise argparse.ArgumentTypeError(f"found {_short(text)!r}; allowed: a folder that can be written")
    return Path(text)


def writable(path: Path) -> bool:
    """Whether a folder is there or can be made, and can be written; names that the system refuses cannot."""
    try:
        there = next((p for p in (path, *path.absolute().parents) if p.exists()), Path())
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    except (OSError, ValueError):  # too long, within a folder that is closed to us, a NUL
        return False


def shelf(text: str) -> Path:
    """A folder to read from, which need not be there yet."""
    path = Path(text)
    try:
        taken = path.exists() and not path.is_dir()
    except (OSError, ValueError):
        taken = True
    if not text.strip() or taken:
        raise argparse.ArgumentTypeError(f"found {_short(text)!r}; allowed: a folder")
    return path


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"


def named(text: str) -> str:
    """A name or file: anything but nothing."""
    if not text.strip():
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: a name or a file")
    return text


def seed(text: str) -> int:
    """A seed: a whole number from 0 below 2**63 (it is stored in signed 64-bit columns)."""
    if not (text.isdecimal() and len(text) <= 80 and int(text) < 2**63):
        raise argparse.ArgumentTypeError(f"found {_short(text)}; allowed: a whole number from 0 below 2**63")
    return int(text)


def seconds(text: str) -> float:
    """A time limit: a number above 0, up to thirty years (the timer that keeps it counts to ten times that)."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number <= 1e9:
        raise argparse.ArgumentTypeError(f"found {_short(text)}; allowed: a number of seconds above 0, up to 1e9")
    return number


def shard(text: str) -> tuple[int, int]:
    """``i/n`` as (i, n) with 1 ≤ i ≤ n."""
    part, sign, of = text.partition("/")
    if not (sign and part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: i/n with i from 1 to n, such as 2/8")
    return int(part), int(of)


def assignment(text: str) -> tuple[str, str]:
    """``a.b=c`` as (path, value); the value stays text until the scenario's types read it."""
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: PATH=VALUE, such as gift.first_n_orders=800")
    return path.strip(), value.strip()


def player(text: str) -> tuple[str, str]:
    """``PARTY=NAME[:arg=value,…]`` as (party, strategy)."""
    party, sign, strategy = (part.strip() for part in text.partition("="))
    if not (sign and party and strategy):
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: PARTY=NAME[:arg=value,…], such as buyer=boulware:e=0.3")
    return party, strategy
