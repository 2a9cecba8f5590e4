"""The page of a design: one HTML file that holds everything it needs, in both languages."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.texts import LANGUAGES
from experiments.design.export import scheme_file, write_data
from experiments.design.job import Design
from experiments.design.words import recommendations, say, told
from experiments.storage import unwritable, write_atomically
from protocols.version import VERSION
from visualization.figures.design import drawings, front
from visualization.figures.svg import Drawing
from visualization.report import design_tables as tables
from visualization.report.analysis_page import Chapter, Part
from visualization.report.words import bi

HERE = Path(__file__).parent


def write_design(done: Design, lang: str = "en") -> Path:
    """Write data, schemes, figures and the page into the design's folder; the path of the page.

    Raises :class:`protocols.errors.UserError` where that can't be done.
    """
    write_data(done)
    pictures, page = drawings(done), done.folder / "design.html"
    try:
        for name, picture in pictures.items():
            write_atomically(done.folder / "figures" / f"{name}.svg", picture.file(lang).encode())
        write_atomically(page, render_page(done, lang, pictures).encode())
    except OSError as error:
        raise unwritable(done.folder, error) from error
    return page


def render_page(done: Design, lang: str = "en", pictures: dict[str, Drawing] | None = None) -> str:
    """The HTML of the page; ``lang`` is the language it opens in, the other is a click away."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    pictures = drawings(done) if pictures is None else pictures
    title = (done.scenario.title_en, done.scenario.title_zh)
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        made=say("made", scenario=title, seed=done.seed, replications=done.replications, version=VERSION),
        command=command(done),
        design=[say("about"), say("method")],
        design_grid=tables.ranges(done),
        chapters=chapters(done),
        elements={name: Markup(each.element()) for name, each in pictures.items()},
        style=Markup((HERE / "report.css").read_text(encoding="utf-8").strip()),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8").strip()),
    )


def chapters(done: Design) -> list[Chapter]:
    """The page's content in order."""
    answer = told(done)[: -len(done.recommended)]
    chart = ("front", "front", lambda: front(done))
    found = [Chapter("answer", say("head.answer"), [Part(say("head.front"), tuple(answer), (tables.front(done),), (chart,))])]
    parts = []
    for each, words in zip(done.recommended, recommendations(done), strict=True):
        file = say("files", path=str(done.folder / scheme_file(each.aim)))
        parts.append(Part(say(f"title.{each.aim}"), (*words, file), (tables.fresh(done, each),)))
    return [*found, Chapter("recommended", say("head.recommended"), parts)]


def command(done: Design) -> str:
    """The command line that makes this design again."""
    parts = ["python", "run.py", "design", *done.space.bases, "--scenario", str(done.scenario.name)]
    for name in done.scenario.applied_variants:
        parts += ["--variant", str(name)]
    for path, value in done.scenario.applied_overrides.items():
        parts += ["--set", f"{path}={value}"]
    parts += ["--trials", str(done.wanted), "--replications", str(done.replications), "--seed", str(done.seed)]
    if done.parameters is not None:
        parts += ["--parameters", done.parameters]
    return shlex.join([*parts, "--out", str(done.folder)])


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.globals["say"] = say
    return engine.get_template("analysis.html.j2")
