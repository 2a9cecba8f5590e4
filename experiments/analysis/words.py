"""The answers of an analysis in words, in both languages, each with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from environment.texts.errors import in_chinese
from experiments.analysis.job import Analysis, Answer, Crossing
from experiments.analysis.naming import Pair, amount, figure, level, listed, outcome_name, say, scheme_name, together, unit_of
from experiments.analysis.paired import Paired
from experiments.intervals import FEWEST

Line = tuple[str, Pair]
SURE = 0.05
POOR = 0.5  # R² below which a surrogate is called poor


def where(analysis: Analysis, variant: str) -> Pair:
    return say("where", variant=variant) if len(analysis.table.variants) > 1 else ("", "")


def named(analysis: Analysis, outcome: str) -> Pair:
    return outcome_name(outcome, analysis.table.about.get("scenario"))


def answers(analysis: Analysis) -> list[Line]:
    """Every sentence with what it is about: ``compare:<outcome>``, ``effects:…``, ``even:…``, ``pareto``, ``discovery``."""
    found: list[Line] = []
    for outcome in analysis.table.outcomes:
        for variant in analysis.table.variants:
            found += [(f"compare:{outcome}", each) for each in compared(analysis, outcome, variant)]
        found += [(f"effects:{outcome}", together(moved(analysis, each))) for each in analysis.answers_of(outcome)]
        found += [(f"even:{outcome}", each) for each in evens(analysis, outcome)]
    if analysis.front is not None:
        found.append(("pareto", efficient(analysis)))
    return [*found, *(("discovery", each) for each in discovered(analysis))]


def compared(analysis: Analysis, outcome: str, variant: str) -> list[Pair]:
    """Which schemes give clearly more or less: the interval excludes zero and Holm's p is below 0.05."""
    every = [c for c in analysis.comparisons if c.outcome == outcome and c.variant == variant and c.n]
    params: dict[str, Any] = {"base": scheme_name(analysis.base), "outcome": named(analysis, outcome), "fewest": FEWEST}
    params["where"] = where(analysis, variant)
    sorts: dict[str, list[Paired]] = {"more": [], "less": [], "open": [], "few": []}
    for each in every:
        sure = {"above": "more", "below": "less"}.get(each.verdict, "open") if each.p_holm < SURE else "open"
        sorts["few" if each.verdict == "open" else sure].append(each)
    found = [say(f"compare.{key}", names=listed(_difference(c) for c in some), **params) for key, some in sorts.items() if some]
    known = float(analysis.table.frame.loc[analysis.table.frame["variant"] == variant, outcome].notna().mean())
    if every and known < 1:
        found.append(say("compare.undefined", share=known, n=min(c.n for c in every), **params))
    if every and every[0].unit == "point":
        found.append(say("compare.points"))
    needed = [c.needed for c in every if c.needed is not None]
    if needed and analysis.half_width is not None:
        half = figure(analysis.half_width if unit_of(outcome) != "share" else 100 * analysis.half_width)
        found.append(say("needed", half=half, n=max(needed), has=analysis.table.replications, **params))
    return [together(found)] if found else []


def _difference(found: Paired) -> Pair:
    unit = unit_of(found.outcome)
    ends = {k: figure(v, unit, sign=True) for k, v in (("low", found.low), ("high", found.high))}
    key = "single" if found.n < 2 else "difference" if found.spread else "difference.all"
    return say(key, name=scheme_name(found.other), mean=amount(found.mean, unit), **ends)


