"""The panel Table: any negotiation, in utilities, in concessions, in words, and why it ended as it did."""

from __future__ import annotations

import solara

from agents.strategies import STRATEGIES
from experiments.negotiate import negotiate, shipped
from visualization.page.choices import SHOW
from visualization.page.panels import pieces
from visualization.page.panels.table_talk import Talk
from visualization.page.runner import Runner
from visualization.page.session import Session
from visualization.page.views.seat_domain import domain_lines, domain_of
from visualization.page.views.table import Case, cases, listed, stand_alone
from visualization.page.views.table_behind import Behind, behind
from visualization.page.views.table_choice import MOST_LISTED, Look, chosen, heeding, near
from visualization.page.views.table_why import strategy_name


@solara.component
def Panel(session: Session) -> None:
    """Negotiations of the shown run, or one of a domain file."""
    pieces.style()
    look = session.keep("table", lambda: solara.reactive(Look()))
    picked = session.picked.value
    solara.use_effect(lambda: look.set(heeding(look.peek(), picked)), [picked])
    Sources(session, look)
    if look.value.source != SHOW:
        StandAlone(session, look)
    elif session.shown.value is None:
        pieces.nothing(session)
    else:
        OfShow(session, look)


@solara.component
def Sources(session: Session, look: solara.Reactive[Look]) -> None:
    """The shown run, or a domain that comes with the project."""
    t, of = session.t, session.of
    named = {SHOW: t("table.source.show"), **{name: of(domain_of(name).title) or name for name in shipped()}}
    solara.Style(".gy-source > .v-input { margin-top: 8px; max-width: 400px; }")
    with solara.Div(classes=["gy-bar", "gy-source"]):
        back = {label: name for name, label in named.items()}
        solara.Select(t("table.source"), list(back), named[look.value.source], dense=True,
                      on_value=lambda label: look.set(Look(back[label], seen=session.picked.peek())))  # fmt: skip
        if look.value.source != SHOW:
            domain = domain_of(look.value.source)
            given = dict(look.value.strategies)
            specs = {of(strategy_name(name)): name for name in STRATEGIES}
            for party in domain.parties:
                now = given.get(party.name, party.strategy)
                label = next((label for label, name in specs.items() if name == now), of(strategy_name(now)))
                solara.Select(
                    t("table.plays", party=party.says(session.lang.value)), list(dict.fromkeys([label, *specs])), label,
                    dense=True, on_value=lambda label, name=party.name: label in specs and look.set(
                        look.value.to(strategies=tuple({**given, name: specs[label]}.items()), message=-1)),
                )  # fmt: skip


@solara.component
def StandAlone(session: Session, look: solara.Reactive[Look]) -> None:
    """One stand-alone negotiation between the strategies chosen."""
    source, strategies = look.value.source, look.value.strategies

    def play() -> Case:
        return stand_alone(negotiate(domain_of(source), strategies=dict(strategies)))

    case = solara.use_memo(play, [source, strategies])
    Talk(session, case, look, Behind({}, domain_lines(source)))


@solara.component
def OfShow(session: Session, look: solara.Reactive[Look]) -> None:
    """The negotiations of the shown run: a list, and the chosen one."""
    shown = session.shown.value
    assert shown is not None
    found = solara.use_memo(lambda: cases(shown), [shown])
    now = chosen(found, shown.show, session.picked.value, look.value)
    case = next((case for case in found if case.talk.id == now), None)
    facts: solara.Reactive[Behind | None] = solara.use_reactive(None)
    runner = session.keep("table.runner", Runner)

    def find() -> None:
        look.set(look.peek().at(now))
        facts.set(None)
        if case is not None and shown.season is None:  # played again, off the page's thread: a large show takes its time
            held = shown.settings.held()
            runner.start(lambda _: behind(shown.show, case.talk, held), facts.set)

    solara.use_effect(find, [shown, now])
    if case is None:
        pieces.soft(session.t("table.none"))
        return
    t, lang = session.t, 1 if session.lang.value == "zh" else 0
    heads = [t(f"table.head.{name}") for name in ("id", "about", "parties", "when", "rounds", "end")]
    if len(found) > MOST_LISTED:
        pieces.soft(t("table.many", n=MOST_LISTED, all=len(found)))
    pieces.table(heads, listed(near(found, now), lang), numbers=[4], picked=now, tall=168, title=t("table.list"),
                 on=lambda name: session.pick("negotiation", name))  # fmt: skip
    if look.value.talk == now:
        Talk(session, case, look, facts.value, shown.show).key(now)
