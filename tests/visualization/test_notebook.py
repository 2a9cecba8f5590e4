"""A result in a notebook, in one call."""

from __future__ import annotations

import pytest

from environment import Show
from protocols.errors import UserError
from visualization.notebook import figures, network, show


def test_figures_display_as_html(made_up: Show) -> None:
    found = figures(made_up, "zh")
    one = found[found.names[0]]._repr_html_()
    assert one.count("<svg") == 1 and "<?xml" not in one
    assert found._repr_html_().count("<svg") == len(found.names)


def test_stage_and_network_answer_clicks(played: Show) -> None:
    pytest.importorskip("anywidget", reason="the page's packages are not installed: pip install '.[page]'")
    stage = show(played)
    before = stage.card
    stage.picked = {"kind": "party", "id": "host"}
    assert stage.card != before and "<h3>" in stage.card
    assert network(played, "zh").layout_kind == "tiers"


def test_an_unknown_language_is_told(played: Show) -> None:
    with pytest.raises(UserError, match="allowed: en, zh"):
        show(played, "fr")
