"""The tables of a design, for the terminal and for the page."""

from __future__ import annotations

from experiments.analysis.naming import Pair, figure, listed
from experiments.design.job import Design, Recommended
from experiments.design.objectives import Score
from experiments.design.search import Trial
from experiments.design.words import base_name, kind_name, level, money, say, span, term_name
from protocols.contracts.quantities import QUANTITIES
from visualization.report.analysis_tables import Grid, same


def ranges(done: Design) -> Grid:
    """Terms that were searched, with range, source and the bases that read them."""
    rows = []
    for name in done.space.axes:
        found, unit = done.space.spans[name], QUANTITIES[name].unit
        ends = level(found.low, unit), level(found.high, unit)
        bases = [base for base, terms in done.space.fitting.items() if name in terms]
        count = f"{len(bases)}/{len(done.space.bases)}"
        both = (f"{ends[0][0]} … {ends[1][0]}", f"{ends[0][1]} … {ends[1][1]}")
        rows.append((term_name(name), both, same(count), same(found.source)))
    return Grid(_head("term", "range", "bases", "source"), tuple(rows), left=4)


def front(done: Design) -> Grid:
    """Schemes of the front, largest surplus first, after arm's length."""
    on = sorted((t for t in done.trials if t.number in done.front), key=lambda t: (-_score(t).surplus.mean, t.number))
    rows = [(same("–"), say("alone"), same(""), *_cells(done.alone, alone=True))]
    rows += [(same(str(each.number)), base_name(done, each.candidate.base), _terms(each), *_cells(_score(each))) for each in on]
    return Grid(_head("trial", "base", "terms", "surplus", "worst", "worst_off", "breach"), tuple(rows), 3, say("note.front"))


def fresh(done: Design, each: Recommended) -> Grid:
    """What the search said of a recommended scheme, and what fresh seeds say."""
    before, after = _score(each.trial), each.fresh
    rows = [
        (say("col.surplus"), same(money(before.surplus.mean)), same(span(after.surplus))),
        (say("row.more"), same(money(before.more.mean, True)), same(span(after.more, True))),
    ]
    for kind, gain in after.kinds.items():
        rows.append((kind_name(kind), same(money(before.kinds[kind].mean, True)), same(span(gain, True))))
    if after.cheat is not None:
        rows.append((say("col.breach"), same(money(before.breach)), same(span(after.cheat.gain, True))))
    return Grid(_head("measure", "search", "fresh"), tuple(rows), 1, say("note.fresh"))


def _cells(found: Score, alone: bool = False) -> tuple[Pair, ...]:
    worst = (same("–"), same("–")) if alone else (same(money(found.worst, True)), kind_name(found.worst_off))
    return same(money(found.surplus.mean)), *worst, same(money(found.breach))


def _terms(trial: Trial) -> Pair:
    terms = trial.candidate.terms
    if not terms:
        return say("as_is")
    return listed(same(f"{name}={figure(value)}") for name, value in terms)


def _head(*keys: str) -> tuple[Pair, ...]:
    return tuple(say(f"col.{key}") for key in keys)


def _score(trial: Trial) -> Score:
    assert trial.score is not None
    return trial.score
