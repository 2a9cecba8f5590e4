"""A worker's notes on its chunk: what it began and what came of it, a line each, readable after any death."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: ``values`` in order of the sweep's outcomes, or ``why`` it failed and in ``detail`` how.

    ``why`` is "raised", "killed", "time" or "memory". ``seconds`` is what it took.
    """

    id: str
    seconds: float
    values: list[float]
    why: str = ""
    detail: str = ""


class Journal:
    """Writes the notes of one chunk; with no path it writes nothing."""

    def __init__(self, path: Path | None, outcomes: Sequence[str]) -> None:
        self.path, self.outcomes = path, outcomes
        self._file = -1
        self._waiting = ""

    def __enter__(self) -> Journal:
        if self.path is not None:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
            self._waiting = json.dumps(list(self.outcomes)) + "\n"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file >= 0:
            os.close(self._file)

    def begin(self, run: str) -> None:
        """Note that a run begins."""
        if self._file >= 0:
            self._write(self._waiting + json.dumps([run]) + "\n")
            self._waiting = ""

    def end(self, of: Outcome) -> None:
        """Note what came of it."""
        if self._file >= 0:
            values = [None if v != v else v for v in of.values]
            self._write(json.dumps([of.id, of.seconds, values, of.why, of.detail]) + "\n")

    def _write(self, text: str) -> None:
        data = text.encode()
        while data:  # a full disk writes less than asked for, then raises
            data = data[os.write(self._file, data) :]


@dataclass(frozen=True, slots=True)
class Notes:
    """What a journal says: outcomes in order, the run that had begun and not ended, and the traceback of a hang."""

    names: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    begun: str = ""
    trace: str = ""


def read_journal(path: Path) -> Notes:
    """The notes, as far as they were written; a line cut off by the death of its writer does not count."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    except (FileNotFoundError, UnicodeDecodeError):
        return Notes()
    outcomes, begun = [], ""
    names: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        try:
            entry = json.loads(line)
        except ValueError:
            break
        if not isinstance(entry, list) or (number and len(entry) not in (1, 5)):
            break
        if number == 0:
            names = tuple(entry)
        elif len(entry) == 1:
            begun = entry[0]
        else:
            run, seconds, values, why, detail = entry
            outcomes.append(Outcome(run, seconds, [NAN if v is None else v for v in values], why, detail))
            begun = ""
    return Notes(names, tuple(outcomes), begun, _trace(trace_of(path)))


def _trace(path: Path) -> str:
    """The traceback of the thread that played, without those that watch it."""
    if not path.exists():
        return ""
    threads = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
    found = next((each for each in threads if "in _play" in each), threads[-1])
    return re.sub(r"^Thread 0x\w+ ", "", found.strip())


def trace_of(journal: Path) -> Path:
    """Where the traceback of a hang goes."""
    return journal.with_suffix(".trace")
