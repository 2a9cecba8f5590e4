"""The page itself: header, tabs, panels. ``solara run visualization.page.served`` shows it."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from visualization.page.header import Header
from visualization.page.panels.seat_closed import Closed, taken
from visualization.page.session import Session
from visualization.page.settings import PANELS
from visualization.page.widgets.frame import Frame

CSS = Path(__file__).parent / "static" / "page.css"


def panel_of(name: str) -> Callable[[Session], Any] | None:
    """The component of a panel, or None while there is none."""
    module = f"visualization.page.panels.{name}"
    if importlib.util.find_spec(module) is None:
        return None
    found: Callable[[Session], Any] = importlib.import_module(module).Panel
    return found


@solara.component
def Boundary(session: Session, name: str) -> None:
    """One panel; what goes wrong in it is told in words and stays in it."""
    error, clear = solara.use_exception()
    if error is not None:
        with solara.Column(classes=["gy-note"]):
            solara.Error(session.t("page.broken", error=f"{type(error).__name__}: {error}"))
            solara.Button(session.t("page.again"), on_click=clear, outlined=True)
        return
    if name != "seat" and taken(session).value:
        Closed(session)
        return
    Inside(session, name)


@solara.component
def Inside(session: Session, name: str) -> None:
    """The panel itself; one that can't even be imported fails here, inside its boundary."""
    panel = panel_of(name)
    if panel is None:
        solara.Info(session.t("page.later"), classes=["gy-note"])
    else:
        panel(session)


@solara.component
def Page() -> None:
    """The whole page of one visitor."""
    router = solara.use_router()
    session = solara.use_memo(lambda: Session(router.search or ""), [])
    solara.use_effect(lambda: session.close, [])
    solara.use_effect(lambda: _live(session), [session.settings.value])
    dark = session.theme.value == "dark"
    solara.lab.theme.dark = dark
    solara.Title(session.t("page.title"))
    solara.Style(CSS)
    with solara.Div(classes=["gy", "gy-dark" if dark else "gy-light", f"gy-{session.lang.value}",
                             *(["gy-ready"] if session.shown.value is not None and not session.job.busy else [])]):
        Frame.element(
            query=session.query(), lang=session.lang.value, theme=session.theme.value, lost=session.t("page.reconnect"),
            on_address=session.address.set, on_panel_key=lambda key: _chosen(session, key),
        )  # fmt: skip
        Header(session)
        with solara.Div(classes=["gy-panel", f"gy-panel-{session.panel.value}"]):
            Boundary(session, session.panel.value).key(session.panel.value)


def _chosen(session: Session, key: dict[str, int]) -> None:
    """A number key was pressed."""
    if 1 <= key["panel"] <= len(PANELS):
        session.open(PANELS[key["panel"] - 1])


def _live(session: Session) -> None:
    """Settings of a single show are played as soon as they change; a season waits for the button."""
    if session.settings.peek().shows == 1 or session.shown.peek() is None:
        session.play()
