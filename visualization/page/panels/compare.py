"""The panel Compare: two settings on the same luck."""

from __future__ import annotations

import solara

from visualization.figures.names import words as pair
from visualization.page.panels import pieces
from visualization.page.panels.compare_sides import Desk, Sides
from visualization.page.session import Session
from visualization.page.views.compare import Versus, answer, csv_bytes, measure_cells, measure_name, side_name
from visualization.season_words import after, bare, unit


@solara.component
def Panel(session: Session) -> None:
    """Choose two sides, play both, read who gains."""
    desk = session.keep("compare", lambda: Desk(session.against))
    pieces.style()
    Sides(session, desk)
    done, job = desk.done.value, desk.runner.job.value
    if job.busy:
        solara.ProgressLinear(100 * job.progress)
    if job.state == "failed":
        solara.Error(session.of(job.message))
    if done is None:
        if not job.busy:
            pieces.soft(session.t("page.compare.none"))
        return
    Found(session, done)


@solara.component
def Found(session: Session, done: Versus) -> None:
    """The answer, the money, the measures."""
    t, of = session.t, session.of
    said = solara.use_memo(lambda: answer(done), [done])
    with solara.Div(classes=["gy-answer", "gy-compared"]):
        pieces.heading(t("page.compare.question"))
        for sentence in said:
            pieces.words(of(sentence))
    picked = session.picked.value
    party = picked.id if picked is not None and picked.kind == "party" and picked.id in done.parties else done.parties[0]
    with solara.Div(classes=["gy-split", "even"]):
        Money(session, done, party)
        Moved(session, done, party)
    Measures(session, done)
    pieces.download(t("page.compare.csv"), f"compare-{done.a.scheme.name}-{done.b.scheme.name}.csv", lambda: csv_bytes(done))


@solara.component
def Money(session: Session, done: Versus, party: str) -> None:
    """Profit per party: the difference with its interval, drawn and as a table."""
    t, of = session.t, session.of
    with solara.Div():
        pieces.heading(t("page.compare.money"))
        pieces.soft(t("page.compare.dots", n=done.n))
        rows: list[pieces.Row] = [
            {
                "id": p, "label": of(done.names(p)), "start": 0.0, "end": found.difference, "low": found.low,
                "high": found.high, "text": bare(found.difference, "CNY", change=True),
                "tone": done.verdict(found) or "plain",
            }
            for p, found in ((p, done.profits[p]) for p in done.parties)
        ]  # fmt: skip
        chain = done.chain
        ends = {"start": 0.0, "end": chain.difference, "low": chain.low, "high": chain.high}
        text = bare(chain.difference, "CNY", change=True)
        rows.append({"id": "", "label": t("page.compare.all"), **ends, "text": text, "tone": "total"})
        pieces.bars(rows, form="dots", picked=party, on=lambda p: session.pick("party", p), title=t("page.compare.money"))
        table: list[pieces.Row] = [
            {"id": p, "cells": [of(done.names(p)), bare(c.a, "CNY"), bare(c.b, "CNY"), bare(c.difference, "CNY", change=True)],
             "sort": [of(done.names(p)), c.a, c.b, c.difference], "tone": done.verdict(c)}
            for p, c in ((p, done.profits[p]) for p in done.parties)
        ]  # fmt: skip
        cells = [bare(chain.a, "CNY"), bare(chain.b, "CNY"), bare(chain.difference, "CNY", change=True)]
        table.append({"cells": [t("page.compare.all"), *cells], "last": True})
        pieces.table([t("page.compare.party"), "A", "B", "B − A"], table, numbers=[1, 2, 3], picked=party,
                     on=lambda p: session.pick("party", p))  # fmt: skip


@solara.component
def Moved(session: Session, done: Versus, party: str) -> None:
    """From a party's profit under A to its profit under B, line by line."""
    t, of = session.t, session.of
    profit, name = done.profits[party], done.names(party)
    with solara.Div():
        pieces.heading(t("page.compare.moved", party=name))
        rows: list[pieces.Row] = [_total(of(side_name(done.a)), "A", profit.a)]
        at, lines = profit.a, done.moved(party)
        for line, cny in [*lines[:14], ("other", sum(cny for _, cny in lines[14:]))]:
            if abs(cny) >= 0.5:
                rows.append({"id": "", "label": of(pair(f"clause.{line}", line)), "start": at, "end": at + cny,
                             "text": bare(cny, "CNY", change=True), "tone": "up" if cny > 0 else "down"})  # fmt: skip
                at += cny
        rows.append(_total(of(side_name(done.b)), "B", profit.b))
        pieces.bars(rows, chained=True, title=t("page.compare.moved", party=name))
        if len(rows) == 2:
            pieces.soft(t("page.compare.nothing", party=name))


def _total(name: str, letter: str, cny: float) -> pieces.Row:
    return {"id": "", "label": f"{letter} {name}", "start": 0.0, "end": cny, "text": bare(cny, "CNY"), "tone": "total"}


@solara.component
def Measures(session: Session, done: Versus) -> None:
    """Every measure that differs; those whose difference is beyond luck are marked."""
    t, of = session.t, session.of
    every, choose = solara.use_state(False)
    rows = []
    for name in done.told(every):
        found = done.measures[name]
        a, b, change, between = measure_cells(name, found)
        named = t("page.compare.points") if unit(name) == "share" else of(after(unit(name))).strip()
        rows.append({
            "id": name,
            "cells": [of(measure_name(name)), a, b, change, between, named],
            "sort": [of(measure_name(name)), found.a, found.b, found.difference, found.low, unit(name)],
            "tone": done.verdict(found),
        })  # fmt: skip
    pieces.heading(t("page.compare.measures"))
    pieces.soft(t("page.compare.marked"))
    solara.Switch(label=t("page.compare.every"), value=every, on_value=choose)
    heads = [t("page.compare.measure"), "A", "B", "B − A", t("page.compare.interval"), t("page.compare.unit")]
    pieces.table(heads, rows, numbers=[1, 2, 3, 4], tall=460, title=t("page.compare.measures"))
