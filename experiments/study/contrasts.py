"""What a study compares, seed by seed: arms with arms, ends of the grid, and sums of arms.

Seeds are the pairs: an arm's value at a seed is its mean over the grid. A seed counts where everything compared is defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.paired import Paired, corrected, paired
from experiments.intervals import Floats

if TYPE_CHECKING:
    from experiments.study.spec import Spec

Values = Mapping[tuple[str, tuple[Any, ...]], Mapping[str, Floats]]  # (arm, point) -> outcome -> (n,)
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """One comparison: ``kind`` pair, ratio, along, shift or joint, of the arms and the axis named (where it has them).

    ``key`` names it in the texts of a study: ``a > b``, ``a / b``, ``a ~ axis``, ``a > b ~ axis``, or the joint's name.
    """

    kind: str
    key: str
    outcome: str
    base: str
    other: str
    axis: str
    paired: Paired

    @property
    def verdict(self) -> str:
        """``up`` or ``down`` where clear after correction; ``hint`` where only the interval is; ``none``; ``few`` pairs to
        tell; ``unknown`` where there are none."""
        found = self.paired
        if found.verdict == "open":
            return "few" if found.n else "unknown"
        if found.p_holm < ALPHA and found.verdict != "around":
            return "up" if found.mean > 0 else "down"
        return "none" if found.verdict == "around" else "hint"


Plan = tuple[str, str, str, str, str]  # kind, key, base, other, axis


def plans(spec: Spec) -> Iterator[Plan]:
    """Everything the study compares for every outcome, in order."""
    pairs = tuple(dict.fromkeys(spec.contrasts))
    yield from (("pair", f"{a} > {b}", a, b, "") for a, b in pairs)
    yield from (("ratio", f"{a} / {b}", a, b, "") for a, b in dict.fromkeys(spec.ratios))
    yield from (("along", f"{a} ~ {axis}", a, "", axis) for axis in spec.grid for a in spec.arms)
    yield from (("shift", f"{a} > {b} ~ {axis}", a, b, axis) for axis in spec.grid for a, b in pairs)
    yield from (("joint", name, "", "", "") for name in spec.joint)


def keys(spec: Spec) -> tuple[str, ...]:
    """What a study's text may refer to."""
    return tuple(key for _, key, *_ in plans(spec))


def meant(spec: Spec, text: str) -> Plan | None:
    """The comparison that a place of a text seems to ask for, made by the study or not; None where that cannot be told.

    What is written as a difference, b - a, is the change from a to b.
    """
    names = {*spec.arms, *spec.grid}
    whole = [word for word in re.split(r"[^\w-]+", text) if word in names]  # a name may have hyphens
    words = whole or [word for word in re.findall(r"\w+", text) if word in names]
    arms, axis = [w for w in words if w in spec.arms], next((w for w in words if w not in spec.arms), "")
    if len(arms) == 1 and axis:
        return "along", f"{arms[0]} ~ {axis}", arms[0], "", axis
    if len(arms) != 2 or arms[0] == arms[1]:
        return None
    if "/" in text and not axis:
        return "ratio", f"{arms[0]} / {arms[1]}", arms[0], arms[1], ""
    less = re.search(r"\s[-−–]\s|minus|less", text) or (not whole and re.search("[-−–]", text))
    a, b = reversed(arms) if less else arms
    return ("shift", f"{a} > {b} ~ {axis}", a, b, axis) if axis else ("pair", f"{a} > {b}", a, b, "")


def compared(spec: Spec, values: Values) -> tuple[Found, ...]:
    """Every comparison of every outcome; all of them are one family of tests for the correction."""
    found = []
    for outcome in spec.outcomes:
        for kind, key, base, other, axis in plans(spec):
            difference = _difference(spec, values, outcome, (kind, key, base, other, axis))
            one = paired(np.zeros(len(difference)), difference, outcome=outcome, names=(base, other))
            found.append(Found(kind, key, outcome, base, other, axis, one))
    fixed = corrected([each.paired for each in found])
    return tuple(replace(each, paired=one) for each, one in zip(found, fixed, strict=True))


def _difference(spec: Spec, values: Values, outcome: str, plan: Plan) -> Floats:
    """(n,) the compared quantity seed by seed."""
    kind, key, base, other, axis = plan
    if kind == "along":
        return _ends(spec, values, outcome, base, axis)
    if kind == "shift":
        return _ends(spec, values, outcome, other, axis) - _ends(spec, values, outcome, base, axis)
    if kind == "joint":
        parts = [weight * overall(values, outcome, arm) for arm, weight in spec.joint[key].weights.items()]
        return np.asarray(np.sum(parts, axis=0))
    a, b = overall(values, outcome, base), overall(values, outcome, other)
    if kind == "ratio":
        return np.where(a > 0, b / np.where(a > 0, a, 1.0) - 1.0, np.nan)
    return b - a


def overall(values: Values, outcome: str, arm: str) -> Floats:
    """(n,) an arm's value seed by seed, mean over the grid; NaN where undefined at any of its points."""
    return np.asarray(np.mean([found[outcome] for (name, _), found in values.items() if name == arm], axis=0))


def _ends(spec: Spec, values: Values, outcome: str, arm: str, axis: str) -> Floats:
    """(n,) last level of the axis minus its first, mean over the other axis."""
    at = tuple(spec.grid).index(axis)
    levels = spec.grid[axis].values
    first, last = (
        np.mean([found[outcome] for (name, point), found in values.items() if name == arm and point[at] == level], axis=0)
        for level in (levels[0], levels[-1])
    )
    return np.asarray(last - first)
