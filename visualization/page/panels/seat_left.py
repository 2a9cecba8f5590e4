"""A seat that was left in the middle of play: the server was restarted, or a link was opened that tells of it."""

from __future__ import annotations

from collections.abc import Callable

import solara

from experiments.negotiate import shipped
from visualization.figures.names import Pair, words
from visualization.page.choices import SHOW, Move, Sitting
from visualization.page.panels import pieces
from visualization.page.playing import Shown
from visualization.page.session import Session
from visualization.page.views.seat_domain import domain_of


@solara.component
def Left(
    session: Session, left: Sitting, busy: bool, back: Callable[[tuple[Move, ...]], None], leave: Callable[[], None]
) -> None:  # fmt: skip
    """Say what was lost, and offer to sit down again: where one was (the moves are in the link), or from the start."""
    t = session.t
    shown = session.shown.value
    waiting = left.source == SHOW and shown is None
    pieces.heading(t("seat.left.title"))
    with solara.Div(classes=["gy-answer", "gy-left"], attributes={"role": "alert"}):
        pieces.words(t("seat.left.lost"))
        pieces.words(t("seat.left.where", **_place(left, shown)), "gy-say gy-good")
        pieces.words(t("seat.left.moves", n=len(left.moves)) if left.moves else t("seat.left.fresh"))
    with solara.Div(classes=["gy-bar"]):
        if left.moves:
            solara.Button(t("seat.left.on"), on_click=lambda: back(left.moves), color="primary", disabled=busy or waiting,
                          classes=["gy-on"])  # fmt: skip
        solara.Button(t("seat.left.anew"), on_click=lambda: back(()), color=None if left.moves else "primary",
                      disabled=busy or waiting, classes=["gy-anew"], outlined=bool(left.moves))  # fmt: skip
        solara.Button(t("seat.left.other"), on_click=leave, text=True, classes=["gy-other"])
    if waiting and session.job.busy:
        pieces.soft(t("page.working"))


def _place(left: Sitting, shown: Shown | None) -> dict[str, Pair]:
    """Whose seat, at which negotiation; what is not known (any more) by its identity."""
    party, talk = (left.party, left.party), (left.talk or left.source, left.talk or left.source)
    if left.source == SHOW:
        kind = left.talk.split("-")[0]
        named = words(f"talk.{kind}", kind)
        return {"party": shown.names(left.party) if shown is not None else party,
                "talk": (f"{left.talk} · {named[0]}", f"{left.talk} · {named[1]}")}  # fmt: skip
    if left.source not in shipped():
        return {"party": party, "talk": talk}
    domain = domain_of(left.source)
    said = next(((p.says("en"), p.says("zh")) for p in domain.parties if p.name == left.party), party)
    return {"party": said, "talk": domain.title}
