"""The catalogue of user-facing texts: every sentence a person reads, in English and 中文.

Texts live in the modules of this package by area; each is a mapping key -> (english, chinese) of
``str.format`` templates. :func:`render` fills one. A parameter that is itself a pair (english, chinese) is
replaced by the member of the language asked for, so names of styles and cities read right in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from environment.texts import (
    analysis,
    audit,
    calibrate,
    console,
    design,
    page,
    page_money,
    page_state,
    page_table,
    references,
    region,
    report,
    schemes,
    season,
    season_report,
    settle,
    story,
    study,
    sweep,
    trade_goods,
    trade_host,
    trade_live,
    week,
)

LANGUAGES = ("en", "zh")
CATALOGUE: dict[str, tuple[str, str]] = {
    **story.TEXTS, **season.TEXTS, **season_report.TEXTS, **schemes.TEXTS, **references.TEXTS,
    **report.TEXTS, **console.TEXTS, **audit.TEXTS,
    **analysis.TEXTS, **settle.TEXTS, **calibrate.TEXTS, **sweep.TEXTS, **design.TEXTS, **study.TEXTS,
    **region.TEXTS, **page.TEXTS, **page_table.TEXTS, **page_money.TEXTS, **page_state.TEXTS, **week.TEXTS,
    **trade_live.TEXTS, **trade_host.TEXTS, **trade_goods.TEXTS,
}  # fmt: skip

_ONE = re.compile(
    r"(?<![\w.,−+-])1 (round|posting|order|parcel|minute|day|replication|run|worker|move|scheme|variant|season|show|seed|arm|"
    r"trial|pair|play|comparison|(?:design |grid )?point)s\b"
)

_MINUS = re.compile(r"(?<=[一-鿿（：，；])-(?=\d)")  # a sign after Chinese, as tables have it
_MINUS_EN = re.compile(r"(?<=[A-Za-z:] |.[(])-(?=\d)")  # the same after a word, a colon or a bracket


def render(key: str, lang: str, params: Mapping[str, Any] | None = None) -> str:
    """Text ``key`` in language ``lang`` with its parameters filled in.

    >>> render("kind.host", "zh")
    '主播'
    >>> render("report.ledger.sum", "en", {"postings": 1, "turnover": "9"})
    '1 posting, 9 CNY'
    """
    which = LANGUAGES.index(lang)
    filled = {
        name: value[which] if isinstance(value, tuple) and len(value) == 2 else value
        for name, value in (params or {}).items()
    }
    text = CATALOGUE[key][which].format(**filled)
    return _MINUS_EN.sub("−", _ONE.sub(r"1 \1", text)) if lang == "en" else _MINUS.sub("−", text)
