"""A week of several hosts on shared factories, warehouses and carriers."""

from __future__ import annotations

from environment.week.play import play_week
from environment.week.result import Week

__all__ = ["Week", "play_week"]
