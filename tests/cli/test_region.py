"""``run.py region`` as a user types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import run


def test_the_day_is_told_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["region", "--parties", "100"]) == 0
    told = capsys.readouterr().out
    assert "add up to 0 cents" in told and not re.search(r"(?<![\w])-\d", told)  # a real minus sign, as everywhere
    assert run.main(["region", "--parties", "100", "--lang", "zh"]) == 0
    assert "账目合计 0 分" in capsys.readouterr().out


def test_json_and_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["region", "--parties", "60", "--seed", "3", "--out", str(tmp_path / "day"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["measures"]["parties"] == 60 and said["seed"] == 3
    assert sorted(p.name for p in (tmp_path / "day").iterdir()) == ["day.json", "edges.parquet", "parties.parquet"]


def test_a_mistake_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["region", "--parties", "7"]) == 2
    assert "parties: found 7" in capsys.readouterr().err
    assert run.main(["region", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err
