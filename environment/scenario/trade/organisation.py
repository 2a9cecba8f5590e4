"""How fast and by whom decisions are taken: squad, delegated authority, tolerance for failed trials."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Organisation(Frozen):
    """How fast and by whom decisions are taken: squad, delegated authority, tolerance for failed trials."""
