"""The broadcast: who watched, what was being explained, what sold, and how the forecast kept up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from visualization.figures.chart import (
    Chart,
    Columns,
    Floats,
    below,
    drawing,
    numbers,
    percent,
    rule_x,
    rule_y,
    spread,
    strings,
    thousands,
)
from visualization.figures.names import Names, Pair
from visualization.figures.palette import BLUE, FAINT, GREEN, INK, MUTED, SKY, VERMILLION, series


@dataclass(frozen=True)
class Mark:
    """Something that happened during the broadcast: minute, and a few words."""

    t_min: float
    label: Pair


def by_style(columns: Columns, name: str, t: Floats) -> dict[str, Floats]:
    """Column ``name`` of a table of ticks × styles as one series per style over the minutes ``t``; gaps are
    0.
    """
    place = {minute: at for at, minute in enumerate(t.tolist())}
    found: dict[str, Floats] = {}
    for minute, style, value in zip(numbers(columns, "t_min"), strings(columns, "style"), numbers(columns, name), strict=True):
        if minute in place:
            found.setdefault(str(style), np.zeros(len(t)))[place[minute]] += value
    return found


@drawing
def live_show(ticks: Columns, style_ticks: Columns, names: Names, marks: Sequence[Mark] = (), lang: str = "en") -> Chart:
    """Viewers and units sold by style over the minutes of the broadcast, with the focus ribbon and numbered
    events.

    ``ticks`` has ``t_min`` (the end of each tick), ``viewers, focus``; ``style_ticks`` has ``t_min, style,
    units``.
    """
    rows = -(-len(marks) // 3)
    height = 4.75 + 0.2 * rows
    chart = Chart(height, lang)
    t = numbers(ticks, "t_min")
    if not len(t):
        return chart.nothing()
    step = float(t[1] - t[0]) if len(t) > 1 else 5.0
    span, middle = (float(t[0]) - step, float(t[-1])), t - step / 2

    def inches(bottom: float, tall: float) -> tuple[float, float]:
        return (bottom + 0.2 * rows) / height, tall / height

    bottom, tall = inches(3.45, 0.95)
    top = chart.panel(0.065, bottom, 0.74, tall, chart.say("figure.live.viewers"))
    top.fill_between(middle, numbers(ticks, "viewers"), color=SKY, alpha=0.35, linewidth=0)
    top.plot(middle, numbers(ticks, "viewers"), color=BLUE, linewidth=1.2)
    bottom, tall = inches(0.5, 2.25)
    main = chart.panel(0.065, bottom, 0.74, tall, chart.say("figure.live.units"))
    _units(chart, main, by_style(style_ticks, "units", t), middle, span, names)
    for ax in (top, main):
        ax.set_xlim(span)
        ax.set_ylim(bottom=0)
        for mark in marks:
            ax.axvline(mark.t_min, color=FAINT, linewidth=0.7, linestyle=(0, (3, 2)), zorder=0)
        rule_y(ax)
    rule_x(top, {})
    rule_x(main, {float(minute): thousands(minute) for minute in np.arange(span[0], span[1] + 1, 30)})
    below(main, chart.say("figure.live.minutes"))
    bottom, tall = inches(3.05, 0.24)
    _ribbon(chart, chart.panel(0.065, bottom, 0.74, tall), strings(ticks, "focus"), t, span, step, names)
    _legend_of_marks(chart, top, marks, span, height)
    return chart


def _units(chart: Chart, ax: Axes, units: dict[str, Floats], middle: Floats, span: tuple[float, float], names: Names) -> None:
    """A line per style: the six that sold most in colour and named at the right, the others grey."""
    ranked = sorted(units, key=lambda style: (-float(units[style].sum()), style))
    named, colours = ranked[:6], series(ranked)
    for style in reversed(ranked):
        strong = style in named
        ax.plot(
            middle,
            units[style],
            color=colours[style],
            linewidth=1.7 if strong else 0.6,
            zorder=3 if strong else 1,
        )
    if not named:
        return
    peak = max(float(units[style].max()) for style in named) or 1.0
    ends = spread([float(units[style][-1]) for style in named], 0.085 * peak, 0.0)
    for style, end in zip(named, ends, strict=True):
        label = tuple(f"{word} {units[style].sum():,.0f}" for word in names(style))
        ax.text(
            span[1] + 0.012 * (span[1] - span[0]),
            end,
            chart.both((label[0], label[1])),
            color=colours[style],
            va="center",
            fontsize=8,
            clip_on=False,
        )


def _ribbon(chart: Chart, ax: Axes, focus: np.ndarray, t: Floats, span: tuple[float, float], step: float, names: Names) -> None:
    """What was being explained, block by block: a strip of alternating tints with the style's identity."""
    ax.set_xlim(span)
    ax.set_ylim(0, 1)
    starts = [0, *(np.flatnonzero(focus[1:] != focus[:-1]) + 1).tolist(), len(focus)] if len(focus) else []
    for at, (first, last) in enumerate(zip(starts[:-1], starts[1:], strict=True)):
        left, width = float(t[first]) - step, step * (last - first)
        ax.add_patch(Rectangle((left, 0), width, 1, color="#d5dde5" if at % 2 else "#eaeff3", linewidth=0))
        ax.text(
            left + width / 2,
            0.47,
            str(focus[first]),
            ha="center",
            va="center",
            fontsize=6 if last - first == 1 else 7.5,
        )
    ax.text(
        1.012,
        0.47,
        chart.say("figure.live.focus"),
        transform=ax.transAxes,
        va="center",
        fontsize=8,
        color=MUTED,
    )


