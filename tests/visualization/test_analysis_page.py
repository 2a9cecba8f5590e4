"""The report of an analysed sweep: complete, in both languages, the same bytes each time."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import Analysis, analyse, table_of
from visualization.analysing import told
from visualization.report.analysis_page import render_page, write_analysis


@pytest.fixture(scope="module")
def done() -> Analysis:
    rng = np.random.default_rng(1)
    rows = []
    for p, (a, b, t) in enumerate(itertools.product((0.0, 0.5, 1.0), (0.0, 2.0), ("u", "<v>"))):
        for s, scheme in enumerate(("commission_only", "alert_bond")):
            for k in range(6):
                row = {"id": f"{p}{s}{k}", "variant": "none", "scheme": scheme, "point": p, "replication": k, "seed": k}
                y = 1000 * (a + b * a + s * (a - 0.5)) + 100 * rng.normal()
                rows.append({**row, "a": a, "b": b, "t": t, "chain_surplus": y, "lost_units": -y if k else np.nan})
    return analyse(table_of(pd.DataFrame(rows), ["a", "b", "t"]), half_width=10.0)


def test_the_page_holds_every_question_table_and_figure(done: Analysis, tmp_path: Path) -> None:
    page, tables = write_analysis(done, tmp_path, png=True, csv=True)
    html = page.read_text(encoding="utf-8")
    assert html == render_page(done)
    for heading in ("Which scheme gives more?", "Where do schemes break even?", "Which parameters matter?", "哪些参数重要？"):
        assert heading in html
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S*", "", html) and "https://" not in html and "<script src" not in html
    assert "<v>" not in html and "&lt;v&gt;" in html
    assert (
        html.count("<figure>")
        == len(list((tmp_path / "figures").glob("*.svg")))
        == len(list((tmp_path / "figures").glob("*.png")))
    )
    assert tables == len(list((tmp_path / "tables").glob("*.csv"))) >= 10
    assert html.count('class="en"') == html.count('class="zh"')


def test_the_terminal_says_what_the_page_says(done: Analysis) -> None:
    english, chinese = told(done, "en"), told(done, "zh")
    assert "surplus of the chain" in english and "供应链总盈余" in chinese
    assert "defined in 83% of the runs" in english.replace("\n  ", " ")
