"""Money: what made up a party's profit, and who earned what."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.collections import LineCollection

from experiments.replicate import Spread
from visualization.figures.chart import Chart, drawing, rule_y, signed, thousands
from visualization.figures.names import Names, words
from visualization.figures.palette import BLUE, FAINT, INK, MUTED, VERMILLION, of_kind

TOTALS = ("income", "expense", "profit")  # sums among the lines of a party, no lines themselves
SHOWN = 15


def parts(lines: Mapping[str, float], most: int = SHOWN) -> list[tuple[str, float]]:
    """The lines that make up a profit: receipts first, then payments, each by size; small ones are merged as
    ``other``.

    The parts always sum to ``lines["profit"]``.
    """
    found = [(name, value) for name, value in lines.items() if name not in TOTALS and abs(value) >= 0.005]
    found.sort(key=lambda line: (-abs(line[1]), line[0]))
    kept = found[: most - 1] if len(found) > most else found
    rest = float(lines.get("profit", sum(value for _, value in found))) - sum(value for _, value in kept)
    kept.sort(key=lambda line: (line[1] < 0, -abs(line[1]), line[0]))
    return [*kept, ("other", rest)] if abs(rest) >= 0.005 else kept


@drawing
def money_waterfall(lines: Mapping[str, float], party: str, names: Names, lang: str = "en") -> Chart:
    """From the first line to the profit of ``party``, CNY: receipts lift the bar, payments lower it."""
    steps = parts(lines)
    chart = Chart(0.75 + 0.24 * (len(steps) + 1), lang)
    if not steps:
        return chart.nothing()
    height = chart.get_figheight()
    ax = chart.panel(0.26, 0.1 / height, 0.62, 1 - 0.5 / height, chart.say("figure.waterfall.title", party=names(party)))
    values = np.array([value for _, value in steps])
    profit = float(values.sum())
    starts = np.concatenate([[0.0], np.cumsum(values)[:-1]])
    rows = np.arange(len(steps), -1, -1, dtype=np.float64)
    colours = [BLUE if value > 0 else VERMILLION for value in values]
    ax.barh(rows[:-1], values, left=starts, height=0.62, color=colours)
    ax.barh(rows[-1], profit, height=0.72, color=INK)
    ends = np.append(np.cumsum(values), profit)
    ax.add_collection(
        LineCollection(
            [[(end, row), (end, row - 1)] for end, row in zip(ends[:-1], rows[:-1], strict=True)],
            colors=FAINT,
            linewidths=0.8,
            zorder=0,
        )
    )
    reach = np.concatenate([starts, ends, [0.0]])
    low, high = float(reach.min()), float(reach.max())
    room = 0.16 * (high - low or 1.0)
    ax.set_xlim(low - (room if low < 0 else 0), high + room)
    ax.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    for row, value, end, start in zip(rows, [*values, profit], ends, [*starts, 0.0], strict=True):
        ax.text(max(start, end) + 0.06 * room, row, signed(value), va="center", fontsize=8)
    ax.set_ylim(-0.6, len(steps) + 0.6)
    labels = [*(chart.both(words(f"clause.{name}", name)) for name, _ in steps), chart.say("money.profit")]
    rule_y(ax, dict(zip(rows.tolist(), labels, strict=True)), grid=False)
    return chart


@drawing
def profit_bars(
    money: Mapping[str, Mapping[str, float]],
    names: Names,
    lang: str = "en",
    spread: Mapping[str, Spread] | None = None,
) -> Chart:
    """Profit per party of the chain, CNY. ``spread`` over replications is drawn as a whisker."""
    inside = [party for party in money if names.kind(party) != party or party in names.kinds]
    ranked = sorted(inside, key=lambda party: (-float(money[party].get("profit", 0.0)), party))[:30]
    chart = Chart(0.7 + 0.26 * max(1, len(ranked)), lang)
    if not ranked:
        return chart.nothing()
    height = chart.get_figheight()
    ax = chart.panel(0.24, 0.25 / height, 0.66, 1 - 0.65 / height, chart.say("figure.profit.title"))
    rows = np.arange(len(ranked))[::-1]
    profit = np.array([float(money[party].get("profit", 0.0)) for party in ranked])
    ax.barh(rows, profit, height=0.62, color=[of_kind(names.kind(party)) for party in ranked])
    reach = [0.0, *profit]
    for row, party in zip(rows, ranked, strict=True):
        if spread and party in spread:
            low, middle, high = spread[party].p10, spread[party].p50, spread[party].p90
            ax.plot([low, high], [row, row], color=INK, linewidth=1.2)
            ax.plot([middle], [row], "|", color=INK, markersize=9)
            reach += [low, high]
    low, high = min(reach), max(reach)
    room = 0.14 * (high - low or 1.0)
    ax.set_xlim(low - (room if low < 0 else 0), high + room)
    ax.axvline(0, color=MUTED, linewidth=0.8)
    for row, value, party in zip(rows, profit, ranked, strict=True):
        edge = max(value, 0.0, spread[party].p90 if spread and party in spread else 0.0)
        ax.text(
            edge + 0.05 * room,
            row,
            thousands(round(value)),
            va="center",
            fontsize=8,
            color=INK if value >= 0 else VERMILLION,
        )
    ax.set_ylim(-0.6, len(ranked) - 0.4)
    labels = [chart.both(names(party)) for party in ranked]
    rule_y(ax, dict(zip(rows.tolist(), labels, strict=True)), grid=False)
    if spread:
        below_text = chart.say("figure.profit.whisker")
        chart.text(0.9, 0.06 / height, below_text, ha="right", fontsize=8, color=MUTED)
    return chart
