"""The pictures of an opened sweep or study."""

from __future__ import annotations

from functools import partial

import solara

from environment.texts.errors import in_chinese
from experiments.analysis.naming import unit_of
from visualization.figures.palette import series
from visualization.page.panels import pieces
from visualization.page.panels.sweeps_desk import Desk
from visualization.page.session import Session
from visualization.page.views.sweeps import Sheet
from visualization.page.views.sweeps_plots import (
    axis_name,
    effect_rows,
    forest_rows,
    front_of,
    front_points,
    heat,
    index_rows,
    strands,
)
from visualization.page.widgets.heat import Heat
from visualization.page.widgets.points import Points
from visualization.page.widgets.strands import Strands


def which(session: Session) -> int:
    return 1 if session.lang.value == "zh" else 0


def picked(desk: Desk) -> str:
    return "" if desk.run.value is None else desk.run.value.id


@solara.component
def HeatMap(session: Session, desk: Desk, sheet: Sheet) -> None:
    """The outcome over two axes; a click plays a run of the cell."""
    t, of, look = session.t, session.of, desk.look.value
    if not look.y:
        pieces.soft(t("page.sweeps.one_axis"))
        return
    found = heat(sheet, look.outcome, look.x, look.y, look.variant, look.scheme)
    title = t("page.sweeps.heat", outcome=sheet.outcome(look.outcome))
    pieces.heading(title)
    pieces.soft(t("page.sweeps.heat.hint"))
    Heat.element(
        xs=[of(x) for x in found.xs], ys=[of(y) for y in found.ys], values=found.values, texts=found.texts, ids=found.ids,
        x_title=of(axis_name(sheet, look.x)), y_title=of(axis_name(sheet, look.y)), title=title, unit=unit_of(look.outcome),
        signed=True, picked=picked(desk), on_clicked=pieces.told(partial(desk.choose, session)),
    )  # fmt: skip


@solara.component
def Surface(session: Session, desk: Desk, sheet: Sheet) -> None:
    """The response surface over the two axes, once it is worked out."""
    t, of, look, at = session.t, session.of, desk.look.value, desk.moved.value
    name, job = sheet.outcome(look.outcome), desk.thinker.job.value
    if not sheet.table.parameters:
        pieces.soft(t("page.sweeps.no_parameter"))
        return
    if job.state == "failed":
        solara.Error(of(job.message))
        return
    if at is None or at[0] != look:
        pieces.soft(t("page.sweeps.thinking", outcome=name))
        solara.ProgressLinear(True)
        return
    found, surface = at[1].answer, at[1].surface
    if found.problem:
        solara.Info(session.of((found.problem, in_chinese(found.problem))))
        return
    title = t("page.sweeps.surface", outcome=name)
    pieces.heading(title)
    if surface is None:
        pieces.soft(t("page.sweeps.surface.none"))
        return
    model = {"model": found.model, "fit": f"{100 * found.fit:.0f}%" if found.fit == found.fit else "–"}
    pieces.soft(t("page.sweeps.surface.grid") if found.model == "grid" else t("page.sweeps.surface.fit", **model))
    Heat.element(xs=[of(x) for x in surface.xs], ys=[of(y) for y in surface.ys], values=surface.values, texts=surface.texts,
                 x_title=of(axis_name(sheet, look.x)), y_title=of(axis_name(sheet, look.y)), title=title, fine=True,
                 unit=unit_of(look.outcome), signed=True)  # fmt: skip


FEW_POINTS = 12  # below, shares of variance are not to be relied on


@solara.component
def Effects(session: Session, desk: Desk, sheet: Sheet) -> None:
    """What moves the outcome: the effects of the parameters, their indices."""
    t, look, at = session.t, desk.look.value, desk.moved.value
    if at is None or at[0] != look or at[1].answer.problem:
        return
    found, name = at[1].answer, sheet.outcome(look.outcome)
    pieces.heading(t("page.sweeps.effects", outcome=name))
    pieces.soft(t("page.sweeps.effects.hint", scheme=sheet.arm(look.scheme)))
    pieces.bars(effect_rows(sheet, found, which(session)), form="dots", unit=_unit(look.outcome),
                title=t("page.sweeps.effects", outcome=name))  # fmt: skip
    pieces.heading(t("page.sweeps.indices"))
    heads = [t("page.sweeps.col.parameter"), t("page.sweeps.col.first"), t("page.sweeps.col.total"), "PAWN"]
    pieces.table(heads, index_rows(sheet, found.indices, which(session)), numbers=[1, 2, 3])
    if len(sheet.table.parameters) == 1:
        pieces.soft(t("page.sweeps.indices.one"))
    elif sheet.table.points < FEW_POINTS:
        pieces.soft(t("page.sweeps.indices.few", points=sheet.table.points))
    pieces.soft(t("page.sweeps.indices.note"))


