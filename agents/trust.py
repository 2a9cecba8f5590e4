"""Reputation of a partner in one matter: a Beta belief with forgetting (Jøsang and Ismail 2002)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Reputation:
    """Beta(good, bad) belief that a partner keeps its word.

    >>> r = Reputation.prior(0.6, weight=5.0)
    >>> r.record(1.0); round(r.mean, 3)
    0.667
    """

    good: float
    bad: float
    forgetting: float = 1.0

    @classmethod
    def prior(cls, mean: float, weight: float = 5.0, forgetting: float = 1.0) -> Reputation:
        return cls(mean * weight, (1.0 - mean) * weight, forgetting)

    def record(self, kept: float) -> None:
        """One experience, from 0 (word broken) to 1 (kept)."""
        self.good = self.good * self.forgetting + kept
        self.bad = self.bad * self.forgetting + 1.0 - kept

    @property
    def mean(self) -> float:
        return self.good / (self.good + self.bad)
