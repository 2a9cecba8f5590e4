"""The network of a season, drawn in the browser."""

from __future__ import annotations

import anywidget
import traitlets

from visualization.page.widgets.bars import HERE, SHARED, STYLE


class Ties(anywidget.AnyWidget):
    """``parties``: dicts of ``id``, ``label``, ``title``, ``x`` (column), ``y`` (-1..1), ``lift`` (of the label), ``colour``,
    ``gone``; ``edges``: ``id``, ``title``, ``line`` (points), ``width``, ``colour``; ``legend``: ``colour``, ``label``,
    ``mark``. ``clicked`` holds an id and a count.
    """

    _esm = SHARED + (HERE / "ties.js").read_text(encoding="utf-8")
    _css = STYLE
    parties = traitlets.List().tag(sync=True)
    edges = traitlets.List().tag(sync=True)
    legend = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
