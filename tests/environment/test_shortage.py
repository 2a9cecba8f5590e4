"""What breaks is told when it breaks: styles that sell out, carriers that stop."""

from __future__ import annotations

import numpy as np
import pytest

from environment import Scenario, Scheme, Show, play
from environment.world import World


def played(seed: int, *variants: str) -> tuple[World, Show]:
    scenario, scheme = Scenario.load("autumn_launch", variants=variants), Scheme.load("slot_fee_commission")
    world = World(scenario, scheme, seed)
    world.play()
    return world, play(scenario, scheme=scheme, seed=seed)


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_a_style_that_sells_out_on_air_is_told_once_and_in_time(seed: int) -> None:
    show = play("autumn_launch", seed=seed)
    told = {event.params["style"][0].split()[0]: event for event in show.events if event.kind == "sold_out"}
    assert len(told) == sum(event.kind == "sold_out" for event in show.events)
    stock, ticks = show.tables["stock"], show.tables["style_ticks"]
    left: dict[tuple[str, float], int] = {}
    for style, hour, units in zip(stock["style"], stock["t_h"], stock["units"], strict=True):
        left[style, hour] = left.get((style, hour), 0) + units
    asked = zip(ticks["style"], ticks["t_min"], ticks["presale_units"], ticks["lost_units"], strict=True)
    missed = {style: minute for style, minute, presale, lost in asked if presale + lost > 0}
    on_air = {style: event for style, event in told.items() if event.key == "stock.out"}
    for style, event in on_air.items():
        assert left[style, event.t_min / 60.0] == 0
        assert event.params["units"] == sum(int(n) for n in event.evidence.values()) > 0
    for style, minute in missed.items():
        if left[style, minute / 60.0] == 0:  # asked for in vain with nothing left anywhere
            assert style in on_air and on_air[style].t_min <= minute


def test_an_outage_is_told_and_the_carrier_takes_no_more_than_it_can() -> None:
    world, show = played(7, "carrier_outage_E")
    begun, over = (event for event in show.events if event.kind == "outage")
    assert (begun.key, over.key) == ("outage", "outage.over") and (begun.t_min, over.t_min) == (3 * 60, 27 * 60)
    assert world.outcome is not None
    rows = world.outcome.shipments
    there = (rows.warehouse == world.layout.warehouses.index("WE")) & (rows.hour >= 3) & (rows.hour < 27) & (rows.carrier == 0)
    parcels = int(rows.units[there].sum()) / world.catalogue.units_per_order
    assert parcels <= 1500 + 1 and over.params["own"] == pytest.approx(parcels, abs=1)
    assert over.params["others"] > 0
    undisturbed = play("autumn_launch", seed=7)
    assert not any(event.kind == "outage" for event in undisturbed.events)
    assert np.isfinite(show.measures["net_gmv"])


def test_stock_out_minutes_count_the_ticks_in_which_a_region_asked_in_vain_or_got_a_presale() -> None:
    show = play(Scenario.load("autumn_launch"), scheme=Scheme.load("slot_fee_commission"), seed=7)
    orders = show.tables["orders"]
    rows = list(zip(*(orders[name] for name in ("style", "region", "stock_out_min", "presale_units", "lost_units")), strict=True))
    assert all(m % 5 == 0 and 0 <= m <= show.scenario.clock.live_duration_h * 60 for _, _, m, _, _ in rows)
    assert all(presale + lost > 0 for _, _, m, presale, lost in rows if m)
    ticks = show.tables["style_ticks"]
    for style in set(map(str, orders["style"])):
        short = 5 * sum(
            bool(presale or lost)
            for name, presale, lost in zip(ticks["style"], ticks["presale_units"], ticks["lost_units"], strict=True)
            if name == style
        )
        longest = max(m for name, _, m, _, _ in rows if name == style)
        assert longest <= short <= sum(m for name, _, m, _, _ in rows if name == style)
    regions = len(set(map(str, orders["region"])))
    assert show.measures["stock_out_minutes"] == pytest.approx(sum(m for _, _, m, _, _ in rows) / regions)
