"""The stage: network, flows, line of time and story of a finished show, played and scrubbed in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import HERE, Widget, code


class Stage(Widget):
    """``data`` and ``series`` hold the whole show (see :func:`visualization.page.views.stage.stage_data`), ``words`` its labels.

    ``cursor`` is the minute looked at, ``picked`` what was clicked ({"kind", "id"}), ``card`` escaped HTML about it; ``go``
    asks for another panel. ``full`` fills the window. The browser plays by itself: Python hears of the cursor at most
    2.5 times a second.
    """

    _code = code("stage_places.js", "stage_draw.js", "stage.js")
    _css = (HERE / "stage.css").read_text(encoding="utf-8")
    data = traitlets.Dict().tag(sync=True)
    series = traitlets.Bytes(b"").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    card = traitlets.Unicode("").tag(sync=True)
    picked = traitlets.Dict({"kind": "", "id": ""}).tag(sync=True)
    cursor = traitlets.Float(0.0).tag(sync=True)
    go = traitlets.Dict({"panel": "", "count": 0}).tag(sync=True)
    layout_kind = traitlets.Unicode("map").tag(sync=True)
    layers = traitlets.Dict({"trade": True, "information": False, "trust": False, "parcels": True}).tag(sync=True)
    speed = traitlets.Float(1.0).tag(sync=True)
    full = traitlets.Bool(False).tag(sync=True)
    theme = traitlets.Unicode("light").tag(sync=True)
