"""Sharing an estate that does not cover all claims (a refund pool, scarce stock).

Rules take the ``estate`` E and the ``claims`` d (non-negative, E at most their sum) and return awards in
claim order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from protocols.games.coalition import Game


def proportional(estate: float, claims: Sequence[float]) -> list[float]:
    """Awards in proportion to claims.

    >>> proportional(60, [40, 80])
    [20.0, 40.0]
    """
    total = _check(estate, claims)
    return [estate * claim / total if total else 0.0 for claim in claims]


def constrained_equal_awards(estate: float, claims: Sequence[float]) -> list[float]:
    """Equal awards, nobody above the own claim (CEA).

    >>> constrained_equal_awards(70, [10, 50, 60])
    [10.0, 30.0, 30.0]
    """
    _check(estate, claims)
    awards = [0.0] * len(claims)
    left, waiting = float(estate), len(claims)
    for k in sorted(range(len(claims)), key=lambda j: (claims[j], j)):
        awards[k] = min(float(claims[k]), left / waiting)
        left -= awards[k]
        waiting -= 1
    return awards


def constrained_equal_losses(estate: float, claims: Sequence[float]) -> list[float]:
    """Equal losses, nobody below zero (CEL): the dual of CEA.

    >>> constrained_equal_losses(70, [10, 50, 60])
    [0.0, 30.0, 40.0]
    """
    total = _check(estate, claims)
    losses = constrained_equal_awards(total - estate, claims)
    return [claim - loss for claim, loss in zip(claims, losses, strict=True)]


def talmud(estate: float, claims: Sequence[float]) -> list[float]:
    """The contested-garment-consistent rule: CEA on half-claims up to half the sum, then CEL on half-claims.

    It is the nucleolus of the bankruptcy game.
    Source: Aumann & Maschler (1985) Journal of Economic Theory 36:195-213.

    >>> [talmud(estate, [100, 200, 300]) for estate in (200, 300)]
    [[50.0, 75.0, 75.0], [50.0, 100.0, 150.0]]
    """
    total = _check(estate, claims)
    halves = [0.5 * claim for claim in claims]
    if estate <= 0.5 * total:
        return constrained_equal_awards(estate, halves)
    losses = constrained_equal_awards(total - estate, halves)
    return [claim - loss for claim, loss in zip(claims, losses, strict=True)]


def bankruptcy_game(estate: float, claims: Sequence[float]) -> Game:
    """``v(S) = max(0, E - claims outside S)``: what S gets when the others take their claims first.

    Its Shapley value is the random-arrival rule. Players are named "1", "2", …
    Source: O'Neill (1982) Mathematical Social Sciences 2:345-371.
    """
    total = _check(estate, claims)
    claim = {str(k + 1): float(value) for k, value in enumerate(claims)}
    return Game.from_function(
        tuple(claim), lambda S: max(0.0, estate - (total - math.fsum(claim[player] for player in S)))
    )


def _check(estate: float, claims: Sequence[float]) -> float:
    total = math.fsum(claims)
    if not claims or min(claims) < 0.0:
        raise ValueError(f"claims: found {list(claims)}, allowed: one or more non-negative numbers")
    if not 0.0 <= estate <= total:
        raise ValueError(f"estate: found {estate}, allowed: 0 to the sum of claims, {total}")
    return total
