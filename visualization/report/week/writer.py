"""The report of a week: one HTML file that holds everything it needs, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.texts import LANGUAGES
from environment.week import Week
from protocols.version import VERSION
from visualization.console import stamp
from visualization.figures.names import Pair, words
from visualization.quantities import number, signed
from visualization.report.words import bi
from visualization.week_tables import days, party, percent, rows, uses, when

HERE = Path(__file__).parent
PARTS = ("shows", "story", "capacity", "deals", "parties", "measures", "timelines")


def render_week_report(week: Week, lang: str = "en") -> str:
    """The HTML of the report; ``lang`` is the language it opens in, the other is a click away."""
    from visualization.week_run import command

    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    title = (week.scenario.title_en, week.scenario.title_zh)
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        title=say("title", scenario=title),
        lead=say("lead", shows=len(week.shows), scheme=(week.scheme.en, week.scheme.zh)),
        week=week,
        command=command(week),
        parts=[(part, say(f"part.{part}")) for part in PARTS],
        shows=list(rows(week.tables["week_shows"])),
        story=[(when(week, e.t_min / 60.0), e.kind, (e.text("en"), e.text("zh"))) for e in week.events],
        days=[when(week, day, clock=False) for day in days(week)],
        uses=uses(week),
        deals=list(rows(week.tables["week_deals"])),
        parties=list(rows(week.tables["week_parties"])),
        measures=_measures(week),
        timelines=_timelines(week),
        note=say("capacity.note", clock=week.scenario.week.day_starts if week.scenario.week else ""),
        kept=words("console.week.conserved", cents=week.conservation["ledger_sum"], units=week.conservation["oversold"],
                   over=week.conservation["overrun"]),
        party=lambda name: party(week, name),
        when=lambda hour: when(week, hour),
        style=Markup(_asset("report.css")),
        script=Markup(_asset("report.js")),
    )  # fmt: skip


def say(key: str, **params: Any) -> Pair:
    """Text ``report.week.<key>`` in both languages."""
    return words(f"report.week.{key}", **params)


def _measures(week: Week) -> list[tuple[str, Pair, Pair]]:
    """(name, label, value with unit) of every measure."""
    from visualization.quantities import registered
    from visualization.report.words import measured

    found = []
    for name, value in week.measures.items():
        entry = registered(name)
        if entry is not None:
            found.append((name, (entry.en, entry.zh), measured(value, entry.unit)))
    return found


def _timelines(week: Week) -> list[tuple[Pair, list[tuple[str, Pair]]]]:
    """(host, its lines) of every show; times count from the start of its own broadcast."""
    found = []
    for name, show in week.shows.items():
        live = 60 * show.scenario.clock.live_duration_h
        found.append((party(week, name), [(stamp(e.t_min, live), (e.text("en"), e.text("zh"))) for e in show.events]))
    return found


def tone(change: float) -> str:
    """Class of a change of money."""
    return "good" if round(change) > 0 else "bad" if round(change) < 0 else ""


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters.update(bi=bi, signed=signed, percent=percent, tone=tone, number=lambda value: number(round(value)))
    engine.globals.update(say=say, word=lambda key: words(f"report.{key}"), col=lambda key: words(f"week.col.{key}"),
                          talk=lambda kind: words(f"talk.{kind}", kind))  # fmt: skip
    return engine.get_template("week.html.j2")


@cache
def _asset(name: str) -> str:
    return (HERE.parent / name).read_text(encoding="utf-8").strip()
