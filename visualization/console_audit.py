"""An audit as plain text for a terminal, in English or 中文."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from environment.texts import LANGUAGES
from experiments.audit.job import Audit, Finding
from experiments.audit.verdict import say, verdict
from protocols.version import VERSION
from visualization.columns import grid, width, wrap
from visualization.report.audit_tables import Section, sections

WIDTH = 118
SKIPPED = frozenset({"coalitions"})  # long: in the report and the tables only


def audit_text(audit: Audit, lang: str = "en") -> str:
    """Verdict and tables of every scheme."""
    which = LANGUAGES.index(lang)
    title = (audit.scenario.title_en, audit.scenario.title_zh)[which]
    made = say("made", scenario=title, replications=audit.replications, seed=audit.seed, shows=audit.shows, version=VERSION)
    lines = [say("title")[which], *wrap(made[which], WIDTH)]
    if audit.scenario.applied_variants:
        lines += wrap(say("variants", names=", ".join(audit.scenario.applied_variants))[which], WIDTH)
    if audit.scenario.applied_overrides:
        changed = (f"{path}={value}" for path, value in audit.scenario.applied_overrides.items())
        lines += wrap(say("overrides", names=", ".join(changed))[which], WIDTH)
    return "\n".join([*lines, *(line for finding in audit.findings.values() for line in _scheme(audit, finding, which))])


def closing(folder: Path, report: Path, lang: str) -> str:
    """Where the results went."""
    which = LANGUAGES.index(lang)
    return "\n".join([say("written", path=report)[which], say("tables", path=folder)[which]])


def _scheme(audit: Audit, finding: Finding, which: int) -> Iterator[str]:
    scheme = finding.scheme
    yield ""
    yield from _heading(say("scheme", scheme=(f"{scheme.en} ({scheme.name})", f"{scheme.zh}（{scheme.name}）"))[which], "═")
    words = verdict(audit, finding)
    yield from wrap(words.summary[which], WIDTH)
    for statement in words.statements:
        first, *rest = wrap(statement.text[which], WIDTH - 4)
        yield f"  {_MARK[statement.status]} {first}"
        yield from (f"    {line}" for line in rest)
    for section in sections(audit, finding):
        if section.key not in SKIPPED:
            yield from _section(section, which)


_MARK = {"holds": "+", "fails": "−", "open": "?", "": "·"}


def _section(section: Section, which: int) -> Iterator[str]:
    yield ""
    yield from _heading(section.title[which], "─")
    if section.note is not None:
        yield from wrap(section.note[which], WIDTH)
    rows = [tuple(cell[which] for cell in row) for row in (section.head, *section.rows)]
    yield from grid(rows, right=section.right, total=WIDTH, head=True)
    for remark in section.remarks:
        yield from wrap(remark[which], WIDTH)


def _heading(text: str, rule: str) -> Iterator[str]:
    yield from wrap(text, WIDTH)
    yield rule * min(width(text), WIDTH)
