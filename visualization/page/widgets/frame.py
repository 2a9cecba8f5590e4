"""What the frame of the page needs of the browser: address, keys, language, and a word when the server is gone."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from visualization.page.widgets.base import HERE


class Frame(anywidget.AnyWidget):
    """Invisible. Keeps the address in step with ``query``; a key 1–7 sets ``panel_key``; shows ``lost`` while disconnected.

    ``pong`` answers ``ping``: by that the browser knows whether the server is still the one that knows it.
    """

    _esm = (HERE / "frame.js").read_text(encoding="utf-8")  # a text, as in Widget
    query = traitlets.Unicode("").tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    theme = traitlets.Unicode("light").tag(sync=True)
    lost = traitlets.Unicode("").tag(sync=True)
    panel_key = traitlets.Dict({"panel": 0, "count": 0}).tag(sync=True)
    address = traitlets.Unicode("").tag(sync=True)
    ping = traitlets.Int(0).tag(sync=True)
    pong = traitlets.Int(0).tag(sync=True)

    @traitlets.observe("ping")
    def _answer(self, change: Any) -> None:
        self.pong = change["new"]
