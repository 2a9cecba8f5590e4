"""Sliders over the values of issues, one under the other, each with its value in words."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import HERE, Widget, code


class Dials(Widget):
    """``issues``: dicts of ``name``, ``label`` and ``values`` (texts); ``places`` holds the position of each issue's value and
    follows the sliders.
    """

    _code = code("dials.js")
    _css = (HERE / "dials.css").read_text(encoding="utf-8")
    issues = traitlets.List().tag(sync=True)
    places = traitlets.List().tag(sync=True)
