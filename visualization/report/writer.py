"""Write the report of a show: one HTML file that holds everything it needs, in both languages."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.records import Show
from environment.texts import LANGUAGES
from experiments.replicate import Replications
from experiments.storage import unwritable, write_atomically
from visualization.figures.gallery import drawings
from visualization.figures.names import Names
from visualization.figures.svg import Drawing
from visualization.quantities import money
from visualization.report import accounts, goods, story, summary, talks
from visualization.report.words import bi, plain, say

HERE = Path(__file__).parent
PARTS = ("story", "cast", "talks", "money", "goods", "review", "measures", "how")


def write_report(
    show: Show, path: str | Path, replications: Replications | None = None, lang: str = "en",
    drawn: Mapping[str, Drawing] | None = None,
) -> Path:  # fmt: skip
    """Write the report of ``show`` to ``path`` and return it; the same input gives the same bytes.

    ``lang`` is the language the page opens in; the other is a click away. ``replications`` add the spread of
    measures and
    profits. ``drawn`` spares drawing the figures again (see :func:`visualization.figures.gallery.drawings`).
    Raises
    :class:`protocols.errors.UserError` where the file cannot be written.
    """
    target = Path(path)
    page = render_report(show, replications, lang, drawn)
    try:
        write_atomically(target, page.encode())
    except OSError as error:
        raise unwritable(target, error) from error
    return target


def render_report(
    show: Show,
    replications: Replications | None = None,
    lang: str = "en",
    drawn: Mapping[str, Drawing] | None = None,
) -> str:
    """The HTML of the report."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    names = Names.of(show)
    figures = drawn if drawn is not None else drawings(show, replications)
    return _template().render(
        show=show,
        lang="zh-CN" if lang == "zh" else "en",
        title=story.title(show),
        scheme=(show.scheme.en, show.scheme.zh),
        scheme_summary=(show.scheme.summary_en, show.scheme.summary_zh),
        command=command(show, replications),
        parts=[(part, say(f"part.{part}")) for part in PARTS],
        sentences=summary.sentences(show, names),
        cards=summary.cards(show, names),
        timeline=story.timeline(show, names),
        cast=story.cast(show, names),
        talks=talks.talks(show, names),
        accounts=accounts.accounts(show, names),
        ledger=accounts.ledger(show, names),
        balanced=accounts.balanced(show.conservation),
        hit=goods.hit(show, names),
        moves=goods.moves(show, names),
        most_moves=goods.MOST_ROWS,
        review=goods.review(show),
        queue=goods.design_queue(show, names),
        measures=goods.measures(show, replications),
        spreads=goods.profit_spreads(replications, names) if replications else [],
        replications=replications,
        tables=goods.tables(show),
        figures={name: Markup(drawing.element()) for name, drawing in figures.items()},
        style=Markup(_asset("report.css")),
        script=Markup(_asset("report.js")),
    )


def command(show: Show, replications: Replications | None = None) -> str:
    """The command line that makes this show again."""
    parts = [
        "python",
        "run.py",
        "run",
        "--scenario",
        str(show.scenario.name),
        "--scheme",
        str(show.scheme.name),
    ]
    for name in getattr(show.scenario, "applied_variants", ()):
        parts += ["--variant", str(name)]
    for path, value in dict(getattr(show.scenario, "applied_overrides", {})).items():
        parts += ["--set", f"{path}={value}"]
    parts += ["--seed", str(show.seed)]
    if replications is not None:
        parts += ["--replications", str(replications.n)]
    return shlex.join(parts)


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["bi"] = bi
    engine.filters["money"] = money
    engine.globals["say"] = say
    engine.globals["plain"] = plain
    return engine.get_template("report.html.j2")


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()
