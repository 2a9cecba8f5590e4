"""The person's turn at the table. Only what its own party knows is ever put in here."""

from __future__ import annotations

from collections.abc import Callable

import solara

from protocols.types import ACCEPT, LEAVE
from visualization.figures.names import Names
from visualization.page.panels import pieces
from visualization.page.session import Session
from visualization.page.views.seat import blind, curves, dials, heard, outcome_at, places
from visualization.page.views.seat_game import Move, Turn, closer, fresh
from visualization.page.views.table import Case
from visualization.page.views.table_behind import Lines
from visualization.page.views.table_why import line_name
from visualization.page.widgets.concession import Concession
from visualization.page.widgets.dials import Dials
from visualization.report.words import joined


@solara.component
def Playing(
    session: Session, turn: Turn, names: Names, unit: str, busy: bool, play: Callable[[Move], None], leave: Callable[[], None]
) -> None:  # fmt: skip
    """Clock, the offer on the table, the own offer in the making, and what was offered so far."""
    t = session.t
    case = solara.use_memo(lambda: blind(turn, names, unit), [turn])
    mine = solara.use_reactive(fresh(turn))
    solara.use_effect(lambda: mine.set(fresh(turn)), [turn])
    left = turn.rounds - turn.round
    with solara.Div(classes=["gy-bar"]):
        pieces.heading(t("seat.you", party=names(turn.party)))
        pieces.words(t("seat.clock" if left > 1 else "seat.clock.last", n=turn.round + 1, rounds=turn.rounds, left=left - 1),
                     "gy-say gy-clock" if left > 1 else "gy-say gy-bad gy-clock")  # fmt: skip
        solara.Button(t("seat.stand"), on_click=leave, text=True, small=True, icon_name="mdi-exit-to-app")
    solara.ProgressLinear(value=100.0 * turn.round / max(1, turn.rounds - 1), color="primary")
    with solara.Div(classes=["gy-split", "even"]):
        with solara.Div():
            Standing(session, turn, case, busy, play)
            Making(session, turn, case, mine, busy, play)
        with solara.Div():
            Behind(session, turn, case, mine.value)
            Past(session, turn, case)
    if busy:
        pieces.soft(t("seat.job"))


@solara.component
def Standing(session: Session, turn: Turn, case: Case, busy: bool, play: Callable[[Move], None]) -> None:
    """The offer to be answered, and what it is worth to the person's party."""
    t, row = session.t, turn.standing
    with solara.Div(classes=["gy-answer", "gy-standing"]):
        if row is None:
            pieces.words(t("seat.opening"))
            return
        who = next((who for _, who, outcome in reversed(turn.offers) if outcome == row and who != turn.party), "")
        pieces.words(t("seat.said", party=case.names(who), terms=case.terms(row)))
        if turn.agreed:
            pieces.words(t("seat.agreed", who=joined(case.names(party) for party in turn.agreed)))
        pieces.soft(t("seat.final" if turn.final else "seat.open"))
        worth = float(turn.utility[row])
        able = worth != float("-inf")
        pieces.words(_worth(session, turn, case, row) if able else t("seat.unable"))
        with solara.Div(classes=["gy-bar"]):
            solara.Button(t("seat.accept"), on_click=lambda: play(ACCEPT), color="primary" if worth >= turn.floor else None,
                          disabled=busy or not able, classes=["gy-accept"])  # fmt: skip
            if able and worth < turn.floor:
                pieces.words(t("seat.below"), "gy-say gy-bad")


