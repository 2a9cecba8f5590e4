"""Combinatorial reverse auction with Vickrey–Clarke–Groves payments: bundles of items from several suppliers.

Vickrey (1961); Clarke (1971), Public Choice 11, 17–33; Groves (1973), Econometrica 41, 617–631; for
procurement Cramton, Shoham and Steinberg, eds. (2006), *Combinatorial Auctions*, chapters 1 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_confirm, ask_report
from protocols.theory.mechanisms_vcg import BundleBid, procure
from protocols.transcript import TABLE, Performative
from protocols.types import Floats, Seat

MOST_ITEMS = 10
_HOUSE = ""  # the buyer's own alternative: to do without, at the value of having everything


class VcgReverseAuction(Rule):
    """Seat 0 buys every item once at least cost; suppliers report what each bundle costs them.

    Every issue is an item with the values 0 and 1; an outcome is a bundle. A supplier's utility for a bundle
    is minus its cost (relative to its reservation value; -inf: cannot supply it), the buyer's is what it is
    worth to have it; money comes on top: each winner gets what its presence saves the others, at least its
    reported cost, so the truth is a dominant strategy. The buyer does without when that is cheaper, which
    bounds every single payment. All payments together may still exceed its value where bundles are
    complements (Ausubel and Milgrom 2006, "The Lovely but Lonely Vickrey Auction"): the buyer is committed to
    pay, or with ``commit=false`` may refuse, and then the truth is no longer dominant. ``shares`` and
    ``payments`` say who supplies what for how much; ``outcome`` is the whole set.

    Fails with "no_trade" (suppliers cannot, or the cost exceeds the buyer's value), "refused" or
    "party_failed".
    """

    name = "vcg_reverse_auction"

    def __init__(self, space: OutcomeSpace, rounds: int = 1, first: int = 0, commit: bool = True) -> None:
        super().__init__(space, rounds, first)
        self.commit = commit
        if any(issue.values != (0, 1) for issue in space.issues) or len(space.issues) > MOST_ITEMS:
            raise UserError(f"{self.name}: found {space!r}, allowed 1 to {MOST_ITEMS} items, each with values 0 and 1")

    def table(self, parties: Sequence[Seat], rng: np.random.Generator) -> Table:
        return Table(self.space, parties, 1, rng, sealed=True)

    def needs(self, table: Table, k: int) -> bool:
        return False

    def play(self, table: Table) -> Play:
        table.clock(0, 1.0)
        house = table.seats[0]
        value = float(house.utility[-1]) - house.reservation
        if not value >= 0:
            return table.broken("no_feasible_outcome", 0, "having everything is worth less to it than no deal")
        table.say(house.name, Performative.CFP, self.space.size - 1)
        yield
        bids = [BundleBid(_HOUSE, frozenset(self.space.names), value)]
        for k in range(1, len(table.seats)):
            bids += self._bids(table, k, (yield from ask_report(table, k)))
            table.say(table.names[k], Performative.PROPOSE, None, "reports its costs")
            yield
        bought = procure(self.space.names, bids)
        if _HOUSE in bought.winners:
            return table.broken("no_trade", None, f"supplying everything costs more than its value {value:g}")
        shares = {name: self._bundle(bid.items) for name, bid in bought.winners.items()}
        worth = {table.names[0]: house.reservation + value - bought.total_payment}
        for name, outcome in shares.items():
            k = table.names.index(name)
            worth[name] = float(table.seats[k].utility[outcome]) + bought.payments[name]
            table.say(TABLE, Performative.INFORM, outcome, f"{name} supplies for {bought.payments[name]:.10g}")
            yield
        for name, payoff in worth.items():
            k = table.names.index(name)
            if (k or not self.commit) and not (yield from ask_confirm(table, k, payoff)):
                return table.broken("refused", k, "it does not confirm the award")
        payments = {table.names[0]: -bought.total_payment, **bought.payments}
        return table.agree(self.space.size - 1, list(worth), shares=shares, payments=payments, utilities=worth)

    def _bids(self, table: Table, k: int, report: Floats) -> list[BundleBid]:
        """Every bundle the supplier can deliver at a reported cost of zero or more."""
        costs = table.seats[k].reservation - report
        return [
            BundleBid(table.names[k], self._items(bundle), float(max(costs[bundle], 0.0)))
            for bundle in range(1, self.space.size)
            if costs[bundle] < np.inf
        ]

    def _items(self, bundle: int) -> frozenset[str]:
        return frozenset(name for name, taken in self.space.point(bundle).items() if taken)

    def _bundle(self, items: frozenset[str]) -> int:
        return self.space.index({name: int(name in items) for name in self.space.names})
