"""The job of ``study``: play it, tell it, and write its folder."""

from __future__ import annotations

from pathlib import Path

from environment.texts import LANGUAGES
from experiments.study import Result
from experiments.study.words import say


def written(result: Result, folder: Path | None, lang: str) -> str:
    """Write the results (into ``results/study-NAME`` by default); the closing line."""
    from visualization.report.study_page import write_study

    mark = "-quick" if result.quick else ""
    folder = Path("results") / f"study-{result.study.spec.name}{mark}" if folder is None else folder
    target = write_study(result, folder, lang)
    return say("written", page=str(target), folder=str(folder))[LANGUAGES.index(lang)]
