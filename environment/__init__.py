"""The world: scenario, network, market, stock, parcels, ledger, measures.

>>> from environment import Scenario, Scheme, play

Names are imported when first used, so that one part of the floor does not load the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from environment.playing import play
    from environment.records import Event, Negotiation, Show
    from environment.scenario import Scenario
    from environment.scheme import Scheme

__all__ = ["Event", "Negotiation", "Scenario", "Scheme", "Show", "play"]

_HOMES = {
    "Event": "environment.records",
    "Negotiation": "environment.records",
    "Scenario": "environment.scenario",
    "Scheme": "environment.scheme",
    "Show": "environment.records",
    "play": "environment.playing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found  # after the import of the submodule of the same name has bound it
    return found
