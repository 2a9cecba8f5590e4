"""A chart as SVG: small, the same bytes each time, its text left as text for the reader's own fonts."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

import matplotlib as mpl

from visualization.figures.chart import RC, RC_LOCK, Chart

FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif"
)
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_TAG = re.compile(r"<(?:path|use|text|clipPath|rect|image|g)\b[^>]*>")
HALO = "halo"  # identity (gid) of a text that stands out from lines behind it
_EDGED = 'stroke="#fff" stroke-width="2.5" paint-order="stroke"'
_LONG = re.compile(r"(\d\.\d\d)\d+")
# What matplotlib writes and nobody needs: names of groups, the list of its own fonts, turns by nothing.
_DROP = (
    re.compile(r"<metadata>.*?</metadata>\s*", re.S),
    re.compile(r"<defs>\s*<style[^>]*>\*\{[^}]*\}</style>\s*</defs>\s*"),
    re.compile(r"(?<=<g) id=\"[^\"]*\""),
    re.compile(r"font-family: [^\"]*?sans-serif;? ?"),
    re.compile(r" transform=\"rotate\(-0 [^)]*\)\""),
)


@dataclass(frozen=True)
class Drawing:
    """A chart as it left matplotlib.

    ``body`` is what stands between the ``svg`` tags, its texts in English; ``pairs`` gives their 中文.
    """

    body: str
    pairs: Mapping[str, str]
    width: int
    height: int

    def element(self) -> str:
        """An element for a page in two languages: each text twice, classed ``en`` and ``zh``, for a style
        sheet to choose.
        """
        return f'<svg {self._shape()} aria-hidden="true">{_TEXT.sub(self._twice, self.body)}</svg>'

    def file(self, lang: str = "en") -> str:
        """A file of its own in one language."""
        space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        body = _TEXT.sub(self._translated, self.body) if lang == "zh" else self.body
        opening = f'<svg {space} width="{self.width}" height="{self.height}" {self._shape()}>'
        return f'<?xml version="1.0" encoding="utf-8"?>\n{opening}{body}</svg>\n'

    def _shape(self) -> str:
        return f'viewBox="0 0 {self.width} {self.height}" stroke-linejoin="round" font-family="{FONTS}"'

    def _translated(self, found: re.Match[str]) -> str:
        attributes, english = found.groups()
        return f"<text {attributes}>{self._chinese(english)}</text>"

    def _twice(self, found: re.Match[str]) -> str:
        attributes, english = found.groups()
        chinese = self._chinese(english)
        if chinese == english:
            return found.group()
        return f'<text class="en" {attributes}>{english}</text><text class="zh" {attributes}>{chinese}</text>'

    def _chinese(self, english: str) -> str:
        return escape(self.pairs.get(unescape(english), unescape(english)), quote=False)


def drawn(chart: Chart, name: str) -> Drawing:
    """Render a chart that was drawn in English. ``name`` keeps the identities inside it apart from those of
    other charts.
    """
    if chart.lang != "en":
        raise ValueError("a drawing for both languages starts from a chart in English")
    buffer = io.StringIO()
    settings = {**RC, "svg.hashsalt": f"gongying {name}"}
    with RC_LOCK, mpl.rc_context(settings), warnings.catch_warnings():
        # The reader's fonts have the Chinese characters; matplotlib's own, used to measure, need not.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .*missing from", category=UserWarning)
        chart.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    raw = buffer.getvalue()
    body = raw[raw.index("<svg") : raw.rindex("</svg>")].partition(">")[2]
    body = body.replace(f'id="{HALO}"', _EDGED)
    for pattern in _DROP:
        body = pattern.sub("", body)
    body = _TAG.sub(lambda tag: _LONG.sub(r"\1", re.sub(r" ?\n", " ", tag.group())), body)
    body = re.sub(r">\s+<", "><", body).strip()
    width, height = (round(72 * float(side)) for side in chart.get_size_inches())
    return Drawing(body, dict(chart.pairs), width, height)
