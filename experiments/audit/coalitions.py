"""Core stability: which kinds of party would do better by leaving the scheme together.

The characteristic function v(S) is simulated. Members of S deal with each other under the scheme, keep their word and
show their data; every other pair deals at arm's length, and outsiders break their word as far as their menus go and show
nothing (a fixed punishment, in the spirit of Aumann's (1959) alpha characteristic function, whose worst case over all
conduct is out of reach). v(S) is the mean profit of the members, CNY per show, on the same seeds for every S.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from environment.luck import Luck
from experiments.audit.conduct import Stage
from experiments.audit.hybrid import restricted
from experiments.audit.intervals import Floats, resampled
from experiments.audit.plays import Play, Plays
from protocols.games import Game, least_core, max_excess, nucleolus, prenucleolus, shapley

if TYPE_CHECKING:
    from environment import Scheme

DRAWS = 200


@dataclass(frozen=True)
class Core:
    """Least-core value with its interval, and splits of v(N) among the players, CNY per show.

    ``epsilon`` is the largest complaint that no split avoids: at most zero where the core is not empty. ``payout`` is what
    the scheme pays, ``complaint`` the most that some coalition would gain over it by leaving, ``leavers`` that coalition.
    """

    players: tuple[str, ...]
    values: dict[str, float]
    errors: dict[str, float]
    epsilon: float
    epsilon_low: float
    epsilon_high: float
    nonempty: float  # share of resamples with a core
    allocation: dict[str, float]
    shapley: dict[str, float]
    nucleolus: dict[str, float]
    payout: dict[str, float]
    complaint: float
    complaint_low: float
    complaint_high: float
    leavers: tuple[str, ...]


def coalition_plays(stage: Stage, scheme: Scheme, base: Scheme, shows: int) -> dict[int, Play]:
    """Coalition (bit mask over ``stage.players``) -> what is played to find its value."""
    players = stage.players
    found = {}
    for mask in range(1, 1 << len(players)):
        members = members_of(mask, players)
        everybody = len(members) == len(players)
        found[mask] = Play(scheme if everybody else restricted(scheme, base, members), stage.against(members), shows)
    return found


def members_of(mask: int, players: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(player for k, player in enumerate(players) if mask >> k & 1)


def core_stability(stage: Stage, plays: Plays, of: Mapping[int, Play], luck: Luck) -> Core:
    """Solve the simulated coalition game; intervals come from resampled seeds."""
    players = stage.players
    worth = np.zeros((len(plays.seeds), 1 << len(players)))
    for mask, play in of.items():
        inside = np.array([bool(mask >> k & 1) for k in range(len(players))])
        worth[:, mask] = plays.by_side(play, stage.sides, players)[:, inside].sum(axis=1)
    payout = plays.by_side(of[max(of)], stage.sides, players)
    return solve(players, worth, payout, luck)


def solve(players: tuple[str, ...], worth: Floats, payout: Floats, luck: Luck) -> Core:
    """The core of the mean game. ``worth`` is (seeds, 2**n) coalition values by bit mask, ``payout`` (seeds, n) what is paid."""
    n = len(worth)

    def game(weights: Floats) -> Game:
        values = weights @ worth
        values[0] = 0.0
        return Game(players, values)

    def complaint(weights: Floats) -> float:
        return max_excess(game(weights), weights @ payout)

    epsilon = resampled(lambda w: least_core(game(w))[0], n, luck.stream("audit.core"), DRAWS)
    objection = resampled(complaint, n, luck.stream("audit.core.payout"), DRAWS)
    mean = game(np.full(n, 1.0 / n))
    paid = payout.mean(axis=0)
    imputed = float(mean.singles.sum()) <= mean.grand + mean.rounding
    names = {mask: "+".join(members_of(mask, players)) for mask in range(1, 1 << len(players))}
    error = worth.std(axis=0, ddof=1) / np.sqrt(n)
    return Core(
        players=players,
        values={name: float(mean.values[mask]) for mask, name in names.items()},
        errors={name: float(error[mask]) for mask, name in names.items()},
        epsilon=epsilon.value,
        epsilon_low=epsilon.low,
        epsilon_high=epsilon.high,
        nonempty=float((epsilon.values <= mean.rounding).mean()),
        allocation=_named(players, least_core(mean)[1]),
        shapley=_named(players, shapley(mean)),
        nucleolus=_named(players, nucleolus(mean) if imputed else prenucleolus(mean)),
        payout=_named(players, paid),
        complaint=objection.value,
        complaint_low=objection.low,
        complaint_high=objection.high,
        leavers=members_of(int(np.argmax(mean.excesses(paid)[1:-1])) + 1, players),
    )


def _named(players: tuple[str, ...], amounts: Floats) -> dict[str, float]:
    return dict(zip(players, (float(x) for x in amounts), strict=True))
