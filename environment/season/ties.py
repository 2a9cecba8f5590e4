"""Partner search: whom the supplier calls before a show, who is dropped, who is tried; and how much business an edge carries.

An encounter costs its caller working time (``season.partners.approach_cost``). The supplier expects of a call what
calls to that partner gained it in past shows (an exponential average of its own gain over going without, CNY); it calls
while that exceeds the cost, and now and then tries one it dropped or never called. Nothing but money decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from environment.luck import Luck
    from environment.scenario import Scenario
    from environment.world import World

CALLS = {"N2": "factory", "N3": "warehouse", "N4": "carrier"}  # encounters that one side calls, and with whom


@dataclass(slots=True)
class Ties:
    """Expected gain of every call and smoothed business of every pair."""

    scenario: Scenario
    gain: dict[tuple[str, str], float] = field(default_factory=dict)  # (encounter, partner) -> CNY a call is expected to bring
    called: dict[str, frozenset[str]] = field(default_factory=dict)
    business: dict[tuple[str, str], float] = field(default_factory=dict)  # (payer, payee) in name order -> CNY a show

    def __post_init__(self) -> None:
        for spec in self.scenario.negotiations:
            if spec.id in CALLS:
                self.called[spec.id] = frozenset(self._candidates(spec.id)) & self._listed(spec.parties, spec.id)

    def _listed(self, parties: tuple[str, ...], kind: str) -> frozenset[str]:
        everybody = self._candidates(kind)
        return frozenset(everybody) if "all" in parties else frozenset(parties)

    def _candidates(self, kind: str) -> tuple[str, ...]:
        """Partners that an encounter could be held with, in the order of the scenario."""
        groups = {"factory": self.scenario.factories, "warehouse": self.scenario.warehouses, "carrier": self.scenario.carriers}
        return tuple(party.id for party in groups[CALLS[kind]])

    def choose(self, luck: Luck, show: int, gone: frozenset[str]) -> None:
        """Set whom the supplier calls in the next show."""
        terms = self.scenario.season.partners
        for kind in sorted(self.called):
            stay = {p for p in self._candidates(kind) if self.gain.get((kind, p), -1.0) > terms.approach_cost}
            others = [p for p in self._candidates(kind) if p not in stay and p not in gone]
            first, pick = luck.uniform(f"season.partners.{kind}.{show}", (2,)).tolist()
            if others and first < terms.explore:
                stay.add(others[int(pick * len(others))])
            self.called[kind] = frozenset(stay - gone)

    def learn(self, world: World) -> None:
        """Take the gains of this show's calls and the money that moved between parties into account."""
        keep, supplier = self.scenario.season.partners.memory, world.cast.supplier.name
        for record in world.bargaining.records:
            if record.kind not in CALLS or supplier not in record.parties:
                continue
            partner = next(name for name in record.parties if name != supplier)
            key = (record.kind, partner)
            old, new = self.gain.get(key), float(record.gains.get(supplier, 0.0))
            self.gain[key] = new if old is None else keep * old + (1.0 - keep) * new
        turnover = between(world)
        for pair in dict.fromkeys([*self.business, *turnover]):
            amount = turnover.get(pair, 0.0)
            self.business[pair] = keep * self.business[pair] + (1.0 - keep) * amount if pair in self.business else amount


def between(world: World) -> dict[tuple[str, str], float]:
    """CNY that moved between each two parties of the show, either way."""
    parties = world.cast.all()
    found: dict[tuple[str, str], float] = {}
    rows: dict[str, Any] = world.ledger.columns()
    for payer, payee, cents in zip(rows["payer"], rows["payee"], rows["cents"], strict=True):
        if payer in parties and payee in parties:
            pair = (payer, payee) if payer < payee else (payee, payer)
            found[pair] = found.get(pair, 0.0) + cents / 100.0
    return found
