"""The dialogs of the page: parameters and dispositions, files, downloads, the link, help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara import v

from agents.dispositions import DISPOSITIONS, bounds
from environment.names import name_of
from environment.scenario.tree import MAX_BYTES
from environment.texts.errors import in_chinese
from environment.texts.units import unit_zh
from protocols.errors import UserError
from visualization.figures.names import words
from visualization.page.downloads import DOWNLOADS
from visualization.page.fields import parameter_items, whole
from visualization.page.panels.seat_closed import taken
from visualization.page.session import Session
from visualization.page.views.legend import legend
from visualization.page.widgets.upload import Upload


@solara.component
def Dialogs(session: Session, which: str, close: Callable[[], None]) -> None:
    """The dialog ``which``, or none."""
    if not which:
        return
    body = {"more": More, "load": Load, "download": Downloads, "share": Share, "help": Help}[which]
    theme = "gy-dark" if session.theme.value == "dark" else "gy-light"
    dialog = v.Dialog(v_model=True, on_v_model=lambda on: None if on else close(), max_width=640, scrollable=True,
                      content_class="gy-dialog")  # fmt: skip
    with dialog, v.Card():
        v.CardTitle(children=[session.t(f"page.{which}")])
        with v.CardText(), solara.Div(classes=["gy-form", theme]):
            body(session)
        with v.CardActions():
            v.Spacer()
            solara.Button(session.t("page.close"), on_click=close, text=True, classes=["gy-close"])


@solara.component
def Complaint(session: Session, text: str) -> None:
    """What is wrong with what was given, as the command line says it."""
    if text:
        with solara.Div(classes=["gy-failed"], attributes={"role": "alert"}):
            solara.Preformatted(session.of((text, in_chinese(text))))


def _select(label: str, items: list[Any], value: Any, put: Callable[[Any], None], name: str) -> None:
    v.Select(label=label, items=items, v_model=value, on_v_model=put, dense=True, outlined=True, hide_details=True,
             class_=f"gy-{name}")  # fmt: skip


@solara.component
def Typed(label: str, value: str, put: Callable[[str], None], name: str) -> None:
    """A text field."""
    field = v.TextField(label=label, v_model=value, on_v_model=put, dense=True, outlined=True, hide_details=True,
                        class_=f"gy-{name}")  # fmt: skip
    whole(field, put)


@solara.component
def More(session: Session) -> None:
    """Single parameters of the scenario, and dispositions held at a level."""
    t, s = session.t, session.settings.value
    path, set_path = solara.use_state("")
    value, set_value = solara.use_state("")
    typed = solara.use_ref("")  # as of the last event, where the state is as of the last drawing
    wrong, set_wrong = solara.use_state("")

    def keep(text: str) -> None:
        typed.current = text
        set_value(text)

    def leaves() -> dict[str, Any]:
        try:
            return {leaf.path: leaf for leaf in session.scenario(s).parameters()}
        except UserError:
            return {}

    known = solara.use_memo(leaves, [s])

    def add() -> None:
        wanted = s.changed(overrides=(*(each for each in s.overrides if each[0] != path), (path, typed.current.strip())))
        try:
            session.scenario(wanted)
        except UserError as error:
            set_wrong(str(error))
            return
        set_wrong("")
        session.use(wanted)

    def choose(name: str | None) -> None:
        set_path(name or "")
        keep(_shown(known[name].value) if name in known else "")

    solara.Text(t("page.more.parameter"), classes=["gy-sub"])
    items = solara.use_memo(lambda: parameter_items(session, known.values()), [known, session.lang.value])
    v.Autocomplete(label=t("page.more.which"), items=items, v_model=path or None, on_v_model=choose, dense=True, outlined=True,
                   hide_details=True, no_data_text=t("page.more.unknown"), class_="gy-parameter")  # fmt: skip
    if path in known:
        leaf = known[path]
        meaning, unit = session.of((leaf.text_en, leaf.text_zh)), session.of((leaf.unit, unit_zh(leaf.unit)))
        solara.Text(f"{meaning} · {unit}", classes=["gy-muted"])
        with solara.Div(classes=["gy-line"]):
            Typed(t("page.more.value"), value, keep, "value")
            solara.Button(t("page.more.set"), on_click=add, color="primary", disabled=not value.strip(), classes=["gy-set"])
    Complaint(session, wrong)
    for each in s.overrides:
        solara.Button(f"✕ {each[0]} = {each[1]}", text=True, classes=["gy-drop"],
                      on_click=lambda each=each: session.change(overrides=_without(s.overrides, each)))  # fmt: skip
    Held(session)


def _without(rows: tuple[Any, ...], row: Any) -> tuple[Any, ...]:
    return tuple(each for each in rows if each != row)


def _shown(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@solara.component
def Held(session: Session) -> None:
    """Dispositions held at a level: who, what, how much."""
    t, s = session.t, session.settings.value
    who, set_who = solara.use_state("host")
    what, set_what = solara.use_state("temptation")
    level, set_level = solara.use_state("0")
    wrong, set_wrong = solara.use_state("")

    people = solara.use_memo(lambda: people_of(session), [s, session.lang.value])

    def add() -> None:
        from environment.scenario.conduct import fault, kinds_of

        try:
            number = float(level)
        except ValueError:
            number = float("nan")
        said = fault(kinds_of(session.scenario(s)), who, what, number)
        set_wrong(f"{who}.{what}: {said}" if said else "")
        if not said:
            session.change(dispositions=(*(e for e in s.dispositions if e[:2] != (who, what)), (who, what, number)))

    names = {item["value"]: item["text"] for item in people}
    low, high = bounds(what, next((item["kind"] for item in people if item["value"] == who), who))
    solara.Text(t("page.more.dispositions"), classes=["gy-sub"])
    with solara.Div(classes=["gy-line"]):
        _select(t("page.more.who"), people, who, set_who, "who")
        _select(t("page.more.what"), [{"value": d, "text": t(f"disposition.{d}")} for d in DISPOSITIONS], what, set_what, "what")
        Typed(t("page.more.level", low=f"{low:g}", high=f"{high:g}"), level, set_level, "level")
        solara.Button(t("page.more.hold"), on_click=add, color="primary", classes=["gy-hold"])
    Complaint(session, wrong)
    for each in s.dispositions:
        said = f"{names.get(each[0], each[0])}: {t(f'disposition.{each[1]}')} = {each[2]:g}"
        solara.Button(f"✕ {said}", text=True, classes=["gy-drop"],
                      on_click=lambda each=each: session.change(dispositions=_without(s.dispositions, each)))  # fmt: skip


def people_of(session: Session) -> list[dict[str, str]]:
    """Whose dispositions may be held: every party by its name, and all of a kind; the two that are one of a kind come once."""
    from environment.scenario.conduct import kinds_of

    try:
        scenario = session.scenario()
    except UserError:
        return []
    found = []
    for who, kind in kinds_of(scenario).items():
        every = who == kind and who not in (scenario.host.id, scenario.supplier.id)
        label = words("page.more.every", kind=words(f"kind.{kind}")) if every else name_of(scenario, who)
        found.append({"value": who, "kind": kind, "text": session.of(label) + (f" · {who}" if who != kind else "")})
    return found


@solara.component
def Load(session: Session) -> None:
    """A scenario or scheme file from the visitor's machine."""
    said, set_said = solara.use_state(("", ""))

    def taken(file: dict[str, Any]) -> None:
        if not file:
            return
        name, data = str(file.get("name", "")), bytes(file.get("data") or b"")
        size = int(file.get("size", 0))
        if size > MAX_BYTES:
            set_said(("", f"{name}: found {size:,} bytes, allowed: up to {MAX_BYTES:,}"))
            return
        try:
            kind, label = session.bring(name, data)
        except UserError as error:
            set_said(("", str(error)))
            return
        set_said((session.t(f"page.loaded.{kind}", name=label), ""))

    solara.Text(session.t("page.load.text"))
    Upload.element(label=session.t("page.load.choose"), most=MAX_BYTES, on_file=taken)
    if said[0]:
        solara.Success(said[0], classes=["gy-loaded"])
    Complaint(session, said[1])


