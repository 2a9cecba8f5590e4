"""Figures of a design: the schemes that were tried, in each pair of objectives."""

from __future__ import annotations

from itertools import combinations

from experiments.design.job import Design
from experiments.design.words import base_name, money, say
from visualization.figures.chart import Chart, below, drawing, rule_x, rule_y
from visualization.figures.palette import FAINT, INK, MUTED, series
from visualization.figures.svg import Drawing, drawn

AXES = ("surplus", "worst", "breach")
MOST_NAMES = 14


def drawings(done: Design) -> dict[str, Drawing]:
    """Every figure by name."""
    return {"front": drawn(front(done), "design front")}


@drawing
def front(done: Design, lang: str = "en") -> Chart:
    """Three panels, a pair of objectives each: a colour per base, the front filled, what some party would not join a cross."""
    chart = Chart(3.4, lang)
    rows = [(each, each.score) for each in done.finalists if each.score is not None]
    names = list(dict.fromkeys(each.candidate.base for each, _ in rows))
    colours = series(names)
    places = {each.number: dict(zip(AXES, (s.surplus.mean, s.worst, s.breach), strict=True)) for each, s in rows}
    alone = dict(zip(AXES, (done.alone.surplus.mean, done.alone.worst, done.alone.breach), strict=True))
    for at, (x, y) in enumerate(combinations(AXES, 2)):
        ax = chart.panel(0.07 + 0.25 * at, 0.17, 0.175, 0.68, chart.both(say(f"col.{y}")))
        for axis, setter in ((x, ax.set_xlim), (y, ax.set_ylim)):
            values = [alone[axis], *(place[axis] for place in places.values())]
            gap = 0.07 * (max(values) - min(values)) or 1.0
            setter(min(values) - gap, max(values) + gap)
        ax.plot([alone[x]], [alone[y]], "D", color=INK, markersize=5)
        for each, found in rows:
            place, colour = places[each.number], colours[each.candidate.base]
            on = each.number in done.front
            mark, size = ("o", 6.5 if on else 4.5) if found.feasible or on else ("x", 4.5)
            ax.plot([place[x]], [place[y]], mark, color=colour, markersize=size, fillstyle="full" if on else "none")
        rule_x(ax, ticks=3, form=money)
        rule_y(ax, form=money)
        below(ax, chart.both(say(f"col.{x}")))
    for at, name in enumerate(names[:MOST_NAMES]):
        colour = MUTED if colours[name] == FAINT else colours[name]
        chart.text(0.765, 0.85 - 0.058 * at, chart.both(base_name(done, name)), color=colour, fontsize=8, weight="bold")
    return chart
