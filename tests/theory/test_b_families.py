"""Families of games with known answers: airport, bankruptcy, assignment, glove, pooled newsvendors, exchange
networks.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.games import (
    Game,
    core_range,
    in_core,
    is_balanced,
    is_nucleolus,
    max_excess,
    nucleolus,
    shapley,
)
from protocols.games import bankruptcy as sharing
from protocols.games.airport import (
    airport_core_contains,
    airport_nucleolus,
    airport_savings_game,
    airport_shapley,
)
from protocols.games.exchange import ExchangeNetwork, balanced_outcome, edge_balancing, imbalance
from protocols.games.markets import assignment_game, glove_game, newsvendor_pool_game, side_optimal

money = st.integers(0, 60).map(float)


@settings(max_examples=20)
@given(st.lists(money, min_size=2, max_size=5))
def test_littlechild_1974_recursion_is_the_nucleolus_of_the_savings_game(costs: list[float]) -> None:
    game = airport_savings_game([f"u{k}" for k in range(len(costs))], costs)
    assert airport_nucleolus(costs) == pytest.approx(np.array(costs) - nucleolus(game), abs=1e-6)
    charges = airport_shapley(costs)
    assert charges == pytest.approx(np.array(costs) - shapley(game), abs=1e-9)
    assert airport_core_contains(costs, charges)
    assert airport_core_contains(costs, charges) == in_core(game, np.array(costs) - np.array(charges))


@settings(max_examples=20)
@given(st.lists(st.tuples(money, st.integers(1, 3)), min_size=1, max_size=3))
def test_airport_classes_are_their_users_one_by_one(classes: list[tuple[float, int]]) -> None:
    costs, users = [cost for cost, _ in classes], [count for _, count in classes]
    singly = [cost for cost, count in classes for _ in range(count)]
    for rule in (airport_shapley, airport_nucleolus):
        spread = [fee for fee, count in zip(rule(costs, users), users, strict=True) for _ in range(count)]
        assert spread == pytest.approx(rule(singly), abs=1e-9)
        assert sum(spread) == pytest.approx(max(costs))


def test_airport_core_test_sees_an_objection() -> None:
    assert not airport_core_contains([1.0, 3.0], [1.5, 1.5])
    assert not airport_core_contains([1.0, 3.0], [0.5, 1.5])
    with pytest.raises(ValueError, match="costs"):
        airport_shapley([-1.0])


@settings(max_examples=20)
@given(st.lists(st.integers(1, 40).map(float), min_size=2, max_size=5), st.floats(0.0, 1.0))
def test_aumann_maschler_1985_talmud_is_the_nucleolus_and_oneill_1982_shapley_is_random_arrival(
    claims: list[float], share: float
) -> None:
    estate = share * sum(claims)
    game = sharing.bankruptcy_game(estate, claims)
    awards = sharing.talmud(estate, claims)
    assert awards == pytest.approx(nucleolus(game), abs=1e-6)
    assert sum(awards) == pytest.approx(estate)
    for one in range(
        len(claims)
    ):  # consistency: any two split what they got together by the contested garment
        for two in range(one):
            pair = sharing.talmud(awards[one] + awards[two], [claims[one], claims[two]])
            assert pair[0] == pytest.approx(awards[one], abs=1e-6)
    assert in_core(game, shapley(game))


@settings(max_examples=50)
@given(st.lists(money, min_size=1, max_size=6).filter(any), st.floats(0.0, 1.0))
def test_sharing_rules_are_bounded_ordered_and_dual(claims: list[float], share: float) -> None:
    estate = share * sum(claims)
    rules = (
        sharing.proportional,
        sharing.constrained_equal_awards,
        sharing.constrained_equal_losses,
        sharing.talmud,
    )
    for rule in rules:
        awards = rule(estate, claims)
        assert sum(awards) == pytest.approx(estate)
        assert all(-1e-9 <= award <= claim + 1e-9 for award, claim in zip(awards, claims, strict=True))
        order = np.argsort(claims, kind="stable")
        assert (np.diff(np.array(awards)[order]) >= -1e-9).all()
    other = sharing.talmud(sum(claims) - estate, claims)  # self-dual
    assert np.array(sharing.talmud(estate, claims)) + np.array(other) == pytest.approx(np.array(claims))
    with pytest.raises(ValueError, match="estate"):
        sharing.talmud(sum(claims) + 1.0, claims)


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[str], list[str], list[list[float]]]:
    rows, cols = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    table = draw(st.lists(st.lists(st.integers(-3, 12).map(float), min_size=cols, max_size=cols),
                          min_size=rows, max_size=rows))  # fmt: skip
    return [f"s{k}" for k in range(rows)], [f"b{k}" for k in range(cols)], table


@settings(max_examples=20)
@given(markets())
def test_shapley_shubik_1971_assignment_games_have_a_core_with_two_corners(
    market: tuple[list[str], list[str], list[list[float]]],
) -> None:
    from scipy.optimize import linear_sum_assignment

    rows, cols, surplus = market
    game = assignment_game(rows, cols, surplus)
    matrix = np.maximum(np.array(surplus), 0.0)
    picked = linear_sum_assignment(matrix, maximize=True)
    assert game.grand == pytest.approx(matrix[picked].sum())
    assert is_balanced(game)
    assert max_excess(game, nucleolus(game)) <= 1e-6
    ends = core_range(game)
    assert ends is not None
    for side, best in ((rows, True), (cols, False)):
        corner = side_optimal(game, side)
        assert in_core(game, corner)
        mine = ends[: len(rows)] if best else ends[len(rows) :]
        gets = corner[: len(rows)] if best else corner[len(rows) :]
        assert gets == pytest.approx(
            mine[:, 1], abs=1e-6
        )  # everyone on the side gets its core maximum at once


@pytest.mark.parametrize(("left", "right"), [(1, 2), (2, 3), (3, 1)])
def test_glove_market_the_scarce_side_takes_all_in_the_core(left: int, right: int) -> None:
    game = glove_game([f"L{k}" for k in range(left)], [f"R{k}" for k in range(right)])
    scarce = np.array([1.0] * left + [0.0] * right if left < right else [0.0] * left + [1.0] * right)
    assert nucleolus(game) == pytest.approx(scarce, abs=1e-7)
    assert is_nucleolus(game, scarce)
    assert (shapley(game)[scarce == 0] > 0.0).all()  # the Shapley value leaves the long side something


@settings(max_examples=20)
@given(st.integers(2, 4), st.floats(0.0, 0.9), st.data())
def test_hartman_dror_shalinsky_2000_pooling_newsvendors_has_a_core(
    n: int, rho: float, data: st.DataObject
) -> None:
    sd = data.draw(st.lists(st.floats(5.0, 50.0), min_size=n, max_size=n))
    names = [f"r{k}" for k in range(n)]
    game = newsvendor_pool_game(names, [100.0] * n, sd, 10.0, 4.0, rho)
    assert is_balanced(game)
    assert game.grand >= game.singles.sum() - 1e-6  # pooling never loses
    together = newsvendor_pool_game(names, [100.0] * n, sd, 10.0, 4.0, 1.0)
    assert together.grand == pytest.approx(
        together.singles.sum()
    )  # perfectly correlated demand gains nothing


def test_newsvendor_pool_is_checked() -> None:
    with pytest.raises(ValueError, match="correlation"):
        newsvendor_pool_game("abc", [1, 1, 1], [1, 1, 1], 10, 4, -0.9)
    with pytest.raises(ValueError, match="cost"):
        newsvendor_pool_game("ab", [1, 1], [1, 1], 4, 10, 0.0)


def matching_game(network: ExchangeNetwork) -> Game:
    """Worth of the best matching inside each coalition, by brute force."""
    nodes = network.nodes

    def best(members: frozenset[str]) -> float:
        if not members:
            return 0.0
        first = min(members, key=nodes.index)
        rest = members - {first}
        choices = [best(rest)]
        for a, b, worth in network.edges:
            if first in (a, b) and {a, b} <= members:
                choices.append(worth + best(rest - {a, b}))
        return max(choices)

    return Game.from_function(nodes, best)


def path(*worths: float) -> tuple[tuple[str, str, float], ...]:
    return tuple((f"n{k}", f"n{k + 1}", worth) for k, worth in enumerate(worths))


@pytest.mark.parametrize(
    "network",
    [
        ExchangeNetwork(path(1, 1), (("n0", "n1"),)),
        ExchangeNetwork(path(1, 1, 1), (("n0", "n1"), ("n2", "n3"))),
        ExchangeNetwork(path(1, 1, 1, 1), (("n0", "n1"), ("n2", "n3"))),
        ExchangeNetwork(path(1, 1, 1, 1, 1), (("n0", "n1"), ("n2", "n3"), ("n4", "n5"))),
        ExchangeNetwork(path(4, 3, 5), (("n0", "n1"), ("n2", "n3"))),
        ExchangeNetwork((("H", "F", 6), ("H", "W", 5), ("H", "C", 4)), (("H", "F"),)),
        ExchangeNetwork((*path(3, 2, 3), ("n3", "n0", 2)), (("n0", "n1"), ("n2", "n3"))),
        ExchangeNetwork((*path(2, 2), ("n2", "n0", 1), ("n2", "x", 3)), (("n0", "n1"), ("n2", "x"))),
    ],
)
def test_balanced_outcomes_are_the_nucleolus_of_the_matching_game(network: ExchangeNetwork) -> None:
    outcome = balanced_outcome(network)
    game = matching_game(network)
    payoffs = np.array([outcome[node] for node in game.players])
    assert imbalance(network, outcome) == pytest.approx(0.0, abs=1e-7)
    assert is_nucleolus(game, payoffs)
    assert in_core(game, payoffs)


@settings(max_examples=25)
@given(st.lists(st.floats(0.5, 10.0), min_size=1, max_size=7))
def test_kleinberg_tardos_2008_on_paths_dynamics_and_nucleolus_agree(worths: list[float]) -> None:
    """On a path with every other edge matched and dominant, the balanced outcome is unique."""
    edges = path(*(worth if k % 2 else worth + 20.0 for k, worth in enumerate(worths)))
    network = ExchangeNetwork(edges, tuple((a, b) for a, b, _ in edges[::2]))
    settled = edge_balancing(network)
    assert imbalance(network, settled) == pytest.approx(0.0, abs=1e-7)
    assert balanced_outcome(network) == pytest.approx(settled, abs=1e-6)


def test_a_long_path_of_equal_deals_gives_the_middle_the_ladder_of_shares() -> None:
    """On a path of 2m nodes every other share climbs by 1/(m+1): stability pins the ladder of
    alternatives.
    """
    m = 5
    network = ExchangeNetwork(
        path(*[1.0] * (2 * m - 1)), tuple((f"n{2 * k}", f"n{2 * k + 1}") for k in range(m))
    )
    shares = list(balanced_outcome(network).values())
    assert shares[::2] == pytest.approx([(k + 1) / (m + 1) for k in range(m)])


def test_unstable_matching_settles_by_edge_balancing() -> None:
    triangle = ExchangeNetwork((("A", "B", 1), ("B", "C", 1), ("C", "A", 1)), (("A", "B"),))
    assert balanced_outcome(triangle) == pytest.approx({"A": 0.5, "B": 0.5, "C": 0.0})


def test_exchange_networks_are_checked() -> None:
    with pytest.raises(ValueError, match="matching"):
        ExchangeNetwork(path(1, 1), (("n0", "n1"), ("n1", "n2")))
    with pytest.raises(ValueError, match="matching"):
        ExchangeNetwork(path(1, 1), (("n0", "n2"),))
    with pytest.raises(ValueError, match="edges"):
        ExchangeNetwork((("A", "A", 1.0),), ())
