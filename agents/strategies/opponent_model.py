"""What an opponent seems to want, learned from its offers.

Hindriks and Tykhonov (2008), "Opponent Modelling in Automated Multi-Issue Negotiation Using Bayesian
Learning", AAMAS-08, section 4 (the scalable model: issues learned separately, each given the expected value
of the others).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from protocols.outcomes import Issue, OutcomeSpace
from protocols.sums import dot
from protocols.types import Floats

_WEIGHTS = np.array([1.0, 2.0, 4.0, 8.0])  # hypotheses on an issue's importance, relative to the others


class OpponentModel:
    """Beliefs about one opponent's weights and value functions, one issue at a time.

    Hypotheses for an issue: importance 1, 2, 4 or 8, times a value function with range [0, 1]: for numbers
    falling, rising, or peaked at an inner value; for labels a favourite. An offer made at ``time`` is taken
    to be worth about 1 - ``concession``·time to whoever makes it, with a normal error of standard deviation
    ``spread``.
    """

    def __init__(self, space: OutcomeSpace, concession: float = 0.5, spread: float = 0.2) -> None:
        self.space = space
        self.concession = concession
        self.spread = spread
        self._curves = [_curves(issue) for issue in space.issues]
        self._beliefs = [np.full((len(_WEIGHTS), len(c)), 1 / (len(_WEIGHTS) * len(c))) for c in self._curves]
        self._worth: Floats | None = None

    def observe(self, outcome: int, time: float) -> None:
        """Learn from an offer of ``outcome``."""
        if self.space.size == 1:
            return
        place = np.unravel_index(outcome, self.space.shape)
        claimed = 1 - self.concession * time
        weights = np.array([float((belief.sum(axis=1) * _WEIGHTS).sum()) for belief in self._beliefs])
        parts = np.array([float(table[at]) for table, at in zip(self._tables(), place, strict=True)])
        updated = []
        for k, (belief, curves) in enumerate(zip(self._beliefs, self._curves, strict=True)):
            rest_worth, rest_weight = parts.sum() - parts[k], weights.sum() - weights[k]
            worth = _WEIGHTS[:, None] * curves[None, :, place[k]] + rest_worth
            predicted = worth / (_WEIGHTS[:, None] + rest_weight)
            likelihood = np.exp(-0.5 * ((predicted - claimed) / self.spread) ** 2)
            posterior = belief * likelihood
            updated.append(posterior / posterior.sum())
        self._beliefs = updated
        self._worth = None

    def worth(self) -> Floats:
        """(size,) expected utility of every outcome to the opponent, between 0 and 1."""
        if self._worth is None:
            total = np.zeros(self.space.shape)
            for axis, table in enumerate(self._tables()):
                total += table.reshape([-1 if k == axis else 1 for k in range(total.ndim)])
            weight = sum(float((belief.sum(axis=1) * _WEIGHTS).sum()) for belief in self._beliefs)
            self._worth = total.reshape(-1) / weight
        return self._worth

    def _tables(self) -> list[Floats]:
        """For each issue the expected importance × value of each of its values."""
        return [dot(curves.T, dot(belief.T, _WEIGHTS)) for belief, curves in zip(self._beliefs, self._curves, strict=True)]


def _curves(issue: Issue) -> NDArray[np.float64]:
    """(hypotheses, values) value functions that an opponent might have on ``issue``."""
    n = len(issue.values)
    if n == 1:
        return np.ones((1, 1))
    if not issue.numeric:
        return np.eye(n)
    numbers = np.asarray(issue.values, dtype=np.float64)
    numbers = (numbers - numbers.min()) / np.ptp(numbers)
    peaks = np.quantile(numbers, [0.25, 0.5, 0.75]) if n > 2 else np.array([])
    peaked = [1 - np.abs(numbers - peak) / max(peak, 1 - peak) for peak in peaks]
    return np.stack([numbers, 1 - numbers, *peaked])
