"""Mediated single text: a mediator changes one text step by step; anybody may veto a change.

The one-text procedure of Fisher and Ury (1981), *Getting to Yes*, as hill climbing: Klein, Faratin, Sayama
and Bar-Yam (2003), "Negotiating Complex Contracts", Group Decision and Negotiation 12, 111–125.
"""

from __future__ import annotations

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_vote, confirm_all
from protocols.transcript import TABLE, Performative


class MediatedSingleText(Rule):
    """The mediator starts from a text drawn at random among the outcomes nobody calls impossible and changes
    one issue at a time, at random; a change stands if nobody votes against it.

    ``changes`` are tried in each of ``rounds`` rounds. With truthful votes every accepted change is a Pareto
    improvement, so the text climbs to a local optimum. At the end everybody confirms the text.

    Fails with "no_feasible_outcome", "refused" (the final text is worse than no deal for somebody) or
    "party_failed".
    """

    name = "mediated_single_text"

    def __init__(self, space: OutcomeSpace, rounds: int = 20, first: int = 0, changes: int = 25) -> None:
        super().__init__(space, rounds, first)
        if changes < 1:
            raise UserError(f"{self.name}: found changes={changes}, allowed 1 or more")
        self.changes = changes

    def play(self, table: Table) -> Play:
        possible = np.flatnonzero(np.all([seat.utility > -np.inf for seat in table.seats], axis=0))
        if not len(possible):
            return table.broken("no_feasible_outcome", None, "no outcome is possible for everybody")
        rng = table.chance()
        text = int(possible[rng.integers(len(possible))])
        table.say(TABLE, Performative.PROPOSE, text, "first text")
        yield
        if self.space.size > 1:
            for round_ in range(self.rounds):
                table.clock(round_)
                for _ in range(self.changes):
                    new = self._change(text, rng)
                    for k in self.order(len(table.seats)):
                        if not (yield from ask_vote(table, k, text, new)):
                            break
                    else:
                        text = new
                        table.say(TABLE, Performative.INFORM, text, "accepted by all")
                        yield
        yield from confirm_all(table, text, self.order(len(table.seats)))
        return table.agree(text)

    def _change(self, text: int, rng: np.random.Generator) -> int:
        """The text with one issue, drawn among those with a choice, moved to another of its values."""
        place = list(np.unravel_index(text, self.space.shape))
        free = [k for k, n in enumerate(self.space.shape) if n > 1]
        issue = free[int(rng.integers(len(free)))]
        step = 1 + int(rng.integers(self.space.shape[issue] - 1))
        place[issue] = (place[issue] + step) % self.space.shape[issue]
        return int(np.ravel_multi_index(place, self.space.shape))
