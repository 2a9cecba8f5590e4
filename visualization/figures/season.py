"""Seasons drawn: series with bands, conduct by kind, the network at first and at last, temptations, profits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from environment.names import name_of
from experiments.emergence import SIGNS, conduct, drift, ties
from experiments.intervals import FEWEST, Interval, bands
from experiments.seasons import Seasons
from experiments.temptations import KINDS, Temptation
from visualization.figures.chart import Chart, Floats, below, drawing, percent, rule_x, rule_y, spread, thousands
from visualization.figures.names import Names, Pair, words
from visualization.figures.palette import BLUE, FAINT, GREEN, INK, MUTED, ORANGE, VERMILLION, of_kind
from visualization.figures.svg import HALO, Drawing, drawn
from visualization.figures.ties import edge, labelled, layers
from visualization.quantities import UNITS
from visualization.season_answer import middle
from visualization.season_words import bare, label, unit

COLOURS = (BLUE, VERMILLION)  # of the first scheme and of the one set against it
TRUST = ((0.5, VERMILLION), (0.7, ORANGE), (0.85, GREEN), (1.01, BLUE))  # trust below -> colour of an edge
MOST_ROWS = 24
Row = tuple[Pair, Sequence[tuple[str, Interval]]]


def season_drawings(done: Seasons, tempted: Mapping[str, Sequence[Temptation]]) -> dict[str, Drawing]:
    """Every figure of seasons drawn once, for files and pages in either language."""
    charts = {"series": season_series(done), "conduct": season_conduct(done)}
    for scheme, letter in zip(done.schemes, "ab", strict=False):
        charts[f"network-{letter}"] = season_network(done, scheme.name)
    charts["profits"] = season_profits(done)
    charts["temptations"] = season_temptations(done, tempted)
    return {name: drawn(chart, name) for name, chart in charts.items()}


@drawing
def season_series(done: Seasons, measures: Sequence[str] = SIGNS, lang: str = "en") -> Chart:
    """A panel per measure: its mean over seasons show by show under each scheme, the 95 % band, lasting changes of level."""
    known = [name for name in measures if name in done.names()]
    rows = -(-len(known) // 2)
    height = 0.85 + 1.75 * rows
    chart = Chart(height, lang)
    if not known:
        return chart.nothing()
    _key(chart, done, height)
    for at, name in enumerate(known):
        row, column = divmod(at, 2)
        title = chart.both(_measured(name))
        ax = chart.panel(0.07 + 0.49 * column, (height - 0.55 - 1.75 * (row + 1) + 0.5) / height, 0.42, 1.05 / height, title)
        _series(chart, ax, done, name)
        if at >= len(known) - 2:
            below(ax, chart.say("figure.season.show"))
    note = chart.say("figure.season.levels")
    chart.text(0.07, 0.1 / height, note, fontsize=8, color=MUTED)
    return chart


def _measured(name: str) -> Pair:
    """A measure and its unit; shares have theirs on the scale."""
    (english, chinese), units = label(name), UNITS.get(unit(name), ("", ""))
    return (f"{english},{units[0]}", f"{chinese}（{units[1].strip()}）") if units[0] else (english, chinese)


def _key(chart: Chart, done: Seasons, height: float) -> None:
    """Which colour is which scheme, in a line at the top."""
    x = 0.07
    for scheme, colour, letter in zip(done.schemes, COLOURS, "AB", strict=False):
        chart.text(x, 1 - 0.22 / height, "●", color=colour, fontsize=9)
        name = chart.both((f"{letter}  {scheme.en}", f"{letter}  {scheme.zh}"))
        chart.text(x + 0.02, 1 - 0.22 / height, name, fontsize=9, weight="bold")
        x += 0.45


def _series(chart: Chart, ax: Axes, done: Seasons, name: str) -> None:
    of, shows, ends = unit(name), np.arange(1, done.shows + 1), []
    for scheme, colour in zip(done.schemes, COLOURS, strict=False):
        mean, low, high = done.band(scheme.name, name)
        told = done.n >= FEWEST  # of fewer seasons no interval is drawn, as none is judged
        if told:
            ax.fill_between(shows, low, high, color=colour, alpha=0.18, linewidth=0)
        ax.plot(shows, mean, color=colour, linewidth=1.5, marker="." if done.shows < 20 else None)
        ends += [*mean, *(low if told else ()), *(high if told else ())]
    found = np.array(ends)[np.isfinite(ends)]
    bottom, top = (float(found.min()), float(found.max())) if len(found) else (0.0, 1.0)
    room = 0.12 * (top - bottom or abs(top) or 1.0)
    ax.set_ylim(bottom - room, top + room)
    ax.set_xlim(0.5, done.shows + 0.5)
    for scheme, colour in zip(done.schemes, COLOURS, strict=False):
        moved = drift(done, scheme.name, name)
        for points, sign, y in ((moved.rise, "▲", top + room), (moved.fall, "▼", bottom - room)):
            if 2 * len(points) >= done.n and points:  # a change that most seasons lack is none of the mean's
                ax.axvline(middle(points), color=colour, linewidth=0.8, linestyle=(0, (3, 2)), zorder=0)
                ax.text(middle(points), y, sign, color=colour, fontsize=7, ha="center", va="center", zorder=4)
    steps = max(1, round(done.shows / 5))
    rule_x(ax, {float(k): str(k) for k in range(steps, done.shows + 1, steps)})
    rule_y(ax, 3, percent if of == "share" else thousands)


@drawing
def season_conduct(done: Seasons, lang: str = "en") -> Chart:
    """Per scheme a panel: the mean level of temptation that each kind chose, show by show."""
    height = 2.6
    chart = Chart(height, lang)
    kinds = Names.of(done.whole[done.schemes[0].name].first).kinds
    for at, scheme in enumerate(done.schemes):
        runs = done.runs[scheme.name]
        means: dict[str, Floats] = {}
        for kind in KINDS:
            members = [party for party in runs[0].dispositions if kinds.get(party) == kind]
            if members:
                means[kind] = bands(conduct(runs, members, "temptation"))[0]
        title = chart.say("figure.season.conduct", scheme=(scheme.en, scheme.zh))
        wide = 0.33 if len(done.schemes) > 1 else 0.8
        ax = chart.panel(0.06 + 0.5 * at, 0.42 / height, wide, 1.75 / height, title)
        _conduct(chart, ax, means, done.shows)
    return chart


def _conduct(chart: Chart, ax: Axes, means: Mapping[str, Floats], shows: int) -> None:
    top = max([float(np.nanmax(values)) for values in means.values()] or [1.0]) or 1.0
    ax.set_ylim(-0.04 * top, 1.1 * top)
    ax.set_xlim(0.5, shows + 0.5)
    finals = [float(values[np.isfinite(values)][-1]) for values in means.values()]
    places = spread(finals, 0.11 * top, 0.0)
    for (kind, values), final, place in zip(means.items(), finals, places, strict=True):
        at = np.arange(1, len(values) + 1)
        ax.plot(at, values, color=of_kind(kind), linewidth=1.5)
        last = float(at[np.isfinite(values)][-1])
        x = shows + 0.04 * shows + 0.5
        ax.plot([last, x], [final, place], color=FAINT, linewidth=0.6, clip_on=False, zorder=0)
        name = chart.both(words(f"kind.{kind}"))
        ax.text(x + 0.012 * shows, place, name, fontsize=8, color=of_kind(kind), va="center", clip_on=False)
    steps = max(1, round(shows / 5))
    rule_x(ax, {float(k): str(k) for k in range(steps, shows + 1, steps)})
    rule_y(ax, 3)
    below(ax, chart.say("figure.season.show"))


@drawing
def season_network(done: Seasons, scheme: str, lang: str = "en") -> Chart:
    """The first season's network after its first and last show: width is business, colour the lower trust of a pair."""
    height = 4.3
    chart = Chart(height, lang)
    names = Names.of(done.whole[scheme].first)
    one = Seasons(done.scenario, done.schemes, done.seeds[:1], done.shows, {k: v[:1] for k, v in done.runs.items()})
    found = ties(one, scheme)
    spot = layers(names.kinds)
    bent = {tie.pair: edge(spot, *tie.pair) for tie in found if max(tie.business) > 0 and set(tie.pair) <= set(spot)}
    labels = labelled(spot, {party: names(party)[0] for party in spot}, list(bent.values()))
    widest = max([max(tie.business) for tie in found], default=1.0) or 1.0
    for at, title in enumerate(("figure.season.first", "figure.season.last")):
        ax = chart.panel(0.01 + 0.5 * at, 0.13, 0.48, 0.78, chart.say(title))
        lines, widths, colours = [], [], []
        for tie in found:
            if tie.business[at] > 0 and tie.pair in bent:
                lines.append(bent[tie.pair])
                widths.append(0.6 + 6.0 * float(np.sqrt(tie.business[at] / widest)))
                known = [values[at] for values in tie.trust.values() if np.isfinite(values[at])]
                colours.append(_trusted(min(known)) if known else FAINT)
        ax.add_collection(LineCollection(lines, colors=colours, linewidths=widths, alpha=0.75, zorder=1, capstyle="round"))
        for party, (x, y) in spot.items():
            ax.scatter([x], [y], s=55, color=of_kind(names.kind(party)), edgecolor="white", zorder=3)
            name = chart.both(names(party))
            ax.text(x, y + labels[party], name, fontsize=6.5, ha="center", va="center", zorder=4, gid=HALO)
        columns = max(x for x, _ in spot.values())
        ax.set_xlim(-0.8, columns + 0.6)
        ax.set_ylim(-1.35, 1.35)
    _trust_key(chart)
    return chart


