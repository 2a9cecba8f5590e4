"""The scenario as an object: what it holds, that it is frozen, addressed, hashed and described."""

from __future__ import annotations

import json
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from environment.scenario import Scenario, city
from environment.scenario.reference import parameter_reference
from environment.scenario.tree import Node, parse
from protocols.errors import UserError

DATA = Path(__file__).resolve().parents[2] / "environment" / "scenario" / "data"
SOURCES = ("R", "S1", "S2", "E", "–")


@pytest.fixture(scope="module")
def autumn() -> Scenario:
    return Scenario.load("autumn_launch")


def test_the_reference_scenario_is_shipped(autumn: Scenario) -> None:
    assert "autumn_launch" in Scenario.names()
    assert len(autumn.styles) == 20
    assert sum(style.role == "main" for style in autumn.styles) == 5
    assert len(autumn.variants) == 32


def test_nothing_written_in_the_file_is_dropped(autumn: Scenario) -> None:
    """Every key and value of the file is found in the object under the same path, and nothing else is."""
    tree = parse((DATA / "autumn_launch.yaml").read_text(encoding="utf-8"), "file")
    clock = _as_lists(tree.find(("clock",))[0].plain())
    assert _as_lists(tree.plain()) == autumn.plain() | {"clock": clock}
    assert autumn.clock.live_start.isoformat() == "2026-09-17T20:00:00+08:00"


def _as_lists(value: object) -> object:
    if isinstance(value, dict):
        return {key: _as_lists(item) for key, item in value.items()}
    return [_as_lists(item) for item in value] if isinstance(value, tuple) else value


def test_it_cannot_be_changed_in_place(autumn: Scenario) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        autumn.seed = 3
    with pytest.raises(ValidationError, match="frozen"):
        autumn.styles[0].price = 3.0
    with pytest.raises(TypeError, match="with_overrides"):
        autumn.zones["WN"]["EAST"] = "far"  # type: ignore[index]
    with pytest.raises(TypeError, match="with_overrides"):
        autumn.styles[0].stock.update(WN=3)  # type: ignore[attr-defined]
    assert isinstance(autumn.styles, tuple) and isinstance(autumn.negotiations[0].parties, tuple)


def test_the_funnel_gives_the_level_of_the_trade(autumn: Scenario) -> None:
    """Units per viewer 0.0160 = click x order x units; B's share of comments before and after the hit."""
    audience = autumn.audience
    per_viewer = audience.product_click_rate * audience.click_to_order * audience.units_per_order
    assert per_viewer == pytest.approx(0.0160, abs=5e-5)
    hit = next(style for style in autumn.styles if style.id == "B")
    share = autumn.signals.mention_share_per_attract * hit.attract
    assert share == pytest.approx(0.015)
    assert share * hit.true_mult**autumn.signals.mention_elasticity == pytest.approx(0.09, rel=0.01)
    fees = autumn.contracts.host_supplier.slot_fee
    assert sum(fees[style.role] for style in autumn.styles) == 51800


def test_every_leaf_has_unit_source_and_meaning_in_both_languages(autumn: Scenario) -> None:
    leaves = autumn.parameters()
    assert len({leaf.path for leaf in leaves}) == len(leaves) > 500
    bare = [leaf.path for leaf in leaves if not (leaf.unit and leaf.source and leaf.text_en and leaf.text_zh)]
    assert bare == []
    assert [leaf.path for leaf in leaves if not leaf.source.startswith(SOURCES)] == []


def test_every_leaf_can_be_addressed_by_its_path(autumn: Scenario) -> None:
    """Setting every leaf to the value it has gives the same scenario: paths address what they name."""
    overrides = {leaf.path: _text(leaf.value) for leaf in autumn.parameters()}
    again = autumn.with_overrides(overrides)
    assert again == autumn
    assert again.content_hash() == autumn.content_hash()


