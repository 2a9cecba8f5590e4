"""One negotiation on the page: drawn, told, and explained."""

from __future__ import annotations

from collections.abc import Callable

import solara

from environment.records import Show
from protocols.transcript import jsonl
from visualization.page.panels import pieces
from visualization.page.runner import Runner
from visualization.page.session import Session
from visualization.page.views.table import Case, headline, said
from visualization.page.views.table_behind import Behind
from visualization.page.views.table_choice import Look
from visualization.page.views.table_moved import first_issue, moved
from visualization.page.views.table_plots import concession, parallel, space
from visualization.page.views.table_rush import chain, lead_times
from visualization.page.views.table_why import aims, why
from visualization.page.widgets.concession import Concession
from visualization.page.widgets.parallel import Parallel
from visualization.page.widgets.scatter import Scatter
from visualization.quantities import number, signed
from visualization.report.words import issue_name


@solara.component
def Talk(session: Session, case: Case, look: solara.Reactive[Look], facts: Behind | None, show: Show | None = None) -> None:
    """Everything about one negotiation."""
    solara.Style(".gy-talk .v-input { margin-top: 8px; }")
    with solara.Div(classes=["gy-talk"]):
        pieces.words(session.of(headline(case)))
        if case.stakes is None:
            pieces.soft(session.t("table.nothing"))
        else:
            Verdict(session, case, look)
            wide = len(case.talk.parties) > 2
            with solara.Div(classes=["gy-split", "even"]):
                with solara.Div():
                    Drawings(session, case, look)
                    if show is not None:
                        Before(session, case, facts, show)
                    if not wide:
                        Reasons(session, case, look, facts)
                with solara.Div():
                    Worths(session, case)
                    Curves(session, case, look)
                    Told(session, case, look, facts)
            if wide:  # a column per party: half the page cannot hold it
                Reasons(session, case, look, facts)
        Downloads(session, case, show)


def _offer(case: Case, look: Look) -> str:
    """The number of the offer that the chosen message makes or speaks of, as the widgets want it."""
    told = said(case)
    made = told[look.message].offer if 0 <= look.message < len(told) else None
    return "" if made is None else str(made)


def _click(case: Case, look: solara.Reactive[Look]) -> Callable[[dict[str, str] | None], None]:
    """What a click on an offer does: the message that made it is looked at."""
    by_offer = {each.offer: at for at, each in reversed(list(enumerate(said(case)))) if each.offer is not None}

    def click(value: dict[str, str] | None) -> None:
        if value and value["id"].isdecimal():
            look.set(look.value.to(message=by_offer.get(int(value["id"]), -1)))

    return click


@solara.component
def Drawings(session: Session, case: Case, look: solara.Reactive[Look]) -> None:
    """The space of utilities, and parallel axes above it where there are more than two parties."""
    t, now, lang = session.t, look.value, 1 if session.lang.value == "zh" else 0
    parties, picked, click = case.talk.parties, _offer(case, now), _click(case, look)
    names = {party: session.of(case.names(party)) for party in parties}
    back = {name: party for party, name in names.items()}
    across = now.across if now.across in parties else parties[0]
    upward = now.upward if now.upward in parties and now.upward != across else next(p for p in parties if p != across)
    drawn = solara.use_memo(lambda: space(case, across, upward, lang), [case, across, upward, lang])
    axes = solara.use_memo(lambda: parallel(case, lang) if len(parties) > 2 else {}, [case, lang])
    if axes:
        pieces.heading(t("figure.talk.parallel"))
        Parallel.element(data=axes, picked=picked, title=t("figure.talk.parallel"), on_clicked=click)
        pieces.soft(t("table.parallel.fair" if axes["fair"] else "table.parallel.unfair"))
    pieces.heading(t("figure.talk.space"))
    if axes:
        with solara.Div(classes=["gy-bar"]):
            solara.Select(t("table.across"), list(back), names[across], dense=True,
                          on_value=lambda name: look.set(look.value.to(across=back[name])))  # fmt: skip
            solara.Select(t("table.upward"), [names[p] for p in parties if p != across], names[upward], dense=True,
                          on_value=lambda name: look.set(look.value.to(upward=back[name])))  # fmt: skip
        pieces.soft(t("table.two"))
    Scatter.element(data=drawn, picked=picked, title=t("figure.talk.space"), on_clicked=click)


