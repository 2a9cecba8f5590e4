"""Nucleolus and prenucleolus: make the largest complaint small, then the next, and so on.

Both minimise lexicographically the decreasing vector of excesses ``e(S, x) = v(S) - x(S)``; the nucleolus
over imputations (efficient and ``x_i >= v(i)``), the prenucleolus over all efficient payoffs. They coincide
when the core is non-empty.

Source: Schmeidler (1969) SIAM Journal on Applied Mathematics 17:1163-1170; the sequence of linear programmes
follows Kopelowitz (1967) and Maschler, Peleg & Shapley (1979), fixing at each stage the coalitions with a
positive multiplier.
"""

from __future__ import annotations

import numpy as np

from protocols.games.coalition import Array, Game, Payoffs, membership
from protocols.games.lp import Bound
from protocols.games.rows import first_rows, minimise_over_coalitions

SPAN = 1e-9  # a 0/1 row this close (squared distance) to the span of the fixed rows depends on them
POSITIVE = 1e-7  # multipliers above this mark coalitions that bind at every optimum


def nucleolus(game: Game) -> Payoffs:
    """The nucleolus, shape (n,); ValueError when there is no imputation (singles worth more than the whole).

    >>> glove = Game.from_mapping("LRS", dict(L=0, R=0, S=0, LR=1, LS=1, RS=0, LRS=1))
    >>> [round(float(share), 9) + 0.0 for share in nucleolus(glove)]
    [1.0, 0.0, 0.0]
    """
    if float(game.singles.sum()) > game.grand + game.rounding:
        raise ValueError("nucleolus: no imputation (players alone are worth more than together)")
    return _lexicographic(game, individually_rational=True)


def prenucleolus(game: Game) -> Payoffs:
    """The prenucleolus, shape (n,); exists for every game.

    >>> worse_together = Game.from_mapping("AB", {"A": 4, "B": 2, "AB": 4})
    >>> prenucleolus(worse_together).tolist()
    [3.0, 1.0]
    """
    return _lexicographic(game, individually_rational=False)


def _lexicographic(game: Game, individually_rational: bool) -> Payoffs:
    """Solve stage after stage, each fixing one or more independent coalitions, until the payoffs are
    determined.
    """
    n = game.n
    if n == 1:
        return np.array([game.grand])
    size = float(np.abs(game.values).max()) or 1.0
    values = game.values / size
    floors: list[float | None] = list(values[1 << np.arange(n)]) if individually_rational else [None] * n
    fixed = _FixedRows(n, values[-1])
    active = first_rows(n)
    bounds: list[Bound] = [*((floor, None) for floor in floors), (None, None)]
    cost = np.r_[np.zeros(n), 1.0]
    while fixed.rank < n:
        free = fixed.independent()
        active |= active[::-1]  # with its complement in, a free coalition bounds the stage from below
        if not (active & free).any():
            first = int(np.flatnonzero(free)[0])
            active[[first, -1 - first]] = True
        equal = (np.c_[fixed.rows, np.zeros(fixed.rank)], fixed.targets)
        stage, rows = minimise_over_coalitions(cost, values, fixed.members, free, active, equal, bounds)
        epsilon = stage.x[-1]
        binding = np.argsort(-stage.multipliers, kind="stable")
        for row in binding[stage.multipliers[binding] > POSITIVE]:
            fixed.add(int(rows[row]), values[rows[row]] - epsilon)
    return fixed.solution() * size


class _FixedRows:
    """Coalitions whose payoff is settled: linearly independent 0/1 rows with their totals."""

    def __init__(self, n: int, grand: float) -> None:
        self.n = n
        self.members = membership(n)
        self.rows = np.empty((0, n))
        self.targets = np.empty(0)
        self._basis = np.empty((0, n))  # orthonormal basis of the rows
        self.add((1 << n) - 1, grand)

    @property
    def rank(self) -> int:
        return len(self.rows)

    def add(self, mask: int, total: float) -> None:
        """Fix x(S) = total, unless the rows so far already determine x(S)."""
        row = self.members[mask]
        rest = row - self._basis.T @ (self._basis @ row)
        rest -= self._basis.T @ (self._basis @ rest)
        if rest @ rest <= SPAN:
            return
        self._basis = np.vstack((self._basis, rest / np.sqrt(rest @ rest)))
        self.rows = np.vstack((self.rows, row))
        self.targets = np.r_[self.targets, total]

    def independent(self) -> np.ndarray:
        """Which proper coalitions' payoffs are not determined yet, shape (2**n,)."""
        rest = self.members - (self.members @ self._basis.T) @ self._basis
        free = np.einsum("ij,ij->i", rest, rest) > SPAN
        free[[0, -1]] = False
        return np.asarray(free)

    def solution(self) -> Array:
        """The payoffs that the n independent rows determine."""
        return np.asarray(np.linalg.solve(self.rows, self.targets), dtype=np.float64)
