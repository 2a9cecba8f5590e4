"""Where goods wait: elastic safety stock, top-up before the show, front warehouses, pre-positioning."""

from __future__ import annotations

from environment.scenario.parameter import Frozen


class Stocking(Frozen):
    """Where goods wait: elastic safety stock, top-up before the show, front warehouses, pre-positioning."""
