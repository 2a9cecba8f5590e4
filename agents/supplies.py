"""What material set aside before a show (N8) is worth to the factory that may call for it and to the merchant that holds it.

Both forecast the same flow of goods: of the pieces that the factory's reserved days will be exercised for, those within the
reserve are made at once; the rest waits for material made new, and is lost where that comes after the presale promise. Money
follows from the contract's clauses; what neither clause moves is added here. All quantities in pieces at the factory's
reference minutes; ``per_piece`` turns them into units of sale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.host_values import Valued
from agents.public import Floats

if TYPE_CHECKING:
    from agents.factory import Factory
    from agents.material import MaterialSupplier
    from agents.party import Encounter

Terms = Mapping[str, Floats | float]


@dataclass(frozen=True, slots=True)
class Flow:
    """Pieces per (outcome …, scenario): ``reserved``, of them ``called`` for, and ``fresh`` ones of material made new."""

    reserved: Floats | float
    called: Floats
    fresh: Floats

    @classmethod
    def of(cls, reserved: Floats | float, facts: Mapping[str, Any]) -> Flow:
        """``facts`` are those of the encounter: ``needed`` (N,) pieces, ``in_time`` pieces of material made new that are
        ready before the presale promise."""
        called = np.minimum(facts["needed"], reserved)
        return cls(reserved, called, np.minimum(facts["needed"] - called, facts["in_time"]))

    def facts(self, per_piece: float) -> dict[str, Floats | float]:
        """In the words of the contract, units of sale."""
        return {
            "material_reserved_units": self.reserved * per_piece,
            "material_units": self.called * per_piece,
            "rush_material_units": self.fresh * per_piece,
        }


def buyer(factory: Factory, encounter: Encounter) -> Valued:
    """The factory: the margin of the pieces it can make, less fee, premium and late delivery, against the standing card."""
    facts, axes = encounter.facts, encounter.axes()

    def profit(terms: Terms) -> Floats:
        flow = Flow.of(terms["material_reserved"], facts)
        cash = encounter.income("factory", flow.facts(facts["per_piece"]), terms)
        back = encounter.contract.terms["material_price"] * facts["per_piece"] * (flow.called + flow.fresh)
        return np.asarray(cash + back + earned(factory, flow, facts))  # its margin is net of material at list price

    return profit(axes), profit(facts["standing"]), None


def earned(factory: Factory, flow: Flow, facts: Mapping[str, Any]) -> Floats:
    """(…, N) CNY of the factory's pieces net of material at list price: premium and margin, overtime, damages for delay.

    Pieces of new material start when it is there, at ``lead_h_new``, and come off the lines at ``rate`` a day: the mean one is
    that late against the lead agreed at N2.
    """
    p, value = factory.profile, factory.mean_value
    overtime = p.overtime / (1.0 + p.overtime) * (p.overtime_mult - 1.0) * p.labour
    ready = facts["lead_h_new"] + 12.0 * flow.fresh / facts["rate"]
    late = np.maximum(ready - factory.agreed_lead_h, 0.0) / 24.0
    margin = (factory.agreed_premium + factory.base_margin) * value - overtime
    total: Floats = np.asarray(margin * (flow.called + flow.fresh) - factory.late_rate * value * late * flow.fresh)
    return total


def seller(merchant: MaterialSupplier, encounter: Encounter) -> Valued:
    """The merchant: fee and sales less what the goods cost it and what those cost that nobody calls for."""
    facts, axes = encounter.facts, encounter.axes()

    def profit(terms: Terms) -> Floats:
        flow = Flow.of(terms["material_reserved"], facts)
        cash = encounter.income("material_supplier", flow.facts(facts["per_piece"]), terms)
        return np.asarray(cash - spent(merchant, flow, facts))

    feasible = (axes["material_reserved"] <= facts["most"] + 1e-9)[..., 0]
    return profit(axes), profit(facts["standing"]), feasible


def spent(merchant: MaterialSupplier, flow: Flow, facts: Mapping[str, Any]) -> Floats:
    """(…, N) CNY of the merchant's goods: those sold at its own cost, those held for nothing at its cost of holding."""
    sold, idle = flow.called + flow.fresh, flow.reserved - flow.called
    cost: Floats = np.asarray(merchant.price * facts["per_piece"] * (merchant.cost_share * sold + merchant.holding_cost * idle))
    return cost


def together(factory: Factory, merchant: MaterialSupplier, reserved: Floats, facts: Mapping[str, Any]) -> Floats:
    """Expected CNY of both for each of ``reserved`` pieces (n,): payments between them cancel."""
    flow = Flow.of(reserved[:, None], facts)
    price = merchant.price * facts["per_piece"] * (flow.called + flow.fresh)
    total: Floats = (earned(factory, flow, facts) + price - spent(merchant, flow, facts)).mean(axis=-1)
    return total
