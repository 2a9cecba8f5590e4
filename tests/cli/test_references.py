"""``run --references``: a show against arm's length, planner and clairvoyant on the same luck."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import run
from environment import Scenario, play
from environment.references import efficiency


def test_references_in_json_are_those_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(("run", "--seed", "3", "--references", "--json")) == 0
    found = json.loads(capsys.readouterr().out)["references"]
    known = efficiency(play(Scenario.load("autumn_launch"), seed=3))
    assert found["efficiency"] == pytest.approx(known.value)
    assert found["arms_length"] <= found["planner"] <= found["clairvoyant"]
    share = (found["chain_surplus"] - found["arms_length"]) / (found["planner"] - found["arms_length"])
    assert found["efficiency"] == pytest.approx(share)


@pytest.mark.parametrize(("lang", "words"), [("en", "one informed planner"), ("zh", "知情规划者")])
def test_references_are_told_in_both_languages(
    lang: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(("run", "--seed", "3", "--references", "--lang", lang, "--out", str(tmp_path))) == 0
    assert words in capsys.readouterr().out


def test_references_of_a_season_are_refused_in_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(("run", "--shows", "2", "--references")) == 2
    assert "--references" in capsys.readouterr().err
