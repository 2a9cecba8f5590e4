"""A study's findings in sentences, both languages, no stronger than their intervals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from environment.texts import render
from experiments.analysis.naming import Pair, amount, figure, level, outcome_name, together, unit_of
from experiments.intervals import FEWEST

if TYPE_CHECKING:
    from experiments.study.contrasts import Found
    from experiments.study.result import Level, Result
    from experiments.study.spec import Spec

PLACE = re.compile(r"\{([A-Za-z0-9_.]+): ([^{}]+)\}")  # {outcome: arm, #arm or comparison}
UNITS = {"CNY": ("CNY", "元"), "share": ("%", "%")}


def say(key: str, **params: object) -> Pair:
    """Text ``study.<key>`` in both languages; texts that a study shares with an analysis are the analysis's."""
    from environment.texts import CATALOGUE

    full = f"study.{key}" if f"study.{key}" in CATALOGUE else f"analysis.{key}"
    return render(full, "en", params), render(full, "zh", params)


def named(result: Result, outcome: str) -> Pair:
    """What an outcome is called."""
    return outcome_name(outcome, result.study.spec.scenario)


def arm_name(spec: Spec, arm: str) -> Pair:
    return spec.arms[arm].en, spec.arms[arm].zh


def place_name(spec: Spec, level_of: Level) -> Pair:
    """An arm and its point of the grid."""
    en, zh = arm_name(spec, level_of.arm)
    for axis, value in zip(spec.grid.values(), level_of.point, strict=True):
        en, zh = f"{en}; {axis.en} {level(value)}", f"{zh}；{axis.zh} {level(value)}"
    return en, zh


def label(spec: Spec, found: Found) -> Pair:
    """What is compared, as the head of a row."""
    if found.kind == "joint":
        return spec.joint[found.key].en, spec.joint[found.key].zh
    params: dict[str, object] = {"base": arm_name(spec, found.base)}
    if found.other:
        params["other"] = arm_name(spec, found.other)
    if found.axis:
        axis = spec.grid[found.axis]
        params |= {"axis": (axis.en, axis.zh), "first": level(axis.values[0]), "last": level(axis.values[-1])}
    return say(f"kind.{found.kind}", **params)


def unit(found: Found) -> str:
    return "share" if found.kind == "ratio" else unit_of(found.outcome)


def change(found: Found) -> Pair:
    """What a change comes to, with its interval and a verdict that is no stronger than they are."""
    one, which = found.paired, unit(found)
    if found.verdict in ("few", "unknown"):
        return say(f"change.{found.verdict}", n=one.n, fewest=FEWEST, mean=mean_change(found))
    by = figure(abs(one.mean), which)
    ends = (figure(one.low, which, sign=True), figure(one.high, which, sign=True))
    after = ("%", "%") if found.kind == "ratio" else {"CNY": say("unit.cny"), "share": say("unit.pp")}.get(which, ("", ""))
    key = found.verdict if one.spread else f"{found.verdict}.all"
    return say(f"change.{key}", by=by, unit=after, low=ends[0], high=ends[1], mean=mean_change(found))


def mean_change(found: Found) -> Pair:
    """The mean change with sign and unit; a ratio in per cent."""
    if found.kind == "ratio" and found.paired.n:
        text = f"{figure(found.paired.mean, 'share', sign=True)}%"
        return text, text
    return amount(found.paired.mean, unit(found))


def sentence(result: Result, found: Found) -> Pair:
    """One comparison as a sentence."""
    return say("sentence", what=label(result.study.spec, found), outcome=named(result, found.outcome), change=change(found))


def worded(result: Result) -> Pair:
    """The study's own text with what was found filled in."""
    spec = result.study.spec
    made = {(each.outcome, each.key): change(each) for each in result.found}

    def fill(which: int) -> str:
        def one(match: re.Match[str]) -> str:
            outcome, key = match.groups()
            if key.startswith("#"):
                return str(sum(int(np.isfinite(v[outcome]).sum()) for (arm, _), v in result.values.items() if arm == key[1:]))
            if key in spec.arms:
                return mean_of(result, outcome, key)[which]
            return made[outcome, key][which]

        return PLACE.sub(one, spec.text.pair[which]).strip()

    return fill(0), re.sub(r"(?<=[，。；：、]) ", "", fill(1))  # YAML folds lines with a space


def mean_of(result: Result, outcome: str, arm: str) -> Pair:
    """The mean of an outcome in an arm over its grid, with its interval."""
    from experiments.intervals import interval
    from experiments.study.contrasts import overall

    found, which = interval(overall(result.values, outcome, arm)), unit_of(outcome)
    after = UNITS.get(which, ("", ""))
    text = f"{figure(found.mean, which)}"
    ends = f" [{figure(found.low, which)}, {figure(found.high, which)}]" if found.n > 1 else ""
    gap = " " if which == "CNY" else ""
    return f"{text}{gap}{after[0]}{ends}", f"{text}{gap}{after[1]}{ends}"


def design(result: Result) -> Pair:
    """How it was played."""
    spec = result.study.spec
    sizes = {
        "arms": len(spec.arms), "grid": say("design.grid", points=len(result.study.points)) if spec.grid else ("", ""),
        "n": len(result.seeds), "season": season(result.shows), "plays": f"{result.plays:,}", "cpu": spent(result.cpu_s),
        "tests": len(result.found),
    }  # fmt: skip
    parts = [say("design", **sizes)]
    if result.quick:
        parts.append(say("quick", full=spec.replications.full))
    if result.failures:
        parts.append(say("failed", n=len(result.failures)))
    return together(parts)


def season(shows: int) -> Pair:
    """That plays are seasons, where they are."""
    return say("design.season", shows=shows) if shows > 1 else ("", "")


def spent(seconds: float) -> Pair:
    """CPU time as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s", f"{seconds:.0f} 秒"
    return f"{seconds / 60:.1f} min", f"{seconds / 60:.1f} 分钟"
