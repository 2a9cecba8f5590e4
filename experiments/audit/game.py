"""The empirical game over dispositions: who keeps its word, who breaks it, and where that leads.

Every kind of party that has a temptation is a player with two actions: 0 keeps its word (the lowest temptation of its
menus), 1 breaks it as far as its menus go; the rest of conduct stands. Payoffs are simulated on common seeds.
Sources: Wellman (2006) Methods for empirical game-theoretic analysis, AAAI; Tuyls et al. (2018) A generalised method for
empirical game theoretic analysis, AAMAS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from environment.luck import Luck
from experiments.audit.conduct import Stage
from experiments.audit.dynamics import Basin, basins, mixed_equilibria
from experiments.audit.intervals import Estimate, Floats, simultaneous, weights
from experiments.audit.plays import Play, Plays

DRAWS = 1000
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cell:
    """One profile: ``broken`` lists who breaks its word; payoffs per player and their standard errors, CNY per show."""

    broken: tuple[str, ...]
    payoffs: dict[str, float]
    errors: dict[str, float]
    regret: float  # most that one player gains by switching; at most 0 in equilibrium
    equilibrium: bool  # of the table of means
    support: float  # share of resampled seeds in which it is an equilibrium


@dataclass(frozen=True)
class EmpiricalGame:
    """The payoff table, its equilibria and where adaptation leads.

    ``indifferent`` are players whom no switch moves a cent in any profile; ``switch`` is what breaking its word gains each
    player when all others keep theirs, ``against`` when all others break theirs.
    """

    players: tuple[str, ...]
    cells: tuple[Cell, ...]
    indifferent: tuple[str, ...]
    switch: dict[str, Estimate]
    against: dict[str, Estimate]
    mixed: tuple[dict[str, float], ...]  # share that keeps its word, per player
    basins: tuple[Basin, ...]
    paths: dict[str, tuple[float, ...]]  # player -> share that keeps its word, from a start at one half

    def pure(self) -> tuple[Cell, ...]:
        """Equilibria of the mean table, the best supported first; of those that differ only in what players do whom it
        moves no cent, the one in which these keep their word.
        """
        found = (c for c in self.cells if c.equilibrium and not set(c.broken) & set(self.indifferent))
        return tuple(sorted(found, key=lambda c: (-c.support, len(c.broken))))


def profiles(players: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Who breaks its word, in every profile; the first player's action changes slowest."""
    for actions in product((0, 1), repeat=len(players)):
        yield tuple(p for p, action in zip(players, actions, strict=True) if action)


def game_plays(stage: Stage, standing: Play) -> dict[tuple[str, ...], Play]:
    """Profile of the game -> what is played for it."""
    return {broken: Play(standing.scheme, stage.breaking(broken), standing.shows) for broken in profiles(stage.tempted)}


def empirical_game(stage: Stage, plays: Plays, of: dict[tuple[str, ...], Play], luck: Luck) -> EmpiricalGame:
    """Build and solve the game from the plays."""
    samples = np.stack([plays.by_side(play, stage.sides, stage.tempted) for play in of.values()], axis=1)
    return solve(stage.tempted, samples, luck)


def solve(players: tuple[str, ...], samples: Floats, luck: Luck) -> EmpiricalGame:
    """The game of payoffs ``samples``, shape (seeds, 2**n profiles, n players), in the order of :func:`profiles`."""
    n, seeds = len(players), len(samples)
    shape = (2,) * n
    mean = samples.mean(axis=0)
    error = samples.std(axis=0, ddof=1) / np.sqrt(seeds)
    gain = gains(mean.reshape(*shape, n))
    flat = gain.reshape(-1, n)
    rows = weights(seeds, DRAWS, luck.stream("audit.game"))
    drawn = np.stack([gains((row @ samples.reshape(seeds, -1)).reshape(*shape, n)).reshape(-1, n) for row in rows])
    slack = 1e-9 * max(1.0, float(np.abs(mean).max()))
    idle = tuple(p for k, p in enumerate(players) if np.abs(gains_of_all(samples, shape)[..., k]).max() <= slack)
    cells = tuple(
        Cell(
            broken,
            dict(zip(players, mean[at].tolist(), strict=True)),
            dict(zip(players, error[at].tolist(), strict=True)),
            float(flat[at].max()),
            bool(flat[at].max() <= slack),
            float((drawn[:, at].max(axis=1) <= slack).mean()),
        )
        for at, broken in enumerate(profiles(players))
    )
    advantage = advantages(gain)
    found, paths = basins(players, advantage, idle)
    return EmpiricalGame(
        players=players,
        cells=cells,
        indifferent=idle,
        switch=_switch(players, samples, 0, luck),
        against=_switch(players, samples, 1, luck),
        mixed=mixed_equilibria(players, advantage, idle),
        basins=found,
        paths=paths,
    )


def gains(table: Floats) -> Floats:
    """(2, …, 2, n): what each player gains by switching its own action, others as they are."""
    n = table.ndim - 1
    found: Floats = np.stack([np.flip(table[..., k], axis=k) - table[..., k] for k in range(n)], axis=-1)
    return found


def gains_of_all(samples: Floats, shape: tuple[int, ...]) -> Floats:
    """:func:`gains` of the table of every seed, (seeds, 2, …, 2, n)."""
    return np.stack([gains(each.reshape(*shape, len(shape))) for each in samples])


def advantages(gain: Floats) -> Floats:
    """(2, …, 2, n): what keeping its word earns each player over breaking it; the same at both ends of its own axis."""
    n = gain.ndim - 1
    found = [np.broadcast_to(np.take(gain[..., k], [1], axis=k), gain.shape[:-1]) for k in range(n)]
    stacked: Floats = np.stack(found, axis=-1)
    return stacked


def _switch(players: tuple[str, ...], samples: Floats, others: int, luck: Luck) -> dict[str, Estimate]:
    """What breaking its word gains each player over keeping it, all others at action ``others``."""
    n = len(players)
    base = np.full((n, n), others)
    kept, broken = base.copy(), base.copy()
    np.fill_diagonal(kept, 0)
    np.fill_diagonal(broken, 1)
    place = 2 ** np.arange(n)[::-1]
    columns = [samples[:, b @ place, k] - samples[:, a @ place, k] for k, (a, b) in enumerate(zip(kept, broken, strict=True))]
    estimates = simultaneous(np.stack(columns, axis=1), luck.stream(f"audit.game.switch.{others}"))
    return dict(zip(players, estimates, strict=True))