def _text(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value


def test_every_kind_of_number_can_be_moved_and_moves_the_hash(autumn: Scenario) -> None:
    """A perturbed number is refused with a reason or changes the content: none is parsed and dropped."""
    first = {leaf.pattern: leaf for leaf in reversed(autumn.parameters())}
    accepted = 0
    for leaf in first.values():
        if isinstance(leaf.value, bool) or not isinstance(leaf.value, (int, float)):
            continue
        try:
            moved = autumn.with_overrides({leaf.path: leaf.value * 2 or type(leaf.value)(1)})
        except UserError as error:
            assert ": found " in str(error)
        else:
            accepted += 1
            assert moved.content_hash() != autumn.content_hash(), leaf.path
    assert accepted > 120


def test_the_parameter_reference_is_up_to_date(autumn: Scenario, root: Path) -> None:
    page = (root / "docs" / "reference" / "parameters.md").read_text(encoding="utf-8")
    assert page == parameter_reference(autumn), "run python -m environment.scenario.reference"


@pytest.mark.parametrize("name", Scenario.load("autumn_launch").variants)
def test_every_variant_loads_and_changes_only_what_it_names(autumn: Scenario, name: str) -> None:
    varied = Scenario.load("autumn_launch", variants=[name])
    paths = [path for path in autumn.variants[name] if not path.startswith("note")]
    assert varied.applied_variants == (name,)
    assert autumn.variants[name]["note"] and autumn.variants[name]["note_zh"]
    before, after = ({leaf.path: leaf.value for leaf in s.parameters()} for s in (autumn, varied))
    moved = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert moved
    assert [path for path in moved if not path.startswith(tuple(paths))] == []


def test_variants_and_overrides_apply_in_order() -> None:
    both = Scenario.load("autumn_launch", ["traffic_x3", "returns_75"], {"scale.traffic": "2.5"})
    assert (both.scale.traffic, both.scale.return_rate) == (2.5, 1.75)
    assert both.applied_overrides == {"scale.traffic": "2.5"}
    assert both.with_overrides({"scale.traffic": 4}).applied_overrides == {"scale.traffic": 4}


def test_the_southwest_warehouse_is_complete() -> None:
    west = Scenario.load("autumn_launch", ["southwest_front_warehouse"])
    assert [warehouse.id for warehouse in west.warehouses] == ["WN", "WE", "WS", "WSW"]
    assert {lane.from_ for lane in west.transfers if lane.to == "WSW"} == {"WS", "WE"}
    assert west.zones["WSW"]["SOUTHWEST"] == "same"
    assert all("WSW" in carrier.booked_parcels_per_day for carrier in west.carriers)


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        ("factories.F2.capacity_per_day", "200", lambda s: s.factories[1].capacity_per_day),
        ("carriers.C1.booked_parcels_per_day.WE", "7", lambda s: s.carriers[0].booked_parcels_per_day["WE"]),
        ("transfers.WN-WE.departures", "[21:00, 23:30]", lambda s: s.transfers[0].departures),
        ("rundown_plan.5", "C", lambda s: s.rundown_plan[5]),
        ("warehouse_costs.priority_styles", "[B, C]", lambda s: s.warehouse_costs.priority_styles),
        (
            "negotiations.N1.issues.commission_rate",
            "[0.15, 0.24]",
            lambda s: s.negotiations[0].issues["commission_rate"],
        ),
        (
            "contracts.host_supplier.slot_fee.tail",
            "1e3",
            lambda s: s.contracts.host_supplier.slot_fee["tail"],
        ),
    ],
)
def test_overrides_are_read_as_yaml(path: str, text: str, read: object) -> None:
    expected = {"200": 200, "7": 7, "[21:00, 23:30]": ("21:00", "23:30"), "C": "C", "[B, C]": ("B", "C")}
    expected |= {"[0.15, 0.24]": (0.15, 0.24), "1e3": 1000.0}
    assert callable(read)
    assert read(Scenario.load("autumn_launch", overrides={path: text})) == expected[text]


def test_negotiable_ranges_come_with_their_steps(autumn: Scenario) -> None:
    by_id = {negotiation.id: negotiation for negotiation in autumn.negotiations}
    assert by_id["N1"].ranges()["commission_rate"] == (0.15, 0.30, 0.015)
    assert by_id["N7"].ranges() == {}
    for negotiation in autumn.negotiations:
        for low, high, step in negotiation.ranges().values():
            assert math.isclose((high - low) / step, round((high - low) / step))


def test_loading_is_cached_by_content(tmp_path: Path) -> None:
    text = (DATA / "autumn_launch.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    first = Scenario.load(path)
    assert Scenario.load(path) is first
    path.write_text(text.replace("unique_viewers: 620000", "unique_viewers: 620001"), encoding="utf-8")
    second = Scenario.load(path)
    assert second.audience.unique_viewers == 620001
    assert second != first == Scenario.load("autumn_launch")


def test_it_travels_between_processes(autumn: Scenario) -> None:
    copy = pickle.loads(pickle.dumps(autumn))  # noqa: S301 - our own bytes
    assert copy == autumn and hash(copy) == hash(autumn)
    assert copy.with_overrides({"gift.stock": 3}) == autumn.with_overrides({"gift.stock": 3})
    assert len(pickle.dumps(autumn)) < 100_000


def test_the_hash_does_not_depend_on_the_process(autumn: Scenario, root: Path) -> None:
    code = "from environment.scenario import Scenario; print(Scenario.load('autumn_launch').content_hash())"
    env = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=root)
    assert done.stdout.strip() == autumn.content_hash(), done.stderr


def test_cities_are_found_by_either_spelling() -> None:
    assert city("Xi'an").zh == city("Xi’an").zh == "西安市"
    assert city("Suzhou").province == "Jiangsu"  # the larger of two
    assert city("Tongxiang").lat == pytest.approx(30.63)


def test_a_tree_made_of_plain_data_gives_it_back() -> None:
    data = {"a": [1, {"id": "x", "b": None}], "c": True}
    assert _as_lists(Node.of(data, "here").plain()) == data
