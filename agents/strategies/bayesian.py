"""Trade-offs by a learned model of the others: among equally good offers, the one they would like best.

Hindriks and Tykhonov (2008), AAMAS-08; the trade-off along the own iso-utility curve is Faratin, Sierra and
Jennings (2002), Artificial Intelligence 142.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from agents.strategies.opponent_model import OpponentModel
from agents.strategies.trade_off import TradeOff
from protocols.errors import UserError
from protocols.types import Floats, View


class Bayesian(TradeOff):
    """Concedes by the clock (``e``, ``k``); offers, within ``band`` of its target, what the others are likely
    to like.

    It learns from each new offer of each other party (:class:`OpponentModel`), taking the other to concede
    the share ``other_concession`` of its range by the deadline, and maximises the sum of their expected
    utilities. Ties go to the lowest index.
    """

    def __init__(self, e: float = 1.0, k: float = 0.0, band: float = 0.1, other_concession: float = 0.5) -> None:
        super().__init__(e, k, band)
        if not 0 <= other_concession <= 1:
            raise UserError(f"bayesian: found other_concession={other_concession}, allowed 0 to 1")
        self.other_concession = other_concession
        self.reset()

    def reset(self) -> None:
        self._models: dict[str, OpponentModel] = {}
        self._read = 0

    def appeal(self, view: View, candidates: NDArray[np.int64], latest: Mapping[str, int]) -> Floats:
        for round_, party, outcome in view.history[self._read :]:
            if party == view.me:
                continue
            if party not in self._models:
                self._models[party] = OpponentModel(view.space, self.other_concession)
            time = round_ / (view.n_rounds - 1) if view.n_rounds > 1 else 1.0
            self._models[party].observe(outcome, time)
        self._read = len(view.history)
        total: Floats = np.sum([model.worth()[candidates] for model in self._models.values()], axis=0)
        return total
