"""Encounters: set a table, let its parties value every outcome by their own beliefs, run the rule, record the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agents.party import Encounter, Party
from agents.strategies import make_strategy
from environment.luck import Luck
from environment.records import Negotiation
from protocols.contracts import Contract
from protocols.outcomes import Issue, OutcomeSpace
from protocols.registry import make_protocol
from protocols.types import Agreement, Breakdown, Seat

if TYPE_CHECKING:
    from environment.scenario import Scenario
    from environment.scenario.parties import Negotiation as Spec
    from environment.scheme import Scheme

UNITS = {
    "commission_rate": "share",
    "slot_fee_total": "CNY",
    "guarantee_multiple": "× fee",
    "gift_cost_share_host": "share",
    "reserved_per_day": "units/day",
    "option_fee": "CNY/unit",
    "rush_premium": "share",
    "lead_h": "h",
    "surge_parcels": "parcels/day",
    "handling_fee": "CNY/order",
    "booked_parcels": "parcels/day",
    "first_kg_rate": "CNY",
    "take_or_pay": "share",
    "rush_qty": "units",
    "unit_premium": "share",
    "leftover_host": "share",
    "leftover_factory": "share",
    "transfer_qty": "units",
    "transfer_credit_per_unit": "CNY/unit",
}
TERMS_OF = {
    "unit_premium": "rush_premium",
    "leftover_host": "leftover_share_host",
    "leftover_factory": "leftover_share_factory",
}
_SPACES: dict[tuple[tuple[str, float, float, float], ...], OutcomeSpace] = {}


@dataclass(slots=True)
class Bargaining:
    """All encounters of one show."""

    scenario: Scenario
    scheme: Scheme
    luck: Luck
    records: list[Negotiation] = field(default_factory=list)
    _specs: dict[str, Spec] = field(init=False)

    def __post_init__(self) -> None:
        self._specs = {n.id: n for n in self.scenario.negotiations}

    def spec(self, kind: str) -> Spec | None:
        """The scenario's negotiation ``kind`` (N1 …), None where it has none."""
        return self._specs.get(kind)

    def space(self, kind: str) -> OutcomeSpace | None:
        """The outcome space of a negotiation: the scenario's ranges, the scheme's where it sets its own."""
        spec = self._specs[kind]
        chosen = self.scheme.negotiable.get(kind, {})
        ranges = []
        for name, (low, high, step) in spec.ranges().items():
            if name in chosen:
                own = chosen[name]
                if own is None:
                    continue
                low, high = own
            ranges.append((name, low, high, step))
        if not ranges:
            return None
        key = tuple(ranges)
        if key not in _SPACES:
            if len(_SPACES) >= 256:
                _SPACES.clear()
            _SPACES[key] = OutcomeSpace([Issue.grid(n, a, b, d, UNITS.get(n, "")) for n, a, b, d in ranges])
        return _SPACES[key]

    def meet(
        self, kind: str, name: str, parties: Sequence[Party], contract: Contract, facts: Mapping[str, Any],
        valuation: str, t_min: float,
    ) -> Negotiation | None:  # fmt: skip
        """Bargain; the record, or None when nothing is negotiable here."""
        spec, space = self._specs[kind], self.space(kind)
        if space is None:
            return None
        encounter = Encounter(name, valuation, space, contract, facts, TERMS_OF)
        strategies = {p.name: self._strategy(p) for p in parties}
        seats = []
        for party in parties:
            utility, reservation = party.appraise(encounter)
            seats.append(Seat(party.name, utility, reservation, make_strategy(strategies[party.name])))
        default = "alternating_offers" if len(parties) == 2 else "stacked_alternating_offers"
        protocol = self.scheme.protocols.get(kind, default)
        rule = make_protocol(protocol, space, rounds=spec.round_limit or 20)
        result = rule.run(seats, self.luck.stream(f"bargain.{name}"))
        record = _record(name, kind, protocol, t_min, seats, space, result, strategies)
        self.records.append(record)
        return record

    def _strategy(self, party: Party) -> str:
        strategies = self.scheme.strategies
        return strategies.get(party.name, strategies.get(party.kind, "linear"))


def _record(
    name: str, kind: str, protocol: str, t_min: float, seats: Sequence[Seat], space: OutcomeSpace,
    result: Agreement | Breakdown, strategies: Mapping[str, str],
) -> Negotiation:  # fmt: skip
    agreed = isinstance(result, Agreement)
    outcome = result.outcome if isinstance(result, Agreement) else None
    gains = {s.name: 0.0 if outcome is None else float(s.utility[outcome] - s.reservation) for s in seats}
    return Negotiation(
        id=name,
        kind=kind,
        parties=tuple(s.name for s in seats),
        protocol=protocol.split(":")[0],
        t_min=t_min,
        rounds=result.rounds,
        agreed=agreed,
        reason="agreed" if isinstance(result, Agreement) else result.reason,
        outcome={} if outcome is None else dict(space.point(outcome)),
        gains=gains,
        reservations={s.name: float(s.reservation) for s in seats},
        issues={i.name: (i.unit, i.values) for i in space.issues},
        utilities={s.name: s.utility for s in seats},
        offers=result.offers,
        transcript=result.transcript,
        strategies=dict(strategies),
    )
