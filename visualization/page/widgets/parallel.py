"""Parallel axes of a negotiation among several parties, drawn in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import STYLE, Widget, code


class Parallel(Widget):
    """``data`` as :func:`visualization.page.views.table_plots.parallel` gives it; ``picked`` is the number of an offer
    ("": none). ``clicked`` holds the number of an offer and a count.
    """

    _code = code("draw.js", "offers.js", "parallel.js")
    _css = STYLE
    data = traitlets.Dict().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
