"""The whole model, where theory gives signs, and the page of findings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments.validation import world
from experiments.validation.finding import compare
from experiments.validation.page import Limit, limits, lines, number
from experiments.validation.texts import LINES, SECTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation-agents.md"


def test_money_behind_alerts_takes_the_gain_from_inflating_them() -> None:
    seeds = range(1, 6)
    gains = {
        scheme: np.mean([world.profit(scheme, world.OVERSTATED, s) - world.profit(scheme, 0.0, s) for s in seeds])
        for scheme in ("commission_only", "alert_bond")
    }
    assert gains["commission_only"] > gains["alert_bond"]  # their signs, with intervals, are on the page


def test_a_supplier_learns_to_discount_a_host_that_inflates() -> None:
    assert world.shading(seed=1, n=2, shows=4).low > 0


@pytest.mark.parametrize(
    ("values", "kind", "verdict"),
    [
        ([1.0, 1.2, 0.8], "equal", "agrees"),
        ([2.0, 2.2, 1.9], "equal", "differs"),
        ([2.0, 2.2, 1.9], "at_least", "agrees"),
        ([2.0, 2.2, 1.9], "at_most", "differs"),
        ([0.0, 2.0, 1.5], "at_least", "undecided"),
    ],
)
def test_verdicts_follow_the_interval(values: list[float], kind: str, verdict: str) -> None:
    assert compare("frictionless", 1.0, values, kind=kind, frictions="0.9").verdict == verdict  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_shows_theory_finding_interval_and_verdict(lang: str) -> None:
    finding = compare("frictionless", 0.5, [0.49, 0.5, 0.52], frictions="0.9")
    text = "\n".join(lines([(Limit(("Title", "标题"), ("about", "说明"), lambda: [finding]), [finding])], lang))
    assert f"| 0.5 | {number(finding.found)} [{number(finding.low)}, {number(finding.high)}]" in text
    assert ("agrees" if lang == "en" else "一致") in text


def test_the_committed_page_has_a_section_for_every_limit_and_a_row_for_every_line() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [limit.title for limit in limits()] == [title for title, _ in SECTIONS.values()]
    for title, _ in SECTIONS.values():
        assert f"## {title[0]}\n" in page
    for line in LINES.values():
        assert line.en.split("{")[0] in page
