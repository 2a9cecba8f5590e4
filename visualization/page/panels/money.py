"""The panel Money: accounts, a waterfall per party, and the way down to a posting and its arithmetic."""

from __future__ import annotations

import solara

from visualization.figures.names import Pair
from visualization.figures.names import words as pair
from visualization.page.panels import pieces
from visualization.page.playing import Shown
from visualization.page.session import Session
from visualization.page.views.money import Books, Line, Posting, cny, ledger_csv
from visualization.page.views.money_clauses import Clauses
from visualization.page.views.money_place import Place, follow


@solara.component
def Panel(session: Session) -> None:
    """Money of the shown show."""
    shown = session.shown.value
    pieces.style()
    if shown is None:
        pieces.nothing(session)
    else:
        Ledger(session, shown)


@solara.component
def Ledger(session: Session, shown: Shown) -> None:
    """The books of a finished run."""
    books = solara.use_memo(lambda: Books(shown.show, shown.names), [shown])
    place = session.keep("money", lambda: solara.reactive(Place()))
    now = follow(books, place.value, session.picked.value)
    solara.use_effect(lambda: place.set(now), [now])
    if shown.season is not None:
        pieces.soft(session.t("page.money.season", shows=shown.season.shows))
    with solara.Div(classes=["gy-split"]):
        Accounts(session, books, now)
        with solara.Div():
            Waterfall(session, books, now, place)
            Drill(session, books, now, place)


def go(session: Session, place: solara.Reactive[Place], to: Place) -> None:
    """Open a place and let the other panels follow."""
    place.set(to)
    if to.posting >= 0:
        session.pick("posting", str(to.posting))
    elif to.partner:
        session.pick("edge", f"{to.party}>{to.partner}")
    else:
        session.pick("party", to.party)


@solara.component
def Accounts(session: Session, books: Books, now: Place) -> None:
    """Every account with its balance; the sum, which is zero."""
    t, of = session.t, session.of
    with solara.Div():
        pieces.heading(t("page.money.accounts"))
        rows: list[pieces.Row] = [
            {
                "id": each.id, "cells": [of(each.name), cny(each.balance, sign=True)], "sort": [of(each.name), each.balance],
                "tone": "up" if each.balance > 0 else "down" if each.balance < 0 else "",
                "title": t("page.money.account", received=cny(each.received), paid=cny(each.paid)),
            }
            for each in books.accounts
        ]  # fmt: skip
        rows.append({"cells": [t("page.money.total"), cny(books.total)], "last": True})
        heads = [t("page.money.party"), t("page.money.balance")]
        pieces.table(heads, rows, numbers=[1], picked=now.party, title=t("page.money.accounts"),
                     on=lambda party: session.pick("party", party))  # fmt: skip
        whole = t("page.money.zero") if books.total == 0 else t("page.money.broken", cny=cny(books.total))
        pieces.words(whole, "gy-say gy-good" if books.total == 0 else "gy-say gy-bad")
        pieces.download(t("page.money.ledger"), "ledger.csv", lambda: ledger_csv(books.postings))


@solara.component
def Waterfall(session: Session, books: Books, now: Place, place: solara.Reactive[Place]) -> None:
    """What came in and went out of one account, by group of clauses."""
    t, of = session.t, session.of
    name = books.names(now.party)
    rows = [
        {
            "id": step.key or "all", "label": of(step.name), "start": step.start / 100, "end": step.end / 100,
            "text": cny(step.change, sign=True), "tone": "total" if step.total else "up" if step.change > 0 else "down",
        }
        for step in books.waterfall(now.party)
    ]  # fmt: skip
    with solara.Div():
        pieces.heading(t("page.money.waterfall", party=name))
        if len(rows) == 1:
            pieces.soft(t("page.money.none", party=name))
            return
        pieces.soft(t("page.money.hint"))
        pieces.bars(rows, picked=now.group, chained=True, title=t("page.money.waterfall", party=name),
                    on=lambda key: go(session, place, now.to(group="" if key in ("all", now.group) else key)))  # fmt: skip
        with solara.Div(classes=["gy-bar"]):
            pieces.download(t("page.money.figure"), f"money-{now.party}.svg", lambda: figure(session, books, now.party))
            pieces.download(t("page.money.postings"), f"postings-{now.party}.csv", lambda: ledger_csv(books.of(now.party)))


def figure(session: Session, books: Books, party: str) -> bytes:
    """The waterfall by clause as an SVG file."""
    from visualization.figures.money import money_waterfall
    from visualization.figures.svg import drawn

    chart = money_waterfall(books.show.money[party], party, books.names)
    return drawn(chart, f"money {party}").file(session.lang.peek()).encode()


