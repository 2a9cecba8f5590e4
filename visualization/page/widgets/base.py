"""What all widgets share: how their code comes to the browser, and the style of the drawn ones."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent
STYLE = (HERE / "draw.css").read_text(encoding="utf-8")


class Widget(anywidget.AnyWidget):
    """A widget whose code the browser compiles once a page, however often it is shown.

    anywidget imports the text of ``_esm`` anew for each widget, and a browser never forgets a module it has imported: with
    all the code there, each change of panel would keep some 80 KiB until the page is reloaded. So ``_esm`` is a few lines
    that look up the code proper, the trait ``_code``, by its text.

    ``_esm`` and ``_css`` are texts, never paths: a file that anywidget watches keeps every widget made of it.
    """

    _esm = (HERE / "load.js").read_text(encoding="utf-8")
    _code = traitlets.Unicode("").tag(sync=True)


def code(*files: str) -> traitlets.Unicode:
    """The trait ``_code`` of a widget: these files of this folder, one after the other."""
    return traitlets.Unicode("".join((HERE / name).read_text(encoding="utf-8") for name in files)).tag(sync=True)
