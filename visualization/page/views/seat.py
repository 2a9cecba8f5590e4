"""The seat as plain data: a turn in words and numbers, and the debrief when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from environment.records import Negotiation
from visualization.figures.names import Names, Pair, words
from visualization.page.views.seat_game import Turn, acts
from visualization.page.views.table import Case
from visualization.page.views.table_plots import concession
from visualization.quantities import nothing
from visualization.report.words import issue_name, joined

SAME = 0.5  # CNY: gains nearer than this count as equal; on a scale without unit, a thousandth


def blind(turn: Turn, names: Names, unit: str) -> Case:
    """The negotiation as the person's party knows it: no utility and no limit but its own."""
    talk = Negotiation(
        id="seat", kind="seat", parties=turn.parties, protocol="", t_min=0.0, rounds=turn.rounds, agreed=False, reason="",
        outcome={}, gains={}, reservations={turn.party: turn.floor},
        issues={issue.name: (issue.unit, issue.values) for issue in turn.space.issues},
        utilities={turn.party: turn.utility}, offers=turn.offers, transcript=(),
    )  # fmt: skip
    return Case(talk, names, turn.rounds, unit)


def dials(turn: Turn, case: Case, lang: int) -> list[dict[str, Any]]:
    """One control per issue: its name, and every value in words."""
    return [
        {"name": issue.name, "label": issue_name(issue.name)[lang],
         "values": [case.value(issue.name, value)[lang] for value in issue.values]}
        for issue in turn.space.issues
    ]  # fmt: skip


def places(turn: Turn, outcome: int) -> list[int]:
    """The position of each issue's value in ``outcome``."""
    return [int(place) for place in np.unravel_index(outcome, turn.space.shape)]


def outcome_at(turn: Turn, at: Sequence[int]) -> int:
    """The outcome with these positions, each kept within its issue."""
    kept = [min(max(int(place), 0), size - 1) for place, size in zip(at, turn.space.shape, strict=True)]
    return int(np.ravel_multi_index(tuple(kept), turn.space.shape))


def heard(turn: Turn, case: Case) -> list[tuple[int, Pair, float, str]]:
    """Every offer and acceptance so far: round (from 1), sentence, worth to the person's party, who said it."""
    found = []
    for act in acts(turn):
        at = act.offer - (act.kind == "decline")
        maker, row = turn.offers[at][1], int(turn.offers[act.offer][2])
        key = "seat.heard." + ("you." if act.party == turn.party else "") + act.kind
        whose = words("seat.heard.yours") if maker == turn.party else words("seat.heard.theirs", party=case.names(maker))
        said = words(key, party=case.names(act.party), whose=whose, terms=case.terms(row))
        found.append((act.round + 1, said, float(turn.utility[row]), act.party))
    return found


def curves(turn: Turn, case: Case, lang: int) -> dict[str, Any]:
    """The offers by what they are worth to the person's party, and on the line of whoever accepted one that acceptance."""
    data, told = concession(case, turn.party, [], lang), heard(turn, case)
    for line in data["lines"]:
        party = next(p for p, colour in case.colours.items() if colour == line["colour"])
        line["points"] += [
            {"id": act.offer, "round": round_, "worth": worth, "title": text[lang]}
            for act, (round_, text, worth, who) in zip(acts(turn), told, strict=True)
            if act.kind == "accept" and who == party and np.isfinite(worth)
        ]
        line["points"].sort(key=lambda point: point["round"])
    return data


@dataclass(frozen=True)
class Row:
    """A party in the debrief: its gain over no deal as the person played, as the software did, and at the Nash point (None:
    there is no such point)."""

    party: str
    mine: float
    software: float
    nash: float | None


@dataclass(frozen=True)
class Debrief:
    """What came of it: ``verdict`` "better", "worse" or "same" as the software, said in ``sentences``; ``rows`` per party."""

    verdict: str
    sentences: list[Pair]
    rows: list[Row]


