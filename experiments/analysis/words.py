"""The answers of an analysis in words, in both languages, each with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from environment.measures.registry import catalogue
from environment.texts import render
from experiments.analysis.job import Analysis, Answer, Crossing
from experiments.analysis.paired import Paired

Pair = tuple[str, str]
Line = tuple[str, Pair]
SURE = 0.05
POOR = 0.5  # R² below which a surrogate is called poor


def say(key: str, **params: Any) -> Pair:
    """Text ``analysis.<key>`` in both languages."""
    return render(f"analysis.{key}", "en", params), render(f"analysis.{key}", "zh", params)


def listed(pairs: Iterable[Pair], between: Pair = (", ", "、")) -> Pair:
    found = list(pairs)
    return between[0].join(en for en, _ in found), between[1].join(zh for _, zh in found)


def together(pairs: Sequence[Pair]) -> Pair:
    """Sentences one after the other."""
    return listed(pairs, (" ", ""))


@cache
def outcome_name(name: str, scenario: str | None = None) -> Pair:
    """What an outcome is called; ``profit.<party>`` by the party's name in the scenario, where that can be read."""
    from environment import Scenario
    from environment.names import name_of
    from protocols.errors import UserError

    if name in catalogue():
        return catalogue()[name].en, catalogue()[name].zh
    if not name.startswith("profit."):
        return name, name
    party = name.removeprefix("profit.")
    try:
        return say("profit", party=name_of(Scenario.load(scenario or ""), party))
    except (UserError, KeyError):
        return say("profit", party=party)


@cache
def scheme_name(name: str) -> Pair:
    """What a shipped scheme is called; any other by its own name."""
    from environment import Scheme

    if name not in Scheme.names():
        return name, name
    found = Scheme.load(name)
    return found.en, found.zh


def unit_of(outcome: str) -> str:
    """``CNY``, ``share`` or nothing."""
    found = catalogue().get(outcome)
    unit = "CNY" if outcome.startswith("profit.") else found.unit if found else ""
    return unit if unit in ("CNY", "share") else ""


def figure(value: float, unit: str = "", sign: bool = False) -> str:
    """A number as people read it, without its unit; a share in per cent.

    >>> figure(-1234.5, "CNY"), figure(0.1234, "share", sign=True), figure(2.34567)
    ('−1,234', '+12.3', '2.346')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    value = 100 * value if unit == "share" else value
    size = abs(value)
    digits = 0 if unit == "CNY" and size >= 10 or size >= 10_000 else 1 if unit == "share" else max(0, 3 - math.floor(math.log10(size))) if size else 0
    text = f"{value:{'+' if sign else ''},.{min(digits, 6)}f}"
    if "." in text and unit != "share":
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def amount(value: float, unit: str = "") -> Pair:
    """A change with its sign and unit."""
    after = {"CNY": say("unit.cny"), "share": say("unit.pp")}.get(unit, ("", ""))
    text = figure(value, unit, sign=True)
    return text + after[0], text + after[1]


def level(value: Any) -> str:
    """A value of a parameter."""
    return figure(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


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
    params = {"base": scheme_name(analysis.base), "outcome": named(analysis, outcome), "where": where(analysis, variant)}
    sorts: dict[str, list[Paired]] = {"more": [], "less": [], "open": []}
    for each in every:
        sure = each.p_holm < SURE
        sorts["more" if sure and each.verdict == "above" else "less" if sure and each.verdict == "below" else "open"].append(each)
    found = [say(f"compare.{key}", names=listed(_difference(c) for c in some), **params) for key, some in sorts.items() if some]
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
    key = "difference" if found.n > 1 else "single"
    return say(key, name=scheme_name(found.other), mean=amount(found.mean, unit), **ends)


def moved(analysis: Analysis, answer: Answer) -> list[Pair]:
    """Which parameters move the outcome, which two of them together, and how far that is to be believed."""
    params = {"scheme": scheme_name(answer.scheme), "where": where(analysis, answer.variant), "outcome": named(analysis, answer.outcome)}
    if answer.problem:
        return [say("problem", problem=answer.problem, **params)]
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
    found = [say("effect.clear", names=listed(map(told("effect.one"), clear)), **params) if clear else say("effect.none", **params)]
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
    parts = [f"{name} {' … '.join(map(level, ends)) if isinstance(ends[0], float) else ' / '.join(ends)}" for name, ends in of.items()]
    return listed((part, part) for part in parts) if parts else say("everywhere")
