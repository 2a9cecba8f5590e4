"""Dispositions: what a party may choose about its own conduct, on a menu of levels.

``temptation``  the share of its word it breaks at the peak when that pays: the host's inflation of alerts minus one, the
                supplier's hidden stock, the factory's diverted reserve, the surge labour a warehouse sells but does
                not staff (over what it staffs), the carrier's bumped volume
``openness``    1: shows on the data board what the scheme asks for; 0: keeps its own items to itself
``toughness``   divides the concession exponent of its bargaining strategy's clock (above 1: concedes late)
``risk``        weight of the bad tail in mean–CVaR: how much risk it takes on in a deal
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DISPOSITIONS = ("temptation", "openness", "toughness", "risk")
HIGHEST = {"temptation": (0.0, 5.0), "openness": (0.0, 1.0), "toughness": (0.1, 10.0), "risk": (0.0, 1.0)}  # what a level may be
SHARERS = ("supplier", "factory", "carrier")  # whose temptation is a share of stock, reserve or parcels: never above 1


def bounds(disposition: str, kind: str) -> tuple[float, float]:
    """The lowest and highest level of a disposition for a party of ``kind``."""
    low, high = HIGHEST[disposition]
    return low, min(high, 1.0) if disposition == "temptation" and kind in SHARERS else high


@dataclass(frozen=True, slots=True)
class Conduct:
    """One party's dispositions in a show."""

    temptation: float
    openness: float
    toughness: float
    risk: float

    def as_dict(self) -> dict[str, float]:
        return {name: float(getattr(self, name)) for name in DISPOSITIONS}


def menu(levels: Sequence[float], standing: float) -> tuple[float, ...]:
    """The levels a party may choose from, its standing one included, in rising order."""
    return tuple(sorted({*(float(x) for x in levels), float(standing)}))


def menus(levels: Mapping[str, Sequence[float]], standing: Conduct) -> dict[str, tuple[float, ...]]:
    """disposition -> menu; dispositions without levels keep their standing value."""
    own = standing.as_dict()
    return {name: menu(levels.get(name, ()), own[name]) for name in DISPOSITIONS}
