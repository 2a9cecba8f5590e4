"""Benchmarks take what they were asked for or say what they take; what they measure is no test's business."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted(path.name for path in (Path(__file__).resolve().parents[2] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_wrong_word_is_one_message(script: str, root: Path) -> None:
    words = [sys.executable, str(root / "benchmarks" / script), "nosuch", "-1"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ") and "Traceback" not in done.stderr
