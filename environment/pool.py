"""The surplus pool of a scheme 共赢池: who is in it, what it does to a deal, and how its shares are found.

Members of a pool lay their books open to each other. At the table a member's utility of an outcome is its reservation
value plus a share of what the table's members gain together, so that all want the outcome with the largest common gain.
After the show the realised gains over no deal are pooled and shared by the scheme's rule (:func:`shares`). Both ends run
the same clause of :mod:`protocols.contracts.pool`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from environment.scheme.places import POOL_CLAUSES
from protocols.contracts import CLAUSES, Contract

if TYPE_CHECKING:
    from agents.party import Party
    from agents.public import Floats
    from environment.records import Negotiation
    from environment.scheme import Scheme


def kinds(scheme: Scheme) -> frozenset[str]:
    """Kinds of party whose gains the scheme pools; empty without a pool. The supplier, who holds it, is always in."""
    if scheme.split is None:
        return frozenset()
    c = scheme.contracts
    named = {*c.host_supplier, *c.supplier_factory, *c.supplier_warehouse, *c.supplier_carrier}
    found = frozenset(kind for kind, clause in POOL_CLAUSES.items() if clause in named)
    return found | {"supplier"} if found else found


def member_contract(name: str, kind: str, supplier: str, share: float) -> Contract:
    """What ties one member to the pool: it is paid ``share`` of the common gain less its own."""
    clause = CLAUSES[POOL_CLAUSES[kind]]
    return Contract(f"pool-{name}", {"supplier": supplier, kind: name}, (clause,), {f"pool_share_{kind}": share})


def pooled(scheme: Scheme, parties: Sequence[Party], values: list[tuple[Floats, float]]) -> list[tuple[Floats, float]]:
    """(utility of every outcome, reservation value) per party, with the table's common gain shared by its members per head.

    The head count only scales a member's gain: it moves nobody's choice between outcomes.
    """
    inside = kinds(scheme)
    members = [k for k, party in enumerate(parties) if party.kind in inside]
    if len(members) < 2 or not any(parties[k].kind == "supplier" for k in members):
        return values
    gains = {k: values[k][0] - values[k][1] for k in members}
    feasible = np.logical_and.reduce([np.isfinite(gain) for gain in gains.values()])
    common = np.where(feasible, np.add.reduce([np.where(feasible, gain, 0.0) for gain in gains.values()]), 0.0)
    found = list(values)
    for k in members:
        utility, reservation = values[k]
        gain = np.where(feasible, gains[k], 0.0)
        kind = parties[k].kind
        if kind == "supplier":  # it keeps what the others do not get
            paid: Floats = common / len(members) - gain
        else:
            facts = {"pool_surplus_cny": common, f"pool_gain_{kind}_cny": gain}
            paid = np.asarray(member_contract(parties[k].name, kind, "supplier", 1.0 / len(members)).income(kind, facts))
        found[k] = (np.where(feasible, reservation + gain + paid, -np.inf), reservation)
    return found


def worth(records: Sequence[Negotiation], members: Sequence[str]) -> list[tuple[frozenset[str], float]]:
    """Deals on record: (members bound, common gain expected at the table, CNY), at least two members each."""
    deals = []
    for record in records:
        bound = frozenset(record.bound) & frozenset(members)
        if record.agreed and len(bound) > 1:
            deals.append((bound, max(fsum(record.gains[name] for name in bound), 0.0)))
    return deals


def shares(rule: str, deals: Sequence[tuple[frozenset[str], float]], claims: Mapping[str, float]) -> dict[str, float]:
    """Member -> share of the common gain; they sum to one. ``claims`` holds every member's payoff without a deal, CNY.

    The game: a coalition is worth what its deals are worth, v(S) = Σ w(d) over the deals d on record that bind members of
    S only. ``shapley``: its Shapley value (1953), which splits each deal's worth equally among those it binds.
    ``nash``: the Nash solution (1950): with transferable money and utilities homogeneous in it (as mean–CVaR is;
    exponential utility only for sums that are sure) the product of gains is largest when all gain the same.
    ``proportional``: to the payoffs without a deal.
    """
    members = list(claims)
    weights = dict.fromkeys(members, 1.0)
    if rule == "shapley":
        found = {name: fsum(w / len(bound) for bound, w in deals if name in bound) for name in members}
        weights = found if fsum(found.values()) > 0 else weights
    elif rule == "proportional":
        found = {name: max(claim, 0.0) for name, claim in claims.items()}
        weights = found if fsum(found.values()) > 0 else weights
    total = fsum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
