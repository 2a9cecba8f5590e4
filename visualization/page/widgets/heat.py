"""A heat map, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Heat(Widget):
    """``values[row][column]`` (None where undefined) over the names ``ys`` (from below) and ``xs``, with ``texts`` to show
    and ``ids`` to tell when clicked. ``fine`` draws a surface of many cells without texts; ``signed`` sets values below and
    above zero apart. ``clicked`` holds an id and a count.
    """

    _code = code("draw.js", "heat.js")
    _css = STYLE
    xs = traitlets.List().tag(sync=True)
    ys = traitlets.List().tag(sync=True)
    values = traitlets.List().tag(sync=True)
    texts = traitlets.List().tag(sync=True)
    ids = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    x_title = traitlets.Unicode("").tag(sync=True)
    y_title = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    signed = traitlets.Bool(False).tag(sync=True)
    fine = traitlets.Bool(False).tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
