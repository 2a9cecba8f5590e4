"""The panel Seat: a person plays one party, in a show or in a stand-alone negotiation; software plays the rest."""

from __future__ import annotations

from dataclasses import replace

import solara

from experiments.negotiate import negotiate, shipped
from visualization.figures.names import Names
from visualization.figures.names import words as pair
from visualization.page.choices import SHOW, Sitting
from visualization.page.panels import pieces
from visualization.page.panels.seat_closed import taken
from visualization.page.panels.seat_debrief import Debriefing
from visualization.page.panels.seat_left import Left
from visualization.page.panels.seat_play import Playing
from visualization.page.runner import Runner
from visualization.page.session import Session
from visualization.page.views.seat import at_table
from visualization.page.views.seat_domain import domain_lines, domain_of
from visualization.page.views.seat_end import Ended, end_of
from visualization.page.views.seat_game import InShow, Move, Place, StandAlone, Turn
from visualization.page.views.table import Case, cases, stand_alone
from visualization.page.views.table_choice import MOST_LISTED
from visualization.report.words import joined


class Seating:
    """One visitor's seat: what was chosen, the game, and what there is to see of it now."""

    def __init__(self) -> None:
        self.sitting: solara.Reactive[Sitting] = solara.reactive(Sitting())
        self.now: solara.Reactive[Turn | Ended | None] = solara.reactive(None, equals=lambda a, b: a is b)
        self.game: InShow | StandAlone | None = None
        self.software: Case | None = None
        self.names = Names({}, {})
        self.unit = ""
        self.runner = Runner()

    def close(self) -> None:
        """The browser session has ended."""
        self.runner.cancel()

    def move(self, session: Session, *moves: Move) -> None:
        """Make a move (or start, without one); off the page's thread, as a large show takes its time."""
        sitting, game = replace(self.sitting.peek(), moves=(*self.sitting.peek().moves, *moves)), self.game
        software, names = self.software, self.names
        if game is None or software is None:
            return

        def work(_: object) -> Turn | Ended:
            found = game.play(sitting.moves)
            return found if isinstance(found, Turn) else end_of(found, game, software, names)

        def done(found: Turn | Ended) -> None:
            taken(session).set(isinstance(found, Turn))
            session.sitting.set(sitting if isinstance(found, Turn) else None)
            session.left.set(None)
            self.sitting.set(sitting)
            self.now.set(found)

        self.runner.start(work, done, pair("seat.job"))

    def leave(self, session: Session) -> None:
        """Stand up: the game is over without an end."""
        self.runner.cancel()
        self.sitting.set(replace(self.sitting.peek(), moves=()))
        self.now.set(None)
        session.sitting.set(None)
        session.left.set(None)
        taken(session).set(False)


@solara.component
def Panel(session: Session) -> None:
    """Choose a seat; play; hear what came of it."""
    pieces.style()
    seating = session.keep("seat", Seating)
    now, job = seating.now.value, seating.runner.job.value
    with solara.Div(classes=["gy-seat"]):
        if job.state == "failed":
            solara.Error(session.of(job.message))
        left = session.left.value
        if now is None and left is not None:
            Left(session, left, job.busy, lambda moves: _back(session, seating, replace(left, moves=moves)),
                 lambda: seating.leave(session))  # fmt: skip
        elif now is None:
            Choose(session, seating)
        elif isinstance(now, Turn):
            Playing(session, now, seating.names, seating.unit, job.busy,
                    lambda move: seating.move(session, move), lambda: seating.leave(session))  # fmt: skip
        else:
            Debriefing(session, now, lambda: _again(session, seating), lambda: seating.leave(session))


def _again(session: Session, seating: Seating) -> None:
    seating.sitting.set(replace(seating.sitting.peek(), moves=()))
    seating.now.set(None)
    seating.move(session)


