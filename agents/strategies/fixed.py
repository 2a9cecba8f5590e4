"""Strategies that do not bargain: take it or leave it, and leaving."""

from __future__ import annotations

import numpy as np

from agents.strategies.base import Aspiring
from agents.strategies.time_dependent import TimeDependent
from protocols.errors import UserError
from protocols.types import ACCEPT, LEAVE, Floats, Response, View


class Fixed(Aspiring):
    """Always asks for the share ``demand`` of the way from its reservation value to its best outcome."""

    def __init__(self, demand: float = 1.0) -> None:
        if not 0 <= demand <= 1:
            raise UserError(f"fixed: found demand={demand}, allowed 0 to 1")
        self.demand = demand

    def target(self, view: View) -> float:
        low = view.lowest
        return low + (view.best - low) * self.demand

    def plan(self, best: float, low: float, n_rounds: int) -> Floats | None:
        """(n_rounds,) the same target in every round."""
        return np.full(n_rounds, low + (best - low) * self.demand)


class WalkAway(TimeDependent):
    """Concedes over time like ``time_dependent`` and leaves at ``time`` unless offered enough by then."""

    def __init__(self, time: float = 0.5, e: float = 1.0, k: float = 0.0) -> None:
        if not 0 <= time <= 1:
            raise UserError(f"walk_away: found time={time}, allowed 0 to 1")
        super().__init__(e, k)
        self.time = time

    def propose(self, view: View) -> int | None:
        """An offer, or None from ``time`` on."""
        return None if view.time >= self.time else super().propose(view)

    def respond(self, view: View, offer: int) -> Response:
        """Accept what is good enough; from ``time`` on leave otherwise."""
        answer = super().respond(view, offer)
        return LEAVE if answer is not ACCEPT and view.time >= self.time else answer
