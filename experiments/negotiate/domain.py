"""What a domain file comes to: parties with utilities over an outcome space."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from protocols.outcomes import OutcomeSpace

Floats = NDArray[np.float64]
Pair = tuple[str, str]  # a text in English and in 中文
MAX_OUTCOMES = 2_000_000


@dataclass(frozen=True)
class Party:
    """A party of a domain.

    ``utility``: (size,) worth of each outcome, -inf where it is impossible for this party; ``reservation``:
    worth of no deal, in the same unit. ``discount``: factor per offer made. ``fading``: factor over the whole
    time up to the deadline (the discount factor of Genius files). ``strategy``: how it plays unless told
    otherwise ("" leaves it to the default). ``role``: "buyer" or "seller" where a protocol asks for it.
    """

    name: str
    utility: Floats
    reservation: float
    discount: float = 1.0
    fading: float = 1.0
    strategy: str = ""
    role: str = ""
    title: Pair = ("", "")

    def says(self, lang: str) -> str:
        """Its name for people."""
        return self.title[lang == "zh"] or self.name


@dataclass(frozen=True)
class Domain:
    """Who bargains over what. ``unit`` is that of the utilities ("" for a scale without unit); ``notes`` say
    what the reader decided where the file left it open.
    """

    name: str
    space: OutcomeSpace
    parties: tuple[Party, ...]
    title: Pair = ("", "")
    unit: str = ""
    protocol: str = ""
    rounds: int | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def table(self) -> Floats:
        """(outcomes, parties) utilities."""
        return np.stack([party.utility for party in self.parties], axis=1)

    @property
    def reservations(self) -> list[float]:
        """Worth of no deal, party by party."""
        return [party.reservation for party in self.parties]

    @property
    def names(self) -> tuple[str, ...]:
        """The parties' names."""
        return tuple(party.name for party in self.parties)
