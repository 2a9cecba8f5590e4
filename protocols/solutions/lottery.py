"""Bargaining solutions when parties may agree on a lottery: the outcome set is the convex hull.

This is the textbook setting (Nash 1950, Kalai and Smorodinsky 1975) for expected utilities. Egalitarian and
Kalai–Smorodinsky points are linear programs; the Nash point is a concave program solved to a duality gap of
1e-12 by a fully corrective Frank–Wolfe method (Jaggi 2013, ICML). Two to about six parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from protocols.errors import UserError
from protocols.solutions.front import Floats, as_point, as_table, pareto_mask

_GAP = 1e-12
_STEPS = 200


@dataclass(frozen=True)
class Lottery:
    """Outcomes drawn with these probabilities, and the expected utilities (n_parties,)."""

    outcomes: tuple[int, ...]
    probabilities: tuple[float, ...]
    utilities: tuple[float, ...]


def lottery_egalitarian(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> Lottery | None:
    """Largest smallest expected gain in raw utility, then the largest sum. Kalai (1977). None if none is
    rational."""
    table, rows, gains = _efficient_gains(utilities, disagreement)
    return _lottery(table, rows, _max_min(gains, np.ones(gains.shape[1])))


def lottery_kalai_smorodinsky(
    utilities: ArrayLike, disagreement: Sequence[float] | None = None, ideal: str = "rational"
) -> Lottery | None:
    """Equal shares of the ideal gain, as large as possible. Kalai and Smorodinsky (1975).

    ``ideal="rational"``: each party's best expected utility in a lottery that is rational for all;
    ``"global"``: over all outcomes.
    """
    table, rows, gains = _efficient_gains(utilities, disagreement)
    if ideal not in ("rational", "global"):
        raise UserError(f"ideal: found {ideal!r}, allowed 'rational' or 'global'")
    span = gains.max(axis=0) if ideal == "global" else _rational_ideal(gains)
    if span is None or (span <= 0).any():
        return lottery_egalitarian(utilities, disagreement)
    return _lottery(table, rows, _max_min(gains, span))


def lottery_utilitarian(utilities: ArrayLike, disagreement: Sequence[float] | None = None) -> Lottery | None:
    """Largest sum of expected utilities among the rational lotteries."""
    table, rows, gains = _efficient_gains(utilities, disagreement)
    return _lottery(table, rows, _program(gains, gains.sum(axis=1), np.zeros(gains.shape[1])))


def lottery_nash(
    utilities: ArrayLike, disagreement: Sequence[float] | None = None, weights: Sequence[float] | None = None
) -> Lottery | None:
    """Largest product of expected gains to the power of ``weights``. Nash (1950).

    A party that can gain nothing from any rational lottery is left out of the product.
    """
    table, rows, gains = _efficient_gains(utilities, disagreement)
    ideal = _rational_ideal(gains)
    if ideal is None:
        return None
    power = np.ones(gains.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
    if power.shape != (gains.shape[1],) or not (power > 0).all():
        raise UserError(f"weights: found {weights!r}, allowed {gains.shape[1]} positive numbers")
    live = ideal > 1e-12 * max(1.0, float(np.abs(gains).max()))
    if not live.all():
        return lottery_egalitarian(utilities, disagreement)
    scaled = gains / ideal
    start = _max_min(scaled, np.ones(len(ideal)))
    assert start is not None  # a rational lottery exists
    return _lottery(table, rows, _frank_wolfe(scaled, power / power.sum(), start))


def _efficient_gains(utilities: ArrayLike, disagreement: Sequence[float] | None) -> tuple[Floats, NDArray[np.int64], Floats]:
    table = as_table(utilities)
    rows = np.flatnonzero(pareto_mask(table))
    _, first = np.unique(table[rows], axis=0, return_index=True)
    rows = rows[np.sort(first)]
    return table, rows, table[rows] - as_point(disagreement, table)


def _program(gains: Floats, value: Floats, least: Floats) -> Floats | None:
    """Probabilities maximising ``value`` with expected gains of at least ``least``; None if there are
    none."""
    from scipy.optimize import linprog

    found = linprog(-value, A_ub=-gains.T, b_ub=-least, A_eq=np.ones((1, len(gains))), b_eq=[1.0], method="highs")
    if found.status != 0:
        return None
    odds: Floats = np.maximum(found.x, 0.0)
    return odds


def _rational_ideal(gains: Floats) -> Floats | None:
    """Each party's largest expected gain in a lottery that is rational for all."""
    zero = np.zeros(gains.shape[1])
    best = []
    for k in range(gains.shape[1]):
        odds = _program(gains, gains[:, k], zero)
        if odds is None:
            return None
        best.append(float(odds @ gains[:, k]))
    return np.array(best)


