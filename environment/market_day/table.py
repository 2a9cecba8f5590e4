"""The tables of a market day: contracts of the scheme by pair, term sheets as grids, and bargaining of all edges at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from agents.strategies import make_strategy
from agents.strategies.time_dependent import TimeDependent
from environment.deals import market_clauses, standing_terms
from environment.luck import Floats, Ints
from environment.pool import kinds
from environment.scheme.places import ALERT_CLAUSES, OPTION_CLAUSES, RUSH_CLAUSES
from protocols.bulk import SortedTables, alternate
from protocols.contracts import CLAUSES, Contract
from protocols.errors import UserError
from protocols.risk import certain

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scheme import Scheme

NODES = 8  # demand scenarios behind every expectation
_AMOUNTS = ("reserved_per_day", "lead_h", "surge_parcels", "booked_parcels", "rush_qty")  # here as shares of a fair part
_CELLS = 3_000_000  # outcomes × scenarios × edges valued at a time: bounds the memory
Valuation = Callable[[slice], tuple[Floats, Floats]]  # edges -> profit (n, outcomes, nodes), alternative (n, 1, nodes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A term sheet: every issue's grid, as outcomes (O,) of each."""

    values: dict[str, Floats]

    @property
    def size(self) -> int:
        return len(next(iter(self.values.values()))) if self.values else 1

    @classmethod
    def grid(cls, issues: dict[str, Floats]) -> Sheet:
        """All combinations of the issues' values; an issue is a row of values in rising order."""
        mesh = np.meshgrid(*issues.values(), indexing="ij") if issues else []
        return cls({name: axis.ravel() for name, axis in zip(issues, mesh, strict=True)})

    def axes(self) -> dict[str, Floats]:
        """Issue -> (1, O, 1): broadcasts over edges and scenarios."""
        return {name: value[None, :, None] for name, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class Talks:
    """How the negotiations of one pair ended; arrays over edges."""

    outcome: Ints  # -1 without a deal
    rounds: Ints
    gain: Floats  # (parties, E) CNY over the reservation value, 0 without a deal
    floor: Floats  # (parties, E) reservation values, CNY
    terms: dict[str, Floats] = field(default_factory=dict)

    @property
    def agreed(self) -> np.ndarray:
        """Which edges have a deal."""
        found: np.ndarray = self.outcome >= 0
        return found


class Tables:
    """Contracts and bargaining of one scheme over a scenario's terms."""

    def __init__(self, base: Scenario, scheme: Scheme, rounds: int) -> None:
        if kinds(scheme):
            raise UserError(f"market day: found scheme {scheme.name!r} with a surplus pool, allowed: a scheme without one")
        self.base, self.scheme, self.rounds = base, scheme, rounds
        self.terms = standing_terms(base, scheme)
        self.levels: Floats = ndtri((np.arange(NODES) + 0.5) / NODES)
        self.levels /= np.sqrt(np.mean(self.levels**2))
        named = scheme.contracts
        usual = tuple(c for c in named.host_supplier if c not in ALERT_CLAUSES)
        self.host = self._contract("host", usual)
        self.market = self._contract("host", market_clauses(usual))
        self.option = self._contract("factory", tuple(c for c in named.supplier_factory if c in OPTION_CLAUSES))
        rush = (*named.host_supplier, *named.supplier_factory)
        self.rush = self._contract("factory", tuple(dict.fromkeys(c for c in rush if c in RUSH_CLAUSES)))
        self.warehouse = self._contract("warehouse", named.supplier_warehouse)
        self.carrier = self._contract("carrier", named.supplier_carrier)
        self.platform = self._contract("platform", tuple(c for c in named.platform if c != "fake_ship_deposit"))
        self.issues = {n.id: scheme.issues(n) for n in base.negotiations if n.id in ("N1", "N2", "N3", "N4", "N5")}

    def _contract(self, name: str, clauses: tuple[str, ...]) -> Contract:
        roles = ("host", "supplier", "factory", "warehouse", "carrier", "platform", "consumers")
        return Contract(name, {role: role for role in roles}, tuple(CLAUSES[c] for c in clauses), self.terms)

    def shock(self, sigma: float) -> Floats:
        """(1, 1, K) equally likely multipliers of demand with mean one."""
        raw = np.exp(sigma * self.levels - sigma**2 / 2.0)[None, None, :]
        shock: Floats = raw / raw.mean()
        return shock

    def axis(self, encounter: str, issue: str, steps: int) -> Floats | None:
        """Values of an issue in the scheme's range; None where it is not negotiated."""
        span = self.issues.get(encounter, {}).get(issue)
        return None if span is None else np.linspace(span[0], span[1], max(steps, 2))

    def sheet(self, encounter: str, steps: dict[str, int], own: dict[str, Floats] | None = None) -> Sheet:
        """The term sheet of an encounter: every issue of the scheme in ``steps`` values (else three), and amounts of our own."""
        issues = [i for i in self.issues.get(encounter, {}) if i not in _AMOUNTS]
        found = {name: self.axis(encounter, name, steps.get(name, 3)) for name in issues}
        return Sheet.grid({**(own or {}), **{name: axis for name, axis in found.items() if axis is not None}})

    def bargain(self, parties: tuple[str, ...], sheet: Sheet, value: tuple[Valuation, ...], n: int) -> Talks:
        """``n`` negotiations at once by the parties' own clocks; everybody offers and accepts by its target alone."""
        shape = (len(parties), n)
        outcome, rounds, gain, floors = np.full(n, -1), np.zeros(n, dtype=np.int64), np.zeros(shape), np.zeros(shape)
        size = max(1, _CELLS // (sheet.size * NODES))
        clocks = [self._clock(kind) for kind in parties]
        for start in range(0, n, size):
            part = slice(start, min(start + size, n))
            utility, floor = zip(*(self._worth(kind, v(part)) for kind, v in zip(parties, value, strict=True)), strict=True)
            m = part.stop - part.start
            tables = SortedTables(np.concatenate(utility))
            rows = np.arange(len(parties) * m).reshape(len(parties), m).T
            targets = np.stack([_targets(u, r, clock) for u, r, clock in zip(utility, floor, clocks, strict=True)], axis=1)
            batch = alternate(tables, rows, targets)
            outcome[part], rounds[part] = batch.outcome, batch.rounds
            done = np.flatnonzero(batch.agreed)
            for k, (u, r) in enumerate(zip(utility, floor, strict=True)):
                floors[k, part] = r
                gain[k, start + done] = u[done, batch.outcome[done]] - r[done]
        terms = {name: axis[np.maximum(outcome, 0)] for name, axis in sheet.values.items()}
        return Talks(outcome, rounds, gain, floors, terms)

    def _worth(self, kind: str, valued: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """(n, O) certainty equivalents and (n,) reservation values."""
        aversion, risk = float(getattr(self.base.behaviour, kind).risk_aversion), self.base.risk
        worth = [certain(x, aversion, risk.cvar_tail, risk.cara_stake) for x in valued]
        return np.ascontiguousarray(worth[0]), worth[1].reshape(len(worth[1]), -1)[:, 0]

    def _clock(self, kind: str) -> Floats:
        """(rounds,) share conceded by round: the clock of the strategy the scheme gives the kind, linear where it has none."""
        strategy = make_strategy(self.scheme.strategies.get(kind, "linear"))
        clock = strategy if isinstance(strategy, TimeDependent) else TimeDependent()
        return np.array([clock.concession(k / max(self.rounds - 1, 1)) for k in range(self.rounds)])


def _targets(utility: Floats, floor: Floats, clock: Floats) -> Floats:
    """(n, rounds) what each seat insists on: from its best outcome down to its reservation value."""
    finite = np.where(utility > -np.inf, utility, np.inf)
    low = np.maximum(floor, finite.min(axis=1))[:, None]
    best = np.maximum(utility.max(axis=1), floor)[:, None]
    targets: Floats = low + (best - low) * (1.0 - clock)
    idle = utility.max(axis=1) < floor
    targets[idle] = floor[idle, None] + 1.0  # nothing is worth having: it walks away at once
    return targets
