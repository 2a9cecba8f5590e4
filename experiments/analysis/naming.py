"""Names, numbers and lists of an analysis as people read them, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from environment.measures.registry import catalogue
from environment.texts import render

Pair = tuple[str, str]


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
    whole = not size or size >= 10_000 or (unit == "CNY" and size >= 10)
    digits = 1 if unit == "share" else 0 if whole else min(6, max(0, 3 - math.floor(math.log10(size))))
    text = f"{value:{'+' if sign else ''},.{digits}f}"
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
