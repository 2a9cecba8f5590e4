"""Trade-off: concede by the clock, and among equally good offers make the one nearest to what the others ask
for.

Faratin, Sierra and Jennings (2002), "Using similarity criteria to make issue trade-offs in automated
negotiations", Artificial Intelligence 142, section 4: stay on (a band above) the iso-utility curve of the
aspiration and minimise the distance to the opponents' last offers.
"""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import CDLL, c_int64

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import lowest
from agents.strategies.time_dependent import TimeDependent
from protocols.errors import UserError
from protocols.kernels import address, library
from protocols.outcomes import OutcomeSpace
from protocols.types import Floats, View

_MOST = 64  # parties and issues that the compiled loop has room for


class TradeOff(TimeDependent):
    """Time-dependent aspiration (``e``, ``k``); offers from the band of ``band`` × (best - reservation) above
    it.

    Distance is squared Euclidean over issues, each scaled to [0, 1] by the position of its value, summed over
    the others' latest offers. ``concerns`` (party → issue names, common knowledge: who is party to a clause
    that reads the issue) leaves out the issues on which another party's offer is idle talk; None counts all.
    Ties go to the lowest index. Without an offer to answer it offers by its target alone.
    """

    def __init__(self, e: float = 1.0, k: float = 0.0, band: float = 0.02) -> None:
        super().__init__(e, k)
        if not 0 <= band <= 1:
            raise UserError(f"trade_off: found band={band}, allowed 0 to 1")
        self.band = band
        self.concerns: Mapping[str, frozenset[str]] | None = None
        self._seen: dict[tuple[str, ...], Floats] = {}  # parties -> their masks
        self._places: tuple[OutcomeSpace | None, int] = (None, 0)  # where the positions of a space's outcomes lie
        self._utility: tuple[Floats | None, Floats | None, int] = (None, None, 0)  # of a view, in one piece, and where it lies

    def reset(self) -> None:
        super().reset()
        self._seen = {}
        self._places, self._utility = (None, 0), (None, None, 0)

    def propose(self, view: View) -> int | None:
        target = min(self.target(view), view.best)
        latest = self._latest(view)
        if not latest:
            return view.at_least(target)
        low = max(target, view.floor)
        high = low + self.band * (view.best - lowest(view))
        compiled = library()
        if compiled is not None and max(len(latest), len(view.space.names)) <= _MOST:
            found = self._nearest(compiled, view, low, high, latest)
            return view.at_least(target) if found < 0 else found
        candidates = view.between(low, high)
        if not len(candidates):
            return view.at_least(target)
        appeal = self.appeal(view, candidates, latest)
        return int(candidates[appeal == appeal[appeal.argmax()]].min())

    def _nearest(self, compiled: CDLL, view: View, low: float, high: float, latest: Mapping[str, int]) -> int:
        """The most appealing outcome worth ``low`` to ``high`` to itself by the compiled engine, -1 for none."""
        space = view.space
        if self._places[0] is not space:
            self._places = space, address(space.coordinates)
        if self._utility[0] is not view.utility:
            utility = np.ascontiguousarray(view.utility)
            self._utility = view.utility, utility, address(utility)
        masks = None if self.concerns is None else address(self._masks(tuple(latest), space.names))
        last = (c_int64 * len(latest))(*latest.values())
        found: int = compiled.gy_nearest(
            self._utility[2], space.size, low, high, self._places[1], len(space.names), last, len(latest), masks
        )
        return found

    @staticmethod
    def _latest(view: View) -> dict[str, int]:
        """Every other party's last offer, by seat."""
        found: dict[str, int] = {}
        for _, party, outcome in reversed(view.history):
            if party != view.me and party not in found:
                found[party] = outcome
                if len(found) == len(view.parties) - 1:
                    break
        return {party: found[party] for party in view.parties if party in found}

    def appeal(self, view: View, candidates: NDArray[np.int64], latest: Mapping[str, int]) -> Floats:
        """How much the others are thought to like each of ``candidates``: minus the squared distance to what
        they ask.

        ``latest`` is every other party's last offer.
        """
        places = view.space.coordinates
        gap = places.take(candidates, axis=0)[:, None] - places.take(list(latest.values()), axis=0)  # (n, parties, issues)
        gap *= gap
        if self.concerns is not None:
            gap *= self._masks(tuple(latest), view.space.names)
        nearness: Floats = -np.add.reduce(np.add.reduce(gap, 2), 1)
        return nearness

    def _masks(self, parties: tuple[str, ...], issues: tuple[str, ...]) -> Floats:
        """(parties, issues) 1 where an issue concerns a party, else 0."""
        if parties not in self._seen:
            concerns, every = self.concerns or {}, frozenset(issues)
            rows = [[float(name in concerns.get(party, every)) for name in issues] for party in parties]
            self._seen[parties] = np.array(rows)
        return self._seen[parties]
