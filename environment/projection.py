"""Smaller tables cut out of an encounter: one issue of it, a market of prices and lots, or lots as items of an auction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from protocols.outcomes import Issue, OutcomeSpace, Point, Value
from protocols.types import Floats, Seat

NO_DEAL = -1
_NOTHING = Issue("deal", (1,))  # the one choice left where every issue is fixed


@dataclass(frozen=True, slots=True)
class Projection:
    """A table on which only part of an encounter is open.

    ``space`` is what its parties see; ``index`` (space.size,) gives the outcome of the whole encounter that each of its
    outcomes stands for, ``NO_DEAL`` where it stands for none. Everybody keeps its own utilities on those outcomes.
    """

    space: OutcomeSpace
    index: NDArray[np.int64]

    def seat(self, seat: Seat, role: str = "") -> Seat:
        """``seat`` at this table: its utility of the outcomes that are open, its reservation value where there is no deal."""

        def here(utility: Floats) -> Floats:
            return np.where(self.index == NO_DEAL, seat.reservation, utility[self.index])

        partners = {name: here(utility) for name, utility in seat.with_partner.items()}
        return replace(seat, utility=here(seat.utility), with_partner=partners, role=role or seat.role)

    def whole(self, outcome: int | None) -> int | None:
        """The outcome of the whole encounter that ``outcome`` stands for; None for none."""
        found = NO_DEAL if outcome is None else int(self.index[outcome])
        return None if found == NO_DEAL else found


def nearest(space: OutcomeSpace, standing: Mapping[str, float]) -> Point:
    """The outcome nearest to ``standing`` (issue → value), the lower value at a tie; the first value where none stands."""
    point: dict[str, Value] = {}
    for issue in space.issues:
        values = np.asarray(issue.values, dtype=np.float64)
        place = int(np.abs(values - standing[issue.name]).argmin()) if issue.name in standing else 0
        point[issue.name] = issue.values[place]
    return point


def line(space: OutcomeSpace, at: Point, names: Sequence[str]) -> Projection:
    """The issues ``names`` of ``space``, the others as in ``at``; a single outcome when there are none."""
    grid = np.arange(space.size).reshape(space.shape)
    where = tuple(slice(None) if i.name in names else i.place(at[i.name]) for i in space.issues)
    open_issues = [issue for issue in space.issues if issue.name in names]
    return Projection(OutcomeSpace(open_issues or [_NOTHING]), np.atleast_1d(np.asarray(grid[where])).ravel())


def market(space: OutcomeSpace, at: Point, price: str | None, quantity: str | None) -> Projection:
    """Prices × lots for a call market: lot 0 is no deal, the further lots are the amounts above zero of ``quantity``.

    Without a quantity there is one lot, the whole deal; without a price one price, the standing terms.
    """
    prices = space.issue(price).values if price else (0,)
    amounts = [value for value in space.issue(quantity).values if value != 0] if quantity else [1]
    issues = [Issue("price", prices), Issue("quantity", tuple(range(len(amounts) + 1)))]
    index = np.full((len(prices), len(amounts) + 1), NO_DEAL)
    for row, value in enumerate(prices):
        for lot, amount in enumerate(amounts, start=1):
            index[row, lot] = space.index({**at, **_named(price, value), **_named(quantity, amount)})
    return Projection(OutcomeSpace(issues), index.ravel())


def bundles(space: OutcomeSpace, at: Point, quantity: str | None, lots: int) -> Projection:
    """Items for a combinatorial auction: up to ``lots`` equal parts of the amount that ``at`` names, others as in ``at``.

    A bundle of some of the parts stands for the largest amount on the grid within them, the empty one for no deal.
    """
    values = np.asarray(space.issue(quantity).values if quantity else (1,), dtype=np.float64)
    top = float(at[quantity]) if quantity else 1.0
    count = max(1, min(lots, int((values <= top).sum()) - int(values[0] == 0)))
    items = OutcomeSpace([Issue(f"part {k + 1}", (0, 1)) for k in range(count)])
    index = np.full(items.size, NO_DEAL)
    for bundle in range(1, items.size):
        amount = top * bundle.bit_count() / count
        within = np.flatnonzero(values <= amount * (1 + 1e-12))
        if len(within) and (values[within[-1]] != 0 or bundle == items.size - 1):
            chosen = space.issue(quantity).values[int(within[-1])] if quantity else 1
            index[bundle] = space.index({**at, **_named(quantity, chosen)})
    return Projection(items, index)


def _named(issue: str | None, value: Value) -> dict[str, Value]:
    return {issue: value} if issue else {}
