"""How goods are chosen before the show and tried during it: history, keywords, requests, test policy."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Selection(Frozen):
    """How goods are chosen before the show and tried during it: history, keywords, requests, test policy."""
