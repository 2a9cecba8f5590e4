"""The two sides of a comparison: what each plays, how often, and the work of playing them."""

from __future__ import annotations

import operator
from dataclasses import replace
from functools import partial

import solara

from environment import Scheme
from environment.scenario.parameter import Parameter as Leaf
from protocols.errors import UserError
from visualization.page.choices import MOST, Against
from visualization.page.fields import parameter_items
from visualization.page.panels import pieces
from visualization.page.runner import Runner, Tell
from visualization.page.session import Session
from visualization.page.settings import Settings
from visualization.page.views.compare import Side, Versus, versus

AT_ONCE = 400  # shows that opening a link plays without being asked; more wait for the button


class Desk:
    """What the panel keeps: the last result and the work; the second side itself is in ``against``, for the link to hold."""

    def __init__(self, against: solara.Reactive[Against]) -> None:
        self.against = against
        self.done: solara.Reactive[Versus | None] = solara.reactive(None, equals=operator.is_)
        self.runner = Runner()
        self.waiting = against.peek().played  # a link that was opened asks for the comparison it tells of

    def turn(self, **values: object) -> None:
        """Change side B or the number of plays."""
        self.against.set(replace(self.against.peek(), **values))

    def other(self, a: Settings) -> Settings:
        """The settings of side B beside those of side A."""
        b = self.against.value
        own = tuple(path for path, _ in b.overrides)
        kept = tuple(each for each in a.overrides if each[0] not in own)
        variants = tuple(dict.fromkeys((*a.variants, *b.variants)))
        return a.changed(scheme=b.scheme, variants=variants, overrides=(*kept, *b.overrides))

    def reopen(self, session: Session) -> None:
        """Play at once what a link tells of, unless it is much."""
        if self.waiting and self.other(a := session.settings.peek()) != a:
            self.waiting = False
            if 2 * self.against.peek().n * a.shows <= AT_ONCE:
                self.play(session)

    def play(self, session: Session) -> None:
        """Play both sides off the page's thread."""
        a = session.settings.peek()
        b, n = self.other(a), self.against.peek().n

        def work(tell: Tell) -> Versus:
            sides = [Side(s, session.scenario(s), session.scheme(s)) for s in (a, b)]
            return versus(sides[0], sides[1], n, tell)

        def done(found: Versus) -> None:
            self.done.set(found)
            self.turn(played=True)

        self.runner.start(work, done)

    def close(self) -> None:
        self.runner.cancel()
        self.done.set(None)


@solara.component
def Sides(session: Session, desk: Desk) -> None:
    """Choose what is compared, and start."""
    t, a = session.t, session.settings.value
    b, busy, side = desk.other(a), desk.runner.job.value.busy, desk.against.value
    solara.use_effect(lambda: desk.reopen(session), [])
    names = _schemes(session)
    label = {value: text for text, value in names.items()}
    pieces.soft(t("page.compare.how"))
    with solara.Div(classes=["gy-bar", "gy-sides"]):
        solara.Select(t("page.compare.a"), list(names), label.get(a.scheme, a.scheme), dense=True,
                      on_value=lambda text: session.change(scheme=names[text]))  # fmt: skip
        solara.Select(t("page.compare.b"), list(names), label.get(b.scheme, b.scheme), dense=True,
                      on_value=lambda text: desk.turn(scheme=names[text]))  # fmt: skip
        known = _variants(session)
        if known:
            chosen = [v for v in side.variants if v in known]
            solara.SelectMultiple(t("page.compare.variants"), chosen, list(known), dense=True,
                                  on_value=lambda chosen: desk.turn(variants=tuple(chosen)))  # fmt: skip
    with solara.Div(classes=["gy-bar"]):
        Parameter(session, desk)
    with solara.Div(classes=["gy-bar"]):
        plays = sorted({1, 2, 5, 10, 20, 50, 100, MOST, side.n})
        solara.Select(t("page.compare.n"), plays, side.n, on_value=lambda n: desk.turn(n=n), dense=True)
        solara.Button(t("page.compare.run"), on_click=lambda: desk.play(session), color="primary", disabled=busy or a == b,
                      classes=["gy-compare"])  # fmt: skip
        if busy:
            solara.Button(t("page.cancel"), on_click=desk.runner.cancel, outlined=True)
        else:
            solara.Button(t("page.compare.watch"), on_click=lambda: _watch(session, b), text=True)
    done = desk.done.value
    if a == b:
        pieces.soft(t("page.compare.alike"))
    elif done is not None and not busy and (done.a.settings, done.b.settings, done.n) != (a, b, side.n):
        pieces.soft(t("page.compare.stale"))


def _watch(session: Session, b: Settings) -> None:
    pieces.replay(session, b)
    session.open("stage")


@solara.component
def Parameter(session: Session, desk: Desk) -> None:
    """Change any parameter of the scenario on side B."""
    t = session.t
    path, choose = solara.use_state("")
    value, write = solara.use_state("")
    known = solara.use_memo(lambda: _parameters(session), [session.settings.value.scenario])

    def taken(found: object) -> None:
        choose(str(found or ""))
        write(str(known[str(found)].value) if found in known else "")

    def add() -> None:
        desk.turn(overrides=(*(each for each in desk.against.value.overrides if each[0] != path), (path, value)))
        taken(None)

    items = parameter_items(session, known.values())
    title = t("page.compare.parameter")
    solara.v.Autocomplete(items=items, v_model=path, on_v_model=taken, label=title, dense=True, clearable=True,
                          no_data_text=t("page.more.unknown"))  # fmt: skip
    if path:
        solara.InputText(t("page.compare.value"), value, on_value=write, continuous_update=True, dense=True)
        solara.Button(t("page.compare.set"), on_click=add, outlined=True, disabled=not value)
    for each in desk.against.value.overrides:
        solara.Button(f"{each[0]} = {each[1]}", on_click=partial(_drop, desk, each), icon_name="mdi-close", text=True, small=True)


def _drop(desk: Desk, which: tuple[str, str]) -> None:
    desk.turn(overrides=tuple(each for each in desk.against.value.overrides if each != which))


def _schemes(session: Session) -> dict[str, str]:
    """What schemes are called, shipped ones and the visitor's own files, and their names in settings."""
    found = {}
    for name in Scheme.names():
        scheme = Scheme.load(name)
        found[session.of((scheme.en, scheme.zh))] = name
    own = (session.settings.value.scheme, *session.brought.value.get("scheme", ()))
    for name in own:
        if name not in found.values() and name.startswith("file:"):
            found[name.removeprefix("file:")] = name
    return found


def _variants(session: Session) -> tuple[str, ...]:
    try:
        return tuple(session.scenario(session.settings.value.changed(variants=(), overrides=())).variants)
    except UserError:
        return ()


def _parameters(session: Session) -> dict[str, Leaf]:
    """Path -> parameter, of the scenario's parameters that are single numbers, truth values or texts."""
    try:
        scenario = session.scenario(session.settings.value.changed(variants=(), overrides=()))
    except UserError:
        return {}
    return {p.path: p for p in scenario.parameters() if isinstance(p.value, int | float | str)}
