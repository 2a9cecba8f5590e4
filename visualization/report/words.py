"""Small texts in two languages, as pairs and as HTML that holds both."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from environment.records import Event, Negotiation
from environment.texts import CATALOGUE
from protocols.contracts.quantities import QUANTITIES
from visualization.figures.names import Pair, words
from visualization.quantities import left_out, nothing, number, quantity


def bi(pair: Pair) -> Markup:
    """HTML with both versions of a text, for the style sheet to show one; plain text where they agree."""
    english, chinese = pair
    if english == chinese:
        return Markup.escape(english)
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh-CN">{}</span>').format(english, chinese)


def say(key: str, **params: Any) -> Pair:
    """Text ``report.<key>`` in both languages."""
    return words(f"report.{key}", **params)


def plain(text: object) -> Pair:
    """The same text in both languages."""
    return (str(text), str(text))


def joined(pairs: Iterable[Pair], english: str = ", ", chinese: str = "、") -> Pair:
    """A list in both languages."""
    found = list(pairs)
    return (english.join(en for en, _ in found), chinese.join(zh for _, zh in found))


def measured(value: object, unit: str) -> Pair:
    """A value with its unit; money is rounded to whole CNY, a share of whatever is shown in per cent."""
    if unit == "CNY" and isinstance(value, int | float) and math.isfinite(value):
        value = round(value)
    if unit.startswith("×"):
        after = words(f"unit.{unit}", unit)
        return (f"{number(value)} {after[0]}", f"{number(value)} {after[1]}")
    unit = "share" if unit.startswith("share") else unit
    return (quantity(value, unit, "en"), quantity(value, unit, "zh"))


def cny(value: float) -> Pair:
    """An amount of money in whole CNY."""
    return measured(value, "CNY")


def share(value: float) -> Pair:
    """A share in per cent, one decimal; a dash where undefined."""
    return measured(value, "share")


def count(value: float) -> str:
    """A whole number with thousands set apart."""
    return measured(round(value) if math.isfinite(value) else value, "")[0]


def issue_name(name: str) -> Pair:
    """What an issue is called: the catalogue's short name, else that of the contract term."""
    if f"issue.{name}" not in CATALOGUE and name in QUANTITIES:
        return (QUANTITIES[name].en, QUANTITIES[name].zh)
    return words(f"issue.{name}", name)


def terms(talk: Negotiation, point: Mapping[str, float | int | str]) -> Pair:
    """Issues and values of an outcome in words."""
    if none := nothing(point):
        return none
    parts = []
    for name, value in point.items():
        label, amount = issue_name(name), measured(value, talk.issues[name][0] if name in talk.issues else "")
        parts.append(left_out(name, value) or (f"{label[0]} {amount[0]}", f"{label[1]} {amount[1]}"))
    return joined(parts)


def moment(t_min: float, live_min: float) -> Pair:
    """Time from the start of the broadcast, short: hours before and after it, minutes during it.

    >>> moment(-2880, 150), moment(40, 150)
    (('T−48 h', '开播前 48 小时'), ('T+40 min', '开播 40 分钟'))
    """
    if 0 <= t_min <= live_min:
        return words("moment.live", n=f"{t_min:g}")
    return words("moment.before" if t_min < 0 else "moment.after", n=f"{round(abs(t_min) / 60, 1):g}")


def event_text(event: Event) -> Pair:
    """What happened, in both languages."""
    return (event.text("en"), event.text("zh"))
