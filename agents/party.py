"""A party at the table: a Mesa agent with private state that decides from its observations alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import mesa
import numpy as np

from agents.profiles import Traits
from agents.public import Catalogue, Floats
from agents.trust import Reputation
from protocols.contracts import Contract
from protocols.outcomes import OutcomeSpace
from protocols.risk import mean_cvar


@dataclass(frozen=True, slots=True)
class Encounter:
    """What is bargained over, as all its parties know it.

    ``kind`` names the valuation (``terms``, ``capacity``, ``surge``, ``volume``, ``rush``, ``transfer``);
    ``facts`` holds what is common knowledge at this table (the style, the alert, the partner's index …).
    """

    id: str
    kind: str
    space: OutcomeSpace
    contract: Contract
    facts: Mapping[str, Any] = field(default_factory=dict)
    terms_of: Mapping[str, str] = field(default_factory=dict)  # issue -> contract term, where the names differ
    fixed: tuple[str, ...] = ()  # terms of this encounter that the scheme fixes at their standing value

    def axes(self) -> dict[str, Floats]:
        """Values per contract term (or issue) that broadcast over (outcomes …, scenario nodes)."""
        found = {self.terms_of.get(name, name): self.space.axis(name)[..., None] for name in self.space.names}
        if self.fixed:
            standing, one = {**self.contract.terms, **self.facts.get("standing", {})}, (1,) * (len(self.space.shape) + 1)
            found |= {name: np.full(one, float(standing[name])) for name in self.fixed if name in standing}
        return found

    def income(self, role: str, facts: Mapping[str, Any], terms: Mapping[str, Any]) -> Floats:
        """Cash of ``role`` under the contract on the table; facts that the outcome does not move count as zero."""
        quiet = dict.fromkeys(self.contract.fact_names, 0.0)
        cash: Floats = np.asarray(self.contract.income(role, {**quiet, **facts}, terms))
        return cash


class Party(mesa.Agent):
    """Base of the five kinds: identity, traits, reputation of partners, and the valuation of encounters.

    A subclass maps each encounter kind it takes part in to a method ``value_<kind>(encounter)`` that returns profit
    per (outcomes …, scenario nodes) and the profit (nodes) of its best alternative; risk attitude is applied here, in
    one place. Decision code uses ``self`` and its arguments only; the model that Mesa attaches is never read.
    """

    kind: ClassVar[str] = "party"

    def __init__(self, model: mesa.Model, name: str, catalogue: Catalogue, traits: Traits) -> None:
        super().__init__(model)
        self.name = name
        self.catalogue = catalogue
        self.traits = traits
        self.trust: dict[str, Reputation] = {}
        self.cash = 0.0  # CNY, as its own books say

    def reputation(self, partner: str, prior: float) -> Reputation:
        """The reputation of ``partner``, opened at ``prior`` on first contact."""
        if partner not in self.trust:
            self.trust[partner] = Reputation.prior(prior)
        return self.trust[partner]

    def situation(self) -> tuple[float | bytes, ...]:
        """Every private number, beyond the scenario's parameters, that its valuations before the show depend on."""
        return (self.cash, *(r.mean for r in self.trust.values()))

    def worth(self, profit: Floats) -> Floats:
        """Certainty equivalent (mean–CVaR) of profits whose last axis runs over equally likely scenarios."""
        value: Floats = mean_cvar(profit, None, self.traits.risk_aversion, self.catalogue.cvar_tail)
        return value

    def appraise(self, encounter: Encounter) -> tuple[Floats, float]:
        """Utility of every outcome (size,) and the reservation value, CNY of risk-adjusted expected profit."""
        profit, alternative, feasible = getattr(self, f"value_{encounter.kind}")(encounter)
        shape = (*encounter.space.shape, profit.shape[-1])
        utility = np.broadcast_to(self.worth(profit), shape[:-1]).copy()
        if feasible is not None:
            utility[~np.broadcast_to(feasible, shape[:-1])] = -np.inf
        return utility.ravel(), float(self.worth(np.atleast_1d(alternative)))
