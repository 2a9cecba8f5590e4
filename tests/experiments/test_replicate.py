"""Replications: their seeds, their spread, and that the number of processes changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from environment import Scenario, Scheme, play
from experiments import replicate
from experiments.replicate import Spread, replications, seed_of
from protocols.errors import UserError


@given(st.integers(0, 2**63 - 1), st.integers(1, 10_000))
def test_seeds_are_in_range_and_depend_on_both(seed: int, k: int) -> None:
    found = seed_of(seed, k)
    assert 0 <= found < 2**63
    assert found != seed_of(seed, k + 1)
    assert found == seed_of(seed, k)


def test_seeds_are_pinned() -> None:
    """Stored studies rely on them: a change would break their pairing."""
    assert [seed_of(7, k) for k in range(3)] == [7, 3317731564112288844, 9139555415570476218]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("autumn_launch")


def test_replication_zero_is_the_show_itself(scenario: Scenario) -> None:
    scheme = Scheme.load("slot_fee_commission")
    many = replications(scenario, scheme, 3, 2)
    for k, seed in enumerate(many.seeds):
        show = play(scenario, scheme=scheme, seed=seed)
        found = {name: values[k] for name, values in many.measures.items()}
        assert {name: value for name, value in found.items() if np.isfinite(value)} == show.measures
        profits = {party: lines["profit"] for party, lines in show.money.items()}
        assert {party: values[k] for party, values in many.profits.items()} == profits
    assert many.conservation == {"ledger_sum": 0, "oversold": 0}


def test_schemes_share_their_seeds(scenario: Scenario) -> None:
    first, second = (replications(scenario, Scheme.load(name), 3, 2) for name in ("arms_length", "guarantee"))
    assert first.seeds == second.seeds
    assert any(not np.array_equal(first.profits[party], second.profits[party]) for party in first.profits)


def test_two_processes_give_what_one_gives(scenario: Scenario) -> None:
    scheme = Scheme.load("slot_fee_commission")
    one, two = (replications(scenario, scheme, 3, 3, workers=workers) for workers in (1, 2))
    assert one.seeds == two.seeds
    for name in one.measures:
        np.testing.assert_array_equal(one.measures[name], two.measures[name])
    for party in one.profits:
        np.testing.assert_array_equal(one.profits[party], two.profits[party])


def test_an_error_names_its_seed(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("environment.play", fail)
    with pytest.raises(ZeroDivisionError) as caught:
        replications(scenario, Scheme.load("arms_length"), 3, 2)
    assert "seed 3" in "".join(caught.value.__notes__)


def test_no_replications_are_refused(scenario: Scenario) -> None:
    with pytest.raises(UserError, match="found 0"):
        replications(scenario, Scheme.load("arms_length"), 3, 0)


def test_little_work_starts_no_processes(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a pool was started")

    monkeypatch.setattr(replicate, "_pool", refuse)
    assert replications(scenario, Scheme.load("arms_length"), 3, 2, workers="auto").n == 2


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=50))
def test_percentiles_lie_in_order_and_within(values: list[float]) -> None:
    found = Spread.of(np.array([*values, np.nan]))
    assert min(values) <= found.p10 <= found.p50 <= found.p90 <= max(values)
    assert found.std >= 0


def test_spread_of_known_numbers() -> None:
    found = Spread.of(np.arange(11.0))
    assert (found.p10, found.p50, found.p90, found.mean) == (1.0, 5.0, 9.0, 5.0)
    assert found.std == pytest.approx(np.sqrt(11.0))
    assert np.isnan(Spread.of(np.array([np.nan])).mean)
