"""Cooperation in populations: replicator dynamics, the Moran process, and selection on a cycle.

Sources: Taylor & Jonker (1978), Math. Biosci. 40:145-156; Taylor (1979), J. Appl. Prob. 16:76-83; Hofbauer
& Sigmund (1998), Evolutionary Games and Population Dynamics; Moran (1958), Proc. Camb. Phil. Soc. 54:60-71;
Lieberman, Hauert & Nowak (2005), Nature 433:312-316; Ohtsuki et al. (2006), Nature 441:502-505; Taylor, Day
& Wild (2007), Nature 447:469-472.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

from protocols.errors import UserError

Floats = NDArray[np.float64]
Payoffs = Sequence[Sequence[float]]  # 2 x 2, own action first, action 0 = share


def _advantage(payoffs: Payoffs) -> tuple[float, float]:
    """What sharing gains over withholding against a sharer, and against a withholder."""
    if len(payoffs) != 2 or any(len(row) != 2 for row in payoffs):
        raise UserError(f"payoffs must be a 2 x 2 table, found {payoffs}")
    (a, b), (c, d) = payoffs
    return a - c, b - d


def _interior_zero(advantage: tuple[float, float]) -> float | None:
    """The share of sharers, strictly inside (0, 1), at which the advantage vanishes, if any."""
    with_sharer, with_withholder = advantage
    if with_sharer * with_withholder >= 0:
        return None
    return with_withholder / (with_withholder - with_sharer)


def _flow(rate: Callable[[Floats], Floats], start: Sequence[float], time: float) -> list[float]:
    """Solve ``dx_i/dt = x_i (1-x_i) rate_i(x)`` in log-odds, where shares can never leave [0, 1]."""
    from scipy.integrate import solve_ivp
    from scipy.special import expit

    shares = np.asarray(start, dtype=float)
    if np.any(~((shares >= 0) & (shares <= 1))) or not 0 <= time < float("inf"):
        raise UserError(
            f"shares must lie in [0, 1] and time be finite and >= 0, found {list(start)} and {time}"
        )
    free = (shares > 0) & (shares < 1)
    if time == 0 or not free.any():
        return [float(share) for share in shares]

    def full(odds: Floats) -> Floats:
        state = shares.copy()
        state[free] = expit(odds)
        return state

    initial = np.array([log(x) - log1p(-x) for x in shares[free]])
    path = solve_ivp(
        lambda _, odds: rate(full(odds))[free], (0, time), initial, method="DOP853", rtol=1e-11, atol=1e-11
    )
    if not path.success:
        raise UserError(f"the dynamics could not be followed to time {time}: {path.message}")
    return [float(share) for share in full(path.y[:, -1])]


@dataclass(frozen=True)
class Replicator:
    """One population with row payoffs ``[[a, b], [c, d]]`` for (share, withhold); x is the share of sharers.

    ``dx/dt = x (1-x) [(a-c) x + (b-d)(1-x)]``, no division by mean fitness.

    >>> Replicator([[5, 0], [3, 2]]).interior
    0.5
    """

    payoffs: Payoffs

    @property
    def interior(self) -> float | None:
        """The interior rest point ``(d-b)/(a-b-c+d)``, None if there is none (or all are)."""
        return _interior_zero(_advantage(self.payoffs))

    @property
    def interior_stability(self) -> str:
        """``stable`` (each does better against the other), ``unstable`` (coordination) or ``none``."""
        if self.interior is None:
            return "none"
        return "unstable" if _advantage(self.payoffs)[0] > 0 else "stable"

    @property
    def all_share_stable(self) -> bool:
        """Do few withholders die out: a > c, or a = c and b > d?"""
        with_sharer, with_withholder = _advantage(self.payoffs)
        return with_sharer > 0 or (with_sharer == 0 and with_withholder > 0)

    @property
    def all_withhold_stable(self) -> bool:
        """Do few sharers die out: d > b, or d = b and c > a?"""
        with_sharer, with_withholder = _advantage(self.payoffs)
        return with_withholder < 0 or (with_withholder == 0 and with_sharer < 0)

    def share(self, start: float, time: float) -> float:
        """The share of sharers at ``time``, from ``start`` at 0."""
        with_sharer, with_withholder = _advantage(self.payoffs)
        return _flow(lambda x: with_sharer * x + with_withholder * (1 - x), [start], time)[0]


@dataclass(frozen=True)
class TwoPopulations:
    """Hosts (``A[i][j]``) against factories (``C[j][i]``), own action first; x, y: shares of sharers."""

    hosts: Payoffs
    factories: Payoffs

    @property
    def interior(self) -> tuple[float, float] | None:
        """The interior rest point (x*, y*): each side's mix makes the other side indifferent."""
        x, y = _interior_zero(_advantage(self.factories)), _interior_zero(_advantage(self.hosts))
        return None if x is None or y is None else (x, y)

    @property
    def eigenvalue_square(self) -> float | None:
        """``p q``, the squared eigenvalues at rest: ``p = x*(1-x*) d(hosts' advantage)/dy``, q alike."""
        if self.interior is None:
            return None
        product = 1.0
        for share, payoffs in zip(self.interior, (self.hosts, self.factories), strict=True):
            with_sharer, with_withholder = _advantage(payoffs)
            product *= share * (1 - share) * (with_sharer - with_withholder)
        return product

    @property
    def kind(self) -> str:
        """``saddle`` (pq > 0), ``centre`` (pq < 0) or ``none`` without an interior rest point."""
        square = self.eigenvalue_square
        if square is None:
            return "none"
        return "saddle" if square > 0 else "centre"

    def shares(self, x: float, y: float, time: float) -> tuple[float, float]:
        """The shares of sharing hosts and factories at ``time``, from (x, y) at 0."""
        (h1, h0), (f1, f0) = _advantage(self.hosts), _advantage(self.factories)

        def rate(state: Floats) -> Floats:
            hosts, factories = state
            return np.array([h1 * factories + h0 * (1 - factories), f1 * hosts + f0 * (1 - hosts)])

        end = _flow(rate, [x, y], time)
        return end[0], end[1]


