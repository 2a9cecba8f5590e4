"""A design as plain text for a terminal, in English or 中文."""

from __future__ import annotations

from pathlib import Path

from environment.texts import LANGUAGES
from experiments.design.export import scheme_file
from experiments.design.job import Design
from experiments.design.words import say, told
from visualization.columns import grid, wrap
from visualization.report.design_tables import front

WIDTH = 110


def design_text(done: Design, page: Path, lang: str = "en") -> str:
    """The answers, the front, and where the schemes are."""
    which = LANGUAGES.index(lang)
    count = len(done.recommended)
    answers = [text[which] for text in told(done)]
    table, lines = front(done), [say("title")[which], "═" * 24]
    for text in answers[:-count]:
        lines += wrap(text, WIDTH)
    rows = [tuple(cell[which] for cell in (*row[:2], *row[3:])) for row in (table.head, *table.rows)]
    lines += ["", say("head.front")[which], *grid(rows, right=frozenset({0, 2, 3, 5}), total=WIDTH, head=True)]
    for text, each in zip(answers[-count:], done.recommended, strict=True):
        lines += ["", *wrap(text, WIDTH), *wrap(say("files", path=str(done.folder / scheme_file(each.aim)))[which], WIDTH)]
    return "\n".join([*lines, "", say("stored", n=done.played)[which], say("written", page=str(page))[which]])
