"""Trade-off: concede by the clock, and among equally good offers make the one nearest to what the others ask
for.

Faratin, Sierra and Jennings (2002), "Using similarity criteria to make issue trade-offs in automated
negotiations", Artificial Intelligence 142, section 4: stay on (a band above) the iso-utility curve of the
aspiration and minimise the distance to the opponents' last offers.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from ctypes import CDLL, Structure, addressof, c_int64, c_void_p
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.time_dependent import TimeDependent
from protocols.errors import UserError
from protocols.kernels import address, library
from protocols.types import Floats, Offer, View

_MOST = 64  # parties and issues that the compiled loop has room for
_RUN = 16  # outcomes in a row that it passes over together


class _Fields(Structure):
    """``struct sight`` of the compiled loop."""

    _fields_: ClassVar = [
        ("utility", c_void_p), ("bounds", c_void_p), ("size", c_int64), ("bounded", c_int64), ("scales", c_void_p),
        ("counts", c_void_p), ("issues", c_int64), ("values", c_int64), ("latest", c_void_p), ("parties", c_int64),
        ("mask", c_void_p), ("gaps", c_void_p),
    ]  # fmt: skip


class _Sight:
    """What the compiled loop looks at on behalf of one party: laid out once, only the others' latest offers change.

    ``masks`` (parties, issues) is 1 where an issue concerns a party (None: all do).
    """

    def __init__(self, compiled: CDLL, view: View, masks: Floats | None) -> None:
        space, n, self.of = view.space, len(view.parties), view.utility
        self._seats = {party: k for k, party in enumerate(view.parties) if party != view.me}
        self._heard, self._asked = 0, False  # offers taken in so far, and whether any was another party's
        self._latest = array("q", [-1] * n)
        self._utility, self._bounds = np.ascontiguousarray(view.utility), np.empty((-(-space.size // _RUN), 2))
        self._masks, self._gaps = masks, np.empty((n, len(space.scales[0])))
        self._fields = _Fields(
            address(self._utility), address(self._bounds), space.size, 0, *space.scales_at, len(space.names),
            len(space.scales[0]), self._latest.buffer_info()[0], n, None if masks is None else address(masks),
            address(self._gaps),
        )  # fmt: skip
        self._at, self._nearest = addressof(self._fields), compiled.gy_nearest

    def hear(self, history: Sequence[Offer]) -> bool:
        """Take in the offers made since it last listened; whether another party has made any."""
        for _, party, outcome in history[self._heard :]:
            if party in self._seats:
                self._latest[self._seats[party]] = outcome
                self._asked = True
            self._heard += 1
        return self._asked

    def find(self, low: float, high: float) -> int | None:
        """The most appealing outcome worth ``low`` to ``high`` to itself; where there is none, the one of smallest own utility
        from ``low`` on, None without any."""
        found: int = self._nearest(self._at, low, high)
        return found if found >= 0 else None


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
        self._sight: _Sight | None = None  # what the compiled loop looks at

    def reset(self) -> None:
        super().reset()
        self._sight = None

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_sight": None}  # a copy looks at arrays of its own

    def propose(self, view: View) -> int | None:
        target, best, floor = self.target(view), view.best, view.floor
        target = best if best < target else target
        low = floor if floor > target else target
        high = low + self.band * (best - view.lowest)
        compiled = library()
        if compiled is not None and view.score is None and len(view.parties) <= _MOST >= len(view.space.names):
            sight = self._looking(compiled, view)
            return sight.find(low, high) if sight.hear(view.history) else view.at_least(target)
        latest = self._latest(view)
        if not latest or not len(candidates := view.between(low, high)):
            return view.at_least(target)
        appeal = self.appeal(view, candidates, latest)
        return int(candidates[appeal == appeal[appeal.argmax()]].min())

    def _looking(self, compiled: CDLL, view: View) -> _Sight:
        """What the compiled loop looks at, laid out anew for another view."""
        sight = self._sight
        if sight is None or sight.of is not view.utility:
            masks = None if self.concerns is None else self._masks(view.parties, view.space.names)
            sight = self._sight = _Sight(compiled, view, masks)
        return sight

    @staticmethod
    def _latest(view: View) -> dict[str, int]:
        """Every other party's last offer, by seat."""
        found: dict[str, int] = {}
        me, missing = view.me, len(view.parties) - 1
        for _, party, outcome in reversed(view.history):
            if party != me and party not in found:
                found[party] = outcome
                missing -= 1
                if not missing:
                    break
        return found if len(found) < 2 else {party: found[party] for party in view.parties if party in found}

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
        concerns = self.concerns or {}
        return _masks_of(tuple([concerns.get(party) for party in parties]), issues)


@lru_cache(maxsize=256)
def _masks_of(concerns: tuple[frozenset[str] | None, ...], issues: tuple[str, ...]) -> Floats:
    """(parties, issues) 1 where an issue is among those that concern a party (None: all do), else 0; read-only."""
    masks = np.array([[float(own is None or name in own) for name in issues] for own in concerns])
    masks.setflags(write=False)
    return masks
