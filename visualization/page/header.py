"""The head of the page: what is played, how the work stands, and the habits of a page (undo, share, language, theme)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
from solara import v

from environment import Scenario, Scheme
from protocols.errors import UserError
from visualization.page.dialogs import Dialogs
from visualization.page.fields import Number, read_seed, read_shows
from visualization.page.playing import FILE
from visualization.page.session import Session
from visualization.page.settings import MOST_SHOWS, PANELS

Item = dict[str, str]


def scenario_items(session: Session) -> list[Item]:
    """The scenarios to choose from, by name in the visitor's language: shipped ones and the visitor's files."""
    found = []
    for name in Scenario.names():
        scenario = Scenario.load(name)
        found.append({"value": name, "text": session.of((scenario.title_en, scenario.title_zh)) or name})
    return [*found, *_files(session, "scenario")]


def scheme_items(session: Session) -> list[Item]:
    """The schemes to choose from."""
    found = []
    for name in Scheme.names():
        scheme = Scheme.load(name)
        found.append({"value": name, "text": session.of((scheme.en, scheme.zh))})
    return [*found, *_files(session, "scheme")]


def _files(session: Session, kind: str) -> list[Item]:
    return [{"value": name, "text": name.removeprefix(FILE)} for name in session.brought.value.get(kind, ())]


def variant_items(session: Session) -> list[Item]:
    """The variants of the chosen scenario."""
    try:
        scenario = session.scenario(session.settings.value.changed(variants=(), overrides=()))
    except UserError:
        return []
    return [
        {"value": name, "text": session.of((str(what.get("note", "") or name), str(what.get("note_zh", "") or name)))}
        for name, what in scenario.variants.items()
    ]


def own_seed(session: Session) -> str:
    """The scenario's own seed, which is played where none is given."""
    try:
        return str(session.scenario().seed)
    except UserError:
        return ""


@solara.component
def Choices(session: Session) -> None:
    """Scenario, scheme, seed, shows and variants."""
    t, s = session.t, session.settings.value
    scenarios = solara.use_memo(lambda: scenario_items(session), [session.lang.value, session.brought.value])
    schemes = solara.use_memo(lambda: scheme_items(session), [session.lang.value, session.brought.value])
    variants = solara.use_memo(lambda: variant_items(session), [session.lang.value, s.scenario])
    standing = solara.use_memo(lambda: own_seed(session), [s.scenario, s.variants, s.overrides, session.brought.value])

    def choice(name: str, label: str, items: list[Item], value: Any, put: Callable[[Any], None], **more: Any) -> None:
        chosen = [item["text"] for item in items if item["value"] in (value if isinstance(value, list) else [value])]
        with solara.Div(attributes={"title": "; ".join(chosen) or label}):
            v.Select(label=label, items=items, v_model=value, on_v_model=put, dense=True, outlined=True, hide_details=True,
                     class_=f"gy-{name}", menu_props={"offsetY": True, "maxHeight": 420}, **more)  # fmt: skip

    with solara.Div(classes=["gy-choices"]):
        choice("scenario", t("page.scenario"), scenarios, s.scenario,
               lambda x: session.change(scenario=x, variants=()) if x != s.scenario else None)  # fmt: skip
        choice("scheme", t("page.scheme"), schemes, s.scheme, lambda x: session.change(scheme=x))
        Number(t("page.seed"), "" if s.seed is None else str(s.seed), read_seed,
               lambda x: session.change(seed=None if x < 0 else x), t("page.seed.bad"), "seed", standing)  # fmt: skip
        Number(t("page.shows"), str(s.shows), read_shows, lambda x: session.change(shows=x),
               t("page.shows.bad", most=MOST_SHOWS), "shows")  # fmt: skip
        choice("variants", t("page.variants"), variants, list(s.variants), lambda x: session.change(variants=tuple(x)),
               multiple=True, clearable=True, no_data_text="–")  # fmt: skip


