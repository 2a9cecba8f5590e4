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

    Intervals hold together within each list, so that :attr:`best` and :attr:`cheat` may be picked by size.
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
        return _best_interval(self.steps)


def _best_interval(steps: tuple[Step, ...]) -> tuple[float, float]:
    return max([0.0, *(s.gain.low for s in steps)]), max([0.0, *(s.gain.high for s in steps)])


def individual_rationality(stage: Stage, plays: Plays, scheme: Play, alone: Play, luck: Luck) -> list[Part]:
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
        if party in stage.sides
    ]


def incentive_compatibility(stage: Stage, plays: Plays, standing: Play, luck: Luck) -> list[Temptation]:
    """Unilateral deviations of every party that has a menu, on the seeds and for the shows of ``standing``.

    *Steps* are compared with standing conduct; *breaches* (a higher temptation, or less openness) with the same party
    keeping its word, or showing its data, whatever it usually does. All others stay at standing conduct.
    """
    found = []
    for party in stage.parties:
        steps = [step for step in stage.deviations() if step.party == party]
        if steps:
            breaches = [(step, base) for step, base in _breaches(stage, party)]
            of = {step: _profit(stage, plays, standing, step) for step in dict.fromkeys([*steps, *(s for s, _ in breaches)])}
            own = plays.of(standing, party)
            rng = luck.stream(f"audit.incentives.{party}.{standing.shows}")
            usual = [getattr(stage.standing[party], step.disposition) for step in steps]
            tempted = [of[step] - _profit(stage, plays, standing, Deviation(party, step.disposition, base)) for step, base in breaches]
            found.append(
                Temptation(
                    party,
                    _steps(steps, usual, [of[step] - own for step in steps], rng),
                    _steps([step for step, _ in breaches], [base for _, base in breaches], tempted, rng),
                )
            )
    return found


def _breaches(stage: Stage, party: str) -> list[tuple[Deviation, float]]:
    """Levels at which a party breaks its word or hides its data, each with the level at which it does not."""
    temptation, openness = stage.menus[party]["temptation"], stage.menus[party]["openness"]
    found = [(Deviation(party, "temptation", level), temptation[0]) for level in temptation[1:]]
    return found + [(Deviation(party, "openness", level), openness[-1]) for level in openness[:-1]]


def _profit(stage: Stage, plays: Plays, standing: Play, step: Deviation) -> Floats:
    """(seeds,) profit of a party that takes ``step``; at its standing level that is no step at all."""
    return plays.of(Play(standing.scheme, stage.deviate(step), standing.shows), step.party)


def _steps(
    steps: list[Deviation], instead: list[float], gains: list[Floats], rng: np.random.Generator
) -> tuple[Step, ...]:
    if not steps:
        return ()
    estimates = simultaneous(np.stack(gains, axis=1), rng)
    return tuple(Step(s, b, e) for s, b, e in zip(steps, instead, estimates, strict=True))
