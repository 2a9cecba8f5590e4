"""The event stream and signals from outside: what is shown arrives late by the delay, and forecasts use what is known."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.host import Host
from agents.supplier import Supplier
from environment import Scenario, Show, play
from environment.scheme import Scheme
from environment.trade.outside import Outside
from environment.trade.stream import Stream
from environment.world import World
from protocols.errors import UserError

NAME = "autumn_launch"
SEEDS = range(1, 13)


@cache
def show(seed: int, scheme: str = "data_board", **changes: Any) -> Show:
    paths = {key.replace("__", "."): value for key, value in changes.items()}
    return play(Scenario.load(NAME, overrides=paths), scheme, seed)


def watched(delay: float) -> tuple[list[Any], list[Any], World]:
    """What host and supplier see tick by tick in a show whose data come ``delay`` minutes late."""
    host, supplier = list[Any](), list[Any]()
    patch = pytest.MonkeyPatch()
    one, two = Host.on_air, Supplier.on_air
    patch.setattr(Host, "on_air", lambda self, seen: host.append(seen) or one(self, seen))
    patch.setattr(Supplier, "on_air", lambda self, seen: supplier.append(seen) or two(self, seen))
    world = World(Scenario.load(NAME, overrides={"data.delay_min": delay}), Scheme.load("data_board"), 3)
    world.play()
    patch.undo()
    return host, supplier, world


def test_every_event_reaches_every_subscriber_once_it_is_old_enough() -> None:
    stream = Stream(10.0)
    for t in range(0, 60, 5):
        stream.publish("orders", float(t), t)
        for who in ("a", "b"):
            assert stream.read(who, "orders", float(t)) == (t - 10 if t >= 10 else None)
    assert stream.read_by == {("a", "orders"): 10, ("b", "orders"): 10}
    for who in ("a", "b"):
        stream.read(who, "orders", 1000.0)
    assert stream.read_by[("a", "orders")] == stream.read_by[("b", "orders")] == stream.published["orders"]


def test_orders_and_stock_reach_the_host_after_the_delay_and_signals_the_supplier() -> None:
    host, supplier, world = watched(15.0)
    for k, seen in enumerate(host):
        if k < 3:
            assert seen.units is None and seen.stock is None and supplier[k].exposure is None
    sold = [seen.units for seen in host[3:]]
    live = [tick.units for tick in world.recorder.ticks[: len(sold)]]
    assert all(np.array_equal(units.sum(axis=1), there) for units, there in zip(sold, live, strict=True))
    stream = world.stream
    assert stream is not None
    ticks = len(world.layout.plan)
    assert stream.published["orders"] == ticks and stream.read_by[("host", "orders")] == ticks - 3


def test_without_a_delay_there_is_no_stream_and_nothing_changes() -> None:
    world = World(Scenario.load(NAME), Scheme.load("data_board"), 3)
    assert world.stream is None and world.outside is None


def test_the_longer_the_delay_the_later_the_chain_commits() -> None:
    def committed(delay: float) -> int:
        return sum(show(seed, data__delay_min=delay).measures["rush_units"] > 0 for seed in SEEDS)

    assert committed(0.0) >= committed(60.0) >= committed(20160.0)
    assert committed(0.0) > committed(20160.0)


def test_a_late_alert_is_late_by_the_delay() -> None:
    world = World(Scenario.load(NAME, overrides={"data.delay_min": 20.0}), Scheme.load("slot_fee_commission"), 20260917)
    world.play()
    for life in world.recorder.alerts:
        issued, read = life.at("issued"), life.at("acknowledged")
        assert issued is not None and (read is None or read - issued >= 20.0)


SNAP = (
    {"id": "cold", "families": ["knit"], "regions": ["NORTH"], "effect": 0.7, "window_min": [0, 4320], "known_min": -2880},
)


def test_a_signal_moves_demand_in_its_place_and_time_whoever_knows_of_it() -> None:
    scenario = Scenario.load(NAME, overrides={"data.external": list(SNAP), "data.use_external": False})
    world = World(scenario, Scheme.load("slot_fee_commission"), 2)
    outside = world.outside
    assert isinstance(outside, Outside)
    factor = outside.factor(10.0)
    knit = np.array([s.family == "knit" for s in scenario.styles])
    north = np.array([r.id == "NORTH" for r in scenario.regions])
    assert np.allclose(factor, np.where(np.outer(knit, north), np.exp(0.7), 1.0))
    assert np.allclose(outside.factor(-5.0), 1.0)
    assert np.allclose(outside.ahead(-1, 0.0), 1.0)  # nobody asks


def test_a_forecast_that_uses_known_signals_errs_less() -> None:
    snap = [{"id": "cold", "families": ["knit"], "effect": 0.8, "window_min": [0, 4320], "known_min": -2880}]
    scenario = Scenario.load(NAME, overrides={"data.external": snap})
    blind = scenario.with_overrides({"data.use_external": False})

    used, ignored = ([play(of, "data_board", seed).measures for seed in SEEDS] for of in (scenario, blind))
    for which in ("forecast_error_before", "forecast_error_mean"):
        assert np.mean([m[which] for m in used]) < np.mean([m[which] for m in ignored])


def test_a_signal_is_used_from_the_minute_it_is_known() -> None:
    snap = [{"id": "topic", "effect": 0.5, "window_min": [60, 150], "known_min": 60}]
    world = World(Scenario.load(NAME, overrides={"data.external": snap}), Scheme.load("data_board"), 2)
    assert world.outside is not None
    assert np.allclose(world.outside.ahead(5, 59.0), 1.0)
    assert (world.outside.ahead(12, 65.0) > 1.2).all()


def test_forecast_error_falls_through_the_show() -> None:
    errors = [show(seed).measures for seed in SEEDS]
    before = np.mean([m["forecast_error_before"] for m in errors])
    half, end = (np.mean([m[name] for m in errors]) for name in ("forecast_error_mean", "forecast_error_end"))
    assert before > half > end


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"data.external": [{"id": "x", "families": ["silk"], "effect": 0.1, "window_min": [0, 1], "known_min": 0}]}, "silk"),
        ({"data.external": [{"id": "x", "regions": ["MOON"], "effect": 0.1, "window_min": [0, 1], "known_min": 0}]}, "MOON"),
        ({"data.external": [{"id": "x", "effect": 9.0, "window_min": [0, 1], "known_min": 0}]}, "effect"),
        ({"data.delay_min": -1}, "delay_min"),
    ],
)
def test_a_fault_names_field_found_and_allowed(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        Scenario.load(NAME, overrides=change)


def test_a_schemes_delay_holds_up_all_that_it_shows_as_the_scenarios_does() -> None:
    late, sharing = {"data.delay_min": 60}, Scheme.load("full_collaboration")
    by_scenario = play(Scenario.load("autumn_launch", overrides=late), scheme=sharing, seed=4)
    slow = Scheme.load("full_collaboration", {"information_delay_min": 60})
    by_scheme = play(Scenario.load("autumn_launch"), scheme=slow, seed=4)
    at_once = play(Scenario.load("autumn_launch"), scheme=sharing, seed=4)
    assert by_scheme.tables["ledger"] == by_scenario.tables["ledger"]
    assert by_scheme.tables["ledger"] != at_once.tables["ledger"]


DECIDED_ON = {
    "orders": ["host"], "stock": ["host"], "live_signals": ["supplier"], "alert_evidence": ["supplier"],
    "sales_by_region": ["supplier"], "factory_capacity": ["supplier"],
}  # fmt: skip


@pytest.mark.parametrize("seed", [3, 4])
def test_only_what_the_manual_names_of_the_board_moves_money(seed: int) -> None:
    full = Scheme.load("data_board")
    lean = Scheme.load("data_board", {"visibility": {item: DECIDED_ON.get(item, []) for item in full.plain()["visibility"]}})
    one, other = (play(Scenario.load(NAME), scheme=scheme, seed=seed) for scheme in (full, lean))
    assert one.tables["ledger"] == other.tables["ledger"]
    shown = [sum(layer == "information" for layer in each.tables["edges"]["layer"]) for each in (one, other)]
    assert shown[0] > shown[1]
