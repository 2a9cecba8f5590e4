"""What is given twice, or where it counts for nothing, is told at once: never taken silently."""

from __future__ import annotations

import pytest

import run


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
    try:
        code = run.main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    told = capsys.readouterr()
    assert code == 2 and told.out == ""
    assert said in told.err and "found" in told.err and "Traceback" not in told.err, told.err
