"""Encounters under one owner: every one ends as the owner decides, prices between parties stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.factory import Factory
from agents.material import MaterialSupplier
from agents.supplies import together
from environment.encounters import TERMS_OF, Bargaining
from environment.records import Negotiation
from environment.references.orders import order_values
from environment.references.owner import Desk, Owner
from environment.references.preparation import Preparation, prepare

if TYPE_CHECKING:
    from agents.party import Party
    from agents.public import Floats
    from environment.world import World
    from protocols.contracts import Contract

Facts = Mapping[str, Any]


class Central(Bargaining):
    """The tables of a world, ended by its owner. ``terms`` are those that host and supplier have (N1)."""

    def __init__(self, world: World, terms: Mapping[str, float]) -> None:
        super().__init__(world.setting, world.scheme, world.luck, world.ledger)
        self.world, self.terms = world, dict(terms)

    @property
    def owner(self) -> Owner:
        owner = self.world.cast.supplier
        assert isinstance(owner, Owner)
        return owner

    def meet(
        self, kind: str, name: str, parties: Sequence[Party], contract: Contract, facts: Facts | Callable[[], Facts],
        valuation: str, t_min: float, caps: Mapping[str, float] | None = None, settled: bool = False,
    ) -> Negotiation | None:  # fmt: skip
        """The owner's decision as a deal; None where standing terms do."""
        space, known = self.space(kind, caps), facts() if callable(facts) else facts
        if space is None:
            return None
        grids = {issue.name: np.array([float(x) for x in issue.values]) for issue in space.issues}
        decide = getattr(self, f"_{valuation}", None)
        chosen = None if decide is None else decide(grids, parties, known)
        if chosen is None:
            return None
        standing = {**contract.terms, **known.get("standing", {})}
        wanted = {n: chosen.get(n, standing.get(TERMS_OF.get(n, n), float(grid[0]))) for n, grid in grids.items()}
        outcome = {n: float(grid[int(np.argmin(np.abs(grid - wanted[n])))]) for n, grid in grids.items()}
        names = tuple(p.name for p in parties)
        record = Negotiation(
            id=name, kind=kind, parties=names, protocol="central", t_min=t_min, rounds=0, agreed=True, reason="agreed",
            outcome=outcome, gains={}, reservations=dict.fromkeys(names, 0.0),
            issues={i.name: (i.unit, i.values) for i in space.issues}, utilities={}, offers=(), transcript=(), bound=names,
        )  # fmt: skip
        self.records.append(record)
        return record

    def _terms(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float] | None:
        return self.terms or None

    def _capacity(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float]:
        return {"reserved_per_day": _at_least(grids, "reserved_per_day", self.owner.prepare().reserved[parties[1].name])}

    def _surge(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float]:
        return {"surge_parcels": _at_least(grids, "surge_parcels", self.owner.prepare().surge[parties[1].name])}

    def _volume(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float] | None:
        """What the carrier can haul: booking moves no money out of the chain. Less than what stands already: as it stands."""
        grid = grids.get("booked_parcels", np.zeros(1))
        most = float(grid[grid <= facts["fleet"]].max(initial=0.0))
        return {"booked_parcels": most} if most > facts["standing_booked"] else None

    def _material(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float] | None:
        """What brings factory and merchant most together; a fixed reserve stands."""
        factory, merchant = parties
        grid = grids.get("material_reserved", np.zeros(0))
        able = grid[grid <= facts["most"] + 1e-9]
        if not len(able) or not isinstance(factory, Factory) or not isinstance(merchant, MaterialSupplier):
            return None
        return {"material_reserved": float(able[int(np.argmax(together(factory, merchant, able, facts)))])}

    def _rush(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float]:
        """The best quantity at the factories' quotes: a lead beyond the presale promise loses buyers."""
        owner, style, units = self.owner, int(facts["style"]), grids["rush_qty"]
        m, profile = owner.prepare().margins, owner.profile
        cost = np.zeros(len(units))
        for factory, part in facts["units_by_factory"].items():
            f, p = self.world.layout.factories.index(factory), self.world.cast.factories[factory].profile
            each = m.make[f, style] - m.salvage[style] + m.overtime[f, style] * p.overtime / (1.0 + p.overtime)
            cost += np.asarray(part) * each
        lead = np.asarray(facts["lead_by_quantity"], dtype=float)
        late = np.maximum(np.where(np.isfinite(lead), lead, 0.0) - owner.catalogue.presale_promise_h, 0.0)
        patience = (1.0 - profile.late_hazard) ** (late / 12.0)
        values = order_values(owner.still_wanted(style), units, owner.mix(style), owner.gain(style), cost, patience)
        values = np.where(np.isfinite(lead), values, -np.inf)
        return {"rush_qty": float(units[int(np.argmax(values))])}

    def _transfer(self, grids: Mapping[str, Floats], parties: Sequence[Party], facts: Facts) -> dict[str, float]:
        """Units next to the demand against shipping each order across: freight, days of waiting, haulage."""
        owner, c = self.owner, self.owner.catalogue
        style, source, target = (int(facts[x]) for x in ("style", "source", "target"))
        m, p, spread = owner.prepare().margins, owner.profile, owner.spread(style)
        shock = np.exp(c.nodes[:, style] * spread - spread**2 / 2.0)
        wanted = np.maximum(facts["shortage"] + facts["rest_at_target"] * (shock - 1.0), 0.0)
        region = int(np.argmax(np.where(c.home == target, c.region_share, -1.0)))
        sale = max(float(m.sold[style, target, region]), 0.0)
        near = float(m.sold[style, target, region] - m.sold[style, source, region])
        slow = p.delay_h[source, region] / 12.0 * p.late_hazard * sale
        day_late = sale * (1.0 - (1.0 - p.late_hazard) ** 2.0)
        grid = grids["transfer_qty"]
        useful = np.minimum(grid[:, None], wanted)
        relieved = np.minimum(useful, facts["source_excess"]) - np.minimum(useful, facts["target_excess"])
        haul = float(m.lane[style, m.lanes.index((source, target))])
        values = (useful * (near + slow) + relieved * day_late).mean(axis=1) - grid * haul
        values = np.where(grid <= facts["surplus"], values, -np.inf)
        return {"transfer_qty": float(grid[int(np.argmax(values))])}


def _at_least(grids: Mapping[str, Floats], issue: str, least: float) -> float:
    """The lowest value on the table that is no less than ``least`` (else the highest)."""
    grid = grids.get(issue, np.zeros(1))
    return float(grid[min(int(np.searchsorted(grid, least - 1e-6)), len(grid) - 1)])


def seat(world: World, terms: Mapping[str, float]) -> None:
    """Put the owner in the supplier's chair, before anything happens; nobody breaks a word under one owner."""
    cast, old = world.cast, world.cast.host
    desk = Desk(world, old.name, old.catalogue, old.profile)
    desk.cash = old.cash

    def plan() -> Preparation:
        return prepare(world.setting, desk.terms.commission, desk.effort())

    cast.host, cast.supplier = desk, Owner(world, cast.supplier, desk, plan)
    for party in cast.all().values():
        party.behave(replace(party.conduct, temptation=0.0))
    world.bargaining = Central(world, terms)
