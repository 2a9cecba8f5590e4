"""What consumers see and get: goods traits, visible parcels, returns at the door."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Delivery(Frozen):
    """What consumers see and get: goods traits, visible parcels, returns at the door."""
