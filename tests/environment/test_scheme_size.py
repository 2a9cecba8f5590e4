"""What a scheme may put on the table at most, and a table at which nothing concerns a party."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from environment import Scenario, Scheme, play
from protocols.errors import UserError

SHOW = Scenario.load("autumn_launch")


def scheme(tmp_path: Path, base: str, **changes: Any) -> Scheme:
    path = tmp_path / "mine.yaml"
    path.write_text(json.dumps({**Scheme.load(base).plain(), **changes}), encoding="utf-8")
    return Scheme.load(str(path))


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({"leftover_factory": (0.25, 1e300)}, r"negotiable\.N5\.leftover_factory: found 4e\+300 steps, allowed: fewer than 1000"),
        # 17 quantities × 16 premiums × 401 × 401 shares
        ({"leftover_factory": (0.0, 100.0), "leftover_host": (0, 40)}, "found 43,737,872 outcomes, allowed: 500,000 or fewer"),
    ],
)
def test_more_outcomes_than_anybody_can_value_are_told_at_once(tmp_path: Path, ranges: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        play(SHOW, scheme=scheme(tmp_path, "leftover_share", negotiable={"N5": ranges}), seed=20260917)


def test_a_party_whom_no_clause_concerns_sits_at_the_table_all_the_same(tmp_path: Path) -> None:
    base = Scheme.load("buyback").plain()
    contracts = {**base["contracts"], "host_supplier": []}
    contracts["platform"] = [name for name in contracts["platform"] if name != "take_rate"]
    show = play(SHOW, scheme=scheme(tmp_path, "buyback", contracts=contracts), seed=20260917)
    assert any(talk.id.startswith("N5") for talk in show.negotiations) and not any(show.conservation.values())
