"""A negotiation seen from outside: every outcome as what it is worth to each party, and the path of offers.

Utilities are CNY of risk-adjusted expected profit under each party's own beliefs; the fields of
:class:`environment.records.Negotiation` say more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from environment.records import Negotiation
from protocols.solutions import kalai_smorodinsky, nash, pareto_mask
from visualization.figures.chart import Chart, Floats, Style, below, drawing, percent, rule_x, rule_y, spread
from visualization.figures.names import Names
from visualization.figures.palette import BLACK, FAINT, INK, MUTED, of_kind, series

Stroke = str | tuple[int, tuple[float, ...]]
Sign = tuple[str, Stroke, str]  # marker, line style, name of what it stands for
LANDMARKS: dict[str, tuple[str, Stroke]] = {"nash": ("D", (0, (5, 2))), "ks": ("s", (0, (1, 1.2)))}


@dataclass(frozen=True)
class Stakes:
    """What a negotiation was about in numbers, parties in the order of ``talk.parties``.

    ``table`` (outcomes, parties) holds utilities, ``reserve`` (parties,) what no deal is worth, ``most``
    (parties,) the most each could gain over that where nobody does worse than without a deal (at least 1).
    ``marks`` are the rows of the Nash and the Kalai–Smorodinsky solution, ``agreed`` that of the outcome.
    """

    talk: Negotiation
    table: Floats
    reserve: Floats
    most: Floats
    marks: Mapping[str, int]
    agreed: int | None

    @classmethod
    def of(cls, talk: Negotiation) -> Stakes | None:
        """None where the record holds no utilities, or no outcome is possible for all."""
        if len(talk.parties) < 2 or not all(len(talk.utilities.get(party, ())) for party in talk.parties):
            return None
        columns = [np.asarray(talk.utilities[party], dtype=np.float64).ravel() for party in talk.parties]
        table = np.stack(columns, axis=1)
        if not np.isfinite(table).all(axis=1).any():
            return None
        reserve = np.array([float(talk.reservations.get(party, 0.0)) for party in talk.parties])
        fair = np.isfinite(table).all(axis=1) & (table >= reserve).all(axis=1)
        best = table[fair].max(axis=0) if fair.any() else reserve
        solutions = {"nash": nash, "ks": kalai_smorodinsky}
        found = {name: solve(table, reserve.tolist()) for name, solve in solutions.items()}
        marks = {name: row for name, row in found.items() if row is not None}
        return cls(talk, table, reserve, np.maximum(best - reserve, 1.0), marks, agreed_row(talk))

    @property
    def share(self) -> Floats:
        """Gains over no deal as shares of the most possible, (outcomes, parties)."""
        return np.asarray((self.table - self.reserve) / self.most)


def agreed_row(talk: Negotiation) -> int | None:
    """Row of the agreed outcome in the space of issues (row-major); None after a breakdown."""
    if not talk.agreed or any(talk.outcome.get(name) not in values for name, (_, values) in talk.issues.items()):
        return None
    where = tuple(list(values).index(talk.outcome[name]) for name, (_, values) in talk.issues.items())
    return int(np.ravel_multi_index(where, tuple(len(values) for _, values in talk.issues.values())))


@drawing
def negotiation(talk: Negotiation, names: Names, lang: str = "en") -> Chart:
    """Two parties: the space of utilities; three or more: parallel axes. Beside it the concession curves."""
    chart = Chart(3.5, lang)
    stakes = Stakes.of(talk)
    if stakes is None:
        return chart.nothing()
    kinds = [names.kind(party) for party in talk.parties]
    colours = {party: of_kind(kind) for party, kind in zip(talk.parties, kinds, strict=True)}
    if len(set(kinds)) < len(kinds):
        colours = series(talk.parties)
    two = len(talk.parties) == 2
    title = chart.say("figure.talk.space" if two else "figure.talk.parallel")
    left = chart.panel(0.09, 0.155, 0.44, 0.735, title)
    signs = (_space if two else _parallel)(chart, left, stakes, names, colours)
    right = chart.panel(0.62, 0.155, 0.25, 0.735, chart.say("figure.talk.concession"))
    _concessions(chart, right, stakes, names, colours)
    _key(chart, right, signs)
    return chart


def thin(points: Floats, cells: int = 42) -> Floats:
    """One point per cell of a grid over the points: the same cloud with far fewer dots."""
    low, high = points.min(axis=0), points.max(axis=0)
    cell = np.floor((points - low) / np.maximum(high - low, 1e-12) * (cells - 1e-9)).astype(np.int64)
    _, first = np.unique(cell @ np.array([cells + 1, 1]), return_index=True)
    return np.asarray(points[np.sort(first)])


def _space(
    chart: Chart, ax: Axes, stakes: Stakes, names: Names, colours: Mapping[str, str]
) -> list[Sign]:  # fmt: skip
    """All outcomes, the front, what no deal is worth, the offers, the landmarks and the deal."""
    table, talk = stakes.table, stakes.talk
    finite = np.flatnonzero(np.isfinite(table).all(axis=1))
    front = finite[pareto_mask(table[finite])]
    front = front[np.argsort(table[front, 0], kind="stable")]
    _window(ax, stakes, front)
    low, high = np.array([ax.get_xlim(), ax.get_ylim()]).T
    shown = table[finite][((table[finite] >= low) & (table[finite] <= high)).all(axis=1)]
    if len(shown):
        dots = thin(shown)
        ax.scatter(dots[:, 0], dots[:, 1], s=3, color=FAINT, linewidth=0)
    ax.plot(*table[front].T, color=INK, linewidth=0.9, marker=".", markersize=3.5, zorder=2)
    for at, draw in enumerate((ax.axvline, ax.axhline)):
        draw(stakes.reserve[at], color=colours[talk.parties[at]], linewidth=1, linestyle=(0, (4, 2)), zorder=1)
    for party in talk.parties:
        path = table[[row for _, who, row in talk.offers if who == party]]
        ax.plot(*path.T, color=colours[party], linewidth=1.1, marker="o", markersize=4, alpha=0.9, zorder=3)
    point: Style = {"linestyle": "none", "markeredgewidth": 1.3, "color": INK, "zorder": 4}
    for name, row in stakes.marks.items():
        ax.plot(*table[row], marker=LANDMARKS[name][0], markersize=9, markerfacecolor="none", **point)
    if stakes.agreed is not None:
        ax.plot(*table[stakes.agreed], marker="*", markersize=13, color=BLACK, markeredgecolor="white", zorder=5)
    for at, (key, x, side) in enumerate((("worth", 1.0, "right"), ("upward", -0.15, "left"))):
        text = chart.say(f"figure.talk.{key}", party=names(talk.parties[at]))
        colour = colours[talk.parties[at]]
        ax.text(x, -0.085, text, transform=ax.transAxes, fontsize=8, va="top", ha=side, color=colour)
    signs: list[Sign] = [("*", "none", "agreed")] if stakes.agreed is not None else []
    signs += [(LANDMARKS[name][0], "none", name) for name in stakes.marks]
    return [*signs, (".", "-", "front"), ("", (0, (3, 1.5)), "reserve")]


def _window(ax: Axes, stakes: Stakes, front: NDArray[np.int64]) -> None:
    """Show the part of the space worth seeing: offers, front and reservation values, with a margin."""
    rows = [*front.tolist(), *(row for _, _, row in stakes.talk.offers), *stakes.marks.values()]
    seen = np.vstack([stakes.table[rows], stakes.reserve])
    seen = seen[np.isfinite(seen).all(axis=1)]
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = 0.09 * np.maximum(high - low, 1.0)
    ax.set_xlim(low[0] - margin[0], high[0] + margin[0])
    ax.set_ylim(low[1] - margin[1], high[1] + margin[1])
    rule_x(ax, 5, _kilo, grid=True)
    rule_y(ax, 5, _kilo)


def _kilo(value: float) -> str:
    """12300 -> '12.3k', as axes of money need to be short."""
    text = f"{value / 1000:,.3g}k" if abs(value) >= 1000 else f"{value:,.3g}"
    return text.replace("-", "\u2212")


def _parallel(
    chart: Chart, ax: Axes, stakes: Stakes, names: Names, colours: Mapping[str, str]
) -> list[Sign]:  # fmt: skip
    """An axis per party from no deal to the most it could gain; a line per offer, the deal in black."""
    parties, share = stakes.talk.parties, np.clip(stakes.share, -0.3, 1.1)
    across = np.arange(len(parties))
    for at, (_, who, row) in enumerate(stakes.talk.offers):
        fading = 0.35 + 0.5 * (at + 1) / len(stakes.talk.offers)
        ax.plot(across, share[row], color=colours[who], linewidth=1, alpha=fading)
    for name, row in stakes.marks.items():
        ax.plot(across, share[row], color=INK, linewidth=1.5, linestyle=LANDMARKS[name][1], zorder=3)
    if stakes.agreed is not None:
        ax.plot(across, share[stakes.agreed], color=BLACK, linewidth=2.4, marker="*", markersize=10, zorder=4)
    for place in across:
        ax.axvline(float(place), color=FAINT, linewidth=0.8, zorder=0)
    ax.axhline(0, color=MUTED, linewidth=1, linestyle=(0, (4, 2)))
    ax.set_xlim(-0.15, len(parties) - 0.85)
    ax.set_ylim(-0.35, 1.15)
    rule_y(ax, {share: percent(share) for share in (0.0, 0.5, 1.0)})
    short = len(parties) < 5
    rule_x(ax, {at: chart.both(names(party)) if short else party for at, party in enumerate(parties)})
    signs: list[Sign] = [("*", "-", "agreed")] if stakes.agreed is not None else []
    return [*signs, *(("", LANDMARKS[name][1], name) for name in stakes.marks)]


def _concessions(
    chart: Chart, ax: Axes, stakes: Stakes, names: Names, colours: Mapping[str, str]
) -> None:  # fmt: skip
    """What each party asked for itself, round by round: no deal is 0, its best outcome on the table 1."""
    best = np.where(np.isfinite(stakes.table), stakes.table, -np.inf).max(axis=0)
    share = (stakes.table - stakes.reserve) / np.maximum(best - stakes.reserve, 1.0)
    last: dict[str, float] = {}
    ends = [0.0, 1.0]
    for at, party in enumerate(stakes.talk.parties):
        own = [(turn + 1, float(share[row, at])) for turn, who, row in stakes.talk.offers if who == party]
        path = [(turn, asked) for turn, asked in own if np.isfinite(asked)]
        if path:
            ax.plot(*zip(*path, strict=True), color=colours[party], linewidth=1.6, marker="o", markersize=3)
            last[party] = path[-1][1]
            ends += [asked for _, asked in path]
    low, high = min(ends) - 0.1, max(ends) + 0.08
    ax.axhline(0, color=MUTED, linewidth=1, linestyle=(0, (4, 2)))
    ax.set_xlim(0.7, max([2, *(turn + 1 for turn, _, _ in stakes.talk.offers)]) + 0.3)
    ax.set_ylim(low, high)
    last_turn = int(ax.get_xlim()[1])
    rule_x(ax, {turn: str(turn) for turn in range(1, last_turn + 1, 1 + (last_turn - 1) // 6)})
    rule_y(ax, form=percent)
    below(ax, chart.say("figure.talk.rounds"))
    gap = 0.075 * (high - low)  # below four of them stands the key
    style: Style = {"transform": ax.get_yaxis_transform(), "fontsize": 8, "va": "center"}
    for party, place in zip(last, spread(list(last.values()), gap, low + 4 * gap), strict=True):
        ax.text(1.03, place, chart.both(names(party)), color=colours[party], **style)


def _key(chart: Chart, ax: Axes, signs: Sequence[Sign]) -> None:
    """What the signs mean (marker, stroke, name), in the right margin of the sheet."""
    common: Style = {
        "color": INK,
        "linewidth": 1.2,
        "clip_on": False,
        "transform": chart.transFigure,
        "markevery": [1],
    }
    for at, (marker, stroke, name) in enumerate(reversed(signs)):
        y, face = 0.115 + 0.05 * at, INK if marker in "*." else "none"
        size = 9 if marker == "*" else 6
        line: Style = {"marker": marker, "linestyle": stroke, "markersize": size, "markerfacecolor": face}
        ax.plot([0.881, 0.888, 0.895], [y, y, y], **line, **common)
        chart.text(0.903, y, chart.say(f"figure.talk.key.{name}"), fontsize=7.5, va="center")
