"""Worlds beside each other: this project and, where installed, SCML, stockpyl and SupplyNetPy, in one go.

Usage: python benchmarks/worlds.py

The worlds are not the same, so read the last column: what a second of CPU buys in each library's own terms, and what is in
it. Each runs in a process of its own; loading is not counted, a first warm-up is not counted.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Peer:
    """One library: what to import, what to play, and how many steps of its own that is."""

    name: str
    needs: str
    code: str  # defines play() -> number of steps in the library's own terms
    steps: str
    inside: str


PEERS = (
    Peer(
        "gongying, a show", "environment",
        "from environment import Scenario\nfrom environment.scheme import Scheme\nfrom environment.playing import play_show\n"
        "s, c = Scenario.load('autumn_launch'), Scheme.load('slot_fee_commission')\n"
        "n = [0]\ndef play():\n    n[0] += 1\n    play_show(s, c, n[0])\n    return 14 * 52",
        "party-steps (14 parties, 52 steps of the day)",
        "20 styles × sizes × 7 regions, bargaining by offers, orders, parcels, contracts settled to the cent",
    ),
    Peer(
        "gongying, a region", "environment",
        "from environment.market_day import DaySpec, play_day\nspec = DaySpec.load(overrides={'parties': 1000})\n"
        "def play():\n    play_day(spec)\n    return 1000",
        "party-days (1,000 parties)",
        "every trade edge bargains by alternating offers over up to 336 outcomes, shared capacity, settlement",
    ),
    Peer(
        "SCML 2024 OneShot", "scml",
        "import warnings; warnings.filterwarnings('ignore')\nfrom scml.oneshot import SCML2024OneShotWorld\n"
        "from scml.oneshot.agents import GreedyOneShotAgent\n"
        "def play():\n    made = SCML2024OneShotWorld.generate([GreedyOneShotAgent] * 12, n_steps=10, n_processes=2)\n"
        "    SCML2024OneShotWorld(**made, no_logs=True).run()\n    return 12 * 10",
        "agent-days (12 agents, 10 days)",
        "every agent negotiates quantity, time and price with all partners each day",
    ),
    Peer(
        "stockpyl", "stockpyl",
        "from stockpyl.instances import load_instance\nfrom stockpyl.sim import simulation\n"
        "def play():\n    simulation(load_instance('example_6_1'), 100, rand_seed=42, progress_bar=False)\n    return 3 * 100",
        "node-periods (3 nodes, 100 periods)",
        "multi-echelon base-stock policies, no bargaining",
    ),
    Peer(
        "SupplyNetPy", "SupplyNetPy",
        "import io, contextlib\nimport SupplyNetPy.Components as scm\n"
        "def play():\n"
        "    with contextlib.redirect_stdout(io.StringIO()):\n"
        "        net = scm.create_sc_net(env=None, nodes=[\n"
        "            {'ID': 'S1', 'name': 'S1', 'node_type': 'infinite_supplier'},\n"
        "            {'ID': 'D1', 'name': 'D1', 'node_type': 'distributor', 'capacity': 150, 'initial_level': 50,\n"
        "             'inventory_holding_cost': 0.2, 'replenishment_policy': scm.SSReplenishment,\n"
        "             'policy_param': {'s': 100, 'S': 150}, 'product_buy_price': 100, 'product_sell_price': 105}],\n"
        "            links=[{'ID': 'L1', 'source': 'S1', 'sink': 'D1', 'cost': 5, 'lead_time': lambda: 2}],\n"
        "            demands=[{'ID': 'd1', 'name': 'd1', 'order_arrival_model': lambda: 1, 'order_quantity_model': lambda: 10,\n"
        "                      'demand_node': 'D1'}])\n"
        "        scm.simulate_sc_net(net, sim_time=1000, logging=False)\n    return 2 * 1000",
        "node-days (2 nodes, 1,000 days)",
        "(s, S) replenishment on discrete events, no bargaining",
    ),
)
RUN = """
import sys, time
sys.path.insert(0, {root!r})
{code}
play()
best, done = float('inf'), 0
for _ in range({repeats}):
    start = time.process_time(); done = play(); best = min(best, time.process_time() - start)
print(done, best)
"""


def measure(peer: Peer, repeats: int = 5) -> str:
    """One line of the table."""
    there = subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {peer.needs}"],
                           capture_output=True, text=True)  # fmt: skip
    if there.returncode:
        return f"{peer.name:<20} not installed"
    code = RUN.format(root=str(ROOT), code=peer.code, repeats=repeats)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if out.returncode:
        return f"{peer.name:<20} failed: {out.stderr.strip().splitlines()[-1] if out.stderr.strip() else 'no message'}"
    steps, seconds = out.stdout.split()[-2:]
    rate = float(steps) / float(seconds)
    return f"{peer.name:<20} {1e3 * float(seconds):>10,.1f} ms {rate:>12,.0f} {peer.steps}\n{'':<20} {peer.inside}"


if __name__ == "__main__":
    from asked import parser

    parser(__doc__).parse_args()
    print(f"{'':<20} {'CPU, a run':>13} {'a second buys':>12}")
    for each in PEERS:
        print(measure(each))
