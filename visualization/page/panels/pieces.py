"""Pieces that several panels are made of: headings, sentences, tables, bars, downloads."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import solara

from visualization.page.session import Session
from visualization.page.settings import Settings
from visualization.page.widgets.bars import Bars
from visualization.page.widgets.grid import Grid

Row = Mapping[str, Any]
STYLE = """
.gy-panel .v-sheet { background: transparent; }
.gy-split { display: grid; grid-template-columns: minmax(260px, 2fr) minmax(0, 5fr); gap: 12px 22px; align-items: start; }
.gy-split.even { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.gy-split > *, .gy-cards > * { min-width: 0; }
.gy-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 12px 22px; }
.gy-cards.wide { grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
.gy-bar { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; }
.gy-bar > .v-input { max-width: 300px; flex: 1 1 180px; }
.gy-h { font-size: 15px; font-weight: 600; margin: 10px 0 2px; color: var(--gy-ink, #1f2933); }
.gy-say { margin: 4px 0; max-width: 75em; line-height: 1.5; color: var(--gy-ink, #1f2933); }
.gy-soft { color: var(--gy-muted, #5b6773); font-size: 13px; }
.gy-answer { border-left: 4px solid var(--gy-up, #0072b2); padding: 4px 12px; }
.gy-good { color: var(--gy-up, #0072b2); font-weight: 600; }
.gy-bad { color: var(--gy-down, #d55e00); font-weight: 600; }
@media (max-width: 860px) { .gy-split, .gy-split.even { grid-template-columns: minmax(0, 1fr); } }
"""


def words(text: str, kind: str = "gy-say", tag: str = "div") -> None:
    """A line of plain text."""
    solara.HTML(tag, unsafe_innerHTML=escape(text), classes=[kind])


def heading(text: str) -> None:
    words(text, "gy-h", "h3")


def soft(text: str) -> None:
    """A remark."""
    words(text, "gy-say gy-soft")


def style() -> None:
    """The rules of these pieces."""
    solara.Style(STYLE)


def nothing(session: Session, key: str = "page.empty") -> None:
    """What a panel says that has nothing to show."""
    with solara.Div(classes=["gy-note"]):
        solara.Info(session.t(key))


def table(
    head: Sequence[str], rows: Sequence[Row], *, on: Callable[[str], object] | None = None, numbers: Sequence[int] = (),
    picked: str = "", tall: int = 0, title: str = "",
) -> None:  # fmt: skip
    """A table; ``on`` gets the ``id`` of a row that is clicked."""
    Grid.element(
        head=list(head), rows=plain(rows), numbers=list(numbers), picked=picked, tall=tall, title=title, on_clicked=told(on)
    )  # fmt: skip


def bars(
    rows: Sequence[Row], *, on: Callable[[str], object] | None = None, picked: str = "", title: str = "", unit: str = "",
    form: str = "bars", chained: bool = False, zero: bool = True,
) -> None:  # fmt: skip
    """Bars, or dots with intervals; ``on`` gets the ``id`` of a row that is clicked."""
    Bars.element(
        rows=plain(rows), picked=picked, title=title, unit=unit, form=form, chained=chained, zero=zero, on_clicked=told(on)
    )  # fmt: skip


def plain(value: Any) -> Any:
    """Plain data for the browser: numbers that are none become None (JSON knows no NaN)."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def told(on: Callable[[Any], object] | None) -> Callable[[Any], None]:
    """A handler of the trait ``clicked`` that hands on the ``id``."""

    def heard(value: Mapping[str, Any] | None) -> None:
        if on is not None and value and "id" in value:
            on(value["id"])

    return heard


def follow(session: Session, kind: str, identity: str, panel: str) -> None:
    """Pick something and go where it is shown."""
    session.pick(kind, identity)
    session.open(panel)


def replay(session: Session, settings: Settings) -> None:
    """Take over settings and play them (the page itself plays a single show as soon as its settings change)."""
    shown, before = session.shown.peek(), session.settings.peek()
    session.use(settings)
    if (settings.shows > 1 or before == settings) and (shown is None or shown.settings != settings):
        session.play()


def download(label: str, name: str, data: Callable[[], bytes]) -> None:
    """A button that saves a file, made when it is asked for."""
    solara.FileDownload(data, filename=name, label=label, children=[
        solara.Button(label, icon_name="mdi-download", text=True, small=True)
    ])  # fmt: skip
