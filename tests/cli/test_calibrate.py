"""The verb ``calibrate``: text in both languages, the JSON object, the files it writes, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

import run
from environment import Scenario, Show
from environment.texts.calibrate import TEXTS
from experiments.storage import write_show
from tests.cli.typed import typed
from visualization.columns import width

LOGS = ("fb_live_sellers_thailand", "garment_worker_productivity")


outcome = typed("calibrate")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                "an upper bound for the appeal of styles",
                "no comment: not live",
                "factories.F1.capacity_per_day (not in the overlay)",
            ],
        ),
        ("zh", ["互动而非款式销量", "非缝制班组", "学生t分布优于对数正态分布"]),
    ],
)
def test_a_fit_reads_in_both_languages(lang: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = outcome(capsys, *LOGS, "--lang", lang)
    assert (code, err) == (0, "")
    flat = re.sub(r"\s+", " ", out)
    assert all(word in flat for word in [*words, "forecast.sku_log_sigma", "1.843", "[1.751, 1.936]"])
    assert "calibrate." not in out and all(width(line) <= 122 for line in out.splitlines())


def test_a_played_show_gives_overlay_scenario_data_and_page(
    reference_show: Show, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_show(reference_show, tmp_path / "show")
    code, out, err = outcome(capsys, str(folder), "--out", str(tmp_path / "fit.yaml"), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found == json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    overlay = yaml.safe_load((tmp_path / "fit.yaml").read_text(encoding="utf-8"))
    assert overlay["overrides"] == found["overrides"] and len(overlay["estimates"]) == len(found["estimates"]) > 20
    assert all(each["se"] is not None and each["n"] >= 1 for each in found["estimates"])
    written = Scenario.load(tmp_path / "fit-scenario.yaml").plain()
    wanted = Scenario.load("autumn_launch", overrides=overlay["overrides"]).plain()
    aside = ("variants", "story_expectations")  # of the base scenario only
    assert {k: v for k, v in written.items() if k not in aside} == {k: v for k, v in wanted.items() if k not in aside}
    page = (tmp_path / "fit.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and page.count("<svg") >= 5 and "{{" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page) and "进房与转化" in page and "Arrival" in page or "arrivals" in page
    before = {path.name: path.read_bytes() for path in tmp_path.glob("fit*")}
    outcome(capsys, str(folder), "--out", str(tmp_path / "fit.yaml"))
    assert {path.name: path.read_bytes() for path in tmp_path.glob("fit*")} == before


def test_mistakes_end_with_one_line_and_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.csv").write_text("x,y\n1,2\n")
    for words in (["nowhere.csv"], [str(tmp_path / "log.csv")], [LOGS[0], "--format", "nonsense"], [LOGS[0], "--map", "x=y"],
                  [LOGS[0], "--out", "/proc/none/fit.yaml"]):  # fmt: skip
        code, out, err = outcome(capsys, *words)
        assert (code, out, err.count("\n")) == (2, "", 1), words
        assert "found" in err or "cannot be read" in err


def test_every_text_is_used_and_has_both_languages() -> None:
    root = Path(run.__file__).parent
    files = [*root.glob("experiments/calibrate/*.py"), *root.glob("visualization/*calibrat*.py")]
    files += [*root.glob("visualization/report/calibration*"), root / "visualization" / "figures" / "calibration.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    for key, (english, chinese) in TEXTS.items():
        assert english and chinese
        assert key.rsplit(".", 1)[-1] in source, key
