"""Encounters: set a table, let its parties value every outcome by their own beliefs, run the rule, record the end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.party import Encounter, Party
from agents.strategies import make_strategy
from agents.strategies.trade_off import TradeOff
from environment.adapted import InTurn, Setting, fits
from environment.ledger import Ledger, to_cents
from environment.luck import Luck
from environment.pool import pooled
from environment.records import Negotiation
from environment.scenario.parties import ENCOUNTERS
from protocols.contracts import QUANTITIES, Contract
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.spec import parse_spec
from protocols.types import Agreement, Breakdown, Seat, Strategy

if TYPE_CHECKING:
    from agents.public import Floats
    from environment.scenario import Scenario
    from environment.scenario.parties import Negotiation as Spec
    from environment.scheme import Scheme

    Facts = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    Sitter = Callable[[Encounter, Party, Floats, float], Strategy | None]

ISSUE_UNITS = {issue: unit for issues in ENCOUNTERS.values() for issue, unit in issues.items()}
TERMS_OF = {
    "unit_premium": "rush_premium",
    "leftover_host": "leftover_share_host",
    "leftover_factory": "leftover_share_factory",
}
_CERTAIN = frozenset({"alternating_offers", "stacked_alternating_offers"})  # rules that draw no luck
_LUCKY = frozenset({"micro", "random_absolute_tit_for_tat"})  # strategies that do
PERSON = "person"  # how a record names the strategy of a seat that somebody else takes
_NO_LUCK = np.random.Generator(np.random.PCG64(0))  # for encounters that draw nothing
_SETTLED: dict[tuple[Any, ...], Negotiation] = {}
_RANGES: dict[tuple[str, str], dict[str, dict[str, tuple[float, float, float]]]] = {}
_SPACES: dict[tuple[tuple[str, float, float, float], ...], OutcomeSpace] = {}


@dataclass(slots=True)
class Bargaining:
    """All encounters of one show.

    ``sitter`` is told, encounter by encounter, what each party finds every outcome and no deal to be worth (CNY); whoever
    it returns plays that party's seat in place of the scheme's strategy.
    """

    scenario: Scenario
    scheme: Scheme
    luck: Luck
    ledger: Ledger
    records: list[Negotiation] = field(default_factory=list)
    called: dict[str, frozenset[str]] = field(default_factory=dict)  # encounter -> whom the supplier calls, if it chose
    away: frozenset[str] = frozenset()  # out of business
    sitter: Sitter | None = None
    _specs: dict[str, Spec] = field(init=False)
    _ranges: dict[str, dict[str, tuple[float, float, float]]] = field(init=False)  # negotiation -> scheme.issues of it

    def __post_init__(self) -> None:
        self._specs = {n.id: n for n in self.scenario.negotiations}
        key = (self.scenario.content_hash(), self.scheme.content_hash())
        if key not in _RANGES:
            if len(_RANGES) >= 64:
                _RANGES.clear()
            # all of them at once: what does not fit is told before the show
            _RANGES[key] = {n.id: self.scheme.issues(n) for n in self.scenario.negotiations}
        self._ranges = _RANGES[key]

    def spec(self, kind: str) -> Spec | None:
        """The scenario's negotiation ``kind`` (N1 …), None where it has none."""
        return self._specs.get(kind)

    def seated(self, kind: str, *names: str) -> bool:
        """Whether all of ``names`` have a seat at negotiation ``kind``."""
        spec = self._specs.get(kind)
        if spec is None or not self.away.isdisjoint(names):
            return False
        called = self.called.get(kind)
        seats = spec.parties if called is None else (self.scenario.supplier.id, *called)
        return "all" in seats or set(names).issubset(seats)

    def space(self, kind: str, caps: Mapping[str, float] | None = None) -> OutcomeSpace | None:
        """The outcome space of a negotiation: the scenario's ranges, the scheme's where it sets its own.

        ``caps`` bounds issues by what the call for proposals asked for (rounded up to the grid). None when every issue is
        fixed at its standing term.
        """
        ranges = []
        for name, (low, high, step) in self._ranges[kind].items():
            top = high
            if caps and name in caps:
                top = min(high, low + step * max(1, math.ceil((caps[name] - low) / step)))
            ranges.append((name, low, top, step))
        if not ranges:
            return None
        key = tuple(ranges)
        if key not in _SPACES:
            if len(_SPACES) >= 256:
                _SPACES.clear()
            _SPACES[key] = OutcomeSpace([_issue(*one) for one in ranges])
        return _SPACES[key]

    def meet(
        self, kind: str, name: str, parties: Sequence[Party], contract: Contract, facts: Facts,
        valuation: str, t_min: float, caps: Mapping[str, float] | None = None, settled: bool = False,
    ) -> Negotiation | None:  # fmt: skip
        """Bargain; the record, or None when nothing is negotiable here.

        ``settled`` says that the outcome follows from the files and the parties' :meth:`~agents.party.Party.situation`
        alone (before the show, no luck has come in): an encounter that was played before is not played again, and ``facts``
        given as a function are then not asked for.
        """
        settled = settled and self.sitter is None
        key: tuple[Any, ...] = ()
        if settled:
            key = (self.scenario.content_hash(), self.scheme.content_hash(), name, *(p.situation() for p in parties))
            if key in _SETTLED:
                return self._enter(_SETTLED[key])
        spec, space = self._specs[kind], self.space(kind, caps)
        if space is None:
            return None
        fixed = tuple(TERMS_OF.get(issue, issue) for issue in spec.ranges() if issue not in space.names)
        known = facts() if callable(facts) else facts
        encounter = Encounter(name, valuation, space, contract, known, TERMS_OF, fixed)
        strategies = {p.name: self._strategy(p) for p in parties}
        concerns = _concerns(encounter, parties)
        seats = []
        values = pooled(self.scheme, parties, [party.appraise(encounter) for party in parties])
        for party, (utility, reservation) in zip(parties, values, strict=True):
            guest = None if self.sitter is None else self.sitter(encounter, party, utility, reservation)
            if guest is not None:
                strategies[party.name] = PERSON
            strategy = make_strategy(strategies[party.name]) if guest is None else guest
            if isinstance(strategy, TradeOff):
                strategy.concerns = concerns
            seats.append(Seat(party.name, utility, reservation, strategy))
        default = "alternating_offers" if len(parties) == 2 else "stacked_alternating_offers"
        protocol = self.scheme.protocols.get(kind, default)
        rounds, whole = spec.round_limit or 20, fits(protocol, len(parties))
        rule = make_protocol(protocol, space, rounds=rounds) if whole else InTurn(
            protocol, space, rounds, Setting(kind, {p.name: p.kind for p in parties}, *_terms(encounter, caps))
        )
        sure = whole and protocol in _CERTAIN and not any(spec.split(":")[0] in _LUCKY for spec in strategies.values())
        result = rule.run(seats, _NO_LUCK if sure else self.luck.stream(f"bargain.{name}"))
        record = _record(name, kind, protocol, t_min, seats, space, result, strategies)
        if settled and sure:
            if len(_SETTLED) >= 512:
                _SETTLED.clear()
            _SETTLED[key] = record
        return self._enter(record)

    def _enter(self, record: Negotiation) -> Negotiation:
        """File a record; money that the rule itself moves goes through the ledger, payers paying payees in turn."""
        self.records.append(record)
        if not record.payments:
            return record
        owed = {name: to_cents(-amount) for name, amount in record.payments.items() if amount < 0}
        due = {name: to_cents(amount) for name, amount in record.payments.items() if amount > 0}
        for payer, debt in owed.items():
            for payee in due:
                cents = min(debt, due[payee])
                self.ledger.post(record.t_min / 60.0, payer, payee, cents, record.id, "side_payment", record.protocol)
                debt, due[payee] = debt - cents, due[payee] - cents
        return record

    def _strategy(self, party: Party) -> str:
        strategies = self.scheme.strategies
        return toughened(strategies.get(party.name, strategies.get(party.kind, "linear")), party.conduct.toughness)