@solara.component
def Curves(session: Session, case: Case, look: solara.Reactive[Look]) -> None:
    """What each offer was worth to one party, and what that party insisted on."""
    t, now, lang = session.t, look.value, 1 if session.lang.value == "zh" else 0
    names = {session.of(case.names(party)): party for party in case.talk.parties}
    party = now.party if now.party in case.talk.parties else case.talk.parties[0]
    curves = solara.use_memo(lambda: concession(case, party, aims(case, party), lang), [case, party, lang])
    pieces.heading(t("figure.talk.concession"))
    if not case.talk.offers:
        pieces.soft(t("table.no_offers"))
        return
    with solara.Div(classes=["gy-bar"]):
        solara.Select(t("table.whose"), list(names), session.of(case.names(party)), dense=True,
                      on_value=lambda name: look.set(look.value.to(party=names[name])))  # fmt: skip
    Concession.element(data=curves, picked=_offer(case, now), title=t("figure.talk.concession"), on_clicked=_click(case, look))
    if not curves["aims"]:
        pieces.soft(t("table.no_aim"))


def _issue(case: Case, look: Look) -> str:
    return look.issue if look.issue in case.talk.issues else first_issue(case)


@solara.component
def Verdict(session: Session, case: Case, look: solara.Reactive[Look]) -> None:
    """Why an issue ended where it did, in a sentence."""
    t, of, issue = session.t, session.of, _issue(case, look.value)
    found = solara.use_memo(lambda: moved(case, issue), [case, issue])
    names = {of(issue_name(name)): name for name, (_, values) in case.talk.issues.items() if len(values) > 1}
    label = next((label for label, name in names.items() if name == issue), of(issue_name(issue)))
    if found is None:
        return
    with solara.Div(classes=["gy-answer", "gy-verdict"]):
        pieces.heading(t("table.why_end", issue=label))
        pieces.words(of(found.verdict))
        if len(names) > 1:
            with solara.Div(classes=["gy-bar"]):
                solara.Select(t("table.issue"), list(names), label, dense=True,
                              on_value=lambda label: look.set(look.value.to(issue=names[label])))  # fmt: skip


@solara.component
def Worths(session: Session, case: Case) -> None:
    """Everybody's gain over no deal, as the stage and the story tell it, beside the two expectations it is made of."""
    t, of, talk = session.t, session.of, case.talk
    if not talk.agreed:
        return
    paid = any(abs(amount) >= 0.005 for amount in talk.payments.values())
    rows: list[pieces.Row] = []
    for party in talk.parties:
        floor, gain, payment = talk.reservations[party], talk.gains.get(party, 0.0), talk.payments.get(party, 0.0)
        worths = [case.worth(floor + gain - payment), *([case.worth(payment, True)] if paid else []), case.worth(floor)]
        cells = [of(case.names(party)), *map(of, worths), of(case.worth(gain, True))]
        rows.append({"cells": cells, "tone": "up" if gain > 0 else ""})
    keys = ("party", "outcome", *(("payment",) if paid else ()), "floor", "gain")
    pieces.heading(t("table.worths"))
    with solara.Div(classes=["gy-worths"]):
        pieces.table([t(f"table.worths.{key}") for key in keys], rows, numbers=list(range(1, len(keys))), title=t("table.worths"))
    pieces.soft(t("table.worths.paid" if paid else "table.worths.how"))


@solara.component
def Before(session: Session, case: Case, facts: Behind | None, show: Show) -> None:
    """How a rush order came about: from the alert to the call for proposals."""
    told = chain(show, case, None if facts is None else facts.facts)
    with solara.Div():
        if told:
            pieces.heading(session.t("table.before"))
        for sentence in told:
            pieces.words(session.of(sentence))


