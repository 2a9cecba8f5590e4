"""A button that reads one small file in the browser."""

from __future__ import annotations

import traitlets

from visualization.page.widgets.base import Widget, code


class Upload(Widget):
    """``file`` becomes {"name", "data", "count"} for every file chosen; more than ``most`` bytes are not sent: ``size`` tells."""

    _code = code("upload.js")
    label = traitlets.Unicode("").tag(sync=True)
    most = traitlets.Int(2 * 1024 * 1024).tag(sync=True)
    accept = traitlets.Unicode(".yaml,.yml").tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
