"""Who the host is: its tier, its quality gate, how well its audience matches the goods, and the audience's trust."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Tier(Frozen):
    """Who the host is: its tier, its quality gate, how well its audience matches the goods, and the audience's trust."""
