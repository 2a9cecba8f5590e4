"""Adaptation in the empirical game: replicator dynamics of several populations, their basins, and mixed equilibria.

Population k has share x_k that keeps its word. ``dx_k/dt = x_k (1 - x_k) a_k(x)``, where a_k is what keeping it earns over
breaking it against the mixes of the others, in units of the largest such amount of that population (so that all adapt at
one pace; rest points do not depend on it). Only strict equilibria attract: mixed ones are rest points that paths leave or
circle (Ritzberger and Weibull 1995, Econometrica 63). Dynamics: Taylor (1979) J. Appl. Prob. 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from experiments.audit.intervals import Floats

STARTS = (1 / 6, 1 / 2, 5 / 6)  # shares that every population starts from
STEP, TIME = 0.5, 400.0  # of the path that is shown; other paths take longer steps where they hardly move
EDGE = 12.0  # log-odds at which a share counts as 0 or 1
SETTLED = 0.02  # a share this close to 0 or 1 has settled there
INSIDE = 1e-6


@dataclass(frozen=True)
class Basin:
    """Where paths end: who breaks its word there (None: they settle nowhere), and the share of starts that do so."""

    broken: tuple[str, ...] | None
    share: float


def expected(advantage: Floats, shares: Floats) -> Floats:
    """(starts, n): each player's advantage of keeping its word when player k keeps its with probability ``shares[:, k]``."""
    n = advantage.ndim - 1
    chances = np.ones((len(shares), 1))  # of every profile, the first player's action changing slowest
    for k in range(n):
        x = shares[:, k, None]
        chances = np.stack((chances * x, chances * (1.0 - x)), axis=2).reshape(len(shares), -1)
    return np.asarray(chances @ advantage.reshape(-1, n))


def basins(
    players: tuple[str, ...], advantage: Floats, idle: Sequence[str]
) -> tuple[tuple[Basin, ...], dict[str, tuple[float, ...]]]:
    """Where a grid of starts leads, the largest basin first, and the path from one half for everybody.

    Players in ``idle`` have nothing to adapt to: they stay at one half and appear in no basin.
    """
    n = len(players)
    free = np.array([p not in idle for p in players])
    scale = _scale(advantage)
    grid = [STARTS if adapts else (0.5,) for adapts in free]
    shares = np.array([(0.5,) * n, *product(*grid)])
    odds = np.log(shares / (1.0 - shares))
    path = [shares[0]]

    def rate(z: Floats) -> Floats:
        return np.where(free, expected(advantage, 1.0 / (1.0 + np.exp(-np.clip(z, -EDGE, EDGE)))) / scale, 0.0)

    for _ in range(int(TIME / STEP)):
        a = rate(odds)
        moving = (np.abs(odds) < EDGE) | (odds * a < 0.0)
        fastest = np.where(moving, np.abs(a), 0.0).max(axis=1, keepdims=True)
        step = STEP / np.maximum(fastest, 1e-6)  # log-odds move by STEP at most
        step[0] = STEP
        b = rate(odds + step / 2 * a)
        c = rate(odds + step / 2 * b)
        moved = odds + step / 6 * (a + 2 * b + 2 * c + rate(odds + step * c))
        odds = np.clip(moved, -EDGE, EDGE)
        path.append(1.0 / (1.0 + np.exp(-odds[0])))
    ends = 1.0 / (1.0 + np.exp(-odds[1:]))
    stays = (odds * rate(odds) >= 0.0)[1:] & ((ends < SETTLED) | (ends > 1.0 - SETTLED))  # there, and not on its way back
    counts: dict[tuple[str, ...] | None, int] = {}
    for end, settled in zip(ends, (stays | ~free).all(axis=1), strict=True):
        place = tuple(p for p, x, f in zip(players, end, free, strict=True) if f and x < 0.5) if settled else None
        counts[place] = counts.get(place, 0) + 1
    found = sorted((Basin(place, count / len(ends)) for place, count in counts.items()), key=lambda b: (-b.share, str(b.broken)))
    track = np.array(path)
    return tuple(found), {p: tuple(track[:, k].tolist()) for k, p in enumerate(players)}


def mixed_equilibria(
    players: tuple[str, ...], advantage: Floats, idle: Sequence[str]
) -> tuple[dict[str, float], ...]:
    """Equilibria in which two or more players mix: share that keeps its word, per player.

    Every set of mixing players is tried with every pure choice of the others: all mixing must be indifferent, nobody
    else may gain by switching. One equation per mixing player, multilinear, solved from a grid of starts (exact for two;
    for more, a solution that no start leads to would be missed). Players in ``idle`` keep their word.
    """
    n = len(players)
    active = [k for k in range(n) if players[k] not in idle]
    scale = _scale(advantage)
    found: list[Floats] = []
    for size in range(2, len(active) + 1):
        for mixing in combinations(active, size):
            rest = [k for k in active if k not in mixing]
            for pure in product((1.0, 0.0), repeat=len(rest)):
                shares = np.ones(n)
                shares[rest] = pure
                for point in _roots(advantage / scale, shares, list(mixing)):
                    if not any(np.abs(point - other).max() < 1e-5 for other in found):
                        found.append(point)
    return tuple({p: float(x) for p, x in zip(players, point, strict=True)} for point in found)


def _roots(advantage: Floats, shares: Floats, mixing: list[int]) -> list[Floats]:
    from scipy.optimize import root

    def at(mix: Floats) -> Floats:
        point = shares.copy()
        point[mixing] = mix
        return np.asarray(expected(advantage, point[None, :])[0])

    starts = [np.full(len(mixing), 0.5)]
    if len(mixing) > 2:
        starts += [np.array(corner) for corner in product((0.15, 0.85), repeat=len(mixing))]
    rest = [k for k in range(len(shares)) if k not in mixing]
    found = []
    for start in starts:
        solved = root(lambda mix: at(mix)[mixing], start, method="hybr")
        mix = np.asarray(solved.x)
        if not np.abs(at(mix)[mixing]).max() < 1e-8 or not ((mix > INSIDE) & (mix < 1.0 - INSIDE)).all():
            continue
        pull = at(mix)[rest] * np.where(shares[rest] > 0.5, 1.0, -1.0)
        if (pull >= -1e-9).all():
            point = shares.copy()
            point[mixing] = mix
            found.append(point)
    return found


def _scale(advantage: Floats) -> Floats:
    """Largest advantage of each player, 1 where it has none."""
    n = advantage.ndim - 1
    top = np.abs(advantage).reshape(-1, n).max(axis=0)
    return np.where(top > 0.0, top, 1.0)
