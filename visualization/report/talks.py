"""Negotiations as a reader sees them: terms, gains, and what was said, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from environment.records import Negotiation, Show
from visualization.figures.bargaining import Stakes
from visualization.figures.names import Names, Pair, reason_said, words
from visualization.quantities import nothing, signed
from visualization.report.words import cny, issue_name, joined, measured, moment, plain, say, share, terms

MOST_SAID = 80  # messages shown of one transcript
MOST_TOLD = 200  # negotiations told in full; of those beyond, the table has a line


@dataclass(frozen=True)
class Side:
    """One party of a negotiation: what no deal is worth to it, what the outcome is, and how much of the
    possible it got.
    """

    name: Pair
    strategy: Pair
    reserve: Pair
    worth: Pair
    gain: str
    share: Pair
    at_nash: str


@dataclass(frozen=True)
class Talk:
    """A negotiation ready for the page."""

    id: str
    label: Pair
    stamp: Pair
    parties: Pair
    issues: Pair
    rounds: int
    agreed: bool
    outcome: Pair
    gains: list[tuple[Pair, str]]
    story: Pair
    terms: list[tuple[Pair, Pair, Pair]]
    sides: list[Side]
    said: list[tuple[int, str, Pair]]
    unsaid: int


def talks(show: Show, names: Names) -> list[Talk]:
    """Every negotiation of the show, in order."""
    live = 60 * float(show.scenario.clock.live_duration_h)
    return [_told(talk, names, live, at < MOST_TOLD) for at, talk in enumerate(show.negotiations)]


def _told(talk: Negotiation, names: Names, live: float, full: bool) -> Talk:
    ending = words(f"ending.{talk.reason}", talk.reason)
    outcome = say("talk.no_deal", reason=ending) if not talk.agreed else nothing(talk.outcome, True) or terms(talk, talk.outcome)
    gains = [(names(party), signed(float(talk.gains.get(party, 0.0)))) for party in talk.parties]
    shown = list(_said(talk, names)) if full else []
    return Talk(
        talk.id,
        words(f"talk.{talk.kind}", talk.kind),
        moment(talk.t_min, live),
        joined(names(p) for p in talk.parties),
        joined(issue_name(name) for name in talk.issues),
        talk.rounds,
        talk.agreed,
        outcome,
        gains,
        _story(talk, names, live),
        _terms(talk),
        _sides(talk, names) if full else [],
        shown,
        max(0, len(talk.transcript) - MOST_SAID) if full else 0,
    )


def _story(talk: Negotiation, names: Names, live: float) -> Pair:
    """One sentence: who bargained over what, by which rule, and how it ended."""
    link = (" and ", "与") if len(talk.parties) == 2 else (", ", "、")
    params: dict[str, Any] = {
        "parties": joined((names(party) for party in talk.parties), *link),
        "issues": joined(issue_name(name) for name in talk.issues),
        "when": moment(talk.t_min, live),
        "rounds": talk.rounds,
        "protocol": words(f"protocol.{talk.protocol}", talk.protocol),
        "reason": words(f"ending.{talk.reason}", talk.reason),
    }
    if none := nothing(talk.outcome, True):
        return words("table.ended.nothing", what=none, **params)
    return say("talk.story.agreed" if talk.agreed else "talk.story.broken", **params)


def _terms(talk: Negotiation) -> list[tuple[Pair, Pair, Pair]]:
    """Issue, range on the table, value agreed."""
    rows = []
    for name, (unit, values) in talk.issues.items():
        low, high = measured(values[0], unit), measured(values[-1], unit)
        span = low if len(values) == 1 else (f"{low[0]} – {high[0]}", f"{low[1]} – {high[1]}")
        value = measured(talk.outcome[name], unit) if name in talk.outcome else plain("–")
        rows.append((issue_name(name), span, value))
    return rows


def _sides(talk: Negotiation, names: Names) -> list[Side]:
    stakes = Stakes.of(talk)
    nash = stakes.marks.get("nash") if stakes else None
    sides = []
    for at, party in enumerate(talk.parties):
        reserve, gain = float(talk.reservations.get(party, 0.0)), float(talk.gains.get(party, 0.0))
        strategy = _strategy(talk.strategies.get(party, ""))
        worth, over, part = plain("–"), "–", plain("–")
        if talk.agreed:
            worth, over = cny(reserve + gain), signed(gain)
            part = share(gain / float(stakes.most[at])) if stakes else part
        there = signed(float(stakes.table[nash, at]) - reserve) if stakes and nash is not None else "–"
        sides.append(Side(names(party), strategy, cny(reserve), worth, over, part, there))
    return sides


def _strategy(spec: str) -> Pair:
    """A strategy's name in words, its parameters behind it: ``boulware:e=0.2`` → Boulware (e=0.2)."""
    name, _, arguments = spec.partition(":")
    if not name:
        return plain("–")
    label = words(f"strategy.{name}", name)
    return (f"{label[0]} ({arguments})", f"{label[1]}（{arguments}）") if arguments else label


def _said(talk: Negotiation, names: Names) -> Iterator[tuple[int, str, Pair]]:
    """Round, speech act and sentence of each message; of an offer after the first, only what changes."""
    before: dict[str, Mapping[str, float | int | str]] = {}
    for at in range(min(MOST_SAID, len(talk.transcript))):
        message = talk.transcript[at]
        act, point = str(message.performative), message.outcome
        params = {
            "party": names(message.sender) if message.sender != "table" else words("report.said.table"),
            "reason": reason_said(message.reason),
        }
        if act == "propose" and point is not None:
            last = before.get(message.sender)
            changed = {name: value for name, value in point.items() if last is None or last.get(name) != value}
            before[message.sender] = point
            key = "propose" if last is None else "change" if changed else "repeat"
            text = say(f"said.{key}", terms=terms(talk, changed), **params)
        else:
            text = say(f"said.{act}", **params)
            if message.reason:
                text = (f"{text[0]}: {params['reason'][0]}", f"{text[1]}：{params['reason'][1]}")
        yield message.round + 1, act, text
