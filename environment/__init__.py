"""The world: scenario, network, market, stock, parcels, ledger, measures.

>>> from environment import Scenario, Scheme, play
"""

from __future__ import annotations

from environment.play import play
from environment.records import Event, Negotiation, Show
from environment.scenario import Scenario
from environment.scheme import Scheme

__all__ = ["Event", "Negotiation", "Scenario", "Scheme", "Show", "play"]
