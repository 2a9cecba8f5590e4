"""The Stage: the show on its network, played and scrubbed, with a card about whatever is clicked."""

from __future__ import annotations

import solara

from visualization.page.playing import Shown
from visualization.page.session import Session
from visualization.page.settings import Pick
from visualization.page.views.card import card
from visualization.page.views.stage import stage_data, stage_words
from visualization.page.widgets.stage import Stage
from visualization.week_tables import party


@solara.component
def Panel(session: Session) -> None:
    """The stage of the run that was last finished."""
    shown, lang, pick = session.shown.value, session.lang.value, session.picked.value
    kind, set_kind = solara.use_state("map")
    layers, set_layers = solara.use_state({"trade": True, "information": False, "trust": False, "parcels": True})
    speed, set_speed = solara.use_state(1.0)
    data = solara.use_memo(lambda: stage_data(shown, lang) if shown is not None else None, [shown, lang])
    if data is None:
        solara.Info(session.t("page.working" if session.job.busy else "page.empty"), classes=["gy-note"])
        return

    def clicked(value: dict[str, str]) -> None:
        session.picked.set(Pick(value["kind"], value["id"]) if value["kind"] else None)

    def gone(value: dict[str, object]) -> None:
        if value["panel"]:
            session.open(str(value["panel"]))

    if shown.week is not None:
        Shows(session)
    header, series = data
    Stage.element(
        data=header, series=series, words=stage_words(lang), card=card(shown, pick, session.cursor.value, lang),
        picked={"kind": pick.kind, "id": pick.id} if pick else {"kind": "", "id": ""}, on_picked=clicked,
        cursor=session.cursor.value, on_cursor=session.cursor.set, go={"panel": "", "count": 0}, on_go=gone,
        layout_kind=kind, on_layout_kind=set_kind, layers=layers, on_layers=set_layers, speed=speed, on_speed=set_speed,
        theme=session.theme.value, full=True,
    )  # fmt: skip


@solara.component
def Shows(session: Session) -> None:
    """Which show of a week is looked at."""
    shown = session.shown.value
    if shown is None or shown.week is None:
        return
    with solara.Div(classes=["gy-line", "gy-week"]):
        solara.Text(session.t("page.week"))
        for host, show in shown.week.shows.items():
            here = show is shown.show
            solara.Button(
                session.of(party(shown.week, host)), outlined=not here, color="primary" if here else None, small=True,
                on_click=lambda show=show: session.shown.set(Shown(shown.settings, show, week=shown.week)),
            )  # fmt: skip
