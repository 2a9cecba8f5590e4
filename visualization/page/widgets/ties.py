"""The network of a season, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Ties(Widget):
    """``parties``: dicts of ``id``, ``label``, ``title``, ``x`` (column), ``y`` (-1..1), ``lift`` (of the label), ``colour``,
    ``gone``; ``edges``: ``id``, ``title``, ``line`` (points), ``width``, ``colour``; ``legend``: ``colour``, ``label``,
    ``mark``. ``clicked`` holds an id and a count.
    """

    _code = code("draw.js", "ties.js")
    _css = STYLE
    parties = traitlets.List().tag(sync=True)
    edges = traitlets.List().tag(sync=True)
    legend = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
