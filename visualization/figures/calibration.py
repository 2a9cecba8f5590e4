"""Figures of a calibration: fitted curves, estimates with intervals, residuals against a normal law. Captions are the page's."""

from __future__ import annotations

import numpy as np

from experiments.calibrate import Calibration, Plot
from visualization.calibration_words import say
from visualization.figures.chart import Chart, below, drawing, rule_x, rule_y
from visualization.figures.palette import BLUE, FAINT, INK, MUTED
from visualization.figures.svg import Drawing, drawn


def drawings(done: Calibration) -> dict[str, Drawing]:
    """Every figure by name: ``<fit>-<number>``."""
    return {
        f"{fit.name}-{at}": drawn(figure(plot), f"calibration {fit.name} {at}")
        for fit in done.fits
        for at, plot in enumerate(fit.plots)
    }


def figure(plot: Plot, lang: str = "en") -> Chart:
    """One figure of a fit."""
    chart: Chart = {"curve": curve, "dots": dots, "match": match}[plot.kind](plot, lang)
    return chart


@drawing
def curve(plot: Plot, lang: str = "en") -> Chart:
    """A fitted curve with its band, and what was observed."""
    chart = Chart(3.0, lang)
    ax = chart.panel(0.07, 0.18, 0.9, 0.78)
    x = np.asarray(plot.x, float)
    ax.fill_between(x, plot.low, plot.high, color=BLUE, alpha=0.18, linewidth=0)
    ax.plot(x, plot.y, color=BLUE, linewidth=1.8)
    ax.plot(x, plot.observed, "o", color=INK, markersize=3)
    ax.set_xlim(0.0, float(x[-1] + x[0]))
    ax.set_ylim(0.0, 1.1 * float(max(np.max(plot.high), np.max(plot.observed))))
    rule_x(ax)
    rule_y(ax, form=lambda v: f"{100 * v:g}%")
    below(ax, chart.both(say("axis.minutes")))
    return chart


@drawing
def dots(plot: Plot, lang: str = "en") -> Chart:
    """A dot and a whisker per label."""
    count = len(plot.labels)
    chart = Chart(0.6 + 0.22 * max(count, 1), lang)
    height = chart.get_figheight()
    ax = chart.panel(0.24, 0.4 / height, 0.72, 1 - 0.5 / height)
    low, high = min(0.0, float(np.min(plot.low))), float(np.max(plot.high))
    ax.set_xlim(low, high + 0.05 * (high - low or 1.0))
    ax.set_ylim(-0.6, count - 0.4)
    places = {}
    for at, label in enumerate(plot.labels):
        row = float(count - 1 - at)
        ax.plot([plot.low[at], plot.high[at]], [row, row], color=BLUE, linewidth=1.4)
        ax.plot([plot.y[at]], [row], "o", color=INK, markersize=4)
        places[row] = label
    rule_x(ax, form=lambda v: f"{v:g}", grid=True)
    rule_y(ax, places, grid=False)
    return chart


@drawing
def match(plot: Plot, lang: str = "en") -> Chart:
    """Observed over expected quantiles; on the line where the law holds."""
    chart = Chart(3.2, lang, width=4.5)
    ax = chart.panel(0.12, 0.17, 0.8, 0.78)
    ends = [float(min(*plot.x, *plot.y)) - 0.2, float(max(*plot.x, *plot.y)) + 0.2]
    ax.plot(ends, ends, color=FAINT, linewidth=1.0)
    ax.plot(plot.x, plot.y, "o", color=BLUE, markersize=3, markeredgecolor=MUTED, markeredgewidth=0.3)
    ax.set_xlim(*ends)
    ax.set_ylim(*ends)
    rule_x(ax, form=lambda v: f"{v:g}".replace("-", "−"))
    rule_y(ax, form=lambda v: f"{v:g}".replace("-", "−"))
    below(ax, chart.both(say("axis.normal")))
    return chart
