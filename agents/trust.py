"""Reputation of a partner in one matter: a Beta belief with forgetting (Jøsang and Ismail 2002)."""

from __future__ import annotations

from dataclasses import dataclass

PRIOR_WEIGHT = 5.0  # experiences that a first opinion counts for


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
    def prior(cls, mean: float, weight: float = PRIOR_WEIGHT, forgetting: float = 1.0) -> Reputation:
        return cls(mean * weight, (1.0 - mean) * weight, forgetting)

    def record(self, kept: float) -> None:
        """One experience, from 0 (word broken) to 1 (kept)."""
        self.good = self.good * self.forgetting + kept
        self.bad = self.bad * self.forgetting + 1.0 - kept

    @property
    def mean(self) -> float:
        return self.good / (self.good + self.bad)


def worth_breaking(gain: float, margin: float, broken: float, patience: float) -> bool:
    """Whether breaking a share ``broken`` of its word pays a party more today than it costs it in later shows.

    ``gain`` is what the breach brings today, ``margin`` what the partner's business brings in a show. A partner
    gives business in proportion to reputation; one show in which a share is broken lowers a fresh one by
    broken / (1 + prior weight), in every later show, discounted by ``patience`` (no forgetting; repeated games:
    Friedman 1971, Mailath and Samuelson 2006).

    >>> worth_breaking(30.0, 100.0, 0.3, patience=0.9), worth_breaking(30.0, 100.0, 0.3, patience=0.99)
    (False, False)
    >>> worth_breaking(60.0, 100.0, 0.3, patience=0.9), worth_breaking(60.0, 100.0, 0.3, patience=0.99)
    (True, False)
    """
    lost = margin * broken / (1.0 + PRIOR_WEIGHT)
    return gain * (1.0 - patience) > patience * lost