def moved(analysis: Analysis, answer: Answer) -> list[Pair]:
    """Which parameters move the outcome, which two of them together, and how far that is to be believed."""
    params = {"scheme": scheme_name(answer.scheme), "where": where(analysis, answer.variant)}
    params["outcome"] = named(analysis, answer.outcome)
    if answer.problem:
        return [say("problem", problem=(answer.problem, in_chinese(answer.problem)), **params)]
    unit = unit_of(answer.outcome)
    order = sorted(answer.effects, key=lambda e: -abs(e.change))
    clear = [e for e in order if e.p_holm < SURE]
    rest = [e for e in order if not e.p_holm < SURE]
    known = any(math.isfinite(e.p_holm) for e in order)

    def told(key: str) -> Callable[[Any], Pair]:
        return lambda e: say(
            key, parameter=e.parameter, change=amount(e.change, unit), low=figure(e.low, unit, True),
            high=figure(e.high, unit, True), start=level(e.start), end=level(e.end),
        )  # fmt: skip

    if not known:
        return [say("effect.unknown", names=listed(map(told("effect.point"), order[:3])), **params)]
    names = listed(map(told("effect.one"), clear))
    found = [say("effect.clear", names=names, **params) if clear else say("effect.none", **params)]
    if clear and rest:
        found.append(say("effect.rest", names=listed((e.parameter, e.parameter) for e in rest)))
    pairs = [i for i in answer.interactions if i.p_holm < SURE]
    if pairs:
        pairs.sort(key=lambda i: -abs(i.change))
        ends = [
            say("interaction.one", one=i.one, other=i.other, change=amount(i.change, unit), low=figure(i.low, unit, True),
                high=figure(i.high, unit, True)) for i in pairs
        ]  # fmt: skip
        found.append(say("interaction.clear", names=listed(ends)))
    elif answer.interactions:
        found.append(say("interaction.none"))
    if math.isfinite(answer.fit):
        found.append(say("fit", model=say(f"model.{answer.model}"), fit=answer.fit))
        if answer.fit < POOR:
            found.append(say("fit.poor"))
    return found


def evens(analysis: Analysis, outcome: str) -> list[Pair]:
    """Where schemes change places; those that never do, in one sentence."""
    found: list[Pair] = []
    for variant in analysis.table.variants:
        these = [c for c in analysis.crossings if c.outcome == outcome and c.variant == variant]
        params = {"base": scheme_name(analysis.base), "outcome": named(analysis, outcome), "where": where(analysis, variant)}
        for each in these:
            for even in each.found:
                key = ("even.up" if even.upward else "even.down") if even.sure else "even.unsure"
                ends = {k: figure(v) for k, v in (("at", even.at), ("low", even.low), ("high", even.high))}
                found.append(say(key, other=scheme_name(each.other), parameter=each.parameter, **ends, **params))
        found += _never(these, params)
    return found


def _never(these: Sequence[Crossing], params: dict[str, Pair]) -> list[Pair]:
    others = [n for n in dict.fromkeys(c.other for c in these) if not any(c.found for c in these if c.other == n)]
    if not others:
        return []
    parameters = ", ".join(dict.fromkeys(c.parameter for c in these))
    return [say("even.none", parameters=parameters, names=listed(map(scheme_name, others)), **params)]


def efficient(analysis: Analysis) -> Pair:
    """How many conditions are on the Pareto set, and of which schemes."""
    assert analysis.front is not None
    frame = analysis.front.frame
    on = frame[frame["efficient"]]
    found = [
        say("pareto", count=len(on), all=len(frame), outcomes=listed(named(analysis, o) for o in analysis.front.outcomes),
            schemes=listed(scheme_name(s) for s in on["scheme"].drop_duplicates()))
    ]  # fmt: skip
    if on["support"].notna().any():
        found.append(say("pareto.sure", count=int((on["support"] >= 0.9).sum())))
    return together(found)


def discovered(analysis: Analysis) -> list[Pair]:
    """The first box of each question in words."""
    found = []
    for each in analysis.discoveries:
        params = {"question": str(each.question), "interesting": each.interesting, "cases": each.cases}
        if not each.boxes:
            found.append(say("discovery.none", **params))
            continue
        box = each.boxes[0]
        about = {"method": box.method, "limits": limits(box.limits), "coverage": box.coverage, "density": box.density}
        found.append(say("discovery", **about, **params))
    return found


def limits(of: dict[str, Any]) -> Pair:
    """The limits of a box in words."""
    shown = {name: " … ".join(map(level, ends)) if isinstance(ends[0], float) else " / ".join(ends) for name, ends in of.items()}
    parts = [f"{name} {text}" for name, text in shown.items()]
    return listed((part, part) for part in parts) if parts else say("everywhere")
