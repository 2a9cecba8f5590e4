"""Who gains by taking part, and who gains by acting differently: individual rationality and incentive compatibility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from environment.luck import Luck
from experiments.audit.conduct import Deviation, Stage
from experiments.audit.intervals import Estimate, Floats, simultaneous
from experiments.audit.plays import Play, Plays


@dataclass(frozen=True)
class Part:
    """What taking part is worth to one party: profit under the scheme, at arm's length, and the paired difference."""

    party: str
    profit: float
    alone: float
    gain: Estimate
    share_at_or_above: float  # of seeds


@dataclass(frozen=True)
class Step:
    """A deviation, from the level it is compared with, and what it gains its party (CNY per show)."""

    deviation: Deviation
    instead_of: float
    gain: Estimate


@dataclass(frozen=True)
class Temptation:
    """All deviations of one party from standing conduct, and its ways of breaking its word against keeping it.

    Intervals hold together over all parties, so that :attr:`best` and :attr:`cheat` may be picked by size.
    """

    party: str
    steps: tuple[Step, ...]
    breaches: tuple[Step, ...]

    @property
    def best(self) -> Step | None:
        """The most profitable deviation (None without a menu)."""
        return max(self.steps, key=lambda step: step.gain.mean, default=None)

    @property
    def cheat(self) -> Step | None:
        """The most profitable breach of word or concealment (None without one on the menu)."""
        return max(self.breaches, key=lambda step: step.gain.mean, default=None)

    @property
    def most(self) -> tuple[float, float]:
        """Interval of the best deviation gain, not less than nothing (a party may stay as it is)."""
        return max([0.0, *(s.gain.low for s in self.steps)]), max([0.0, *(s.gain.high for s in self.steps)])


def individual_rationality(plays: Plays, scheme: Play, alone: Play, luck: Luck) -> list[Part]:
    """Every party's profit against arm's length on the same seeds; the intervals hold for all parties together."""
    gains = plays.profit[scheme] - plays.profit[alone]
    estimates = simultaneous(gains, luck.stream("audit.rationality"))
    return [
        Part(
            party,
            float(plays.of(scheme, party).mean()),
            float(plays.of(alone, party).mean()),
            estimate,
            float((gains[:, at] >= 0.0).mean()),
        )
        for at, (party, estimate) in enumerate(zip(plays.parties, estimates, strict=True))
    ]


def incentive_compatibility(stage: Stage, plays: Plays, standing: Play, luck: Luck) -> list[Temptation]:
    """Unilateral deviations of every party that has a menu, on the seeds and for the shows of ``standing``.

    *Steps* are compared with standing conduct; *breaches* (a higher temptation, or less openness) with the same party
    keeping its word, or showing its data, whatever it usually does. All others stay at standing conduct. The intervals of
    all parties' steps hold together, and so do those of all parties' breaches.
    """
    rows = [(step, float(getattr(stage.standing[step.party], step.disposition))) for step in stage.deviations()]
    steps = _measured(stage, plays, standing, rows, luck.stream(f"audit.incentives.{standing.shows}"))
    breaches = _measured(stage, plays, standing, _breaches(stage), luck.stream(f"audit.incentives.breaches.{standing.shows}"))
    tempted = dict.fromkeys(step.deviation.party for step in (*steps, *breaches))
    return [
        Temptation(
            party,
            tuple(step for step in steps if step.deviation.party == party),
            tuple(step for step in breaches if step.deviation.party == party),
        )
        for party in tempted
    ]


def _breaches(stage: Stage) -> list[tuple[Deviation, float]]:
    """Levels at which a party breaks its word or hides its data, each with the level at which it does not."""
    found = []
    for party, menu in stage.menus.items():
        temptation, openness = menu["temptation"], menu["openness"]
        found += [(Deviation(party, "temptation", level), temptation[0]) for level in temptation[1:]]
        found += [(Deviation(party, "openness", level), openness[-1]) for level in openness[:-1]]
    return found


def _measured(
    stage: Stage, plays: Plays, standing: Play, rows: list[tuple[Deviation, float]], rng: np.random.Generator
) -> list[Step]:
    """Paired gains of each deviation over the level named with it."""
    if not rows:
        return []

    def profit(step: Deviation) -> Floats:  # at its standing level a step is none
        return plays.of(Play(standing.scheme, stage.deviate(step), standing.shows), step.party)

    gains = [profit(step) - profit(Deviation(step.party, step.disposition, base)) for step, base in rows]
    estimates = simultaneous(np.stack(gains, axis=1), rng)
    return [Step(step, base, estimate) for (step, base), estimate in zip(rows, estimates, strict=True)]
