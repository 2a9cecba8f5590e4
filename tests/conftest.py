"""Settings shared by every test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from environment import Show

ROOT = Path(__file__).resolve().parent.parent

# A slow machine is no failure, and a run must repeat: the examples are the same each time.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def reference_show() -> Show:
    """The reference show, played once; tests look at it and change nothing."""
    from environment import Scenario, Scheme, play

    return play(Scenario.load("autumn_launch"), scheme=Scheme.load("slot_fee_commission"))


@pytest.fixture(autouse=True)
def _no_colour_and_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer has set in the shell must not change what a test sees."""
    for name in ("GONGYING_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    os.environ.setdefault("MPLBACKEND", "Agg")
