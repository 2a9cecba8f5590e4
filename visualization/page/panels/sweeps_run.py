"""The run that was clicked: where it stands in the design, what was stored of it, what playing it again brings."""

from __future__ import annotations

import math
from typing import Any

import solara

from environment.texts.errors import in_chinese
from experiments.analysis.naming import figure, level, unit_of
from visualization.page.panels import pieces
from visualization.page.panels.sweeps_desk import Desk
from visualization.page.playing import Shown
from visualization.page.session import Session
from visualization.page.views.sweeps import Sheet
from visualization.page.views.sweeps_runs import Chosen, row_of, values_of


@solara.component
def RunCard(session: Session, desk: Desk, sheet: Sheet) -> None:
    """Nothing until a run is clicked."""
    run = desk.run.value
    row = None if run is None else row_of(sheet, run)
    if run is None:
        return
    t = session.t
    with solara.Div(classes=["gy-answer", "gy-run-card"]):
        pieces.heading(t("page.sweeps.run"))
        if row is not None:
            values = values_of(sheet, row)
            between = "，" if session.lang.value == "zh" else ", "
            listed = between.join(f"{session.of(sheet.parameter(n))} = {_short(v)}" for n, v in values.items()) or "–"
            pieces.words(t("page.sweeps.run.what", scheme=sheet.arm(run.scheme), values=listed, k=run.replication + 1,
                           seed=int(row["seed"])))  # fmt: skip
        if desk.problem.value:
            solara.Warning(t("page.sweeps.run.not", why=(desk.problem.value, in_chinese(desk.problem.value))))
        if row is not None:
            Numbers(session, desk, sheet, run, row)


@solara.component
def Numbers(session: Session, desk: Desk, sheet: Sheet, run: Chosen, row: dict[str, Any]) -> None:
    """Stored outcomes beside those of the run played again."""
    t = session.t
    shown, wanted = session.shown.value, desk.settings.value
    fits = shown if wanted is not None and shown is not None and shown.settings == wanted else None
    again = solara.use_memo(lambda: played(fits, list(sheet.table.outcomes)), [fits, sheet])
    rows = [
        {"cells": [session.of(sheet.outcome(n)), figure(float(row[n]), unit_of(n)), figure(again.get(n, math.nan), unit_of(n))]}
        for n in sheet.table.outcomes
    ]
    heads = [t("page.sweeps.outcome"), t("page.sweeps.run.stored"), t("page.sweeps.run.played")]
    pieces.table(heads, rows, numbers=[1, 2])
    with solara.Div(classes=["gy-bar"]):
        if sheet.table.replications > 1:
            choices = sorted(set(sheet.table.frame["replication"].tolist()))
            solara.Select(
                t("page.sweeps.run.replication"), [k + 1 for k in choices], run.replication + 1, dense=True,
                on_value=lambda k: desk.choose(session, Chosen(run.variant, run.scheme, run.point, k - 1).id),
            )  # fmt: skip
        if wanted is not None and fits is None and session.job.busy:
            pieces.soft(t("page.sweeps.run.playing"))
            solara.Button(t("page.cancel"), on_click=session.runner.cancel, outlined=True, small=True)
        elif fits is not None:
            solara.Button(t("page.sweeps.run.stage"), on_click=lambda: session.open("stage"), color="primary",
                          classes=["gy-to-stage"])  # fmt: skip


def played(shown: Shown | None, names: list[str]) -> dict[str, float]:
    """The outcomes of a run that was played again."""
    if shown is None:
        return {}
    from experiments.sweep.outcomes import of_season, of_show

    found = of_show(shown.show, names) if shown.season is None else of_season(shown.season)
    return {name: float(found[name]) for name in names if name in found}


def _short(value: object) -> str:
    text = level(value)
    return text if len(text) < 40 else f"{text[:37]}…"
