"""What the server serves: the page, with all that its first visitor needs loaded before the door opens."""

from __future__ import annotations

from environment import Scenario, Scheme
from visualization.page.app import Page, panel_of
from visualization.page.playing import play_settings
from visualization.page.settings import LANGUAGES, PANELS, Settings
from visualization.page.views.stage import stage_data, stage_words

__all__ = ["Page"]


def warm() -> None:
    """Import every panel and play the show that opens: a second of work that else the first visitor waits for."""
    for name in PANELS:
        panel_of(name)
    for name in Scenario.names():
        Scenario.load(name)
    for name in Scheme.names():
        Scheme.load(name)
    shown = play_settings(Settings(), {}, lambda *_: None)
    for lang in LANGUAGES:
        stage_data(shown, lang)
        stage_words(lang)


warm()
