"""The report of a sweep: one HTML file, in both languages, that reads like a results section."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.texts import LANGUAGES
from experiments.analysis.export import write_tables
from experiments.analysis.job import Analysis, Answer
from experiments.analysis.naming import Pair, say, scheme_name, together
from experiments.analysis.words import compared, discovered, efficient, evens, moved, named, where
from experiments.storage import unwritable, write_atomically
from protocols.version import VERSION
from visualization.figures import analysis as figures
from visualization.figures.chart import Chart
from visualization.figures.svg import Drawing, drawn
from visualization.report import analysis_tables as tables
from visualization.report.words import bi

HERE = Path(__file__).parent
MOST = 6  # schemes and variants of an outcome shown one by one


@dataclass(frozen=True)
class Part:
    """A question with its answer in sentences, its tables and its figures (drawing, caption) by name."""

    title: Pair
    answer: tuple[Pair, ...] = ()
    grids: tuple[tables.Grid, ...] = ()
    charts: tuple[tuple[str, str, Callable[[], Chart]], ...] = ()
    lead: str = "h3"


@dataclass(frozen=True)
class Chapter:
    """All parts about one outcome, or about all of them."""

    key: str
    title: Pair
    parts: list[Part] = field(default_factory=list)


def write_analysis(
    analysis: Analysis, folder: Path, lang: str = "en", *, csv: bool = False, png: bool = False
) -> tuple[Path, int]:
    """Write data, figures and the page into ``folder``; the path of the page and the number of tables.

    Raises :class:`protocols.errors.UserError` where that can't be done.
    """
    count = len(write_tables(analysis, folder, csv))
    page, pictures = folder / "analysis.html", {}
    try:
        made = chapters(analysis)
        for name, _, draw in (each for c in made for p in c.parts for each in p.charts):
            chart = draw()
            pictures[name] = drawn(chart, f"analysis {name}")
            write_atomically(folder / "figures" / f"{name}.svg", pictures[name].file(lang).encode())
            if png:
                buffer = io.BytesIO()
                chart.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
                write_atomically(folder / "figures" / f"{name}.png", buffer.getvalue())
        write_atomically(page, render_page(analysis, lang, made, pictures).encode())
    except OSError as error:
        raise unwritable(folder, error) from error
    return page, count


def chapters(analysis: Analysis) -> list[Chapter]:
    """The report's content in order."""
    found = []
    for outcome in analysis.table.outcomes:
        parts = [*_compared(analysis, outcome), *_even(analysis, outcome), *_moved(analysis, outcome)]
        found.append(Chapter(outcome, named(analysis, outcome), parts))
    rest = []
    if analysis.front is not None:
        draw: Callable[[], Chart] = lambda: figures.front(analysis)  # noqa: E731
        rest.append(Part(say("head.pareto"), (efficient(analysis),), (tables.pareto(analysis),), (("pareto", "pareto", draw),)))
    if analysis.discoveries:
        rest.append(Part(say("head.discovery"), tuple(discovered(analysis)), (tables.discovery(analysis),)))
    names = [named(analysis, each) for each in analysis.table.outcomes]
    title = (", ".join(en for en, _ in names), "、".join(zh for _, zh in names))
    return [*found, Chapter("together", title, rest)] if rest else found


def _compared(analysis: Analysis, outcome: str) -> Iterator[Part]:
    for variant in analysis.table.variants:
        found = [c for c in analysis.comparisons if c.outcome == outcome and c.variant == variant]
        if found:
            draw = lambda some=found: figures.forest(analysis, some)  # noqa: E731
            title = together([say("head.compare"), where(analysis, variant)])
            chart = (f"forest-{outcome}-{variant}", "forest", draw)
            yield Part(title, tuple(compared(analysis, outcome, variant)), (tables.comparisons(analysis, found),), (chart,))


