"""Time-dependent, tit-for-tat, MiCRO and the non-bargainers do what their definitions say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from agents.strategies.time_dependent import TimeDependent
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import REJECT, Breakdown, Response, Result, Seat, View

PIE = OutcomeSpace([Issue.grid("share", 0, 100, 1)])
MINE = PIE.axis("share").reshape(-1)


class Shows:
    """Offers a fixed sequence of shares and accepts nothing."""

    def __init__(self, shares: list[int]) -> None:
        self.shares = shares

    def reset(self) -> None: ...

    def propose(self, view: View) -> int:
        return self.shares[min(view.round, len(self.shares) - 1)]

    def respond(self, view: View, offer: int) -> Response:
        return REJECT


def against(
    spec: str, shares: list[int], rounds: int = 10, reservation: float = 0.0, seed: int = 0
) -> tuple[list[float], Result]:
    """What the strategy (who wants a large share) asks for, moving second, and how it ends."""
    seats = [
        Seat("other", 100 - MINE, 0.0, Shows(shares)),
        Seat("me", MINE, reservation, make_strategy(spec)),
    ]
    result = make_protocol("alternating_offers", PIE, rounds).run(seats, np.random.default_rng(seed))
    return [float(MINE[o]) for _, who, o in result.offers if who == "me"], result


@given(st.floats(0.05, 8), st.floats(0, 1), st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted))
def test_the_concession_curve_rises_from_k_to_one(e: float, k: float, times: list[float]) -> None:
    curve = TimeDependent(e, k).concession
    assert curve(0.0) == pytest.approx(k) and curve(1.0) == pytest.approx(1.0)
    assert curve(times[0]) <= curve(times[1]) + 1e-12


def test_linear_concession_falls_in_equal_steps_to_the_reservation_value() -> None:
    asked, _ = against("linear", [0], rounds=11, reservation=20)
    assert asked == [100, 92, 84, 76, 68, 60, 52, 44, 36, 28, 20]
    late, _ = against("boulware", [0], rounds=11)
    early, _ = against("conceder", [0], rounds=11)
    assert all(a >= b >= c for a, b, c in zip(late, against("linear", [0], rounds=11)[0], early, strict=True))
    assert late[5] == 97 and early[1] == 69  # 100 (1 - 0.5^5) and 100 (1 - 0.1^(1/2)), rounded up to the grid


def test_it_accepts_exactly_what_it_would_ask_for_next() -> None:
    for spec in ("linear", "aspiration", "trade_off"):
        _, result = against(spec, list(range(0, 101, 5)), rounds=21)
        assert result.agreed and result.outcome == 50, spec  # type: ignore[union-attr]


def test_fixed_never_moves_and_takes_what_reaches_its_demand() -> None:
    asked, result = against("fixed:demand=0.7", [10, 30, 69], rounds=4)
    assert set(asked) == {70.0} and not result.agreed
    _, result = against("fixed:demand=0.7", [10, 30, 70], rounds=4)
    assert result.agreed and result.outcome == 70  # type: ignore[union-attr]


def test_walk_away_leaves_in_time_unless_offered_enough() -> None:
    _, result = against("walk_away:time=0.5", [0], rounds=11)
    assert isinstance(result, Breakdown) and (result.reason, result.party, result.rounds) == (
        "walk_away",
        "me",
        6,
    )
    _, result = against("walk_away:time=0.5", [0, 0, 0, 0, 0, 50], rounds=11)
    assert result.agreed


def test_relative_tit_for_tat_closes_the_same_share_of_the_distance() -> None:
    """The other goes from 100 to 90 to 81 away from my best outcome, a tenth each time: so do I."""
    asked, _ = against("tit_for_tat:opening=0", [0, 10, 19, 19], rounds=5)
    assert asked == [100, 90, 81, 81, 81]


def test_tit_for_tat_opens_kindly_then_answers_in_kind() -> None:
    asked, _ = against("random_absolute_tit_for_tat:opening=0.1,noise=0", [0], rounds=5)
    assert asked == [
        100,
        100,
        100,
        100,
        100,
    ]  # the other has moved twice without conceding: nothing to return
    first = make_protocol("alternating_offers", PIE, 4)
    seats = [
        Seat("me", MINE, 0.0, make_strategy("tit_for_tat:opening=0.1")),
        Seat("other", 100 - MINE, 0.0, Shows([10, 10])),
    ]
    offers = first.run(seats, np.random.default_rng(0)).offers
    assert [o for _, who, o in offers if who == "me"][:2] == [100, 90]


def test_absolute_tit_for_tat_returns_the_same_amount() -> None:
    asked, _ = against("random_absolute_tit_for_tat:noise=0", [0, 10, 15, 15, 5], rounds=5)
    assert asked == [100, 90, 85, 85, 95]
    noisy, _ = against("random_absolute_tit_for_tat:noise=0.05", [0, 10, 15, 15, 5], rounds=5, seed=1)
    assert noisy != asked and all(abs(a - b) <= 26 for a, b in zip(noisy, asked, strict=True))


def test_averaged_tit_for_tat_smooths_over_its_window() -> None:
    """Distances 100, 100, 64: one jump of 36 % counts as 20 % a move over two moves."""
    asked, _ = against("averaged_tit_for_tat:window=2", [0, 0, 36], rounds=3)
    assert asked == [100, 100, 80]


def test_micro_concedes_one_outcome_for_each_new_offer_and_repeats_otherwise() -> None:
    asked, _ = against("micro", [0, 1, 2, 2, 2, 3], rounds=6)
    assert asked[:4] == [100, 99, 98, 97]
    assert asked[4] in (100, 99, 98, 97)  # ahead by one: a repetition
    assert asked[5] == 96
    stays, _ = against("micro", list(range(10)), rounds=10, reservation=97)
    assert min(stays) == 97


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_two_micro_players_reach_an_efficient_deal(seed: int) -> None:
    """De Jonge (2022): with enough rounds both go down their lists in step, so nothing better for both is
    passed over."""
    table = np.random.default_rng(seed).permuted(np.tile(np.arange(30.0), (2, 1)), axis=1)
    space = OutcomeSpace([Issue("x", tuple(range(30)))])
    seats = [Seat(n, table[k], 0.0, make_strategy("micro")) for k, n in enumerate("ab")]
    result = make_protocol("alternating_offers", space, 40).run(seats, np.random.default_rng(0))
    assert result.agreed
    deal = table[:, result.outcome]  # type: ignore[union-attr]
    dominated = (deal < table.T).all(axis=1)
    assert not dominated.any()
