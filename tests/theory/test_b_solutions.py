"""Solution concepts of cooperative games, checked against their axioms and by certificates."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.games import (
    Game,
    balanced_cover_value,
    core_range,
    graph_restricted,
    in_core,
    is_balanced,
    is_convex,
    is_nucleolus,
    is_prenucleolus,
    is_superadditive,
    least_core,
    max_excess,
    myerson,
    nucleolus,
    prenucleolus,
    shapley,
    shapley_sampled,
)

NAMES = ("A", "B", "C", "D", "E")


@st.composite
def games(draw: st.DrawFn, n_min: int = 2, n_max: int = 5) -> Game:
    n = draw(st.integers(n_min, n_max))
    worths = draw(st.lists(st.integers(-5, 20), min_size=(1 << n) - 1, max_size=(1 << n) - 1))
    return Game(NAMES[:n], np.array([0.0, *map(float, worths)]))


@st.composite
def convex_games(draw: st.DrawFn) -> Game:
    """Sums of unanimity games with non-negative weights are convex."""
    n = draw(st.integers(2, 4))
    masks = np.arange(1 << n)
    values = np.zeros(1 << n)
    for carrier in draw(st.lists(st.integers(1, (1 << n) - 1), min_size=1, max_size=6)):
        values += draw(st.integers(1, 9)) * ((masks & carrier) == carrier)
    return Game(NAMES[:n], values)


def by_orders(game: Game) -> np.ndarray:
    """Shapley's own definition: average marginal contributions over all orders."""
    total = np.zeros(game.n)
    orders = list(permutations(range(game.n)))
    for order in orders:
        mask = 0
        for player in order:
            total[player] += game.values[mask | 1 << player] - game.values[mask]
            mask |= 1 << player
    return total / len(orders)


@settings(max_examples=20)
@given(games())
def test_shapley_1953_is_the_average_over_orders(game: Game) -> None:
    assert shapley(game) == pytest.approx(by_orders(game), abs=1e-9)
    assert shapley(game).sum() == pytest.approx(game.grand, abs=1e-9)


@settings(max_examples=30)
@given(games(3, 4), games(3, 4), st.floats(-3, 3))
def test_shapley_1953_axioms_linearity_dummy_symmetry(one: Game, two: Game, factor: float) -> None:
    if one.n == two.n:
        mixed = Game(one.players, one.values + factor * two.values)
        assert shapley(mixed) == pytest.approx(shapley(one) + factor * shapley(two), abs=1e-9)
    masks = np.arange(1 << one.n)
    dummy = Game(one.players, one.values[masks & ~1] + 3.0 * (masks & 1))  # player A adds 3 to everything
    assert shapley(dummy)[0] == pytest.approx(3.0)
    swapped = (masks & ~3) | (masks & 1) << 1 | (masks & 2) >> 1
    symmetric = Game(one.players, one.values + one.values[swapped])
    assert shapley(symmetric)[0] == pytest.approx(shapley(symmetric)[1])


@settings(max_examples=10)
@given(games(4, 5), st.integers(0, 2**32))
def test_sampled_shapley_agrees_within_its_error_bars(game: Game, seed: int) -> None:
    def worth(members: frozenset[str]) -> float:
        return game.value(members)

    estimate = shapley_sampled(game.players, worth, 400, np.random.default_rng(seed))
    assert estimate.orders == 400
    assert estimate.payoffs.sum() == pytest.approx(game.grand)
    assert (np.abs(estimate.payoffs - shapley(game)) <= 6.0 * estimate.standard_error + 1e-9).all()


def test_sampled_shapley_serves_games_beyond_a_table() -> None:
    """Forty players; worth = (sum of weights)^2, whose Shapley value is weight_i times the sum of weights."""
    names = tuple(f"p{k}" for k in range(40))
    weight = {name: 1.0 + k % 5 for k, name in enumerate(names)}

    def worth(members: frozenset[str]) -> float:
        return sum(weight[name] for name in sorted(members)) ** 2

    estimate = shapley_sampled(names, worth, 300, np.random.default_rng(3))
    exact = np.array([weight[name] for name in names]) * sum(weight.values())
    assert (np.abs(estimate.payoffs - exact) <= 6.0 * estimate.standard_error + 1e-9).all()
    again = shapley_sampled(names, worth, 300, np.random.default_rng(3))
    assert (again.payoffs == estimate.payoffs).all()


@settings(max_examples=20)
@given(games())
def test_kohlberg_1971_certifies_nucleolus_and_prenucleolus(game: Game) -> None:
    pre = prenucleolus(game)
    assert is_prenucleolus(game, pre)
    if game.singles.sum() > game.grand:
        with pytest.raises(ValueError, match="imputation"):
            nucleolus(game)
        return
    nucl = nucleolus(game)
    assert (nucl >= game.singles - 1e-7).all()
    assert is_nucleolus(game, nucl)


@settings(max_examples=20)
@given(games(3, 4), st.integers(0, 3), st.integers(0, 3))
def test_kohlberg_rejects_any_other_split(game: Game, gain: int, loss: int) -> None:
    moved = prenucleolus(game)
    if gain % game.n != loss % game.n:
        moved[gain % game.n] += 0.25
        moved[loss % game.n] -= 0.25
        assert not is_prenucleolus(game, moved)