@solara.component
def Drill(session: Session, books: Books, now: Place, place: solara.Reactive[Place]) -> None:
    """Partners, then clauses, then postings, then one posting."""
    t, of = session.t, session.of
    party = books.names(now.party)
    group = pair(f"page.money.group.{now.group}") if now.group else ("", "")
    with solara.Div():
        title = t("page.money.partners.group", party=party, group=group) if now.group else t("page.money.partners", party=party)
        pieces.heading(title)
        _lines(session, books.partners(now.party, now.group), now.partner, t("page.money.partner"),
               lambda key: go(session, place, now.to(partner="" if key == now.partner else key)))  # fmt: skip
        if not now.partner:
            return
        pieces.heading(t("page.money.lines", party=party, partner=books.names(now.partner)))
        _lines(session, books.lines(now.party, now.partner, now.group), now.line, t("page.money.clause"),
               lambda key: place.set(now.to(line="" if key == now.line else key)))  # fmt: skip
        if not now.line:
            return
        found = books.of(now.party, now.group, now.partner, now.line)
        if len(found) == 1:
            Voucher(session, books, found[0])
            return
        names = books.names
        rows = [
            {"id": str(p.at), "cells": [of(clock(p.t_h)), of(names(p.cause)), cny(p.change(now.party), sign=True)],
             "sort": [p.t_h, of(names(p.cause)), p.change(now.party)]}
            for p in found
        ]  # fmt: skip
        pieces.heading(t("page.money.count", count=len(found)))
        pieces.table([t("page.money.when"), t("page.money.cause"), t("page.money.cny")], rows, numbers=[2], tall=260,
                     picked=str(now.posting), on=lambda at: go(session, place, now.to(posting=int(at))))  # fmt: skip
        if now.posting >= 0:
            Voucher(session, books, books.postings[now.posting])


def _lines(session: Session, lines: list[Line], picked: str, head: str, on: object) -> None:
    t, of = session.t, session.of
    rows = [
        {
            "id": line.key, "cells": [of(line.name), cny(line.received), cny(line.paid), cny(line.change, sign=True)],
            "sort": [of(line.name), line.received, line.paid, line.change],
            "title": t("page.money.count", count=line.count), "tone": "up" if line.change > 0 else "down",
        }
        for line in lines
    ]  # fmt: skip
    heads = [head, t("page.money.received"), t("page.money.paid"), t("page.money.change")]
    pieces.table(heads, rows, numbers=[1, 2, 3], picked=picked, on=on)  # type: ignore[arg-type]


def clock(hours: float) -> Pair:
    """Hours from the start of the broadcast.

    >>> clock(-48.0), clock(0.5)
    (('T−48 h', '开播前 48 小时'), ('T+0.5 h', '开播后 0.5 小时'))
    """
    return pair("moment.before" if hours < 0 else "moment.after", n=f"{abs(round(hours, 2)):g}")


@solara.component
def Voucher(session: Session, books: Books, posting: Posting) -> None:
    """One posting with its reason: clause, arithmetic, terms, and the talk that agreed them."""
    t, of, names = session.t, session.of, books.names
    clauses = solara.use_memo(lambda: Clauses(books.show), [books])
    found = solara.use_memo(lambda: clauses.explain(posting), [posting, clauses])
    with solara.Div(classes=["gy-answer", "gy-voucher"]):
        pieces.words(t("page.money.posting", at=posting.at + 1, when=clock(posting.t_h), payer=names(posting.payer),
                       payee=names(posting.payee), cny=cny(posting.cents)))  # fmt: skip
        pieces.words(of(found.meaning))
        if of(found.formula):
            pieces.words(t("page.money.formula", formula=of(found.formula)))
        if found.numbers:
            pieces.words(t("page.money.numbers", numbers=found.numbers, cny=cny(posting.cents)), "gy-say gy-good")
        for step in found.steps:
            pieces.soft(step)
        if of(found.implied):
            pieces.words(of(found.implied))
        for term in found.terms:
            key = "page.money.term.agreed" if term.agreed else "page.money.term"
            pieces.soft(t(key, name=term.name, value=term.value))
        if found.source:
            pieces.soft(t("page.money.source", source=found.source))
        if found.talk:
            solara.Button(t("page.money.talk", id=found.talk), text=True, small=True, icon_name="mdi-forum-outline",
                          on_click=lambda: pieces.follow(session, "negotiation", found.talk, "table"))  # fmt: skip
