"""The panel Collaboration: a season, its network show by show, and the signs that collaboration emerges or fails."""

from __future__ import annotations

import solara

from visualization.figures.names import words as pair
from visualization.figures.palette import FAINT, SERIES, of_kind
from visualization.figures.season import TRUST
from visualization.page.panels import pieces
from visualization.page.playing import Shown
from visualization.page.session import Session
from visualization.page.settings import MOST_SHOWS
from visualization.page.views.collaboration import Story, measure_name, network
from visualization.page.widgets.lines import Lines
from visualization.page.widgets.ties import Ties
from visualization.season_words import unit

USUAL = 20  # shows of a season that nobody has set
DRAWN = 6  # lines of a chart, as many as there are colours


@solara.component
def Panel(session: Session) -> None:
    """A season: how to play one, and what came of the last."""
    shown = session.shown.value
    pieces.style()
    Start(session)
    if shown is None or shown.season is None:
        if not session.job.busy:
            pieces.soft(session.t("page.collab.none"))
    else:
        Season(session, shown)


@solara.component
def Start(session: Session) -> None:
    """How many shows, play and cancel."""
    set_ = session.settings.value.shows
    count, choose = solara.use_state(set_ if set_ > 1 else USUAL)

    def play() -> None:
        session.change(shows=count)
        session.play()

    with solara.Div(classes=["gy-bar", "gy-season"]):
        title = session.t("page.collab.shows", shows=count)
        solara.SliderInt(title, value=count, min=2, max=min(60, MOST_SHOWS), on_value=choose)
        solara.Button(session.t("page.collab.play"), on_click=play, color="primary", disabled=session.job.busy)
        if session.job.busy:
            solara.Button(session.t("page.cancel"), on_click=session.runner.cancel, outlined=True)
    if session.job.busy:
        solara.ProgressLinear(100 * session.job.progress)


@solara.component
def Season(session: Session, shown: Shown) -> None:
    """What came of a season."""
    assert shown.season is not None
    season = shown.season
    story = solara.use_memo(lambda: Story(season, shown.names), [shown])
    answers = solara.use_memo(story.answers, [story])
    at = session.keep("show", lambda: solara.reactive(season.shows))
    now = min(max(1, at.value), season.shows)
    which = 1 if session.lang.value == "zh" else 0
    with solara.Div(classes=["gy-answer", "gy-cards", "wide"]):
        for question, sentences in answers:
            with solara.Div():
                pieces.heading(session.of(question))
                for sentence in sentences:
                    pieces.words(session.of(sentence))
    with solara.Div(classes=["gy-split", "even"]):
        with solara.Div():
            Network(session, story, now, at, which)
        with solara.Div():
            Happened(session, story, now)
    Series(session, story, now, at, which)
    with solara.Div(classes=["gy-split", "even"]):
        with solara.Div():
            Reputations(session, story, now, at)
        with solara.Div():
            Dispositions(session, story, now, at)
    Profits(session, story)


@solara.component
def Network(session: Session, story: Story, now: int, at: solara.Reactive[int], which: int) -> None:
    """The network after one show, with a slider through the season."""
    parties, edges = solara.use_memo(lambda: network(story, now, which), [story, now, which])
    picked = session.picked.value
    name = picked.id if picked is not None and picked.kind in ("party", "edge") else ""

    def clicked(identity: str) -> None:
        session.pick("edge" if ">" in identity else "party", identity)

    pieces.heading(session.t("page.collab.network", show=now))
    solara.SliderInt(session.t("page.collab.show", show=now), value=now, min=1, max=story.season.shows, on_value=at.set)
    low, legend = 0.0, []
    for top, colour in TRUST:
        legend.append({"colour": colour, "label": f"{low:g}–{min(top, 1.0):g}", "mark": "▬"})
        low = top
    legend.append({"colour": FAINT, "label": session.t("figure.season.unknown"), "mark": "▬"})
    Ties.element(parties=parties, edges=edges, picked=name, title=session.t("page.collab.network", show=now), legend=legend,
                 on_clicked=pieces.told(clicked))  # fmt: skip
    pieces.soft(session.t("page.collab.legend"))


@solara.component
def Happened(session: Session, story: Story, now: int) -> None:
    """What changed between shows; those up to the chosen one first."""
    rows = [
        {"id": party, "cells": [str(show), session.of(text)], "sort": [show, show], "tone": "" if show > now else "up"}
        for show, party, text in story.events()
    ]
    pieces.heading(session.t("page.collab.events"))
    if rows:
        heads = [session.t("page.collab.col.show"), session.t("page.collab.col.event")]
        pieces.table(heads, rows, tall=420, on=lambda party: session.pick("party", party))
    else:
        pieces.soft(session.t("page.collab.quiet"))


