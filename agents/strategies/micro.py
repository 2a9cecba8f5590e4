"""MiCRO: minimal concession, one new offer for each new offer of the other side.

De Jonge (2022), "An Analysis of the Linear Bilateral ANAC Domains Using the MiCRO Benchmark Strategy",
IJCAI-22.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from protocols.types import ACCEPT, REJECT, Response, View


class Micro:
    """Goes down its own outcomes one by one, best first, as long as the others have shown as many different
    offers.

    When ahead in concessions it repeats one of its earlier offers at random. It accepts what is at least as
    good as the offer it would make next. Outcomes below the reservation value are never reached. With several
    opponents it keeps step with the one who has shown fewest.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._ranking: NDArray[np.int64] | None = None

    def propose(self, view: View) -> int | None:
        """The next outcome down, or a repetition while the others lag behind."""
        made, lagging = self._standing(view)
        ranking = self._rank(view)
        if not lagging and made < len(ranking) and view.utility[ranking[made]] >= view.floor:
            return int(ranking[made])
        worth = [int(o) for o in ranking[:made] if view.utility[o] >= view.floor]
        return worth[int(view.rng.integers(len(worth)))] if worth else None

    def respond(self, view: View, offer: int) -> Response:
        """Accept what is at least as good as the lowest offer made or about to be made."""
        made, lagging = self._standing(view)
        ranking = self._rank(view)
        last = min(made - 1 if lagging else made, len(ranking) - 1)
        least = view.utility[ranking[max(last, 0)]]
        return ACCEPT if view.utility[offer] >= max(least, view.floor) else REJECT

    def _rank(self, view: View) -> NDArray[np.int64]:
        if self._ranking is None:
            order = np.argsort(-view.utility, kind="stable")
            self._ranking = order[: int((view.utility >= view.reservation).sum())]
        return self._ranking

    def _standing(self, view: View) -> tuple[int, bool]:
        """How many different offers this party has made, and whether some other party has made fewer."""
        made = len(set(view.offers_by(view.me)))
        others = [len(set(view.offers_by(party))) for party in view.parties if party != view.me]
        return made, made > min(others)
