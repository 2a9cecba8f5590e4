"""The clauses behind a utility: an encounter valued again, with every payment of its contract written down.

A party's expected profit of an outcome is what the clauses pay and cost it, and what it earns or spends beside them; its
utility takes off what the risk is worth to it, and a pool adds or takes its share. Nothing is estimated here: the party's
own valuation runs, on a contract that notes what it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from agents.party import Encounter, Party
from environment.records import Negotiation, Show
from protocols.contracts.clause import Array, Values
from protocols.contracts.contract import Contract
from protocols.types import Strategy

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme
    from environment.world import World

Floats = NDArray[np.float64]
OWN, RISK, POOL = "own", "risk", "pool"  # lines beside the clauses
Sit = Callable[[Encounter, Party, Floats, float], Strategy | None]
Held = Mapping[str, Mapping[str, float]]  # party or kind -> disposition -> level


class Lines(Protocol):
    """What an outcome's worth to a party is made of."""

    def at(self, outcome: int) -> dict[str, float]:
        """Line -> amount; together they are the worth."""


@dataclass(frozen=True)
class Parts:
    """``lines`` maps a clause (or OWN, RISK, POOL) to CNY per outcome (size,); together they are the party's utility."""

    lines: Mapping[str, Floats]

    def at(self, outcome: int) -> dict[str, float]:
        """The lines of one outcome that come to a cent or more; OWN always."""
        found = {name: float(values[outcome]) for name, values in self.lines.items()}
        return {name: cny for name, cny in found.items() if name == OWN or abs(cny) >= 0.01}


@dataclass(frozen=True)
class Behind:
    """What is behind an encounter: its facts as its parties know them, and each party's parts."""

    facts: Mapping[str, Any]
    parts: Mapping[str, Lines]


@dataclass(frozen=True)
class _Noting(Contract):
    """A contract that notes every call of :meth:`income`."""

    calls: list[tuple[str, Values, Values | None]] = field(default_factory=list, compare=False)

    def income(self, role: str, facts: Values, terms: Values | None = None) -> Array:
        self.calls.append((role, facts, terms))
        return super().income(role, facts, terms)


def parts(encounter: Encounter, party: Party, utility: Floats) -> Parts:
    """The parts of ``utility`` (size,), which is what ``party`` found the outcomes of ``encounter`` to be worth."""
    old = encounter.contract
    noting = _Noting(old.name, old.parties, old.clauses, old.terms)
    profit, _, _ = getattr(party, f"value_{encounter.kind}")(replace(encounter, contract=noting))
    shape = (*encounter.space.shape, profit.shape[-1])
    lines: dict[str, Floats] = {}
    over_all = [call for call in noting.calls if any(np.ndim(v) == len(shape) for v in (call[2] or {}).values())]
    if over_all:  # the others are about what happens without a deal
        role, facts, terms = over_all[0]
        for clause, cash in old.flows(facts, terms):
            sign = float(clause.payee == role) - float(clause.payer == role)
            if sign:
                lines[clause.name] = sign * _mean(cash, shape)
    mean = _mean(profit, shape)
    worth = np.broadcast_to(party.worth(profit), shape[:-1]).ravel()
    own = mean - np.sum(list(lines.values()), axis=0) if lines else mean
    return Parts({**lines, OWN: own, RISK: worth - mean, POOL: np.where(np.isfinite(utility), utility - worth, 0.0)})


def _mean(cash: Array, shape: tuple[int, ...]) -> Floats:
    """(outcomes,) the mean over demand scenarios (the last axis, where there is one), which are equally likely."""
    table = np.asarray(cash, dtype=np.float64)
    narrow = table.mean(axis=-1) if table.ndim else table
    return np.broadcast_to(narrow, shape[:-1]).ravel()


def staged(scenario: Scenario, scheme: Scheme, seed: int, sit: Sit, held: Held | None = None) -> World:
    """The show that ``scenario``, ``scheme`` and ``seed`` give, not played yet, with ``sit`` beside every table
    (:class:`environment.encounters.Bargaining`); ``held`` are dispositions that are held at a level."""
    from environment.world import World

    brief = _brief(scenario, scheme, seed, held) if held else None

    def begin(world: World) -> None:
        if brief is not None:
            brief(world)
        world.bargaining.sitter = sit

    return World(scenario, scheme, seed, brief=begin)


def _brief(scenario: Scenario, scheme: Scheme, seed: int, held: Held) -> Callable[[World], None]:
    """What a single show with held dispositions starts from: the first show of a season."""
    from environment.luck import Luck
    from environment.season.play import State
    from environment.season.ties import Ties

    return State(scenario, scheme, Luck(seed), Ties(scenario), held).brief


def behind(show: Show, talk: Negotiation, held: Held | None = None) -> Behind | None:
    """What is behind ``talk`` of ``show``, found by playing the show again up to it.

    None where that does not give the very numbers on record (a later show of a season, whose parties remember).
    """
    seen: dict[str, Parts] = {}
    facts: dict[str, Any] = {}

    def sit(encounter: Encounter, party: Party, utility: Floats, reservation: float) -> None:
        if encounter.id == talk.id:
            facts.update(encounter.facts)
            if np.array_equal(utility, talk.utilities.get(party.name, ())) and reservation == talk.reservations[party.name]:
                seen[party.name] = parts(encounter, party, utility)

    world = staged(show.scenario, show.scheme, show.seed, sit, held)
    while world.running and not facts:
        world.step()
    world.close()
    return Behind(facts, seen) if set(seen) == set(talk.parties) else None