def _trusted(value: float) -> str:
    return next(colour for top, colour in TRUST if value < top)


def _trust_key(chart: Chart) -> None:
    chart.text(0.02, 0.03, chart.say("figure.season.trust"), fontsize=8, color=MUTED)
    low, x = 0.0, 0.26
    for top, colour in TRUST:
        chart.text(x, 0.03, "▬", color=colour, fontsize=10)
        chart.text(x + 0.025, 0.03, f"{low:g}–{min(top, 1.0):g}", fontsize=8, color=MUTED)
        low, x = top, x + 0.12
    chart.text(x, 0.03, "▬", color=FAINT, fontsize=10)
    chart.text(x + 0.025, 0.03, chart.say("figure.season.unknown"), fontsize=8, color=MUTED)


@drawing
def season_profits(done: Seasons, lang: str = "en") -> Chart:
    """Per party the season's profit, or under two schemes the paired difference, with its interval."""
    a, *others = done.schemes
    rows: list[Row] = []
    for party in done.runs[a.name][0].profit:
        name = f"profit.{party}"
        found = done.difference(a.name, others[0].name, name) if others else done.summary(a.name, name)
        rows.append((name_of(done.scenario, party), [(INK, found)]))
    rows.sort(key=lambda row: -row[1][0][1].mean)
    title = words("figure.season.profits")
    if others:
        title = words("figure.season.differences", a=(a.en, a.zh), b=(others[0].en, others[0].zh))
    return _dots(rows, title, lang)


