"""Material for the rush orders to come (N8): who holds what for whom, what is called for it, and what is left.

Without N8 a merchant's reserve is a common pool at its card's terms, and whoever orders first draws first. With it every
factory that has sold days ahead (N2) meets the merchants of its material. What it agrees on is set aside for it alone; those
without a deal keep what the card promises them in common: of each merchant's reserve the share of their needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Any

from environment.cast import catalogue_of
from environment.materials import needs, supplies
from environment.phases import known
from protocols.contracts import CLAUSES, Contract

if TYPE_CHECKING:
    from agents.factory import Factory
    from agents.material import MaterialSupplier
    from environment.records import Negotiation
    from environment.scenario import Scenario, parties
    from environment.world import World

Step = tuple[float, Callable[[], None]]
ISSUES = ("material_reserved", "material_holding_fee", "material_rush_premium")
_USE: dict[tuple[str, str], dict[str, float]] = {}


class Reserves:
    """Material set aside for the factories of a show. Quantities in the merchants' units of sale."""

    def __init__(self, world: World) -> None:
        scenario, cast = world.setting, world.cast
        self.world = world
        self.use = {name: use_of(scenario, f) for f in scenario.factories if (name := f.id) not in world.gone}
        window = scenario.capacity_reservation.window_h
        self.days = (window[1] - window[0]) / 24.0
        self.card = {m.id: m.reserved for m in scenario.material_suppliers}
        ahead = {(f, m): cast.factories[f].reserved * self.days * u for f, use in self.use.items() for m, u in use.items()}
        total = {m: fsum(need for (_, whose), need in ahead.items() if whose == m) for m in self.card}
        self.claims = {key: self.card[key[1]] * need / total[key[1]] for key, need in ahead.items() if need > 0}
        """What the card keeps for each factory until it has a deal of its own."""
        self.held: dict[tuple[str, str], float] = {}  # (factory, merchant) -> set aside by a deal
        self.used: dict[tuple[str, str], float] = {}  # (factory, merchant) -> called for
        self.contracts = {
            (f, m): _contract(f, merchant) for f in self.use for m, merchant in cast.materials.items() if m in self.use[f]
        }

    def most(self, factory: str, merchant: str) -> float:
        """What ``merchant`` can set aside for ``factory``: its stock less what others hold or the card keeps for them."""
        stock = next(m.reserved + m.free_stock for m in self.world.setting.material_suppliers if m.id == merchant)
        others = [key for key in self.claims if key[1] == merchant and key[0] != factory]
        return max(0.0, stock - fsum(self.held.get(key, self.claims[key]) for key in others))

    def pool(self, merchant: str) -> float:
        """What the card still holds for all who have no deal of their own, used or not."""
        mine = [key for key in self.claims if key[1] == merchant]
        if not any(key in self.held for key in mine):
            return self.card[merchant]
        return fsum(self.claims[key] for key in mine if key not in self.held)

    def left(self, factory: str, merchant: str) -> float:
        """What ``factory`` can still draw on."""
        key = (factory, merchant)
        if key in self.held:
            return max(0.0, self.held[key] - self.used.get(key, 0.0))
        drawn = fsum(used for k, used in self.used.items() if k[1] == merchant and k not in self.held)
        return max(0.0, self.pool(merchant) - drawn)

    def draw(self, factory: str, merchant: str, need: float) -> float:
        """Take up to ``need`` for ``factory``; what it got."""
        got = min(need, self.left(factory, merchant))
        self.used[factory, merchant] = self.used.get((factory, merchant), 0.0) + got
        return got

    def total(self, merchant: str) -> float:
        """All that ``merchant`` sets aside."""
        return self.pool(merchant) + fsum(amount for key, amount in self.held.items() if key[1] == merchant)

    def tell(self) -> None:
        """Every factory learns what it can still draw on, and at what terms it buys beyond it."""
        world = self.world
        for f in world.setting.factories:
            if f.id in self.use:
                merchants = self.use[f.id]
                now = supplies(
                    world.setting, world.layout, f, {m: self.left(f.id, m) for m in merchants},
                    {m: float(self.contracts[f.id, m].terms["material_rush_premium"]) for m in merchants},
                )  # fmt: skip
                factory = world.cast.factories[f.id]
                factory.profile = replace(
                    factory.profile, material_stock=now.pieces, material_lead_h=now.lead_h, material_premium=now.premium
                )  # fmt: skip


