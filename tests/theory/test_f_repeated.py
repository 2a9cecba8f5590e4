"""Theory of repeated cooperation: discount factors, populations and reputation."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.theory.evolution import Replicator, TwoPopulations, death_birth_threshold, moran_fixation
from agents.theory.repeated import (
    PrisonersDilemma,
    PublicGood,
    RelationalContract,
    cournot_collusion,
    grim_threshold,
)
from agents.theory.reputation import BetaReputation, reputation
from protocols.errors import UserError

brief = settings(max_examples=40)


@st.composite
def dilemmas(draw: st.DrawFn) -> PrisonersDilemma:
    sucker = draw(st.integers(-5, 5))
    steps = [draw(st.integers(1, 6)) for _ in range(3)]
    return PrisonersDilemma(sucker + sum(steps), sucker + steps[0] + steps[1], sucker + steps[0], sucker)


def _best_reply_value(game: PrisonersDilemma, discount: float) -> float:
    """Value of the best reply to tit-for-tat from its cooperative state, by value iteration."""
    nice = angry = 0.0
    for _ in range(4000):
        nice, angry = (
            max(game.reward + discount * nice, game.temptation + discount * angry),
            max(game.sucker + discount * nice, game.punishment + discount * angry),
        )
    return nice


@settings(max_examples=25)
@given(dilemmas())
def test_axelrod_tit_for_tat_is_its_own_best_reply_exactly_from_its_threshold_on(
    game: PrisonersDilemma,
) -> None:
    threshold = game.tit_for_tat
    for step in (-0.02, 0.02):
        discount = threshold + step
        if 0 < discount < 0.99:
            cooperate = game.reward / (1 - discount)
            better = _best_reply_value(game, discount) > cooperate + 1e-6
            assert better == (step < 0)


@brief
@given(dilemmas())
def test_friedman_grim_trigger_and_pavlov_deviations_break_even_at_their_thresholds(
    game: PrisonersDilemma,
) -> None:
    d = game.grim
    assert (1 - d) * game.temptation + d * game.punishment == pytest.approx(game.reward)
    assert game.tit_for_tat >= game.grim
    d_ = game.pavlov
    if d_ is None:
        assert game.temptation - game.reward > game.reward - game.punishment
    else:  # one defection, one joint punishment, back to cooperation
        assert game.temptation + d_ * game.punishment == pytest.approx(game.reward * (1 + d_))


@brief
@given(dilemmas())
def test_alternation_matters_for_tit_for_tat_exactly_when_it_beats_cooperation_for_the_impatient(
    game: PrisonersDilemma,
) -> None:
    assert game.cooperation_beats_alternation == (game.tit_for_tat_against_alternation < 1)


@brief
@given(st.integers(2, 12), st.floats(0.5, 20), st.floats(0.1, 5))
def test_friedman_cournot_deviation_is_the_best_reply_and_collusion_gets_harder_with_more_firms(
    firms: int, margin: float, slope: float
) -> None:
    found = cournot_collusion(firms, margin, slope)
    others = margin / (2 * slope) * (firms - 1) / firms  # their share of the monopoly output
    output = np.linspace(0, margin / slope, 2001)
    best = np.max(output * (margin - slope * (others + output)))
    assert found.deviation == pytest.approx(best, rel=1e-4)
    assert found.threshold == pytest.approx((firms + 1) ** 2 / ((firms + 1) ** 2 + 4 * firms))
    assert found.threshold < cournot_collusion(firms + 1).threshold
    assert cournot_collusion(1).threshold == 0


@brief
@given(st.integers(2, 10), st.floats(0.5, 5), st.floats(1.01, 12))
def test_public_good_threshold_is_the_grim_one_of_its_payoffs(
    players: int, gift: float, multiplier: float
) -> None:
    game = PublicGood(players, gift, multiplier)
    assert game.threshold == pytest.approx(
        grim_threshold(game.payoff_free_rider, game.payoff_all, 0), abs=1e-9
    )
    alone = gift * multiplier / players - gift  # giving when nobody else does
    assert (game.nash_contributors == players) == (alone > 0)


@brief
@given(st.floats(0.1, 100), st.floats(0.1, 100))
def test_levin_the_largest_bonus_covers_the_effort_exactly_at_the_threshold(
    cost: float, surplus: float
) -> None:
    relation = RelationalContract(cost, surplus)
    assert relation.largest_bonus(relation.threshold) == pytest.approx(cost)


payoff_tables = st.lists(st.integers(-5, 5), min_size=4, max_size=4)


@settings(max_examples=30)
@given(st.integers(-4, 4), st.floats(0.02, 0.98), st.floats(0, 4))
def test_taylor_jonker_constant_advantage_gives_the_logistic_curve(
    gap: int, start: float, time: float
) -> None:
    game = Replicator([[gap + 2, gap + 1], [2, 1]])
    odds = start / (1 - start) * np.exp(gap * time)
    assert game.share(start, time) == pytest.approx(odds / (1 + odds), rel=1e-7)


@settings(max_examples=30)
@given(payoff_tables, st.floats(0.02, 0.98))
def test_the_replicator_goes_where_its_stability_says(table: list[int], start: float) -> None:
    a, b, c, d = table
    game = Replicator([[a, b], [c, d]])
    end = game.share(start, 400.0)
    rest = game.interior
    if rest is not None:
        assert game.share(rest, 3.0) == pytest.approx(rest, abs=1e-6)
        assert a * rest + b * (1 - rest) == pytest.approx(c * rest + d * (1 - rest))
    if game.interior_stability == "stable":
        assert rest is not None and end == pytest.approx(rest, abs=1e-3)
    elif game.interior_stability == "unstable":
        assert rest is not None and game.all_share_stable and game.all_withhold_stable
        assert abs(start - rest) < 0.02 or end == pytest.approx(float(start > rest), abs=1e-2)
    elif game.all_share_stable:
        assert end > start and not game.all_withhold_stable
    elif game.all_withhold_stable:
        assert end < start
    else:
        assert end == pytest.approx(start)


@pytest.mark.parametrize("start", [0.0, 1.0])
def test_extinct_types_stay_extinct(start: float) -> None:
    assert Replicator([[1, 2], [4, 0]]).share(start, 50) == start
    x, y = TwoPopulations([[2, 3], [5, 0]], [[1, 3], [4, 0]]).shares(start, 0.5, 10)
    assert x == start and 0 <= y <= 1


def test_hofbauer_sigmund_orbits_about_a_centre_close() -> None:
    game = TwoPopulations([[1, 0], [0, 1]], [[0, 1], [1, 0]])
    assert game.kind == "centre" and game.interior == (0.5, 0.5)

    def invariant(x: float, y: float) -> float:
        return log(x) + log(1 - x) + log(y) + log(1 - y)

    for time in (1.0, 7.0, 30.0):
        assert invariant(*game.shares(0.3, 0.5, time)) == pytest.approx(invariant(0.3, 0.5), abs=1e-7)


@settings(max_examples=30)
@given(payoff_tables, payoff_tables)
def test_the_two_population_eigenvalues_are_those_of_the_jacobian(
    host: list[int], factory: list[int]
) -> None:
    game = TwoPopulations([host[:2], host[2:]], [factory[:2], factory[2:]])
    if game.interior is None:
        assert game.kind == "none" and game.eigenvalue_square is None
        return
    rest = np.array(game.interior)

    def flow(state: np.ndarray) -> np.ndarray:
        x, y = state
        gain_x = (host[0] - host[2]) * y + (host[1] - host[3]) * (1 - y)
        gain_y = (factory[0] - factory[2]) * x + (factory[1] - factory[3]) * (1 - x)
        return np.array([x * (1 - x) * gain_x, y * (1 - y) * gain_y])

    steps = 1e-6 * np.eye(2)
    jacobian = np.column_stack([(flow(rest + step) - flow(rest - step)) / 2e-6 for step in steps])
    squares = np.linalg.eigvals(jacobian) ** 2
    assert squares.real == pytest.approx([game.eigenvalue_square] * 2, abs=1e-6)
    assert game.kind == ("saddle" if squares.real[0] > 0 else "centre")


@settings(max_examples=40)
@given(st.integers(1, 20), st.floats(0.3, 3), st.data())
def test_moran_fixation_solves_the_chain(population: int, fitness: float, data: st.DataObject) -> None:
    mutants = data.draw(st.integers(0, population))
    system, right = np.eye(population + 1), np.zeros(population + 1)
    right[-1] = 1.0
    for i in range(1, population):
        up, down = fitness / (1 + fitness), 1 / (1 + fitness)  # of the steps that change anything
        system[i, i + 1], system[i, i - 1] = -up, -down
    assert moran_fixation(population, fitness, mutants) == pytest.approx(
        np.linalg.solve(system, right)[mutants]
    )


def test_moran_is_continuous_at_neutrality_and_safe_far_from_it() -> None:
    assert moran_fixation(50, 1) == pytest.approx(1 / 50)
    assert moran_fixation(50, 1 + 1e-12) == pytest.approx(1 / 50)
    assert moran_fixation(100_000, 0.5) == 0
    assert moran_fixation(100_000, 2) == pytest.approx(0.5)


def _cycle_fixation(n: int, benefit: float, cost: float, weak: float) -> float:
    """Exact fixation of one cooperator on a cycle under death-birth updating (cooperators stay together)."""

    def fitness(cooperator: bool, friends: int) -> float:
        return 1 - weak + weak * (benefit * friends - 2 * cost * cooperator)

    total = ratio = 1.0
    for i in range(1, n):  # cooperators; one of the two borders moves if one next to it dies
        edge, inner = fitness(True, min(i - 1, 1)), fitness(False, 0 if n - i > 2 else 1)
        up = 2 * edge / (edge + inner) if i < n - 1 else 1.0  # the last defector is replaced for sure
        edge, inner = fitness(False, 1 if i < n - 1 else 2), fitness(True, 2 if i > 2 else 1)
        down = 2 * edge / (edge + inner) if i > 1 else 1.0
        ratio *= down / up
        total += ratio
    return 1 / total


@pytest.mark.parametrize("n", [6, 10, 25])
def test_taylor_day_wild_cooperation_is_favoured_on_a_cycle_exactly_above_the_threshold(n: int) -> None:
    threshold = death_birth_threshold(n, 2)
    assert threshold is not None
    for factor in (0.98, 1.02):
        favoured = _cycle_fixation(n, factor * threshold, 1.0, 1e-5) > 1 / n
        assert favoured == (factor > 1)
    assert death_birth_threshold(4, 2) is None
    assert death_birth_threshold(10**7, 3) == pytest.approx(3, rel=1e-5)


@brief
@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=12), st.floats(0, 1))
def test_josang_ismail_forgetting_discounts_old_experience_geometrically(
    feedback: list[tuple[float, float]], memory: float
) -> None:
    standing = reputation(feedback, memory)
    ages = np.arange(len(feedback))[::-1]
    weights = memory ** ages.astype(float)
    assert standing.positive == pytest.approx(float(np.dot(weights, [r for r, _ in feedback])), abs=1e-9)
    assert standing.rating == pytest.approx(2 * standing.expected - 1)
    assert 0 < standing.variance <= 1 / 12 + 1e-12


@brief
@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 50), st.floats(0, 50))
def test_josang_ismail_hearsay_never_outweighs_experience(rx: float, sx: float, ry: float, sy: float) -> None:
    own, friend = BetaReputation(ry, sy), BetaReputation(rx, sx)
    heard = own.seen_through(friend)
    assert heard.positive <= own.positive + 1e-12 and heard.negative <= own.negative + 1e-12
    # Belief discounting: the opinion (b, d, u) of the friend is scaled by my belief in him.
    belief = rx / (rx + sx + 2)
    total = heard.positive + heard.negative + 2
    assert heard.positive / total == pytest.approx(belief * ry / (ry + sy + 2))
    assert heard.negative / total == pytest.approx(belief * sy / (ry + sy + 2))


def test_impossible_games_are_refused() -> None:
    with pytest.raises(UserError, match="T > R > P > S"):
        PrisonersDilemma(1, 2, 3, 4)
    with pytest.raises(UserError, match="2 x 2"):
        Replicator([[1, 2, 3], [1, 2, 3]]).share(0.5, 1)
    with pytest.raises(UserError, match="shares"):
        Replicator([[1, 2], [3, 4]]).share(1.5, 1)
    with pytest.raises(UserError, match="memory"):
        reputation([(1, 0)], 1.2)
