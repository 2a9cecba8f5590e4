"""The report of seasons: one HTML file that holds everything it needs, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.measures.season import SHORTEST
from environment.texts import LANGUAGES
from experiments.emergence import window
from experiments.intervals import FEWEST
from experiments.seasons import Seasons
from protocols.version import VERSION
from visualization.figures.names import Names, Pair, words
from visualization.figures.season import season_drawings
from visualization.figures.svg import Drawing
from visualization.report.season import tables
from visualization.report.words import bi, plain
from visualization.season_answer import answer, closing, opening, title

if TYPE_CHECKING:
    from visualization.season_run import SeasonRun

HERE = Path(__file__).parent
PARTS = ("answer", "when", "whom", "worth", "cheat", "events", "how")


def render_season_report(run: SeasonRun, lang: str = "en", drawn: Mapping[str, Drawing] | None = None) -> str:
    """The HTML of the report; ``lang`` is the language it opens in, the other is a click away; ``drawn`` spares drawing."""
    from visualization.season_run import command

    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    done, tempted = run.done, run.temptations
    figures = drawn if drawn is not None else season_drawings(done, tempted)
    names = Names.of(done.whole[done.schemes[0].name].first)
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        title=say("title", scenario=(done.scenario.title_en, done.scenario.title_zh), shows=done.shows),
        done=done,
        schemes=[
            {
                "letter": letter, "slot": letter.lower(), "name": scheme.name, "title": title(scheme),
                "about": (scheme.summary_en, scheme.summary_zh),
                "edges": tables.edges(done, scheme.name, names),
                "cheats": tables.cheats(done, scheme, tempted[scheme.name], names),
                "trials": tempted[scheme.name][0].gain.n if tempted[scheme.name] else 0,
                "events": tables.events(done, scheme.name),
            }
            for scheme, letter in zip(done.schemes, "AB", strict=False)
        ],
        command=command(run),
        parts=[(part, say(f"part.{part}")) for part in PARTS],
        answers=answer(done, tempted),
        signs=tables.signs(done),
        worths=tables.worths(done, names),
        everything=tables.everything(done),
        closing=closing(window(done.shows)),
        opening=opening(done.shows),
        how=_how(done),
        figures={name: Markup(drawing.element()) for name, drawing in figures.items()},
        style=Markup(_asset("report.css")),
        script=Markup(_asset("report.js")),
    )  # fmt: skip


def say(key: str, **params: Any) -> Pair:
    """Text ``report.season.<key>`` in both languages."""
    return words(f"report.season.{key}", **params)


def broken(text: str) -> Markup:
    """A mean with its interval, the interval on a line of its own."""
    mean, bracket, rest = text.partition(" [")
    return Markup('{}<br><small class="muted">[{}</small>').format(mean, rest) if bracket else Markup.escape(mean)


def _how(done: Seasons) -> list[Pair]:
    """How the numbers were made, paragraph by paragraph."""
    runs = [record for scheme in done.schemes for record in done.runs[scheme.name]]
    cents, units = (max(abs(r.conservation[key]) for r in runs) for key in ("ledger_sum", "oversold"))
    return [
        say("how.model", shows=done.shows),
        say("how.luck", seeds=", ".join(map(str, done.seeds))),
        say("how.interval", fewest=FEWEST),
        say("how.level", shortest=SHORTEST),
        say("how.tempted"),
        say("how.kept", cents=cents, units=units),
        say("how.files", more=say("how.against") if len(done.schemes) > 1 else plain("")),
    ]


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.filters["broken"] = broken
    engine.globals["say"] = say
    engine.globals["word"] = lambda key: words(f"report.{key}")
    return engine.get_template("season.html.j2")


@cache
def _asset(name: str) -> str:
    return (HERE.parent / name).read_text(encoding="utf-8").strip()
