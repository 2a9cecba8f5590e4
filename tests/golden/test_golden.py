"""Every registered rule and strategy has a golden transcript, and plays it."""

from __future__ import annotations

import pytest

from tests.golden.refresh import HERE, golden

TEXTS = golden()


@pytest.mark.parametrize("name", TEXTS)
def test_the_golden_transcript_is_played_again(name: str) -> None:
    path = HERE / name
    assert path.exists(), f"no golden transcript: run python -m tests.golden.refresh and read {name}"
    assert TEXTS[name] == path.read_text(encoding="utf-8")


def test_no_golden_transcript_is_left_over() -> None:
    kept = {str(path.relative_to(HERE).as_posix()) for path in HERE.glob("*/*.txt")}
    assert kept == set(TEXTS)
