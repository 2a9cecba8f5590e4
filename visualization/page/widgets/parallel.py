"""Parallel axes of a negotiation among several parties, drawn in the browser."""

from __future__ import annotations

import anywidget
import traitlets

from visualization.page.widgets.bars import HERE, SHARED, STYLE
from visualization.page.widgets.scatter import OFFERS


class Parallel(anywidget.AnyWidget):
    """``data`` as :func:`visualization.page.views.table_plots.parallel` gives it; ``picked`` is the number of an offer
    ("": none). ``clicked`` holds the number of an offer and a count.
    """

    _esm = SHARED + OFFERS + (HERE / "parallel.js").read_text(encoding="utf-8")
    _css = STYLE
    data = traitlets.Dict().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
