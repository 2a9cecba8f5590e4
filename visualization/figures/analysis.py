"""Figures of the analysis of a sweep: differences, effects, curves, surfaces, Pareto sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from experiments.analysis.job import Analysis, Answer, Crossing
from experiments.analysis.naming import Pair, figure, level, say, scheme_name, unit_of
from experiments.analysis.paired import Paired
from experiments.analysis.response import Curve
from experiments.analysis.table import Floats
from experiments.analysis.words import named
from visualization.figures.chart import Chart, below, drawing, rule_x, rule_y
from visualization.figures.palette import BLUE, FAINT, INK, MUTED, PAPER, VERMILLION, series

MOST_PANELS, MOST_LINES = 9, 6
WARM = LinearSegmentedColormap.from_list("warm", [PAPER, VERMILLION])
COOL = LinearSegmentedColormap.from_list("cool", ["#f4f7fa", "#6fb0dc"])
Row = tuple[Pair, float, float, float]  # name, mean, low, high


def _form(outcome: str) -> Callable[[float], str]:
    return partial(figure, unit=unit_of(outcome))


def _panel(chart: Chart, left: float, width: float, title: str = "", top: float = 0.42, foot: float = 0.45) -> Axes:
    """Axes with room, in inches, for a title above and a scale below."""
    height = chart.get_figheight()
    return chart.panel(left, foot / height, width, 1 - (top + foot) / height, title)


@drawing
def forest(analysis: Analysis, found: Sequence[Paired], lang: str = "en") -> Chart:
    """A dot and its interval for the paired difference of every scheme from the base."""
    rows = [(scheme_name(each.other), each.mean, each.low, each.high) for each in found if each.n]
    if not rows:
        return Chart(0.8, lang).nothing()
    title = say("figure.forest", outcome=named(analysis, found[0].outcome), base=scheme_name(analysis.base))
    return _dots(rows, title, found[0].outcome, lang)


@drawing
def effects(analysis: Analysis, answer: Answer, lang: str = "en") -> Chart:
    """A dot and its interval for the effect of every parameter, the largest on top."""
    order = sorted(answer.effects, key=lambda e: -abs(e.change))
    rows = [((e.parameter, e.parameter), e.change, e.low, e.high) for e in order]
    title = say("figure.effects", outcome=named(analysis, answer.outcome))
    return _dots(rows, title, answer.outcome, lang) if rows else Chart(0.8, lang).nothing()


def _dots(rows: Sequence[Row], title: Pair, outcome: str, lang: str) -> Chart:
    chart = Chart(0.95 + 0.25 * len(rows), lang)
    ax = _panel(chart, 0.3, 0.66, chart.both(title))
    ends = [v for _, *three in rows for v in three if np.isfinite(v)]
    _limits(ax.set_xlim, min(0.0, *ends), max(0.0, *ends))
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.axvline(0.0, color=MUTED, linewidth=0.8)
    names = {}
    for at, (name, mean, low, high) in enumerate(rows):
        row = len(rows) - 1 - at
        colour = BLUE if low > 0 else VERMILLION if high < 0 else INK
        if np.isfinite(low):
            ax.plot([low, high], [row, row], color=colour, linewidth=1.4)
        ax.plot([mean], [row], "o", color=colour, markersize=5)
        names[float(row)] = chart.both(name)
    rule_x(ax, form=_form(outcome), grid=True)
    rule_y(ax, names, grid=False)
    return chart


def _short(name: str, most: int = 13) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _limits(setter: Callable[[float, float], object], low: float, high: float, room: float = 0.05) -> None:
    gap = room * (high - low) or room * max(1.0, abs(low))
    setter(low - gap, high + gap)


@drawing
def tornado(analysis: Analysis, answer: Answer, lang: str = "en") -> Chart:
    """Outcome at both ends of every parameter, the widest on top."""
    order = sorted(answer.effects, key=lambda e: -abs(e.change))
    if not order:
        return Chart(0.8, lang).nothing()
    chart = Chart(0.95 + 0.32 * len(order), lang)
    ax = _panel(chart, 0.3, 0.66, chart.both(say("figure.tornado", outcome=named(analysis, answer.outcome))))
    middle = float(np.mean([(e.at_start + e.at_end) / 2 for e in order]))
    ends = [v for e in order for v in (e.at_start, e.at_end)]
    _limits(ax.set_xlim, min(ends), max(ends), room=0.14)
    ax.set_ylim(-0.6, len(order) - 0.4)
    for at, each in enumerate(order):
        row = len(order) - 1 - at
        bars = sorted(((each.at_end, each.end, VERMILLION), (each.at_start, each.start, BLUE)), key=lambda b: -abs(b[0] - middle))
        for value, _, colour in bars:  # the longer one first, so that both are seen where they lie on one side
            ax.barh(row, value - middle, left=middle, height=0.56, color=colour)
        lower, upper = sorted(bars, key=lambda b: (b[0], b[2] == VERMILLION))
        for (_, name, colour), place, side in (
            (lower, min(lower[0], middle), "right"), (upper, max(upper[0], middle), "left"),
        ):  # fmt: skip
            ax.annotate(level(name), (place, row), xytext=(3 if side == "left" else -3, 0), textcoords="offset points",
                        ha=side, va="center", fontsize=8, color=colour)  # fmt: skip
    ax.axvline(middle, color=INK, linewidth=0.8)
    rule_x(ax, form=_form(answer.outcome))
    rule_y(ax, {float(len(order) - 1 - at): e.parameter for at, e in enumerate(order)}, grid=False)
    return chart


@drawing
def second(analysis: Analysis, answer: Answer, lang: str = "en") -> Chart:
    """Heat map of variance shares: parameters alone on the diagonal, pairs off it."""
    names = analysis.table.parameters
    n = len(names)
    if answer.second is None or not np.isfinite(answer.second).any():
        return Chart(0.8, lang).nothing()
    share = np.clip(answer.second, 0.0, None)
    share[np.diag_indices(n)] = [max(0.0, each.first) for each in answer.indices]
    chart = Chart(0.85 + 0.36 * n, lang)
    ax = _panel(chart, 0.3, min(0.66, 0.09 * n), chart.both(say("figure.second", outcome=named(analysis, answer.outcome))))
    ax.imshow(share, cmap=WARM, vmin=0.0, vmax=max(0.05, float(share.max())), aspect="auto")
    for (row, column), value in np.ndenumerate(share):
        if column <= row:
            ax.text(column, row, f"{100 * value:.0f}%", ha="center", va="center", fontsize=8)
    for row in range(n):
        ax.fill_between([row + 0.5, n - 0.5], row - 0.5, row + 0.5, color=PAPER, linewidth=0)
    short = {float(at): _short(name.rpartition(".")[2]) for at, name in enumerate(names)}
    rule_x(ax, short)
    rule_y(ax, {float(at): name for at, name in enumerate(names)}, grid=False)
    return chart


@drawing
def curves(analysis: Analysis, answers: Sequence[Answer], lang: str = "en") -> Chart:
    """Partial dependence on each parameter, a line and band per scheme; panels share their scale."""
    shown = [each for each in answers if each.curves][:MOST_LINES]
    count = min(MOST_PANELS, len(shown[0].curves)) if shown else 0
    if not count:
        return Chart(0.8, lang).nothing()
    colours = series([each.scheme for each in shown])
    drawn = [[(each.curves[k], colours[each.scheme]) for each in shown] for k in range(count)]
    marks = {each.scheme: colours[each.scheme] for each in shown}
    return _panels(drawn, _form(shown[0].outcome), marks, lang)


@drawing
def differences(analysis: Analysis, found: Sequence[Crossing], lang: str = "en") -> Chart:
    """Paired differences along each parameter with their band; a mark where they change sign."""
    names = list(dict.fromkeys(each.other for each in found))[:MOST_LINES]
    parameters = list(dict.fromkeys(each.parameter for each in found))[:MOST_PANELS]
    if not names:
        return Chart(0.8, lang).nothing()
    colours = series(names)
    drawn = [
        [(each.curve, colours[each.other]) for each in found if each.parameter == p and each.other in names] for p in parameters
    ]
    marks = [
        [(b.at, colours[c.other]) for c in found if c.parameter == p and c.other in names for b in c.found] for p in parameters
    ]
    return _panels(drawn, _form(found[0].outcome), colours, lang, zero=True, marks=marks)


def _panels(
    drawn: Sequence[Sequence[tuple[Curve, str]]], form: Callable[[float], str], names: Mapping[str, str], lang: str, *,
    zero: bool = False, marks: Sequence[Sequence[tuple[float, str]]] | None = None,
) -> Chart:  # fmt: skip
    rows = -(-len(drawn) // 3)
    height = 0.35 + 2.2 * rows
    chart = Chart(height, lang)
    bands = [v for panel in drawn for c, _ in panel for part in (c.mean, c.low, c.high) for v in part if np.isfinite(v)]
    low, high = min([*bands, 0.0] if zero else bands), max([*bands, 0.0] if zero else bands)
    for at, panel in enumerate(drawn):
        bottom = (height - 0.35 - 2.2 * (at // 3) - 1.75) / height
        ax = chart.panel(0.09 + 0.315 * (at % 3), bottom, 0.255, 1.4 / height, panel[0][0].parameter[-34:])
        for curve, colour in panel:
            _line(ax, curve, colour)
        for place, colour in marks[at] if marks else ():
            ax.plot([place], [0.0], "o", color=colour, markersize=5)
        _limits(ax.set_ylim, low, high)
        if zero:
            ax.axhline(0.0, color=MUTED, linewidth=0.8)
        first = panel[0][0]
        rule_x(ax, 4 if first.numeric else {float(k): str(x)[:14] for k, x in enumerate(first.x)}, form=level)
        rule_y(ax, 4, form=form)
    for at, (name, colour) in enumerate(names.items()):
        place = 0.09 + 0.15 * at
        chart.text(place, 0.12 / height, chart.both(scheme_name(name)), color=colour, fontsize=8.5, weight="bold")
    return chart


def _line(ax: Axes, curve: Curve, colour: str) -> None:
    x = np.asarray(curve.x, dtype=float) if curve.numeric else np.arange(len(curve.x), dtype=float)
    if np.isfinite(curve.low).all():
        ax.fill_between(x, curve.low, curve.high, color=colour, alpha=0.18, linewidth=0)
    ax.plot(x, curve.mean, color=colour, linewidth=1.8, marker="o" if len(x) <= 8 else None, markersize=3.5)
    _limits(ax.set_xlim, float(x[0]), float(x[-1]), room=0.08)


@drawing
def response(analysis: Analysis, answer: Answer, lang: str = "en") -> Chart:
    """Heat map with level lines of the outcome over the two numbers that move it most."""
    found = answer.surface
    if found is None:
        return Chart(0.8, lang).nothing()
    chart = Chart(3.4, lang)
    ax = _panel(chart, 0.3, 0.4, chart.both(say("figure.surface", outcome=named(analysis, answer.outcome))), foot=0.6)
    mean = np.asarray(found.mean).T
    if np.ptp(mean) > 0:
        ax.contourf(found.x, found.y, mean, levels=12, cmap=COOL)
        lines = ax.contour(found.x, found.y, mean, levels=5, colors=INK, linewidths=0.7)
        for label in ax.clabel(lines, fmt=_form(answer.outcome), fontsize=8):
            at = ax.transAxes.inverted().transform(ax.transData.transform(label.get_position()))
            label.set_visible(bool((at > 0.06).all() and (at < 0.94).all()))  # or the frame would cut it
    rule_x(ax, 4, form=level)
    rule_y(ax, 4, form=level, grid=False)
    below(ax, found.parameters[0])
    ax.text(
        -0.16, 0.5, found.parameters[1], transform=ax.transAxes, rotation=90, ha="right", va="center", fontsize=8, color=MUTED
    )
    return chart


@drawing
def front(analysis: Analysis, lang: str = "en") -> Chart:
    """Every condition in the first two outcomes, a colour per scheme, those of the Pareto set filled."""
    if analysis.front is None:
        return Chart(0.8, lang).nothing()
    frame, (x, y) = analysis.front.frame, analysis.front.outcomes[:2]
    chart = Chart(3.6, lang)
    title = say("figure.pareto", x=named(analysis, x), y=named(analysis, y))
    ax = _panel(chart, 0.12, 0.6, chart.both(title))
    names = list(frame["scheme"].drop_duplicates())
    colours = series(names)
    values: tuple[Floats, Floats] = (frame[x].to_numpy(dtype=float), frame[y].to_numpy(dtype=float))
    _limits(ax.set_xlim, float(values[0].min()), float(values[0].max()))
    _limits(ax.set_ylim, float(values[1].min()), float(values[1].max()))
    on = frame["efficient"].to_numpy(dtype=bool)
    for name in names:
        own = (frame["scheme"] == name).to_numpy()
        colour = colours[name]
        ax.plot(values[0][own & ~on], values[1][own & ~on], "o", color=colour, markersize=4, fillstyle="none", alpha=0.6)
        ax.plot(values[0][own & on], values[1][own & on], "o", color=colour, markersize=6)
    rule_x(ax, form=_form(x))
    rule_y(ax, form=_form(y))
    for at, name in enumerate(names[:12]):
        colour = MUTED if colours[name] == FAINT else colours[name]
        chart.text(0.75, 0.85 - 0.06 * at, chart.both(scheme_name(name)), color=colour, fontsize=8.5, weight="bold")
    return chart
