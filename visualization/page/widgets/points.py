"""Conditions of a sweep in two outcomes, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Points(Widget):
    """``points``: dicts of ``id``, ``x``, ``y``, ``filled``, ``colour``, ``title``; ``legend``: ``colour``, ``label``.
    ``clicked`` holds an id and a count.
    """

    _code = code("draw.js", "points.js")
    _css = STYLE
    points = traitlets.List().tag(sync=True)
    legend = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    x_title = traitlets.Unicode("").tag(sync=True)
    y_title = traitlets.Unicode("").tag(sync=True)
    x_unit = traitlets.Unicode("").tag(sync=True)
    y_unit = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
