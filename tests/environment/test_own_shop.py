"""Goods held back from the show and sold in the supplier's own shop."""

from __future__ import annotations

import numpy as np
import pytest

from environment import Scenario
from environment.playing import finish
from environment.scheme import Scheme
from environment.world import World

NAME = "autumn_launch"


def played(hide: float, share: float = 0.31, scheme: str = "commission_only") -> World:
    scenario = Scenario.load(
        NAME, overrides={"behaviour.supplier.hide_stock": hide, "behaviour.supplier.own_shop": share}
    )
    world = World(scenario, Scheme.load(scheme), scenario.seed)
    world.play()
    return world


def commission(world: World) -> float:
    return float(world.ledger.by_clause(world.cast.host.name)["commission"])


def test_nothing_is_held_back_by_a_supplier_that_shows_its_stock() -> None:
    world = played(0.0)
    assert world.shop.held is None and not world.shop.sold.any()


def test_the_own_shop_sells_held_goods_to_buyers_the_show_turned_away() -> None:
    world = played(0.6)
    alerted = {life.alert.style for life in world.recorder.alerts}
    assert world.shop.sold.sum() > 0
    assert set(np.flatnonzero(world.shop.sold.sum(axis=1)).tolist()) <= alerted
    assert (world.shop.sold <= world.recorder.in_stock).all()
    assert world.stock.oversold() == 0 and world.ledger.total() == 0


def test_no_commission_is_owed_on_what_the_own_shop_sells() -> None:
    world = played(0.6)
    o = world.outcome
    assert o is not None
    rate = float(world.deals.host_supplier.terms["commission_rate"])
    own = world.shop.sold.sum(axis=1) / np.maximum(o.ordered.sum(axis=1), 1) * o.kept.sum(axis=1)
    show = float((o.kept.sum(axis=1) - own) @ world.layout.price)
    assert commission(world) / 100.0 == pytest.approx(rate * show, rel=1e-6)


def test_without_buyers_who_look_elsewhere_held_goods_come_back() -> None:
    world = played(0.6, share=0.0)
    o = world.outcome
    assert o is not None
    assert not world.shop.sold.any() and world.shop.held is None
    stock = world.setting.styles
    opening = sum(sum(s.stock.values()) for s in stock) + sum(r["units"] for r in world.recorder.rushes)
    assert int(o.unsold.sum() + o.ordered.sum() - o.cancelled.sum()) == opening


def test_the_story_and_the_tables_tell_what_was_held_back_and_sold() -> None:
    world = played(0.6)
    show = finish(world)
    told = {event.key: event for event in show.events if event.key in ("held", "stock.out.held", "own_shop")}
    assert set(told) == {"held", "stock.out.held", "own_shop"}
    assert told["own_shop"].params["held"] == sum(e.params["units"] for e in show.events if e.key == "held")
    assert told["own_shop"].params["units"] == sum(show.tables["orders"]["own_shop_units"]) > 0
    assert told["stock.out.held"].params["held"] > 0 and "own shop" in told["stock.out.held"].text("en")
    open_hand = finish(played(0.0))
    assert not {"held", "stock.out.held", "own_shop"} & {event.key for event in open_hand.events}
