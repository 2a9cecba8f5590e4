"""The reference of measures, generated from the registry: ``python -m environment.measures.reference > FILE``."""

from __future__ import annotations

import math

from environment.measures import show as _  # noqa: F401  (registers the measures)
from environment.measures.registry import MEASURES, Measure

_HEAD = """# Measures of a show 指标

Generated from `environment/measures` by `python -m environment.measures.reference`; do not edit.
A measure is a pure function of the [recorded tables](tables.md). One that is not defined for a show (no alert, no deal)
is left out of its results. Sources: R# = a row of the calibration table in [scenario.md](scenario.md), S1 = a trade text,
DOMAIN # = a numbered statement of the trade; *definition* = the formula is all there is to it.
"""


def measures_reference() -> str:
    """Markdown with one row per measure, by group, in order of registration."""
    groups: dict[str, list[Measure]] = {}
    for entry in MEASURES.values():
        groups.setdefault(entry.group, []).append(entry)
    parts = [_HEAD]
    for group, entries in groups.items():
        head = "| measure | unit | range | formula | source | meaning | 含义 |\n|---|---|---|---|---|---|---|"
        parts.append(f"\n## {group}\n\n{head}")
        parts += [_row(entry) for entry in entries]
    return "\n".join(parts).replace("\n\n\n", "\n\n") + "\n"


def _row(entry: Measure) -> str:
    cells = (f"`{entry.name}`", entry.unit or "–", _range(entry), entry.formula, entry.source, entry.en, entry.zh)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _range(entry: Measure) -> str:
    low = "−∞" if math.isinf(entry.low) else f"{entry.low:g}"
    high = "∞" if math.isinf(entry.high) else f"{entry.high:g}"
    return low if low == high else f"{low} … {high}"


if __name__ == "__main__":
    print(measures_reference(), end="")