def _even(analysis: Analysis, outcome: str) -> Iterator[Part]:
    found = [c for c in analysis.crossings if c.outcome == outcome]
    if found:
        charts = []
        for variant in analysis.table.variants:
            some = [c for c in found if c.variant == variant]
            if some:
                charts.append((f"even-{outcome}-{variant}", "even", lambda some=some: figures.differences(analysis, some)))
        grid = tables.evens(analysis, found)
        yield Part(say("head.even"), tuple(evens(analysis, outcome)), (grid,) if grid.rows else (), tuple(charts))


def _moved(analysis: Analysis, outcome: str) -> Iterator[Part]:
    every = analysis.answers_of(outcome)
    shown = [each for each in every if not each.problem][:MOST]
    if not every:
        return
    problems = tuple(together(moved(analysis, each)) for each in every if each.problem)
    charts = []
    for variant in analysis.table.variants:
        some = [each for each in shown if each.variant == variant]
        if some:
            charts.append((f"curves-{outcome}-{variant}", "curves", lambda some=some: figures.curves(analysis, some)))
    yield Part(say("head.curves"), problems, (), tuple(charts))
    for each in shown:
        yield from _answer(analysis, each)
    rest = sum(not each.problem for each in every) - len(shown)
    if rest:
        yield Part(say("more", n=rest), lead="p")


def _answer(analysis: Analysis, answer: Answer) -> Iterator[Part]:
    name = f"{answer.outcome}-{answer.variant}-{answer.scheme}"
    who, place = scheme_name(answer.scheme), where(analysis, answer.variant)
    head = (f"{who[0]}{place[0]}: {say('head.effects')[0]}", f"{who[1]}{place[1]}：{say('head.effects')[1]}")
    charts = [
        (f"effects-{name}", "effects", lambda: figures.effects(analysis, answer)),
        (f"tornado-{name}", "tornado", lambda: figures.tornado(analysis, answer)),
    ]
    if answer.surface is not None:
        charts.append((f"surface-{name}", "surface", lambda: figures.response(analysis, answer)))
    grids = [tables.effects(answer)]
    if answer.interactions:
        grids.append(tables.interactions(answer))
        charts.append((f"second-{name}", "second", lambda: figures.second(analysis, answer)))
    yield Part(head, tuple(moved(analysis, answer)), (*grids, tables.indices(answer)), tuple(charts))


def render_page(
    analysis: Analysis, lang: str = "en", made: list[Chapter] | None = None, pictures: dict[str, Drawing] | None = None
) -> str:
    """The HTML of the page; ``lang`` is the language it opens in, the other is a click away."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    made = chapters(analysis) if made is None else made
    if pictures is None:
        pictures = {name: drawn(draw(), f"analysis {name}") for c in made for p in c.parts for name, _, draw in p.charts}
    table = analysis.table
    sampling = "grid" if table.is_grid else str(table.about.get("sampling", "sample"))
    sizes = {
        "points": table.points,
        "schemes": len(table.schemes),
        "variants": len(table.variants),
        "replications": table.replications,
    }
    missing = table.planned - len(table.frame)
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        made=say("made", name=table.name, runs=len(table.frame), scenario=str(table.about.get("scenario", "–")), version=VERSION),
        command=command(analysis),
        design=[
            say("design", sampling=say(f"sampling.{sampling}"), **sizes),
            *([say("missing", missing=missing)] if missing else []),
        ],
        design_grid=tables.design(analysis),
        chapters=made,
        elements={name: Markup(each.element()) for name, each in pictures.items()},
        style=Markup((HERE / "report.css").read_text(encoding="utf-8").strip()),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8").strip()),
    )


def command(analysis: Analysis) -> str:
    """The command line that makes this analysis again."""
    parts = ["python", "run.py", "analyse", str(analysis.folder)]
    for name in analysis.table.outcomes:
        parts.append(f"--outcome={'-' if analysis.larger.get(name) is False else ''}{name}")
    if analysis.base != analysis.table.schemes[0]:
        parts += ["--base", analysis.base]
    if analysis.half_width is not None:
        parts += ["--half-width", f"{analysis.half_width:g}"]
    for each in analysis.discoveries:
        parts += ["--discover", str(each.question).replace(" ", "")]
    return shlex.join(parts)


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.globals["say"] = say
    return engine.get_template("analysis.html.j2")