def debrief(case: Case, software: Case, party: str) -> Debrief:
    """The person's end at the table against the software's in the same seat on the same luck, and against Nash.

    Gains are in the eyes of ``party``, which are the same in both: up to this encounter nothing differed.
    """
    mine, theirs = float(case.talk.gains[party]), float(software.talk.gains[party])
    bar = SAME if case.unit == "CNY" else 0.001
    verdict = "same" if abs(mine - theirs) < bar else "better" if mine > theirs else "worse"
    stakes = case.stakes
    nash = None if stakes is None or "nash" not in stakes.marks else stakes.table[stakes.marks["nash"]] - stakes.reserve
    at = case.talk.parties.index(party)
    told = words(f"seat.verdict.{verdict}", more=case.worth(abs(mine - theirs)))
    sentences = [_end(case, party), _software(software, party), told]
    if nash is not None:
        key = "over" if mine > nash[at] + bar else "under" if mine < nash[at] - bar else "on"
        sentences.append(words(f"seat.nash.{key}", mine=case.worth(mine, True), nash=case.worth(float(nash[at]), True)))
    sentences += _left(case, party, bar)
    rows = [
        Row(p, float(case.talk.gains[p]), float(software.talk.gains[p]), None if nash is None else float(nash[k]))
        for k, p in enumerate(case.talk.parties)
    ]
    return Debrief(verdict, sentences, rows)


def _end(case: Case, party: str) -> Pair:
    talk, floor = case.talk, float(case.talk.reservations[party])
    if idle := nothing(talk.outcome, True):
        return words("seat.end.nothing", n=talk.rounds, what=idle, gain=case.worth(talk.gains[party], True),
                     worth=case.worth(floor + talk.gains[party]), floor=case.worth(floor))  # fmt: skip
    if talk.agreed:
        return words("seat.end.agreed", n=talk.rounds, terms=case.terms(talk.outcome), gain=case.worth(talk.gains[party], True),
                     worth=case.worth(floor + talk.gains[party]), floor=case.worth(floor))  # fmt: skip
    return words("seat.end.broken", n=talk.rounds, reason=_reason(case, party, "you"), floor=case.worth(floor))


def _reason(case: Case, party: str, own: str) -> Pair:
    """Why there was no deal; who left is named, ``party`` itself as ``own``: you, or the software in that seat."""
    talk = case.talk
    left = [message.sender for message in talk.transcript if message.reason == "walk_away"] if talk.reason == "walk_away" else []
    if not left:
        return words(f"ending.{talk.reason}", talk.reason)
    return words(f"seat.walked.{own}") if left[-1] == party else words("seat.walked.other", party=case.names(left[-1]))


def _software(case: Case, party: str) -> Pair:
    talk = case.talk
    if idle := nothing(talk.outcome, True):
        return words("seat.software.nothing", n=talk.rounds, what=idle)
    if talk.agreed:
        return words("seat.software.agreed", n=talk.rounds, terms=case.terms(talk.outcome))
    return words("seat.software.broken", reason=_reason(case, party, "software"))


def _left(case: Case, party: str, bar: float) -> list[Pair]:
    """What was still to be had: for the person with nobody else worse off, and for all together."""
    stakes = case.stakes
    if stakes is None:
        return []
    at = case.talk.parties.index(party)
    end = np.array([case.talk.gains[p] for p in case.talk.parties]) + stakes.reserve
    fine = np.isfinite(stakes.table).all(axis=1)
    slack = 1e-9 * np.maximum(1.0, np.abs(end))
    kept = fine & (stakes.table >= end - slack).all(axis=1)
    best = int(np.argmax(np.where(kept, stakes.table[:, at], -np.inf))) if kept.any() else -1
    found = []
    if best >= 0 and float(stakes.table[best, at] - end[at]) > bar:
        found.append(words("seat.left.some", terms=case.terms(best), more=case.worth(float(stakes.table[best, at] - end[at]))))
    else:
        found.append(words("seat.left.none"))
    if case.unit == "CNY":
        fair = fine & (stakes.table >= stakes.reserve - 1e-9).all(axis=1)
        most = float((stakes.table[fair] - stakes.reserve).sum(axis=1).max()) if fair.any() else 0.0
        joint = case.worth(float((end - stakes.reserve).sum()), True)
        found.append(words("seat.left.joint", joint=joint, most=case.worth(most, True)))
    return found


def settled(party: Pair, mine: float, software: float) -> Pair:
    """What the whole show came to in the books of ``party``, CNY."""
    from visualization.quantities import signed

    return words("seat.money", party=party, mine=signed(mine), software=signed(software), more=signed(mine - software))


def at_table(names: Names, parties: Sequence[str]) -> Pair:
    """Who sits there."""
    return joined(names(party) for party in parties)