def icon(name: str, title: str, act: Callable[[], None], off: bool = False, mark: str = "") -> None:
    """A button with a picture; its title says what it does."""
    solara.Button(icon_name=f"mdi-{name}", on_click=act, icon=True, disabled=off, classes=["gy-icon", f"gy-i-{mark or name}"],
                  attributes={"title": title, "aria-label": title})  # fmt: skip


@solara.component
def Status(session: Session) -> None:
    """How the work stands, in words; nothing while all is well."""
    t, job = session.t, session.job
    if job.busy:
        with solara.Div(classes=["gy-status"]):
            said = t("page.waiting") if job.state == "waiting" else session.of(job.message) or t("page.working")
            v.ProgressLinear(value=100 * job.progress, indeterminate=job.progress <= 0.0, height=6, class_="gy-progress")
            solara.Text(said)
    elif job.state == "failed":
        with solara.Div(classes=["gy-status"]), solara.Div(classes=["gy-failed"], attributes={"role": "alert"}):
            solara.Text(t("page.failed"))
            solara.HTML("pre", unsafe_innerHTML=_escaped(session.of(job.message)))
    elif job.state == "cancelled":
        solara.Div(classes=["gy-status"], children=[t("page.cancelled")])
    elif session.shown.value is not None and session.shown.value.settings != session.settings.value:
        solara.Div(classes=["gy-status"], children=[t("page.stale")])


def _escaped(text: str) -> str:
    from markupsafe import escape

    return str(escape(text))


@solara.component
def Header(session: Session) -> None:
    """Settings, play and cancel; then the panels' names and the small buttons."""
    t = session.t
    dialog, set_dialog = solara.use_state("")
    opened, set_opened = solara.use_state(False)
    with solara.Div(classes=["gy-top"]):
        with solara.Div(classes=["gy-head", *(["gy-opened"] if opened else [])]):
            with solara.Div(classes=["gy-title"], attributes={"title": t("page.subtitle")}):
                solara.Text(t("page.title"))
            Choices(session)
            if session.job.busy:
                solara.Button(t("page.cancel"), on_click=session.runner.cancel, classes=["gy-cancel"], outlined=True)
            else:
                solara.Button(t("page.run"), on_click=session.play, color="primary", classes=["gy-run"])
        with solara.Div(classes=["gy-second"]):
            Tabs(session)
            with solara.Div(classes=["gy-icons"]):
                icon("tune", t("page.settings"), lambda: set_opened(not opened), mark="settings")
                icon("undo", t("page.undo"), session.undo, off=not session.past.value)
                icon("redo", t("page.redo"), session.redo, off=not session.future.value)
                icon("plus-box-outline", t("page.more"), lambda: set_dialog("more"), mark="more")
                icon("folder-open-outline", t("page.load"), lambda: set_dialog("load"), mark="load")
                icon("download", t("page.download"), lambda: set_dialog("download"))
                icon("share-variant", t("page.share"), lambda: set_dialog("share"), mark="share")
                icon("help-circle-outline", t("page.help"), lambda: set_dialog("help"), mark="help")
                icon("theme-light-dark", t("page.theme"), session.other_theme, mark="theme")
                solara.Button(t("page.language"), text=True, classes=["gy-language"],
                              on_click=session.other_language)  # fmt: skip
        Status(session)
        Dialogs(session, dialog, lambda: set_dialog(""))


@solara.component
def Tabs(session: Session) -> None:
    """The names of the panels; the chosen one is marked."""
    with solara.Div(classes=["gy-tabs"], attributes={"role": "tablist"}):
        for name in PANELS:
            chosen = session.panel.value == name
            solara.Button(
                session.t(f"page.panel.{name}"), text=True, on_click=lambda name=name: session.open(name),
                classes=["gy-tab", f"gy-tab-{name}", *(["gy-chosen"] if chosen else [])],
                attributes={"role": "tab", "aria-selected": str(chosen).lower()},
            )  # fmt: skip
