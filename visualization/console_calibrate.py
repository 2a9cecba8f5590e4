"""A calibration as plain text for a terminal, in English or 中文."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from environment.texts import LANGUAGES
from experiments.calibrate import Calibration, Fit
from protocols.version import VERSION
from visualization.calibration_words import HEAD, RIGHT, dropped, remarks, rows, say, summary
from visualization.columns import grid, width, wrap

WIDTH = 120


def calibration_text(done: Calibration, lang: str = "en", written: Sequence[Path] = ()) -> str:
    """Estimates with their errors, how they were found, what was left out, and where the files are."""
    return "\n".join(_lines(done, LANGUAGES.index(lang), written))


def _lines(done: Calibration, which: int, written: Sequence[Path]) -> Iterator[str]:
    title = (done.scenario.title_en, done.scenario.title_zh)[which]
    yield say("title", scenario=title)[which]
    yield from wrap(say("made", logs=", ".join(done.sources), version=VERSION)[which], WIDTH)
    yield from wrap(summary(done)[which], WIDTH)
    for fit in done.fits:
        yield from _fit(done, fit, which)
    yield from _head(say("head.dropped")[which])
    if done.drops:
        names = tuple(say(f"column.{c}")[which] for c in ("log", "column", "rows", "why"))
        cells = [tuple(cell[which] for cell in dropped(drop)) for drop in done.drops]
        yield from grid([names, *cells], right=frozenset({2}), total=WIDTH, head=True)
    else:
        yield say("none")[which]
    if written:
        overlay, scenario, data, page = written
        yield ""
        yield say("written", overlay=overlay)[which]
        yield say("scenario", path=scenario)[which]
        yield say("data", path=data)[which]
        yield say("report", path=page)[which]


def _fit(done: Calibration, fit: Fit, which: int) -> Iterator[str]:
    yield from _head(say(f"fit.{fit.name}")[which])
    names = tuple(say(f"column.{c}")[which] for c in HEAD)
    cells = [tuple(cell[which] for cell in row) for row in rows(done, fit)]
    yield from grid([names, *cells], right=RIGHT, total=WIDTH, head=True)
    for remark in remarks(fit):
        yield from ("  " + line for line in wrap(remark[which], WIDTH - 2))


def _head(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "─" * min(width(text), WIDTH)
