"""The reference of measures, generated from the registry: ``python -m environment.measures.reference > FILE``."""

from __future__ import annotations

import math

from environment.measures.registry import SCOPES, Measure, catalogue
from environment.measures.sources import SOURCES

_HEAD = """# Measures 指标

Generated from `environment/measures` by `python -m environment.measures.reference`; do not edit.
A measure is a pure function of the [recorded tables](reference/tables.md). One that is not defined for a show (no alert, no
deal) is left out of its results (`measures` of `run --json`, `measures.json` in a results folder).
Those marked † cost more than playing a show and are computed on demand: `show.every_measure()`, and in the report.
In a season every measure of a show is a series with a value per show;
`run --shows N --replications R` gives their means and 95 % bootstrap intervals
over replications, and of paired differences between two schemes on the same luck. Sources: R# = a row of the calibration table in
[scenario.md](reference/scenario.md), which also says what the trade texts S1 and S2 are; DOMAIN # = a numbered
[statement of the trade](domain.md); author and year = a work [listed at the end](#sources); *definition* = the
formula is all there is to it.
"""


def measures_reference() -> str:
    """Markdown with one row per measure, by what it is computed from and by group."""
    parts = [_HEAD]
    for scope, (en, zh) in SCOPES.items():
        parts.append(f"\n## From {en} {zh}")
        groups: dict[str, list[Measure]] = {}
        for entry in catalogue().values():
            if entry.scope == scope:
                groups.setdefault(entry.group, []).append(entry)
        for group, entries in groups.items():
            head = "| measure | unit | range | formula | source | meaning | 含义 |\n|---|---|---|---|---|---|---|"
            parts.append(f"\n### {group[0].upper()}{group[1:]}\n\n{head}")
            parts += [_row(entry) for entry in entries]
    parts += ["\n## Sources\n", *(f"- {reference}" for reference in SOURCES.values())]
    return "\n".join(parts).replace("\n\n\n", "\n\n") + "\n"


def _row(entry: Measure) -> str:
    name = f"`{entry.name}`" + " †" * entry.deep
    cells = (name, entry.unit or "–", _range(entry), entry.formula, entry.source, entry.en, entry.zh)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _range(entry: Measure) -> str:
    low = "−∞" if math.isinf(entry.low) else f"{entry.low:g}"
    high = "∞" if math.isinf(entry.high) else f"{entry.high:g}"
    return low if low == high else f"{low} … {high}"


if __name__ == "__main__":
    print(measures_reference(), end="")