@settings(max_examples=20)
@given(games())
def test_schmeidler_1969_the_nucleolus_is_in_every_non_empty_core(game: Game) -> None:
    epsilon, split = least_core(game)
    assert max_excess(game, split) == pytest.approx(epsilon, abs=1e-7)
    assert max_excess(game, prenucleolus(game)) == pytest.approx(epsilon, abs=1e-7)
    if is_balanced(game):
        assert max_excess(game, nucleolus(game)) <= 1e-7
        assert nucleolus(game) == pytest.approx(prenucleolus(game), abs=1e-6)


@settings(max_examples=20)
@given(games())
def test_bondareva_shapley_the_core_is_empty_iff_some_balanced_collection_is_worth_more(game: Game) -> None:
    cover, weights = balanced_cover_value(game)
    members = np.array([[mask >> k & 1 for k in range(game.n)] for mask in range(1 << game.n)])
    assert weights @ members == pytest.approx(np.ones(game.n))
    assert (least_core(game)[0] <= 1e-7) == (cover <= game.grand + 1e-7) == is_balanced(game)
    ends = core_range(game)
    assert (ends is None) != is_balanced(game)
    if ends is not None:
        assert (ends[:, 0] >= game.singles - 1e-7).all() and (ends[:, 0] <= ends[:, 1] + 1e-7).all()


@settings(max_examples=30)
@given(convex_games())
def test_shapley_1971_convex_games_have_marginal_vectors_and_value_in_the_core(game: Game) -> None:
    assert is_convex(game) and is_superadditive(game)
    assert in_core(game, shapley(game))
    ends = core_range(game)
    assert ends is not None
    everyone = (1 << game.n) - 1
    for k in range(
        game.n
    ):  # in a convex game each player's core range is from v(i) to its marginal contribution
        assert ends[k, 0] == pytest.approx(game.singles[k], abs=1e-6)
        assert ends[k, 1] == pytest.approx(game.grand - game.values[everyone ^ 1 << k], abs=1e-6)


def test_majority_has_an_empty_core_and_is_not_convex() -> None:
    majority = Game.from_function("ABC", lambda S: float(len(S) >= 2))
    assert not is_balanced(majority) and not is_convex(majority) and is_superadditive(majority)
    assert core_range(majority) is None
    assert not in_core(majority, shapley(majority))


@settings(max_examples=20)
@given(games(2, 4), st.floats(0.1, 7.0), st.lists(st.floats(-5, 5), min_size=4, max_size=4))
def test_nucleolus_is_covariant_with_units_and_stand_alone_worth(
    game: Game, scale: float, shift: list[float]
) -> None:
    add = np.array(shift[: game.n])
    other = Game(game.players, scale * game.values + game.sums(add))
    assert prenucleolus(other) == pytest.approx(scale * prenucleolus(game) + add, abs=1e-6)


def test_larger_games_are_solved_by_rows_on_demand() -> None:
    """A symmetric game of 12 players (4,096 coalitions): equal shares whatever the method."""
    game = Game.from_function([f"p{k}" for k in range(12)], lambda S: float(len(S) ** 1.5))
    assert nucleolus(game) == pytest.approx(np.full(12, game.grand / 12), abs=1e-6)


@settings(max_examples=30)
@given(games(3, 5), st.data())
def test_myerson_1977_component_efficiency_and_fairness(game: Game, data: st.DataObject) -> None:
    game = Game(game.players, np.where(np.bitwise_count(np.arange(1 << game.n)) > 0, game.values, 0.0))
    links = [(a, b) for a in game.players for b in game.players if a < b]
    edges = data.draw(st.lists(st.sampled_from(links), unique=True, min_size=1))
    split = myerson(game, edges)
    restricted = graph_restricted(game, edges)
    assert split.sum() == pytest.approx(restricted.grand, abs=1e-9)
    cut = edges[0]
    change = split - myerson(game, edges[1:])
    ends = [game.players.index(player) for player in cut]
    assert change[ends[0]] == pytest.approx(
        change[ends[1]], abs=1e-9
    )  # a link is worth the same to both its ends
    assert myerson(game, links) == pytest.approx(shapley(game), abs=1e-9)


def test_tables_of_coalitions_are_checked() -> None:
    with pytest.raises(ValueError, match="without a value"):
        Game.from_mapping("AB", {"A": 1.0, "AB": 2.0})
    with pytest.raises(ValueError, match="no reading"):
        Game.from_mapping("AB", {"A": 1.0, "B": 1.0, "AX": 2.0})
    with pytest.raises(ValueError, match="several readings"):
        Game.from_mapping(["1", "2", "12"], {"12": 1.0})
    with pytest.raises(ValueError, match="twice"):
        Game.from_mapping("AB", {"A": 1.0, "B": 1.0, "AB": 2.0, "BA": 3.0})
    with pytest.raises(ValueError, match="players"):
        Game.from_mapping([str(k) for k in range(40)], {})
    with pytest.raises(ValueError, match="finite"):
        Game(("A",), np.array([0.0, np.nan]))
    separated = Game.from_mapping(["F1", "F2"], {"F1": 1.0, "F2": 2.0, "F2+F1": 4.0})
    assert separated.value(["F1", "F2"]) == 4.0 and separated.value([]) == 0.0
