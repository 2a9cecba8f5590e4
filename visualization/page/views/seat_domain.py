"""What an outcome of a domain that comes with the project is worth to a party, clause by clause or issue by issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from experiments.negotiate import Domain, load_domain, shipped
from experiments.negotiate.economics import DEMAND, Economics, read_belief, read_formula
from experiments.negotiate.field import Field
from experiments.negotiate.source import read
from visualization.page.views.table_behind import OWN, RISK, Lines


@dataclass(frozen=True, eq=False)
class ByClause:
    """Contract economics: the mean of every clause over the party's own belief, its own cash flow, and the risk."""

    domain: Domain
    model: Economics
    field: Field
    party: str

    def at(self, outcome: int) -> dict[str, float]:
        """Line -> CNY."""
        model, utility = self.model, next(p.utility for p in self.domain.parties if p.name == self.party)
        belief = read_belief(self.field["demand"]) if self.field.has("demand") else model.belief
        demand, weights = belief.nodes(model.slices)
        point = {name: value for name, value in self.domain.space.point(outcome).items() if not isinstance(value, str)}
        values = {**model.numbers, DEMAND: demand, **point}
        for name, formula, _ in model.facts:
            values[name] = formula(values)

        def mean(cash: object) -> float:
            return float(np.average(np.broadcast_to(np.asarray(cash, dtype=np.float64), demand.shape), weights=weights))

        lines: dict[str, float] = {}
        roles = {role for role, holder in model.contract.parties.items() if holder == self.party}
        for clause, cash in model.contract.flows(values, values):
            sign = float(clause.payee in roles) - float(clause.payer in roles)
            if sign:
                lines[clause.name] = sign * mean(cash)
        own = read_formula(self.field["own"], set(values)) if self.field.has("own") else None
        lines[OWN] = 0.0 if own is None else mean(own(values))
        lines[RISK] = float(utility[outcome]) - sum(lines.values())
        return {name: cny for name, cny in lines.items() if name == OWN or abs(cny) >= 0.01}


@dataclass(frozen=True, eq=False)
class ByIssue:
    """Any other utility: what each issue adds over its worst value for this party, the other issues as they are."""

    domain: Domain
    party: str

    def at(self, outcome: int) -> dict[str, float]:
        """Issue -> amount, and what is left under OWN."""
        space = self.domain.space
        utility = next(p.utility for p in self.domain.parties if p.name == self.party)
        table, place = utility.reshape(space.shape), np.unravel_index(outcome, space.shape)
        lines = {}
        for axis, name in enumerate(space.names):
            along = np.moveaxis(table, axis, -1)[(*place[:axis], *place[axis + 1 :])]
            lines[name] = float(utility[outcome] - along[np.isfinite(along)].min(initial=float(utility[outcome])))
        return {**lines, OWN: float(utility[outcome]) - sum(lines.values())}


@lru_cache(maxsize=16)
def domain_of(name: str) -> Domain:
    """The domain called ``name``, read once; nobody writes into it."""
    return load_domain(name)


@lru_cache(maxsize=16)
def domain_lines(name: str) -> Mapping[str, Lines]:
    """Party -> what its worth is made of, in the domain called ``name``; nothing of one party needs another's."""
    domain, root = domain_of(name), Field(read(shipped()[name]))
    if not root.has("economics"):
        return {party.name: ByIssue(domain, party.name) for party in domain.parties}
    model = Economics.of(root["economics"], domain.space)
    fields = {item["name"].text(): item["utility"] for item in root["parties"].items()}
    return {party: ByClause(domain, model, field, party) for party, field in fields.items()}
