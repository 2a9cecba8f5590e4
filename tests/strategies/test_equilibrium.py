"""Equilibrium strategies reproduce the theory through play."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from agents.strategies.human import Human
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.theory.bargaining_strategic import finite_horizon, rubinstein
from protocols.theory.mechanisms_auctions import procurement_payment
from protocols.theory.mechanisms_double_auction import KDoubleAuction
from protocols.types import ACCEPT, LEAVE, REJECT, Breakdown, Response, Result, Seat, View

PIE = OutcomeSpace([Issue.grid("share", 0, 1, 0.001)])
MINE = PIE.axis("share").reshape(-1)


def pie(delta1: float, delta2: float, rounds: int, first: int = 0) -> Result:
    seats = [
        Seat("one", MINE, 0.0, make_strategy(f"rubinstein:other_discount={delta2},pie=1"), delta1),
        Seat("two", 1 - MINE, 0.0, make_strategy(f"rubinstein:other_discount={delta1},pie=1"), delta2),
    ]
    return make_protocol("alternating_offers", PIE, rounds, first=first).run(seats, np.random.default_rng(0))


@settings(max_examples=25, deadline=None)
@given(st.floats(0.3, 0.95), st.floats(0.3, 0.95))
def test_rubinstein_1982_with_a_far_deadline(delta1: float, delta2: float) -> None:
    """Agreement at once at the stationary split, up to the grid."""
    delta1, delta2 = round(delta1, 3), round(delta2, 3)
    result = pie(delta1, delta2, 60)
    assert result.agreed and len(result.offers) == 1
    known = rubinstein(delta1, delta2)
    assert result.utilities["one"] == pytest.approx((1 - delta2) / (1 - delta1 * delta2), abs=0.02)  # type: ignore[union-attr]
    assert known is not None


@pytest.mark.parametrize("rounds", [1, 2, 3, 5])
def test_stahl_1972_with_a_near_deadline(rounds: int) -> None:
    """2·rounds - 1 offers can be answered; the last proposer would take all."""
    result = pie(0.8, 0.7, rounds)
    assert result.utilities["one"] == pytest.approx(finite_horizon(0.8, 0.7, 2 * rounds - 1), abs=0.005)  # type: ignore[union-attr]


def test_whoever_moves_first_has_the_advantage_and_a_greedy_offer_is_turned_down() -> None:
    ahead, behind = pie(0.8, 0.8, 30), pie(0.8, 0.8, 30, first=1)
    assert ahead.utilities["one"] == pytest.approx(behind.utilities["two"], abs=0.003)  # type: ignore[union-attr]
    assert ahead.utilities["one"] > 0.5  # type: ignore[union-attr]

    class Greedy:
        def reset(self) -> None: ...
        def propose(self, view: View) -> int:
            return 900

        def respond(self, view: View, offer: int) -> Response:
            return ACCEPT

    seats = [
        Seat("one", MINE, 0.0, Greedy(), 0.8),
        Seat("two", 1 - MINE, 0.0, make_strategy("rubinstein:other_discount=0.8,pie=1"), 0.8),
    ]
    result = make_protocol("alternating_offers", PIE, 30).run(seats, np.random.default_rng(0))
    assert result.offers[1][1] == "two" and result.agreed
    assert result.utilities["two"] == pytest.approx(0.8 / 1.8, abs=0.003)  # type: ignore[union-attr]


def double_auction(value: float, cost: float, k: float) -> float | None:
    """The price of the trade in equilibrium, or None; values and costs on [20, 60], prices in cents."""
    space = OutcomeSpace([Issue.grid("price", 20, 60, 0.01)])
    price = space.axis("price").reshape(-1)
    spec = f"chatterjee_samuelson:low=20,high=60,k={k}"
    seats = [
        Seat("buyer", value - price, 0.0, make_strategy(spec), role="buyer"),
        Seat("seller", price - cost, 0.0, make_strategy(spec), role="seller"),
    ]
    result = make_protocol("k_double_auction", space, k=k).run(seats, np.random.default_rng(0))
    return float(result.point["price"]) if result.agreed else None  # type: ignore[union-attr, arg-type]


@settings(max_examples=40, deadline=None)
@given(st.floats(20, 60), st.floats(20, 60), st.sampled_from([0.25, 0.5, 0.75]))
def test_chatterjee_samuelson_1983_through_the_agents(value: float, cost: float, k: float) -> None:
    theory = KDoubleAuction(k, 20, 60)
    bid, ask = theory.bid(value), theory.ask(cost)
    price = double_auction(value, cost, k)
    if bid > ask + 0.03 and value > bid and cost < ask:
        assert price == pytest.approx(k * bid + (1 - k) * ask, abs=0.03)
    if bid < ask - 0.03:
        assert price is None


def test_trade_happens_in_nine_of_thirty_two_cases() -> None:
    """k = 1/2: trade iff the value exceeds the cost by a quarter of the range (Myerson and Satterthwaite's
    second best)."""
    grid = 20 + 40 * (np.arange(14) + 0.5) / 14
    trades = [(v, c) for v in grid for c in grid if double_auction(float(v), float(c), 0.5) is not None]
    assert all(v - c >= 10 - 0.05 for v, c in trades)
    assert len(trades) / 196 == pytest.approx(9 / 32, abs=0.03)


def test_vickrey_1961_the_tender_pays_the_same_as_a_second_price_auction() -> None:
    space = OutcomeSpace([Issue.grid("price", 0, 1, 0.002)])
    price = space.axis("price").reshape(-1)
    paid: dict[str, list[float]] = {"first_price": [], "vickrey": []}
    middles = (np.arange(6) + 0.5) / 6
    for costs in product(middles, repeat=3):  # an even sample of uniform costs
        for rule, spec in (("first_price", "procurement_equilibrium"), ("vickrey", "linear")):
            seats = [Seat("buyer", 1 - price, 0.0, make_strategy("linear"))]
            seats += [Seat(f"F{k}", price - c, 0.0, make_strategy(spec)) for k, c in enumerate(costs)]
            result = make_protocol(rule, space).run(seats, np.random.default_rng(0))
            assert result.parties[1] == f"F{int(np.argmin(costs))}"  # type: ignore[union-attr]
            paid[rule].append(float(result.point["price"]))  # type: ignore[union-attr, arg-type]
    for rule in paid:
        assert np.mean(paid[rule]) == pytest.approx(procurement_payment(3, 0, 1), abs=0.01), rule


def test_equilibrium_prices_need_one_price_and_a_role() -> None:
    space = OutcomeSpace([Issue.grid("price", 0, 1, 0.5), Issue("x", (1, 2))])
    seats = [Seat(n, np.ones(space.size), 0.0, make_strategy("procurement_equilibrium")) for n in "ab"]
    result = make_protocol("first_price", space).run(seats, np.random.default_rng(0))
    assert isinstance(result, Breakdown) and "only one issue" in result.detail
    with pytest.raises(UserError, match="low < high"):
        make_strategy("procurement_equilibrium:low=2,high=1")


def test_a_person_plays_move_by_move() -> None:
    space = OutcomeSpace([Issue.grid("share", 0, 10, 1)])
    mine = space.axis("share").reshape(-1)
    person = Human()
    seats = [Seat("me", mine, 0.0, person), Seat("it", 10 - mine, 0.0, make_strategy("linear"))]
    rule = make_protocol("alternating_offers", space, 6)
    session = rule.start(seats, np.random.default_rng(0))
    assert session.step() is None and session.waiting_for == "me"
    with pytest.raises(RuntimeError, match="me waits"):
        session.finish()
    person.play(9)
    said = session.step()
    assert said is not None and said.outcome == {"share": 9} and session.waiting_for == ""
    assert session.step().sender == "it"  # type: ignore[union-attr]
    assert session.step() is None and session.waiting_for == "me"
    person.play(ACCEPT)
    session.step()
    assert session.result is not None and session.result.agreed
    person.play(REJECT)  # a bare no is no move in this game
    session = rule.start(seats, np.random.default_rng(0))
    assert session.step() is None
    person.play(LEAVE)
    session.step()
    assert isinstance(session.result, Breakdown) and session.result.reason == "walk_away"