@drawing
def season_temptations(done: Seasons, tempted: Mapping[str, Sequence[Temptation]], lang: str = "en") -> Chart:
    """Per kind and level what breaking its word brings it in one show, under each scheme."""
    grouped: dict[tuple[str, float], list[tuple[str, Interval]]] = {}
    for scheme, colour in zip(done.schemes, COLOURS, strict=False):
        for each in tempted[scheme.name]:
            grouped.setdefault((each.kind, each.level), []).append((colour, each.gain))
    rows: list[Row] = [
        (words("figure.season.breach", kind=words(f"kind.{kind}"), level=f"{100 * level:g}%"), found)
        for (kind, level), found in grouped.items()
    ]
    return _dots(rows, words("figure.season.tempted"), lang, done)


def _dots(rows: Sequence[Row], title: Pair, lang: str, key: Seasons | None = None) -> Chart:
    """A row per label: dots at means, lines over intervals, values at the right."""
    rows = rows[:MOST_ROWS]
    lift = 0.35 if key is not None and len(key.schemes) > 1 else 0.0
    height = 0.75 + lift + (0.38 if lift else 0.28) * max(1, len(rows))
    chart = Chart(height, lang)
    if not rows:
        return chart.nothing()
    if lift and key is not None:
        _key(chart, key, height)
    ax = chart.panel(0.22, 0.35 / height, 0.6, 1 - (0.7 + lift) / height, chart.both(title))
    values = [v for _, found in rows for _, i in found for v in (i.mean, i.low, i.high) if np.isfinite(v)] or [0.0]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = 0.06 * (high - low or 1.0)
    ax.set_xlim(low - room, high + room)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.axvline(0, color=MUTED, linewidth=0.9)
    labels = {}
    for at, (name, found) in enumerate(rows):
        y = float(len(rows) - 1 - at)
        labels[y] = chart.both(name)
        shifts = [0.0] if len(found) == 1 else [0.2, -0.2]
        for (colour, i), shift in zip(found, shifts, strict=False):
            ax.plot([i.low, i.high], [y + shift] * 2, color=colour, linewidth=1.6, alpha=0.7)
            ax.plot([i.mean], [y + shift], "o", color=colour, markersize=4.5)
            x = high + 1.3 * room
            ax.text(x, y + shift, bare(i.mean, "CNY", change=True), fontsize=7.5, color=colour, va="center", clip_on=False)
    rule_y(ax, labels, grid=False)
    rule_x(ax, 6, grid=True)
    return chart
