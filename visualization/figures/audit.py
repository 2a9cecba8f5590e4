"""Figures of an audit: who gains by taking part, what a breach of word gains, and where adaptation leads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from environment.names import name_of
from experiments.audit.dynamics import STEP, TIME
from experiments.audit.game import EmpiricalGame
from experiments.audit.intervals import Estimate
from experiments.audit.job import Audit, Finding
from experiments.audit.verdict import kinds, say
from visualization.figures.chart import Chart, below, drawing, percent, rule_x, rule_y, signed
from visualization.figures.names import Pair
from visualization.figures.palette import BLUE, FAINT, INK, MUTED, VERMILLION, of_kind
from visualization.figures.svg import Drawing, drawn

Bar = tuple[Pair, Estimate]
MOST_BASINS = 8


def drawings(audit: Audit, finding: Finding) -> dict[str, Drawing]:
    """Every figure of one scheme that has something to show, by name."""
    charts = {"parts": parts(audit, finding), "gains": gains(audit, finding)}
    if finding.game is not None:
        charts["game"] = adaptation(finding.game)
    return {name: drawn(chart, f"audit {finding.scheme.name} {name}") for name, chart in charts.items()}


@drawing
def parts(audit: Audit, finding: Finding, lang: str = "en") -> Chart:
    """Profit of every party against arm's length, CNY per show, with intervals."""
    rows = [(name_of(audit.scenario, part.party), part.gain) for part in finding.rationality]
    return _dots(rows, "figure.parts.title", lang)


@drawing
def gains(audit: Audit, finding: Finding, lang: str = "en") -> Chart:
    """What the best breach of its word gains each party over keeping it, CNY per show, with intervals."""
    tempted = finding.incentives[audit.shows]
    rows = [(name_of(audit.scenario, each.party), each.cheat.gain) for each in tempted if each.cheat is not None]
    return _dots(rows, "figure.gains.title", lang)


def _dots(rows: Sequence[Bar], title: str, lang: str) -> Chart:
    """A dot and a whisker per row; those surely above or below zero stand out."""
    chart = Chart(0.9 + 0.25 * max(1, len(rows)), lang)
    if not rows:
        return chart.nothing()
    height = chart.get_figheight()
    ax = chart.panel(0.26, 0.4 / height, 0.7, 1 - 0.8 / height, chart.both(say(title)))
    low, high = min(0.0, *(e.low for _, e in rows)), max(0.0, *(e.high for _, e in rows))
    room = 0.05 * (high - low or 1.0)
    ax.set_xlim(low - room, high + room)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.axvline(0.0, color=MUTED, linewidth=0.8)
    places = {}
    for at, (name, estimate) in enumerate(rows):
        row = len(rows) - 1 - at
        colour = BLUE if estimate.sure_gain else VERMILLION if estimate.sure_loss else INK
        ax.plot([estimate.low, estimate.high], [row, row], color=colour, linewidth=1.4)
        ax.plot([estimate.mean], [row], "o", color=colour, markersize=5)
        places[float(row)] = chart.both(name)
    rule_x(ax, form=signed, grid=True)
    rule_y(ax, places, grid=False)
    return chart


@drawing
def adaptation(game: EmpiricalGame, lang: str = "en") -> Chart:
    """Left: share of each kind that keeps its word, from one half on. Right: where a grid of starts ends."""
    shown = game.basins[:MOST_BASINS]
    height = max(2.9, 0.9 + 0.28 * len(shown))
    chart = Chart(height, lang)
    left = chart.panel(0.06, 0.55 / height, 0.3, 1 - 0.95 / height, chart.both(say("figure.paths.title")))
    time = np.arange(len(next(iter(game.paths.values())))) * STEP
    settled = max(_settled(path) for path in game.paths.values())
    end = min(TIME, max(10.0, 1.5 * settled * STEP))
    for at, (player, path) in enumerate(game.paths.items()):
        left.plot(time, path, color=of_kind(player), linewidth=1.8, linestyle=(2.5 * at, (6, 2.5 * at)) if at else "-")
    left.set_xlim(0.0, end)
    left.set_ylim(-0.02, 1.02)
    rule_x(left, 4)
    rule_y(left, 5, form=percent)
    below(left, chart.both(say("figure.paths.time")))
    _legend(chart, game.players, height)
    _basins(chart, game, height)
    return chart


def _settled(path: Sequence[float]) -> int:
    """Steps until a path stays within 0.01 of its end."""
    away = np.flatnonzero(np.abs(np.asarray(path) - path[-1]) > 0.01)
    return int(away[-1]) + 1 if len(away) else 0


def _legend(chart: Chart, players: Sequence[str], height: float) -> None:
    """Names of the kinds in their colours, under the paths."""
    for at, player in enumerate(players):
        name = chart.both(kinds([player]))
        chart.text(0.06 + 0.085 * at, 0.1 / height, name, color=of_kind(player), fontsize=8.5, weight="bold")


def _basins(chart: Chart, game: EmpiricalGame, height: float) -> None:
    shown = game.basins[:MOST_BASINS]
    ax = chart.panel(0.7, 0.55 / height, 0.25, 1 - 0.95 / height, chart.both(say("figure.basins.title")))
    rows = np.arange(len(shown))[::-1]
    ax.barh(rows, [basin.share for basin in shown], height=0.6, color=[FAINT if b.broken is None else BLUE for b in shown])
    for row, basin in zip(rows, shown, strict=True):
        ax.text(basin.share + 0.02, row, percent(basin.share), va="center", fontsize=8)
    ax.set_xlim(0.0, 1.15)
    ax.set_ylim(-0.7, max(2.0, len(shown)) - 0.3)
    labels = [chart.both(_ending(basin.broken, game)) for basin in shown]
    rule_y(ax, dict(zip(rows.astype(float).tolist(), labels, strict=True)), grid=False)


def _ending(broken: Sequence[str] | None, game: EmpiricalGame) -> Pair:
    if broken is None:
        return say("figure.unsettled")
    everybody = len(broken) == len(game.players)
    return say("figure.all") if everybody else say("figure.broken", broken=kinds(broken)) if broken else say("figure.kept")
