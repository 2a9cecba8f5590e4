"""Rows with bars or with dots and intervals, drawn in the browser: waterfalls, forests, tornados."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Bars(Widget):
    """``rows``: dicts of ``id`` (empty: no click), ``label``, ``start``, ``end``, ``low``, ``high`` (of an interval), ``text``
    and ``tone`` (up, down, total, plain). ``form`` is bars or dots; ``chained`` joins each bar's end with the next one's
    start. ``clicked`` holds the ``id`` of a row and a count, so that the same row can be clicked again.
    """

    _code = code("draw.js", "bars.js")
    _css = STYLE
    rows = traitlets.List().tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)
    form = traitlets.Unicode("bars").tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    zero = traitlets.Bool(True).tag(sync=True)
    chained = traitlets.Bool(False).tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
