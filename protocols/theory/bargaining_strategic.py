"""Bargaining as a game of offers: closed-form equilibria of the classical alternating-offers models.

A pie is split between parties who make offers in turn; discount factors are per period (one offer a period),
utility is linear in the share, and all shares are of the pie passed in (default 1). Every function returns
the subgame-perfect (or, for more than two players, the stationary) equilibrium division, in which agreement
is immediate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlternatingOffersSplit:
    """Equilibrium shares of a two-player alternating-offers game, by who makes the first offer."""

    first_when_1_proposes: float
    second_when_1_proposes: float
    first_when_2_proposes: float
    second_when_2_proposes: float


def rubinstein(delta1: float, delta2: float, pie: float = 1.0) -> AlternatingOffersSplit:
    """Rubinstein's infinite-horizon division of ``pie`` with discount factors ``delta1`` and ``delta2`` in
    [0, 1].

    The proposer leaves the responder exactly the discounted value of being the next proposer: ``1 - x =
    delta2 y`` and ``1 - y = delta1 x`` (x, y: proposer shares of players 1 and 2), hence ``x = (1 - delta2) /
    (1 - delta1 delta2)``. Two perfectly patient players (both 1) have no unique equilibrium.

    Source: Rubinstein (1982) Econometrica 50:97-109; Shaked & Sutton (1984) Econometrica 52:1351-1364.

    >>> split = rubinstein(0.5, 0.5)
    >>> round(split.first_when_1_proposes, 6), round(split.first_when_2_proposes, 6)
    (0.666667, 0.333333)
    """
    _check_factor("delta1", delta1)
    _check_factor("delta2", delta2)
    if delta1 == 1.0 and delta2 == 1.0:
        raise ValueError("delta1, delta2: found 1 and 1, allowed: one below 1 (else no unique equilibrium)")
    impatience = 1.0 - delta1 * delta2
    proposer1 = (1.0 - delta2) / impatience
    proposer2 = (1.0 - delta1) / impatience
    return AlternatingOffersSplit(
        first_when_1_proposes=pie * proposer1,
        second_when_1_proposes=pie * (delta2 * proposer2),
        first_when_2_proposes=pie * (delta1 * proposer1),
        second_when_2_proposes=pie * proposer2,
    )


def rubinstein_from_rates(rate1: float, rate2: float, interval: float) -> float:
    """Player 1's share when offers are ``interval`` apart and ``delta_i = exp(-rate_i interval)``.

    As the interval goes to 0 the share goes to ``rate2 / (rate1 + rate2)`` (see :func:`rubinstein_limit`).
    Written with ``expm1`` so that it stays exact for tiny intervals.

    Source: Binmore, Rubinstein & Wolinsky (1986) RAND Journal of Economics 17:176-188.

    >>> round(rubinstein_from_rates(0.05, 0.05, 1.0), 6)
    0.512497
    """
    _check_rates(rate1, rate2)
    if interval == 0.0:
        return rubinstein_limit(rate1, rate2)
    if interval < 0.0:
        raise ValueError(f"interval: found {interval}, allowed: 0 or more")
    return math.expm1(-rate2 * interval) / math.expm1(-(rate1 + rate2) * interval)


def rubinstein_limit(rate1: float, rate2: float) -> float:
    """Player 1's share when offers follow each other at once: the asymmetric Nash split with weights ``1 /
    rate_i``.

    Source: Binmore, Rubinstein & Wolinsky (1986), proposition on the limit of the time-preference model.

    >>> round(rubinstein_limit(0.1, 0.3), 6)
    0.75
    """
    _check_rates(rate1, rate2)
    return rate2 / (rate1 + rate2)


def finite_horizon(delta1: float, delta2: float, periods: int, pie: float = 1.0) -> float:
    """Player 1's share in the period-1 agreement of a game of ``periods`` offers; player 1 proposes in odd
    periods.

    Backward induction: the last proposer takes all; before that the proposer leaves the responder the
    discounted value of the next period. If the last offer is refused both get 0. For equal factors d it is
    ``(1 - (-d)^T) / (1 + d)``.

    Source: Ståhl (1972) Bargaining Theory; Binmore (1987).

    >>> round(finite_horizon(0.8, 0.8, 2), 6)  # the responder of period 1 can wait for the last word
    0.2
    """
    _check_factor("delta1", delta1)
    _check_factor("delta2", delta2)
    if periods < 1 or periods != int(periods):
        raise ValueError(f"periods: found {periods}, allowed: a whole number of 1 or more")
    shares = (1.0, 0.0) if periods % 2 == 1 else (0.0, 1.0)
    for period in range(int(periods) - 1, 0, -1):
        if period % 2 == 1:
            kept = delta2 * shares[1]
            shares = (1.0 - kept, kept)
        else:
            kept = delta1 * shares[0]
            shares = (kept, 1.0 - kept)
    return pie * shares[0]


def breakdown_split(probability: float, d1: float, d2: float, pie: float = 1.0) -> tuple[float, float]:
    """Shares when, after each refusal, talks break down with ``probability`` and leave the parties ``d1`` and
    ``d2``.

    No discounting; player 1 proposes first. With ``q = 1 - p`` the indifference conditions ``1 - x = p d2 + q
    (1 - y)`` and ``y = p d1 + q x`` (x, y: player 1's share when 1 and when 2 proposes) give ``x = (pie - d2
    + (1 - p) d1) / (2 - p)``. Unlike an outside option, the breakdown point moves the split whatever its
    size; as p goes to 0 the split is the symmetric Nash solution with that disagreement point.

    Source: Binmore, Rubinstein & Wolinsky (1986), the model with exogenous risk of breakdown.

    >>> tuple(round(share, 6) for share in breakdown_split(0.1, 0.2, 0.1))
    (0.568421, 0.431579)
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability: found {probability}, allowed: 0 to 1")
    if d1 + d2 > pie * (1.0 + 1e-12):
        raise ValueError(f"d1 + d2: found {d1 + d2}, allowed: at most {pie} (else no deal beats breakdown)")
    share1 = (pie - d2 + (1.0 - probability) * d1) / (2.0 - probability)
    return share1, pie - share1


