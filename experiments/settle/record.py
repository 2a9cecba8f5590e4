"""What settlement knows of a finished show, wherever it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Which sales a commission or a guarantee counts: the contract's choice.
BASES = {"commission": "commission_base_cny", "guarantee": "guarantee_base_cny"}


@dataclass(frozen=True)
class Record:
    """Facts of a show (names and units: :data:`protocols.contracts.QUANTITIES`) and what has been paid so far.

    ``alerts`` holds the facts of each demand alert by id; ``paid`` maps (clause, cause) -> cents paid by the clause's payer
    to its payee, empty where the record says nothing of payments. ``names`` maps a party to its names (English, 中文), as far
    as the record has them.
    """

    source: str
    facts: Mapping[str, float]
    alerts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    paid: Mapping[tuple[str, str], int] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def with_bases(self, bases: Mapping[str, str]) -> dict[str, float]:
        """The facts, with the sales that each clause counts: ``gross`` or ``net`` of refunds and returns."""
        found = dict(self.facts)
        for clause, fact in BASES.items():
            base = f"{bases.get(clause, 'net')}_gmv_cny"
            if base in found:
                found[fact] = found[base]
        return found