@solara.component
def Reasons(session: Session, case: Case, look: solara.Reactive[Look], facts: Behind | None) -> None:
    """What is behind the verdict."""
    t, of, talk, issue = session.t, session.of, case.talk, _issue(case, look.value)
    found = solara.use_memo(lambda: moved(case, issue), [case, issue])
    if found is None:
        return
    label = of(issue_name(issue))
    known = None if facts is None else facts.facts
    with solara.Div():
        pieces.heading(t("table.at"))
        for sentence in found.reasons:
            pieces.words(of(sentence))
        for party, path in found.paths:
            pieces.soft(f"{of(case.names(party))}: {of(path)}")
    leads = lead_times(case, known) if issue == "rush_qty" else None
    worth = [t("table.column", party=of(case.names(party))) for party in talk.parties]
    heads = [label, *worth, t("table.fair"), t("table.joint")]
    rows: list[pieces.Row] = []
    for k, row in enumerate(found.rows):
        worth = ["–" if x is None else _money(case, x) for x in row.worth]
        joint = "–" if row.joint is None else _money(case, row.joint, True)
        cells = [of(case.value(issue, row.value)), *worth, f"{row.fair} / {row.terms}", joint, *([of(leads[k])] if leads else [])]
        agreed = talk.agreed and talk.outcome.get(issue) == row.value
        rows.append({"cells": cells, "sort": [k, *(x or 0.0 for x in row.worth)], "tone": "up" if agreed else ""})
    if leads:
        heads.append(t("table.lead"))
    pieces.soft(t("table.rows.agreed" if talk.agreed else "table.rows.broken"))
    pieces.table(heads, rows, tall=260, numbers=list(range(1, len(heads))), title=t("table.why_end", issue=label))


def _money(case: Case, value: float, sign: bool = False) -> str:
    if case.unit == "CNY":
        return signed(value) if sign else number(round(value))
    return number(round(value, 3))


@solara.component
def Told(session: Session, case: Case, look: solara.Reactive[Look], facts: Behind | None) -> None:
    """The transcript in sentences; of the one chosen, why."""
    t, of = session.t, session.of
    told = said(case)
    pieces.heading(t("report.head.said"))
    pieces.soft(t("table.click"))
    now = look.value.message
    rows: list[pieces.Row] = [{"id": str(at), "cells": [str(each.round), of(each.text)]} for at, each in enumerate(told)]
    pieces.table([t("table.head.round"), t("table.head.said")], rows, tall=300, picked=str(now), title=t("report.head.said"),
                 on=lambda at: look.set(look.value.to(message=int(at))))  # fmt: skip
    parts = None if facts is None else facts.parts
    found = solara.use_memo(lambda: why(case, now, parts) if now >= 0 else None, [case, now, facts])
    if found is None:
        return
    with solara.Div(classes=["gy-answer", "gy-why"]):
        pieces.heading(t("table.why"))
        pieces.words(of(found.head))
        for reason in found.reasons:
            pieces.words(of(reason))
        if found.lines:
            pieces.soft(t("table.clauses"))
            lines: list[pieces.Row] = [
                {"cells": [of(name), of(case.worth(amount, True))], "tone": "up" if amount > 0 else "down"}
                for name, amount in found.lines
            ]
            lines.append({"cells": [t("table.sum"), of(found.total)], "last": True})
            pieces.table([t("table.head.line"), t("table.head.amount")], lines, numbers=[1], title=t("table.clauses"))
        elif parts is None and case.live:
            working = session.keep("table.runner", Runner).job.value.busy
            pieces.soft(t("page.working" if working else "table.no_clauses"))


@solara.component
def Downloads(session: Session, case: Case, show: Show | None) -> None:
    """The transcript and the figure as files."""
    t, talk = session.t, case.talk

    def figure() -> bytes:
        from visualization.figures.bargaining import negotiation
        from visualization.figures.svg import drawn

        chart = negotiation(talk, case.names, session.lang.peek())
        return drawn(chart, f"negotiation {talk.id}").file(session.lang.peek()).encode()

    with solara.Div(classes=["gy-bar"]):
        pieces.download(t("table.save.transcript"), f"{talk.id}.jsonl", lambda: jsonl(talk.transcript).encode())
        pieces.download(t("table.save.figure"), f"{talk.id}.svg", figure)