def outside_option_split(delta: float, outside2: float, pie: float = 1.0) -> tuple[float, float, bool]:
    """Shares of players 1 and 2, and whether the option binds, when the responder may walk away to
    ``outside2``.

    Equal discount factors; player 1 proposes first; player 2 may leave only after refusing an offer. The
    deal-me-out principle: ``share2 = max(delta / (1 + delta), outside2)``; an option worth less than the
    equilibrium share is an empty threat, and is never added before splitting.

    Source: Binmore, Shaked & Sutton (1989) Quarterly Journal of Economics 104:753-770; Shaked & Sutton
    (1984).

    >>> outside_option_split(0.95, 0.49)
    (0.51, 0.49, True)
    """
    _check_factor("delta", delta)
    if outside2 > pie:
        raise ValueError(f"outside2: found {outside2}, allowed: at most {pie} (else player 2 leaves)")
    free_share = pie * delta / (1.0 + delta)
    binds = outside2 > free_share
    share2 = outside2 if binds else free_share
    return pie - share2, share2, binds


def rotating_proposer_shares(players: int, delta: float) -> list[float]:
    """Shares in speaking order under unanimity with proposers rotating 1..n (the stationary equilibrium).

    The player who speaks k places after the proposer gets ``delta^k (1 - delta) / (1 - delta^n)``. For three
    or more players and patient ones (``delta > 1/(n-1)``) other, non-stationary equilibria exist.

    Source: Herrero (1985); Sutton (1986) Review of Economic Studies 53:709-724.

    >>> [round(share, 4) for share in rotating_proposer_shares(3, 0.9)]
    [0.369, 0.3321, 0.2989]
    """
    _check_players(players)
    _check_factor("delta", delta)
    powers = [delta**k for k in range(players)]
    total = sum(powers)  # equals (1 - delta^n) / (1 - delta), and is right for delta = 1 too
    return [power / total for power in powers]


@dataclass(frozen=True, slots=True)
class RandomProposerSplit:
    """What a random proposer keeps, what each paid partner receives, how many are paid, and everyone's
    ex-ante value.
    """

    proposer_share: float
    partner_share: float
    partners_paid: int
    ex_ante_value: float


def random_proposer_split(players: int, delta: float, votes_needed: int) -> RandomProposerSplit:
    """Baron–Ferejohn legislature, closed rule: a proposer drawn uniformly each round buys ``votes_needed -
    1`` votes.

    In the stationary equilibrium everybody's continuation value is ``delta / n``, the price of a vote; the
    proposer's own vote counts, so it keeps ``1 - (votes_needed - 1) delta / n``.

    Source: Baron & Ferejohn (1989) American Political Science Review 83:1181-1206; Binmore (1987) for
    unanimity.

    >>> random_proposer_split(5, 0.9, votes_needed=3).partners_paid
    2
    """
    _check_players(players)
    _check_factor("delta", delta)
    if not 1 <= votes_needed <= players:
        raise ValueError(f"votes_needed: found {votes_needed}, allowed: 1 to {players}")
    price = delta / players
    return RandomProposerSplit(1.0 - (votes_needed - 1) * price, price, votes_needed - 1, 1.0 / players)


def votes_needed(rule: str, players: int) -> int:
    """Votes (with the proposer's own) that carry a proposal: more than half for "majority", all for
    "unanimity".

    >>> votes_needed("majority", 5), votes_needed("majority", 4), votes_needed("unanimity", 4)
    (3, 3, 4)
    """
    _check_players(players)
    quotas = {"majority": players // 2 + 1, "unanimity": players}
    if rule not in quotas:
        raise ValueError(f"rule: found {rule!r}, allowed: {', '.join(quotas)}")
    return quotas[rule]


def _check_factor(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name}: found {value}, allowed: a discount factor from 0 to 1")


def _check_rates(rate1: float, rate2: float) -> None:
    if rate1 < 0.0 or rate2 < 0.0 or rate1 + rate2 <= 0.0:
        raise ValueError(f"rates: found {rate1} and {rate2}, allowed: non-negative and not both zero")


def _check_players(players: int) -> None:
    if players < 1 or players != int(players):
        raise ValueError(f"players: found {players}, allowed: a whole number of 1 or more")