@solara.component
def Series(session: Session, story: Story, now: int, at: solara.Reactive[int], which: int) -> None:
    """The signs of collaboration, and any measure one likes, show by show."""
    known = story.measures()
    names = {measure_name(name)[which]: name for name in known}
    more, choose = solara.use_state("chain_surplus" if "chain_surplus" in known else known[-1])
    marks = [{"at": story.emerged, "title": session.t("page.collab.emerged", show=story.emerged)}] if story.emerged else []
    pieces.heading(session.t("page.collab.series"))
    if marks:
        pieces.soft(session.t("page.collab.emerged", show=story.emerged))
    with solara.Div(classes=["gy-cards"]):
        for at_all, name in enumerate([*known[:5], more]):
            with solara.Div():
                if at_all == 5:
                    shown, title = next(label for label, value in names.items() if value == more), session.t("page.collab.more")
                    solara.Select(title, list(names), shown, on_value=lambda v: choose(names[v]), dense=True)
                else:
                    pieces.soft(measure_name(name)[which])
                line = {"id": "", "label": name, "values": pieces.plain(story.season.series[name]), "colour": SERIES[0]}
                Lines.element(lines=[line], unit="share" if unit(name) == "share" else "", at=now, tall=130,
                              marks=marks if name == "word_kept" else [], title=measure_name(name)[which],
                              on_clicked=pieces.told(lambda show: isinstance(show, int) and at.set(show)))  # fmt: skip


@solara.component
def Reputations(session: Session, story: Story, now: int, at: solara.Reactive[int]) -> None:
    """Who thinks what of whom, show by show; those that moved most are drawn."""
    picked, pick = solara.use_state("")
    lines = [
        {"id": each.id, "label": session.of(story.names(each.trusted)), "values": list(each.values),
         "colour": SERIES[k % len(SERIES)], "title": session.of(story.reputation_name(each))}
        for k, each in enumerate(story.reputations[:DRAWN])
    ]  # fmt: skip

    def clicked(identity: object) -> None:
        if isinstance(identity, int):
            at.set(identity)
        else:
            pick(str(identity))
            found = next((each for each in story.reputations if each.id == identity), None)
            if found is not None:
                session.pick("edge", f"{found.truster}>{found.trusted}")

    pieces.heading(session.t("page.collab.reputations"))
    if not lines:
        pieces.soft(session.t("page.collab.no_reputation"))
        return
    Lines.element(lines=lines, at=now, tall=230, picked=picked, title=session.t("page.collab.reputations"),
                  on_clicked=pieces.told(clicked))  # fmt: skip
    rows = [
        {
            "id": each.id,
            "cells": [session.of(story.reputation_name(each)), f"{each.known[0]:.2f}", f"{each.known[-1]:.2f}",
                      f"{each.change:+.2f}".replace("-", "−")],
            "sort": [each.id, each.known[0], each.known[-1], each.change], "tone": "up" if each.change > 0 else "down",
        }
        for each in story.reputations if each.known
    ]  # fmt: skip
    heads = [session.t(f"page.collab.col.{key}") for key in ("reputation", "first", "last", "change")]
    pieces.table(heads, rows, numbers=[1, 2, 3], picked=picked, tall=240, on=clicked)


@solara.component
def Dispositions(session: Session, story: Story, now: int, at: solara.Reactive[int]) -> None:
    """How the parties chose to behave, show by show: one disposition of all who learn, in the colour of their kind."""
    names = {session.t(f"audit.disposition.{name}"): name for name in ("temptation", "openness", "toughness", "risk")}
    what, choose = solara.use_state("temptation")
    parties = [p for p in story.season.dispositions if len(set(story.dispositions(p)[what])) > 1]
    lines = [
        {"id": party, "label": session.of(story.names(party)), "values": list(story.dispositions(party)[what]),
         "colour": of_kind(story.names.kind(party))}
        for party in parties
    ]  # fmt: skip
    picked = session.picked.value

    def clicked(identity: object) -> None:
        if isinstance(identity, int):
            at.set(identity)
        else:
            session.pick("party", str(identity))

    pieces.heading(session.t("page.collab.dispositions"))
    shown = next(label for label, value in names.items() if value == what)
    solara.Select(session.t("page.collab.disposition"), list(names), shown, on_value=lambda v: choose(names[v]), dense=True)
    pieces.soft(session.t(f"page.collab.doc.{what}"))
    if lines:
        Lines.element(lines=lines, at=now, tall=260, keyed=True, picked=picked.id if picked and picked.kind == "party" else "",
                      title=session.t("page.collab.dispositions"), on_clicked=pieces.told(clicked))  # fmt: skip
    still = [session.of(story.names(p)) for p in story.season.dispositions if p not in parties]
    if still:
        pieces.soft(session.t("page.collab.still", who=("、" if session.lang.value == "zh" else ", ").join(still)))


@solara.component
def Profits(session: Session, story: Story) -> None:
    """What every party made of the season."""
    rows = [
        {"id": party, "label": session.of(story.names(party)), "start": 0.0, "end": cny, "text": f"{cny:+,.0f}".replace("-", "−"),
         "tone": "up" if cny > 0 else "down"}
        for party, cny in story.profits()
    ]  # fmt: skip
    picked = session.picked.value
    pieces.heading(session.t("page.collab.profits", shows=story.season.shows))
    name = picked.id if picked and picked.kind == "party" else ""
    pieces.bars(rows, picked=name, on=lambda party: session.pick("party", party))
    scheme = story.season.scheme
    pieces.soft(session.of(pair("page.collab.under", scheme=(scheme.en, scheme.zh), seed=story.season.seed)))
