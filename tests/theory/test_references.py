"""References in their solvable limits: the newsvendor and the transportation optimum of the solved cases."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy import stats

from environment import Scenario
from environment.cast import catalogue_of
from environment.layout import compile_layout
from environment.logistics.flows import transport
from environment.references.central import seat
from environment.references.evaluation import rules
from environment.references.margins import margins
from environment.references.orders import Outlook, order_values
from environment.references.owner import Owner
from environment.references.programme import Problem, solve
from environment.world import World
from protocols.errors import UserError

CASES = json.loads((Path(__file__).resolve().parent.parent / "data" / "oracle" / "cases.json").read_text(encoding="utf-8"))


def cases(prefix: str) -> list[Any]:
    found = [pytest.param(c, id=c["id"]) for c in CASES if c["id"].startswith(prefix)]
    assert found
    return found


def law(spec: dict[str, Any], nodes: int) -> np.ndarray:
    """Equally likely nodes of a demand law: the midpoints of its quantiles."""
    laws = {
        "uniform": lambda: stats.uniform(spec["lo"], spec["hi"] - spec["lo"]),
        "normal": lambda: stats.norm(spec["mu"], spec["sd"]),
        "gamma": lambda: stats.gamma(spec["shape"], scale=spec["scale"]),
    }
    quantiles: np.ndarray = laws[spec["kind"]]().ppf((np.arange(nodes) + 0.5) / nodes)
    return quantiles


def routing(stock: Any, demand: Any, worth: Any, **more: Any) -> Problem:
    """One good, known or equally likely demand (N, R), no factory unless ``more`` brings one, unlimited hands."""
    stock, demand = np.asarray(stock, dtype=float), np.atleast_2d(np.asarray(demand, dtype=float))
    n, w = len(demand), stock.size
    none = {"make": np.zeros((0, 1)), "load": np.zeros((0, 1)), "room": np.zeros(0)}
    none |= {"per_reserved": np.zeros(0), "reserve_max": np.zeros(0)}
    shape = {"demand": demand[:, None, None], "weight": np.full(n, 1.0 / n), "patience": np.ones(1)}
    hands = {"pick": np.full(w, 1e9), "surge_max": np.zeros(w), "surge_cost": np.zeros(w), "late_cost": 0.0}
    lanes = {"lanes": (), "lane_cost": np.zeros((1, 0))}
    rest = {"stock": stock[None], "worth": np.asarray(worth, dtype=float)[None], "rounding": np.zeros((n, 1, 1, demand.shape[1]))}
    return Problem(**{**none, **shape, **hands, **lanes, **rest, **more})


@pytest.mark.parametrize("case", cases("C.newsvendor."))
def test_the_planners_order_is_the_newsvendors(case: Any) -> None:
    """One size, one law, buyers who all wait, nothing on the shelf: quantity and profit of Arrow, Harris & Marschak (1951)."""
    given, expected = case["inputs"], case["expected"]
    nodes = law(given["demand"], 4000)
    grid = np.linspace(0.0, float(nodes[-1]), 8001)
    outlook = Outlook(nodes, np.ones(1), np.zeros(1), 1.0)
    values = order_values(outlook, grid, np.ones(1), given["p"] - given["v"], grid * (given["c"] - given["v"]))
    best = int(np.argmax(values))
    assert grid[best] == pytest.approx(expected["q"], rel=2e-3)
    assert values[best] == pytest.approx(expected["profit"], rel=2e-3)


@pytest.mark.parametrize("have", [0.0, 40.0, 80.0])
def test_what_lies_there_is_not_ordered_again(have: float) -> None:
    """Order up to the critical fractile: 60 of a uniform 0–100 at (p, c, v) = (10, 4, 0)."""
    grid = np.arange(0.0, 101.0)
    outlook = Outlook(law({"kind": "uniform", "lo": 0, "hi": 100}, 1000), np.ones(1), np.array([have]), 1.0)
    values = order_values(outlook, grid, np.ones(1), 10.0, 4.0 * grid)
    assert grid[int(np.argmax(values))] == pytest.approx(max(60.0 - have, 0.0), abs=1.0)


@pytest.mark.parametrize("case", cases("G.transport."))
def test_the_known_demands_routing_is_the_transportation_optimum(case: Any) -> None:
    """Every unit is worth serving: value forgone is the least cost of Hitchcock (1941)."""
    given, worth = case["inputs"], 100.0
    best = solve(routing(given["supply"], given["demand"], worth - np.asarray(given["cost"], dtype=float)))
    assert worth * sum(given["demand"]) - best.value == pytest.approx(case["expected"]["min_cost"], rel=1e-6)


def test_one_style_of_the_reference_scenario_is_routed_at_least_cost() -> None:
    """Demand exactly as planned, stock of one style as it lies: the programme's freight is that of the transportation LP."""
    scenario = Scenario.load("autumn_launch")
    layout, c, m = compile_layout(scenario), catalogue_of(scenario), margins(scenario, 0.2)
    style = layout.styles.index("B")
    stock = layout.opening[layout.style_of == style].sum(axis=0).astype(float)
    demand = 0.9 * stock.sum() * c.region_share  # all of it can be served, not all from home
    best = solve(routing(stock, demand, m.sold[style]))
    freight = m.bare[style] - m.sold[style]
    assert best.value == pytest.approx(m.bare[style] * demand.sum() - transport(stock, demand, freight).cost, rel=1e-9)


