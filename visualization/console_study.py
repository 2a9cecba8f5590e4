"""What ``study`` prints: the list of studies, the answer, and what was compared."""

from __future__ import annotations

from collections.abc import Iterator

from environment.texts import LANGUAGES, render
from experiments.study import Result, Study
from experiments.study.page import found_cells, found_head
from experiments.study.play import Ahead
from experiments.study.words import design, named, season, spent, worded
from visualization.columns import grid, wrap

WIDTH = 110


def list_text(lang: str) -> str:
    """The shipped studies, a line each."""
    which = LANGUAGES.index(lang)
    found = {name: Study.load(name).spec.question.pair[which] for name in Study.names()}
    longest = max(map(len, found))
    return "\n".join(f"{name:<{longest}}  {question}" for name, question in found.items())


def list_object() -> list[dict[str, object]]:
    """The shipped studies as plain data."""
    loaded = (Study.load(name).spec for name in Study.names())
    return [{"name": each.name, "en": each.question.en, "zh": each.question.zh, "source": each.source} for each in loaded]


def ahead_text(name: str, ahead: Ahead, lang: str) -> str:
    """One line about what is ahead."""
    params = {
        "name": name, "plays": ahead.plays, "season": season(ahead.shows), "cpu": spent(ahead.cpu_s),
        "wall": spent(ahead.cpu_s / ahead.workers), "workers": ahead.workers,
    }  # fmt: skip
    return render("study.ahead", lang, params)


def study_text(result: Result, lang: str) -> str:
    """Question, answer, design and the table of comparisons, outcome by outcome."""
    which = LANGUAGES.index(lang)
    heads = [result.study.spec.question.pair[which], worded(result)[which], design(result)[which]]
    blocks = ["\n".join(wrap(each, WIDTH)) for each in heads]
    for outcome in result.study.spec.outcomes:
        blocks.append("\n".join([named(result, outcome)[which], *_table(result, outcome, which)]))
    return "\n\n".join(blocks)


def _table(result: Result, outcome: str, which: int) -> Iterator[str]:
    rows = [found_head(), *(found_cells(result, each) for each in result.comparisons(outcome))]
    texts = [tuple(cell[which] for cell in row) for row in rows]
    return grid(texts, right=frozenset({1, 2, 3, 4}), total=WIDTH, head=True)
