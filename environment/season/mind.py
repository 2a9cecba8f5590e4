"""What one party carries from show to show: reputations, purse, dispositions and the rules that move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agents.dispositions import DISPOSITIONS, Conduct, menus
from agents.learning import Learner, make_learner
from agents.learning.yardstick import Yardstick
from agents.party import Party
from agents.trust import Inflation, Reputation
from environment.luck import Luck


@dataclass(slots=True)
class Mind:
    """Memory of one party between shows. Money in CNY."""

    name: str
    kind: str
    menus: dict[str, tuple[float, ...]]
    learners: dict[str, Learner]
    choice: dict[str, int]
    cash: float
    trust: dict[tuple[str, str], Reputation] = field(default_factory=dict)
    inflation: Inflation | None = None
    gone: bool = False  # out of business
    yardstick: Yardstick = field(default_factory=Yardstick)

    @classmethod
    def of(cls, party: Party, levels: Mapping[str, Sequence[float]], rule: str, fixed: Mapping[str, float]) -> Mind:
        """The memory of a party before its first show; dispositions in ``fixed`` are held at their value all season."""
        standing = party.conduct.as_dict() | {k: float(v) for k, v in fixed.items()}
        free = {name: values for name, values in levels.items() if name not in fixed}
        offered = menus(free, Conduct(**standing))
        choice = {name: offered[name].index(standing[name]) for name in DISPOSITIONS}
        learners = {
            name: make_learner(rule, len(menu), choice[name]) for name, menu in offered.items() if len(menu) > 1
        }
        return cls(party.name, party.kind, offered, learners, choice, party.cash)

    @property
    def conduct(self) -> Conduct:
        """The dispositions of the coming show."""
        return Conduct(**{name: self.menus[name][i] for name, i in self.choice.items()})

    def brief(self, party: Party) -> None:
        """Put what is remembered into the agent that plays the coming show."""
        party.behave(self.conduct)
        party.cash = self.cash
        party.trust = self.trust
        if self.inflation is not None:
            party.inflation = self.inflation  # only a supplier has one

    def recall(self, party: Party, forgetting: float) -> None:
        """Take the agent's experience out of the finished show; older experience fades."""
        self.trust = party.trust
        for reputation in self.trust.values():
            reputation.fade(forgetting)
        self.inflation = getattr(party, "inflation", None)
        if self.inflation is not None:
            self.inflation.fade(forgetting)

    def earn(
        self, profit: float, strength: float, score: float, peers: Sequence[Mind], scores: Mapping[str, float]
    ) -> None:
        """Learn from the money of the show.

        ``strength`` is how strong the night was (no conduct moves it), ``score`` profit over turnover, ``scores`` that of
        every party.
        """
        self.cash += profit
        judged = self.yardstick.judge(profit, strength)
        for name, learner in self.learners.items():
            menu = self.menus[name]
            others = [(_nearest(menu, p.menus[name][p.choice[name]]), scores[p.name]) for p in peers if not p.gone]
            learner.learn(self.choice[name], judged, score, others)

    def decide(self, luck: Luck, show: int) -> None:
        """Choose the dispositions of the next show, each by its own rule and its own stream."""
        for name, learner in self.learners.items():
            self.choice[name] = learner.choose(luck.draws(f"season.{self.name}.{name}.{show}"))


@lru_cache(maxsize=1024)
def _nearest(menu: tuple[float, ...], level: float) -> int:
    """The place in a menu of what is nearest to a level."""
    return min(range(len(menu)), key=lambda i: abs(menu[i] - level))
