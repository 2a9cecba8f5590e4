"""A button that reads one small file in the browser."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Upload(anywidget.AnyWidget):
    """``file`` becomes {"name", "data", "count"} for every file chosen; more than ``most`` bytes are not sent: ``size`` tells."""

    _esm = Path(__file__).parent / "upload.js"
    label = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Int(2 * 1024 * 1024).tag(sync=True)
    accept = traitlets.Unicode(".yaml,.yml").tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
