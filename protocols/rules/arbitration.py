"""Arbitration: parties report their utilities and a bargaining solution is imposed, subject to
confirmation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from protocols.errors import UserError
from protocols.outcomes import OutcomeSpace
from protocols.rules.base import Rule
from protocols.rules.table import Play, Table
from protocols.rules.voice import ask_report, confirm_all
from protocols.solutions import (
    egalitarian,
    kalai_smorodinsky,
    kalai_smorodinsky_min_gap,
    nash,
    nash_weighted,
    utilitarian,
)
from protocols.solutions.front import Floats
from protocols.transcript import TABLE, Performative

SOLUTIONS: dict[str, Callable[[Floats, list[float]], int | None]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "kalai_smorodinsky_min_gap": kalai_smorodinsky_min_gap,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}


class Arbitration(Rule):
    """A direct mechanism: everybody reports utilities; the arbitrator names the outcome of one ``solution``.

    ``solution`` is a name of :data:`SOLUTIONS`, or "asymmetric_nash" with ``power``, the bargaining power of
    the first party, in (0, 1) (the others share the rest equally). Reservation values are known to the
    arbitrator. Truthful reports are not in general a best reply: exaggerating pays, which is what studies of
    it show.

    Fails with "no_feasible_outcome", "refused" or "party_failed".
    """

    name = "arbitration"

    def __init__(self, space: OutcomeSpace, rounds: int = 1, first: int = 0, solution: str = "nash", power: float = 0.5) -> None:
        super().__init__(space, rounds, first)
        if solution not in SOLUTIONS and solution != "asymmetric_nash":
            allowed = ", ".join([*SOLUTIONS, "asymmetric_nash"])
            raise UserError(f"{self.name}: found solution={solution!r}, allowed {allowed}")
        if not 0 < power < 1:
            raise UserError(f"{self.name}: found power={power}, allowed between 0 and 1")
        self.solution = solution
        self.power = power

    def play(self, table: Table) -> Play:
        n = len(table.seats)
        table.clock(0, 1.0)
        reports = []
        for k in range(n):
            reports.append((yield from ask_report(table, k)))
            table.say(table.names[k], Performative.INFORM, None, "reports its utilities")
            yield
        outcome = self._solve(np.stack(reports, axis=1), [seat.reservation for seat in table.seats])
        if outcome is None:
            return table.broken("no_feasible_outcome", None, "no outcome is worth having to everybody")
        table.say(TABLE, Performative.PROPOSE, outcome, self.solution)
        yield from confirm_all(table, outcome, self.order(n))
        return table.agree(outcome)

    def _solve(self, utilities: Floats, disagreement: list[float]) -> int | None:
        if self.solution != "asymmetric_nash":
            return SOLUTIONS[self.solution](utilities, disagreement)
        others = utilities.shape[1] - 1
        weights = [self.power, *[(1 - self.power) / others] * others]
        return nash_weighted(utilities, weights, disagreement)