@solara.component
def Making(
    session: Session, turn: Turn, case: Case, mine: solara.Reactive[int], busy: bool, play: Callable[[Move], None]
) -> None:  # fmt: skip
    """The own offer: a slider per issue, what it would be worth, and the buttons."""
    t, lang = session.t, 1 if session.lang.value == "zh" else 0
    now = mine.value if 0 <= mine.value < turn.space.size else fresh(turn)
    issues = solara.use_memo(lambda: dials(turn, case, lang), [turn, lang])
    able = float(turn.utility[now]) != float("-inf")
    pieces.heading(t("seat.make"))
    Dials.element(issues=issues, places=places(turn, now), on_places=lambda at: at and mine.set(outcome_at(turn, at)))
    with solara.Div(classes=["gy-own"]):
        pieces.words(_worth(session, turn, case, now) if able else t("seat.unable"))
        if able and float(turn.utility[now]) < turn.floor:
            pieces.words(t("seat.below"), "gy-say gy-bad")
    with solara.Div(classes=["gy-bar"]):
        solara.Button(t("seat.offer"), on_click=lambda: play(now), disabled=busy or not able, color="primary",
                      classes=["gy-offer"])  # fmt: skip
        if turn.standing is not None:
            solara.Button(t("seat.closer"), on_click=lambda: mine.set(closer(turn, now)), outlined=True, disabled=not able)
        solara.Button(t("seat.walk"), on_click=lambda: play(LEAVE), disabled=busy, classes=["gy-walk"], text=True)


@solara.component
def Behind(session: Session, turn: Turn, case: Case, now: int) -> None:
    """What is behind both offers, clause by clause."""
    t, of = session.t, session.of
    if turn.parts is None:
        return
    ours, theirs = _lines(turn.parts, turn, now), _lines(turn.parts, turn, turn.standing)
    names = [name for name in dict.fromkeys([*theirs, *ours]) if abs(theirs.get(name, 0.0)) + abs(ours.get(name, 0.0)) > 1e-9]
    heads = [t("table.head.line"), *([t("seat.theirs")] if turn.standing is not None else []), t("seat.ours")]

    def cells(texts: list[str]) -> list[str]:
        return texts if turn.standing is not None else [texts[0], texts[2]]

    def amount(part: dict[str, float], name: str) -> str:
        return of(case.worth(part[name], True)) if name in part else "–"

    rows: list[pieces.Row] = [
        {"cells": cells([of(line_name(name)), amount(theirs, name), amount(ours, name)])} for name in names
    ]
    total = [of(case.worth(sum(part.values()))) if part else "–" for part in (theirs, ours)]
    gain = [of(case.worth(sum(part.values()) - turn.floor, True)) if part else "–" for part in (theirs, ours)]
    rows += [{"cells": cells([t("seat.total"), *total]), "last": True}, {"cells": cells([t("seat.gain"), *gain]), "last": True}]
    pieces.heading(t("seat.behind"))
    pieces.table(heads, rows, numbers=list(range(1, len(heads))), title=t("seat.behind"))


def _lines(parts: Lines, turn: Turn, outcome: int | None) -> dict[str, float]:
    if outcome is None or float(turn.utility[outcome]) == float("-inf"):
        return {}
    return parts.at(outcome)


@solara.component
def Past(session: Session, turn: Turn, case: Case) -> None:
    """The offers and acceptances so far, drawn by what they are worth to the person's party, and in words."""
    t, of, lang = session.t, session.of, 1 if session.lang.value == "zh" else 0
    drawn = solara.use_memo(lambda: curves(turn, case, lang), [turn, lang])
    if not turn.offers:
        return
    pieces.heading(t("seat.past"))
    Concession.element(data=drawn, title=t("seat.past"))
    rows: list[pieces.Row] = [
        {"cells": [str(r), of(text), of(case.worth(worth)) if worth != float("-inf") else "–"]}
        for r, text, worth, _ in reversed(heard(turn, case))
    ]
    heads = [t("table.head.round"), t("table.head.said"), t("seat.worth")]
    pieces.table(heads, rows, numbers=[2], tall=240, title=t("seat.past"))


def _worth(session: Session, turn: Turn, case: Case, outcome: int) -> str:
    worth = float(turn.utility[outcome])
    gain = case.worth(worth - turn.floor, True)
    return session.t("seat.worth.line", worth=case.worth(worth), gain=gain, floor=case.worth(turn.floor))
