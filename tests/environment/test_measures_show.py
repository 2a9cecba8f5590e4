"""Measures of service, information, response and shares against tables small enough to count by hand."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Show
from environment.measures import efficiency, information, response, service, winwin
from protocols.beliefs import LogNormal

Table = dict[str, list[Any]]
TENTH = information.TENTH


def claims(*rows: tuple[float, float, float]) -> dict[str, Table]:
    """Alerts as (claimed, log spread, wanted)."""
    names = ("claimed_units", "claimed_low", "claimed_high", "wanted_units")
    found = [(c, c * exp(-TENTH * s), c * exp(TENTH * s), wanted) for c, s, wanted in rows]
    return {"alert_claims": {name: [row[i] for row in found] for i, name in enumerate(names)}}


# --- information --------------------------------------------------------------------------------------
def test_inflation_is_geometric_and_bias_is_not() -> None:
    assert information.alert_inflation(claims((200.0, 0.3, 100.0), (50.0, 0.3, 100.0))) == pytest.approx(0.0)
    assert information.alert_inflation(claims((150.0, 0.3, 100.0))) == pytest.approx(0.5)
    assert np.isnan(information.alert_inflation(claims()))


def test_inflation_of_the_forecast_before_the_show_takes_the_first_forecast_only() -> None:
    forecast = {"t_min": [-60.0, -60.0, 15.0, 15.0], "style": ["A", "B", "A", "B"], "forecast_units": [80.0, 40.0, 1.0, 1.0]}
    assert information.forecast_inflation({"forecast": forecast, "styles": {"wanted_units": [50, 50]}}) == pytest.approx(0.2)


def test_dawid_1984_transform_of_the_stated_quantiles_is_their_level() -> None:
    tables = claims((100.0, 0.4, 100.0 * exp(-TENTH * 0.4)), (100.0, 0.4, 100.0), (100.0, 0.4, 100.0 * exp(TENTH * 0.4)))
    assert information.pit(tables) == pytest.approx([0.1, 0.5, 0.9])
    assert information.alert_pit(tables) == pytest.approx(0.5)


def test_coverage_counts_truths_inside_the_stated_band() -> None:
    stated = claims((100.0, 0.2, 100.0), (100.0, 0.2, 200.0), (100.0, 0.2, 120.0))
    assert information.alert_coverage(stated) == pytest.approx(2 / 3)


@given(st.floats(20.0, 5000.0), st.floats(0.05, 1.0), st.floats(20.0, 5000.0))
def test_crps_is_the_integral_of_squared_distance_between_the_laws(median: float, spread: float, wanted: float) -> None:
    law = LogNormal(median * exp(0.5 * spread**2), spread)
    low, high = min(median * exp(-8 * spread), wanted / 2), max(median * exp(8 * spread), wanted * 2)
    x = np.geomspace(low, high, 20001)
    squared = (law.cdf(x) - (x >= wanted)) ** 2
    area = float(((squared[1:] + squared[:-1]) / 2 * np.diff(x)).sum())
    assert information.alert_crps(claims((median, spread, wanted))) == pytest.approx(area / wanted, rel=5e-3, abs=1e-3)


def test_crps_of_a_certain_alert_is_its_absolute_error() -> None:
    assert information.alert_crps(claims((80.0, 0.0, 100.0))) == pytest.approx(0.2)


def test_gneiting_raftery_2007_stating_the_true_law_scores_best() -> None:
    truths = LogNormal(100.0 * exp(0.08), 0.4).quantile((np.arange(400) + 0.5) / 400).tolist()

    def score(claimed: float, spread: float) -> float:
        tables = claims(*((claimed, spread, truth) for truth in truths))
        low, high = tables["alert_claims"]["claimed_low"][0], tables["alert_claims"]["claimed_high"][0]
        return float(np.mean([information._crps(low, high, truth) for truth in truths]))

    honest = score(100.0, 0.4)
    assert honest < min(score(150.0, 0.4), score(70.0, 0.4), score(100.0, 0.15), score(100.0, 0.9))


def test_forecast_error_by_minute_and_its_summaries() -> None:
    tables = {
        "styles": {"style": ["A", "B"], "wanted_units": [100.0, 300.0]},
        "forecast": {
            "t_min": [-60.0, -60.0, 15.0, 15.0, 30.0, 30.0, 45.0, 45.0],
            "style": ["A", "B"] * 4,
            "forecast_units": [300.0, 100.0, 200.0, 200.0, 120.0, 320.0, 100.0, 300.0],
        },
    }
    assert information.forecast_errors(tables) == pytest.approx({-60.0: 1.0, 15.0: 0.5, 30.0: 0.1, 45.0: 0.0})
    assert information.forecast_error_mean(tables) == pytest.approx(0.2)
    assert information.forecast_error_half(tables) == pytest.approx(0.1)


def test_disclosing_links_count_directions_between_trading_partners_only() -> None:
    rows = [("S", "H", "trade", 1.0), ("S", "F", "trade", 1.0), ("H", "S", "information", 0.5), ("S", "F", "information", 0.0),
            ("H", "F", "information", 1.0)]  # fmt: skip
    names = ("source", "target", "layer", "weight")
    assert information.disclosing_links({"edges": {n: [r[i] for r in rows] for i, n in enumerate(names)}}) == 0.25


# --- response -----------------------------------------------------------------------------------------
def answer(made_h: list[float], moved_h: list[float], surge: float = 30.0) -> dict[str, Table]:
    """A show in which style B surges; its goods are made (10 each) and moved (5 each) at these hours."""
    moves = [("B", "N6", h, 5) for h in moved_h] + [("B", "placement", -9.0, 99), ("A", "N6", 1.0, 7)]
    return {
        "alerts": {"style": ["B", "B"], "state": ["issued", "committed"], "t_min": [45.0, 60.0]},
        "styles": {"style": ["A", "B"], "surge_min": [float("nan"), surge]},
        "production": {"lot": ["R1"] * len(made_h),
                       "style": ["B"] * len(made_h), "t_at_warehouse_h": made_h, "units": [10] * len(made_h)},  # fmt: skip
        "transfers": {n: [m[i] for m in moves] for i, n in enumerate(("style", "cause", "t_available_h", "units"))},
    }


def test_response_times_run_to_the_first_goods_of_the_alerted_style() -> None:
    tables = answer([30.0, 20.0], [24.0])
    assert response.surge_to_goods_h(tables) == pytest.approx(19.5)
    assert response.commitment_to_goods_h(tables) == pytest.approx(19.0)
    assert response.rush_units(tables) == 20.0
    assert np.isnan(response.surge_to_goods_h(answer([], [])))


def test_the_link_against_no_link() -> None:
    with_link, without = answer([20.5], []), answer([], [30.5])
    assert response.response_saved(with_link, without) == pytest.approx(10.0)
    assert response.response_speedup(with_link, without) == pytest.approx(0.5)  # half as fast again
    assert response.response_units(with_link, without) == 5.0
    assert np.isnan(response.response_speedup(with_link, answer([], [])))
    assert response.response_units(with_link, answer([], [])) == 10.0


# --- service ------------------------------------------------------------------------------------------
def test_fill_rate_lost_turnover_and_refunds() -> None:
    orders = {
        "units": [90, 60], "lost_units": [10, 40], "price_cny": [100.0, 50.0], "cancelled_units": [5, 0], "refused_units": [1, 2],
        "returned_units": [4, 8],
    }  # fmt: skip
    assert service.fill_rate({"orders": orders}) == pytest.approx(0.75)
    assert service.lost_gmv({"orders": orders}) == 3000.0
    assert service.refunds({"orders": orders}) == 1500.0


def test_fransoo_wouters_2000_amplification_is_one_for_orders_that_copy_demand() -> None:
    assert service.amplification([3.0, 5.0, 1.0], [30.0, 50.0, 10.0]) == pytest.approx(1.0)
    assert service.amplification([4.0, 4.0], [1.0, 3.0]) == 0.0
    assert np.isnan(service.amplification([1.0, 3.0], [2.0, 2.0]))
    assert np.isnan(service.amplification([0.0, 0.0], [1.0, 3.0]))


@given(st.lists(st.integers(0, 500), min_size=3, max_size=30).filter(lambda x: sum(x) > 0), st.integers(1, 9))
def test_amplification_is_the_ratio_of_squared_coefficients_of_variation(flow: list[int], scale: int) -> None:
    demand = [float(7 + k % 3) for k in range(len(flow))]
    cv = [np.std(x) / np.mean(x) for x in (flow, demand)]
    assert service.amplification([scale * x for x in flow], demand) == pytest.approx((cv[0] / cv[1]) ** 2, abs=1e-9)


def test_hourly_flows_of_a_show() -> None:
    tables = {
        "ticks": {"t_min": [30.0, 60.0, 90.0], "units": [50, 40, 0], "lost_units": [10, 0, 0]},  # all in the first hour
        "shipments": {"t_out_h": [5.5, 6.5, 90.0, -1.0], "units": [50, 50, 7, 7]},
        "production": {"t_ready_h": [], "units": []},
        "shelf": {"t_h": [], "wanted_units": []},
    }
    assert service.amplification_warehouse(tables) == pytest.approx(35 / 71)  # CV² of k equal hours of 72: 72/k − 1
    assert np.isnan(service.amplification_factory(tables))


def test_what_buyers_want_after_the_broadcast_counts_as_demand(reference_show: Show) -> None:
    """All that was ordered or lost in the first 72 hours, whenever: not the broadcast alone."""
    tables = reference_show.tables
    wanted = service._wanted(tables)
    after = sum(n for t, n in zip(tables["shelf"]["t_h"], tables["shelf"]["wanted_units"], strict=True) if t < service.WINDOW_H)
    assert wanted.sum() == sum(tables["ticks"]["units"]) + sum(tables["ticks"]["lost_units"]) + after
    assert after > 0 and (wanted[24:] > 0).any()
    every = sum(tables["orders"]["units"]) + sum(tables["orders"]["lost_units"])
    assert wanted.sum() == every - sum(n for t, n in zip(*tables["shelf"].values(), strict=True) if t >= service.WINDOW_H)


# --- shares and splits --------------------------------------------------------------------------------
def test_shares_of_the_surplus_by_kind() -> None:
    parties = {"kind": ["host", "supplier", "factory", "factory"], "profit_cny": [50.0, 30.0, 25.0, -5.0]}
    found = {kind: share_of(kind, parties) for kind in ("host", "supplier", "factory")}
    assert found == pytest.approx({"host": 0.5, "supplier": 0.3, "factory": 0.2})
    assert np.isnan(share_of("carrier", parties))
    assert np.isnan(share_of("host", {**parties, "profit_cny": [-50.0, 0.0, 0.0, 0.0]}))


def share_of(kind: str, parties: Table) -> float:
    from environment.measures.registry import catalogue

    return float(catalogue()[f"profit_share_{kind}"].compute({"parties": parties}))


SEATS: Table = {
    "negotiation": ["N1", "N1", "N2", "N2", "N4", "N4", "N5", "N5"],
    "party": ["H", "S", "S", "F", "S", "C", "S", "F3"],
    "bound": [True, True, True, True, False, False, True, False],
    "gain_cny": [6.0, 2.0, 3.0, 1.0, 0.0, 0.0, 0.0, 0.0],
}


def test_nash_and_shapley_splits_of_what_was_negotiated() -> None:
    # gains: H 6, S 5, F 1; equal parts of 12 are 4 each; by deals H gets 8/2, S 8/2 + 4/2, F 4/2
    assert winwin.nash_split_distance({"seats": SEATS}) == pytest.approx((2 + 1 + 3) / 2 / 12)
    assert winwin.shapley_split_distance({"seats": SEATS}) == pytest.approx((2 + 1 + 1) / 2 / 12)


def test_shapley_1953_of_the_negotiated_game_is_equal_parts_of_every_deal() -> None:
    deals = [({"H", "S"}, 8.0), ({"S", "F"}, 4.0)]
    coalitions = [("H",), ("S",), ("F",), ("H", "S"), ("H", "F"), ("S", "F"), ("H", "S", "F")]
    game = {members: sum(worth for parties, worth in deals if parties <= set(members)) for members in coalitions}
    assert winwin.shapley_split(game) == pytest.approx({"H": 4.0, "S": 6.0, "F": 2.0})
    assert winwin._gains({"seats": SEATS})[1] == pytest.approx({"H": 4.0, "S": 6.0, "F": 2.0})


gains = st.dictionaries(st.sampled_from("ABCDEF"), st.floats(0.0, 1e6), min_size=2).filter(lambda g: sum(g.values()) > 1.0)


@given(gains)
def test_the_nash_split_is_at_distance_zero_from_itself_and_below_one_from_any_gains(paid: dict[str, float]) -> None:
    target = winwin.nash_split(sum(paid.values()), dict.fromkeys(paid, 0.0))
    assert winwin.split_distance(target, target) == 0.0
    assert 0.0 <= winwin.split_distance(paid, target) <= 1.0 - 1.0 / len(paid) + 1e-9


def test_the_nash_split_leaves_nobody_below_no_deal_when_there_is_something_to_gain() -> None:
    no_deal = {"H": 10.0, "S": 50.0, "F": 0.0}
    assert winwin.at_or_above(winwin.nash_split(90.0, no_deal), no_deal) == 1.0
    assert winwin.at_or_above(winwin.nash_split(30.0, no_deal), no_deal) == 0.0
    assert winwin.at_or_above({"H": 9.999, "S": 40.0, "F": 1.0}, no_deal) == pytest.approx(2 / 3)  # to the cent


# --- efficiency ---------------------------------------------------------------------------------------
def test_efficiency_is_zero_at_arms_length_and_one_at_the_planner() -> None:
    assert [efficiency.captured(w, 100.0, 300.0) for w in (100.0, 200.0, 300.0, 50.0)] == [0.0, 0.5, 1.0, -0.25]
    assert np.isnan(efficiency.captured(100.0, 100.0, 100.0))
    assert efficiency.regret(80.0, 100.0) == 20.0
