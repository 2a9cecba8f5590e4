"""The space of utilities of a negotiation, drawn in the browser: outcomes, front, offers, landmarks."""

from __future__ import annotations

import anywidget
import traitlets

from visualization.page.widgets.bars import HERE, SHARED, STYLE

OFFERS = (HERE / "offers.js").read_text(encoding="utf-8")


class Scatter(anywidget.AnyWidget):
    """``data`` as :func:`visualization.page.views.table_plots.space` gives it; ``picked`` is the number of an offer ("": none).
    ``clicked`` holds the number of an offer and a count.
    """

    _esm = SHARED + OFFERS + (HERE / "scatter.js").read_text(encoding="utf-8")
    _css = STYLE
    data = traitlets.Dict().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
