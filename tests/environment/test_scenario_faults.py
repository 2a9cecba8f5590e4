"""One fault in a scenario file, one line in the message: file, line, field, found, allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from environment.scenario import Scenario
from protocols.errors import UserError

SOURCE = Path(__file__).resolve().parents[2] / "environment" / "scenario" / "data" / "autumn_launch.yaml"
TEXT = SOURCE.read_text(encoding="utf-8")

# What is written instead of what (@ = any value), the field named, and a fragment of found and of allowed.
FAULTS = {
    "wrong type": (
        "unique_viewers: @",
        "unique_viewers: many",
        "audience.unique_viewers",
        "'many'",
        "a whole number",
    ),
    "number as text": (
        "units_per_order: @",
        'units_per_order: "1.12"',
        "audience.units_per_order",
        "'1.12'",
        "a number",
    ),
    "true for a number": (
        "capacity_per_day: @",
        "capacity_per_day: true",
        "factories.F1.capacity_per_day",
        "true",
        "a whole number",
    ),
    "not a number": (
        "product_click_rate: @",
        "product_click_rate: .nan",
        "audience.product_click_rate",
        "nan",
        "a finite number",
    ),
    "infinite": (
        "comments_per_viewer: @",
        "comments_per_viewer: .inf",
        "audience.comments_per_viewer",
        "inf",
        "a finite number",
    ),
    "overflow": (
        "comments_per_viewer: @",
        "comments_per_viewer: 1e999",
        "audience.comments_per_viewer",
        "inf",
        "a finite number",
    ),
    "unknown key": (
        "views: @",
        "veiws: 1\n  views: 3",
        "unknown key 'veiws' in audience",
        "veiws",
        "'views'",
    ),
    "unknown top key": ("risk: {", "rsik: 3\nrisk: {", "unknown key 'rsik'", "rsik", "'risk'"),
    "choice": (
        "covers: family",
        "covers: all",
        "capacity_reservation.covers",
        "'all'",
        "'family', 'main_only'",
    ),
    "negative capacity": (
        "capacity_per_day: @",
        "capacity_per_day: -450",
        "factories.F1.capacity_per_day",
        "-450",
        "≥ 0",
    ),
    "share above one": ("take_rate: @", "take_rate: 5", "platform.take_rate", "5", "≤ 1"),
    "duplicate id": (
        "{id: F2, zh",
        "{id: F1, zh",
        "factories.F1.id",
        "id 'F1' a second time",
        "each id once",
    ),
    "id of another party": (
        "{id: WN, zh",
        "{id: host, zh",
        "warehouses.host.id",
        "the id of another party",
        "its own",
    ),
    "style in the rundown": (
        "rundown_plan: [F, F",
        "rundown_plan: [F, Z9",
        "rundown_plan.1",
        "unknown style 'Z9'",
        "S06",
    ),
    "rundown too short": ("rundown_plan: [F, F", "rundown_plan: [F", "rundown_plan", "29 entries", "30"),
    "warehouse in zones": (
        "  WN: {NORTH: same",
        "  WX: {NORTH: same",
        "zones.WX",
        "unknown warehouse 'WX'",
        "WN, WE, WS",
    ),
    "region in zones": (
        "  WN: {NORTH: same",
        "  WN: {NORHT: same",
        "zones.WN.NORHT",
        "unknown region 'NORHT'",
        "'NORTH'",
    ),
    "zone class": ("  WN: {NORTH: same", "  WN: {NORTH: close", "zones.WN.NORTH", "'close'", "'same'"),
    "city": (
        "city: Langfang",
        "city: Langfnag",
        "warehouses.WN.city",
        "unknown city 'Langfnag'",
        "'Langfang'",
    ),
    "stock": (
        "stock: {WN: @",
        "stock: {WX: 600",
        "styles.A.stock.WX",
        "unknown warehouse 'WX'",
        "WN, WE, WS",
    ),
    "lane to itself": (
        "from: WS, to: WE",
        "from: WE, to: WE",
        "transfers.WS-WE.to",
        "a lane from WE to itself",
        "two different",
    ),
    "second lane": (
        "from: WS, to: WE",
        "from: WN, to: WE",
        "transfers.WS-WE",
        "a second lane from WN to WE",
        "one lane",
    ),
    "family nobody makes": (
        "role: main, family: denim",
        "role: main, family: silk",
        "styles.E.family",
        "which no factory makes",
        "denim",
    ),
    "material nobody sells": (
        "knit: {supplier: Y1",
        "knit: {supplier: Y9",
        "materials.knit.supplier",
        "'Y9'",
        "Y1, W1, T1",
    ),
    "shares": ("share: @", "share: 0.99", "regions", "shares that sum to", "sum to 1"),
    "price above tag": (
        "tag: @, price: @",
        "tag: 109, price: 329",
        "styles.A.price",
        "329 above the tag 109",
        "up to the tag",
    ),
    "unlock": ("role: locked", "role: tail", "styles.S06.unlock", "unlock on a tail style", "locked styles"),
    "grid": (
        "grid: {commission_rate: @",
        "grid: {commission_rate: 0.04",
        "negotiations.N1.grid.commission_rate",
        "0.04",
        "divides",
    ),
    "issue": (
        "issues: {surge_parcels:",
        "issues: {surge_parcel:",
        "negotiations.N3.issues.surge_parcel",
        "unknown issue",
        "'surge_parcels'",
    ),
    "party at the table": (
        "parties: [supplier, C1, C2]",
        "parties: [supplier, C1, C3]",
        "negotiations.N4.parties.2",
        "'C3'",
        "C1, C2",
    ),
    "empty window": (
        "pre_window_h: [@, 0]",
        "pre_window_h: [0, -48]",
        "clock.pre_window_h",
        "a list of 2",
        "low ≤ high",
    ),
    "clock time": (
        '["22:00", "02:00"]',
        '["22:00", "26:00"]',
        "transfers.WN-WE.departures.1",
        "'26:00'",
        "text of the form",
    ),
    "date": (
        '"2026-09-17T20:00:00+08:00"',
        '"2026-09-17 20:00"',
        "clock.live_start",
        "2026-09-17",
        "with offset",
    ),
    "ticks": (
        "live_tick_min: @ ",
        "live_tick_min: 7 ",
        "clock.live_tick_min",
        "21.4286 ticks",
        "a whole number",
    ),
    "foreign schema": (
        "gongying-scenario/1",
        "livesc-scenario/1",
        "schema",
        "'livesc-scenario/1'",
        "'gongying-scenario/1'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_line_field_found_and_allowed(tmp_path: Path, fault: str) -> None:
    old, new, field, found, allowed = FAULTS[fault]
    place = re.search(re.escape(old).replace("@", r"[^,}\]\s]+"), TEXT)
    assert place
    line = TEXT.count("\n", 0, place.start()) + 1
    written = [part for part in new.split("\n") if part.strip() and part not in old.split("\n")]
    line += new.split("\n").index(written[0]) if "\n" in new else 0
    file = tmp_path / "bad.yaml"
    file.write_text(TEXT[: place.start()] + new + TEXT[place.end() :], encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Scenario.load(file)
    message = str(caught.value)
    about = [row for row in message.splitlines() if field in row and found in row and allowed in row]
    assert about, message
    if fault not in ("shares", "rundown too short"):
        assert any(row.startswith(f"{file}:{line}: ") for row in about), (line, message)
