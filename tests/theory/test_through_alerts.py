"""Limit 3 through the agents: alerts that cost nothing, alerts backed by money, and the shadow of the future."""

from __future__ import annotations

import pytest

from experiments.validation import alerts, repeated


def test_cheap_talk_is_inflated_to_the_top_and_discounted() -> None:
    inflation, discount, loss = alerts.talk(seed=1, n=2, shows=6000)
    assert inflation.found > 0.75 * inflation.theory
    assert discount.found > 0.75 * discount.theory
    assert loss.found > 0.4 * loss.theory


def test_an_inflating_host_is_divided_by_what_it_inflates() -> None:
    played, believed = alerts.discounted(seed=1, n=3)
    assert played.found > 1.45  # of at most 1.6
    assert believed.found == pytest.approx(played.found, abs=0.1)


def test_a_bond_makes_truth_pay_at_the_size_theory_says() -> None:
    inflation, profit = alerts.bonded(1.0, seed=1, n=2)
    assert inflation.found == pytest.approx(0.0, abs=alerts.STEP)
    assert profit.found == pytest.approx(profit.theory, rel=0.01)


def test_twice_that_bond_makes_alerts_timid() -> None:
    found = alerts.bonded(2.0, seed=1, n=2)[0]
    assert found.theory < 0
    assert found.found == pytest.approx(found.theory, abs=alerts.STEP)


def test_a_steep_score_leaves_little_of_the_bias() -> None:
    mild, steep = alerts.scored(0.1, seed=1, n=1), alerts.scored(0.5, seed=1, n=2)
    assert steep.found == pytest.approx(steep.theory, abs=alerts.STEP)
    assert mild.found > steep.found


def test_truth_is_sustained_from_theorys_critical_discount_factor_on() -> None:
    found = repeated.weighed(seed=1, n=3, relations=400)
    assert found.found == pytest.approx(found.theory, abs=0.05)


def test_hosts_that_learn_turn_honest_near_the_critical_chance_of_another_show() -> None:
    found = repeated.learned(seed=1, n=3, relations=600)
    assert found.found == pytest.approx(found.theory, abs=0.1)
    assert repeated.learns_truth(0.1, seed=1, relations=600) == 0.0  # impatient: lies
    assert repeated.learns_truth(0.85, seed=1, relations=300) == 1.0  # patient: tells the truth


def test_the_rule_for_breaking_ones_word_errs_on_the_side_of_keeping_it() -> None:
    found = repeated.rule_of_thumb()
    assert found.found <= found.theory + found.tolerance  # never patient enough to keep it, and yet breaking it
    assert 0.5 < found.found < 1.0