def moran_fixation(population: int, fitness: float, mutants: int = 1) -> float:
    """Fixation probability of i mutants of relative fitness r: ``(1 - r^-i) / (1 - r^-N)``; ``i/N`` at r = 1.

    Well-mixed birth-death process; the same on any regular graph (isothermal theorem).

    >>> round(moran_fixation(10, 1.1), 9)
    0.147950359
    """
    n, i = population, mutants
    if n != int(n) or i != int(i) or not 0 <= i <= n or n < 1 or not 0 <= fitness < float("inf"):
        raise UserError("fixation needs whole numbers 0 <= mutants <= population and a finite fitness >= 0")
    if fitness == 0 or i in (0, n):
        return float(i == n)
    growth = log(fitness)
    if growth == 0:
        return i / n
    if growth > 0:
        return float(np.expm1(-i * growth) / np.expm1(-n * growth))
    return float(np.exp((n - i) * growth) * np.expm1(i * growth) / np.expm1(n * growth))


def death_birth_threshold(population: int, degree: int) -> float | None:
    """Benefit-cost ratio above which death-birth updating favours cooperation on a k-regular network of N.

    Weak selection, donation game with each neighbour, one mutant: ``(N-2) / (N/k - 2)`` (exact on
    vertex-transitive graphs such as the cycle), which tends to k. None when ``N <= 2k``: no benefit
    suffices. Birth-death updating never favours it.

    >>> death_birth_threshold(100, 2) > 2
    True
    """
    if population != int(population) or degree != int(degree) or not 1 <= degree < population:
        raise UserError("a regular network needs whole numbers 1 <= degree < population")
    return (population - 2) / (population / degree - 2) if population > 2 * degree else None
