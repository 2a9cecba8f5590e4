"""The glossary's word is the word used: what it rejects stands in no text, no shipped file and no Chinese page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

PACKAGES = ("protocols", "agents", "environment", "experiments", "visualization")


@cache
def rows(root: Path) -> tuple[tuple[str, ...], ...]:
    page = (root / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    lines = (line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| English", "|---")))
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


def chinese(cell: str) -> list[str]:
    return re.findall("[一-鿿]+", cell)


@cache
def texts(root: Path) -> str:
    """All Chinese there is in the sources and shipped files of the project, a run of it a line."""
    found = [root / "README.zh.md", root / "run.py"]
    for package in PACKAGES:
        found += [p for ending in ("py", "yaml", "js", "j2") for p in sorted((root / package).rglob(f"*.{ending}"))]
    return "\n".join(run for p in found for run in chinese(p.read_text(encoding="utf-8")))


def test_every_row_has_its_words_and_they_are_used(root: Path) -> None:
    assert len(rows(root)) > 40
    used = texts(root)
    for row in rows(root):
        assert len(row) == 4 and row[0] and row[2], row
        assert chinese(row[1]) and any(word in used for word in chinese(row[1])), row


def test_no_text_uses_a_rejected_word(root: Path) -> None:
    used = texts(root)
    rejected = {word: row[1] for row in rows(root) for word in chinese(row[3])}
    found = {word: re.findall(f".*{word}.*", used)[:3] for word in rejected if word in used}
    assert not found, "\n".join(f"{word}: say {rejected[word]}, in {lines}" for word, lines in found.items())


CALLED = ("kind.host", "kind.supplier", "kind.factory", "kind.carrier", "kind.material", "talk.N5", "clause.rush_price")


@pytest.mark.parametrize("key", CALLED)
def test_the_catalogue_calls_it_so(key: str, root: Path) -> None:
    from environment.texts import render

    english, zh = render(key, "en"), render(key, "zh")
    known = [word for row in rows(root) for word in chinese(row[1])]
    assert any(word in zh for word in known), (english, zh)
