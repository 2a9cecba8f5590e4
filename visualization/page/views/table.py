"""Negotiations as the table panel shows them: which there are, one in numbers, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from agents.strategies import make_strategy
from environment.encounters import PERSON
from environment.records import Negotiation
from environment.texts import CATALOGUE
from protocols.outcomes import Issue, OutcomeSpace
from protocols.spec import parse_spec
from protocols.types import Seat
from visualization.figures.bargaining import Stakes, agreed_row
from visualization.figures.names import Names, Pair, reason_said, words
from visualization.figures.palette import KIND_COLOUR, of_kind, series
from visualization.quantities import left_out, nothing, number, signed
from visualization.report.words import issue_name, joined, measured, moment

if TYPE_CHECKING:
    from experiments.negotiate import Negotiated
    from visualization.page.playing import Shown

ROUNDS = 20  # of an encounter whose scenario sets no limit


@dataclass(frozen=True, eq=False)
class Case:
    """A negotiation ready to be looked at. ``rounds`` is the most the rule allowed, ``unit`` that of utilities ("" for a
    scale), ``live`` the length of the broadcast in minutes (0 outside a show), ``discounts`` party -> factor per offer.
    """

    talk: Negotiation
    names: Names
    rounds: int
    unit: str = "CNY"
    live: float = 0.0
    discounts: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def stakes(self) -> Stakes | None:
        """What the negotiation was about in numbers; None where nothing was possible for all."""
        return Stakes.of(self.talk)

    @cached_property
    def space(self) -> OutcomeSpace:
        """The outcomes on the table."""
        return OutcomeSpace([Issue(name, tuple(values), unit) for name, (unit, values) in self.talk.issues.items()])

    @cached_property
    def colours(self) -> dict[str, str]:
        """Party -> colour: of its kind, or of a series where two are of one kind."""
        kinds = [self.names.kind(party) for party in self.talk.parties]
        if len(set(kinds)) < len(kinds) or not set(kinds) <= set(KIND_COLOUR):
            return series(self.talk.parties)
        return {party: of_kind(kind) for party, kind in zip(self.talk.parties, kinds, strict=True)}

    @cached_property
    def seats(self) -> dict[str, Seat]:
        """Every party as it sat there; a person's place is taken by software that is never asked."""
        found = {}
        for party in self.talk.parties:
            spec = self.talk.strategies.get(party, "")
            strategy = make_strategy(spec if spec and spec != PERSON else "linear")
            utility = np.asarray(self.talk.utilities[party], dtype=np.float64)
            factor = self.discounts.get(party, 1.0)
            found[party] = Seat(party, utility, float(self.talk.reservations[party]), strategy, discount=factor)
        return found

    @property
    def clocked(self) -> bool:
        """Whether the rounds on record, and so the clock, are those that the strategies saw: rules that take parties one
        after the other have their own."""
        rule, parties = self.talk.protocol, len(self.talk.parties)
        return rule == "stacked_alternating_offers" or (rule == "alternating_offers" and parties == 2)

    @property
    def deal(self) -> int | None:
        """The row of the outcome agreed on; None after a breakdown."""
        return agreed_row(self.talk)

    def worth(self, value: float, sign: bool = False) -> Pair:
        """A utility in words, with its sign where it is a difference."""
        if self.unit == "CNY":
            text = signed(value) if sign else number(round(value)) if np.isfinite(value) else "–"
            return (f"{text} CNY", f"{text} 元")
        text = ("+" if sign and value > 0 else "") + number(round(float(value), 3))
        return (f"{text} {self.unit}".strip(), f"{text} {self.unit}".strip())

    def terms(self, outcome: int | Mapping[str, float | int | str]) -> Pair:
        """An outcome in words."""
        point = self.space.point(outcome) if isinstance(outcome, int) else outcome
        return nothing(point) or joined(left_out(name, value) or self._term(name, value) for name, value in point.items())

    def _term(self, name: str, value: float | int | str) -> Pair:
        label, amount = issue_name(name), self.value(name, value)
        return (f"{label[0]} {amount[0]}", f"{label[1]} {amount[1]}")

    def value(self, issue: str, value: float | int | str) -> Pair:
        """One value of an issue with its unit."""
        unit = self.talk.issues[issue][0]
        if isinstance(value, str):
            return words(f"value.{value}", value)
        if f"measure.{unit}" in CATALOGUE:
            return words(f"measure.{unit}", n=number(value))
        return measured(value, unit)


def cases(shown: Shown) -> list[Case]:
    """Every negotiation of a shown run, in order of time."""
    scenario, rules = shown.show.scenario, shown.show.scheme.protocols
    limits = {spec.id: _rounds(rules.get(spec.id, ""), spec.round_limit or ROUNDS) for spec in scenario.negotiations}
    live = 60.0 * float(scenario.clock.live_duration_h)
    return [Case(talk, shown.names, limits.get(talk.kind, ROUNDS), "CNY", live) for talk in shown.show.negotiations]


