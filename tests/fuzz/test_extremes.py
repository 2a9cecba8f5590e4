"""Every number of a scenario has two ends, and its ends give a show or one clear error; copies and dates tell the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from environment import Scenario
from experiments.analysis.stopping import replications_for
from experiments.calibrate.job import calibrate
from protocols.errors import UserError
from tests.fuzz.extremes import cases, endless, tried
from visualization.page.settings import from_query

ONCE_BAD = ("demand_model.post_live.over_h", "warehouse_costs.wave_start_h", "platform.cancel_hazard_per_late_12h")


def test_every_number_has_two_ends() -> None:
    assert endless() == []


def test_the_ends_give_a_show_or_one_clear_error() -> None:
    every = cases()
    sample = [case for case in every if case[0] in ONCE_BAD] + every[::80]
    bad = [f"{case[1]} = {case[2]}: {what}" for case in sample for verdict, what in [tried(case)] if verdict == "finding"]
    assert not bad, bad[0]


@pytest.mark.parametrize("value", [20260917, 12, -1, 1e9, "20260917", "9999-12-31T23:00:00-14:00", "0001-01-01T00:00:00+08:00"])
def test_a_start_is_a_written_date_of_this_age(value: object) -> None:
    with pytest.raises(UserError, match=r"clock\.live_start"):
        Scenario.load("autumn_launch", overrides={"clock.live_start": value})


def test_a_changed_copy_has_its_own_identity() -> None:
    scenario = Scenario.load("autumn_launch")
    before = scenario.content_hash()
    copy = scenario.model_copy(update={"scale": scenario.scale.model_copy(update={"traffic": 2.0})})
    assert copy != scenario and copy.content_hash() != before == scenario.content_hash()
    assert copy.with_overrides({"seed": 9}).scale.traffic == 2.0


def test_a_log_counts_once(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(UserError, match="twice"):
        calibrate([log, tmp_path / "." / "log.csv"], Scenario.load("autumn_launch"))


def test_a_width_beyond_reach_and_a_long_link() -> None:
    with pytest.raises(UserError, match="replications can reach"):
        replications_for([1.0, 2.0], 1e-300)  # type: ignore[arg-type]
    assert from_query("seed=7" + "&x=1" * 300).settings.seed == 7