@lru_cache(maxsize=1024, typed=True)  # whole numbers and others make different issues
def _issue(name: str, low: float, high: float, step: float) -> Issue:
    return Issue.grid(name, low, high, step, unit_of(name))


def unit_of(issue: str) -> str:
    """The unit of an issue: of the encounter's own, or of the contract term that a scheme puts on the table."""
    return ISSUE_UNITS[issue] if issue in ISSUE_UNITS else QUANTITIES[issue].unit


@lru_cache(maxsize=1024)  # toughness is learnt in a season
def toughened(spec: str, toughness: float) -> str:
    """The strategy with its concession exponent ``e`` divided by ``toughness``; strategies without a clock stay as they are."""
    if toughness == 1.0:
        return spec
    name, args = parse_spec(spec)
    e = getattr(make_strategy(spec), "e", None)
    if e is None:
        return spec
    return f"{name}:" + ",".join(f"{k}={v}" for k, v in {**args, "e": float(e) / toughness}.items())


def _terms(encounter: Encounter, caps: Mapping[str, float] | None) -> tuple[dict[str, float], dict[str, float]]:
    """By issue: the terms that stand without a deal, and the amounts that the call for proposals asked for."""
    facts = encounter.facts
    terms = {**encounter.contract.terms, **facts.get("standing", {}), **facts.get("option_terms", {})}
    names = {issue: encounter.terms_of.get(issue, issue) for issue in encounter.space.names}
    standing = {issue: float(terms[term]) for issue, term in names.items() if term in terms}
    return standing, {issue: float(facts.get("wanted", most)) for issue, most in (caps or {}).items()}


def _concerns(encounter: Encounter, parties: Sequence[Party]) -> dict[str, frozenset[str]]:
    """Issues that concern each party (:meth:`~protocols.contracts.Contract.concerns`)."""
    issues = tuple([(issue, encounter.terms_of.get(issue, issue)) for issue in encounter.space.names])
    return encounter.contract.concerns(issues, tuple([(party.name, party.kind) for party in parties]))


def _record(
    name: str, kind: str, protocol: str, t_min: float, seats: Sequence[Seat], space: OutcomeSpace,
    result: Agreement | Breakdown, strategies: Mapping[str, str],
) -> Negotiation:  # fmt: skip
    agreed = isinstance(result, Agreement)
    outcome = result.outcome if isinstance(result, Agreement) else None
    bound = tuple(result.parties) if isinstance(result, Agreement) else ()
    paid = {k: float(v) for k, v in result.payments.items() if v} if isinstance(result, Agreement) else {}
    gains = {
        s.name: float(s.utility[outcome] - s.reservation) + paid.get(s.name, 0.0) if s.name in bound else 0.0 for s in seats
    }
    return Negotiation(
        id=name,
        kind=kind,
        parties=tuple(s.name for s in seats),
        protocol=protocol.split(":")[0],
        t_min=t_min,
        rounds=result.rounds,
        agreed=agreed,
        reason="agreed" if isinstance(result, Agreement) else result.reason,
        outcome={} if outcome is None else dict(space.point(outcome)),
        gains=gains,
        reservations={s.name: float(s.reservation) for s in seats},
        issues={i.name: (i.unit, i.values) for i in space.issues},
        utilities={s.name: s.utility for s in seats},
        offers=result.offers,
        transcript=result.transcript,
        strategies=dict(strategies),
        bound=bound,
        payments=paid,
    )
