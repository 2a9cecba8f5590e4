"""The sheet that every figure is drawn on, and the few strokes that they share.

A :class:`Chart` is a matplotlib figure that remembers each text in both languages, so that one drawing serves
a
bilingual page: :func:`visualization.figures.svg.svg` writes it with the texts of one language or of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec, cast

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from environment.texts import LANGUAGES
from visualization.figures.names import Pair, words
from visualization.figures.palette import FAINT, INK, MUTED, PAPER, RULE

Columns = Mapping[str, Any]  # a table: name -> column; a pandas frame serves as well
Floats = NDArray[np.float64]
Style = dict[str, Any]  # properties of an artist, by matplotlib's names
P = ParamSpec("P")

RC_LOCK = RLock()  # matplotlib's settings are global, and a page draws from several threads
RC: dict[Any, Any] = {  # whatever a user has set, a figure looks the same
    **{name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith(("backend", "interactive"))},
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "svg.fonttype": "none",
}


class Chart(Figure):
    """A figure in one language that can be read in both. Sizes are in inches, 9 wide being the report's
    width.
    """

    def __init__(self, height: float, lang: str, width: float = 9.0) -> None:
        super().__init__(figsize=(width, height), facecolor=PAPER)
        self.lang = lang
        self.pairs: dict[str, str] = {}

    def both(self, pair: Pair) -> str:
        """The text of ``pair`` in the chart's language; the other one is remembered."""
        self.pairs.setdefault(pair[0], pair[1])
        return pair[LANGUAGES.index(self.lang)]

    def say(self, key: str, **params: Any) -> str:
        """Text ``key`` of the catalogue in the chart's language."""
        return self.both(words(key, **params))

    def panel(self, left: float, bottom: float, width: float, height: float, title: str = "") -> Axes:
        """Bare axes at fractions of the sheet, a title flush left. :func:`rule_x` and :func:`rule_y` add
        scales.
        """
        ax = self.add_axes((left, bottom, width, height))
        ax.set_axis_off()  # matplotlib's own ticks take more time than all the rest of a figure
        ax.set_title("", y=1.0)  # a fixed place spares matplotlib the search for one
        if title:
            up = ax.transAxes + ScaledTranslation(0, 7 / 72, self.dpi_scale_trans)
            ax.text(0, 1, title, transform=up, weight="bold", fontsize=9.5)
        return ax

    def nothing(self) -> Chart:
        """The sheet with a line that says there is nothing to show."""
        self.clear()
        self.set_size_inches(self.get_figwidth(), 0.8)
        self.text(0.5, 0.5, self.say("figure.nothing"), ha="center", va="center", color=MUTED)
        return self


def drawing(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Draw under the settings of the house, whatever the caller's settings are."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Chart:
        with RC_LOCK, mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return drawn


def numbers(columns: Columns, name: str) -> Floats:
    """A column as floats; empty where the table has none."""
    return np.asarray(columns.get(name, ()), dtype=np.float64)


def strings(columns: Columns, name: str) -> NDArray[np.str_]:
    """A column as strings; empty where the table has none."""
    return np.asarray(columns.get(name, ()), dtype=np.str_)


def thousands(value: float) -> str:
    """12345.6 -> '12,346'; small fractions keep two digits."""
    text = f"{value:,.0f}" if value == round(value) or abs(value) >= 10 else f"{value:,.2g}"
    return "0" if text == "-0" else text.replace("-", "\u2212")


def signed(value: float) -> str:
    """12345.6 -> '+12,346', with a true minus sign; nothing is '0'."""
    text = f"{value:+,.0f}"
    return "0" if text in ("+0", "-0") else text.replace("-", "\u2212")


def percent(value: float) -> str:
    """0.873 -> '87%'."""
    text = f"{100 * value:.0f}%"
    return "0%" if text == "-0%" else text.replace("-", "\u2212")


def rule_x(
    ax: Axes,
    ticks: int | Mapping[float, str] = 6,
    form: Callable[[float], str] = thousands,
    grid: bool = False,
) -> None:
    """A line under the panel and round numbers below it: about ``ticks`` of them, or the places and labels
    given.
    """
    low, high = ax.get_xlim()
    marks = ticks if isinstance(ticks, Mapping) else _round(low, high, ticks, form)
    ax.axhline(ax.get_ylim()[0], color=FAINT, linewidth=0.9, clip_on=False, zorder=2.5)
    if grid:
        lines = [[(place, 0), (place, 1)] for place in marks]
        rules = LineCollection(lines, colors=RULE, linewidths=0.7, zorder=0.5)
        ax.add_collection(rules, autolim=False)
        rules.set_transform(ax.get_xaxis_transform())
    down = ax.get_xaxis_transform() + _points(ax, 0, -4)
    for place, label in marks.items():
        ax.text(place, 0, label, transform=down, ha="center", va="top", fontsize=8, color=MUTED)


def rule_y(
    ax: Axes,
    ticks: int | Mapping[float, str] = 4,
    form: Callable[[float], str] = thousands,
    grid: bool = True,
) -> None:
    """Round numbers left of the panel and faint lines across it: about ``ticks``, or the places and labels
    given.
    """
    low, high = ax.get_ylim()
    marks = ticks if isinstance(ticks, Mapping) else _round(low, high, ticks, form)
    if grid:
        lines = [[(0, place), (1, place)] for place in marks]
        rules = LineCollection(lines, colors=RULE, linewidths=0.7, zorder=0.5)
        ax.add_collection(rules, autolim=False)
        rules.set_transform(ax.get_yaxis_transform())
    aside = ax.get_yaxis_transform() + _points(ax, -4, 0)
    for place, label in marks.items():
        ax.text(0, place, label, transform=aside, ha="right", va="center", fontsize=8, color=MUTED)


def _round(low: float, high: float, count: int, form: Callable[[float], str]) -> dict[float, str]:
    """Round numbers between two ends, as labels."""
    slack = 1e-9 * (high - low)
    places = MaxNLocator(count).tick_values(low, high)
    return {float(place): form(float(place)) for place in places if low - slack <= place <= high + slack}


def _points(ax: Axes, right: float, up: float) -> ScaledTranslation:
    """A shift by so many points, whatever the size of the panel."""
    return ScaledTranslation(right / 72, up / 72, cast(Chart, ax.figure).dpi_scale_trans)


def below(ax: Axes, text: str) -> None:
    """What the horizontal axis counts, under its right end."""
    place = ax.transAxes + _points(ax, 0, -17)
    ax.text(1, 0, text, transform=place, ha="right", va="top", fontsize=8, color=MUTED)


def spread(wanted: Sequence[float], gap: float, low: float = -np.inf) -> list[float]:
    """Places near those wanted, in their order, at least ``gap`` apart and none below ``low``."""
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    placed = np.asarray(wanted, dtype=float)[order]
    for _ in range(2 * len(placed)):
        short = np.clip(gap - np.diff(placed), 0.0, None)
        if not (short > 1e-9 * gap).any():
            break
        placed[:-1] -= short / 2
        placed[1:] += short / 2
    for at, floor in enumerate(low + gap * np.arange(len(placed))):  # a floor lifts what stands on it
        placed[at] = max(placed[at], floor, placed[at - 1] + gap if at else floor)
    back = np.empty_like(placed)
    back[order] = placed
    return [float(place) for place in back]
