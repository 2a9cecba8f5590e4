"""Lines over the shows of a season, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Lines(Widget):
    """``lines``: dicts of ``id``, ``label``, ``values`` (None where undefined), ``colour``, ``title``; ``at`` marks a show
    (from 1), ``marks`` are dicts of ``at`` and ``title``. ``clicked`` holds a line's id or a show, and a count.
    """

    _code = code("draw.js", "lines.js")
    _css = STYLE
    lines = traitlets.List().tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    marks = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    tall = traitlets.Int(180).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    keyed = traitlets.Bool(False).tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