def _max_min(gains: Floats, span: Floats) -> Floats | None:
    """Probabilities with the largest t such that gains >= t·span, then the largest sum of gains / span; t >=
    0."""
    from scipy.optimize import linprog

    n, parties = gains.shape
    shares = gains / span
    top = linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.hstack([-shares.T, np.ones((parties, 1))]),
        b_ub=np.zeros(parties),
        A_eq=np.append(np.ones(n), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * n + [(None, None)],
        method="highs",
    )
    if top.status != 0 or top.x[-1] < -1e-9:
        return None
    level = float(top.x[-1])
    better = _program(shares, shares.sum(axis=1), np.full(parties, level - 1e-12 * max(1.0, abs(level))))
    return np.maximum(top.x[:-1], 0.0) if better is None else better


def _frank_wolfe(gains: Floats, power: Floats, start: Floats) -> Floats:
    """Maximise sum(power·log(odds @ gains)) over probabilities, adding the best outcome for the current
    prices."""
    odds: Floats = start / start.sum()
    for _ in range(_STEPS):
        prices = power / (odds @ gains)
        worth = gains @ prices
        best = int(np.argmax(worth))
        if worth[best] - 1.0 <= _GAP:  # the prices value the current point at exactly 1
            break
        odds[best] = max(odds[best], 1e-3)
        support = np.flatnonzero(odds)
        inner = _newton(gains[support], power, odds[support] / odds.sum())
        odds = np.zeros(len(gains))
        odds[support] = inner
    return odds


def _newton(gains: Floats, power: Floats, odds: Floats) -> Floats:
    """The same program on a few outcomes: Newton steps on the face of the outcomes still in use."""
    x: Floats = odds.copy()
    for _ in range(_STEPS):
        live = np.flatnonzero(x)
        face = gains[live]
        level = x[live] @ face
        slope = face @ (power / level)
        bend = face @ np.diag(power / level**2) @ face.T
        ones = np.ones((len(live), 1))
        system = np.block([[bend, ones], [ones.T, np.zeros((1, 1))]])
        move = np.linalg.lstsq(system, np.append(slope, 0.0), rcond=None)[0][:-1]
        down = move < 0
        room = float((-x[live][down] / move[down]).min()) if down.any() else np.inf
        step = min(1.0, room)
        here = _log_product(x[live], face, power)
        while step > 1e-12 and _log_product(x[live] + step * move, face, power) < here:
            step /= 2
        x[live] = np.maximum(x[live] + step * move, 0.0)
        if step == room:
            x[live[np.argmin(x[live])]] = 0.0
        elif float(np.abs(step * move).max()) < 1e-14:
            break
        x /= x.sum()
    return x


def _log_product(odds: Floats, gains: Floats, power: Floats) -> float:
    level = odds @ gains
    return float(power @ np.log(level)) if (level > 0).all() else -np.inf


def _lottery(table: Floats, rows: NDArray[np.int64], odds: Floats | None) -> Lottery | None:
    if odds is None:
        return None
    odds = np.where(odds > 1e-12, odds, 0.0)
    odds = odds / odds.sum()
    used = np.flatnonzero(odds)
    expected = odds[used] @ table[rows[used]]
    return Lottery(
        tuple(int(k) for k in rows[used]),
        tuple(float(p) for p in odds[used]),
        tuple(float(u) for u in expected),
    )
