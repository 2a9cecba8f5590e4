"""Contract economics: what an outcome is worth is the risk-adjusted expected income it brings.

The clauses are those of :mod:`protocols.contracts`, so a negotiation here and a settlement elsewhere read the
same cash flows. Demand is uncertain: each party has a belief, laid out as equally likely slices of the law,
and values the income over them by mean-CVaR or CARA (:mod:`protocols.risk`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.negotiate.domain import Floats
from experiments.negotiate.field import Field
from experiments.negotiate.formula import Array, Formula
from protocols import beliefs, risk
from protocols.beliefs import Belief
from protocols.contracts import CLAUSES, Contract
from protocols.contracts.clause import ContractError
from protocols.outcomes import OutcomeSpace

SLICES = 64
BLOCK = 4_000_000  # numbers held at a time
DEMAND = "demand"
BELIEFS: dict[str, tuple[type[Belief], tuple[str, ...]]] = {  # kind -> class and its parameters as files name them
    "lognormal": (beliefs.LogNormal, ("mean", "log_sd")),
    "normal": (beliefs.Normal, ("mean", "sd")),
    "uniform": (beliefs.Uniform, ("low", "high")),
    "gamma": (beliefs.Gamma, ("shape", "scale")),
    "negative_binomial": (beliefs.NegativeBinomial, ("mean", "size")),
}


@dataclass(frozen=True)
class Economics:
    """The common part of the economics: contract, constants, facts, and the belief of whoever has no own."""

    field: Field
    space: OutcomeSpace
    contract: Contract
    numbers: Mapping[str, float]
    facts: tuple[tuple[str, Formula, Field], ...]
    belief: Belief
    slices: int

    @classmethod
    def of(cls, field: Field, space: OutcomeSpace) -> Economics:
        """Read the section ``economics`` of a domain file."""
        field.only("roles", "clauses", "terms", "numbers", "facts", "demand", "slices")
        roles = {role: holder.text() for role, holder in field["roles"].pairs()}
        named = [(item.one_of(sorted(CLAUSES)), item) for item in field["clauses"].items(least=1)]
        try:
            contract = Contract("domain", roles, tuple(CLAUSES[name] for name, _ in named), {})
        except ContractError as problem:
            field["clauses"].fail("clauses between the roles that are held, each once", str(problem))
        constants = {}
        for section in ("numbers", "terms"):
            for name, item in field[section].pairs() if field.has(section) else ():
                if name in constants or name in space.names:
                    item.fail("each name once, as an issue, a number or a term", f"{name!r} again")
                constants[name] = item.number()
        known = {DEMAND, *constants, *(issue.name for issue in space.issues if issue.numeric)}
        facts = []
        for name, item in field["facts"].pairs() if field.has("facts") else ():
            if name in known:
                item.fail("a name of its own", f"{name!r} again")
            facts.append((name, read_formula(item, known), item))
            known.add(name)
        _all_known(contract, known, field["clauses"])
        slices = field["slices"].whole(1) if field.has("slices") else SLICES
        return cls(field, space, contract, constants, tuple(facts), read_belief(field["demand"]), min(slices, 4096))

    def check_roles(self, parties: Sequence[str]) -> None:
        """Every role must be held by a party of the domain or by "outside"."""
        for _, holder in self.field["roles"].pairs():
            if holder.text() not in parties:
                holder.one_of([*parties, "outside"])

    def utility(self, field: Field, party: str) -> Floats:
        """(size,) worth of each outcome to ``party``: income under the contract in every role it holds, plus
        its ``own`` cash flow, over its belief about demand.
        """
        belief = read_belief(field["demand"]) if field.has("demand") else self.belief
        known = {DEMAND, *self.numbers, *self.space.names, *(name for name, _, _ in self.facts)}
        own = read_formula(field["own"], known) if field.has("own") else None
        averse = field["aversion"].number(0.0, 1.0) if field.has("aversion") else 0.0
        tail = field["tail"].number(1e-6, 1.0) if field.has("tail") else 0.125
        cara = field["cara"].number(0.0) if field.has("cara") else None
        if cara is not None and averse:
            field["cara"].fail("aversion (mean-CVaR) or cara, not both", "both")
        roles = [role for role, holder in self.contract.parties.items() if holder == party]
        demand, weights = belief.nodes(self.slices)
        values = np.empty(self.space.shape)
        step = max(1, BLOCK // max(1, self.space.size // self.space.shape[0] * self.slices))
        for first in range(0, self.space.shape[0], step):
            part = slice(first, first + step)
            income = self._income(roles, own, demand, part, field)
            if cara is not None:
                values[part] = risk.cara(income, weights, cara)
            else:
                values[part] = risk.mean_cvar(income, weights, averse, tail)
        if not np.isfinite(values).all():
            field.fail("a finite income in every outcome", "an income that is infinite or undefined")
        return values.reshape(-1)

    def _income(self, roles: Sequence[str], own: Formula | None, demand: Floats, part: slice, field: Field) -> Floats:
        """(outcomes of the block …, slices) income, the first issue cut to ``part``."""
        values: dict[str, Array] = {**self.numbers, DEMAND: demand}
        for at, issue in enumerate(self.space.issues):
            if issue.numeric:
                axis = self.space.axis(issue.name)
                values[issue.name] = (axis[part] if at == 0 else axis)[..., None]
        for name, formula, item in self.facts:
            values[name] = _computed(formula, values, item)
        total: Array = 0.0 if own is None else _computed(own, values, field["own"])
        for role in roles:
            total = total + self.contract.income(role, values, values)
        rows = len(range(*part.indices(self.space.shape[0])))
        return np.broadcast_to(total, (rows, *self.space.shape[1:], len(demand)))


def read_belief(field: Field) -> Belief:
    """One kind of law with its parameters, such as ``lognormal: {mean: 3000, log_sd: 0.5}``."""
    pairs = list(field.pairs())
    if len(pairs) != 1 or pairs[0][0] not in BELIEFS:
        field.fail(f"one of {', '.join(BELIEFS)}")
    kind, given = pairs[0]
    make, names = BELIEFS[kind]
    given.only(*names)
    try:
        return make(*(given[name].number() for name in names))
    except ValueError as problem:
        given.fail(f"parameters of a {kind} law", str(problem).partition(": ")[2] or str(problem))


def read_formula(field: Field, known: set[str]) -> Formula:
    """A formula over known names."""
    try:
        formula = Formula(field.text())
    except ValueError as problem:
        field.fail(str(problem))
    if unknown := sorted(formula.names - known):
        field.fail(f"the names {', '.join(sorted(known))}", f"the name {unknown[0]!r}")
    return formula


def _computed(formula: Formula, values: Mapping[str, Array], field: Field) -> Array:
    try:
        return formula(values)
    except KeyError as problem:
        field.fail("issues with numbers only", f"the issue {problem.args[0]!r}, which has labels")


def _all_known(contract: Contract, known: set[str], clauses: Field) -> None:
    for clause in contract.clauses:
        for name in (*clause.terms, *clause.facts):
            if name not in known:
                kind = "term" if name in clause.terms else "fact"
                clauses.fail(
                    "clauses whose terms and facts are given (as an issue, in terms, numbers or facts)",
                    f"{clause.name}, whose {kind} {name!r} is missing",
                )
