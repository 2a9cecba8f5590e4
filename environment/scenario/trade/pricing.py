"""Bounded price moves while on air."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Pricing(Frozen):
    """Bounded price moves while on air."""
