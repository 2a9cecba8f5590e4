"""The report of a study: one HTML file in both languages: question, answer, design, tables and figures."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.texts import LANGUAGES
from experiments.analysis.naming import Pair, unit_of
from experiments.storage import unwritable, write_atomically
from experiments.study.export import write_tables
from experiments.study.page import found_cells, found_head, level_cells, level_head
from experiments.study.result import Result
from experiments.study.words import design, named, say, sentence, worded
from protocols.version import VERSION
from visualization.figures import study as figures
from visualization.figures.chart import Chart
from visualization.figures.svg import Drawing, drawn
from visualization.report.analysis_page import Chapter, Part
from visualization.report.analysis_tables import Grid, same
from visualization.report.words import bi

HERE = Path(__file__).parent


def write_study(result: Result, folder: Path, lang: str = "en") -> Path:
    """Write tables, figures and the page into ``folder``; the path of the page.

    Raises :class:`protocols.errors.UserError` where that can't be done.
    """
    write_tables(result, folder)
    target = folder / "study.html"
    try:
        made = chapters(result)
        pictures = _draw(made)
        for name, picture in pictures.items():
            write_atomically(folder / "figures" / f"{name}.svg", picture.file(lang).encode())
        write_atomically(target, render_page(result, lang, made, pictures).encode())
    except OSError as error:
        raise unwritable(folder, error) from error
    return target


def chapters(result: Result) -> list[Chapter]:
    """The answer, then a chapter for every outcome."""
    answer = Chapter("answer", say("head.answer"), [Part(result.study.spec.question.pair, (worded(result),))])
    return [answer, *(_chapter(result, outcome) for outcome in result.study.spec.outcomes)]


def _chapter(result: Result, outcome: str) -> Chapter:
    draw: tuple[Callable[[], Chart], ...] = tuple(
        partial(each, result, outcome) for each in (figures.levels, figures.differences)
    )
    unit = {"CNY": (" (CNY)", "（元）"), "share": (" (%)", "（%）")}.get(unit_of(outcome), ("", ""))
    name = named(result, outcome)
    rows = tuple(level_cells(result, each) for each in result.levels(outcome))
    parts = [
        Part(
            say("head.levels"),
            grids=(Grid(level_head(), rows, note=say("note.levels")),),
            charts=((f"levels-{outcome}", "levels", draw[0]),),
        )
    ]
    found = result.comparisons(outcome)
    if found:
        clear = tuple(sentence(result, each) for each in found if each.verdict in ("up", "down"))
        table = Grid(found_head(), tuple(found_cells(result, each) for each in found), note=say("note.compared"))
        parts.append(Part(say("head.compared"), clear, (table,), ((f"forest-{outcome}", "forest", draw[1]),)))
    return Chapter(outcome, (name[0] + unit[0], name[1] + unit[1]), parts)


def _draw(made: list[Chapter]) -> dict[str, Drawing]:
    return {name: drawn(draw(), f"study {name}") for c in made for p in c.parts for name, _, draw in p.charts}


def render_page(
    result: Result, lang: str = "en", made: list[Chapter] | None = None, pictures: dict[str, Drawing] | None = None
) -> str:
    """The HTML of the page; ``lang`` is the language it opens in, the other is a click away."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    spec = result.study.spec
    made = chapters(result) if made is None else made
    pictures = _draw(made) if pictures is None else pictures
    arms = tuple((each.en, each.zh) for each in spec.arms.values())
    quick = say("quick.mark") if result.quick else ("", "")
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        made=say("made", name=spec.name, quick=quick, plays=result.plays, scenario=spec.scenario, version=VERSION),
        command=command(result),
        design=[spec.question.pair, design(result), say("head.source", source=spec.source)],
        design_grid=Grid((say("col.arm"), say("col.scheme")), tuple(_arm(result, k, arms) for k in range(len(arms))), left=2),
        chapters=made,
        elements={name: Markup(each.element()) for name, each in pictures.items()},
        style=Markup((HERE / "report.css").read_text(encoding="utf-8").strip()),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8").strip()),
    )


def _arm(result: Result, at: int, names: tuple[Pair, ...]) -> tuple[Pair, ...]:
    return names[at], same(list(result.study.spec.arms.values())[at].scheme)


def command(result: Result) -> str:
    """The command line that makes this study again."""
    parts = ["python", "run.py", "study", result.study.name_or_path]
    if result.quick:
        parts.append("--quick")
    planned = result.study.spec.replications.of(result.quick)
    if len(result.seeds) != planned:
        parts += ["--replications", str(len(result.seeds))]
    return shlex.join(parts)


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.globals["say"] = say
    return engine.get_template("analysis.html.j2")
