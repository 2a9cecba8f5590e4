"""Learning rules: each finds the better choice when one exists, keeps to its stream, and sees nothing but money."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from agents.learning import RULES, make_learner
from agents.learning.base import Learner, draw
from agents.learning.yardstick import Yardstick
from protocols.errors import UserError

EARNING = [name for name in RULES if name not in ("fixed", "imitation")]


def _run(learner: Learner, pays: list[float], shows: int, seed: int, noise: float = 1.0) -> list[int]:
    rng, luck = np.random.default_rng(seed), np.random.default_rng(seed + 1000)
    choices = []
    for _ in range(shows):
        choice = learner.choose(rng)
        learner.learn(choice, pays[choice] + noise * float(luck.standard_normal()))
        choices.append(choice)
    return choices


@pytest.mark.parametrize("name", EARNING)
def test_a_rule_that_earns_comes_to_prefer_the_choice_that_pays_more(name: str) -> None:
    late = [_run(make_learner(name, 3, 0), [0.0, 0.0, 3.0], 200, seed)[100:] for seed in range(12)]
    share = np.mean([np.mean([c == 2 for c in run]) for run in late])
    assert share > 0.5, f"{name} chose the best in {share:.0%} of late shows; at random it would be 33 %"


@pytest.mark.parametrize("name", list(RULES))
def test_weights_are_a_distribution_over_the_menu(name: str) -> None:
    learner = make_learner(name, 4, 1)
    _run(learner, [1.0, 2.0, 3.0, 4.0], 30, 5)
    weights = learner.weights()
    assert weights.shape == (4,) and (weights >= 0).all() and weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("name", list(RULES))
def test_the_same_stream_gives_the_same_choices(name: str) -> None:
    runs = [_run(make_learner(name, 3, 1), [0.0, 1.0, 2.0], 40, 9) for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("name", ["roth_erev", "ewa", "ucb"])
@pytest.mark.parametrize("unit", [0.01, 1e6])
def test_the_currency_does_not_matter(name: str, unit: float) -> None:
    base = _run(make_learner(name, 3, 0), [0.0, 1.0, 2.0], 60, 3)
    scaled = _run(make_learner(name, 3, 0), [0.0, 1.0 * unit, 2.0 * unit], 60, 3, noise=unit)
    assert base == scaled


def test_fixed_never_changes() -> None:
    assert set(_run(make_learner("fixed", 3, 1), [9.0, 0.0, 9.0], 20, 1)) == {1}


def test_imitation_follows_better_off_peers_and_stays_without_them() -> None:
    alone, rng = make_learner("imitation:noise=0", 3, 0), np.random.default_rng(1)
    for _ in range(20):
        alone.learn(alone.choose(rng), 1.0, 0.1, ())
    assert alone.choose(rng) == 0
    among = make_learner("imitation:noise=0,rate=1", 3, 0)
    for _ in range(20):
        among.learn(among.choose(rng), 1.0, 0.1, ((2, 0.5), (2, 0.6)))
    assert among.choose(rng) == 2
    worse = make_learner("imitation:noise=0,rate=1", 3, 0)
    for _ in range(20):
        worse.learn(worse.choose(rng), 1.0, 0.5, ((2, 0.1),))
    assert worse.choose(rng) == 0


def test_unseen_choices_keep_their_attraction_in_ewa() -> None:
    learner = make_learner("ewa:delta=1", 3, 0)
    learner.learn(0, 5.0)
    learner.learn(1, 9.0)
    assert learner.attraction[2] == 0.0 and learner.attraction[1] > learner.attraction[0]  # type: ignore[attr-defined]


def test_ewa_is_reinforcement_at_delta_zero_and_averages_at_kappa_zero() -> None:
    """Camerer and Ho (1999): kappa = 0, phi = 1, delta = 0 makes an attraction the mean of standardised payoffs over N."""
    learner = make_learner("ewa:delta=0,phi=1,kappa=0", 2, 0)
    for payoff in (1.0, 2.0, 3.0):
        learner.learn(0, payoff)
    assert learner.experience == pytest.approx(4.0)  # type: ignore[attr-defined]
    assert learner.attraction[1] == 0.0  # type: ignore[attr-defined]


def test_roth_erev_experiments_with_the_rest() -> None:
    learner = make_learner("roth_erev:epsilon=0.3,phi=0", 3, 0)
    learner.learn(0, 10.0)
    learner.learn(0, 20.0)
    q = learner.q  # type: ignore[attr-defined]
    assert q[0] > q[1] == q[2] > 1.0  # others grow by q·epsilon/(n−1)


@pytest.mark.parametrize(
    "spec", ["no_such", "ewa:phi=2", "roth_erev:strength=0", "ucb:c=-1", "epsilon_greedy:epsilon=1.5", "ewa:x=1"]
)
def test_a_bad_rule_is_one_clear_message(spec: str) -> None:
    with pytest.raises(UserError, match="allowed"):
        make_learner(spec, 3, 0)


def test_a_rule_is_told_money_and_nothing_of_cooperation() -> None:
    for rule in RULES.values():
        assert list(inspect.signature(rule.learn).parameters) == ["self", "choice", "payoff", "score", "peers"]


def test_draw_inverts_the_distribution() -> None:
    rng = np.random.default_rng(4)
    hits = np.bincount([draw(np.array([0.2, 0.0, 0.8]), rng) for _ in range(4000)], minlength=3) / 4000
    assert hits == pytest.approx([0.2, 0.0, 0.8], abs=0.03)


def test_the_yardstick_takes_out_what_the_night_explains() -> None:
    rng, yard = np.random.default_rng(2), Yardstick()
    judged, raw = [], []
    for _ in range(300):
        night, own = float(rng.normal(10.0, 3.0)), float(rng.normal(0.0, 1.0))
        raw.append(5.0 * night + own)
        judged.append(yard.judge(raw[-1], night))
    assert np.std(judged[50:]) < 0.2 * np.std(raw[50:])
