"""A calibration in words: one model for the terminal and for the page, every text in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from environment.texts import CATALOGUE, render
from environment.texts.errors import in_chinese
from experiments.calibrate import Calibration, Drop, Estimate, Fit
from experiments.settle.arithmetic import figure

Pair = tuple[str, str]
HEAD = ("path", "base", "estimate", "se", "interval", "n")
RIGHT = frozenset({1, 2, 3, 4, 5})


def say(key: str, **params: Any) -> Pair:
    """Text ``calibrate.<key>`` in both languages."""
    return (render(f"calibrate.{key}", "en", params), render(f"calibrate.{key}", "zh", params))


def rows(done: Calibration, fit: Fit) -> list[tuple[Pair, ...]]:
    """The estimates of a fit as table rows in the order of :data:`HEAD`."""
    plain = done.scenario.plain()
    return [_row(each, _at(plain, each.path)) for each in fit.estimates]


def _row(each: Estimate, base: Any) -> tuple[Pair, ...]:
    name = (each.path, each.path)
    if not each.applied:
        name = (f"{each.path} ({say('aside')[0]})", f"{each.path}（{say('aside')[1]}）")
    of = _of(each.of)
    count = (f"{each.n:,} {of[0]}", f"{each.n:,} {of[1]}")
    if isinstance(each.value, tuple):
        before, after, se = (_range(v) for v in (base, each.value, each.se))
        return (name, before, after, se, _same("–"), (count[0], count[1]))
    low, high = float(each.low), float(each.high)
    values = (_same(_number(float(np.asarray(v)))) for v in (base, each.value, each.se))
    return (name, *values, _same(f"[{_number(low)}, {_number(high)}]"), (count[0], count[1]))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else figure(value, 4)


def _range(values: Any) -> Pair:
    numbers = np.asarray(values, float)
    return say("curve", n=len(numbers), low=float(numbers.min()), high=float(numbers.max()))


def _of(name: str) -> Pair:
    """What a sample counts, or a law, in both languages; as it is where the catalogue has no word."""
    return say(f"of.{name}") if f"calibrate.of.{name}" in CATALOGUE else (name, name)


def _same(text: str) -> Pair:
    return (text, text)


def _at(plain: Any, path: str) -> Any:
    """The base scenario's value at a dotted path."""
    for step in path.split("."):
        plain = plain[step] if isinstance(plain, Mapping) else next(item for item in plain if item.get("id") == step)
    return plain


def remarks(fit: Fit) -> list[Pair]:
    """Methods and cautions of a fit's estimates, each once, and its choices of a law."""
    found: dict[Pair, None] = {}
    for each in fit.estimates:
        how = say(f"method.{each.method}")
        steps = each.path.split(".")
        short = each.path if len(steps) == 2 else f"{steps[0]}.*.{steps[2]}"
        found[(f"{short}: {how[0]}", f"{short}：{how[1]}")] = None
        if each.note:
            found[say(each.note, **each.texts)] = None
    for choice in fit.choices:
        laws = {"value": _of(choice.value), "over": _of(choice.over)}
        found[say("choice", path=choice.path, gain=choice.gain, n=choice.n, **laws)] = None
    return list(found)


def dropped(drop: Drop) -> tuple[Pair, ...]:
    """Rows left out, as a table row: log, column, rows, why."""
    example = (drop.example, in_chinese(drop.example) if drop.why == "unfit" else drop.example)
    return (_same(drop.source), _same(drop.column), _same(f"{drop.rows:,}"), say(f"why.{drop.why}", example=example))


def summary(done: Calibration) -> Pair:
    """How much was fitted and left out."""
    chosen = sum(len(fit.choices) for fit in done.fits)
    applied = sum(each.applied for each in done.estimates) + chosen
    return say("summary", fitted=len(done.estimates) + chosen, applied=applied, rows=sum(d.rows for d in done.drops))
