"""One visitor: what is set, what was played, what is looked at. Nothing here is shared between browsers."""

from __future__ import annotations

import operator
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import solara

from environment.texts import render
from visualization.page.choices import Against, Sitting
from visualization.page.playing import FILE, Shown, play_settings, scenario_of, scheme_of
from visualization.page.runner import Job, Runner
from visualization.page.settings import Pick, Settings, View, from_query, to_query
from visualization.page.upload import accept

if TYPE_CHECKING:
    from environment import Scenario, Scheme

T = TypeVar("T")
MOST_UNDO = 100


class Session:
    """The state of one browser session, made once per visitor and handed to every panel.

    Reactives: ``lang``, ``theme``, ``panel``, ``settings``, ``shown`` (the last finished run, or None), ``cursor`` (minute on
    the timeline), ``picked``, ``against`` (side B of a comparison), ``sitting`` (the seat taken at a table, or None) and ``left``
    (the seat that the link says was left in the middle); ``runner.job`` says how the work stands. Components that read
    ``.value`` follow.
    """

    def __init__(self, query: str = "") -> None:
        view = from_query(query)
        self.lang: solara.Reactive[str] = solara.reactive(view.lang)
        self.theme: solara.Reactive[str] = solara.reactive(view.theme)
        self.panel: solara.Reactive[str] = solara.reactive("seat" if view.sitting else view.panel)
        self.settings: solara.Reactive[Settings] = solara.reactive(view.settings, equals=operator.eq)
        self.shown: solara.Reactive[Shown | None] = solara.reactive(None, equals=operator.is_)
        self.cursor: solara.Reactive[float] = solara.reactive(0.0 if view.cursor is None else view.cursor)
        self.picked: solara.Reactive[Pick | None] = solara.reactive(view.picked, equals=operator.eq)
        self.past: solara.Reactive[tuple[Settings, ...]] = solara.reactive((), equals=operator.eq)
        self.future: solara.Reactive[tuple[Settings, ...]] = solara.reactive((), equals=operator.eq)
        self.against: solara.Reactive[Against] = solara.reactive(view.against, equals=operator.eq)
        self.sitting: solara.Reactive[Sitting | None] = solara.reactive(view.sitting, equals=operator.eq)
        self.left: solara.Reactive[Sitting | None] = solara.reactive(view.sitting, equals=operator.eq)
        self.files: solara.Reactive[dict[str, str]] = solara.reactive({}, equals=operator.eq)
        self.brought: solara.Reactive[dict[str, tuple[str, ...]]] = solara.reactive({}, equals=operator.eq)
        self.address: solara.Reactive[str] = solara.reactive("")
        self.runner = Runner()
        self._folder: Path | None = None
        self._kept: dict[str, Any] = {}

    # --- words ---
    def t(self, key: str, **params: Any) -> str:
        """Text ``key`` of the catalogue in the visitor's language."""
        return render(key, self.lang.value, params)

    def of(self, pair: tuple[str, str]) -> str:
        """The member of an (English, 中文) pair in the visitor's language."""
        return pair[1 if self.lang.value == "zh" else 0]

    # --- settings ---
    def change(self, **values: object) -> None:
        """Change settings; can be undone."""
        self.use(self.settings.peek().changed(**values))

    def use(self, settings: Settings) -> None:
        """Take over whole settings; can be undone."""
        now = self.settings.peek()
        if settings != now:
            self.past.set((*self.past.peek(), now)[-MOST_UNDO:])
            self.future.set(())
            self.settings.set(settings)

    def undo(self) -> None:
        """Back to the settings before the last change."""
        self._step(self.past, self.future)

    def redo(self) -> None:
        """Forward again."""
        self._step(self.future, self.past)

    def _step(self, take: solara.Reactive[tuple[Settings, ...]], put: solara.Reactive[tuple[Settings, ...]]) -> None:
        if take.peek():
            put.set((*put.peek(), self.settings.peek()))
            before = take.peek()[-1]
            take.set(take.peek()[:-1])
            self.settings.set(before)

    # --- what is looked at ---
    def pick(self, kind: str, identity: str) -> None:
        """Something was clicked; every panel follows."""
        self.picked.set(Pick(kind, identity))

    def open(self, panel: str) -> None:
        """Go to a panel."""
        self.panel.set(panel)

    def other_theme(self) -> None:
        """Light to dark and back."""
        self.theme.set("light" if self.theme.peek() == "dark" else "dark")

    def other_language(self) -> None:
        """English to 中文 and back; nothing else changes."""
        self.lang.set("en" if self.lang.peek() == "zh" else "zh")

    def query(self) -> str:
        """The query of the link that reopens this state."""
        return to_query(View(self.settings.value, self.lang.value, self.theme.value, self.panel.value,
                             self.cursor.value or None, self.picked.value, self.against.value, self.sitting.value))  # fmt: skip

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What a panel keeps for this visitor between two looks at it, made when first asked for; closed at the end."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]
        return found

    # --- files of this visitor ---
    @property
    def folder(self) -> Path:
        """A folder of this visitor alone, removed when the browser session ends."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="gongying-page-"))
        return self._folder

    def scenario(self, settings: Settings | None = None) -> Scenario:
        """The scenario that ``settings`` (the present ones) name; a :class:`UserError` if it can't be had."""
        return scenario_of(settings or self.settings.peek(), self.files.peek())

    def scheme(self, settings: Settings | None = None) -> Scheme:
        """The scheme that ``settings`` (the present ones) name."""
        return scheme_of(settings or self.settings.peek(), self.files.peek())

    def bring(self, name: str, data: bytes) -> tuple[str, str]:
        """Take a scenario or scheme file and play it; (kind, name on the page), or a :class:`UserError`."""
        kind, label, path = accept(name, data, self.folder, len(self.files.peek()))
        self.files.set({**self.files.peek(), label: str(path)})
        had = tuple(each for each in self.brought.peek().get(kind, ()) if each != label)
        self.brought.set({**self.brought.peek(), kind: (*had, label)})
        before = self.settings.peek()
        fresh = {"scenario": label, "variants": (), "overrides": ()} if kind == "scenario" else {"scheme": label}
        self.use(before.changed(**fresh))
        if self.settings.peek() == before:  # the same name again: other content
            self.play()
        return kind, label.removeprefix(FILE)

    # --- work ---
    @property
    def job(self) -> Job:
        """How the work stands (a component that reads it follows)."""
        found: Job = self.runner.job.value
        return found

    def play(self) -> None:
        """Play the present settings; the result goes to ``shown``."""
        settings, files = self.settings.peek(), self.files.peek()
        self.runner.start(lambda tell: play_settings(settings, files, tell), self._finished)

    def _finished(self, shown: Shown) -> None:
        self.shown.set(shown)

    def close(self) -> None:
        """The browser session has ended: stop its work, remove its files, let go of its results."""
        self.runner.cancel()
        for each in self._kept.values():
            if hasattr(each, "close"):
                each.close()
        self.shown.set(None)
        self._kept.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
