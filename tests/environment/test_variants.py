"""Each variant plays, and moves the show the way its note says, on the luck of the same seed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from environment import Scenario, Scheme, Show, play

NAME = "autumn_launch"
SEEDS = (None, 3)  # the story, and a drawn show in which a style runs hot
VARIANTS = tuple(Scenario.load(NAME).variants)


STANDING_N2 = {"N2": dict.fromkeys(("reserved_per_day", "option_fee", "rush_premium", "lead_h"))}


@cache
def show(variant: str = "", seed: int | None = None, standing: bool = False) -> Show:
    """The show of a variant; ``standing``: capacity is reserved at standing terms, not bargained over."""
    scheme = Scheme.load("slot_fee_commission", overrides={"negotiable": STANDING_N2} if standing else {})
    return play(Scenario.load(NAME, variants=[variant] if variant else []), scheme, seed=seed)


def column(one: Show, table: str, name: str) -> np.ndarray:
    return np.asarray(one.tables[table][name])


def paid(one: Show, party: str, clause: str) -> float:
    """CNY that ``party`` paid under ``clause`` (received: negative)."""
    return -one.money[party].get(clause, 0.0)


STORY = (
    "no_data_sharing", "backup_not_covered", "host_shares_leftover_30", "traffic_x3", "carrier_outage_E", "factory_breakdown_F2",
    "inflated_forecast", "returns_75", "southwest_front_warehouse",
)  # fmt: skip


def test_the_nine_of_the_rehearsal_are_there_and_every_variant_says_what_it_does() -> None:
    assert set(STORY) <= set(VARIANTS)
    for name, changes in Scenario.load(NAME).variants.items():
        assert changes["note"] and changes["note_zh"], name


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_plays_and_conserves(variant: str) -> None:
    for seed in SEEDS:
        assert show(variant, seed).conservation == {"ledger_sum": 0, "oversold": 0}
    assert any(show(variant, seed).measures != show("", seed).measures for seed in SEEDS)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_data_sharing_the_alert_arrives_half_an_hour_later(seed: int | None) -> None:
    def lag(one: Show) -> float:
        states, minutes = one.tables["alerts"]["state"], one.tables["alerts"]["t_min"]
        return float(minutes[states.index("acknowledged")] - minutes[states.index("issued")])

    assert lag(show("no_data_sharing", seed)) == lag(show("", seed)) + 30.0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_backup_that_is_not_covered_exercises_no_option(seed: int | None) -> None:
    """The whole reservation of the knitwear factory comes back as unused; with cover it does not."""
    bare, covered = show("backup_not_covered", seed, True), show("", seed, True)
    assert not [e for e in bare.events if e.key == "rush.option"]
    refund = bare.scenario.capacity_reservation.release_refund
    assert _released(bare) == pytest.approx(refund * _held(bare), abs=0.02)
    assert _released(covered) < refund * _held(covered) - 1.0


def _held(one: Show) -> float:
    return -paid(one, "F2", "option_fee")


def _released(one: Show) -> float:
    return paid(one, "F2", "option_release")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_host_pays_its_share_of_what_is_left_over(seed: int | None) -> None:
    shared, usual = show("host_shares_leftover_30", seed), show("", seed)
    assert paid(shared, "host", "leftover_share_host") > paid(usual, "host", "leftover_share_host") + 1000.0


@pytest.mark.parametrize("seed", SEEDS)
def test_three_times_the_viewers_order_more_and_more_is_lost_or_late(seed: int | None) -> None:
    stressed, usual = show("traffic_x3", seed).measures, show("", seed).measures
    assert stressed["units_total"] > usual["units_total"]
    assert stressed["lost_units"] > usual["lost_units"]
    assert stressed["share_shipped_24h"] < usual["share_shipped_24h"]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_outage_moves_parcels_of_the_east_to_the_other_carrier(seed: int | None) -> None:
    def other(one: Show) -> int:
        mine = (column(one, "shipments", "warehouse") == "WE") & (column(one, "shipments", "carrier") == "C2")
        return int(column(one, "shipments", "units")[mine].sum())

    assert other(show("carrier_outage_E", seed)) > other(show("", seed)) + 100


@pytest.mark.parametrize("seed", SEEDS)
def test_a_broken_factory_makes_less_and_its_goods_come_later(seed: int | None) -> None:
    def made(one: Show, factory: str) -> int:
        return int(column(one, "production", "units")[column(one, "production", "factory") == factory].sum())

    def mean_arrival(one: Show) -> float:
        """Hour at which the units ordered in a rush arrive, on average."""
        ready, units = column(one, "production", "t_at_warehouse_h"), column(one, "production", "units")
        return float(np.average(ready, weights=units))

    broken, usual = show("factory_breakdown_F2", seed), show("", seed)
    assert made(broken, "F2") < made(usual, "F2")
    assert mean_arrival(broken) > mean_arrival(usual)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_inflating_host_claims_more_and_its_alerts_are_biased_upwards(seed: int | None) -> None:
    bold, usual = show("inflated_forecast", seed), show("", seed)
    assert column(bold, "alert_claims", "claimed_units")[0] > column(usual, "alert_claims", "claimed_units")[0]
    assert bold.measures["alert_bias"] > usual.measures["alert_bias"]
    first = [next(e for e in one.events if e.kind == "selection").evidence["claimed_units"] for one in (bold, usual)]
    assert first[0] == pytest.approx(first[1] * 2.0 / usual.scenario.behaviour.host.forecast_inflation, rel=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_returns_cost_the_supplier_dearly(seed: int | None) -> None:
    stressed, usual = show("returns_75", seed), show("", seed)
    assert stressed.measures["return_rate"] > 1.5 * usual.measures["return_rate"]
    assert stressed.money["supplier"]["profit"] < usual.money["supplier"]["profit"] - 100_000


@pytest.mark.parametrize("seed", SEEDS)
def test_the_front_warehouse_serves_the_southwest_faster(seed: int | None) -> None:
    def from_there(one: Show) -> float:
        mine = column(one, "shipments", "region") == "SOUTHWEST"
        units = column(one, "shipments", "units")
        return float(units[mine & (column(one, "shipments", "warehouse") == "WSW")].sum() / units[mine].sum())

    def hours(one: Show) -> float:
        mine = (column(one, "shipments", "region") == "SOUTHWEST") & ~column(one, "shipments", "presale")
        wait = column(one, "shipments", "t_delivered_h") - column(one, "shipments", "t_order_h")
        return float(np.average(wait[mine], weights=column(one, "shipments", "units")[mine]))

    near, usual = show("southwest_front_warehouse", seed), show("", seed)
    assert from_there(near) > 0.5
    assert hours(near) < hours(usual) - 4.0
