"""What a calibration leaves behind: the overlay, the fitted scenario, the fit as data, and a page of its own."""

from __future__ import annotations

from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from environment.texts import LANGUAGES
from experiments.calibrate import Calibration
from experiments.calibrate.job import FORMAT
from experiments.storage import json_bytes, write_atomically
from protocols.errors import UserError
from protocols.version import VERSION
from visualization.calibration_words import HEAD, RIGHT, dropped, remarks, rows, say, summary
from visualization.figures.calibration import drawings
from visualization.report.words import bi

HERE = Path(__file__).parent


def write_calibration(done: Calibration, path: Path, lang: str = "en") -> tuple[Path, Path, Path, Path]:
    """Write overlay (``path``), fitted scenario, data and page beside it, and return their paths in this order.

    Raises :class:`protocols.errors.UserError` where that can't be done, or where the scenario refuses a fitted value.
    """
    paths = beside(path)
    texts = (overlay_text(done).encode(), scenario_text(done).encode())
    contents = (*texts, json_bytes(done.as_object()), render_page(done, lang).encode())
    try:
        for target, content in zip(paths, contents, strict=True):
            write_atomically(target, content)
    except OSError as error:
        raise UserError(f"{path}: found {error.strerror or error}, allowed: a file that can be written") from error
    return paths


def beside(path: Path) -> tuple[Path, Path, Path, Path]:
    """Where overlay (``path``), fitted scenario, data and page go; :class:`UserError` for what is no name of a file."""
    if not path.name or "\0" in str(path):
        raise UserError(f"found {str(path)!r}, allowed: the path of a file")
    base = path.with_suffix("")
    return path, base.with_name(f"{base.name}-scenario.yaml"), base.with_suffix(".json"), base.with_suffix(".html")


def overlay_text(done: Calibration) -> str:
    """The overlay as YAML: what to override, and how well each number is known."""
    estimates = []
    for each in done.estimates:
        found = {k: v for k, v in each.as_object().items() if k not in ("low", "high", "note")}
        note = {"note": say(each.note, **each.texts)[0]} if each.note else {}
        estimates.append({**found, **note})
    whole = {"schema": FORMAT, "scenario": str(done.scenario.name), "logs": list(done.sources),
             "overrides": done.as_object()["overrides"], "estimates": estimates}  # fmt: skip
    head = "# Overrides by dotted path, and each estimate with its standard error (see docs/how-to/calibrate-a-scenario.md).\n"
    return head + _dump(whole)


def scenario_text(done: Calibration) -> str:
    """The scenario with the overlay applied, as a file that ``run --scenario`` takes."""
    logs = ", ".join(done.sources)
    plain = {k: v for k, v in done.fitted().plain().items() if k not in ("variants", "story_expectations")}
    return f"# {done.scenario.name} fitted to {logs}\n" + _dump(plain)


def _dump(value: object) -> str:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    return str(yaml.dump(value, Dumper=Plain, sort_keys=False, allow_unicode=True, width=160, default_flow_style=None))


def render_page(done: Calibration, lang: str = "en") -> str:
    """The HTML of the page; ``lang`` is the language it opens in, the other is a click away."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    figures = drawings(done)
    fits = [
        {
            "name": fit.name,
            "title": say(f"fit.{fit.name}"),
            "rows": rows(done, fit),
            "remarks": remarks(fit),
            "figures": [
                (Markup(figures[f"{fit.name}-{at}"].element()), say(f"figure.{plot.title}")) for at, plot in enumerate(fit.plots)
            ],
        }
        for fit in done.fits
    ]
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.globals["say"] = say
    scenario = done.scenario
    page = engine.get_template("calibration.html.j2").render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        title=say("title", scenario=f"{scenario.title_en} / {scenario.title_zh}"),
        made=say("made", logs=", ".join(done.sources), version=VERSION),
        summary=summary(done),
        head=[say(f"column.{c}") for c in HEAD],
        right=sorted(RIGHT),
        drop_head=[say(f"column.{c}") for c in ("log", "column", "rows", "why")],
        dropped=[dropped(drop) for drop in done.drops],
        fits=fits,
        style=Markup((HERE / "report.css").read_text(encoding="utf-8").strip()),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8").strip()),
    )
    return page.lstrip()
