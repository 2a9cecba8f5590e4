"""The job of ``analyse``: analyse with a progress bar, tell, and write the folder of data, figures and page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from environment.texts import LANGUAGES
from experiments import analysis as job
from experiments.analysis.naming import say
from experiments.analysis.words import answers, named
from visualization.columns import wrap

WIDTH = 110


def analysed(
    folder: Path, outcomes: Sequence[str], base: str | None, half_width: float | None, discover: Sequence[str]
) -> job.Analysis:
    """Analyse a stored sweep, with a progress bar on a terminal after two seconds. Mistakes are :class:`UserError`."""
    from tqdm import tqdm

    with tqdm(delay=2, unit="scheme", leave=False, disable=not sys.stderr.isatty()) as bar:

        def tell(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        return job.analyse(folder, outcomes, base=base, half_width=half_width, discover=discover, tell=tell)


def told(analysis: job.Analysis, lang: str) -> str:
    """What ``analyse`` prints: the answers, outcome by outcome."""
    which = LANGUAGES.index(lang)
    lines: list[str] = []
    last = ""
    for key, text in answers(analysis):
        about = key.partition(":")[2]
        if about != last:
            heading = named(analysis, about)[which] if about else ""
            lines += ["", heading] if heading else [""]
            last = about
        lines += [f"  {line}" if at else f"- {line}" for at, line in enumerate(wrap(text[which], WIDTH - 2))]
    return "\n".join(lines).strip()


def written(analysis: job.Analysis, folder: Path | None, lang: str, *, csv: bool, png: bool) -> str:
    """Write the results (into ``analysis`` inside the sweep's folder by default); the closing line."""
    from visualization.report.analysis_page import write_analysis

    folder = analysis.folder / "analysis" if folder is None else folder
    page, tables = write_analysis(analysis, folder, lang, csv=csv, png=png)
    return say("written", page=str(page), tables=tables, folder=str(folder))[LANGUAGES.index(lang)]
