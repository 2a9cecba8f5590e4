"""One stand-alone negotiation: seat the parties of a domain, play, and set the deal against what was
possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.strategies import make_strategy
from experiments.negotiate.domain import Domain, Floats
from protocols import solutions
from protocols.errors import UserError
from protocols.registry import make_protocol
from protocols.transcript import Message
from protocols.types import Agreement, Result, Seat

ROUNDS = 20
STRATEGY = "boulware"
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
POINTS = {
    "nash": solutions.nash,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "utilitarian": solutions.utilitarian,
}


@dataclass(frozen=True)
class Negotiated:
    """A negotiation as it ended, and the landmarks of its domain.

    ``front`` lists the Pareto-efficient outcomes, by falling utility of the first party; ``points`` the
    outcome of each solution of :data:`POINTS` (None where nothing is worth having for all).
    """

    domain: Domain
    protocol: str
    strategies: Mapping[str, str]
    rounds: int
    first: str
    seed: int
    result: Result

    @cached_property
    def table(self) -> Floats:
        """(outcomes, parties) utilities."""
        return self.domain.table

    @cached_property
    def front(self) -> list[int]:
        """Pareto-efficient outcomes, best for the first party first."""
        rows = np.flatnonzero(solutions.pareto_mask(self.table))
        return [int(row) for row in rows[np.argsort(-self.table[rows, 0], kind="stable")]]

    @cached_property
    def points(self) -> dict[str, int | None]:
        """The outcome that each solution picks."""
        return {name: solve(self.table, self.domain.reservations) for name, solve in POINTS.items()}

    @property
    def payoffs(self) -> dict[str, float]:
        """What each party ends with: after a breakdown, its reservation value."""
        if isinstance(self.result, Agreement):
            return {name: float(self.result.utilities[name]) for name in self.domain.names}
        return {party.name: party.reservation for party in self.domain.parties}

    @property
    def distance_to_pareto(self) -> float:
        """Euclidean distance, in utilities, from what the parties ended with to the nearest efficient
        outcome.
        """
        if not self.front:
            return 0.0
        ended = np.array([self.payoffs[name] for name in self.domain.names])
        gaps = self.table[self.front] - ended
        return float(np.sqrt((gaps * gaps).sum(axis=1)).min())

    def to_json(self) -> dict[str, Json]:
        """The negotiation as plain data; docs/reference/domains.md says what each key holds."""
        result, names = self.result, self.domain.names
        agreed = result if isinstance(result, Agreement) else None
        document: dict[str, Json] = {
            "domain": self.domain.name,
            "parties": list(names),
            "issues": [
                {"name": issue.name, "unit": issue.unit, "values": list(issue.values)} for issue in self.domain.space.issues
            ],
            "outcomes": self.domain.space.size,
            "protocol": self.protocol,
            "strategies": dict(self.strategies),
            "seed": self.seed,
            "agreement": agreed is not None,
            "reason": "" if isinstance(result, Agreement) else result.reason,
            "outcome": None if agreed is None else dict(agreed.point),
            "bound": [] if agreed is None else list(agreed.parties),
            "rounds": result.rounds,
            "utilities": dict(self.payoffs),
            "reservation": dict(zip(names, self.domain.reservations, strict=True)),
            "pareto": [self._place(row) for row in self.front],
        }
        document |= {name: self._place(row) for name, row in self.points.items()}
        document["distance_to_pareto"] = self.distance_to_pareto
        if agreed is not None and agreed.payments:
            document["payments"] = dict(agreed.payments)
        document["notes"] = list(self.domain.notes)
        document["transcript"] = [_record(message) for message in result.transcript]
        return document

    def _place(self, row: int | None) -> Json:
        """An outcome and what it is worth to each party."""
        if row is None:
            return None
        worth = {name: float(value) for name, value in zip(self.domain.names, self.table[row], strict=True)}
        return {"outcome": dict(self.domain.space.point(row)), "utilities": dict(worth)}


def _record(message: Message) -> Json:
    plain: dict[str, Json] = {}
    for key, value in message.record().items():
        plain[key] = list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value
    return plain


def negotiate(
    domain: Domain,
    *,
    protocol: str | None = None,
    strategies: Mapping[str, str] | None = None,
    rounds: int | None = None,
    first: str | None = None,
    seed: int = 0,
) -> Negotiated:
    """Play one negotiation of ``domain``.

    Whatever is not given is taken from the domain, else: alternating offers for two parties and stacked
    alternating offers for more, :data:`STRATEGY` for everybody, :data:`ROUNDS` rounds, the first party
    beginning. Unknown names raise :class:`UserError`.
    """
    names = domain.names
    for party in strategies or {}:
        if party not in names:
            raise UserError(f"--strategy: found party {party!r}, allowed: {', '.join(names)}")
    if first is not None and first not in names:
        raise UserError(f"--first: found party {first!r}, allowed: {', '.join(names)}")
    spec = protocol or domain.protocol or ("alternating_offers" if len(names) == 2 else "stacked_alternating_offers")
    limit = rounds or domain.rounds or ROUNDS
    chosen = {p.name: (strategies or {}).get(p.name) or p.strategy or STRATEGY for p in domain.parties}
    rule = make_protocol(spec, domain.space, limit, first=names.index(first) if first is not None else 0)
    seats = [
        Seat(
            party.name,
            party.utility,
            party.reservation,
            make_strategy(chosen[party.name]),
            discount=party.discount * party.fading ** (1.0 / (limit * len(names))),
            role=party.role,
        )
        for party in domain.parties
    ]
    result = rule.run(seats, np.random.default_rng(seed))
    return Negotiated(domain, spec, chosen, limit, first or names[0], seed, result)
