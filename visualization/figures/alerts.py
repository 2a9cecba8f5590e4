"""The demand alert: how far each one got, and when."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from visualization.figures.chart import Chart, Columns, Style, drawing, numbers, rule_y, signed, strings
from visualization.figures.names import Names, Pair
from visualization.figures.palette import BLUE, FAINT, GREEN, MUTED, VERMILLION

STEPS = ("issued", "acknowledged", "countered", "committed", "ended")
ENDS = ("fulfilled", "defaulted")


def clock(t_min: float) -> Pair:
    """Minutes from the start as people say them: ``+40 min`` in the show, hours far from it."""
    near = -120 < t_min < 180
    number = signed(t_min if near else t_min / 60)
    return (f"{number} min", f"{number} 分") if near else (f"{number} h", f"{number} 小时")


@drawing
def alert_life(alerts: Columns, names: Names, lang: str = "en") -> Chart:
    """A line per alert over the stages of its life: when it reached each, through whom; twelve at most.

    ``alerts`` has ``id, style, state, t_min, party``; the states are issued, acknowledged, countered,
    committed, then fulfilled or defaulted.
    """
    rows = list(
        zip(
            *(strings(alerts, column).tolist() for column in ("id", "style", "state", "party")),
            numbers(alerts, "t_min").tolist(),
            strict=True,
        )
    )
    ids = list(dict.fromkeys(row[0] for row in rows))[:12]
    chart = Chart(0.65 + 0.72 * max(1, len(ids)), lang)
    if not ids:
        return chart.nothing()
    height = chart.get_figheight()
    ax = chart.panel(0.17, 0.08 / height, 0.8, 1 - 0.5 / height)
    ax.set_xlim(-0.3, len(STEPS) - 0.35)
    ax.set_ylim(-0.75, len(ids) - 0.5)
    head: Style = {"transform": ax.get_xaxis_transform(), "ha": "center", "weight": "bold", "fontsize": 8.5}
    for at, step in enumerate(STEPS):
        ax.text(at, 1.05, chart.say(f"alert.{step}"), **head)
    labels = []
    for y, identity in enumerate(reversed(ids)):
        mine = [row for row in rows if row[0] == identity]
        labels.append(chart.both(names(mine[0][1])))
        _life(chart, ax, y, [(state, party, minute) for _, _, state, party, minute in mine], names)
    rule_y(ax, dict(enumerate(labels)), grid=False)
    return chart


def _life(chart: Chart, ax: Axes, y: int, states: Sequence[tuple[str, str, float]], names: Names) -> None:
    """The stages that one alert reached: dots on its line, when and through whom under them, how it ended."""
    reached = {"ended" if state in ENDS else state: (state, party, minute) for state, party, minute in states}
    places = [STEPS.index(step) for step in reached if step in STEPS]
    ax.plot([0, len(STEPS) - 1], [y, y], color=FAINT, linewidth=0.8, zorder=0)
    ax.plot([min(places, default=0), max(places, default=0)], [y, y], color=BLUE, linewidth=2.2, zorder=1)
    for x, step in enumerate(STEPS):
        if step not in reached:
            continue
        state, party, minute = reached[step]
        colour = {"fulfilled": GREEN, "defaulted": VERMILLION}.get(state, BLUE)
        ax.plot([x], [y], "o", color=colour, markersize=8, zorder=2)
        ax.text(x, y - 0.17, chart.both(clock(minute)), ha="center", va="top", fontsize=8)
        ax.text(x, y - 0.42, chart.both(names(party)), ha="center", va="top", fontsize=7.5, color=MUTED)
        if state in ENDS:
            ax.text(x + 0.09, y + 0.12, chart.say(f"alert.{state}"), fontsize=7.5, color=colour)
