"""While a visitor sits at a table, the other panels stay closed to it: they would show the others' private numbers."""

from __future__ import annotations

import solara

from visualization.page.session import Session


def taken(session: Session) -> solara.Reactive[bool]:
    """Whether this visitor sits at a table now, or may go back to one."""
    return session.keep("seat.taken", lambda: solara.reactive(session.left.peek() is not None))


@solara.component
def Closed(session: Session) -> None:
    """What a closed panel says."""
    with solara.Div(classes=["gy-note", "gy-closed"]):
        solara.Info(session.t("table.closed"))
        solara.Button(session.t("table.back"), on_click=lambda: session.open("seat"), outlined=True)
