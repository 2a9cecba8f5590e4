"""Contract net and sealed-bid auctions: awards, refusals, reserves, and truth as a dominant strategy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import Breakdown, Result, Seat, View

PRICES = OutcomeSpace([Issue.grid("price", 0, 50, 1)])
PRICE = PRICES.axis("price").reshape(-1)


class Bidder:
    """Bids a fixed price; may refuse the award."""

    def __init__(self, price: int | None, stands: bool = True) -> None:
        self.price, self.stands = price, stands

    def reset(self) -> None: ...

    def bid(self, view: View) -> int | None:
        return self.price

    def propose(self, view: View) -> int | None:
        return self.price

    def respond(self, view: View, offer: int):  # type: ignore[no-untyped-def]
        raise AssertionError("contractors are never asked to answer offers")

    def confirm(self, view: View, worth: float) -> bool:
        return self.stands and worth >= view.reservation


def tender(
    rule: str,
    costs: list[float],
    bids: list[int | None] | None = None,
    value: float = 45.0,
    refuse: tuple[int, ...] = (),
) -> Result:
    seats = [Seat("buyer", value - PRICE, 0.0, make_strategy("linear"))]
    for k, cost in enumerate(costs):
        player = make_strategy("linear") if bids is None else Bidder(bids[k], k not in refuse)
        seats.append(Seat(f"F{k}", PRICE - cost, 0.0, player))  # type: ignore[arg-type]
    return make_protocol(rule, PRICES, 5).run(seats, np.random.default_rng(0))


def test_first_price_pays_the_bid_and_vickrey_the_second_best() -> None:
    assert tender("first_price", [20, 30, 25]).point == {"price": 20}  # type: ignore[union-attr]
    second = tender("vickrey", [20, 30, 25])
    assert second.point == {"price": 25} and second.parties == ("buyer", "F0")  # type: ignore[union-attr]
    assert second.utilities == {"buyer": 20, "F0": 5, "F1": 0, "F2": 0}  # type: ignore[union-attr]
    assert tender("vickrey", [20]).point == {"price": 45}  # alone: held only to the reserve  # type: ignore[union-attr]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 49), min_size=2, max_size=5), st.integers(0, 50))
def test_no_lie_beats_the_truth_in_a_vickrey_auction(costs: list[int], lie: int) -> None:
    honest: list[int | None] = list(costs)
    truth = tender("vickrey", costs, honest)
    lied = tender("vickrey", costs, [lie, *honest[1:]])

    def payoff(result: Result) -> float:
        return result.utilities["F0"] if result.agreed else 0.0  # type: ignore[union-attr]

    assert payoff(lied) <= payoff(truth) + 1e-9


def test_a_bid_above_the_reserve_does_not_count() -> None:
    result = tender("first_price", [46, 47])
    assert isinstance(result, Breakdown) and result.reason == "no_bid"
    result = tender("first_price", [40, 40], [46, None])
    assert isinstance(result, Breakdown) and result.reason == "no_bid"
    assert tender("first_price", [40, 42], [46, 44]).parties == ("buyer", "F1")  # type: ignore[union-attr]


@pytest.mark.parametrize("rule", ["first_price", "vickrey", "contract_net"])
def test_when_the_winner_refuses_the_next_best_is_awarded(rule: str) -> None:
    bids: list[int | None] = [10, 12, 14]
    result = tender(rule, [5, 5, 5], bids, refuse=(0,))
    assert result.agreed and result.parties == ("buyer", "F1")  # type: ignore[union-attr]
    result = tender(rule, [5, 5, 5], bids, refuse=(0, 1, 2))
    assert isinstance(result, Breakdown) and (result.reason, result.party) == ("refused", "F2")


def test_bidders_do_not_see_each_other_but_the_manager_sees_all() -> None:
    seen: dict[str, set[str]] = {}

    class Nosy(Bidder):
        def propose(self, view: View) -> int | None:
            seen.setdefault(view.me, set()).update(name for _, name, _ in view.history)
            return super().propose(view)

    seats = [Seat("buyer", 45 - PRICE, 0.0, make_strategy("fixed"))]
    seats += [Seat(name, PRICE, 0.0, Nosy(20)) for name in ("F0", "F1")]  # type: ignore[list-item]
    session = make_protocol("contract_net", PRICES, 4).start(seats, np.random.default_rng(0))
    session.finish()
    assert seen == {"F0": {"F0"}, "F1": {"F1"}}
    assert {name for _, name, _ in session.table.views[0].history} == {"F0", "F1"}


def test_contract_net_calls_again_until_the_manager_is_content_or_time_is_up() -> None:
    result = tender("contract_net", [20, 30, 25])
    assert result.agreed and result.parties == ("buyer", "F0") and 1 < result.rounds < 5  # type: ignore[union-attr]
    stubborn = tender("contract_net", [20, 30], [48, 49])
    assert isinstance(stubborn, Breakdown) and stubborn.reason == "deadline"
    silent = tender("contract_net", [20, 30], [None, None])
    assert isinstance(silent, Breakdown) and silent.reason == "no_bid"


def test_the_manager_ranks_by_what_a_deal_with_each_is_worth_to_it() -> None:
    """F1 asks more but its lane is worth 10 more to the buyer."""
    for rule in ("first_price", "contract_net"):
        near = {"F0": 30 - PRICE, "F1": 40 - PRICE}
        seats = [Seat("buyer", 30 - PRICE, 0.0, make_strategy("linear"), with_partner=near)]
        seats += [Seat(n, PRICE - c, 0.0, Bidder(p)) for n, c, p in (("F0", 5, 12), ("F1", 5, 15))]  # type: ignore[list-item]
        result = make_protocol(rule, PRICES, 5).run(seats, np.random.default_rng(0))
        assert result.parties == ("buyer", "F1") and result.utilities["buyer"] == 25  # type: ignore[union-attr]


def test_in_a_second_score_auction_the_winner_keeps_the_advantage_of_its_quality() -> None:
    """Che (1993): the winner meets the second score in the way that suits it best."""
    space = OutcomeSpace([Issue.grid("price", 0, 20, 1), Issue("speed", (0, 1))])
    price, speed = space.axis("price"), space.axis("speed")
    score = (15 + 6 * speed - price).reshape(-1)
    fast, slow = (price - 4 - 1 * speed).reshape(-1), (price - 6 - 5 * speed).reshape(-1)
    seats = [Seat("buyer", score, 0.0, make_strategy("linear"))]
    seats += [
        Seat("fast", fast, 0.0, make_strategy("linear")),
        Seat("slow", slow, 0.0, make_strategy("linear")),
    ]
    result = make_protocol("vickrey", space).run(seats, np.random.default_rng(0))
    assert result.parties == ("buyer", "fast")  # type: ignore[union-attr]
    assert result.point == {"price": 11, "speed": 1}  # best score of slow: 15 + 6 - 11 = 10  # type: ignore[union-attr]


def test_an_announced_ranking_makes_bids_efficient_and_a_blind_call_does_not() -> None:
    """Two issues: told what the manager values, contractors give way where it costs them least."""
    space = OutcomeSpace([Issue.grid("price", 0, 20, 1), Issue.grid("hours", 24, 72, 12)])
    price, hours = space.axis("price"), space.axis("hours")
    buyer = (30 - price - 0.25 * (hours - 24)).reshape(-1)
    factory = (price - 4 - 0.05 * (72 - hours)).reshape(-1)
    ends = {}
    for announce in (True, False):
        seats = [Seat("buyer", buyer, 0.0, make_strategy("linear"))]
        seats += [Seat(n, factory - extra, 0.0, make_strategy("linear")) for n, extra in (("F0", 0.0), ("F1", 1.0))]
        ends[announce] = make_protocol("contract_net", space, 10, announce=announce).run(seats, np.random.default_rng(0))
    assert ends[True].agreed and ends[True].point["hours"] == 24  # type: ignore[union-attr]
    assert ends[True].parties == ("buyer", "F0")  # type: ignore[union-attr]
    joint = {k: float(buyer[e.outcome] + factory[e.outcome]) if e.agreed else 0.0 for k, e in ends.items()}  # type: ignore[union-attr]
    assert joint[True] == (buyer + factory).max() > joint[False]
