"""Double auction, call market, rationing and the VCG reverse auction against theory and hand computation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.strategies import make_strategy
from protocols.errors import UserError
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.theory.mechanisms_call_market import clear
from protocols.theory.mechanisms_vcg import BundleBid, procure
from protocols.types import Breakdown, Result, Seat, View


def trade(value: float, cost: float, k: float = 0.5) -> Result:
    space = OutcomeSpace([Issue.grid("price", 0, 10, 1)])
    price = space.axis("price").reshape(-1)
    seats = [
        Seat("s", price - cost, 0.0, make_strategy("linear"), role="seller"),
        Seat("b", value - price, 0.0, make_strategy("linear"), role="buyer"),
    ]
    return make_protocol("k_double_auction", space, k=k).run(seats, np.random.default_rng(0))


def test_the_k_double_auction_trades_between_ask_and_bid() -> None:
    assert trade(8, 2).point == {"price": 5}  # type: ignore[union-attr]
    assert trade(8, 2, k=1).point == {"price": 8}  # type: ignore[union-attr]
    assert trade(8, 2, k=0).point == {"price": 2}  # type: ignore[union-attr]
    assert trade(5, 5).agreed
    missed = trade(4, 5)
    assert isinstance(missed, Breakdown) and missed.reason == "no_trade"
    silent = trade(-1, 5)
    assert isinstance(silent, Breakdown) and (silent.reason, silent.party) == ("no_bid", "b")


def test_double_auction_needs_a_price_and_two_roles() -> None:
    space = OutcomeSpace([Issue.grid("price", 0, 10, 1), Issue("x", (1, 2))])
    with pytest.raises(UserError, match="one numeric issue"):
        make_protocol("k_double_auction", space)
    space = OutcomeSpace([Issue.grid("price", 0, 10, 1)])
    seats = [Seat(n, np.zeros(11), 0.0, make_strategy("linear"), role="buyer") for n in "ab"]
    with pytest.raises(UserError, match="one 'buyer' and one 'seller'"):
        make_protocol("k_double_auction", space).run(seats, np.random.default_rng(0))


MARKET = OutcomeSpace([Issue.grid("price", 0, 12, 1), Issue.grid("quantity", 0, 6, 1)])
orders = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=4)


def market(bids: list[tuple[int, int]], asks: list[tuple[int, int]], k: float = 0.5) -> Result:
    """Limit orders: constant value a unit up to a quantity, nothing (or no room) beyond."""
    price, qty = MARKET.axis("price"), MARKET.axis("quantity")
    seats = []
    for role, book in (("buyer", bids), ("seller", asks)):
        for n, (limit, units) in enumerate(book):
            sign = 1 if role == "buyer" else -1
            utility = np.where(qty <= units, sign * (limit - price) * qty, -np.inf).reshape(-1)
            seats.append(Seat(f"{role}{n}", utility, 0.0, make_strategy("linear"), role=role))
    return make_protocol("call_market", MARKET, k=k).run(seats, np.random.default_rng(0))


@settings(max_examples=80, deadline=None)
@given(orders, orders)
def test_the_call_market_trades_the_efficient_quantity_at_a_clearing_price(
    bids: list[tuple[int, int]], asks: list[tuple[int, int]]
) -> None:
    known = clear(bids, asks)
    result = market(bids, asks)
    assert result.agreed == (known.quantity > 0)
    if result.agreed:
        points = {name: MARKET.point(o) for name, o in result.shares.items()}  # type: ignore[union-attr]
        bought = sum(p["quantity"] for n, p in points.items() if n.startswith("buyer"))  # type: ignore[misc]
        sold = sum(p["quantity"] for n, p in points.items() if n.startswith("seller"))  # type: ignore[misc]
        assert bought == sold == known.quantity
        assert sum(result.utilities.values()) == pytest.approx(known.welfare)  # type: ignore[union-attr]
        low, high = known.price_interval or (0, 0)
        assert low <= next(iter(points.values()))["price"] <= high
        assert sum(result.payments.values()) == pytest.approx(0)  # type: ignore[union-attr]


def test_the_long_side_is_rationed_in_whole_lots() -> None:
    result = market([(10, 6), (10, 3)], [(2, 4)])
    amounts = {name: MARKET.point(o)["quantity"] for name, o in result.shares.items()}  # type: ignore[union-attr]
    assert amounts == {"buyer0": 3, "buyer1": 1, "seller0": 4}


def test_a_market_needs_price_quantity_and_roles() -> None:
    with pytest.raises(UserError, match="price and quantity"):
        make_protocol("call_market", OutcomeSpace([Issue("price", (1,))]))
    with pytest.raises(UserError, match="0, q, 2q"):
        make_protocol("call_market", OutcomeSpace([Issue("price", (1,)), Issue("quantity", (0, 1, 5))]))
    seats = [Seat(n, np.zeros(MARKET.size), 0.0, make_strategy("linear")) for n in "ab"]
    with pytest.raises(UserError, match="no role"):
        make_protocol("call_market", MARKET).run(seats, np.random.default_rng(0))


QUANTITY = OutcomeSpace([Issue.grid("quantity", 0, 100, 5)])
QTY = QUANTITY.axis("quantity").reshape(-1)


def ration(cut: str, ideals: list[int], capacity: float, **players: object) -> Result:
    seats = [Seat("holder", QTY * 1.0, 0.0, make_strategy("linear"))]
    for ideal in ideals:
        player = players.get(f"b{ideal}", make_strategy("linear"))
        seats.append(Seat(f"b{ideal}", -((QTY - ideal) ** 2), -float(ideal**2), player))  # type: ignore[arg-type]
    return make_protocol(f"rationing:cut={cut}", QUANTITY, capacity=capacity).run(seats, np.random.default_rng(0))


def shares(result: Result) -> dict[str, float]:
    return {name: float(QTY[outcome]) for name, outcome in result.shares.items()}  # type: ignore[union-attr]


def test_the_three_ways_to_cut_orders() -> None:
    """The example of the oracle cases: orders 60, 40, 20 and capacity 90."""
    assert shares(ration("proportional", [60, 40, 20], 90)) == {"b60": 45, "b40": 30, "b20": 15}
    assert shares(ration("linear", [60, 40, 20], 90)) == {"b60": 50, "b40": 30, "b20": 10}
    assert shares(ration("uniform", [60, 40, 20], 90)) == {"b60": 35, "b40": 35, "b20": 20}
    assert shares(ration("linear", [60, 20], 90)) == {"b60": 60, "b20": 20}


@pytest.mark.parametrize(("cut", "pays"), [("proportional", True), ("linear", True), ("uniform", False)])
def test_inflating_the_order_pays_except_under_the_uniform_rule(cut: str, pays: bool) -> None:
    """Sprumont (1991): the uniform rule is strategy-proof; Cachon and Lariviere (1999): the others invite
    inflation."""

    class Inflates:
        def reset(self) -> None: ...
        def propose(self, view: View) -> None: ...
        def respond(self, view: View, offer: int) -> None: ...
        def order(self, view: View) -> int:
            return int(QTY.searchsorted(60))

    honest = ration(cut, [60, 40, 20], 90).utilities["b40"]  # type: ignore[union-attr]
    inflated = ration(cut, [60, 40, 20], 90, b40=Inflates()).utilities["b40"]  # type: ignore[union-attr]
    assert (inflated > honest) is pays


def test_a_share_worth_less_than_none_is_cancelled_and_the_rest_cut_afresh() -> None:
    """b2 needs at least 80: what it would get is useless to it, so the others get it."""
    seats = [Seat("holder", QTY * 1.0, 0.0, make_strategy("linear"))]
    seats += [Seat("b1", -((QTY - 60) ** 2), -3600.0, make_strategy("linear"))]
    seats += [Seat("b2", np.where(QTY >= 80, 100.0, -QTY), 0.0, make_strategy("linear"))]
    rule = make_protocol("rationing", QUANTITY, capacity=90)
    result = rule.run(seats, np.random.default_rng(0))
    assert shares(result) == {"b1": 60} and result.utilities["b2"] == 0  # type: ignore[union-attr]


def vcg(
    value: float, costs: dict[str, dict[tuple[int, ...], float]], lies: dict[str, np.ndarray] | None = None, commit: bool = True
) -> Result:
    space = OutcomeSpace([Issue(item, (0, 1)) for item in "AB"])

    class Liar:
        def __init__(self, told: np.ndarray) -> None:
            self.told = told

        def reset(self) -> None: ...
        def propose(self, view: View) -> None: ...
        def respond(self, view: View, offer: int) -> None: ...
        def report(self, view: View) -> np.ndarray:
            return self.told

    seats = [Seat("buyer", np.array([0, 0, 0, value]), 0.0, make_strategy("linear"))]
    for name, listed in costs.items():
        utility = np.array([0.0, -np.inf, -np.inf, -np.inf])
        for taken, cost in listed.items():
            utility[space.index(dict(zip("AB", taken, strict=True)))] = -cost
        player = Liar(lies[name]) if lies and name in lies else make_strategy("linear")
        seats.append(Seat(name, utility, 0.0, player))  # type: ignore[arg-type]
    return make_protocol("vcg_reverse_auction", space, commit=commit).run(seats, np.random.default_rng(0))


def test_vcg_pays_what_each_winner_saves_the_others() -> None:
    costs = {"x": {(1, 0): 2.0}, "y": {(0, 1): 2.0}, "z": {(1, 1): 10.0}}
    result = vcg(50, costs)
    known = procure(
        "AB",
        [
            BundleBid("x", frozenset("A"), 2),
            BundleBid("y", frozenset("B"), 2),
            BundleBid("z", frozenset("AB"), 10),
        ],
    )
    assert result.payments == {"buyer": -known.total_payment, **known.payments}  # type: ignore[union-attr]
    assert result.utilities == {"buyer": 34, "x": 6, "y": 6, "z": 0}  # type: ignore[union-attr]


def test_the_value_of_the_buyer_bounds_payments_and_too_dear_is_no_trade() -> None:
    alone = vcg(9, {"x": {(1, 1): 4.0}})
    assert alone.payments == {"buyer": -9, "x": 9}  # type: ignore[union-attr]
    dear = vcg(9, {"x": {(1, 1): 14.0}})
    assert isinstance(dear, Breakdown) and dear.reason == "no_trade"


def test_vcg_may_cost_more_than_the_value_so_the_buyer_commits() -> None:
    """Complements: each of x and y saves the other's dear pair (30), so both are paid 30 for what is worth
    40."""
    costs = {n: {(0, 1): 0.0, (1, 0): 0.0, (1, 1): 30.0} for n in "xy"}
    result = vcg(40, costs)
    assert result.utilities == {"buyer": -20, "x": 30, "y": 30}  # type: ignore[union-attr]
    free = vcg(40, costs, commit=False)
    assert isinstance(free, Breakdown) and (free.reason, free.party) == ("refused", "buyer")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6), st.lists(st.integers(0, 30), min_size=3, max_size=3))
def test_no_false_report_beats_the_truth_under_vcg(costs: list[int], told: list[int]) -> None:
    bundles = [(0, 1), (1, 0), (1, 1)]
    listed = {
        "x": dict(zip(bundles, map(float, costs[:3]), strict=True)),
        "y": dict(zip(bundles, map(float, costs[3:]), strict=True)),
    }
    lie = np.array([0.0, *(-float(cost) for cost in told)])

    def payoff(result: Result) -> float:
        return result.utilities["x"] if result.agreed else 0.0  # type: ignore[union-attr]

    assert payoff(vcg(40, listed, {"x": lie})) <= payoff(vcg(40, listed)) + 1e-9
