"""Mechanism theory: auctions, bilateral trade, the call market and VCG procurement."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.errors import UserError
from protocols.theory import mechanisms_auctions as auctions
from protocols.theory.mechanisms_call_market import Order, clear
from protocols.theory.mechanisms_double_auction import KDoubleAuction, myerson_satterthwaite
from protocols.theory.mechanisms_vcg import Arc, BundleBid, buy_route, procure

brief = settings(max_examples=40)

GRID = np.linspace(0, 1, 401)
CENTRES = (np.arange(2000) + 0.5) / 2000


@pytest.mark.parametrize("bidders", [2, 3, 6])
@pytest.mark.parametrize("reserve", [0.0, 0.3, 0.5])
def test_vickrey_riley_samuelson_first_price_bids_are_best_replies(bidders: int, reserve: float) -> None:
    values = np.linspace(reserve, 1, 400)
    bids = np.array([auctions.first_price_bid(float(v), bidders, reserve) for v in values])
    winning = values ** (bidders - 1)  # chance that the rivals' values lie below
    for value in (0.35, 0.6, 0.95):
        if value >= reserve:
            own = auctions.first_price_bid(value, bidders, reserve)
            assert own is not None
            assert np.max((value - bids) * winning) <= (value - own) * value ** (bidders - 1) + 1e-9


@pytest.mark.parametrize("bidders", [1, 2, 5])
@pytest.mark.parametrize("reserve", [0.0, 0.3, 0.5, 0.8])
def test_myerson_revenue_is_the_payment_of_the_highest_bidder_and_half_is_the_best_reserve(
    bidders: int, reserve: float
) -> None:
    top = CENTRES ** (1 / bidders)  # quantiles of the highest value
    bids = [auctions.first_price_bid(float(v), bidders, reserve) for v in top]
    collected = np.mean([0.0 if bid is None else bid for bid in bids])
    revenue = auctions.expected_revenue(bidders, reserve)
    assert revenue == pytest.approx(collected, abs=1e-3)
    assert revenue <= auctions.expected_revenue(bidders, 0.5)
    assert auctions.sale_probability(bidders, reserve) == pytest.approx(np.mean(top >= reserve), abs=1e-3)


@brief
@given(st.integers(1, 12))
def test_the_surplus_of_an_auction_goes_to_the_seller_and_the_bidders(bidders: int) -> None:
    shared = auctions.expected_revenue(bidders) + bidders * auctions.bidder_surplus(bidders)
    assert shared == pytest.approx(auctions.expected_winner_value(bidders))


@brief
@given(st.integers(1, 8), st.floats(0, 50), st.floats(1, 50))
def test_procurement_is_a_mirrored_first_price_auction(bidders: int, lo: float, width: float) -> None:
    hi = lo + width
    for cost in (lo, lo + 0.3 * width, hi):
        mirrored = auctions.first_price_bid(min(1.0, (hi - cost) / width), bidders)
        assert mirrored is not None
        ask = auctions.procurement_bid(cost, bidders, lo, hi)
        assert ask == pytest.approx(hi - width * mirrored)
    revenue = auctions.expected_revenue(bidders)
    assert auctions.procurement_payment(bidders, lo, hi) == pytest.approx(hi - width * revenue)
    assert auctions.procurement_winner_cost(bidders, lo, hi) == pytest.approx(
        hi - width * auctions.expected_winner_value(bidders)
    )


def test_below_the_reserve_nobody_bids_and_nonsense_is_refused() -> None:
    assert auctions.first_price_bid(0.2, 3, reserve=0.5) is None
    with pytest.raises(UserError, match="bidders"):
        auctions.expected_revenue(0)
    with pytest.raises(UserError, match="reserve"):
        auctions.expected_revenue(2, 1.5)


@pytest.mark.parametrize("k", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_satterthwaite_williams_linear_strategies_are_best_replies(k: float) -> None:
    game = KDoubleAuction(k, 20, 60)
    types = np.linspace(20.01, 59.99, 4000)
    asks, bids = (np.array([f(float(t)) for t in types]) for f in (game.ask, game.bid))
    for own in (24.0, 37.0, 45.0, 58.0):
        buys = [
            np.mean(np.where(asks <= p, own - k * p - (1 - k) * asks, 0)) for p in np.arange(20, 60, 0.25)
        ]
        sells = [
            np.mean(np.where(bids >= p, k * bids + (1 - k) * p - own, 0)) for p in np.arange(20, 60, 0.25)
        ]
        bid, ask = game.bid(own), game.ask(own)
        here_buy = np.mean(np.where(asks <= bid, own - k * bid - (1 - k) * asks, 0))
        here_sell = np.mean(np.where(bids >= ask, k * bids + (1 - k) * ask - own, 0))
        assert max(buys) <= here_buy + 0.02
        assert max(sells) <= here_sell + 0.02


@brief
@given(st.floats(0, 1))
def test_k_double_auction_expectations_are_those_of_its_strategies(k: float) -> None:
    game = KDoubleAuction(k)
    cells = (np.arange(300) + 0.5) / 300
    value, cost = cells[:, None], cells[None, :]
    bid, ask = game.bid_slope * value + game.bid_intercept, game.ask_slope * cost + game.ask_intercept
    trade = bid >= ask
    assert game.trade_probability == pytest.approx(trade.mean(), abs=5e-3)
    assert game.expected_gains == pytest.approx(((value - cost) * trade).mean(), abs=3e-3)
    price = (k * bid + (1 - k) * ask)[trade].mean()
    assert game.mean_price_given_trade == pytest.approx(price, abs=5e-3)


@brief
@given(st.floats(0, 1), st.floats(-50, 50), st.floats(1, 100))
def test_myerson_satterthwaite_no_k_beats_the_second_best_and_one_half_attains_it(
    k: float, lo: float, width: float
) -> None:
    best = myerson_satterthwaite(lo, lo + width)
    assert KDoubleAuction(k, lo, lo + width).expected_gains <= best.gains * (1 + 1e-9)
    half = KDoubleAuction(0.5, lo, lo + width)
    assert half.expected_gains == pytest.approx(best.gains)
    assert half.share_of_efficient_trades == pytest.approx(9 / 16)
    assert half.bid(lo + width) - half.ask(lo) > 0 and best.loss > 0


def test_myerson_satterthwaite_threshold_balances_the_virtual_budget() -> None:
    best = myerson_satterthwaite()
    cells = (np.arange(1000) + 0.5) / 1000
    value, cost = cells[:, None], cells[None, :]
    trade = value - cost >= best.trade_threshold
    assert ((2 * value - 1 - 2 * cost) * trade).mean() == pytest.approx(0, abs=1e-3)
    assert ((value - cost) * trade).mean() == pytest.approx(best.gains, abs=1e-3)


books = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=5)


@brief
@given(books, books)
def test_the_call_market_trades_all_gains_at_prices_every_order_accepts(
    bids: list[Order], asks: list[Order]
) -> None:
    found = clear(bids, asks)
    buyers = sorted((p for p, q in bids for _ in range(q)), reverse=True)
    sellers = sorted(p for p, q in asks for _ in range(q))
    gains = [b - a for b, a in zip(buyers, sellers, strict=False) if b >= a]
    assert (found.quantity, found.welfare) == (len(gains), sum(gains))
    if found.price_interval is None:
        assert found.quantity == 0 and found.price() is None
        return
    low, high = found.price_interval
    assert low <= high
    for price in (low, high, found.price(0.3)):
        assert price is not None
        willing_buyers = sum(b > price for b in buyers), sum(b >= price for b in buyers)
        willing_sellers = sum(a < price for a in sellers), sum(a <= price for a in sellers)
        assert willing_buyers[0] <= found.quantity <= willing_buyers[1]
        assert willing_sellers[0] <= found.quantity <= willing_sellers[1]


units = st.lists(st.integers(0, 20), min_size=1, max_size=5)


def _mcafee_gain(bids: list[int], asks: list[int], who: int, value: int) -> float:
    """Gain of buyer ``who`` of true ``value``; at ties the earlier bid goes first."""
    reduced = clear([(b, 1) for b in bids], [(a, 1) for a in asks]).mcafee
    ahead = sum(b > bids[who] for b in bids) + sum(b == bids[who] for b in bids[:who])
    if reduced.buyer_price is None or ahead >= reduced.trades:
        return 0.0
    return value - reduced.buyer_price


@brief
@given(units, units, st.integers(0, 4), st.integers(0, 20))
def test_mcafee_truth_is_dominant_and_the_market_never_runs_a_deficit(
    bids: list[int], asks: list[int], who: int, lie: int
) -> None:
    who %= len(bids)
    reduced = clear([(b, 1) for b in bids], [(a, 1) for a in asks]).mcafee
    if reduced.buyer_price is not None and reduced.seller_price is not None:
        assert reduced.buyer_price >= reduced.seller_price
    honest = _mcafee_gain(bids, asks, who, bids[who])
    false = [*bids[:who], lie, *bids[who + 1 :]]
    assert _mcafee_gain(false, asks, who, bids[who]) <= honest + 1e-9
    assert honest >= 0


ITEMS = "ABC"
bundle_bids = st.lists(
    st.builds(
        BundleBid,
        st.sampled_from(["w", "x", "y", "z"]),
        st.frozensets(st.sampled_from(ITEMS), min_size=1),
        st.integers(1, 30).map(float),
    ),
    max_size=7,
)
GUARANTEE = [BundleBid("u", frozenset(ITEMS), 80.0), BundleBid("v", frozenset(ITEMS), 90.0)]


def _brute_cost(bids: list[BundleBid]) -> float:
    by_bidder = [[None, *[b for b in bids if b.bidder == name]] for name in sorted({b.bidder for b in bids})]
    costs = []
    for choice in product(*by_bidder):
        taken = [bid for bid in choice if bid is not None]
        if frozenset().union(*(bid.items for bid in taken)) == frozenset(ITEMS):
            costs.append(sum(bid.cost for bid in taken))
    return min(costs)


@settings(max_examples=60)
@given(bundle_bids, st.floats(0.3, 3))
def test_vcg_buys_at_least_cost_pays_at_least_cost_and_rewards_the_truth(
    extra: list[BundleBid], lie: float
) -> None:
    bids = [*extra, *GUARANTEE]
    bought = procure(ITEMS, bids)
    assert bought.cost == pytest.approx(_brute_cost(bids))
    for bidder, won in bought.winners.items():
        without = _brute_cost([bid for bid in bids if bid.bidder != bidder])
        assert bought.payments[bidder] == pytest.approx(without - bought.cost + won.cost)
        assert bought.payments[bidder] >= won.cost - 1e-9
    if extra:
        name = extra[0].bidder
        truth = {bid.items: bid.cost for bid in sorted(extra, key=lambda b: -b.cost) if bid.bidder == name}

        def gain(offers: list[BundleBid]) -> float:
            result = procure(ITEMS, offers)
            won = result.winners.get(name)
            return 0.0 if won is None else result.payments[name] - truth[won.items]

        shaded = [BundleBid(b.bidder, b.items, b.cost * lie) if b.bidder == name else b for b in bids]
        assert gain(shaded) <= gain(bids) + 1e-9


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 9)), max_size=12))
def test_vcg_path_pays_each_arc_what_the_route_would_cost_more_without_it(
    extra: list[tuple[int, int, int]],
) -> None:
    arcs = [Arc("0", "4", 50), *[Arc(str(u), str(v), c) for u, v, c in extra if u != v]]

    def cheapest(offers: list[Arc]) -> float:
        graph = nx.MultiDiGraph()
        graph.add_nodes_from("01234")
        for arc in offers:
            graph.add_edge(arc.tail, arc.head, weight=arc.cost)
        try:
            return float(nx.shortest_path_length(graph, "0", "4", weight="weight"))
        except nx.NetworkXNoPath:
            return float("inf")

    route = buy_route(arcs, "0", "4")
    assert route.cost == cheapest(arcs) == sum(arc.cost for arc in route.arcs)
    assert route.nodes[0] == "0" and route.nodes[-1] == "4"
    for arc, payment in zip(route.arcs, route.payments, strict=True):
        others = list(arcs)
        others.remove(arc)
        assert payment == cheapest(others) - (route.cost - arc.cost)
        assert payment >= arc.cost


def test_what_cannot_be_bought_is_said() -> None:
    with pytest.raises(UserError, match="covers all"):
        procure("AB", [BundleBid("x", frozenset("A"), 1)])
    with pytest.raises(UserError, match="no route"):
        buy_route([Arc("a", "b", 1)], "a", "c")
    alone = procure("A", [BundleBid("x", frozenset("A"), 1)])
    assert alone.payments == {"x": float("inf")}
