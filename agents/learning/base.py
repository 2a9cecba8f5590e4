"""What every learning rule is: choose from a menu, take note of what the choice earned."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import sqrt
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Peers = Sequence[tuple[int, float]]  # (choice, profit over turnover) of every other party of the kind, last show


class Uniform(Protocol):
    """Where a rule's luck comes from; a numpy ``Generator`` is one."""

    def random(self) -> float:
        """The next uniform number, in [0, 1)."""
        ...


class Learner(Protocol):
    """One menu of one party. Choices are positions in the menu, payoffs CNY of profit in a show."""

    name: ClassVar[str]

    def choose(self, rng: Uniform) -> int:
        """The position to play in the next show."""
        ...

    def learn(self, choice: int, payoff: float, score: float = 0.0, peers: Peers = ()) -> None:
        """Take note that ``choice`` earned ``payoff``; ``score`` is profit over turnover, ``peers`` what others did."""
        ...

    def weights(self) -> Floats:
        """(n,) probability of each choice in the next show, as the rule now stands."""
        ...


class Scale:
    """Running mean and spread of payoffs, so that rules with a temperature do not depend on the currency.

    Welford's recursion; the spread of fewer than two payoffs counts as their size (or 1).
    """

    def __init__(self) -> None:
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, payoff: float) -> None:
        self.count += 1
        step = payoff - self.mean
        self.mean += step / self.count
        self.squares += step * (payoff - self.mean)

    @property
    def spread(self) -> float:
        if self.count < 2 or self.squares <= 0.0:
            return max(abs(self.mean), 1.0)
        return sqrt(self.squares / (self.count - 1))


def draw(weights: Floats, rng: Uniform) -> int:
    """A position with probability ``weights`` (sums to 1), by inversion of one uniform number."""
    at = bisect_right(list(accumulate(weights.tolist())), rng.random())
    return min(at, len(weights) - 1)


def softmax(values: Floats) -> Floats:
    """(n,) logit probabilities of ``values``."""
    raised = np.exp(values - np.maximum.reduce(values))
    shares: Floats = raised / np.add.reduce(raised)
    return shares
