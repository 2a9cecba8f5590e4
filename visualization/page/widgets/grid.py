"""A table whose rows can be clicked and whose columns sort."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import HERE, Widget, code


class Grid(Widget):
    """``rows``: dicts of ``cells`` (texts), and where wanted ``id`` (makes it clickable), ``sort`` (values to sort by),
    ``tone`` (up, down), ``last`` (a total) and ``title``. ``numbers`` are the columns set flush right; ``tall`` is the
    largest height in pixels (0: none). ``clicked`` holds the ``id`` of a row and a count.
    """

    _code = code("draw.js", "grid.js")
    _css = (HERE / "grid.css").read_text(encoding="utf-8")
    head = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    numbers = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    tall = traitlets.Int(0).tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