def _legend_of_marks(chart: Chart, ax: Axes, marks: Sequence[Mark], span: tuple[float, float], height: float) -> None:
    """Numbers between the two panels, and what they stand for in three columns below them."""
    ends = spread([mark.t_min for mark in marks], 0.028 * (span[1] - span[0]))
    rows = -(-len(marks) // 3)
    for at, (mark, place) in enumerate(zip(marks, ends, strict=True)):
        ax.text(
            place,
            -0.04,
            str(at + 1),
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=7.5,
            color=VERMILLION,
            weight="bold",
        )
        x, y = 0.075 + 0.31 * (at // rows), (0.2 * (rows - at % rows) - 0.06) / height
        chart.text(x, y, str(at + 1), color=VERMILLION, weight="bold", fontsize=8, ha="right", va="center")
        minute = f"+{mark.t_min:.0f} "
        chart.text(
            x + 0.008,
            y,
            chart.both((f"{minute}min  {mark.label[0]}", f"{minute}分  {mark.label[1]}")),
            fontsize=8,
            color=INK,
            va="center",
        )


@drawing
def forecast_against_actual(forecast: Columns, orders: Columns, names: Names, lang: str = "en") -> Chart:
    """Left: what was forecast of each style before the show and what was ordered. Right: its error.

    ``forecast`` has ``t_min, style, forecast_units``; ``orders`` has ``style, units, lost_units``. The error
    is
    Σ|forecast − wanted| over Σ wanted, units wanted being those ordered or lost.
    """
    t = np.unique(numbers(forecast, "t_min"))
    guess = by_style(forecast, "forecast_units", t)
    styles = strings(orders, "style")
    ordered = {s: float(numbers(orders, "units")[styles == s].sum()) for s in guess}
    ranked = sorted(guess, key=lambda style: (-max(ordered[style], float(guess[style][0])), style))[:12]
    chart = Chart(1.0 + 0.24 * max(len(ranked), 6), lang)
    if not ranked:
        return chart.nothing()
    low, tall = 0.5 / chart.get_figheight(), 1 - 0.95 / chart.get_figheight()
    left = chart.panel(0.17, low, 0.4, tall, chart.say("figure.forecast.by_style"))
    first = np.array([guess[style][0] for style in ranked])
    _changes(chart, left, first, np.array([ordered[style] for style in ranked]), ranked, names)
    right = chart.panel(0.66, low, 0.31, tall, chart.say("figure.forecast.error"))
    lost = {s: float(numbers(orders, "lost_units")[styles == s].sum()) for s in guess}
    missed = sum(np.abs(guess[s] - ordered[s] - lost[s]) for s in guess)
    error = missed / max(1.0, sum(ordered.values()) + sum(lost.values()))
    right.plot(np.maximum(t, 0), error, color=BLUE, linewidth=1.7, marker="o", markersize=3, clip_on=False)
    right.set_xlim(0, max(float(t[-1]), 1.0))
    right.set_ylim(0, 1.1 * max(0.05, float(np.max(error))))
    rule_x(right)
    rule_y(right, form=percent)
    below(right, chart.say("figure.live.minutes"))
    return chart


def _changes(chart: Chart, ax: Axes, first: Floats, last: Floats, styles: Sequence[str], names: Names) -> None:
    """A row per style: a line from the first number (ring) to the last (dot), green where it rose."""
    rows = np.arange(len(styles))[::-1]
    ends = [[(a, row), (b, row)] for a, b, row in zip(first, last, rows, strict=True)]
    colours = [GREEN if up else VERMILLION for up in last >= first]
    ax.add_collection(LineCollection(ends, colors=colours, linewidths=2.2, alpha=0.55))
    ax.scatter(first, rows, s=26, facecolor="white", edgecolor=MUTED, zorder=3)
    ax.scatter(last, rows, s=26, color=INK, zorder=3)
    ax.set_xlim(0, 1.08 * max(1.0, float(max(first.max(), last.max()))))
    ax.set_ylim(-0.6, len(styles) - 0.2)
    rule_x(ax, 5, grid=True)
    rule_y(ax, dict(enumerate(chart.both(names(style)) for style in reversed(styles))))
    below(ax, chart.say("figure.forecast.legend"))
