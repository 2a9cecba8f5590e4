"""The three objectives of a candidate and its constraint, read off evaluations on the same seeds as arm's length.

==============  ======================================================================================================
surplus         profit of all parties together, CNY per show: large
worst           gain over arm's length of the kind of party that gains least, CNY per show: large
breach          gain of the party that gains most by breaking its word, over keeping it, others at usual conduct: small
participation   no party's mean gain over arm's length lies below zero with its whole interval
==============  ======================================================================================================

Arm's length is what a party has without the scheme (no deal on data, risk or capacity), as in the audit. Kinds are judged
for ``worst``, as firms that trade under no scheme gain nothing under any; the constraint holds for every firm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from environment.luck import Luck
from experiments.audit.conduct import Stage
from experiments.audit.intervals import Estimate, Floats, simultaneous, single
from experiments.design.evaluation import Row, tempted
from protocols.solutions.front import pareto_mask


@dataclass(frozen=True)
class Breach:
    """A party that breaks its word at some level of its menu, and what that gains it over keeping it."""

    party: str
    level: float
    gain: Estimate


@dataclass(frozen=True)
class Score:
    """Objectives (CNY per show) and what they rest on; ``gains`` per party and ``kinds`` per kind against arm's length.

    ``short`` is by how much the intervals of losing parties lie below zero in all, 0 where everybody may take part.
    """

    surplus: Estimate
    more: Estimate  # surplus less that of arm's length, seed by seed
    kinds: Mapping[str, Estimate]
    gains: Mapping[str, Estimate]
    breaches: tuple[Breach, ...]
    short: float

    @property
    def worst_off(self) -> str:
        return min(self.kinds, key=lambda kind: self.kinds[kind].mean)

    @property
    def worst(self) -> float:
        return self.kinds[self.worst_off].mean

    @property
    def cheat(self) -> Breach | None:
        """The breach that gains most (None where nobody may break its word)."""
        return max(self.breaches, key=lambda each: each.gain.mean, default=None)

    @property
    def breach(self) -> float:
        return max(0.0, self.cheat.gain.mean) if self.cheat is not None else 0.0

    @property
    def feasible(self) -> bool:
        return self.short == 0.0

    @property
    def losers(self) -> tuple[str, ...]:
        return tuple(party for party, gain in self.gains.items() if gain.sure_loss)

    @property
    def point(self) -> tuple[float, float, float]:
        """All three, to be made large."""
        return self.surplus.mean, self.worst, -self.breach


def score(stage: Stage, rows: Sequence[Row], alone: Sequence[Row]) -> Score:
    """Read the objectives off rows of a scheme and of arm's length on the same seeds (two or more).

    Intervals hold together over parties, over kinds and over breaches (:func:`experiments.audit.intervals.simultaneous`).
    """
    parties, players, luck = stage.parties, stage.players, Luck(0)  # one stream per question, the same for every candidate

    def profit(of: Sequence[Row]) -> Floats:
        return np.array([[row["profit"][party] for party in parties] for row in of], dtype=float)

    mine = profit(rows)
    gains = mine - profit(alone)
    member = np.array([[stage.sides[party] == player for player in players] for party in parties], dtype=float)
    by_party = simultaneous(gains, luck.stream("design.parties"))
    by_kind = simultaneous(gains @ member, luck.stream("design.kinds"))
    steps = [(party, at, level) for party, menu in tempted(stage).items() for at, level in enumerate(menu) if at]
    broken: list[Estimate] = []
    if steps:
        words = [[row["by_temptation"][p][at] - row["by_temptation"][p][0] for p, at, _ in steps] for row in rows]
        broken = simultaneous(np.array(words, dtype=float), luck.stream("design.breaches"))
    return Score(
        surplus=single(mine.sum(axis=1), luck.stream("design.surplus")),
        more=single(gains.sum(axis=1), luck.stream("design.more")),
        kinds=dict(zip(players, by_kind, strict=True)),
        gains=dict(zip(parties, by_party, strict=True)),
        breaches=tuple(Breach(p, level, gain) for (p, _, level), gain in zip(steps, broken, strict=True)),
        short=sum(-gain.high for gain in by_party if gain.sure_loss),
    )


def ranked(scores: Sequence[Score]) -> list[int]:
    """Positions from best to worst: those in which all take part, by Pareto layer and then by distance to their neighbours
    in it (larger first); then the others by how far they fall short. (Deb, Pratap, Agarwal and Meyarivan 2002, IEEE
    Transactions on Evolutionary Computation 6: constrained domination, crowding distance.)
    """
    values = np.array([each.point for each in scores], dtype=float).reshape(-1, 3)
    left = [at for at, each in enumerate(scores) if each.feasible]
    order: list[int] = []
    while left:
        on = pareto_mask(values[left])
        layer = [at for at, inside in zip(left, on, strict=True) if inside]
        room = crowding(values[layer])
        order += [layer[k] for k in np.argsort(-room, kind="stable")]
        left = [at for at, inside in zip(left, on, strict=True) if not inside]
    short = [at for at, each in enumerate(scores) if not each.feasible]
    return order + sorted(short, key=lambda at: (scores[at].short, at))


def crowding(values: Floats) -> Floats:
    """Distance of each point of a layer (n, objectives) to its neighbours, summed over objectives scaled to their range.

    >>> crowding(np.array([[0.0, 3.0], [1.0, 2.0], [3.0, 0.0]])).tolist()
    [inf, 2.0, inf]
    """
    room = np.zeros(len(values))
    for column in values.T:
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        room[order[0]] = room[order[-1]] = np.inf
        if ordered[-1] > ordered[0]:
            room[order[1:-1]] += (ordered[2:] - ordered[:-2]) / (ordered[-1] - ordered[0])
    return room


def efficient(scores: Sequence[Score]) -> list[int]:
    """Positions on the Pareto front: of those in which all take part, or of all where there are none."""
    inside = [at for at, each in enumerate(scores) if each.feasible] or list(range(len(scores)))
    on = pareto_mask(np.array([scores[at].point for at in inside], dtype=float))
    return [at for at, is_on in zip(inside, on, strict=True) if is_on]