def one_factory(demand: Any, **more: Any) -> Problem:
    """A good with 50 units here, 30 there, made for 6 and worth 20 at home; a move costs 1.5."""
    made = {"make": np.array([[6.0]]), "load": np.ones((1, 1)), "room": np.array([25.0])}
    reserve = {"per_reserved": np.array([2.0]), "reserve_max": np.array([20.0])}
    lanes = {"lanes": ((0, 1), (1, 0)), "lane_cost": np.array([[1.5, 1.5]])}
    worth = [[20.0, 15.0], [15.0, 20.0]]
    return routing([50.0, 30.0], demand, worth, **{**made, **reserve, **lanes, **more})


def test_with_known_demand_just_the_gap_is_made() -> None:
    best = solve(one_factory([[60.0, 50.0]]))
    assert best.made.sum() == pytest.approx(30.0)
    assert best.reserved[0] == pytest.approx(2.5)  # (30 − 25) / 2: no more than it takes
    assert best.value == pytest.approx(80 * 20 + 30 * (20 - 6), rel=1e-6)


def test_knowing_more_is_never_worth_less() -> None:
    """Wait-and-see ≥ here-and-now ≥ the plan for the mean (Birge & Louveaux 2011, ch. 4)."""
    demand = np.array([[20.0, 70.0], [65.0, 10.0], [40.0, 60.0]])
    together = solve(one_factory(demand))
    apart = np.mean([solve(one_factory(row)).value for row in demand])
    assert together.value <= apart + 1e-6
    mean = solve(one_factory(demand.mean(axis=0)))
    assert together.moved.sum() >= 0.0 and together.value <= mean.value + 1e-6  # concave in demand (Jensen)


def test_buyers_who_do_not_wait_are_not_served_by_orders() -> None:
    best = solve(one_factory([[60.0, 50.0]], patience=np.array([0.7])))
    assert best.made.sum() == pytest.approx(0.7 * 30.0)


def test_a_programme_beyond_reach_is_refused() -> None:
    wide = np.zeros((1, 2000))
    with pytest.raises(UserError, match="at most"):
        solve(routing(np.zeros(2000), wide, np.broadcast_to(0.0, (2000, 2000))))