def _rounds(rule: str, limit: int) -> int:
    """The deadline in rounds: the scenario's, unless the scheme's text for the rule has its own."""
    own = parse_spec(rule)[1].get("rounds", limit) if ":" in rule else limit
    return own if isinstance(own, int) else limit


def stand_alone(played: Negotiated) -> Case:
    """A negotiation of a domain file, as the records of a show hold theirs."""
    domain, result = played.domain, played.result
    floors = dict(zip(domain.names, domain.reservations, strict=True))
    ends = played.payoffs
    talk = Negotiation(
        id=domain.name,
        kind="domain",
        parties=domain.names,
        protocol=played.protocol.split(":")[0],
        t_min=0.0,
        rounds=result.rounds,
        agreed=result.agreed,
        reason=getattr(result, "reason", "agreed"),
        outcome=dict(getattr(result, "point", {})),
        gains={name: ends[name] - floors[name] for name in domain.names},
        reservations=floors,
        issues={issue.name: (issue.unit, issue.values) for issue in domain.space.issues},
        utilities={party.name: party.utility for party in domain.parties},
        offers=result.offers,
        transcript=result.transcript,
        strategies=dict(played.strategies),
        bound=tuple(getattr(result, "parties", ())),
    )
    table = {party.name: (party.says("en"), party.says("zh")) for party in domain.parties}
    factors = {p.name: p.discount * p.fading ** (1.0 / (played.rounds * len(domain.names))) for p in domain.parties}
    return Case(talk, Names(table, {name: name for name in domain.names}), played.rounds, domain.unit, 0.0, factors)


def listed(found: Sequence[Case], lang: int) -> list[dict[str, object]]:
    """Rows for the list: number, what about, who, when, rounds, how it ended, how much of the possible it got."""
    rows: list[dict[str, object]] = []
    for case in found:
        talk = case.talk
        end = ending(case)
        cells = [
            talk.id.replace("-", "\u2011"),  # a hyphen at which no line breaks
            words(f"talk.{talk.kind}", talk.kind)[lang],
            joined(case.names(party) for party in talk.parties)[lang],
            moment(talk.t_min, case.live)[lang] if case.live else "–",
            str(talk.rounds),
            end[lang],
        ]
        sort: list[object] = [talk.id, cells[1], cells[2], talk.t_min, talk.rounds, cells[5]]
        rows.append({"id": talk.id, "cells": cells, "sort": sort, "tone": "" if talk.agreed else "down", "title": end[lang]})
    return rows


def ending(case: Case) -> Pair:
    """How it ended: the terms, that nothing was to be done, or why there is no deal."""
    talk = case.talk
    if not talk.agreed:
        return words(f"ending.{talk.reason}", talk.reason)
    return nothing(talk.outcome, True) or case.terms(talk.outcome)


@dataclass(frozen=True)
class Said:
    """One message: its round (from 1), who said what, the offer it makes or speaks of (number in ``talk.offers``)."""

    round: int
    party: str
    act: str
    text: Pair
    offer: int | None


def said(case: Case) -> list[Said]:
    """The transcript in plain sentences; of an offer after a party's first, only what changes."""
    talk, found, made = case.talk, list[Said](), -1
    before: dict[str, Mapping[str, float | int | str]] = {}
    for message in talk.transcript:
        act, point, key = str(message.performative), message.outcome, str(message.performative)
        who = case.names(message.sender) if message.sender != "table" else words("report.said.table")
        terms: Pair = ("", "")
        if act == "propose" and point is not None:
            made += 1
            last = before.get(message.sender)
            changed = {name: value for name, value in point.items() if last is None or last.get(name) != value}
            before[message.sender] = point
            terms = case.terms(changed)
            key = "propose" if last is None else "change" if changed else "repeat"
        text = words(f"report.said.{key}", party=who, terms=terms)
        if message.reason and act != "propose":
            why = reason_said(message.reason)
            text = (f"{text[0]}: {why[0]}", f"{text[1]}：{why[1]}")
        speaks = made if act in ("propose", "accept-proposal", "reject-proposal") and 0 <= made < len(talk.offers) else None
        found.append(Said(message.round + 1, message.sender, act, text, speaks))
    return found


def headline(case: Case) -> Pair:
    """One sentence: who bargained over what, by which rule, and how it ended."""
    talk = case.talk
    link = (" and ", "与") if len(talk.parties) == 2 else (", ", "、")
    idle, key = nothing(talk.outcome, True), "agreed" if talk.agreed else "broken"
    own = "table.ended.nothing" if case.live else "table.ended.domain"
    return words(
        own if idle else f"table.story.{key}" if not case.live else f"report.talk.story.{key}",
        what=idle or "",
        parties=joined((case.names(party) for party in talk.parties), *link),
        issues=joined(issue_name(name) for name in talk.issues),
        when=moment(talk.t_min, case.live),
        rounds=talk.rounds,
        protocol=words(f"protocol.{talk.protocol}", talk.protocol),
        reason=words(f"ending.{talk.reason}", talk.reason),
    )
