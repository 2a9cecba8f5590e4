"""Tit for tat: concede as the others have conceded, measured in one's own utility.

Faratin, Sierra and Jennings (1998), Robotics and Autonomous Systems 24, section 4.3 (behaviour-dependent
tactics), whose three ways of imitating are the three classes here.
"""

from __future__ import annotations

from agents.strategies.base import Aspiring
from protocols.errors import UserError
from protocols.types import View


class _TitForTat(Aspiring):
    """Keeps a demand in [0, 1] of the way from reservation to best outcome; one change per own offer.

    Opens with its best outcome, then concedes ``opening`` once unprompted (tit for tat is nice, Axelrod
    1984), and from then on only in answer to the others: the mean over the other parties that have made two
    offers or more.
    """

    def __init__(self, opening: float = 0.1) -> None:
        if not 0 <= opening <= 1:
            raise UserError(f"tit_for_tat: found opening={opening}, allowed 0 to 1")
        self.opening = opening
        self.reset()

    def reset(self) -> None:
        self._demand = 1.0
        self._decided = -1

    def answer(self, view: View, shortfalls: list[float]) -> float:
        """The new demand, given one party's offers as distances from one's own best outcome (share of the
        range)."""
        raise NotImplementedError

    def target(self, view: View) -> float:
        low = view.lowest
        if view.round != self._decided:  # one decision a round, used both to answer and to offer
            self._decided = view.round
            self._demand = min(max(self._decide(view, low), 0.0), 1.0)
        return low + (view.best - low) * self._demand

    def _decide(self, view: View, low: float) -> float:
        if not view.offers_by(view.me):
            return 1.0
        span = view.best - low
        answers = []
        for party in view.parties:
            offers = [] if party == view.me else view.offers_by(party)
            shortfalls = [min((view.best - float(view.utility[o])) / span, 2.0) if span > 0 else 0.0 for o in offers]
            if len(shortfalls) >= 2:
                answers.append(self.answer(view, shortfalls))
        if answers:
            return sum(answers) / len(answers)
        return self._demand - self.opening if self._demand == 1.0 else self._demand


class RelativeTitForTat(_TitForTat):
    """Reproduces in percentage terms: the share of the distance to my best outcome that the other closed
    last."""

    def answer(self, view: View, shortfalls: list[float]) -> float:
        before, now = shortfalls[-2], shortfalls[-1]
        return self._demand * (now / before if before > 0 else 1.0)


class RandomAbsoluteTitForTat(_TitForTat):
    """Reproduces in absolute terms, give or take up to ``noise`` of the range, to get out of deadlocked
    cycles."""

    def __init__(self, opening: float = 0.1, noise: float = 0.02) -> None:
        if not 0 <= noise <= 1:
            raise UserError(f"random_absolute_tit_for_tat: found noise={noise}, allowed 0 to 1")
        self.noise = noise
        super().__init__(opening)

    def answer(self, view: View, shortfalls: list[float]) -> float:
        conceded = shortfalls[-2] - shortfalls[-1]
        return self._demand - conceded + float(view.rng.uniform(-self.noise, self.noise))


class AveragedTitForTat(_TitForTat):
    """Reproduces the mean percentage concession over the other's last ``window`` moves."""

    def __init__(self, opening: float = 0.1, window: int = 3) -> None:
        if window < 1:
            raise UserError(f"averaged_tit_for_tat: found window={window}, allowed 1 or more")
        self.window = window
        super().__init__(opening)

    def answer(self, view: View, shortfalls: list[float]) -> float:
        moves = min(self.window, len(shortfalls) - 1)
        before, now = shortfalls[-1 - moves], shortfalls[-1]
        return self._demand * ((now / before) ** (1 / moves) if before > 0 else 1.0)
