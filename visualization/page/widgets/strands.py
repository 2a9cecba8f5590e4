"""Parallel coordinates of the conditions of a sweep, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Strands(Widget):
    """``axes``: dicts of ``name``, ``low``, ``high`` (texts at the ends), ``outcome``; ``lines``: ``id``, ``at`` (0..1 per axis,
    None where undefined), ``colour``, ``title``; ``legend``: ``colour``, ``label``. Dragging along an axis keeps lines; a
    click on it keeps all. ``clicked`` holds the ``id`` of a line and a count.
    """

    _code = code("draw.js", "strands.js")
    _css = STYLE
    axes = traitlets.List().tag(sync=True)
    lines = traitlets.List().tag(sync=True)
    legend = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
