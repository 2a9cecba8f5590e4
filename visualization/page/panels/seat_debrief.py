"""After the last round: what the person got, what software would have got, and what was left on the table."""

from __future__ import annotations

from collections.abc import Callable

import solara

from protocols.transcript import jsonl
from visualization.page.panels import pieces
from visualization.page.session import Session
from visualization.page.views.seat_end import Ended
from visualization.page.views.table import said
from visualization.page.views.table_plots import parallel, space
from visualization.page.widgets.parallel import Parallel
from visualization.page.widgets.scatter import Scatter


@solara.component
def Debriefing(session: Session, end: Ended, again: Callable[[], None], leave: Callable[[], None]) -> None:
    """The verdict first, then the numbers, then everything that was hidden."""
    t, of, case = session.t, session.of, end.case
    found = end.debrief
    pieces.heading(t("seat.debrief", party=case.names(end.party)))
    with solara.Div(classes=["gy-answer", "gy-debrief", f"gy-{found.verdict}"]):
        told = "gy-say gy-verdict " + ("gy-bad" if found.verdict == "worse" else "gy-good")
        for k, sentence in enumerate(found.sentences):
            pieces.words(of(sentence), told if k == 2 else "gy-say")
        if end.money is not None:
            pieces.words(of(end.money))
    with solara.Div(classes=["gy-bar"]):
        solara.Button(t("seat.again"), on_click=again, color="primary", classes=["gy-again"])
        solara.Button(t("seat.other"), on_click=leave, outlined=True, classes=["gy-other"])
        pieces.download(t("table.save.transcript"), f"seat-{case.talk.id}.jsonl", lambda: jsonl(case.talk.transcript).encode())
    with solara.Div(classes=["gy-split", "even"]):
        with solara.Div():
            Gains(session, end)
            pieces.heading(t("report.head.said"))
            rows = [{"id": "", "cells": [str(each.round), of(each.text)]} for each in said(case)]
            pieces.table([t("table.head.round"), t("table.head.said")], rows, tall=320, title=t("report.head.said"))
        with solara.Div():
            Revealed(session, end)


@solara.component
def Revealed(session: Session, end: Ended) -> None:
    """What everybody's utilities were."""
    t, case, lang = session.t, end.case, 1 if session.lang.value == "zh" else 0
    others = [party for party in case.talk.parties if party != end.party]
    plane = solara.use_memo(lambda: space(case, end.party, others[0], lang), [case, lang])
    axes = solara.use_memo(lambda: parallel(case, lang) if len(others) > 1 else {}, [case, lang])
    if not plane:
        return
    pieces.heading(t("seat.revealed"))
    if axes:
        Parallel.element(data=axes, title=t("figure.talk.parallel"))
    Scatter.element(data=plane, title=t("figure.talk.space"))


@solara.component
def Gains(session: Session, end: Ended) -> None:
    """Everybody's gain over no deal: as the person played, as software did, and at the Nash point."""
    t, of, case = session.t, session.of, end.case
    rows = [
        {
            "cells": [of(case.names(row.party)), of(case.worth(row.mine, True)), of(case.worth(row.software, True)),
                      "–" if row.nash is None else of(case.worth(row.nash, True))],
            "tone": "up" if row.party == end.party else "",
        }
        for row in end.debrief.rows
    ]  # fmt: skip
    pieces.heading(t("seat.gains"))
    heads = [t("seat.head.party"), t("seat.head.mine"), t("seat.head.software"), t("seat.head.nash")]
    pieces.table(heads, rows, numbers=[1, 2, 3], title=t("seat.gains"))
