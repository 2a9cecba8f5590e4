"""Figures of a study: every arm (along the grid where there is one), and the differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from experiments.analysis.naming import Pair, figure, level, unit_of
from experiments.study.contrasts import Found
from experiments.study.result import Level, Result
from experiments.study.words import arm_name, label, named, unit
from visualization.figures.chart import Chart, below, drawing, rule_x, rule_y
from visualization.figures.palette import BLUE, INK, MUTED, VERMILLION, series

Row = tuple[Pair, float, float, float]  # name, mean, low, high


@drawing
def levels(result: Result, outcome: str, lang: str = "en") -> Chart:
    """Mean and interval of an outcome in every arm; with a grid, lines along its first axis, a panel a level of the other."""
    found = [each for each in result.levels(outcome) if each.mean.n]
    if not found:
        return Chart(0.8, lang).nothing()
    if result.study.spec.grid:
        return _lines(result, outcome, found, lang)
    rows = [(arm_name(result.study.spec, each.arm), each.mean.mean, each.mean.low, each.mean.high) for each in found]
    return _dots(rows, named(result, outcome), unit_of(outcome), lang, zero=False)


@drawing
def differences(result: Result, outcome: str, lang: str = "en") -> Chart:
    """A dot and its interval for every comparison of an outcome, ratios apart (they are on another scale)."""
    found = [each for each in result.comparisons(outcome) if each.paired.n and each.kind != "ratio"]
    if not found:
        return Chart(0.8, lang).nothing()
    return _dots([_row(result, each) for each in found], named(result, outcome), unit(found[0]), lang, zero=True)


def _row(result: Result, found: Found) -> Row:
    return label(result.study.spec, found), found.paired.mean, found.paired.low, found.paired.high


def _dots(rows: list[Row], title: Pair, unit_name: str, lang: str, *, zero: bool) -> Chart:
    height = 0.95 + 0.25 * len(rows)
    chart = Chart(height, lang)
    ax = chart.panel(0.52, 0.45 / height, 0.45, 1 - 0.87 / height, chart.both(title))
    ends = [v for _, *three in rows for v in three if np.isfinite(v)] + ([0.0] if zero else [])
    _limits(ax.set_xlim, min(ends), max(ends))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    if zero:
        ax.axvline(0.0, color=MUTED, linewidth=0.8)
    names = {}
    for at, (name, mean, low, high) in enumerate(rows):
        row = len(rows) - 1 - at
        colour = INK if not zero else BLUE if low > 0 else VERMILLION if high < 0 else INK
        if np.isfinite(low):
            ax.plot([low, high], [row, row], color=colour, linewidth=1.4)
        ax.plot([mean], [row], "o", color=colour, markersize=5)
        names[float(row)] = chart.both((_short(name[0], 78), _short(name[1], 44)))
    rule_x(ax, 5, form=_form(unit_name), grid=True)
    rule_y(ax, names, grid=False)
    return chart


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _lines(result: Result, outcome: str, found: list[Level], lang: str) -> Chart:
    spec = result.study.spec
    axes = list(spec.grid.values())
    panels = list(axes[1].values) if len(axes) > 1 else [None]
    colours = series(list(spec.arms))
    height = 3.0
    chart = Chart(height, lang)
    ends = [v for each in found for v in (each.mean.low, each.mean.high)]
    width = 0.72 / len(panels)
    for at, panel in enumerate(panels):
        second = "" if panel is None else chart.both((f"{axes[1].en} {level(panel)}", f"{axes[1].zh} {level(panel)}"))
        title = second if panel is not None else chart.both(named(result, outcome))
        ax = chart.panel(0.09 + (width + 0.02) * at, 0.6 / height, width - 0.03, 1 - 1.05 / height, title)
        _limits(ax.set_xlim, 0.0, len(axes[0].values) - 1.0, room=0.08)
        _limits(ax.set_ylim, min(ends), max(ends))
        for shift, arm in enumerate(spec.arms):
            mine = [e for e in found if e.arm == arm and (panel is None or e.point[1] == panel)]
            _line(ax, [axes[0].values.index(e.point[0]) + 0.02 * shift for e in mine], mine, colours[arm])
        rule_x(ax, {float(k): level(value) for k, value in enumerate(axes[0].values)})
        rule_y(ax, 4, form=_form(unit_of(outcome)))
        below(ax, chart.both((axes[0].en, axes[0].zh)))
    for at, (arm, colour) in enumerate(colours.items()):
        chart.text(0.8, 0.82 - 0.08 * at, chart.both(arm_name(spec, arm)), color=colour, fontsize=8.5, weight="bold")
    return chart


def _line(ax: Axes, x: list[float], found: list[Level], colour: str) -> None:
    ax.plot(x, [e.mean.mean for e in found], color=colour, linewidth=1.8, marker="o", markersize=4)
    for place, each in zip(x, found, strict=True):
        ax.plot([place, place], [each.mean.low, each.mean.high], color=colour, linewidth=1.0)


def _form(unit_name: str) -> Callable[[float], str]:
    return partial(figure, unit=unit_name)


def _limits(setter: Callable[[float, float], object], low: float, high: float, room: float = 0.05) -> None:
    gap = room * (high - low) or room * max(1.0, abs(low))
    setter(low - gap, high + gap)
