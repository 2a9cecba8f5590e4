"""One case: a result, one clear error, or a finding (a traceback, a hang, an empty or endless message)."""

from __future__ import annotations

import signal
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from protocols.errors import UserError

SECONDS = 20.0  # of CPU per case
LONGEST = 60  # lines of a message


class Hang(BaseException):
    """A case used more CPU than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """:class:`Hang` after ``seconds`` of CPU time of this process."""

    def stop(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def judge(attempt: Callable[[Path], object], path: Path, seconds: float = SECONDS) -> tuple[str, str]:
    """("result" or "refused" or "finding", what was found)."""
    try:
        with limited(seconds), warnings.catch_warnings():
            warnings.simplefilter("error")
            attempt(path)
    except UserError as error:
        lines = str(error).splitlines()
        if not any(line.strip() for line in lines) or len(lines) > LONGEST or "Traceback" in lines[0]:
            return "finding", f"message of {len(lines)} lines: {str(error)[:300]}"
        return "refused", str(error)
    except Hang:
        return "finding", f"hang: more than {seconds:g} s of CPU\n{traceback.format_exc(limit=-6)}"
    except Exception:
        return "finding", traceback.format_exc(limit=-8)
    return "result", ""
