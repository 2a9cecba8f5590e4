"""The mechanism audit of incentive schemes: what is played, and what is read off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from environment.luck import Luck
from experiments.audit import work
from experiments.audit.balance import Balance, budget_balance
from experiments.audit.coalitions import Core, coalition_plays, core_stability
from experiments.audit.conduct import Stage, stage_of
from experiments.audit.game import EmpiricalGame, empirical_game, game_plays
from experiments.audit.incentives import Part, Temptation, incentive_compatibility, individual_rationality
from experiments.audit.plays import Play, Plays, gathered, tasks_of
from experiments.audit.welfare import ReferenceTask, Welfare, welfare
from experiments.replicate import seed_of
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment import Scenario, Scheme

BASE = "arms_length"
SHOWN_STATES = 4  # equilibria whose welfare is computed


@dataclass(frozen=True)
class Finding:
    """The audit of one scheme. ``incentives`` maps shows in a row (1, and those asked for) to deviations by party."""

    scheme: Scheme
    rationality: tuple[Part, ...]
    incentives: dict[int, tuple[Temptation, ...]]
    balance: Balance
    core: Core | None  # None with fewer than two kinds of party
    game: EmpiricalGame | None  # None where nobody may break its word
    welfare: Welfare


@dataclass(frozen=True)
class Audit:
    """An audit: its findings by name of scheme, and what it was made with."""

    scenario: Scenario
    stage: Stage
    seed: int
    shows: int
    plays: Plays
    findings: dict[str, Finding]

    @property
    def replications(self) -> int:
        return len(self.plays.seeds)


@dataclass(frozen=True)
class Plan:
    """The plays that the audit of one scheme needs; ``one`` are those for single shows."""

    standing: Play
    one: Play
    deviations: tuple[Play, ...]
    coalitions: dict[int, Play]
    game: dict[tuple[str, ...], Play]

    @classmethod
    def of(cls, stage: Stage, scheme: Scheme, base: Scheme, shows: int) -> Plan:
        standing = Play(scheme, stage.standing_profile(), shows)
        horizons = dict.fromkeys((1, shows))
        return cls(
            standing,
            Play(scheme, stage.standing_profile(), 1),
            tuple(Play(scheme, stage.deviate(step), n) for n in horizons for step in stage.deviations()),
            coalition_plays(stage, scheme, base, shows) if len(stage.players) > 1 else {},
            game_plays(stage, standing) if stage.tempted else {},
        )

    def plays(self) -> list[Play]:
        return [self.standing, self.one, *self.deviations, *self.coalitions.values(), *self.game.values()]


def audit(
    scenario: Scenario, schemes: Sequence[Scheme], *, shows: int = 1, replications: int = 20,
    seed: int | None = None, workers: int | Literal["auto"] = "auto",
) -> Audit:  # fmt: skip
    """Audit ``schemes`` on common random numbers: the same ``replications`` seeds for every scheme, deviation and coalition.

    ``shows`` in a row are played with conduct held all season; money is CNY per show. Raises
    :class:`protocols.errors.UserError` for fewer than two replications, or two schemes of one name. A script that uses
    more than one worker needs the usual ``if __name__ == "__main__":`` guard.
    """
    from environment import Scheme

    if replications < 2:
        raise UserError(f"replications: found {replications}, allowed 2 or more (an interval needs two seeds)")
    named = {scheme.name: scheme for scheme in schemes}
    for scheme in named.values():
        if sum(other == scheme for other in schemes) > 1:
            raise UserError(f"audit: found {scheme.name} twice, allowed: different schemes")
    if len(named) < len(schemes):
        raise UserError("schemes: found two different schemes of one name, allowed: a name of its own for each")
    seed = scenario.seed if seed is None else seed
    seeds = [seed_of(seed, k) for k in range(replications)]
    stage, base = stage_of(scenario), Scheme.load(BASE)
    alone = Play(base, stage.standing_profile(), shows)
    plans = {name: Plan.of(stage, scheme, base, shows) for name, scheme in named.items()}
    wanted = [alone, *(play for plan in plans.values() for play in plan.plays())]
    tasks = tasks_of(wanted, seeds, books=[plan.one for plan in plans.values()])
    lookups = [ReferenceTask(each, shows) for each in seeds]
    results: list[Any] = work.carry_out(scenario, [*lookups, *tasks], workers)
    plays = gathered(tasks, results[len(lookups) :], seeds)
    known = results[: len(lookups)]
    findings = {name: find(stage, plan, plays, alone, known, seed) for name, plan in plans.items()}
    return Audit(scenario, stage, seed, shows, plays, findings)


def find(
    stage: Stage, plan: Plan, plays: Plays, alone: Play, references: Sequence[tuple[float, float]], seed: int
) -> Finding:
    """Read one scheme's audit off the plays. Resampling has streams of its own, the same for every scheme."""
    luck, standing = Luck(seed), plan.standing
    horizons = dict.fromkeys((1, standing.shows))
    game = empirical_game(stage, plays, plan.game, luck) if plan.game else None
    return Finding(
        scheme=standing.scheme,
        rationality=tuple(individual_rationality(plays, standing, alone, luck)),
        incentives={
            n: tuple(incentive_compatibility(stage, plays, Play(standing.scheme, standing.profile, n), luck)) for n in horizons
        },
        balance=budget_balance(plays, plan.one, luck),
        core=core_stability(stage, plays, plan.coalitions, luck) if plan.coalitions else None,
        game=game,
        welfare=welfare(_states(plan, plays, game), plays.chain(alone), references, luck),
    )


def _states(plan: Plan, plays: Plays, game: EmpiricalGame | None) -> dict[str, np.ndarray]:
    """States of affairs whose welfare is asked for: usual conduct, all keep or break their word, equilibria."""
    found = {"standing": plays.chain(plan.standing)}
    if game is not None:
        found["kept"] = plays.chain(plan.game[()])
        found["broken"] = plays.chain(plan.game[game.players])
        for cell in game.pure()[:SHOWN_STATES]:
            found[state_name(cell.broken)] = plays.chain(plan.game[cell.broken])
    return found


def state_name(broken: Sequence[str]) -> str:
    """How an equilibrium is called among the states: ``equilibrium:host+factory``; those named break their word."""
    return f"equilibrium:{'+'.join(broken)}"
