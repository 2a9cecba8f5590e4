"""Selection as the host does it: what past shows tell of tonight's goods, and what the comments ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from agents.public import Catalogue, Floats, Ints

if TYPE_CHECKING:
    from agents.host import Host, Move
    from agents.observation import LiveObservation

Reading = tuple[Floats, float]  # (S,) log appeal as one source has it, and the precision of the source


def combine(log_sigma: float, readings: Sequence[Reading]) -> tuple[Floats, Floats]:
    """(S,) expected appeal and its log spread: normal-normal updating in logs, prior log-normal with mean one.

    >>> level, spread = combine(0.6, [(np.array([0.5]), 1e9)])
    >>> bool(np.isclose(level[0], np.exp(0.5))), bool(spread[0] < 1e-4)
    (True, True)
    """
    precision = 1.0 / log_sigma**2
    total = precision + fsum(p for _, p in readings)
    mean = (-0.5 * log_sigma**2 * precision + sum((p * y for y, p in readings), np.zeros_like(readings[0][0]))) / total
    return np.exp(mean + 0.5 / total), np.full(len(mean), 1.0 / np.sqrt(total))


def running_order(catalogue: Catalogue, level: Floats) -> Ints:
    """(T,) the plan with the slots of main styles handed out anew: the best of them when most viewers are there.

    Every style keeps its number of slots; by the rearrangement inequality no other order of them promises more kept
    turnover at the expected appeals ``level`` (S,).
    """
    worth = level * catalogue.attract * catalogue.price * catalogue.kept
    plan = catalogue.plan.copy()
    slots = catalogue.main[plan].nonzero()[0]
    styles = plan[slots]
    by_worth = styles[np.lexsort((styles, -worth[styles]))]
    plan[slots[np.argsort(-catalogue.per_tick[slots], kind="stable")]] = by_worth
    return plan


@dataclass(slots=True)
class Assistant:
    """Reads the comments 关键词捕捉: calls styles from the bench, has the colour shown that viewers name most."""

    bench: list[int]
    share: float
    ticks: int
    link_cost: float
    colour_count: int
    streak: dict[int, int] = field(default_factory=dict)
    words: dict[int, Ints] = field(default_factory=dict)  # style -> how often each of its colours was named
    shown: dict[int, int] = field(default_factory=dict)  # style -> colour shown, the first listed at the start

    def read(self, host: Host, seen: LiveObservation, move: Move) -> None:
        """Act on the comments of one tick."""
        if seen.words is not None and seen.words.colours:
            style, heard = seen.words.style, np.array(seen.words.colours, dtype=np.int64)
            self.words[style] = heard + self.words.get(style, np.zeros(len(heard), dtype=np.int64))
            if self.words[style].sum() >= self.colour_count:
                self.shown[style] = int(np.argmax(self.words[style]))
        move.colour = self.shown.get(move.focus, 0)
        move.call = self._call(host, seen)

    def _call(self, host: Host, seen: LiveObservation) -> int:
        """The bench style that the comments ask for and that promises more commission than its link costs, -1 for none."""
        for style in self.bench:
            asked = seen.mentions[style] >= self.share * max(seen.comments, 1)
            self.streak[style] = self.streak.get(style, 0) + 1 if asked else 0
        ready = [s for s in self.bench if self.streak[s] >= self.ticks and self._income(host, s, seen.tick) > self.link_cost]
        if not ready:
            return -1
        style = max(ready, key=lambda s: int(seen.mentions[s]))
        self.bench.remove(style)
        return style

    def _income(self, host: Host, style: int, tick: int) -> float:
        """Commission it expects of a style on the shelf for the rest of the evening."""
        c = host.catalogue
        units = host.memory.belief.level_of(style) * float(c.attract[style]) * c.ahead[tick + 1] * (1.0 + c.shelf_share)
        return host.terms.commission * units * float(c.price[style] * c.kept[style])