def use_of(scenario: Scenario, f: parties.Factory) -> dict[str, float]:
    """Merchant -> units of sale per piece at the factory's reference minutes, for the styles it makes as the plan sells them."""
    key = (scenario.content_hash(), f.id)
    if key not in _USE:
        if len(_USE) >= 256:
            _USE.clear()
        catalogue = catalogue_of(scenario)
        made = [(s, style) for s, style in enumerate(scenario.styles) if style.family in f.families]
        weight = [float(catalogue.nominal[s]) or 1e-9 for s, _ in made]  # a style that is not shown counts where all are none
        minutes = fsum(w * style.smv for w, (_, style) in zip(weight, made, strict=True))
        found: dict[str, float] = {}
        for w, (_, style) in zip(weight, made, strict=True):
            for merchant, each in needs(scenario, style).items():
                found[merchant] = found.get(merchant, 0.0) + w * each * f.reference_smv / minutes
        _USE[key] = found
    return _USE[key]


def _contract(factory: str, merchant: MaterialSupplier) -> Contract:
    """What a factory buys under: the merchant's card, until they have a deal."""
    terms = {
        "material_price": merchant.price, "material_rush_premium": merchant.premium, "material_holding_fee": 0.0,
    }  # fmt: skip
    clauses = (CLAUSES["material_purchase"], CLAUSES["material_reserve"])
    return Contract(f"{factory}-{merchant.name}", {"factory": factory, "material_supplier": merchant.name}, clauses, terms)


def scheduled(world: World, plan: list[Step]) -> list[Step]:
    """``plan`` with N8 at its hour, where the scenario holds it."""
    spec = world.bargaining.spec("N8")
    if spec is None or spec.deadline_h is None:
        return plan
    hour, first = spec.deadline_h, 3  # after N2
    at = next((i for i in range(first, len(plan)) if plan[i][0] >= hour), len(plan))
    return [*plan[:at], (hour, lambda: reserve(world)), *plan[at:]]


def reserve(world: World) -> None:
    """N8: every factory that has sold days ahead meets the merchants of its material; without a deal their cards hold."""
    reserves = world.reserves = Reserves(world)
    for name, merchant in reserves.claims:
        if world.bargaining.seated("N8", name, merchant):
            _meet(world, reserves, world.cast.factories[name], world.cast.materials[merchant])
    reserves.tell()


def _meet(world: World, reserves: Reserves, factory: Factory, merchant: MaterialSupplier) -> None:
    key = (factory.name, merchant.name)
    per_piece, contract = reserves.use[factory.name][merchant.name], reserves.contracts[key]
    standing = {
        "material_reserved": reserves.claims[key] / per_piece, **{k: float(v) for k, v in contract.terms.items() if k in ISSUES}
    }
    fixed = {term: value for term, value in world.scheme.terms.items() if term in standing}
    standing |= fixed
    most = reserves.most(*key) / per_piece
    merchant.engaged = (standing["material_reserved"], most)
    late = any(c.name == "late_delivery_penalty" for c in world.deals.reorder[factory.name].clauses)
    factory.late_rate = float(world.deals.reorder[factory.name].terms["late_penalty_rate"]) if late else 0.0
    facts = partial(known.material, world, factory, merchant, per_piece, most, standing)
    name, now = f"N8-{factory.name}-{merchant.name}", world.hours * 60.0
    record = world.bargaining.meet("N8", name, (factory, merchant), contract, facts, "material", now, settled=True)
    if record is not None:
        _tell(world, record, factory.name, merchant.name)
    if (record is None or not record.agreed) and not fixed:
        return
    agreed = standing | ({} if record is None else {k: float(v) for k, v in record.outcome.items()})
    reserves.held[key] = min(agreed.pop("material_reserved"), most) * per_piece
    reserves.contracts[key] = contract.with_terms(**agreed)
    signed = {"material_reserved_units": reserves.held[key]}
    world.ledger.settle(reserves.contracts[key], signed, world.hours, "N8", when="signing")


