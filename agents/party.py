"""A party at the table: a Mesa agent with private state that decides from its observations alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import mesa
import numpy as np

from agents.dispositions import Conduct
from agents.profiles import Traits
from agents.public import Catalogue, Floats
from agents.trust import FIRST_IMPRESSION, Reputation
from protocols.contracts import Contract
from protocols.outcomes import OutcomeSpace
from protocols.risk import certain


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
    _axes: dict[str, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    def axes(self) -> dict[str, Floats]:
        """Values per contract term (or issue) that broadcast over (outcomes …, scenario nodes)."""
        if not self._axes:
            self._axes.update(self._laid_out())
        return dict(self._axes)

    def _laid_out(self) -> dict[str, Floats]:
        found = {self.terms_of.get(name, name): self.space.axis(name)[..., None] for name in self.space.names}
        if self.fixed:
            standing, one = {**self.contract.terms, **self.facts.get("standing", {})}, (1,) * (len(self.space.shape) + 1)
            found |= {name: np.full(one, float(standing[name])) for name in self.fixed if name in standing}
        return found

    def bargains(self, *terms: str) -> bool:
        """Whether the outcomes differ in any of these contract terms."""
        return not {self.terms_of.get(name, name) for name in self.space.names}.isdisjoint(terms)

    def income(
        self, role: str, facts: Mapping[str, Any], terms: Mapping[str, Any], contract: Contract | None = None
    ) -> Floats:
        """Cash of ``role`` under the contract on the table (or ``contract``); facts that the outcome does not move are zero."""
        contract = contract or self.contract
        quiet = dict.fromkeys(contract.fact_names, 0.0)
        cash: Floats = np.asarray(contract.income(role, {**quiet, **facts}, terms))
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
        self.conduct = Conduct(traits.temptation, 1.0, 1.0, traits.risk_aversion)
        self.trust: dict[tuple[str, str], Reputation] = {}  # (partner, matter) -> reputation
        self.cash = 0.0  # CNY, as its own books say
        self.engaged: tuple[float, ...] = ()  # what it has left beside its promises to others of a week, by its own calendar

    def reputation(self, partner: str, prior: float = FIRST_IMPRESSION, matter: str = "delivery") -> Reputation:
        """The reputation of ``partner`` in one ``matter`` (:data:`agents.trust.MATTERS`), opened at ``prior``."""
        key = (partner, matter)
        if key not in self.trust:
            self.trust[key] = Reputation.prior(prior)
        return self.trust[key]

    def keeps(self, partner: str, matter: str) -> float:
        """Share of ``partner``'s word it counts on in a deal: 1 until experience falls short of a first impression."""
        known = self.trust.get((partner, matter))
        return 1.0 if known is None else min(1.0, known.mean / FIRST_IMPRESSION)

    def behave(self, conduct: Conduct) -> None:
        """Play the next show with these dispositions."""
        self.conduct = conduct
        own = self.traits
        self.traits = Traits(conduct.risk, conduct.temptation, own.patience, own.forgetting)

    def situation(self) -> tuple[float | bytes | str, ...]:
        """Every private number, beyond the scenario's parameters, that its valuations before the show depend on."""
        known = tuple(x for (partner, matter), r in self.trust.items() for x in (partner, matter, r.mean))
        own = self.conduct
        return (self.cash, *self.engaged, own.temptation, own.openness, own.toughness, own.risk, *known)

    def worth(self, profit: Floats) -> Floats:
        """Certainty equivalent of profits whose last axis runs over equally likely scenarios; of one number, which is certain."""
        return certain(np.atleast_1d(profit), self.traits.risk_aversion, self.catalogue.cvar_tail, self.catalogue.cara_stake)

    def appraise(self, encounter: Encounter) -> tuple[Floats, float]:
        """Utility of every outcome (size,) and the reservation value, CNY of risk-adjusted expected profit."""
        profit, alternative, feasible = getattr(self, f"value_{encounter.kind}")(encounter)
        utility = self.worth(profit)
        if feasible is not None and not np.logical_and.reduce(feasible, axis=None):
            utility = np.where(feasible, utility, -np.inf)
        shape = encounter.space.shape
        if utility.ndim < len(shape):
            utility = utility.reshape((1,) * (len(shape) - utility.ndim) + utility.shape)
        for axis in range(len(shape) - 1, -1, -1):
            if utility.shape[axis] != shape[axis]:  # the issue moves nothing of it
                utility = utility.repeat(shape[axis], axis=axis)
        return utility.ravel(), float(self.worth(alternative))
