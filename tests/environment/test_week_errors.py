"""Mistakes in the week of a scenario: one clear message each, naming file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from environment import Scenario, play
from environment.scenario.weekly import slots
from protocols.errors import UserError

TEXT = (Path(__file__).resolve().parents[2] / "environment/scenario/data/festival_week.yaml").read_text(encoding="utf-8")


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """The message with which the file with one replacement is refused."""
    assert TEXT.count(old) >= 1
    path = tmp_path / "bad.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Scenario.load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    - id: mid_b ", "    - id: mid_a ", "week.shows.mid_a.id: found 'mid_a', the id of another party"),
        ("{id: coats,", "{id: flagship,", "supplier.id: found 'flagship', the id of another party"),
        ("2026-11-10T20:00:00", "2026-11-10T20:30:00", "live_start: found 24.5 hours from the file's own show"),
        ("2026-11-10T20:00:00", "2026-12-30T20:00:00", "at most 240"),
        ("        gift.stock: 450", "        gift.stok: 450", "stok"),
        ("        gift.stock: 450", "        gift.stock: many", "gift.stock: found 'many'"),
        ("        gift.stock: 450", "        warehouses.WE.parcels_per_day: 9", "shared by every show of the week"),
        ("        gift.stock: 450", "        factories.F1.capacity_per_day: 9", "factories.*.reserved_per_day"),
        ("        gift.stock: 450", "        carriers.C1.overflow_parcels_per_day.WN: 1", "shared by every show"),
        ("      stock: 0.55", "      stock: -1", "week.shows.mid_a.stock: found -1"),
        ('  day_starts: "23:00"', '  day_starts: "25:00"', "week.day_starts: found '25:00'"),
        ("  booking_days: 3", "  booking_days: 0", "week.booking_days: found 0"),
        ("      city: Guangzhou\n      cash: 300000", "      city: Atlantis\n      cash: 300000", "unknown city 'Atlantis'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    message = refusal(tmp_path, old, new)
    assert told in message and "bad.yaml:" in message and "allowed" in message, message
    line = int(message.partition("bad.yaml:")[2].partition(":")[0].split()[0])
    assert 1 < line <= TEXT.count("\n")


def test_a_week_is_no_season() -> None:
    with pytest.raises(UserError, match="a week of several hosts"):
        play("festival_week", shows=3)
    with pytest.raises(UserError, match="a week of several hosts"):
        play("festival_week", dispositions={"host": {"temptation": 0.0}})


def test_a_show_of_the_week_is_a_scenario_of_its_own() -> None:
    base = Scenario.load("festival_week")
    for slot in slots(base):
        assert slot.scenario.week is None and slot.scenario.host.id == slot.name
        seats = {name for n in slot.scenario.negotiations for name in n.parties}
        assert slot.name in seats and slot.scenario.supplier.id in seats
        assert slot.scenario.warehouses == base.warehouses and slot.scenario.zones == base.zones
        assert [f.capacity_per_day for f in slot.scenario.factories] == [f.capacity_per_day for f in base.factories]
    tail = next(slot.scenario for slot in slots(base) if slot.name == "tail_b")
    assert tail.styles[0].stock["WN"] == round(0.10 * base.styles[0].stock["WN"])


def test_outages_count_from_the_files_own_show() -> None:
    changed = Scenario.load("festival_week", variants=["carrier_outage_E"])
    windows = {slot.name: slot.scenario.carriers[0].outages[0].window_h for slot in slots(changed)}
    assert windows["head"] == (27.0, 51.0) and windows["tail_b"] == (27.0 - 40, 51.0 - 40)