def _tell(world: World, record: Negotiation, factory: str, merchant: str) -> None:
    from environment.phases.before import tell_deal

    tell_deal(world, record, "N8", merchant, factory)


def buy(world: World, factory: str, style: int, units: int, start_h: float, lot: str) -> None:
    """Material of a rush order, from what is set aside for the factory and made new beyond it."""
    reserves = world.reserves
    assert reserves is not None
    need_of = needs(world.setting, world.setting.styles[style])
    for entry in world.setting.material_suppliers:
        need = need_of.get(entry.id, 0.0) * units
        if need <= 0:
            continue
        merchant = world.cast.materials[entry.id]
        contract = reserves.contracts.get((factory, entry.id)) or _contract(factory, merchant)
        stock = reserves.draw(factory, entry.id, need)
        facts = {"material_units": stock, "rush_material_units": need - stock, "material_reserved_units": 0.0}
        bill = float(contract.income("material_supplier", facts))
        world.ledger.settle(contract, facts, start_h, lot, when="delivery")
        bought(world, factory, entry, stock, need - stock, bill, start_h, lot)
    reserves.tell()


def bought(world: World, factory: str, merchant: parties.MaterialSupplier, stock: float, fresh: float, bill: float,
           start_h: float, lot: str) -> None:  # fmt: skip
    """Note a purchase, and what the goods have cost the merchant itself."""
    cost = merchant.price * (stock + fresh) * merchant.cost_share
    world.ledger.post_cny(start_h, merchant.id, "outside", cost, "books", "material_cost", lot)
    world.recorder.materials.append((lot, factory, merchant.id, merchant.item, merchant.unit, stock, fresh, bill))


def idle(world: World) -> dict[str, float]:
    """Merchant -> units of sale set aside and not called for."""
    left = {m.id: m.reserved for m in world.setting.material_suppliers}
    if world.reserves is not None:
        left = {name: world.reserves.total(name) for name in left}
    for row in world.recorder.materials:
        left[row[2]] -= row[5]
    return {name: max(0.0, units) for name, units in left.items()}


def put_back(world: World) -> None:
    """What goods that nobody called for cost the merchants that held them."""
    if any(m.holding_cost for m in world.cast.materials.values()):
        for name, units in idle(world).items():
            merchant = world.cast.materials[name]
            cost = merchant.price * merchant.holding_cost * units
            world.ledger.post_cny(world.setting.clock.settle_h, name, "outside", cost, "books", "material_holding", "reserve")


def at_card(world: World, name: str) -> float:
    """CNY that merchant ``name`` would have been paid more (or spared) had all its factories called for the same at its card."""
    reserves, merchant = world.reserves, world.cast.materials[name]
    assert reserves is not None
    more = idle(world)[name] * merchant.price * merchant.holding_cost
    pool = reserves.card[name]
    for row in (row for row in world.recorder.materials if row[2] == name):
        stock = min(row[5] + row[6], pool)
        pool -= stock
        more += merchant.bill(stock, row[5] + row[6] - stock) - row[7]
    more -= pool * merchant.price * merchant.holding_cost
    fees = (float(c.income("material_supplier", _signed(reserves, k))) for k, c in reserves.contracts.items() if k[1] == name)
    return more - fsum(fees)


def _signed(reserves: Reserves, key: tuple[str, str]) -> dict[str, Any]:
    return {"material_reserved_units": reserves.held.get(key, 0.0), "material_units": 0.0, "rush_material_units": 0.0}
