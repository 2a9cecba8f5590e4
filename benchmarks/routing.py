"""Routing of orders against a linear-programming bound: what perfect hindsight would have saved of the cost of sending them.

Usage: python benchmarks/routing.py [SEEDS]      (default 20)

Ordered by scenario: the reference show as it is (carriers filled in the order of the file), the same with parcels given to
carriers by expected cost, under three times the traffic, and the other evenings. See docs/reliability.md for what the
bound is allowed to do.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WORLDS = {
    "autumn_launch": {},
    "autumn_launch, by expected cost": {"delivery.choice": "expected_cost"},
    "autumn_launch, traffic x 3": {"scale.traffic": 3.0},
    "autumn_launch, traffic x 3, by expected cost": {"scale.traffic": 3.0, "delivery.choice": "expected_cost"},
    "snack_evening": {},
    "lipstick_night": {},
}


def main(seeds: int) -> None:
    from environment import Scenario, Scheme
    from environment.references.routing import routing
    from environment.world import World

    scheme = Scheme.load("slot_fee_commission")
    print(f"{'world':46s} {'units':>7s} {'CNY a unit':>10s} {'bound':>7s} {'gap':>6s} {'at most':>7s} {'from home':>9s}")
    for name, changes in WORLDS.items():
        scenario = Scenario.load(name.split(",")[0], overrides=changes)
        found = []
        for seed in range(1, seeds + 1):
            world = World(scenario, scheme, seed)
            world.play()
            found.append(routing(world))
            world.close()
        units, cost, bound = (sum(getattr(each, what) for each in found) for what in ("units", "cost", "bound"))
        home = sum(each.at_home * each.units for each in found) / units
        worst = max(each.gap for each in found)
        print(f"{name:46s} {units // seeds:7,d} {cost / units:10.2f} {bound / units:7.2f}", end=" ")
        print(f"{1 - bound / cost:6.1%} {worst:7.1%} {home:9.1%}")


if __name__ == "__main__":
    from asked import number

    main(number(__doc__, "SEEDS", 20))
