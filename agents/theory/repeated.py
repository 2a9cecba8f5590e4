"""Cooperation sustained by repetition: critical discount factors in closed form.

A discount factor is per period; cooperation is an equilibrium iff the players' factor is at least the
critical one.

Sources: Friedman (1971), Rev. Econ. Stud. 38:1-12 (grim trigger); Axelrod & Hamilton (1981), Science
211:1390-1396, and Axelrod (1984) (tit-for-tat); Nowak & Sigmund (1993), Nature 364:56-58 (Pavlov); Mailath
& Samuelson (2006), Repeated Games and Reputations; Tirole (1988) ch. 6; Ledyard (1995); MacLeod & Malcomson
(1989), Econometrica 57:447-480; Levin (2003), AER 93:835-857.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocols.errors import UserError


def grim_threshold(deviation: float, cooperation: float, punishment: float) -> float:
    """``(T - R) / (T - P)``: one period of T and P ever after must not beat R for ever.

    0 when the deviation gains nothing; above 1 when punishment pays better than cooperation.

    >>> grim_threshold(3, 2, 1)
    0.5
    """
    if deviation <= cooperation:
        return 0.0
    if not deviation > punishment:
        raise UserError(f"a deviation ({deviation}) must pay more than the punishment ({punishment})")
    return (deviation - cooperation) / (deviation - punishment)


@dataclass(frozen=True)
class PrisonersDilemma:
    """Stage payoffs ``T > R > P > S`` of the repeated prisoner's dilemma, perfect monitoring.

    >>> PrisonersDilemma(10, 6, 2, 1).tit_for_tat
    0.8
    """

    temptation: float
    reward: float
    punishment: float
    sucker: float

    def __post_init__(self) -> None:
        if not self.temptation > self.reward > self.punishment > self.sucker:
            raise UserError(
                "a prisoner's dilemma needs T > R > P > S, found "
                f"{self.temptation}, {self.reward}, {self.punishment}, {self.sucker}"
            )

    @property
    def grim(self) -> float:
        """Grim trigger is subgame perfect iff ``d >= (T-R)/(T-P)``."""
        return grim_threshold(self.temptation, self.reward, self.punishment)

    @property
    def tit_for_tat_against_alternation(self) -> float:
        """Defecting every other period does not pay against tit-for-tat iff ``d >= (T-R)/(R-S)``."""
        return (self.temptation - self.reward) / (self.reward - self.sucker)

    @property
    def tit_for_tat(self) -> float:
        """Tit-for-tat is a *Nash* equilibrium (in general not subgame perfect) iff d is at least this.

        The best reply to it is to cooperate, to defect always (the grim bound) or to alternate; above 1:
        never.
        """
        return max(self.grim, self.tit_for_tat_against_alternation)

    @property
    def cooperation_beats_alternation(self) -> bool:
        """Is mutual cooperation better than taking turns: ``2R > T + S``?"""
        return 2 * self.reward > self.temptation + self.sucker

    @property
    def pavlov(self) -> float | None:
        """Win-stay, lose-shift is subgame perfect iff ``d >= (T-R)/(R-P)``; None when that exceeds 1."""
        threshold = (self.temptation - self.reward) / (self.reward - self.punishment)
        return threshold if threshold <= 1 else None


@dataclass(frozen=True)
class Collusion:
    """Per-firm stage profits (money) and the critical discount factor of tacit collusion."""

    collusive: float
    competitive: float
    deviation: float

    @property
    def threshold(self) -> float:
        return grim_threshold(self.deviation, self.collusive, self.competitive)


def cournot_collusion(firms: int, margin: float = 1.0, slope: float = 1.0) -> Collusion:
    """Grim-trigger collusion of n Cournot firms, price ``c + margin - slope Q``, equal constant cost c.

    With ``u = margin^2 / slope`` profits are ``u/(4n)`` colluding, ``u/(n+1)^2`` competing and ``u
    ((n+1)/(4n))^2`` deviating, so the threshold is ``(n+1)^2 / ((n+1)^2 + 4n)``.

    >>> round(cournot_collusion(2).threshold, 12) == round(9 / 17, 12)
    True
    """
    if firms != int(firms) or firms < 1 or not margin > 0 or not slope > 0:
        raise UserError("collusion needs a whole number of firms >= 1, a margin > 0 and a slope > 0")
    unit = margin**2 / slope
    return Collusion(unit / (4 * firms), unit / (firms + 1) ** 2, unit * ((firms + 1) / (4 * firms)) ** 2)


@dataclass(frozen=True)
class PublicGood:
    """A linear public good: each of n may give c; gifts are multiplied by m and shared equally (money).

    >>> PublicGood(players=4, contribution=1, multiplier=2).payoff_free_rider
    1.5
    """

    players: int
    contribution: float
    multiplier: float

    def __post_init__(self) -> None:
        if self.players != int(self.players) or self.players < 2:
            raise UserError(f"a public good needs a whole number of players >= 2, found {self.players}")
        if not self.contribution > 0 or not self.multiplier > 0:
            raise UserError("a public good needs a contribution > 0 and a multiplier > 0")

    @property
    def mpcr(self) -> float:
        """Marginal per-capita return m/n."""
        return self.multiplier / self.players

    @property
    def nash_contributors(self) -> int:
        """Who gives in the one-shot equilibrium: all if m/n > 1, else nobody (at 1 all are indifferent)."""
        return int(self.players) if self.mpcr > 1 else 0

    @property
    def payoff_all(self) -> float:
        """Each one's payoff when all give: c (m - 1)."""
        return self.contribution * (self.multiplier - 1)

    @property
    def payoff_free_rider(self) -> float:
        """Payoff of the only one who does not give: c m (n-1)/n."""
        return self.contribution * self.multiplier * (self.players - 1) / self.players

    @property
    def threshold(self) -> float:
        """Grim trigger sustains giving iff ``d >= (n-m) / (m (n-1))``; 0: it pays at once, above 1: never."""
        return max(0.0, (self.players - self.multiplier) / (self.multiplier * (self.players - 1)))


@dataclass(frozen=True)
class RelationalContract:
    """Effort at cost c rewarded by a discretionary bonus; deviation ends a relation worth s a period (money).

    s > 0 is the surplus of both parties together over their outside options, net of the effort cost; how
    they share it does not matter (Levin 2003).

    >>> RelationalContract(effort_cost=30, surplus=70).threshold
    0.3
    """

    effort_cost: float
    surplus: float

    def __post_init__(self) -> None:
        if not self.effort_cost >= 0 or not self.surplus > 0:
            raise UserError(
                f"a relation needs effort cost >= 0 and surplus > 0, found {self.effort_cost}, {self.surplus}"
            )

    @property
    def threshold(self) -> float:
        """Effort is enforceable iff ``d >= c / (c + s)``."""
        return self.effort_cost / (self.effort_cost + self.surplus)

    def largest_bonus(self, discount: float) -> float:
        """The largest bonus a party keeps its word on: ``d s / (1-d)``, in money."""
        if not 0 <= discount < 1:
            raise UserError(f"a discount factor must lie in [0, 1), found {discount}")
        return discount / (1 - discount) * self.surplus
