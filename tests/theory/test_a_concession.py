"""Concession models: time-dependent tactics and the Zeuthen strategy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.theory.bargaining_concession import Tactic, play_tactics, zeuthen

utility = st.floats(0.0, 10.0).map(lambda value: round(value, 2))
deals = st.lists(st.tuples(utility, utility), min_size=1, max_size=30)


@settings(max_examples=60)
@given(deals)
def test_harsanyi_1956_zeuthen_bargainers_reach_the_largest_nash_product(
    table: list[tuple[float, float]],
) -> None:
    u1, u2 = [row[0] for row in table], [row[1] for row in table]
    k = zeuthen(u1, u2)
    assert u1[k] * u2[k] == pytest.approx(max(a * b for a, b in table), rel=1e-9, abs=1e-12)


@settings(max_examples=60)
@given(deals)
def test_zeuthen_never_leaves_money_on_the_table_when_something_is_to_be_gained(
    table: list[tuple[float, float]],
) -> None:
    u1, u2 = [row[0] for row in table], [row[1] for row in table]
    k = zeuthen(u1, u2)
    if u1[k] * u2[k] > 0.0:
        assert not any(a >= u1[k] and b >= u2[k] and (a, b) != (u1[k], u2[k]) for a, b in table)


def test_zeuthen_leaves_out_deals_worse_than_conflict() -> None:
    assert zeuthen([9.0, 3.0, -1.0], [-5.0, 2.0, 9.0]) == 1
    with pytest.raises(ValueError, match="conflict"):
        zeuthen([-1.0], [5.0])


@settings(max_examples=60)
@given(
    st.floats(0.1, 5.0), st.floats(0.1, 5.0), st.integers(2, 60), st.sampled_from(["buyer", "seller"]),
    st.floats(0.0, 50.0),
)  # fmt: skip
def test_faratin_1998_agreements_are_acceptable_to_both_and_on_time(
    beta_b: float, beta_s: float, deadline: int, first: str, overlap: float
) -> None:
    buyer, seller = Tactic(True, 50.0, 100.0, beta_b), Tactic(False, 100.0 - overlap, 150.0, beta_s)
    deal = play_tactics(buyer, seller, deadline, first)
    if deal is not None:
        assert seller.low - 1e-9 <= deal.price <= buyer.high + 1e-9
        assert 0 <= deal.tick < deadline
        assert (deal.accepted_by == first) == (deal.tick % 2 == 1)


def test_faratin_1998_without_overlap_there_is_no_deal() -> None:
    assert play_tactics(Tactic(True, 50, 80, 2.0), Tactic(False, 90, 150, 2.0), 40) is None


def test_faratin_1998_holding_out_pays_against_the_same_opponent() -> None:
    seller = Tactic(False, 80, 150, 1.0)
    paid = []
    for beta in (0.2, 1.0, 4.0):
        deal = play_tactics(Tactic(True, 50, 120, beta), seller, 50)
        assert deal is not None
        paid.append(deal.price)
    assert paid[0] < paid[1] < paid[2]


def test_an_answer_after_the_deadline_is_too_late() -> None:
    """Two extreme hold-outs meet only at the deadline tick, when nobody is left to answer."""
    late = (Tactic(True, 0, 100, 0.001), Tactic(False, 90, 200, 0.001))
    assert play_tactics(*late, 20) is None
    assert play_tactics(Tactic(True, 0, 100, 0.001), Tactic(False, 90, 200, 1.0), 20) is not None


@pytest.mark.parametrize(
    "bad", [{"low": 3.0, "high": 2.0, "beta": 1.0}, {"low": 1.0, "high": 2.0, "beta": 0.0}]
)
def test_tactics_are_checked(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="allowed"):
        Tactic(True, **bad)
    with pytest.raises(ValueError, match="deadline"):
        play_tactics(Tactic(True, 0, 1, 1.0), Tactic(False, 0, 1, 1.0), 0)
