"""Rationing: one holder of scarce capacity, several orders, one rule that cuts them.

Cachon and Lariviere (1999), "Capacity Choice and Allocation", Management Science 45, 1091–1108 (proportional,
linear, uniform); Sprumont (1991), Econometrica 59, 509–519 (the uniform rule is strategy-proof).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.k_double_auction import price_axis
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_confirm, ask_order
from protocols.theory.mechanisms_rationing import linear, proportional, uniform
from protocols.transcript import TABLE, Performative
from protocols.types import Agreement, Seat

CUTS = {"proportional": proportional, "linear": linear, "uniform": uniform}


class Rationing(Rule):
    """Seat 0 holds capacity; the others order quantities; orders beyond capacity are cut by ``cut``.

    The space has one numeric issue with a choice, the quantity. ``capacity`` is in its unit; 0 takes the
    largest quantity worth having to the holder. Shares are rounded down to the grid. A buyer whose share is
    worth less to it than none cancels, and the orders are cut afresh without it. ``shares`` gives each
    buyer's outcome, ``outcome`` the holder's: the largest quantity on the grid within the total.

    Fails with "no_bid" (nobody orders anything worth having), "no_feasible_outcome" (the holder) or
    "party_failed".
    """

    name = "rationing"

    def __init__(
        self,
        space: OutcomeSpace,
        rounds: int = 1,
        first: int = 0,
        cut: str = "proportional",
        capacity: float = 0.0,
    ) -> None:
        super().__init__(space, rounds, first)
        if cut not in CUTS:
            raise UserError(f"{self.name}: found cut={cut!r}, allowed {', '.join(CUTS)}")
        if capacity < 0:
            raise UserError(f"{self.name}: found capacity={capacity}, allowed 0 or more")
        self.cut = cut
        self.capacity = capacity
        self.quantities = price_axis(space, self.name)

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        return Table(self.space, parties, 1, rng, sealed=True, readers=(0,))

    def needs(self, table: Table, k: int) -> bool:
        return k == 0

    def play(self, table: Table) -> Play:
        table.clock(0, 1.0)
        capacity = self.capacity or self._worth_giving(table.seats[0])
        table.say(table.names[0], Performative.CFP, None, f"capacity {capacity:g}")
        yield
        orders: dict[int, float] = {}
        for k in range(1, len(table.seats)):
            if table.views[k].best >= table.seats[k].reservation:
                orders[k] = float(self.quantities[(yield from ask_order(table, k))])
            else:
                table.say(table.names[k], Performative.REFUSE, None, "no_bid")
            yield
        while orders:
            shares = self._shares(orders, capacity)
            cancelled = None
            for k, outcome in shares.items():
                if not (yield from ask_confirm(table, k, float(table.seats[k].utility[outcome]))):
                    table.say(table.names[k], Performative.REFUSE, outcome, "cancels its order")
                    cancelled = k
                    break
            yield
            if cancelled is None:
                return self._settle(table, shares)
            del orders[cancelled]
        return table.broken("no_bid", None, "no order stands")

    def _worth_giving(self, holder: Seat) -> float:
        return float(self.quantities[holder.utility >= holder.reservation].max())

    def _shares(self, orders: dict[int, float], capacity: float) -> dict[int, int]:
        cut = CUTS[self.cut](list(orders.values()), capacity)
        return {k: self._on_grid(float(share)) for k, share in zip(orders, cut, strict=True)}

    def _on_grid(self, quantity: float) -> int:
        """The outcome of the largest quantity within ``quantity``, or of the smallest there is."""
        within = np.where(self.quantities <= quantity * (1 + 1e-12), self.quantities, -np.inf)
        return int(within.argmax()) if within.max() > -np.inf else int(self.quantities.argmin())

    def _settle(self, table: Table, shares: dict[int, int]) -> Agreement:
        named = {table.names[k]: outcome for k, outcome in shares.items()}
        for name, outcome in named.items():
            table.say(TABLE, Performative.INFORM, outcome, f"share of {name}")
        worth: dict[str, float] = {table.names[k]: float(table.seats[k].utility[outcome]) for k, outcome in shares.items()}
        total = float(sum(self.quantities[outcome] for outcome in shares.values()))
        return table.agree(self._on_grid(total), (table.names[0], *named), shares=named, utilities=worth)
