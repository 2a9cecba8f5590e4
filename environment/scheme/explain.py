"""An incentive scheme in words and rows: who pays whom for what and when, what is negotiated, who sees what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from environment.deals import standing_terms
from environment.encounters import TERMS_OF, unit_of
from environment.scenario import Scenario
from environment.scenario.parties import ENCOUNTERS, OPTIONAL
from environment.scheme.checks import BARGAINED
from environment.scheme.money import PAIRS_OF, clauses_of, negotiable_added
from environment.scheme.places import POOL_CLAUSES
from environment.scheme.scheme import ITEMS, KINDS, OWNERS, PAIRS, Scheme
from environment.texts import CATALOGUE, LANGUAGES, render
from protocols.contracts import QUANTITIES, Clause

Pair = tuple[str, str]
REFERENCE = "autumn_launch"  # whose standing terms say whether a clause is idle
_FALSE_ALERT = (
    "alert_bond", "scoring_rule", "scoring_rule_quadratic", "scoring_rule_interval", "surplus_pool", "leftover_share_host",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a clause: agreed in encounters (encounter -> range, None for the scenario's), else fixed at ``value``.

    With neither it stands as the scenario has it; a pool's share is found by its rule.
    """

    name: str
    unit: str
    agreed: Mapping[str, tuple[float, ...] | None]
    value: float | None = None

    def as_object(self) -> dict[str, Any]:
        agreed = {encounter: list(span) if span else None for encounter, span in self.agreed.items()}
        return {"name": self.name, "unit": self.unit, "value": self.value, "agreed_at": agreed}

    def text(self) -> Pair:
        if self.name.startswith("pool_share_"):
            return words("terms.found")
        if self.agreed:
            spans = [encounter + (f" {span[0]:g}–{span[1]:g}" if span else "") for encounter, span in self.agreed.items()]
            return words("terms.agreed", at=", ".join(spans))
        return (f"{self.value:g}", f"{self.value:g}") if self.value is not None else words("terms.standing")


@dataclass(frozen=True, slots=True)
class Payment:
    """One clause of a scheme: ``payer`` owes ``payee`` for ``what``, due ``when``; ``idle`` where its terms make it nothing."""

    pair: str
    clause: Clause
    terms: tuple[Term, ...]
    idle: bool

    @property
    def what(self) -> Pair:
        return (self.clause.doc_en, self.clause.doc_zh)

    def as_object(self) -> dict[str, Any]:
        c = self.clause
        terms = [t.as_object() for t in self.terms]
        return {
            "pair": self.pair, "clause": c.name, "payer": c.payer, "payee": c.payee, "when": c.when, "formula": c.formula,
            "what": c.doc_en, "what_zh": c.doc_zh, "terms": terms, "idle": self.idle, "source": c.source,
        }  # fmt: skip


def words(key: str, **params: Any) -> Pair:
    """A text of the catalogue in both languages."""
    return (render(key, "en", params), render(key, "zh", params))


def role(name: str) -> Pair:
    """What a role is called."""
    return CATALOGUE.get(f"kind.{name}") or CATALOGUE[f"role.{name}"]


def payments(scheme: Scheme) -> list[Payment]:
    """Every clause in force, pair by pair, in the order of the file."""
    standing = standing_terms(Scenario.load(REFERENCE), scheme)
    found = []
    for pair in PAIRS:
        for clause in clauses_of(scheme, pair):
            terms = tuple(_term(scheme, pair, name) for name in clause.terms)
            found.append(Payment(pair, clause, terms, _idle(clause, terms, standing)))
    return found


def _term(scheme: Scheme, pair: str, name: str) -> Term:
    agreed: dict[str, tuple[float, ...] | None] = {}
    for encounter, pairs in PAIRS_OF.items():
        if pair not in pairs:
            continue
        own = scheme.negotiable.get(encounter, {})
        issue = next((i for i in ENCOUNTERS[encounter] if TERMS_OF.get(i, i) == name), name)
        if issue in ENCOUNTERS[encounter] and own.get(issue, ()) is not None:
            agreed[encounter] = own.get(issue)
        elif issue in negotiable_added(own):
            agreed[encounter] = own[issue]
    return Term(name, QUANTITIES[name].unit, agreed, scheme.terms.get(name))


def _idle(clause: Clause, terms: tuple[Term, ...], standing: dict[str, float]) -> bool:
    """Whether the clause moves nothing whatever happens, at the terms that no encounter may change."""
    if clause.name in POOL_CLAUSES.values():
        return False
    rng = np.random.default_rng(1)
    values = {t.name: 1.0 if t.agreed else standing.get(t.name, 1.0) if t.value is None else t.value for t in terms}
    facts = {name: rng.choice([0.0, 1.0, 1e3, 1e8], 256) for name in clause.facts}
    return not np.any(np.asarray(clause.cash(values, facts)))


def talks(scheme: Scheme) -> list[tuple[str, str, list[tuple[str, str, tuple[float, ...] | None]]]]:
    """(encounter, protocol, [(issue, unit, range or None for the scenario's)]) of every encounter."""
    found = []
    for encounter in BARGAINED:
        own = scheme.negotiable.get(encounter, {})
        if encounter in OPTIONAL and not own and encounter not in scheme.protocols:
            continue
        names = [i for i in ENCOUNTERS[encounter] if own.get(i, ()) is not None]
        names += [i for i in negotiable_added(own) if i not in names]
        issues = [(name, unit_of(name), own.get(name)) for name in names]
        found.append((encounter, scheme.protocols.get(encounter, "alternating_offers"), issues))
    return found


def readers(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """Item of the data board -> kinds that see it besides its owner."""
    return {item: tuple(k for k in KINDS if scheme.sees(k, item) and k not in OWNERS[item]) for item in ITEMS}


def false_alert(scheme: Scheme) -> list[Pair]:
    """What an alert that overstates demand costs the host in money."""
    named = {clause.name: clause for clause in clauses_of(scheme, "host_supplier")}
    terms = {name: f"{value:g}" for name, value in scheme.terms.items()}
    costly = [named[name] for name in _FALSE_ALERT if name in named]
    found = [words(f"false.{c.name}", **{term: terms.get(term, term) for term in c.terms}) for c in costly]
    return found or [words("false.nothing")]


def as_object(scheme: Scheme) -> dict[str, Any]:
    """The scheme explained, as plain data for machines."""
    negotiated = {
        encounter: {"protocol": protocol, "issues": {issue: list(span) if span else None for issue, _, span in issues}}
        for encounter, protocol, issues in talks(scheme)
    }
    return {
        "name": scheme.name, "en": scheme.en, "zh": scheme.zh, "summary_en": scheme.summary_en, "summary_zh": scheme.summary_zh,
        "source": scheme.source, "split": scheme.split, "information_delay_min": scheme.information_delay_min,
        "payments": [payment.as_object() for payment in payments(scheme)],
        "negotiated": negotiated,
        "strategies": dict(scheme.strategies),
        "visibility": {item: list(kinds) for item, kinds in readers(scheme).items()},
        "false_alert": [dict(zip(LANGUAGES, pair, strict=True)) for pair in false_alert(scheme)],
    }  # fmt: skip
