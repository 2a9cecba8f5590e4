"""The Beta reputation system: trust as a posterior over a partner's reliability.

Source: Josang & Ismail (2002), The Beta Reputation System, 15th Bled Electronic Commerce Conference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocols.errors import UserError


@dataclass(frozen=True)
class BetaReputation:
    """Positive (r) and negative (s) experience; the posterior is Beta(r+1, s+1).

    >>> BetaReputation(8, 2).expected
    0.75
    """

    positive: float = 0.0
    negative: float = 0.0

    def __post_init__(self) -> None:
        if not self.positive >= 0 or not self.negative >= 0:
            raise UserError(f"experience must be >= 0, found {self.positive} and {self.negative}")

    @property
    def expected(self) -> float:
        """Posterior mean ``(r+1) / (r+s+2)``."""
        return (self.positive + 1) / (self.positive + self.negative + 2)

    @property
    def rating(self) -> float:
        """The mean on [-1, 1]: ``(r-s) / (r+s+2)``."""
        return (self.positive - self.negative) / (self.positive + self.negative + 2)

    @property
    def variance(self) -> float:
        """Posterior variance ``m (1-m) / (r+s+3)``."""
        return self.expected * (1 - self.expected) / (self.positive + self.negative + 3)

    def after(self, positive: float, negative: float, memory: float = 1.0) -> BetaReputation:
        """After one experience: old totals fade by ``memory`` (lambda in [0, 1]), then the new is added."""
        if not 0 <= memory <= 1:
            raise UserError(f"memory (lambda) must lie in [0, 1], found {memory}")
        return BetaReputation(memory * self.positive + positive, memory * self.negative + negative)

    def seen_through(self, recommender: BetaReputation) -> BetaReputation:
        """This feedback discounted by my trust in the recommender X: belief-theoretic discounting.

        ``r = 2 rX rY / ((sX+2)(rY+sY+2) + 2 rX)``, s alike; a recommender without positive record counts
        for nothing.

        >>> round(BetaReputation(20, 20).seen_through(BetaReputation(1, 0)).positive, 9)
        0.465116279
        """
        rx, sx = recommender.positive, recommender.negative
        scale = 2 * rx / ((sx + 2) * (self.positive + self.negative + 2) + 2 * rx)
        return BetaReputation(scale * self.positive, scale * self.negative)


def reputation(feedback: Iterable[tuple[float, float]], memory: float = 1.0) -> BetaReputation:
    """The reputation after (positive, negative) experiences in order, starting from none."""
    standing = BetaReputation()
    for positive, negative in feedback:
        standing = standing.after(positive, negative, memory)
    return standing
