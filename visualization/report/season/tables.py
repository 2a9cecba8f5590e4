"""The tables of a season's report, as rows of texts in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from environment.names import name_of
from environment.scheme import Scheme
from experiments.emergence import SIGNS, Tie, conduct, drift, moved_lines, ties, window
from experiments.intervals import Interval, interval
from experiments.seasons import Seasons, mean_over_shows
from experiments.temptations import Temptation
from visualization.figures.names import Names, Pair, words
from visualization.quantities import money
from visualization.season_answer import breach, decided, middle, reason
from visualization.season_words import bare, label, said, spanned, told, unit


@dataclass(frozen=True)
class Sign:
    """One sign of collaboration under one scheme, early and late."""

    measure: Pair
    letter: str
    early: str
    late: str
    change: str
    verdict: Pair
    tone: str
    rose: str
    fell: str


@dataclass(frozen=True)
class Edge:
    """A pair of parties: business, trust in either direction, and what became of it."""

    a: Pair
    b: Pair
    kinds: tuple[str, str]
    first: str
    last: str
    change: str
    trust: tuple[tuple[Pair, str], ...]
    state: Pair


@dataclass(frozen=True)
class Worth:
    """A party's profit under each scheme, the difference, and the lines behind it."""

    name: Pair
    kind: str
    profits: tuple[str, ...]
    difference: str
    tone: str
    lines: Pair


@dataclass(frozen=True)
class Cheat:
    """A kind breaking its word at one level."""

    name: Pair
    kind: str
    how: Pair
    gain: str
    share: str
    chain: str
    lines: Pair
    chosen: str
    verdict: Pair
    tone: str


def signs(done: Seasons) -> list[Sign]:
    """Every sign under every scheme: how it moved, and whether and when a lasting change was found."""
    rows = []
    for name in SIGNS:
        if name not in done.names():
            continue
        for scheme, letter in zip(done.schemes, "AB", strict=False):
            moved, of = drift(done, scheme.name, name), unit(name)
            better = {"rose": "bad", "fell": "good"} if name == "temptation_mean" else {"rose": "good", "fell": "bad"}
            rows.append(
                Sign(
                    _with_unit(name), letter, bare(moved.early.mean, of, thousand=True), bare(moved.late.mean, of, thousand=True),
                    spanned(moved.change, of, change=True, thousand=True), words(f"season.verdict.{moved.verdict}"),
                    better.get(moved.verdict, ""), _found(moved.rise, moved.rose), _found(moved.fall, moved.fell),
                )
            )  # fmt: skip
    return rows


def _with_unit(name: str) -> Pair:
    """A measure with the unit that its numbers are in: per cent, or thousand CNY."""
    of = unit(name)
    after_it = {"share": ("%", "%"), "CNY": words("console.season.thousand")}.get(of)
    return words("console.season.unit", measure=label(name), unit=after_it) if after_it else label(name)


def _found(shows: Sequence[int], share: float) -> str:
    if not np.isfinite(share):
        return "–"
    return f"{100 * share:.0f}% (#{middle(shows)})" if shows else "0%"


def edges(done: Seasons, scheme: str, names: Names) -> list[Edge]:
    """Every pair with business or trust, by business."""
    return [_edge(done, tie, names) for tie in ties(done, scheme)]


def _edge(done: Seasons, tie: Tie, names: Names) -> Edge:
    a, b = tie.pair
    trust = []
    for (_, whom), (first, last) in tie.trust.items():
        trust.append((words("season.tie.trust", whom=names(whom)), f"{bare(first, '')} → {bare(last, '')}"))
    return Edge(
        names(a), names(b), (names.kind(a), names.kind(b)), money(tie.business[0]), money(tie.business[1]),
        spanned(tie.change, "CNY", change=True), tuple(trust), words(f"season.tie.{tie.state}"),
    )  # fmt: skip


def worths(done: Seasons, names: Names) -> list[Worth]:
    """Every party's profit over the season, those that gain most by the second scheme first."""
    a, *others = (scheme.name for scheme in done.schemes)
    rows = []
    for party in done.runs[a][0].profit:
        name = f"profit.{party}"
        profits = [done.summary(scheme, name) for scheme in (a, *others)]
        difference = done.difference(a, others[0], name) if others else profits[0]
        lines = moved_lines(done, a, others[0], party) if others else _largest(done, a, party)
        tone = {"above": "good", "below": "bad"}.get(decided(difference), "") if others else ""
        shown = spanned(difference, "CNY", change=True) if others else ""
        found = Worth(name_of(done.scenario, party), names.kind(party), tuple(spanned(p, "CNY") for p in profits), shown, tone,
                      reason(lines, difference.mean))  # fmt: skip
        rows.append((difference.mean, found))
    return [found for _, found in sorted(rows, key=lambda row: -row[0])]


def _largest(done: Seasons, scheme: str, party: str) -> list[tuple[str, float]]:
    total: dict[str, float] = {}
    for record in done.runs[scheme]:
        for line, cny in record.money.get(party, {}).items():
            if line not in ("income", "expense", "profit"):
                total[line] = total.get(line, 0.0) + cny / done.n
    return [each for each in sorted(total.items(), key=lambda each: (-abs(each[1]), each[0]))[:3] if abs(each[1]) >= 0.5]


def cheats(done: Seasons, scheme: Scheme, tempted: Sequence[Temptation], names: Names) -> list[Cheat]:
    """Every kind at every level of its temptation, and what it chose late in the season."""
    verdicts = {"above": ("gain", "bad"), "below": ("loss", "good"), "around": ("open", ""), "few": ("open", "")}
    chosen = {kind: _chosen(done, scheme.name, kind, names) for kind in dict.fromkeys(t.kind for t in tempted)}
    rows = []
    for each in tempted:
        verdict, tone = verdicts[decided(each.gain)]
        rows.append(
            Cheat(
                words(f"kind.{each.kind}"), each.kind, breach(each), spanned(each.gain, "CNY", change=True),
                f"{100 * each.share:.0f}%", spanned(each.chain, "CNY", change=True), reason(each.clauses, each.gain.mean),
                bare(chosen[each.kind].mean, ""), words(f"season.verdict.{verdict}"), tone,
            )
        )  # fmt: skip
    return rows


def _chosen(done: Seasons, scheme: str, kind: str, names: Names) -> Interval:
    """Mean temptation of the parties of a kind over the last shows."""
    runs = done.runs[scheme]
    members = [party for party in runs[0].dispositions if names.kind(party) == kind]
    levels, last = conduct(runs, members, "temptation"), window(done.shows)
    return interval(mean_over_shows(np.array([row[: r.shows][-last:] for row, r in zip(levels, runs, strict=True)])))


def everything(done: Seasons) -> list[tuple[str, Pair, tuple[Pair, ...]]]:
    """(name, label, cells) of every number of a season that is told: A, and with a second scheme B and the difference."""
    a, *others = (scheme.name for scheme in done.schemes)
    rows = []
    for name in filter(told, done.names()):
        of = unit(name)
        cells = [said(done.summary(scheme, name), of) for scheme in (a, *others)]
        cells += [said(done.difference(a, other, name), of, change=True) for other in others]
        rows.append((name, label(name, done.scenario), tuple(cells)))
    return rows


def events(done: Seasons, scheme: str) -> list[tuple[int, Pair]]:
    """(show, text) of what changed between shows in the first season."""
    return [(int(event.t_min), (event.text("en"), event.text("zh"))) for event in done.whole[scheme].events]


