"""The sheet that every figure is drawn on, and the few strokes that they share.

A :class:`Chart` is a matplotlib figure that remembers each text in both languages, so that one drawing serves
a
bilingual page: :func:`visualization.figures.svg.svg` writes it with the texts of one language or of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
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
    **{
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if not name.startswith(("backend", "interactive"))
    },
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
        """Axes at fractions of the sheet: no box, faint horizontal rules, a title flush left."""
        ax = self.add_axes((left, bottom, width, height))
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
        ax.spines["bottom"].set_color(FAINT)
        ax.tick_params(length=0, labelsize=8, labelcolor=MUTED)
        ax.grid(axis="y", color=RULE, linewidth=0.7)
        ax.set_axisbelow(True)
        ax.set_title("", y=1.0)  # a fixed place spares matplotlib the search for one
        if title:
            lift = 7 / (72 * height * self.get_figheight())
            ax.text(0, 1 + lift, title, transform=ax.transAxes, weight="bold", fontsize=9.5)
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


def thousands(value: float, _: object = None) -> str:
    """12345.6 -> '12,346'; small fractions keep two digits."""
    text = f"{value:,.0f}" if value == round(value) or abs(value) >= 10 else f"{value:,.2g}"
    return text.replace("-", "\u2212")


def signed(value: float) -> str:
    """12345.6 -> '+12,346', with a true minus sign."""
    return f"{value:+,.0f}".replace("-", "\u2212")


def percent(value: float, _: object = None) -> str:
    """0.873 -> '87 %'."""
    return f"{100 * value:.0f} %"


def scale(
    ax: Axes,
    x: int = 6,
    y: int = 4,
    x_format: Callable[..., str] = thousands,
    y_format: Callable[..., str] = thousands,
) -> None:
    """Few round ticks on both axes, written plainly."""
    ax.xaxis.set_major_locator(MaxNLocator(x))
    ax.yaxis.set_major_locator(MaxNLocator(y))
    ax.xaxis.set_major_formatter(FuncFormatter(x_format))
    ax.yaxis.set_major_formatter(FuncFormatter(y_format))


def below(ax: Axes, text: str) -> None:
    """What the horizontal axis counts, under its right end."""
    height = ax.get_position().height * ax.get_figure(root=True).get_figheight()  # type: ignore[union-attr]
    ax.text(
        1, -19 / (72 * height), text, transform=ax.transAxes, ha="right", va="top", fontsize=8, color=MUTED
    )


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
