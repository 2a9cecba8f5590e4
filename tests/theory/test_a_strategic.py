"""Alternating-offers theory, proposition by proposition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.theory.bargaining_nparty import nash_transferable
from protocols.theory.bargaining_strategic import (
    breakdown_split,
    finite_horizon,
    outside_option_split,
    random_proposer_split,
    rotating_proposer_shares,
    rubinstein,
    rubinstein_from_rates,
    rubinstein_limit,
    votes_needed,
)

factor = st.floats(0.0, 0.99)
rate = st.floats(0.01, 2.0)


@settings(max_examples=40)
@given(factor, factor)
def test_rubinstein_1982_leaves_the_responder_indifferent(d1: float, d2: float) -> None:
    split = rubinstein(d1, d2)
    assert split.second_when_1_proposes == pytest.approx(d2 * split.second_when_2_proposes)
    assert split.first_when_2_proposes == pytest.approx(d1 * split.first_when_1_proposes)
    assert split.first_when_1_proposes + split.second_when_1_proposes == pytest.approx(1.0)
    assert split.first_when_1_proposes >= split.first_when_2_proposes - 1e-12  # it pays to speak first


@settings(max_examples=40)
@given(st.floats(0.0, 0.9), st.floats(0.0, 0.9))
def test_stahl_1972_finite_horizon_converges_to_rubinstein(d1: float, d2: float) -> None:
    limit = rubinstein(d1, d2).first_when_1_proposes
    assert finite_horizon(d1, d2, 400) == pytest.approx(limit, abs=1e-12)
    assert finite_horizon(d1, d2, 401) == pytest.approx(limit, abs=1e-12)


@settings(max_examples=40)
@given(factor, st.integers(1, 60))
def test_stahl_1972_equal_factors_have_the_geometric_closed_form(d: float, periods: int) -> None:
    assert finite_horizon(d, d, periods) == pytest.approx((1 - (-d) ** periods) / (1 + d), abs=1e-12)


@settings(max_examples=40)
@given(rate, rate)
def test_binmore_rubinstein_wolinsky_1986_limit_is_nash_with_weights_inverse_to_impatience(
    r1: float, r2: float
) -> None:
    nash = nash_transferable(1.0, [0.0, 0.0], [1.0 / r1, 1.0 / r2])[0]
    assert rubinstein_limit(r1, r2) == pytest.approx(nash)
    assert rubinstein_from_rates(r1, r2, 1e-9) == pytest.approx(nash, abs=1e-8)
    gaps = [rubinstein_from_rates(r1, r2, step) - nash for step in (1.0, 0.1, 0.01)]
    assert gaps[0] > gaps[1] > gaps[2] > 0.0  # the first mover's advantage melts with the interval


@settings(max_examples=40)
@given(st.floats(0.0, 1.0), st.floats(0.0, 0.45), st.floats(0.0, 0.45))
def test_breakdown_point_shifts_the_split_for_every_value_and_tends_to_nash(
    p: float, d1: float, d2: float
) -> None:
    share1, share2 = breakdown_split(p, d1, d2)
    assert share1 + share2 == pytest.approx(1.0)
    assert share1 >= d1 - 1e-12 and share2 >= d2 - 1e-12
    assert breakdown_split(p, d1, d2 + 0.1)[1] == pytest.approx(share2 + 0.1 / (2.0 - p))
    assert breakdown_split(0.0, d1, d2)[0] == pytest.approx(nash_transferable(1.0, [d1, d2])[0])


@settings(max_examples=40)
@given(st.floats(0.05, 0.99), st.floats(0.0, 1.0))
def test_binmore_shaked_sutton_1989_deal_me_out(delta: float, w2: float) -> None:
    share1, share2, binds = outside_option_split(delta, w2)
    free = rubinstein(delta, delta).second_when_1_proposes
    assert share1 + share2 == pytest.approx(1.0)
    assert share2 == pytest.approx(max(free, w2))
    assert binds == (w2 > delta / (1.0 + delta))


@settings(max_examples=40)
@given(st.integers(2, 8), factor)
def test_rotating_proposers_generalise_rubinstein(n: int, delta: float) -> None:
    shares = rotating_proposer_shares(n, delta)
    assert sum(shares) == pytest.approx(1.0)
    for before, after in zip(shares, shares[1:], strict=False):
        assert after == pytest.approx(delta * before)
    assert rotating_proposer_shares(2, delta)[0] == pytest.approx(
        rubinstein(delta, delta).first_when_1_proposes
    )


@settings(max_examples=40)
@given(st.integers(2, 15), factor, st.sampled_from(["majority", "unanimity"]))
def test_baron_ferejohn_1989_proposer_buys_exactly_the_votes_it_needs(
    n: int, delta: float, rule: str
) -> None:
    needed = votes_needed(rule, n)
    split = random_proposer_split(n, delta, needed)
    assert split.proposer_share + split.partners_paid * split.partner_share == pytest.approx(1.0)
    # What a player expects before the proposer is drawn is its continuation value over the discount.
    expected = split.proposer_share / n + (n - 1) / n * split.partners_paid / (n - 1) * split.partner_share
    assert expected == pytest.approx(split.ex_ante_value)
    assert 2 * needed > n


@pytest.mark.parametrize(
    "call",
    [
        lambda: rubinstein(1.0, 1.0),
        lambda: rubinstein(1.2, 0.5),
        lambda: finite_horizon(0.5, 0.5, 0),
        lambda: breakdown_split(0.5, 0.7, 0.7),
        lambda: outside_option_split(0.9, 1.5),
        lambda: random_proposer_split(3, 0.9, 4),
        lambda: votes_needed("dictator", 3),
        lambda: rotating_proposer_shares(0, 0.5),
        lambda: rubinstein_limit(0.0, 0.0),
    ],
)
def test_models_without_an_equilibrium_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match="allowed"):
        call()  # type: ignore[operator]
