"""One command line, as a user types it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import run

Outcome = Callable[..., tuple[int, str, str]]


def typed(*verb: str) -> Outcome:
    """A function of capsys and words: exit code, stdout and stderr of ``run.py`` with ``verb`` and those words."""

    def outcome(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        try:
            code = run.main((*verb, *words))
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return outcome
