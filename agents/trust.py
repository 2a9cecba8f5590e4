"""Reputation of a partner in one matter: a Beta belief with forgetting (Jøsang and Ismail 2002)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

# What one party may hold another to: alerts and forecasts that come true, goods on time, throughput as claimed,
# booked volume carried. Money is always paid when due: the ledger knows no default.
MATTERS = ("alert", "delivery", "throughput", "volume")
FIRST_IMPRESSION = 0.9  # reputation of a partner in a matter before any experience (E)
LATER_SHOWS = 1000  # shows that a patient party looks ahead
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

    @classmethod
    def prior(cls, mean: float, weight: float = PRIOR_WEIGHT) -> Reputation:
        return cls(mean * weight, (1.0 - mean) * weight)

    def record(self, kept: float) -> None:
        """One experience, from 0 (word broken) to 1 (kept)."""
        self.good = self.good + kept
        self.bad = self.bad + 1.0 - kept

    def fade(self, forgetting: float) -> None:
        """A show goes by: all experience so far counts ``forgetting`` times as much."""
        self.good, self.bad = self.good * forgetting, self.bad * forgetting

    @property
    def mean(self) -> float:
        return self.good / (self.good + self.bad)


@dataclass(slots=True)
class Inflation:
    """Normal belief about the log of a partner's usual exaggeration: how far its claims run ahead of what comes true.

    An observation log(claim / actual) carries noise of spread ``noise`` (what nobody could foretell), so one claim
    moves the mean by precision weights (conjugate normal updating); ``forgetting`` per show lets old evidence fade.
    A first meeting expects none (mean 0) with spread ``spread``. Cf. Özer, Zheng and Chen (2011) Management Science 57.

    >>> b = Inflation(spread=0.3); b.learn(claim=150.0, actual=100.0, noise=0.3); round(b.factor, 3)
    1.225
    """

    spread: float
    mean: float = 0.0
    precision: float = 0.0

    def __post_init__(self) -> None:
        if self.precision <= 0.0:
            self.precision = 1.0 / self.spread**2

    def learn(self, claim: float, actual: float, noise: float) -> None:
        """One claim that came to be compared with what was really wanted."""
        if claim <= 0.0 or actual <= 0.0:
            return
        weight = 1.0 / noise**2
        self.mean = (self.precision * self.mean + weight * log(claim / actual)) / (self.precision + weight)
        self.precision += weight

    def fade(self, forgetting: float) -> None:
        """A show goes by: evidence beyond the prior counts ``forgetting`` times as much, and the mean drifts back."""
        prior = 1.0 / self.spread**2
        evidence = self.mean * self.precision * forgetting  # the prior's mean is 0: all of it is evidence
        self.precision = prior + (self.precision - prior) * forgetting
        self.mean = evidence / self.precision

    @property
    def factor(self) -> float:
        """What a claim is divided by."""
        return exp(self.mean)


def worth_breaking(gain: float, margin: float, broken: float, patience: float, forgetting: float = 1.0) -> bool:
    """Whether breaking a share ``broken`` of its word pays a party more today than it costs it in later shows.

    ``gain`` is what the breach brings today, ``margin`` what the partner's business brings in a show. A partner
    gives business in proportion to reputation; what one breach takes off a fresh reputation fades with ``forgetting`` and
    under later experience (:func:`shadow`), discounted by ``patience`` per show (repeated games: Friedman 1971,
    Mailath and Samuelson 2006).

    >>> worth_breaking(10.0, 100.0, 0.3, patience=0.5), worth_breaking(10.0, 100.0, 0.3, patience=0.99)
    (True, False)
    >>> worth_breaking(60.0, 100.0, 0.3, patience=0.9), worth_breaking(60.0, 100.0, 0.3, patience=0.99)
    (True, False)
    """
    return gain > margin * broken * shadow(patience, forgetting)


@lru_cache(maxsize=256)
def shadow(patience: float, forgetting: float) -> float:
    """Later shows' worth of business, in units of one, that a wholly broken word costs a party of fresh reputation.

    Σ over shows k = 1, 2, … of patience^k · forgetting^(k−1) / n_(k−1): the breach fades by ``forgetting`` a show, and
    weighs 1/n among n experiences, n_0 = 1 + prior weight, n_k = forgetting · n_(k−1) + 1.
    """
    total, weight, count = 0.0, patience, 1.0 + PRIOR_WEIGHT
    for _ in range(LATER_SHOWS):
        total += weight / count
        weight *= patience * forgetting
        count = forgetting * count + 1.0
    return total