def single(folder: Path) -> Scenario:
    """The reference scenario with one style of one size, one region, one warehouse and one factory that is never short."""
    plain = Scenario.load("autumn_launch").plain()
    for block in ("delivery", "product", "stocking"):  # name styles and warehouses that are not here
        del plain[block]
    style = next(s for s in plain["styles"] if s["id"] == "B")
    del style["size_mix"]
    seats = {"host", "supplier", "F2", "WE", "C1", "C2", "all"}
    for spec in plain["negotiations"]:
        spec["parties"] = [name for name in spec["parties"] if name in seats]
    rush = next(spec for spec in plain["negotiations"] if spec["id"] == "N5")
    rush["grid"] = {"rush_qty": 10, "unit_premium": 0.3, "leftover_host": 0.5, "leftover_factory": 0.5}
    for carrier in plain["carriers"]:
        carrier |= {"booked_parcels_per_day": {"WE": 50000}, "overflow_parcels_per_day": {"WE": 0}}
    roomy = {"to_wh_h": {"WE": 1}, "capacity_per_day": 20000, "reserved_per_day": 0, "moq": 1, "unit_labour": 35}
    plain |= {
        "styles": [style | {"role": "main", "stock": {"WE": 400}}],
        "rundown_plan": ["B"] * len(plain["rundown_plan"]),
        "bought_in_families": [],
        "regions": [plain["regions"][0] | {"share": 1.0}],
        "warehouses": [
            w | {"default_regions": ["EAST"], "parcels_per_day": 50000} for w in plain["warehouses"] if w["id"] == "WE"
        ],
        "zones": {"WE": {"EAST": "same"}},
        "transfers": [],
        "factories": [f | roomy | {"overtime_uplift": 0.0} for f in plain["factories"] if f["id"] == "F2"],
        "material_suppliers": [m | {"reserved": 1e6} for m in plain["material_suppliers"] if m["id"] in ("Y1", "T1")],
        "materials": {"knit": plain["materials"]["knit"]},
        "variants": {},
        "story_expectations": None,
    }
    plain["sizes"]["one_size_families"] = ["knit"]
    plain["forecast"]["by_region_bias"] = {"EAST": 1.0}
    plain["risk"]["demand_nodes"] = 256
    plain["audience"] |= {"unique_viewers": 100000, "views": 200000}
    path = folder / "single.yaml"
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return Scenario.load(path)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_the_world_the_planner_orders_the_newsvendor_quantity(tmp_path: Path, seed: int) -> None:
    """One style, factory, warehouse, region: each order is the critical fractile of what it then believes, less what is there.

    Demand to come is log-normal with mean m and log spread s; of the excess over stock a share waits. The quantity is
    waiting · (m exp(s z − s²/2) − stock) with Φ(z) = (gain − cost) / gain.
    """
    scenario, beliefs = single(tmp_path), {}

    def brief(world: World) -> None:
        seat(world, {"commission_rate": 0.2})
        owner = world.cast.supplier
        assert isinstance(owner, Owner)
        gain = owner.gain

        def listening(style: int) -> float:
            known = owner.still_wanted(style)
            number = len(world.recorder.rushes)  # orders placed so far: the last belief of each number is the order's own
            beliefs[number] = (float(known.rest.mean()), owner.spread(style), float(known.have.sum()), gain(style))
            return gain(style)

        owner.gain = listening  # type: ignore[method-assign]

    world = World(scenario, rules("central"), seed, brief=brief)
    world.play()
    m = margins(scenario, world.cast.host.terms.commission)
    cost = float(m.make[0, 0] - m.salvage[0])
    assert world.recorder.rushes and cost > 0
    for number, order in enumerate(world.recorder.rushes):
        mean, spread, have, gain = beliefs[number]
        z = NormalDist().inv_cdf((gain - cost) / gain)
        best = world.catalogue.presale_share * (mean * np.exp(spread * z - spread**2 / 2.0) - have)
        assert abs(order["units"] - best) <= 0.02 * best + 10  # the nodes, and the grid of ten
