"""The page of an audit: one HTML file that holds everything it needs, in both languages."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from environment.texts import LANGUAGES
from experiments.audit.export import write_data
from experiments.audit.job import Audit, Finding
from experiments.audit.verdict import say, verdict
from experiments.storage import unwritable, write_atomically
from protocols.version import VERSION
from visualization.figures.audit import drawings
from visualization.figures.svg import Drawing
from visualization.rehearsal import _as_shipped as as_shipped
from visualization.report.audit_tables import sections
from visualization.report.words import bi

HERE = Path(__file__).parent
AFTER = {"rationality": "parts", "incentives": "gains", "game": "game"}  # section -> the figure that follows it


def default_folder(audit: Audit) -> Path:
    """``results/audit-<scenario>-<schemes>-<seed>-x<replications>``, with variants, the number of shows, and a digest of
    what is not as shipped: different audits go to different folders.
    """
    names, scenario = list(audit.findings), audit.scenario
    few = "+".join(names) if len(names) <= 3 else f"{len(names)}schemes"
    parts = ["audit", str(scenario.name), few, str(audit.seed), *scenario.applied_variants, f"x{audit.replications}"]
    if audit.shows > 1:
        parts.append(f"{audit.shows}shows")
    schemes = [finding.scheme for finding in audit.findings.values()]
    if len(names) > 3 or not all(as_shipped(scenario, scheme) for scheme in schemes):
        content = "".join([scenario.content_hash(), *(scheme.content_hash() for scheme in schemes)])
        parts.append(hashlib.sha256(content.encode()).hexdigest()[:6])
    return Path("results") / "-".join(parts)


def write_audit(audit: Audit, folder: Path, lang: str = "en") -> Path:
    """Write data, figures and the page into ``folder`` and return the path of the page.

    Raises :class:`protocols.errors.UserError` where that can't be done.
    """
    write_data(audit, folder)
    drawn = {name: drawings(audit, finding) for name, finding in audit.findings.items()}
    page = folder / "audit.html"
    try:
        for scheme, figures in drawn.items():
            for name, drawing in figures.items():
                write_atomically(folder / "figures" / f"{scheme}-{name}.svg", drawing.file(lang).encode())
        write_atomically(page, render_page(audit, lang, drawn).encode())
    except OSError as error:
        raise unwritable(folder, error) from error
    return page


def render_page(audit: Audit, lang: str = "en", drawn: Mapping[str, Mapping[str, Drawing]] | None = None) -> str:
    """The HTML of the page; ``lang`` is the language it opens in, the other is a click away."""
    if lang not in LANGUAGES:
        raise ValueError(f"language: found {lang!r}, allowed {', '.join(LANGUAGES)}")
    figures = drawn if drawn is not None else {name: drawings(audit, f) for name, f in audit.findings.items()}
    scenario = audit.scenario
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        version=VERSION,
        made=say(
            "made", scenario=(scenario.title_en, scenario.title_zh), replications=audit.replications, seed=audit.seed,
            shows=audit.shows, version=VERSION,
        ),
        command=command(audit),
        findings=[_finding(audit, finding, figures[name]) for name, finding in audit.findings.items()],
        style=Markup((HERE / "report.css").read_text(encoding="utf-8").strip()),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8").strip()),
    )  # fmt: skip


def _finding(audit: Audit, finding: Finding, figures: Mapping[str, Drawing]) -> dict[str, object]:
    words = verdict(audit, finding)
    shown = {key: name for key, name in AFTER.items() if name in figures}
    return {
        "name": finding.scheme.name,
        "title": (finding.scheme.en, finding.scheme.zh),
        "about": (finding.scheme.summary_en, finding.scheme.summary_zh),
        "summary": words.summary,
        "statements": words.statements,
        "sections": sections(audit, finding),
        "figures": {key: (Markup(figures[f].element()), say(f"figure.caption.{f}")) for key, f in shown.items()},
    }


def command(audit: Audit) -> str:
    """The command line that makes this audit again."""
    parts = ["python", "run.py", "audit", *audit.findings, "--scenario", str(audit.scenario.name)]
    for name in audit.scenario.applied_variants:
        parts += ["--variant", str(name)]
    for path, value in audit.scenario.applied_overrides.items():
        parts += ["--set", f"{path}={value}"]
    parts += ["--seed", str(audit.seed), "--replications", str(audit.replications)]
    return shlex.join([*parts, "--shows", str(audit.shows)] if audit.shows > 1 else parts)


@cache
def _template() -> Template:
    engine = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    engine.filters["bi"] = bi
    engine.globals["say"] = say
    return engine.get_template("audit.html.j2")
