"""How parties of a show weigh risk: mean–CVaR, or exponential utility with a stake."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, Scheme, Show, play
from environment.world import World
from protocols.risk import cara, certain, mean_cvar

NEUTRAL = {f"behaviour.{kind}.risk_aversion": 0.0 for kind in ("host", "supplier", "factory", "warehouse", "carrier")}


def show(**changes: float) -> Show:
    found = play(Scenario.load("autumn_launch", overrides=changes))
    assert isinstance(found, Show)
    return found


@given(st.lists(st.floats(-1e5, 1e5), min_size=2, max_size=9), st.floats(0.01, 1.0))
def test_without_a_stake_it_is_the_weight_of_the_tail_and_with_one_the_aversion_per_cny(xs: list[float], r: float) -> None:
    profit = np.array(xs)
    for found, wanted in (
        (certain(profit, r, 0.125), mean_cvar(profit, None, r, 0.125)),
        (certain(profit, r, 0.125, 40_000.0), cara(profit, None, r / 40_000.0)),
    ):
        assert abs(found - wanted) <= 0.5000001e-6
        assert found == round(float(found), 6)  # whole millionths


@given(st.lists(st.floats(-1e5, 1e5), min_size=2, max_size=9), st.floats(0.0, 1.0), st.sampled_from([0.0, 40_000.0]))
def test_what_is_equal_on_paper_is_equal_to_the_bit(xs: list[float], r: float, stake: float) -> None:
    """In another order the same sums round otherwise; alone and in a table the same number is found."""
    profit = np.array(xs)
    values = [certain(row, r, 0.125, stake) for row in (profit, profit[::-1], np.sort(profit))]
    assert max(values) - min(values) <= 1.1e-6  # next to each other at most, where half a millionth lies between them
    assert certain(np.stack([profit, profit]), r, 0.125, stake).tolist() == [float(values[0])] * 2
    assert certain(np.array([0.1, 0.2, 0.3]), r, 0.125, stake) == certain(np.array([0.3, 0.2, 0.1]), r, 0.125, stake)


def test_a_small_risk_costs_half_its_variance_times_the_aversion() -> None:
    """Pratt (1964), Econometrica 32:122-136, equation 5."""
    for spread in (10.0, 100.0):
        premium = -float(certain(np.array([-spread, spread]), 0.5, 0.125, 20_000.0))
        assert premium == pytest.approx(0.5 * spread**2 / (2 * 20_000.0), rel=1e-4)


def test_every_party_of_a_show_values_with_the_stake_of_the_file() -> None:
    scenario = Scenario.load("autumn_launch", overrides={"risk.cara_stake": 30_000.0})
    world = World(scenario, Scheme.load("slot_fee_commission"), 3)
    profit = np.array([[-9_000.0, 4_000.0, 11_000.0], [1_000.0, 1_000.0, 1_000.0]])
    for party in world.cast.all().values():
        assert party.worth(profit) == pytest.approx(cara(profit, None, party.traits.risk_aversion / 30_000.0))
    world.close()


def test_a_stake_beyond_all_sums_makes_everybody_risk_neutral() -> None:
    endless, neutral = show(**{"risk.cara_stake": 1e12}), show(**NEUTRAL)
    assert [(n.id, n.agreed, n.outcome) for n in endless.negotiations] == [
        (n.id, n.agreed, n.outcome) for n in neutral.negotiations
    ]
    assert endless.money == neutral.money


def test_a_stake_moves_deals_and_keeps_the_books() -> None:
    usual, averse = show(), show(**{"risk.cara_stake": 10_000.0})
    assert [n.reservations for n in usual.negotiations] != [n.reservations for n in averse.negotiations]
    assert averse.conservation == {"ledger_sum": 0, "oversold": 0}