@solara.component
def Downloads(session: Session) -> None:
    """Report, transcripts, result and story of the run that is shown."""
    shown = session.shown.value
    if taken(session).value:
        solara.Info(session.t("page.download.closed"), classes=["gy-download-closed"])
        return
    if shown is None:
        solara.Text(session.t("page.empty"))
        return
    stem = f"{shown.show.scenario.name}-{shown.show.scheme.name}-{shown.show.seed}"
    with solara.Div(classes=["gy-downloads"]):
        for name, ending, made in DOWNLOADS:
            solara.FileDownload(lambda made=made: made(shown, session.lang.peek()), filename=f"{stem}{ending}",
                                label=session.t(f"page.download.{name}"))  # fmt: skip


@solara.component
def Share(session: Session) -> None:
    """The link that reopens this state."""
    solara.Text(session.t("page.share.text"))
    solara.HTML("code", session.address.value + "?" + session.query(), classes=["gy-link"], attributes={"data-link": "1"})
    if any(name.startswith("file:") for name in (session.settings.value.scenario, session.settings.value.scheme)):
        solara.Warning(session.t("page.share.file"))


@solara.component
def Help(session: Session) -> None:
    """How to use the page."""
    for key in ("page.guide", "page.keys", "page.tasks"):
        solara.HTML("p", session.t(key))
    solara.HTML("h4", session.t("stage.legend"))
    solara.HTML("div", unsafe_innerHTML=legend(session.lang.value))
