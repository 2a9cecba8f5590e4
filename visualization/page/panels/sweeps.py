"""The panel Sweeps: open a stored sweep or study, see it from several sides, click a point to play that very run."""

from __future__ import annotations

import solara

from visualization.page.panels import pieces
from visualization.page.panels.sweeps_desk import SMALL_FOLDER, Desk
from visualization.page.panels.sweeps_run import RunCard
from visualization.page.panels.sweeps_views import Compared, Effects, HeatMap, Lines, ParetoSet, Surface
from visualization.page.session import Session
from visualization.page.upload import folders, results_root
from visualization.page.views.sweeps import Sheet, describe
from visualization.page.views.sweeps_plots import axes_of, axis_name

MOST_FOLDERS = 100


@solara.component
def Panel(session: Session) -> None:
    """The folders there are, and the one that is open."""
    desk = session.keep("sweeps", Desk)
    pieces.style()
    pieces.soft(session.t("page.sweeps.how"))
    Folders(session, desk)
    job, sheet = desk.runner.job.value, desk.sheet.value
    if job.busy:
        solara.ProgressLinear(100 * job.progress if job.progress > 0 else True)
        with solara.Div(classes=["gy-bar"]):
            pieces.soft(session.of(job.message) or session.t("page.working"))
            solara.Button(session.t("page.cancel"), on_click=desk.runner.cancel, outlined=True, small=True)
    if job.state == "cancelled" and desk.playing:
        pieces.soft(session.t("page.sweeps.small.cancelled"))
    if job.state == "failed":
        solara.Error(session.of(job.message))
    if sheet is not None and not job.busy:
        Opened(session, desk, sheet)


@solara.component
def Folders(session: Session, desk: Desk) -> None:
    """Sweeps and studies under the results, newest first, with what is in them or wrong with them."""
    t = session.t
    count, again = solara.use_state(0)
    root = results_root()
    sheet, busy = desk.sheet.value, desk.runner.job.value.busy
    found = solara.use_memo(lambda: [describe(root, path) for path in folders(root)[:MOST_FOLDERS]], [count, sheet])
    if not found:
        solara.Info(t("page.sweeps.empty", root=root.name), classes=["gy-note"])
    else:
        rows = [
            {"id": each.path if each.ready else "", "cells": [each.path, session.of(each.note)],
             "tone": "" if each.ready else "down"}
            for each in found
        ]  # fmt: skip
        heads = [t("page.sweeps.folder"), t("page.sweeps.what")]
        pieces.table(heads, rows, tall=190, picked=desk.path.value, on=desk.open, title=t("page.sweeps.folders"))
    with solara.Div(classes=["gy-bar"]):
        if not any(each.path == SMALL_FOLDER and each.ready for each in found):
            solara.Button(t("page.sweeps.small"), on_click=desk.small, disabled=busy, classes=["gy-small-sweep"],
                          color=None if found else "primary", outlined=bool(found))  # fmt: skip
        solara.Button(t("page.sweeps.again"), on_click=lambda: again(count + 1), text=True, small=True, icon_name="mdi-refresh")


@solara.component
def Opened(session: Session, desk: Desk, sheet: Sheet) -> None:
    """One folder: what it is, what to look at, and the pictures."""
    t, table = session.t, sheet.table
    look = desk.look.value
    solara.use_effect(desk.think, [sheet, look.outcome, look.x, look.y, look.variant, look.scheme])
    pieces.heading(t("page.sweeps.opened", name=table.name, points=table.points, schemes=len(table.schemes),
                     replications=table.replications, runs=f"{len(table.frame):,}"))  # fmt: skip
    missing = table.planned - len(table.frame)
    if missing > 0:
        pieces.soft(t("page.sweeps.missing", missing=missing))
    if session.of(sheet.answer):
        with solara.Div(classes=["gy-answer"]):
            pieces.words(session.of(sheet.answer))
    outcomes = {session.of(sheet.outcome(name)): name for name in sheet.outcomes}
    axes = {session.of(axis_name(sheet, axis)): axis for axis in axes_of(sheet)}
    arms = {session.of(sheet.arm(name)): name for name in table.schemes}
    with solara.Div(classes=["gy-bar", "gy-look"]):
        _select(t("page.sweeps.outcome"), outcomes, look.outcome, lambda v: desk.turn(outcome=v))
        if len(axes) > 1:
            _select(t("page.sweeps.x"), axes, look.x, lambda v: desk.turn(x=v))
            _select(t("page.sweeps.y"), axes, look.y, lambda v: desk.turn(y=v))
        if len(arms) > 1:
            title = t("page.sweeps.arm" if sheet.kind == "study" else "page.sweeps.scheme")
            _select(title, arms, look.scheme, lambda v: desk.turn(scheme=v))
        if len(table.variants) > 1:
            _select(t("page.sweeps.variant"), {v: v for v in table.variants}, look.variant, lambda v: desk.turn(variant=v))
    RunCard(session, desk, sheet)
    with solara.Div(classes=["gy-split", "even"]):
        with solara.Div():
            HeatMap(session, desk, sheet)
            Effects(session, desk, sheet)
        with solara.Div():
            Surface(session, desk, sheet)
            if len(table.schemes) > 1:
                Compared(session, desk, sheet)
    Lines(session, desk, sheet)
    ParetoSet(session, desk, sheet)
    pieces.download(t("page.sweeps.csv"), f"{table.name}.csv", lambda: table.frame.to_csv(index=False).encode())


def _select(title: str, choices: dict[str, str], value: str, on: object) -> None:
    label = next((text for text, name in choices.items() if name == value), None)
    solara.Select(title, list(choices), label, on_value=lambda text: on(choices[text]), dense=True)  # type: ignore[operator]
