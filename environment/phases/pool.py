"""The surplus pool at the end of a show: realised gains over no deal, shared through the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import TYPE_CHECKING

from environment import pool
from environment.phases import materials

if TYPE_CHECKING:
    from environment.records import Negotiation
    from environment.world import World

CAUSE = "pool"  # of the pool's postings


def settle_pool(world: World) -> None:
    """Pay every member its share of the common gain less its own gain; idle without a pool or a deal between host and supplier.

    A member's gain is what the ledger shows for the show less its payoff without a deal (:func:`no_deal`).
    """
    inside, first = pool.kinds(world.scheme), _first_deal(world)
    if not inside or first is None:
        return
    supplier, parties = world.cast.supplier.name, world.cast.all()
    members = [name for name in _bound(world) if parties[name].kind in inside]
    if len(members) < 2:
        return
    paid = {name: world.ledger.balance(name) / 100.0 for name in members}
    claims = {name: no_deal(world, name, first.reservations, paid[name]) for name in members}
    gains = {name: paid[name] - claims[name] for name in members}
    surplus = fsum(gains.values())
    agreed = pool.shares(world.scheme.split or "nash", pool.worth(world.bargaining.records, members), claims)
    end = world.setting.clock.settle_h
    for name in members:
        if name != supplier:
            kind = parties[name].kind
            facts = {"pool_surplus_cny": surplus, f"pool_gain_{kind}_cny": gains[name]}
            world.ledger.settle(pool.member_contract(name, kind, supplier, agreed[name]), facts, end, CAUSE)
    world.tell(
        end * 60.0, "settlement", supplier, "pool", members=len(members), surplus=round(surplus),
        evidence={f"gain_{name}": round(agreed[name] * surplus) for name in members},
    )  # fmt: skip


def without_deals(world: World) -> dict[str, float]:
    """Party -> :func:`no_deal` of everybody whom a deal of the finished show binds; nobody where host and supplier had none."""
    first = _first_deal(world)
    if first is None:
        return {}
    pooled = world.ledger.received(CAUSE) if world.scheme.split else {}
    return {
        name: no_deal(world, name, first.reservations, (world.ledger.balance(name) - pooled.get(name, 0)) / 100.0)
        for name in _bound(world)
    }


def _first_deal(world: World) -> Negotiation | None:
    """The deal of host and supplier; None where they have none."""
    return next((r for r in world.bargaining.records if r.kind == "N1" and r.agreed and not world.parted), None)


def _bound(world: World) -> list[str]:
    """Whom a deal binds, in the order of the cast."""
    bound = {name for r in world.bargaining.records if r.agreed for name in r.bound}
    return [name for name in world.cast.all() if name in bound]


def no_deal(world: World, name: str, first: Mapping[str, float], paid: float) -> float:
    """CNY that a party would have had without its deals; ``paid`` is its profit of the show before the pool.

    Host and supplier: their reservation values on record at N1. A factory: what its lines would have earned on the open
    market in the hours of the rush orders. A warehouse or carrier: the same work at standing terms, without surge labour. A
    merchant of material: the same goods at its card.
    """
    if name in first:
        return float(first[name])
    if name in world.cast.factories:
        factory = world.cast.factories[name]
        mine = [r for r in world.recorder.rushes if r["factory"] == name]
        return fsum(factory.displaced(r["units"], r["covered"], float(world.layout.cost[r["style"]])) for r in mine)
    if name in world.cast.materials:
        return paid + materials.at_card(world, name)
    deals, facts = world.deals, world.deals.settled[name]
    kind = "warehouse" if name in deals.warehouses else "carrier"
    if kind == "warehouse":
        idle = {"surge_booked_parcels": 0.0, "shortfall_parcels": 0.0}
    else:
        idle = {"booked_parcels": float(world.cast.carriers[name].profile.booked.sum())}
    agreed = (deals.warehouses if kind == "warehouse" else deals.carriers)[name]
    more = float(agreed.income(kind, facts)) - float(deals.usual[name].income(kind, {**facts, **idle}))
    return paid - more + float(facts.get("surge_cost_cny", 0.0))
