"""The event stream: who hears of what with which delay, and signals from outside."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class DataPlatform(Frozen):
    """The event stream: who hears of what with which delay, and signals from outside."""