@solara.component
def Choose(session: Session, seating: Seating) -> None:
    """Which negotiation, which party."""
    t, of, sitting, shown = session.t, session.of, seating.sitting.value, session.shown.value
    solara.Style(".gy-seat .v-select { max-width: 640px; } .gy-sit { align-self: flex-start; }")
    pieces.heading(t("seat.title"))
    pieces.words(t("seat.intro"))
    named = {t("seat.source.show"): SHOW, **{of(domain_of(name).title) or name: name for name in shipped()}}
    if shown is None:
        named.pop(t("seat.source.show"))
    source = sitting.source if sitting.source in named.values() else "rush_deal"
    label = next(label for label, name in named.items() if name == source)
    solara.Select(t("seat.source"), list(named), label, on_value=lambda label: seating.sitting.set(Sitting(named[label])))
    if source == SHOW and shown is not None:
        found = cases(shown)[:MOST_LISTED] if shown.season is None else []
        if not found:
            pieces.soft(t("seat.season" if shown.season is not None else "table.none"))
            return
        OfShow(session, seating, found)
    else:
        domain = domain_of(source)
        seats = of(joined(p.title for p in domain.parties))
        pieces.soft(t("seat.rounds", n=domain.rounds or 20, parties=seats))
        Parties(session, seating, [(p.name, p.says(session.lang.value)) for p in domain.parties])


@solara.component
def OfShow(session: Session, seating: Seating, found: list[Case]) -> None:
    """Which encounter of the show."""
    t, of, sitting = session.t, session.of, seating.sitting.value

    def named(case: Case) -> str:
        about = pair(f"talk.{case.talk.kind}", case.talk.kind)
        return " · ".join((case.talk.id, of(about), of(at_table(case.names, case.talk.parties))))

    labels = {named(case): case for case in found}
    case = next((c for c in found if c.talk.id == sitting.talk), next((c for c in found if c.talk.kind == "N5"), found[0]))
    label = next(label for label, each in labels.items() if each is case)
    solara.Select(t("seat.talk"), list(labels), label,
                  on_value=lambda label: seating.sitting.set(Sitting(SHOW, labels[label].talk.id)))  # fmt: skip
    pieces.soft(t("seat.rounds", n=case.rounds, parties=of(at_table(case.names, case.talk.parties))))
    Parties(session, seating, [(party, of(case.names(party))) for party in case.talk.parties], case.talk.id)


@solara.component
def Parties(session: Session, seating: Seating, parties: list[tuple[str, str]], talk: str = "") -> None:
    """Whose seat, and sit down."""
    t, sitting = session.t, seating.sitting.value
    names = {label: party for party, label in parties}
    label = next((label for label, party in names.items() if party == sitting.party), parties[0][1])

    def start() -> None:
        _sit(session, seating, Sitting(sitting.source, talk, names[label]))

    solara.Select(t("seat.party"), list(names), label,
                  on_value=lambda label: seating.sitting.set(replace(sitting, talk=talk, party=names[label])))  # fmt: skip
    solara.Button(t("seat.start"), on_click=start, color="primary", classes=["gy-sit"], disabled=seating.runner.job.value.busy)


def _back(session: Session, seating: Seating, sitting: Sitting) -> None:
    """Sit down again where a link says one sat; a seat that is not there (any more) is given up."""
    shown, size = session.shown.peek(), 0
    if sitting.source == SHOW:
        talks = cases(shown) if shown is not None and shown.season is None else []
        found = [c for c in talks if c.talk.id == sitting.talk and sitting.party in c.talk.parties]
        size = found[0].space.size if found else 0
    elif sitting.source in shipped() and sitting.party in domain_of(sitting.source).names:
        size = domain_of(sitting.source).space.size
    if not size:
        seating.leave(session)
        return
    able = (not isinstance(move, int) or move < size for move in sitting.moves)
    _sit(session, seating, replace(sitting, moves=()), sitting.moves if all(able) else ())


def _sit(session: Session, seating: Seating, sitting: Sitting, moves: tuple[Move, ...] = ()) -> None:
    """Set the table: the game, and what the software made of the same seat on the same luck; then make ``moves``."""
    seating.sitting.set(sitting)
    place, shown = Place(sitting.party, sitting.talk), session.shown.peek()
    if sitting.source == SHOW and shown is not None:
        case = next(case for case in cases(shown) if case.talk.id == sitting.talk)
        show = shown.show
        seating.game = InShow(show.scenario, show.scheme, show.seed, place, shown.settings.held(), show)
        seating.software, seating.names, seating.unit = case, shown.names, case.unit
    else:
        domain = domain_of(sitting.source)
        seating.game = StandAlone(domain, place, domain_lines(sitting.source)[sitting.party])
        seating.software = stand_alone(negotiate(domain))
        seating.names, seating.unit = seating.software.names, domain.unit
    seating.move(session, *moves)
