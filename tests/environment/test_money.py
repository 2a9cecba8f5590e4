"""Money: what the contracts say of the facts is what the ledger holds, clause by clause, on other seeds too."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from environment import Scenario, Scheme
from environment.phases.books import freight_at_card, host_facts
from environment.phases.known import return_cost
from environment.world import World

SEEDS = (20260917, 12, 13)


@cache
def _played(seed: int, scheme: str = "full_collaboration") -> World:
    world = World(Scenario.load("autumn_launch"), Scheme.load(scheme), seed)
    world.play()
    world.close()
    return world


def _paid(world: World, clause: str, payer: str | None = None, payee: str | None = None) -> float:
    t = world.ledger.columns()
    rows = zip(t["clause"], t["payer"], t["payee"], t["cents"], strict=True)
    return sum(int(c) for k, a, b, c in rows if k == clause and payer in (None, a) and payee in (None, b)) / 100.0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_hosts_clauses_follow_the_facts(seed: int) -> None:
    world = _played(seed)
    o, terms = world.outcome, world.deals.host_supplier.terms
    assert o is not None
    fee = float(terms["commission_rate"]) * o.net
    assert _paid(world, "commission", payee="host") == pytest.approx(fee, abs=0.01)
    assert _paid(world, "commission_service_fee", payer="host") == pytest.approx(
        terms["commission_service_fee"] * fee, abs=0.01
    )
    gross = o.gross
    bonus = terms["tier_extra_rate"] * max(0.0, gross - terms["tier_threshold_cny"])
    assert _paid(world, "tier_bonus") == pytest.approx(bonus, abs=0.01)
    facts = host_facts(world, o)
    assert _paid(world, "gift_cost_share") == pytest.approx(terms["gift_cost_share_host"] * facts["gift_cost_cny"], abs=0.01)
    assert _paid(world, "traffic_share") == pytest.approx(
        terms["traffic_share_supplier"] * world.setting.paid_traffic.budget, abs=0.01
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_share_of_return_costs_is_of_all_that_returns_cost(seed: int) -> None:
    """Inspection, pick-up and value lost, reckoned here from units; and what both expect at the table comes near it."""
    base = Scheme.load("slot_fee_commission")
    scheme = Scheme.load(
        "slot_fee_commission",
        {"contracts.host_supplier": [*base.contracts.host_supplier, "return_cost_share"],
         "terms": {"return_cost_share_host": 0.3}},
    )  # fmt: skip
    world = World(Scenario.load("autumn_launch", overrides={"delivery.doorstep.pickup_cost": 6.0}), scheme, seed)
    world.play()
    o, salvage = world.outcome, world.setting.salvage
    assert o is not None and not world.parted
    back, came = o.returned.sum(axis=1), (o.returned + o.refused_by).sum(axis=1)
    fetched = -world.ledger.by_clause("supplier")["doorstep_pickup"] / 100.0
    assert fetched == pytest.approx(6.0 * back.sum(), abs=0.01)
    inspected = -world.ledger.by_clause("supplier")["return_inspection"] / 100.0
    resold = world.ledger.by_clause("supplier")["salvage_returned"] / 100.0
    paid = world.ledger.by_clause("supplier")["return_cost_share"] / 100.0 / 0.3
    least = back @ world.layout.cost - resold  # as if all that came back had been returned
    most = came @ world.layout.cost - resold
    assert least + fetched + inspected * back.sum() / came.sum() - 1.0 <= paid <= most + fetched + inspected + 1.0
    shown = sum(share * salvage.grade_value[g] for g, share in salvage.returned_grade.items())
    known = return_cost(world)
    assert known == pytest.approx(2.5 + 6.0 + world.layout.cost - shown * world.cast.supplier.profile.salvage)
    assert float(known @ back) == pytest.approx(paid, rel=0.01)
    assert paid > 5.0 * inspected


@pytest.mark.parametrize("seed", SEEDS)
def test_the_platforms_and_the_carriers_bills(seed: int) -> None:
    world = _played(seed)
    o, platform = world.outcome, world.setting.platform
    assert o is not None
    assert _paid(world, "take_rate") == pytest.approx(platform.take_rate * o.net, abs=0.01)
    assert _paid(world, "payment_fee") == pytest.approx(platform.payment_fee * o.gross, abs=0.01)
    parcels = o.shipments.units / world.catalogue.units_per_order
    card = freight_at_card(world, o.shipments)
    lanes = (o.shipments.carrier, o.shipments.warehouse, o.shipments.region)
    assert (card >= world.layout.first_kg[lanes] * parcels - 1e-9).all()
    for c, (name, contract) in enumerate(world.deals.carriers.items()):
        mine = o.shipments.carrier == c
        shift = contract.terms["first_kg_rate"] - contract.terms["card_first_kg_rate"]
        stretch = 1.0 + world.recorder.split / max(float(parcels.sum()), 1.0)
        due = (float(card[mine].sum()) + shift * float(parcels[mine].sum())) * stretch
        assert _paid(world, "freight", payee=name) == pytest.approx(due, rel=1e-6, abs=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_goods_are_paid_when_bought_and_when_cleared(seed: int) -> None:
    world = _played(seed)
    o, layout = world.outcome, world.layout
    assert o is not None
    opening = np.add.reduceat(layout.opening, world.stock.starts, axis=0).sum(axis=1)
    assert _paid(world, "goods_opening") == pytest.approx(float(opening @ layout.cost), abs=0.2)
    salvage = world.cast.supplier.profile.salvage
    assert _paid(world, "salvage_unsold") == pytest.approx(float(o.unsold.sum(axis=1) @ salvage), abs=0.2)
    for rush in world.recorder.rushes:
        premium = world.deals.rush[rush["lot"]].terms["rush_premium"]
        due = rush["units"] * float(layout.cost[rush["style"]]) * (1.0 + premium)
        rows = world.ledger.columns()
        got = sum(
            int(c) for c, k, why in zip(rows["cents"], rows["clause"], rows["cause"], strict=True)
            if k == "rush_price" and why == rush["lot"]
        )  # fmt: skip
        assert got / 100.0 == pytest.approx(due, abs=0.01)


@pytest.mark.parametrize("scheme", ["slot_fee_commission", "arms_length", "guarantee"])
def test_reserved_capacity_is_paid_and_released(scheme: str) -> None:
    world = _played(20260917, scheme)
    window = world.setting.capacity_reservation.window_h
    days = (window[1] - window[0]) / 24.0
    for name, contract in world.deals.factories.items():
        names = {c.name for c in contract.clauses}
        held = world.cast.factories[name].reserved * days
        fee = contract.terms["option_fee"] * held if "option_fee" in names else 0.0
        assert _paid(world, "option_fee", payee=name) == pytest.approx(fee, abs=0.01)
        back = _paid(world, "option_release", payer=name)
        assert 0.0 <= back <= contract.terms["release_refund"] * fee + 0.01


def test_profits_are_the_sum_of_their_lines() -> None:
    from environment import play

    show = play("autumn_launch", "full_collaboration", seed=12)
    for party, lines in show.money.items():
        clauses = sum(v for k, v in lines.items() if k not in ("income", "expense", "profit"))
        assert lines["profit"] == pytest.approx(clauses, abs=0.01), party
        assert lines["profit"] == pytest.approx(lines["income"] - lines["expense"], abs=0.01), party
    assert sum(lines["profit"] for lines in show.money.values()) == pytest.approx(0.0, abs=0.05)
