"""Lines over the shows of a season, drawn in the browser."""

from __future__ import annotations

import anywidget
import traitlets

from visualization.page.widgets.bars import HERE, SHARED, STYLE


class Lines(anywidget.AnyWidget):
    """``lines``: dicts of ``id``, ``label``, ``values`` (None where undefined), ``colour``, ``title``; ``at`` marks a show
    (from 1), ``marks`` are dicts of ``at`` and ``title``. ``clicked`` holds a line's id or a show, and a count.
    """

    _esm = SHARED + (HERE / "lines.js").read_text(encoding="utf-8")
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
