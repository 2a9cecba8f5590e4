"""A show of a million orders: traffic, stock and capacity of the reference scenario scaled up alike.

Usage: python benchmarks/million.py [ORDERS]      (default 1,000,000)
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

GOAL_S, GOAL_GIB = 10.0, 2.0


def enlarged(times: float) -> dict[str, Any]:
    """Overrides that make the reference scenario ``times`` as large: viewers, stock, throughput, capacity."""
    from environment import Scenario

    base = Scenario.load("autumn_launch")
    found: dict[str, Any] = {"scale.traffic": base.scale.traffic * times}
    for style in base.styles:
        found[f"styles.{style.id}.stock"] = {w: round(units * times) for w, units in style.stock.items()}
    for warehouse in base.warehouses:
        found[f"warehouses.{warehouse.id}.parcels_per_day"] = round(warehouse.parcels_per_day * times)
        found[f"warehouses.{warehouse.id}.surge_parcels_per_day"] = round(warehouse.surge_parcels_per_day * times)
    for carrier in base.carriers:
        for name in ("booked_parcels_per_day", "overflow_parcels_per_day"):
            found[f"carriers.{carrier.id}.{name}"] = {w: round(n * times) for w, n in getattr(carrier, name).items()}
    for factory in base.factories:
        found[f"factories.{factory.id}.capacity_per_day"] = round(factory.capacity_per_day * times)
    return found


def main(orders: int) -> int:
    from environment import Scenario, play

    def played(times: float) -> tuple[float, float]:
        """Units ordered and seconds of CPU."""
        scenario = Scenario.load("autumn_launch", overrides=enlarged(times))
        start = time.process_time()
        show = play(scenario)
        units = float(sum(show.tables["orders"]["units"]))
        return units / scenario.audience.units_per_order, time.process_time() - start

    small, first = played(1.0)
    times = orders / small
    found, _ = played(times)
    found, spent = played(times * orders / found * 1.01)  # stock-outs and queues do not scale exactly
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{'orders':>10} {'s of CPU':>9}")
    print(f"{small:>10,.0f} {first:>9.2f}   (the first show of the process: modules are loaded, tables made)")
    print(f"{found:>10,.0f} {spent:>9.2f}   peak memory {peak:.2f} GiB   goals {GOAL_S:g} s, {GOAL_GIB:g} GiB")
    return 0 if spent <= GOAL_S and peak <= GOAL_GIB and found >= orders else 1


if __name__ == "__main__":
    from asked import number

    sys.exit(main(number(__doc__, "ORDERS", 1_000_000)))
