"""Welfare: what the chain earns in each state of affairs, against the planner who knows what the parties jointly know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Luck
from experiments.audit.intervals import Estimate, Floats, expanded, single, weights

if TYPE_CHECKING:
    from environment import Scenario

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class ReferenceTask:
    """The references of one season: mean over its shows of (planner, clairvoyant) surplus, CNY per show."""

    seed: int
    shows: int

    @property
    def size(self) -> int:
        return 4 * self.shows  # a planner and a bound take the time of about four shows

    def run(self, scenario: Scenario) -> tuple[float, float]:
        """Compute them on the luck of every show."""
        from environment.references import compute
        from environment.season import show_seed

        found = [compute(scenario, show_seed(self.seed, k)) for k in range(self.shows)]
        return float(np.mean([each.planner for each in found])), float(np.mean([each.clairvoyant for each in found]))


@dataclass(frozen=True)
class State:
    """One state of affairs: surplus of the chain (CNY per show), and η with its interval, None where undefined."""

    name: str
    surplus: Estimate
    efficiency: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Welfare:
    """Surplus at arm's length, of planner and clairvoyant, and in every state; ``note`` says why η is undefined."""

    arm: Estimate
    planner: Estimate
    clairvoyant: Estimate
    states: tuple[State, ...]
    note: str


def welfare(
    states: Mapping[str, Floats], arm: Floats, references: Sequence[tuple[float, float]], luck: Luck
) -> Welfare:
    """η = (W − W_arm) / (W_planner − W_arm) of means over seeds, for each of ``states`` (seeds,).

    A ratio of means, not a mean of ratios: on single seeds the planner may gain next to nothing. η is left out where the
    interval of W_planner − W_arm reaches zero.
    """
    best = np.array([row[0] for row in references])
    bound = np.array([row[1] for row in references])
    gain = single(best - arm, luck.stream("audit.welfare.gain"))
    known = gain.sure_gain
    rows = weights(len(arm), DRAWS, luck.stream("audit.welfare.draws"))
    found = []
    for name, surplus in states.items():
        estimate = single(surplus, luck.stream(f"audit.welfare.{name}"))
        if known:
            possible = rows @ (best - arm)
            ratios = (rows @ (surplus - arm))[possible > 0.0] / possible[possible > 0.0]
            value = float((surplus - arm).mean() / (best - arm).mean())
            found.append(State(name, estimate, value, *expanded(value, ratios, len(arm))))
        else:
            found.append(State(name, estimate, None, None, None))
    return Welfare(
        arm=single(arm, luck.stream("audit.welfare.arm")),
        planner=single(best, luck.stream("audit.welfare.planner")),
        clairvoyant=single(bound, luck.stream("audit.welfare.clairvoyant")),
        states=tuple(found),
        note="" if known else "planner_within_noise",
    )
