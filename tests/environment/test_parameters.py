"""No parameter is parsed and then ignored: a change of each moves an output of the show, and the test says which.

``make test`` tries one leaf of every pattern (``styles.*.price``); with EVERY_LEAF=1 in the environment every leaf is tried.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from environment import Scenario, play
from tests.environment import effects
from tests.environment.contexts import EXEMPT

GROUPS = [key for key in Scenario.model_fields if key not in Scenario.NOT_PARAMETERS and key != "schema_"]
TEXTS = ("zh", "en", "label_en", "label_zh", "title_en", "title_zh")


def is_text(path: str) -> bool:
    return path.rpartition(".")[2] in TEXTS


def is_id(path: str) -> bool:
    return path in ("name", "seed") or path.endswith(".id")


@pytest.mark.parametrize("group", GROUPS)
def test_every_parameter_moves_an_output(group: str) -> None:
    leaves = effects.scenario_leaves()
    tried = leaves.values() if os.environ.get("EVERY_LEAF") else effects.representatives()
    mine = [leaf for leaf in tried if leaf.path.split(".")[0] == group and leaf.path not in EXEMPT]
    mine = [leaf for leaf in mine if not is_text(leaf.path) and not is_id(leaf.path)]  # tried by tests of their own
    inert = [leaf.path for leaf in mine if not effects.effect(leaf, leaves).output]
    assert not inert, f"no output moves with {', '.join(inert)}"


def test_every_exemption_names_a_parameter_and_a_reason() -> None:
    leaves = effects.scenario_leaves()
    assert all(path in leaves and reason for path, reason in EXEMPT.items())


def test_the_seed_is_the_luck_of_the_show() -> None:
    world = Scenario.load(effects.NAME, overrides={"seed": 11, "demand_model.appeals": "file"})
    assert effects.first_moved(play(world.with_overrides({"seed": 12})), play(world))


def test_every_name_and_label_reaches_the_reader() -> None:
    """All texts are replaced by marks of their own in one show; each must be found in its report or tables."""
    from visualization.report import render_report

    texts = {path: f"mark{i}x" for i, path in enumerate(p for p in effects.scenario_leaves() if is_text(p))}
    world = Scenario.load(effects.NAME, overrides=texts)
    show = play(world)
    page = render_report(show) + repr(dict(effects.outputs(show)))
    missing = [path for path, mark in texts.items() if mark not in page]
    assert not missing


def test_ids_are_keys_and_nothing_else(tmp_path: Path) -> None:
    """With every id of the file renamed throughout, tables show the new names and every number stays."""
    world = Scenario.load(effects.NAME)
    plain = {key: value for key, value in world.plain().items() if key not in ("variants", "story_expectations")}
    ids = {leaf.value for leaf in world.parameters() if leaf.path.endswith(".id") and not leaf.path.startswith("negotiations")}
    keys = ids - {"host", "supplier"}  # these two are names of fields as well
    plain = {key: value if key == "salvage" else _renamed(value, keys) for key, value in plain.items()}  # grades are A, B, C too
    plain["host"]["id"], plain["supplier"]["id"] = "qhost", "qsupplier"
    plain["negotiations"] = [{**n, "parties": _renamed(n["parties"], {"host", "supplier"})} for n in plain["negotiations"]]
    (tmp_path / "renamed.yaml").write_text(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), "utf-8")
    one, two = play(world), play(Scenario.load(tmp_path / "renamed.yaml"))
    assert one.measures == two.measures
    assert {f"q{party}": lines["profit"] for party, lines in one.money.items() if party in ids}.items() <= {
        party: lines["profit"] for party, lines in two.money.items()
    }.items()
    seen = repr(two.tables)
    still = {t.id for t in world.transfers} - set(one.tables["ledger"]["contract"])  # lanes on which nothing moved
    assert not [name for name in ids - still if f"'q{name}'" not in seen]


def _renamed(value: Any, ids: set[str]) -> Any:
    """``value`` with ``q`` before every id, as key or as text."""
    if isinstance(value, dict):
        return {f"q{key}" if key in ids else key: _renamed(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, ids) for item in value]
    return f"q{value}" if value in ids else value


def test_the_table_of_effects_lists_every_parameter() -> None:
    page = (Path(effects.__file__).parents[2] / "docs/reference/parameter_effects.md").read_text("utf-8")
    listed = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    command = "python -m tests.environment.effects > docs/reference/parameter_effects.md"
    assert listed == [leaf.pattern for leaf in effects.representatives()], command
    assert "**none**" not in page
