"""Time-dependent concession: the aspiration falls from the best outcome to the reservation value with the
clock.

Faratin, Sierra and Jennings (1998), "Negotiation decision functions for autonomous agents", Robotics and
Autonomous Systems 24, section 4.1 (polynomial tactics; their β is ``e`` here).
"""

from __future__ import annotations

import numpy as np

from agents.strategies.base import Aspiring, plays_by_target
from protocols.errors import UserError
from protocols.types import Floats, View


class TimeDependent(Aspiring):
    """Target = low + (best - low)·(1 - F(t)) with F(t) = k + (1 - k)·t^(1/e) and t from 0 to 1.

    ``e`` < 1 holds out and concedes late (Boulware), 1 is linear, > 1 concedes early (Conceder). ``k`` in [0,
    1] is the share conceded in the very first offer. ``low`` is the reservation value, or the worst outcome
    if better.
    """

    def __init__(self, e: float = 1.0, k: float = 0.0) -> None:
        if not e > 0 or not 0 <= k <= 1:
            raise UserError(f"time_dependent: found e={e}, k={k}, allowed e > 0 and k from 0 to 1")
        self.e = e
        self.k = k

    def concession(self, time: float) -> float:
        """F(t): the share of the way from the best outcome to the reservation value given up by ``time``."""
        return float(self.k + (1 - self.k) * time ** (1 / self.e))

    def target(self, view: View) -> float:
        low = view.lowest
        return low + (view.best - low) * (1 - self.concession(view.time))

    def plan(self, best: float, low: float, n_rounds: int) -> Floats | None:
        """(n_rounds,) the target of every round at once, in the very numbers of :meth:`target`.

        None for a subclass that does not just offer and accept by its target: it cannot be played in bulk.
        """
        if not plays_by_target(self):
            return None
        last = max(n_rounds - 1, 1)
        times = [r / last for r in range(n_rounds)] if n_rounds > 1 else [1.0]
        return low + (best - low) * np.array([1 - self.concession(time) for time in times])


class Boulware(TimeDependent):
    """Time-dependent with a late concession (e = 0.2), named after Lemuel Boulware's first-and-final
    offers."""

    def __init__(self, e: float = 0.2, k: float = 0.0) -> None:
        super().__init__(e, k)


class Linear(TimeDependent):
    """Time-dependent with equal concessions a round (e = 1)."""

    def __init__(self, k: float = 0.0) -> None:
        super().__init__(1.0, k)


class Conceder(TimeDependent):
    """Time-dependent with an early concession (e = 2)."""

    def __init__(self, e: float = 2.0, k: float = 0.0) -> None:
        super().__init__(e, k)


class Aspiration(Aspiring):
    """The same idea in the other common convention, offered for comparison with published traces.

    Time t = (round + 1)/(rounds + 1), never 1; aspiration 1 - t^exponent (4 holds out, 1 linear, 0.25
    concedes); target = clip((best - low)·aspiration + low - slack, low, best) with a small absolute
    ``slack``.
    """

    def __init__(self, exponent: float = 1.0, slack: float = 1e-4) -> None:
        if not exponent > 0 or slack < 0:
            raise UserError(f"aspiration: found exponent={exponent}, slack={slack}, allowed exponent > 0, slack >= 0")
        self.exponent = exponent
        self.slack = slack

    def target(self, view: View) -> float:
        return self._at(view.round, view.n_rounds, view.best, view.lowest)

    def plan(self, best: float, low: float, n_rounds: int) -> Floats | None:
        """(n_rounds,) the target of every round at once."""
        return np.array([self._at(r, n_rounds, best, low) for r in range(n_rounds)])

    def _at(self, round_: int, n_rounds: int, best: float, low: float) -> float:
        aspiration: float = 1 - ((round_ + 1) / (n_rounds + 1)) ** self.exponent
        return min(max((best - low) * aspiration + low - self.slack, low), best)
