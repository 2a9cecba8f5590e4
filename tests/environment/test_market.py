"""The audience and its luck: counts have the right law, signals run ahead of sales, nature ignores decisions."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from scipy import stats

from environment import Scenario, Scheme
from environment.luck import Luck, poisson, thin
from environment.market import Push
from environment.world import World


def _world(seed: int = 3, **overrides: object) -> World:
    return World(Scenario.load("autumn_launch", overrides=overrides), Scheme.load("slot_fee_commission"), seed)


@pytest.mark.parametrize("mean", [0.003, 0.4, 1.01, 7.3, 15.99, 16.01, 60.0, 900.0])
def test_counts_are_poisson(mean: float) -> None:
    rng = np.random.default_rng(5)
    n = 200_000
    luck = [rng.random(n), rng.standard_normal(n)][: len(inspect.signature(poisson).parameters) - 1]
    counts = poisson(*luck, np.full(n, mean))
    error = 5.0 * np.sqrt(mean / n)
    assert counts.mean() == pytest.approx(mean, abs=error + 2e-4)
    assert counts.var() == pytest.approx(mean, rel=0.03, abs=0.001)
    assert counts.min() >= 0


def test_counts_are_the_quantiles_of_their_law() -> None:
    """On the grid of means the guided look-up gives what the distribution function says, step by step."""
    u = np.concatenate([np.random.default_rng(8).random(3000), np.arange(256) / 256])
    for mean in (0.0, 1 / 16, 0.5, 3.25, 15.9375):
        assert np.array_equal(poisson(u[u > 0], np.full(np.count_nonzero(u), mean)), stats.poisson.ppf(u[u > 0], mean))


def test_more_demand_never_means_fewer_orders() -> None:
    rng = np.random.default_rng(6)
    luck = [rng.random(2000), rng.standard_normal(2000)][: len(inspect.signature(poisson).parameters) - 1]
    before = poisson(*luck, np.full(2000, 0.01))
    for mean in np.linspace(0.05, 30.0, 120):
        now = poisson(*luck, np.full(2000, mean))
        assert (now >= before - 1).all()  # a count may fall by one where the law changes its form
        before = np.maximum(before, now)


def test_thinning_is_exact_on_average_and_never_takes_more_than_there_is() -> None:
    u = np.random.default_rng(7).random(100_000)
    for count, share in ((1, 0.03), (5, 0.4), (40, 0.99), (7, 0.0)):
        gone = thin(u, np.full(len(u), count), share)
        assert gone.mean() == pytest.approx(count * share, abs=0.01)
        assert (gone <= count).all() and (gone >= 0).all()


def test_a_stream_serves_one_purpose() -> None:
    luck = Luck(9)
    first = luck.stream("a").random(4)
    with pytest.raises(ValueError, match="already in use"):
        luck.stream("a")
    for draw in (luck.uniform, luck.normal):
        with pytest.raises(ValueError, match="already in use"):
            draw("a", (4,))
    assert not np.array_equal(first, luck.stream("b").random(4))
    assert np.array_equal(first, Luck(9).stream("a").random(4))
    assert not np.array_equal(first, Luck(10).stream("a").random(4))


def test_drawn_appeals_have_mean_one_and_heavy_tails_where_asked() -> None:
    tail = {}
    for law in ("lognormal", "student"):
        levels = np.concatenate(
            [_world(s, **{"demand_model.monte_carlo_multiplier": law}).market.log_appeal.mean(axis=1) for s in range(60)]
        )
        if law == "lognormal":
            assert np.exp(levels).mean() == pytest.approx(1.0, abs=0.08)
        tail[law] = float(((levels - levels.mean()) ** 4).mean() / levels.var() ** 2)
    assert tail["student"] > tail["lognormal"] + 1.0


def test_the_storys_appeals_play_on_its_own_seed_only() -> None:
    scenario = Scenario.load("autumn_launch")
    scheme = Scheme.load("slot_fee_commission")
    b = [s.id for s in scenario.styles].index("B")
    story = World(scenario, scheme, scenario.seed).market.log_appeal[b].mean()
    assert np.exp(story) == pytest.approx(scenario.styles[b].true_mult, rel=0.15)
    drawn = [World(scenario, scheme, s).market.log_appeal[b].mean() for s in range(20)]
    assert np.std(drawn) > 0.3


def test_demand_answers_to_what_is_done() -> None:
    def units(push: Push, **overrides: object) -> np.ndarray:
        world = _world(**overrides)
        world.market.open_tick(0)
        return world.market.demand(push)[0].sum(axis=1)

    s = [x.id for x in Scenario.load("autumn_launch").styles].index("B")
    shelf, focus = units(Push(focus=0, effort=0.5)), units(Push(focus=s, effort=0.5))
    boost = Scenario.load("autumn_launch").demand_model.focus_boost
    assert focus[s] == pytest.approx(boost * shelf[s])
    gift = units(Push(focus=0, effort=0.5, gift=s))
    assert gift[s] == pytest.approx(shelf[s] * Scenario.load("autumn_launch").demand_model.gift_boost)
    assert (units(Push(focus=0, effort=1.0)) > shelf)[shelf > 0].all()
    assert units(Push(focus=0, effort=0.5), **{"styles.B.price": 250})[s] < shelf[s]
    locked = [x.id for x in Scenario.load("autumn_launch").styles].index("S06")
    assert shelf[locked] == 0.0


def test_the_shelf_tail_sells_its_share_once() -> None:
    market = _world().market
    hours = np.linspace(0.0, 72.0, 200)
    done = market.shelf(hours)
    assert done[0] == 0.0 and done[-1] == pytest.approx(1.0)
    assert (np.diff(done) >= 0).all()


def test_impatience_is_a_hazard_per_time_late() -> None:
    """Orders that wait day after day leave at the stated hazard, single ones too (fresh luck every day)."""
    world = _world(**{"platform.cancel_hazard_per_late_12h": 0.1})
    fulfilment, queue = world.fulfilment, world.stock.queue
    queue[:] = 0
    queue[:, :3, 0] = 1
    start = int(queue.sum())
    due = world.setting.promises.target_ship_h
    left = []
    for day in range(5):
        now = due + 3.0 + 24.0 * day
        fulfilment.impatience(now, now + 24.0)
        left.append(queue.sum() / start)
    assert np.allclose(left, [(1.0 - 0.1) ** (2.0 * (d + 1)) for d in range(5)], atol=0.06)
    assert fulfilment.cancelled.sum() == fulfilment.reshelved.sum() == start - queue.sum()
    world.close()
