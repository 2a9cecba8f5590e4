"""The validation page for people: a section a limit, a line a finding, in English or 中文."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from experiments.validation.finding import Finding
from experiments.validation.texts import COLUMNS, HEAD, SECTIONS, VERDICTS, Text


@dataclass(frozen=True, slots=True)
class Limit:
    """One section: what is claimed, and the function that finds out."""

    title: Text
    about: Text
    findings: Callable[[], list[Finding]]


SIGNS = {"equal": "", "at_least": "≥ ", "at_most": "≤ "}


def limits() -> list[Limit]:
    """Every section, in order."""
    from experiments.validation import alerts, bargaining, bullwhip, contracts, rationing, repeated, world

    found_by: dict[str, Callable[[], list[Finding]]] = {
        "bargaining": bargaining.findings,
        "contracts": contracts.findings,
        "alerts": alerts.findings,
        "repeated": repeated.findings,
        "rationing": rationing.findings,
        "bullwhip": bullwhip.findings,
        "world": world.findings,
    }
    return [Limit(title, about, found_by[key]) for key, (title, about) in SECTIONS.items()]


def lines(found: Sequence[tuple[Limit, Sequence[Finding]]], lang: str = "en") -> Iterator[str]:
    """The page, line by line."""
    k = int(lang == "zh")
    every = [finding for _, findings in found for finding in findings]
    counts = [f"{VERDICTS[v][k]} {sum(f.verdict == v for f in every)}" for v in VERDICTS]
    yield HEAD[k]
    yield ""
    yield f"{('Lines', '条目')[k]}: {len(every)} ({', '.join(counts)})"
    for limit, findings in found:
        yield from ("", f"## {limit.title[k]}", "", limit.about[k], "")
        yield "| " + " | ".join(text[k] for text in COLUMNS) + " |"
        yield "|" + " --- |" * len(COLUMNS)
        yield from (_row(finding, k) for finding in findings)


def _row(f: Finding, k: int) -> str:
    cells = [
        f.name[k], SIGNS[f.kind] + number(f.theory), f"{number(f.found)} [{number(f.low)}, {number(f.high)}]", f.unit, str(f.n),
        number(f.tolerance) if f.tolerance else "", VERDICTS[f.verdict][k], f.note[k], f.source,
    ]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def number(value: float) -> str:
    """Four significant digits, thousands apart, no exponent.

    >>> number(1962.5), number(0.44239), number(-0.00001), number(12345.6)
    ('1,962', '0.4424', '0', '12,346')
    """
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    text = f"{value:.4g}" if abs(value) >= 0.1 else f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
