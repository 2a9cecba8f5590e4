"""The bound on the cost of sending orders: never above what was paid, and met where there is nothing to choose."""

from __future__ import annotations

import pytest

from environment import Scenario, Scheme
from environment.references.routing import Routing, routing
from environment.world import World


def routed(seed: int, **changes: object) -> Routing:
    world = World(Scenario.load("autumn_launch", overrides=changes), Scheme.load("slot_fee_commission"), seed)
    world.play()
    found = routing(world)
    world.close()
    return found


@pytest.mark.parametrize("changes", [{}, {"delivery.choice": "expected_cost"}, {"scale.traffic": 3.0}])
@pytest.mark.parametrize("seed", [1, 4])
def test_perfect_routing_never_costs_more(seed: int, changes: dict[str, object]) -> None:
    found = routed(seed, **changes)
    assert 0.0 < found.bound <= found.cost * (1 + 1e-9) and 0.0 <= found.gap < 0.5
    assert 0.5 < found.at_home <= 1.0 and found.units > 0


def test_goods_everywhere_and_one_cheap_truck_leave_little_to_choose() -> None:
    base = Scenario.load("autumn_launch")
    plenty: dict[str, object] = {
        f"styles.{style.id}.stock": {w: units * 6 for w, units in style.stock.items()} for style in base.styles
    }
    for carrier in base.carriers:
        plenty[f"carriers.{carrier.id}.booked_parcels_per_day"] = dict.fromkeys((each.id for each in base.warehouses), 10**6)
    for warehouse in base.warehouses:
        plenty[f"warehouses.{warehouse.id}.parcels_per_day"] = 10**6
    found = routed(1, **plenty)
    assert found.at_home > 0.99 and found.gap < 0.02


def test_an_unsettled_show_has_no_routing_yet() -> None:
    world = World(Scenario.load("autumn_launch"), Scheme.load("slot_fee_commission"), 1)
    with pytest.raises(ValueError, match="settled"):
        routing(world)
    world.close()