@solara.component
def Lines(session: Session, desk: Desk, sheet: Sheet) -> None:
    """Parallel coordinates of every condition of the variant."""
    t, look = session.t, desk.look.value
    outcomes = tuple(dict.fromkeys((look.outcome, *sheet.table.outcomes)))[:5]
    lang = which(session)
    found = solara.use_memo(lambda: strands(sheet, outcomes, look.variant, lang), [sheet, outcomes, look.variant, lang])
    pieces.heading(t("page.sweeps.strands"))
    pieces.soft(t("page.sweeps.strands.hint"))
    Strands.element(axes=found.axes, lines=found.lines, picked=_condition(desk), title=t("page.sweeps.strands"),
                    legend=legend(session, sheet), on_clicked=pieces.told(partial(desk.choose, session)))  # fmt: skip
    if found.left_out:
        pieces.soft(t("page.sweeps.strands.out", count=found.left_out))


def _condition(desk: Desk) -> str:
    """The chosen run's condition, by its first replication."""
    run = desk.run.value
    return "" if run is None else f"{run.variant}|{run.scheme}|{run.point}|0"


def legend(session: Session, sheet: Sheet) -> list[dict[str, str]]:
    """Which colour is which scheme."""
    return [{"colour": colour, "label": session.of(sheet.arm(name))} for name, colour in series(sheet.table.schemes).items()]


@solara.component
def ParetoSet(session: Session, desk: Desk, sheet: Sheet) -> None:
    """Conditions in two outcomes; the Pareto set over all main outcomes is filled."""
    t, of, look = session.t, session.of, desk.look.value
    front = solara.use_memo(lambda: front_of(sheet), [sheet])
    pieces.heading(t("page.sweeps.pareto"))
    if front is None or not look.other:
        pieces.soft(t("page.sweeps.pareto.none"))
        return
    names = {of(sheet.outcome(name)): name for name in front.outcomes}
    x = look.outcome if look.outcome in front.outcomes else front.outcomes[0]
    y = look.other if look.other != x else next(name for name in front.outcomes if name != x)
    between = "、" if session.lang.value == "zh" else ", "
    pieces.soft(t("page.sweeps.pareto.hint", outcomes=between.join(names)))
    label = next(text for text, name in names.items() if name == y)
    others = [text for text in names if names[text] != x]
    solara.Select(t("page.sweeps.y"), others, label, on_value=lambda v: desk.turn(other=names[v]), dense=True)
    Points.element(
        points=front_points(sheet, front, x, y, which(session)), picked=_condition(desk), x_title=of(sheet.outcome(x)),
        y_title=of(sheet.outcome(y)), x_unit=_unit(x), y_unit=_unit(y), title=t("page.sweeps.pareto"),
        legend=legend(session, sheet), on_clicked=pieces.told(partial(desk.choose, session)),
    )  # fmt: skip


def _unit(outcome: str) -> str:
    return "share" if unit_of(outcome) == "share" else ""


@solara.component
def Compared(session: Session, desk: Desk, sheet: Sheet) -> None:
    """The paired difference of every scheme from the first, over all points and seeds."""
    t, look, table, lang = session.t, desk.look.value, sheet.table, which(session)
    key = (look.outcome, look.variant, lang)
    found = solara.use_memo(lambda: forest_rows(sheet, *key), [sheet, key])
    title = t("page.sweeps.compared", outcome=sheet.outcome(look.outcome))
    pieces.heading(title)
    pieces.soft(t("page.sweeps.compared.hint", base=sheet.arm(table.schemes[0])))
    pieces.bars(found, form="dots", unit=_unit(look.outcome), title=title)
