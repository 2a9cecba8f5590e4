"""A result in a Jupyter notebook, in one call: the stage, the network, the figures.

    from environment import play
    from visualization.notebook import figures, network, show

    result = play("autumn_launch", seed=7)
    show(result)        # the stage: play, scrub, click (needs the extra `page`)
    network(result)     # the same in tiers, with trust
    figures(result)     # every figure of the report
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from environment.records import Show
from environment.texts import LANGUAGES
from protocols.errors import UserError

if TYPE_CHECKING:
    from environment.season import Season
    from visualization.figures.svg import Drawing


def show(result: Show | Season, lang: str = "en") -> Any:
    """The stage of a show (of a season: its last) as a widget; it plays without the kernel, a click asks it for a card."""
    return _stage(result, lang, "map", {"trade": True, "information": False, "trust": False, "parcels": True})


def network(result: Show | Season, lang: str = "en") -> Any:
    """Who trades with whom in tiers, what flows there, and who trusts whom, as a widget."""
    return _stage(result, lang, "tiers", {"trade": True, "information": False, "trust": True, "parcels": True})


@dataclass(frozen=True)
class Figures:
    """Figures that a notebook displays; ``names`` says which there are, ``["stock"]`` gives one."""

    drawings: Mapping[str, Drawing]
    lang: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.drawings)

    def __getitem__(self, name: str) -> Figures:
        return Figures({name: self.drawings[name]}, self.lang)

    def _repr_html_(self) -> str:
        return "".join(
            f'<figure style="margin:8px 0"><figcaption>{escape(name)}</figcaption>{_svg(each.file(self.lang))}</figure>'
            for name, each in self.drawings.items()
        )


def figures(result: Show | Season, lang: str = "en") -> Figures:
    """Every figure of the report of a show (of a season: its last)."""
    from visualization.figures.gallery import drawings

    return Figures(drawings(_last(result)), _known(lang))


def _svg(text: str) -> str:
    return text[text.index("<svg") :]


def _last(result: Show | Season) -> Show:
    return result if isinstance(result, Show) else result.last


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise UserError(f"lang: found {lang!r}, allowed: {', '.join(LANGUAGES)}")
    return lang


def _stage(result: Show | Season, lang: str, kind: str, layers: dict[str, bool]) -> Any:
    _known(lang)
    if importlib.util.find_spec("anywidget") is None:
        raise UserError("the stage needs anywidget; to install: pip install 'gongying[page]' (in a clone: pip install '.[page]')")
    from visualization.page.playing import Shown
    from visualization.page.settings import Pick, Settings
    from visualization.page.views.card import card
    from visualization.page.views.stage import stage_data, stage_words
    from visualization.page.widgets.stage import Stage

    last = _last(result)
    shown = Shown(Settings(seed=last.seed), last, None if last is result else result)  # type: ignore[arg-type]
    data, series = stage_data(shown, lang)
    made = Stage(data=data, series=series, words=stage_words(lang), layout_kind=kind, layers=layers)

    def told(_change: object = None) -> None:
        pick = Pick(made.picked["kind"], made.picked["id"]) if made.picked["kind"] else None
        made.card = card(shown, pick, made.cursor, lang)

    made.observe(told, ["picked"])
    told()
    return made
