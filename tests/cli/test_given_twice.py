"""What is given twice, or where it counts for nothing, is told at once: never taken silently."""

from __future__ import annotations

import pytest

from tests.cli.typed import typed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit", "commission_only", "commission_only"), "commission_only"),
        (("negotiate", "rush_deal", "--strategy", "host=linear", "--strategy", "host=boulware"), "host twice"),
        (("run", "snack_evening", "--scenario", "autumn_launch"), "--scenario autumn_launch"),
        (("study", "--replications", "5"), "--replications"),
        (("run", "--replications", "10000000"), "10000000"),
        (("negotiate", "rush_deal", "--rounds", "10000000"), "10000000"),
        (("calibrate", "fb_live_sellers_thailand", "fb_live_sellers_thailand"), "fb_live_sellers_thailand"),
    ],
)
def test_one_clear_error(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = typed()(capsys, *words)
    assert code == 2 and out == ""
    assert said in err and "found" in err and "Traceback" not in err, err
